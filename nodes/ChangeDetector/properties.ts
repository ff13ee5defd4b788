import type { INodeProperties } from 'n8n-workflow';
import { resetNotice, syncNameField } from '../shared/n8n/descriptions';
import { stateFields } from '../shared/n8n/stateFields';
import { settingsFrom, unlessProfile } from '../shared/n8n/profileProperties';
import { options } from './optionProperties';

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: 'detect',
	options: [
		{
			name: 'Confirm',
			value: 'confirm',
			action: 'Confirm changes that were delivered',
			description: 'Behind the write that succeeded: from now on the change counts as delivered',
		},
		{
			name: 'Detect',
			value: 'detect',
			action: 'Detect changed and deleted records',
			description: 'Compare what arrives with what was last delivered, and let only real changes through',
		},
		{
			name: 'Expect Echo',
			value: 'expectEcho',
			action: 'Expect a write to come back as an event',
			description: 'Before a write to a system whose events come back here: its own echo is then no change',
		},
		{
			name: 'Release Waiting',
			value: 'releaseWaiting',
			action: 'Release records that have waited long enough',
			description: 'Behind a schedule: let out what has been quiet for as long as Wait Until Quiet says',
		},
		{
			name: 'Reset Memory',
			value: 'resetMemory',
			action: 'Reset the memory of the sync',
			description: 'Forget all this sync remembers. Its items come out of Unchanged, none out of Changed.',
		},
	],
};

const detecting = { show: { operation: ['detect', 'releaseWaiting'] } };

const mode: INodeProperties = {
	displayName: 'What Arrives',
	name: 'mode',
	type: 'options',
	noDataExpression: true,
	default: 'list',
	displayOptions: { show: { operation: ['detect'] } },
	options: [
		{
			name: 'Full List',
			value: 'list',
			description: 'Every run gets all records there are: one that is missing was deleted',
		},
		{
			name: 'Changes or Events',
			value: 'events',
			description: 'What changed since the last time, or webhook events: what is not among them says nothing',
		},
	],
	description: 'What the items of a run stand for',
};

const missing: INodeProperties = {
	displayName: 'Records Missing From the List',
	name: 'missing',
	type: 'options',
	noDataExpression: true,
	default: 'report',
	displayOptions: { show: { operation: ['detect'], mode: ['list'] } },
	options: [
		{ name: 'Report as Deleted', value: 'report', description: 'Unless the list is empty, has unreadable items, or lacks too many at once' },
		{ name: 'Leave Alone', value: 'leave', description: 'Nothing is ever deleted because it is missing' },
	],
	hint: 'The list must be whole: all pages, no filter, no Loop Over Items around this node',
};

const key: INodeProperties = {
	displayName: 'Record Key',
	name: 'key',
	type: 'string',
	required: true,
	noDataExpression: true,
	default: 'id',
	placeholder: 'e.g. customerId',
	displayOptions: { show: { operation: ['detect', 'releaseWaiting', 'expectEcho'] } },
	description:
		'The field that names the record, or several separated by commas. Paths like customer.number work. A number and the same number as text are one key.',
};

const fields: INodeProperties[] = [
	{
		displayName: 'Fields to Compare',
		name: 'compare',
		type: 'options',
		noDataExpression: true,
		default: 'all',
		displayOptions: { show: { operation: ['detect', 'releaseWaiting', 'expectEcho'] } },
		options: [
			{ name: 'All', value: 'all', description: 'Every top-level field but the key, the version, the delete flag and _sync' },
			{ name: 'Listed', value: 'listed', description: 'Only the fields you list: usually those that are mapped' },
		],
		description: 'A difference in any other field is no change',
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'string',
		required: true,
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. name, email, address.city',
		displayOptions: { show: { operation: ['detect', 'releaseWaiting', 'expectEcho'], compare: ['listed'] } },
		description: 'Comma-separated names or paths',
	},
];

const version: INodeProperties = {
	displayName: 'Version Field',
	name: 'version',
	type: 'string',
	noDataExpression: true,
	default: '',
	placeholder: 'e.g. updatedAt',
	displayOptions: detecting,
	description:
		'Where a record says which version it is: a number that grows, or the time it was changed. What is older than what was applied is then dropped. Not compared.',
	hint: 'Recommended for events, which may arrive late or in another order',
};

const deleteFlag: INodeProperties[] = [
	{
		displayName: 'Delete Flag Field',
		name: 'deleteField',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. event',
		displayOptions: detecting,
		description: 'The field that says that a record was deleted, if there is one. Not compared.',
	},
	{
		displayName: 'Delete Flag Values',
		name: 'deleteValues',
		type: 'string',
		noDataExpression: true,
		default: 'true, deleted, delete',
		placeholder: 'e.g. customer.deleted',
		displayOptions: { show: { operation: ['detect', 'releaseWaiting'] }, hide: { deleteField: [''] } },
		description: 'The values of that field that mean deleted, separated by commas. Upper and lower case are the same.',
	},
];

const echoFields: INodeProperties[] = [
	{
		displayName: 'System',
		name: 'echoSystem',
		type: 'string',
		required: true,
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. ERP',
		displayOptions: { show: { operation: ['expectEcho'] } },
		description: 'The system that is written to: the same name as under Options, System in the Change Detector of its events',
		hint: 'The items must have the field names that its Change Detector sees',
	},
];

const profileSystem: INodeProperties = {
	displayName: 'System',
	name: 'profileSystem',
	type: 'string',
	required: true,
	noDataExpression: true,
	default: '',
	placeholder: 'e.g. CRM',
	displayOptions: { show: { operation: ['detect', 'releaseWaiting'], settingsFrom: ['profile'] } },
	description: 'The system whose records arrive, by its name in the Sync Profile',
	hint: 'Put a Field Mapper that follows the profile before this node',
};

/** A report alone is half a protocol: without its other half each run reports the same again. */
const confirmNotice: INodeProperties = {
	displayName:
		'Behind the write, say that it succeeded: a second Change Detector with <b>Confirm</b>. Until then every run reports the change again. Or set <b>Count as Delivered</b> to At Once.',
	name: 'confirmNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { operation: ['detect'], remember: ['confirmed'] } },
};

const remember: INodeProperties = {
	displayName: 'Count as Delivered',
	name: 'remember',
	type: 'options',
	noDataExpression: true,
	default: 'confirmed',
	displayOptions: detecting,
	options: [
		{ name: 'When Confirmed', value: 'confirmed', description: 'A write that fails, or a run that is killed, loses nothing' },
		{ name: 'At Once', value: 'atOnce', description: 'Needs no Confirm, but a change whose write then fails is lost' },
	],
	description: 'When a change that was let through is remembered as delivered',
};

/** In the order a person fills them in. */
export const properties: INodeProperties[] = [
	operation, settingsFrom, unlessProfile(syncNameField), ...stateFields(), resetNotice, profileSystem, ...echoFields, mode, unlessProfile(key),
	...fields.map(unlessProfile), missing, unlessProfile(version), ...deleteFlag.map(unlessProfile), remember, confirmNotice, options,
];
