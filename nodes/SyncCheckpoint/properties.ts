import type { INodeProperties } from 'n8n-workflow';
import { resetNotice, syncNameField } from '../shared/n8n/descriptions';
import { settingsFrom, unlessProfile } from '../shared/n8n/profileProperties';
import { stateFields } from '../shared/n8n/stateFields';
import { options } from './optionProperties';

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: 'read',
	options: [
		{ name: 'Propose', value: 'propose', action: 'Propose how far was read', description: 'Behind the query: note what was read, and wait until all of it is written or parked' },
		{ name: 'Read', value: 'read', action: 'Read where to go on', description: 'In front of the query: where to read on' },
		{ name: 'Reset Memory', value: 'resetMemory', action: 'Reset the memory of the sync', description: 'Forget all this sync remembers. Its items come out of Handled Before, none out of Items.' },
		{ name: 'Set', value: 'set', action: 'Set the checkpoint', description: 'Say where to read on; the only way back' },
	],
};

const which: INodeProperties[] = [
	{
		displayName: 'System',
		name: 'system',
		type: 'string',
		noDataExpression: true,
		default: '',
		required: true,
		placeholder: 'e.g. CRM',
		displayOptions: { show: { settingsFrom: ['profile'] }, hide: { operation: ['resetMemory'] } },
		description: 'Whose records are read, by its name in the Sync Profile. The checkpoint is called the same.',
		hint: 'Place Propose directly behind the query, in front of a Field Mapper: the profile says what the fields are called there',
	},
	{
		displayName: 'Checkpoint',
		name: 'checkpoint',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. CRM',
		displayOptions: { hide: { operation: ['resetMemory'] } },
		description: 'Which of the sync\'s checkpoints, where it reads several sources. Empty: its only one.',
	},
	{
		displayName: 'Cursor Is',
		name: 'cursorIs',
		type: 'options',
		noDataExpression: true,
		default: 'time',
		displayOptions: { hide: { operation: ['resetMemory'] } },
		options: [
			{ name: 'Number', value: 'number', description: 'An ID or a version that only grows' },
			{ name: 'Page Cursor', value: 'page', description: 'A text only the source understands: a next-page or sync token' },
			{ name: 'Timestamp', value: 'time', description: 'When a record was last changed' },
		],
		description: 'What the source\'s records are put in order by',
	},
];

const reading: INodeProperties[] = [
	{
		displayName: 'Start From',
		name: 'startFrom',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2026-01-01T00:00:00Z',
		displayOptions: { show: { operation: ['read'] } },
		description: 'Where to begin while the checkpoint was never moved. Empty: at the very beginning.',
	},
	{
		displayName: 'Overlap (Seconds)',
		name: 'overlapSeconds',
		type: 'number',
		noDataExpression: true,
		default: 60,
		typeOptions: { minValue: 0 },
		displayOptions: { show: { operation: ['read'], cursorIs: ['time'] } },
		description: 'How far before the checkpoint to read again, for changes that show up late',
		hint: 'At least as long as a write may take at the source until others can read it. What was handled is known again.',
	},
	{
		displayName: 'Overlap',
		name: 'overlap',
		type: 'number',
		noDataExpression: true,
		default: 0,
		typeOptions: { minValue: 0, numberPrecision: 0 },
		displayOptions: { show: { operation: ['read'], cursorIs: ['number'] } },
		description: 'How many numbers before the checkpoint to read again, for records whose number shows up late',
		hint: 'Databases hand out numbers before a record can be seen: where several write at once, choose more than 0',
	},
	{
		displayName: 'Write It As',
		name: 'form',
		type: 'options',
		noDataExpression: true,
		default: 'iso',
		displayOptions: { show: { operation: ['read'], cursorIs: ['time'] } },
		options: [
			{ name: 'Custom', value: 'pattern', description: 'By a pattern' },
			{ name: 'Date', value: 'date', description: 'Like 2026-03-01. The whole day is read again.' },
			{ name: 'Date and Time', value: 'sql', description: 'Like 2026-03-01 09:30:00.000, for databases' },
			{ name: 'ISO 8601', value: 'iso', description: 'Like 2026-03-01T09:30:00.000Z' },
			{ name: 'Milliseconds Since 1970', value: 'milliseconds' },
			{ name: 'Seconds Since 1970', value: 'seconds' },
		],
		description: 'How the query wants the time. Forms without an offset are in UTC, or in the Time Zone under Options.',
	},
	{
		displayName: 'Pattern',
		name: 'pattern',
		type: 'string',
		noDataExpression: true,
		default: '',
		required: true,
		placeholder: 'e.g. yyyy-MM-dd\'T\'HH:mm:ssZZ',
		displayOptions: { show: { operation: ['read'], cursorIs: ['time'], form: ['pattern'] } },
		description: 'The letters are those of n8n\'s own dates (Luxon)',
	},
	{
		displayName: 'Field for the Value',
		name: 'into',
		type: 'string',
		noDataExpression: true,
		default: 'since',
		required: true,
		placeholder: 'e.g. since',
		displayOptions: { show: { operation: ['read'] } },
		description: 'Where the query behind this node finds it',
		hint: 'Ask the source for records at or after it (>=), the oldest first if it answers in pages that you do not all read',
	},
];

const proposing: INodeProperties[] = [
	{
		displayName: 'Cursor From',
		name: 'cursorFrom',
		type: 'options',
		noDataExpression: true,
		default: 'field',
		displayOptions: { show: { operation: ['propose'] } },
		options: [
			{ name: 'A Field of Each Item', value: 'field', description: 'When the record changed, its number, or the cursor of its page' },
			{ name: 'One Value for the Whole Read', value: 'value', description: 'A sync token, or the source\'s time when it answered; reached when all items are dealt with' },
		],
		description: 'Where it says how far was read',
	},
	{
		displayName: 'Cursor Field',
		name: 'cursorField',
		type: 'string',
		requiresDataPath: 'single',
		noDataExpression: true,
		default: 'updatedAt',
		required: true,
		placeholder: 'e.g. updatedAt',
		displayOptions: { show: { operation: ['propose'], cursorFrom: ['field'] } },
		description: 'The field the source\'s query goes by. For page cursors, what asks for the page after the item\'s own.',
	},
	{
		displayName: 'Cursor',
		name: 'cursorValue',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $(\'List Events\').last().json.nextSyncToken }}',
		displayOptions: { show: { operation: ['propose'], cursorFrom: ['value'] } },
		description: 'Where the next read is to begin',
	},
	{
		displayName: 'ID Field',
		name: 'idField',
		type: 'string',
		requiresDataPath: 'single',
		noDataExpression: true,
		default: 'id',
		placeholder: 'e.g. customerNumber',
		displayOptions: { show: { operation: ['propose'], cursorFrom: ['field'], cursorIs: ['time', 'number'] } },
		description: 'Tells records with the same timestamp or number apart. Empty: by their whole content.',
	},
	{
		displayName: 'If the Cursor Is Missing',
		name: 'missing',
		type: 'options',
		noDataExpression: true,
		default: 'reject',
		displayOptions: { show: { operation: ['propose'], cursorFrom: ['field'], cursorIs: ['time', 'number'] } },
		options: [
			{ name: 'Let It Through', value: 'still', description: 'It is worked on like others. The checkpoint waits for it and is not moved by it.' },
			{ name: 'Reject It', value: 'reject', description: 'It goes to Rejected, and the checkpoint does not wait for it' },
		],
		description: 'What to do with an item that has no cursor, or one that cannot be read',
	},
	{
		displayName: 'If It Lies in the Future',
		name: 'future',
		type: 'options',
		noDataExpression: true,
		default: 'still',
		displayOptions: { show: { operation: ['propose'], cursorFrom: ['field'], cursorIs: ['time'] } },
		options: [
			{ name: 'Let It Through', value: 'still', description: 'It is worked on like others. The checkpoint waits for it and is not moved by it.' },
			{ name: 'Reject It', value: 'reject', description: 'It goes to Rejected, and the checkpoint does not wait for it' },
			{ name: 'Use It', value: 'use', description: 'The checkpoint moves there. What changes until then is left out of later reads.' },
		],
		description: 'What to do with a timestamp more than five minutes ahead',
	},
	{
		displayName: 'If the Source Went Back',
		name: 'wentBack',
		type: 'options',
		noDataExpression: true,
		default: 'stop',
		displayOptions: { show: { operation: ['propose'] } },
		options: [
			{ name: 'Let Its Items Through', value: 'process', description: 'They are worked on again. The checkpoint stays where it is.' },
			{ name: 'Stop with an Error', value: 'stop', description: 'Nothing is let through until you decide. The safe choice.' },
			{ name: 'Treat Them as Handled', value: 'handled', description: 'What lies before the checkpoint goes to Handled Before' },
		],
		description: 'What to do if everything read lies far before the checkpoint, as after a restore from a backup. It never moves back by itself.',
	},
	{
		displayName: 'The checkpoint moves when a <b>Sync Outcome</b> node at the end of the flow has settled or parked what comes out of Items.',
		name: 'proposeNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['propose'] } },
	},
];

const setting: INodeProperties[] = [
	{
		displayName: 'Set To',
		name: 'setTo',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2026-01-01T00:00:00Z',
		displayOptions: { show: { operation: ['set'] } },
		description: 'Where to read on. Empty: from the beginning, or from what Read says under Start From.',
	},
	{
		displayName: 'When this runs, also in a test run, the checkpoint is set, also back. What was read before and is still on its way no longer moves it.',
		name: 'setNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['set'] } },
	},
];

/** What a profile says of a system. */
const SAID: ReadonlySet<string> = new Set(['checkpoint', 'cursorIs', 'overlapSeconds', 'overlap', 'cursorField', 'idField']);
const saidByProfile = (property: INodeProperties): INodeProperties => (SAID.has(property.name) ? unlessProfile(property) : property);

/** In the order a person fills them in. */
export const properties: INodeProperties[] = [
	operation, settingsFrom, unlessProfile(syncNameField), ...stateFields(), resetNotice, ...which.map(saidByProfile), ...reading.map(saidByProfile), ...proposing.map(saidByProfile), ...setting, options,
];
