import type { INodeProperties } from 'n8n-workflow';

const whenResolving = { show: { operation: ['resolveReview'] } };

/** Where an item that comes back from a person holds the decision. */
export const decisionProperties: INodeProperties[] = [
	{
		displayName: 'Each item is an item of Review that comes back from a form, a chat or a table with its decision ID and what was chosen. To choose a system, the item must still carry that system\'s value; a value typed in needs the ID alone.',
		name: 'resolveNotice',
		type: 'notice',
		default: '',
		displayOptions: whenResolving,
	},
	{
		displayName: 'Choose Field',
		name: 'chooseField',
		type: 'string',
		default: '',
		placeholder: 'e.g. decision.choose',
		description: 'The field that names the system whose value counts, or says "value" for one typed in. Empty: decision.choose, or choose in flat items.',
		displayOptions: whenResolving,
	},
	{
		displayName: 'Value Field',
		name: 'valueField',
		type: 'string',
		default: '',
		placeholder: 'e.g. decision.value',
		description: 'The field that holds a value typed in. Empty: decision.value, or value in flat items.',
		displayOptions: whenResolving,
	},
	{
		displayName: 'Typed Values Are',
		name: 'valueIs',
		type: 'options',
		default: 'asIs',
		options: [
			{ name: 'As They Are', value: 'asIs', description: 'A form gives text: 42 becomes the text "42"' },
			{ name: 'JSON', value: 'json', description: '42 becomes a number, true a truth value, null nothing, "42" text' },
		],
		displayOptions: whenResolving,
	},
	{
		displayName: 'Outcome',
		name: 'confirmAs',
		type: 'options',
		default: 'done',
		options: [
			{ name: 'Not Written', value: 'failed', description: 'The write is known to have failed: it is planned anew, and not expected to arrive late' },
			{ name: 'Written', value: 'done', description: 'The system has it' },
		],
		description: 'What became of the planned writes these items came from',
		displayOptions: { show: { operation: ['confirmWrites'] } },
	},
];
