import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { rows as mapperRows } from '../FieldMapper/description/rows';

const byRows = { show: { defineBy: ['rows'] } };

const systemValues: INodeProperties[] = [
	{ displayName: 'Name', name: 'name', type: 'string', noDataExpression: true, default: '', required: true, placeholder: 'e.g. CRM', description: 'What the other nodes of this sync call it' },
	{
		displayName: 'Role',
		name: 'role',
		type: 'options',
		noDataExpression: true,
		typeOptions: { showEvenWhenOptional: true },
		default: 'contributor',
		options: [
			{ name: 'Contributor', value: 'contributor', description: 'Its changes count, where a field says nothing else' },
			{ name: 'Mirror', value: 'mirror', description: 'Only reads: its changes are reported, never applied' },
			{ name: 'System of Record', value: 'systemOfRecord', description: 'Owns every field that names no other owner or rule. One system at most.' },
		],
		description: 'What its changes count for',
	},
	{ displayName: 'Modified Field', name: 'modified', type: 'string', noDataExpression: true, typeOptions: { showEvenWhenOptional: true }, default: '', placeholder: 'e.g. updatedAt', description: 'Where its records say when they were last changed. Needed for Newest.' },
	{ displayName: 'Record ID Field', name: 'id', type: 'string', noDataExpression: true, default: '', placeholder: 'e.g. crmId', description: 'Where its records hold their ID in that system, if that is not the record key' },
	{ displayName: 'Version Field', name: 'version', type: 'string', noDataExpression: true, default: '', placeholder: 'e.g. revision', description: 'Where its records count their changes. Lets late and repeated events be recognised.' },
	{ displayName: 'Event Field', name: 'event', type: 'string', noDataExpression: true, default: '', placeholder: 'e.g. event', description: 'Where its events say created, updated or deleted, also at the end of a longer name such as customer.deleted' },
	{ displayName: 'List Is Complete', name: 'fullList', type: 'boolean', noDataExpression: true, default: false, description: 'Whether its list always holds all of its records, so that a missing one was deleted' },
	{ displayName: 'Text That Means No Value', name: 'noValueWords', type: 'string', noDataExpression: true, default: '', placeholder: 'e.g. NULL, N/A', description: 'Words, separated by commas, that it writes where it has no value. They are read as null, letter for letter.' },
	{ displayName: 'Read On By', name: 'cursor', type: 'string', noDataExpression: true, default: '', placeholder: 'e.g. updatedAt', description: 'The field of its records by which Sync Checkpoint knows how far it was read, if that is not the Modified Field' },
	{
		displayName: 'Read On By: Cursor Is',
		name: 'cursorIs',
		type: 'options',
		noDataExpression: true,
		default: 'time',
		options: [
			{ name: 'Number', value: 'number', description: 'An ID or a version that only grows' },
			{ name: 'Page Cursor', value: 'page', description: 'A text only the system understands: a next-page or sync token' },
			{ name: 'Timestamp', value: 'time', description: 'When a record was last changed' },
		],
		description: 'What its records are put in order by',
	},
	{ displayName: 'Read On By: Overlap', name: 'overlapNumbers', type: 'number', noDataExpression: true, default: 0, typeOptions: { minValue: 0, numberPrecision: 0 }, displayOptions: { show: { cursorIs: ['number'] } }, description: 'How many numbers before the checkpoint to read again, for records whose number shows up late' },
	{ displayName: 'Read On By: Overlap (Seconds)', name: 'overlapSeconds', type: 'number', noDataExpression: true, default: 60, typeOptions: { minValue: 0 }, displayOptions: { show: { cursorIs: ['time'] } }, description: 'How far before the checkpoint to read again, for changes that show up late' },
];

const systems: INodeProperties = {
	displayName: 'Systems',
	name: 'systems',
	type: 'fixedCollection',
	noDataExpression: true,
	// A system shows its name, its role and what Newest needs; the rest is in a menu below it.
	typeOptions: {
		multipleValues: true,
		sortable: true,
		hideOptionalFields: true,
		addOptionalFieldButtonText: 'Add setting',
		fixedCollection: { itemTitle: '={{ $collection.item.value.name }}' },
	},
	default: { rows: [{ name: 'CRM', role: 'contributor' }, { name: 'ERP', role: 'contributor' }] },
	placeholder: 'Add system',
	description: 'Two to ten systems that hold a copy of the same records',
	displayOptions: byRows,
	options: [
		{
			displayName: 'System',
			name: 'rows',
			values: systemValues,
		},
	],
};

const fieldValues: INodeProperties[] = [
	{ displayName: 'Name', name: 'name', type: 'string', noDataExpression: true, default: '', required: true, placeholder: 'e.g. email' },
	{ displayName: 'Owner', name: 'owner', type: 'string', noDataExpression: true, default: '', placeholder: 'e.g. ERP', description: 'The system whose value counts. Empty: the system of record, or the rule below.' },
	{ displayName: 'Who May Write', name: 'writers', type: 'string', noDataExpression: true, default: '', placeholder: 'e.g. CRM, ERP', description: 'Systems whose changes count. Empty: the owner alone, or all but mirrors where nobody owns it.' },
	{
		displayName: 'If Systems Disagree',
		name: 'policy',
		type: 'options',
		noDataExpression: true,
		default: 'auto',
		options: [
			{ name: 'Greatest Value', value: 'max' },
			{ name: 'Highest Version', value: 'highestVersion', description: 'Needs the Version Field of every system' },
			{ name: 'Keyed List', value: 'keyedList', description: 'Lists are merged entry by entry. Keeps the agreed list in memory.' },
			{ name: 'Left to a Person', value: 'manual' },
			{ name: 'Longest Text', value: 'longest' },
			{ name: 'Newest', value: 'newest', description: 'Needs the Modified Field of every system' },
			{ name: 'Not Empty', value: 'nonEmpty' },
			{ name: 'Owner or Newest', value: 'auto', description: 'The owner if there is one (or the system of record), else the newest' },
			{ name: 'Priority', value: 'priority', description: 'The first in your order' },
			{ name: 'Set', value: 'union', description: 'Lists as sets: what either side added or removed counts. Keeps the agreed list in memory.' },
			{ name: 'Smallest Value', value: 'min' },
			{ name: 'Sum of Changes', value: 'sum', description: 'Counters: all changes are added up. Keeps the agreed number in memory.' },
		],
	},
	{ displayName: 'Order of Systems', name: 'order', type: 'string', noDataExpression: true, default: '', placeholder: 'e.g. ERP, CRM', description: 'The strongest first', displayOptions: { show: { policy: ['priority'] } } },
	{ displayName: 'List Key', name: 'listKey', type: 'string', noDataExpression: true, default: '', placeholder: 'e.g. sku', description: 'The field that tells the entries of the list apart', displayOptions: { show: { policy: ['keyedList'] } } },
];

const fields: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'fixedCollection',
	noDataExpression: true,
	typeOptions: {
		multipleValues: true,
		sortable: true,
		multipleValueButtonText: 'Add field',
		fixedCollection: { itemTitle: '={{ $collection.item.value.name }}' },
	},
	default: { rows: [{ name: '', owner: '', policy: 'auto' }] },
	placeholder: 'Add field',
	description: 'The fields that are kept in step, by the names they have inside this sync',
	displayOptions: byRows,
	options: [
		{
			displayName: 'Field',
			name: 'rows',
			values: fieldValues,
		},
	],
};

const mapperValues = (mapperRows.options![0] as INodePropertyCollection).values;

/** The Field Mapper's own table, with the system each row is for. */
const mapping: INodeProperties = {
	...mapperRows,
	displayName: 'How Each System Spells It',
	name: 'mapping',
	typeOptions: {
		...mapperRows.typeOptions,
		multipleValueButtonText: 'Add mapping row',
		fixedCollection: {
			itemTitle: '={{ $collection.item.value.system }}: {{ $collection.item.value.source }} → {{ $collection.item.value.target || $collection.item.value.source }}',
		},
	},
	default: {},
	placeholder: 'Add mapping row',
	description: 'A row for each field and system that does not have the field as it is named above. The Field Mapper reads these rows. A system without rows keeps all fields as they are.',
	displayOptions: byRows,
	options: [
		{
			displayName: 'Mapping Row',
			name: 'rows',
			values: [
				{ displayName: 'System', name: 'system', type: 'string', noDataExpression: true, default: '', required: true, placeholder: 'e.g. CRM', description: 'Whose field the source is' },
				...mapperValues,
			],
		},
	],
};

export const properties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'provide',
		options: [
			{ name: 'Explain', value: 'explain', description: 'Print who owns, who writes and who wins, as a table a client can sign', action: 'Explain a sync profile' },
			{ name: 'Export', value: 'export', description: 'Hand out the profile as JSON, to keep as a file or to paste elsewhere', action: 'Export a sync profile' },
			{ name: 'Provide', value: 'provide', description: 'Check the profile and hand the items on; nodes after this one find it here', action: 'Provide a sync profile' },
		],
	},
	{
		displayName: 'Output',
		name: 'explainOutput',
		type: 'options',
		noDataExpression: true,
		default: 'rows',
		options: [
			{ name: 'HTML', value: 'html', description: 'One item with a page to print and have signed, as text in the field html' },
			{ name: 'Rows', value: 'rows', description: 'One item for each field, to read as a table' },
		],
		description: 'How the table comes out',
		displayOptions: { show: { operation: ['explain'] } },
	},
	{
		displayName: 'Define By',
		name: 'defineBy',
		type: 'options',
		noDataExpression: true,
		default: 'rows',
		options: [
			{ name: 'Rows', value: 'rows', description: 'Fill in the tables below' },
			{ name: 'JSON', value: 'json', description: 'Paste an exported profile' },
		],
		description: 'How the profile is entered',
	},
	{
		displayName: 'Profile',
		name: 'profileJson',
		type: 'json',
		noDataExpression: true,
		typeOptions: { rows: 12 },
		default: '{\n  "sync": "crm-erp-customers",\n  "key": "customerId",\n  "systems": [{ "name": "CRM" }, { "name": "ERP", "role": "systemOfRecord" }],\n  "fields": [{ "name": "email", "owner": "CRM" }, { "name": "city" }]\n}',
		required: true,
		description: 'The whole profile, as the operation Export hands it out',
		displayOptions: { show: { defineBy: ['json'] } },
	},
	{
		displayName: 'Sync Name',
		name: 'sync',
		type: 'string',
		noDataExpression: true,
		default: 'my-sync',
		required: true,
		placeholder: 'e.g. crm-erp-customers',
		description: 'What the nodes of this sync remember belongs to this name',
		displayOptions: byRows,
	},
	{
		displayName: 'Record Key',
		name: 'key',
		type: 'string',
		noDataExpression: true,
		default: 'id',
		required: true,
		placeholder: 'e.g. customerId',
		description: 'The field, by its name inside this sync, that says which records belong together',
		displayOptions: byRows,
	},
	systems,
	fields,
	mapping,
	{
		displayName: 'Deletes',
		name: 'deletes',
		type: 'options',
		noDataExpression: true,
		default: 'report',
		options: [
			{ name: 'Pass On', value: 'passOn', description: 'A record deleted in one system is deleted in the others, unless they changed it' },
			{ name: 'Report Only', value: 'report', description: 'Nothing is ever deleted' },
		],
		description: 'What a deleted record means for the other systems',
		displayOptions: byRows,
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		noDataExpression: true,
		placeholder: 'Add option',
		default: {},
		displayOptions: byRows,
		options: [
			{ displayName: 'Clock Tolerance (Seconds)', name: 'clockToleranceSeconds', type: 'number', noDataExpression: true, default: 2, typeOptions: { minValue: 0 }, description: 'Modified times closer than this count as concurrent' },
			{ displayName: 'Days to Remember Deletes', name: 'rememberDays', type: 'number', noDataExpression: true, default: 90, typeOptions: { minValue: 1 }, description: 'How long a late event cannot bring a deleted record back' },
			{ displayName: 'Most Deletes at Once', name: 'mostRecords', type: 'number', noDataExpression: true, default: 100, typeOptions: { minValue: 0 }, description: 'More deletes than this in one run stop all deletes of the run' },
			{ displayName: 'Most Deletes at Once (Percent)', name: 'mostPercent', type: 'number', noDataExpression: true, default: 10, typeOptions: { minValue: 0, maxValue: 100 }, description: 'A greater share of all known records stops all deletes of the run' },
			{ displayName: 'Records to Remember', name: 'recordsToRemember', type: 'number', noDataExpression: true, default: 100000, typeOptions: { minValue: 1 }, description: 'Records seen longest ago are forgotten beyond this many' },
		],
	},
];
