import type { INodeProperties } from 'n8n-workflow';

const whenEvents = { show: { operation: ['reconcile', 'planOnly'], mode: ['event'] } };

/** How an event says where it comes from and what happened. */
export const eventProperties: INodeProperties[] = [
	{
		displayName: 'Changed In',
		name: 'eventSystemFrom',
		type: 'options',
		default: 'field',
		options: [
			{ name: 'System Named by a Field', value: 'field', description: 'Changes of several systems arrive here' },
			{ name: 'One System', value: 'fixed', description: 'All changes come from one system' },
		],
		displayOptions: whenEvents,
	},
	{
		displayName: 'System Field',
		name: 'eventSystemField',
		type: 'string',
		default: 'system',
		required: true,
		placeholder: 'e.g. system',
		description: 'The field that holds the name of the system the change was made in. Not compared.',
		displayOptions: { show: { ...whenEvents.show, eventSystemFrom: ['field'] } },
	},
	{
		displayName: 'System',
		name: 'eventSystem',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. CRM',
		description: 'The system the changes were made in, named as under Systems',
		displayOptions: { show: { ...whenEvents.show, eventSystemFrom: ['fixed'] } },
	},
	{
		displayName: 'Event Kind Field',
		name: 'eventKind',
		type: 'string',
		default: '',
		placeholder: 'e.g. event',
		description: 'The field that says created, updated or deleted, also at the end of a longer name such as customer.deleted. Empty: every item is a change. Not compared.',
		displayOptions: whenEvents,
	},
	{
		displayName: 'Deleted Field',
		name: 'eventDeleted',
		type: 'string',
		default: '',
		placeholder: 'e.g. isDeleted',
		description: 'The field that marks a deleted record, by true, 1, a time or a text. Empty, false, 0, null or missing: not deleted. Not compared.',
		displayOptions: whenEvents,
	},
];
