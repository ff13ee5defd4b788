import type { INodeProperties } from 'n8n-workflow';

/** State belongs to this name, so every stateful node asks for it in the same words. */
export const syncNameField: INodeProperties = {
	displayName: 'Sync Name',
	name: 'sync',
	type: 'string',
	default: 'my-sync',
	required: true,
	noDataExpression: true,
	placeholder: 'e.g. crm-erp-customers',
	description:
		'What this node remembers belongs to this name. Nodes of one sync share the name; two syncs in one workflow need two names.',
};

/** Where Reset Memory is chosen: it cannot be undone, and it works in test runs too. */
export const resetNotice: INodeProperties = {
	displayName:
		'When this runs, also in a test run, everything the sync of this name remembers is forgotten: all keys and records count as new again.',
	name: 'resetNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { operation: ['resetMemory'] } },
};

/** What to do when the remembered state is gone or unreadable: for the Options collection. */
export const ifStateLostOption: INodeProperties = {
	displayName: 'If Memory Is Lost',
	name: 'ifStateLost',
	type: 'options',
	default: 'stop',
	options: [
		{
			name: 'Stop with an Error',
			value: 'stop',
			description: 'Nothing is let through until you decide. The safe choice.',
		},
		{
			name: 'Start Over',
			value: 'startOver',
			description: 'Forget what was remembered and treat everything as seen for the first time',
		},
	],
	description:
		'What to do if the memory of this sync is missing, damaged, or written by a newer version of this package',
};

export type IfStateLost = 'stop' | 'startOver';
