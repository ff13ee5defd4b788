import type { INodeProperties } from 'n8n-workflow';
import { resetNotice, syncNameField } from '../shared/n8n/descriptions';
import { options } from './optionProperties';
import { fieldRules, defaultRuleFields } from './ruleProperties';

const whenReconciling = { show: { operation: ['reconcile'] } };

const systems: INodeProperties = {
	displayName: 'Systems',
	name: 'systems',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true, minRequiredFields: 2, maxAllowedFields: 5 },
	default: { rows: [{ name: 'CRM', modified: '', id: '' }, { name: 'ERP', modified: '', id: '' }] },
	placeholder: 'Add system',
	description: 'Two to five systems to keep in step. Each gets an input for its records and an output for what is to be written to it.',
	options: [
		{
			displayName: 'System',
			name: 'rows',
			values: [
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
					displayName: 'Modified Field',
					name: 'modified',
					type: 'string',
					default: '',
					placeholder: 'e.g. updatedAt',
					description: 'Where its records say when they were last changed: a time with an offset or Z, or seconds or milliseconds since 1970. Needed for the rule Newest; not compared.',
				},
				{
					displayName: 'Record ID Field',
					name: 'id',
					type: 'string',
					default: '',
					placeholder: 'e.g. crmId',
					description: 'Where its records hold their ID in that system, if that is not the record key. Handed on for writing; not compared.',
				},
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
		default: 'reconcile',
		options: [
			{
				name: 'Reconcile',
				value: 'reconcile',
				description: 'Compare the systems with each other and with what they last agreed on, and plan what to write where',
				action: 'Reconcile records of several systems',
			},
			{
				name: 'Reset Memory',
				value: 'resetMemory',
				description: 'Forget everything this sync remembers, in all its nodes: the next run is a first run',
				action: 'Reset the memory of a sync',
			},
		],
	},
	syncNameField,
	resetNotice,
	systems,
	{
		displayName: 'Record Key',
		name: 'key',
		type: 'string',
		default: 'id',
		required: true,
		placeholder: 'e.g. customerId',
		description: 'The field that says which records belong together. A number and the same number as text match.',
		hint: 'All inputs need the same field names: put a Field Mapper before each input whose system has other names',
		displayOptions: whenReconciling,
	},
	...defaultRuleFields,
	fieldRules,
	{
		displayName: 'Fields to Compare',
		name: 'compare',
		type: 'options',
		default: 'all',
		options: [
			{ name: 'All', value: 'all', description: 'Every top-level field but the key, the modified and ID fields and _sync' },
			{ name: 'Listed', value: 'listed', description: 'Only the fields you list' },
		],
		displayOptions: whenReconciling,
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. name, address.street, address.city',
		description: 'Comma-separated names or paths',
		displayOptions: { show: { operation: ['reconcile'], compare: ['listed'] } },
	},
	{
		displayName: 'What to Write',
		name: 'write',
		type: 'options',
		default: 'changed',
		options: [
			{ name: 'Changed Fields', value: 'changed', description: 'The record key and the fields that change' },
			{ name: 'Whole Record', value: 'whole', description: 'The record key and all compared fields, for systems that replace the record' },
		],
		displayOptions: whenReconciling,
	},
	options,
];
