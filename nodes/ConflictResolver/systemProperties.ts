import type { INodeProperties } from 'n8n-workflow';
import { notProfileInside } from '../shared/n8n/profileProperties';

const whenReconciling = { '/operation': ['reconcile', 'planOnly'] };

/** In the order a person fills them in. */
const systemFields: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. CRM',
		description: 'Names its input and output. What is remembered belongs to this name: a new name is a new system.',
	},
	{
		displayName: 'Role',
		name: 'role',
		type: 'options',
		typeOptions: { showEvenWhenOptional: true },
		default: 'contributor',
		options: [
			{ name: 'Contributor', value: 'contributor', description: 'Its changes count' },
			{ name: 'Mirror', value: 'mirror', description: 'It only reads: its changes never count, and are set back' },
			{ name: 'System of Record', value: 'systemOfRecord', description: 'It owns every field that has no rule of its own' },
		],
		displayOptions: { show: whenReconciling, ...notProfileInside },
	},
	{
		displayName: 'Modified Field',
		name: 'modified',
		type: 'string',
		requiresDataPath: 'single',
		typeOptions: { showEvenWhenOptional: true },
		default: '',
		placeholder: 'e.g. updatedAt',
		description: 'Where its records say when they were last changed: a time with an offset or Z, or seconds or milliseconds since 1970. Needed for the rule Newest; not compared.',
		displayOptions: { show: whenReconciling, ...notProfileInside },
	},
	{
		displayName: 'Record ID Field',
		name: 'id',
		type: 'string',
		requiresDataPath: 'single',
		default: '',
		placeholder: 'e.g. crmId',
		description: 'Where its records hold their ID in that system, if that is not the record key. Handed on for writing; not compared.',
		displayOptions: notProfileInside,
	},
	{
		displayName: 'Version Field',
		name: 'version',
		type: 'string',
		requiresDataPath: 'single',
		default: '',
		placeholder: 'e.g. revision',
		description: 'Where its records say which version they are, if versions only grow. Keeps an old change that arrives late from undoing a newer one; not compared.',
		displayOptions: { show: whenReconciling, ...notProfileInside },
	},
	{
		displayName: 'Versions Are Consecutive',
		name: 'consecutive',
		type: 'boolean',
		default: false,
		description: 'Whether each change raises the version by exactly one, so that a gap means a change was missed and goes to Review',
		displayOptions: { show: whenReconciling, hide: { version: [''], ...notProfileInside.hide } },
	},
	{
		displayName: 'List Is Complete',
		name: 'fullList',
		type: 'boolean',
		default: false,
		description: 'Whether its input always holds all its records, so that a record missing there was deleted there. Needed to pass deletes on.',
		displayOptions: { show: { ...whenReconciling, '/mode': ['compare'] }, ...notProfileInside },
	},
];

export const systems: INodeProperties = {
	displayName: 'Systems',
	name: 'systems',
	type: 'fixedCollection',
	// A system shows its name, its role and what Newest needs; the rest is in a menu below it.
	typeOptions: {
		multipleValues: true,
		sortable: true,
		minRequiredFields: 2,
		maxAllowedFields: 10,
		hideOptionalFields: true,
		addOptionalFieldButtonText: 'Add setting',
	},
	default: { rows: [{ name: 'CRM' }, { name: 'ERP' }] },
	placeholder: 'Add system',
	description: 'Two to ten systems to keep in step. Each gets an output for what is to be written to it, and in the mode Compare an input for its records.',
	options: [
		{
			displayName: 'System',
			name: 'rows',
			values: systemFields,
		},
	],
};
