import type { INodeProperties } from 'n8n-workflow';
import { syncNameField } from '../../shared/n8n/descriptions';
import { stateFields } from '../../shared/n8n/stateFields';

const inRows = { show: { defineBy: ['rows'], operation: ['check', 'export', 'map'] } };

export const defineBy: INodeProperties = {
	displayName: 'Define By',
	name: 'defineBy',
	type: 'options',
	noDataExpression: true,
	default: 'rows',
	displayOptions: { show: { operation: ['check', 'export', 'map'] } },
	options: [
		{ name: 'Rows', value: 'rows', description: 'Fill the table here' },
		{ name: 'JSON', value: 'json', description: 'Paste a mapping kept as a file, as Export Mapping makes it' },
		{ name: 'Sync Profile', value: 'profile', description: 'Use what the Sync Profile node before this one says of a system' },
	],
	description: 'Where the table stands',
};

export const mappingJson: INodeProperties = {
	displayName: 'Mapping',
	name: 'mappingJson',
	type: 'json',
	default: '{\n  "format": "sync-kit/field-mapping/1",\n  "rows": [\n    { "source": "", "target": "", "type": "text" }\n  ]\n}',
	required: true,
	typeOptions: { rows: 12 },
	displayOptions: { show: { defineBy: ['json'], operation: ['check', 'export', 'map'] } },
	description: 'The table and its contract as one JSON text. What is wrong in it is named by row.',
	hint: 'The operation Export Mapping turns a table of rows into this form',
};

export const system: INodeProperties = {
	displayName: 'System',
	name: 'system',
	type: 'string',
	noDataExpression: true,
	default: '',
	required: true,
	placeholder: 'e.g. CRM',
	displayOptions: { show: { defineBy: ['profile'], operation: ['check', 'export', 'map'] } },
	description: 'The system whose records are mapped, by its name in the Sync Profile',
	hint: 'Forward: its records come in. Reverse: records for it go out.',
};

export const noValueWords: INodeProperties = {
	displayName: 'Text That Means No Value',
	name: 'noValueWords',
	type: 'string',
	default: '',
	noDataExpression: true,
	placeholder: 'e.g. NULL, N/A',
	displayOptions: inRows,
	description:
		'Words, separated by commas, that the source system writes where it has no value. They are read as null, letter for letter: null is not NULL.',
};

const contractRows = { show: { defineBy: ['rows'], operation: ['export', 'map'] } };

const unmapped: INodeProperties = {
	displayName: 'Fields Not in the Table',
	name: 'unmapped',
	type: 'options',
	noDataExpression: true,
	default: 'drop',
	displayOptions: contractRows,
	options: [
		{ name: 'Drop', value: 'drop', description: 'Hand out mapped fields only' },
		{ name: 'Keep', value: 'keep', description: 'Hand them on under their own names' },
		{ name: 'Reject', value: 'reject', description: 'Send the item to the Rejected output, with each such field named' },
		{ name: 'Report', value: 'report', description: 'Drop them, name them in _sync.unmapped, and count them in a hint' },
	],
	description: 'What happens to fields of the item that no row reads',
};

const wrongType: INodeProperties = {
	displayName: 'Values of Another Type',
	name: 'wrongType',
	type: 'options',
	noDataExpression: true,
	default: 'reject',
	displayOptions: inRows,
	options: [
		{ name: 'Coerce Where Lossless', value: 'coerce', description: 'Take 5021 for "5021" and "true" for true where nothing gets lost; reject the rest' },
		{ name: 'Keep As They Are', value: 'keep', description: 'Write the value as it came, name it in _sync.wrongType, and count it in a hint' },
		{ name: 'Leave Out and Report', value: 'report', description: 'Leave the field out, name it in _sync.wrongType, and count it in a hint' },
		{ name: 'Reject', value: 'reject', description: 'Send the item to the Rejected output, with the reason for each field' },
	],
	description: 'What happens to a value that does not fit the type of its row',
};

const drift: INodeProperties = {
	displayName: 'Watch for Drift',
	name: 'drift',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	displayOptions: { show: { operation: ['map'] } },
	description:
		'Whether to remember which fields the items have, and of what type, and to report on the item (_sync.drift) and in a hint what is new, gone or changed since the last run',
};

const driftSync: INodeProperties = { ...syncNameField, displayOptions: { show: { operation: ['map'], drift: [true] } } };

/** What holds for the whole table, beside its rows. */
export const contract: INodeProperties[] = [unmapped, wrongType, drift, driftSync, ...stateFields({ operation: ['map'], drift: [true] })];
