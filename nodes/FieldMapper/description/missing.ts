import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

const leaveOut: INodePropertyOptions = {
	name: 'Leave Out',
	value: 'leaveOut',
	description: 'Do not write the field at all: what the other system has stays',
};
const clear: INodePropertyOptions = {
	name: 'Clear',
	value: 'clear',
	description: 'Empty the field, in the way the other system has for it: null, unless Options say otherwise',
};
const toNull: INodePropertyOptions = { name: 'Null', value: 'null', description: 'Write null' };
const emptyText: INodePropertyOptions = { name: 'Empty Text', value: 'emptyText', description: 'Write a text without characters' };
const toDefault: INodePropertyOptions = { name: 'Default', value: 'default', description: 'Write the default named in this row' };
const reject: INodePropertyOptions = { name: 'Reject', value: 'reject', description: 'Send the item to the Rejected output' };

const ignoreWords: INodeProperties = {
	displayName: 'Ignore No-Value Words',
	name: 'ignoreWords',
	type: 'boolean',
	default: false,
	noDataExpression: true,
	description:
		'Whether words such as NULL are real values in this row, although the table lists them under Text That Means No Value',
};

/** Three states that are not the same: the field is not there, it is null, it is an empty text. */
function missingFields(back: boolean): INodeProperties {
	return {
		displayName: back ? 'When There Is No Value, Going Back' : 'When There Is No Value',
		name: back ? 'missingReverse' : 'missing',
		type: 'collection',
		placeholder: 'Add case',
		default: {},
		displayOptions: { hide: { way: [back ? 'forward' : 'reverse'] } },
		options: [
			{
				displayName: 'Default',
				name: 'default',
				type: 'string',
				default: '',
				noDataExpression: true,
				placeholder: 'e.g. unknown',
				description:
					'Used where one of the cases says Default. Numbers in plain form (12.50), true or false, dates as 2024-03-01, a raw value as JSON.',
			},
			ignoreWords,
			{
				displayName: 'When Absent',
				name: 'absent',
				type: 'options',
				options: [leaveOut, clear, toNull, emptyText, toDefault, reject],
				default: 'leaveOut',
				noDataExpression: true,
				description: 'What to do if the record does not have the field at all',
			},
			{
				displayName: 'When Empty',
				name: 'empty',
				type: 'options',
				options: [
					{
						name: 'Treat as a Value',
						value: 'asIs',
						description: 'Text stays an empty text; a type that has no empty value rejects it',
					},
					leaveOut,
					clear,
					toNull,
					toDefault,
					reject,
				],
				default: 'asIs',
				noDataExpression: true,
				description: 'What to do if the field is a text without characters',
			},
			{
				displayName: 'When Null',
				name: 'null',
				type: 'options',
				options: [clear, toNull, leaveOut, emptyText, toDefault, reject],
				default: 'clear',
				noDataExpression: true,
				description: 'What to do if the field was emptied: it is null, or a text that means no value',
			},
		],
	};
}

export const whenMissing: INodeProperties[] = [missingFields(false), missingFields(true)];
