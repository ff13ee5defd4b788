import type { INodeProperties } from 'n8n-workflow';
import { resetNotice, syncNameField } from '../shared/n8n/descriptions';
import { decisionProperties } from './decisionProperties';
import { eventProperties } from './eventProperties';
import { options } from './optionProperties';
import { fieldRules, defaultRuleFields } from './ruleProperties';
import { notProfile, settingsFrom, unlessProfile } from '../shared/n8n/profileProperties';
import { stateFields } from '../shared/n8n/stateFields';
import { systems } from './systemProperties';

const whenReconciling = { show: { operation: ['reconcile', 'planOnly'] } };

export const properties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'reconcile',
		options: [
			{
				name: 'Confirm Writes',
				value: 'confirmWrites',
				description: 'Say which planned writes were done, so that they count as done before the next comparison sees them',
				action: 'Confirm writes of a sync',
			},
			{
				name: 'Plan Only',
				value: 'planOnly',
				description: 'Say what Reconcile would write where, and how much of it; nothing is written and nothing remembered',
				action: 'Plan what a sync would write',
			},
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
			{
				name: 'Resolve Review',
				value: 'resolveReview',
				description: 'Apply what people decided about items of Review, each once',
				action: 'Apply decisions about reviewed records',
			},
		],
	},
	{
		displayName: 'Mode',
		name: 'mode',
		type: 'options',
		noDataExpression: true,
		default: 'compare',
		options: [
			{ name: 'Compare', value: 'compare', description: 'Each input holds one system\'s records as they are now' },
			{ name: 'Event', value: 'event', description: 'One input takes changes as they arrive, from webhooks or triggers. Shares its memory with Compare.' },
		],
		displayOptions: whenReconciling,
	},
	settingsFrom,
	unlessProfile(syncNameField),
	...stateFields(),
	resetNotice,
	systems,
	...eventProperties.map(unlessProfile),
	{
		displayName: 'Record Key',
		name: 'key',
		type: 'string',
		requiresDataPath: 'single',
		default: 'id',
		required: true,
		placeholder: 'e.g. customerId',
		description: 'The field that says which records belong together. A number and the same number as text match.',
		hint: 'All systems need the same field names: put a Field Mapper before this node for each system that has other names',
		displayOptions: { show: { operation: ['reconcile', 'planOnly', 'resolveReview'] }, ...notProfile },
	},
	...defaultRuleFields.map(unlessProfile),
	unlessProfile(fieldRules),
	{
		displayName: 'Fields to Compare',
		name: 'compare',
		type: 'options',
		default: 'all',
		options: [
			{ name: 'All', value: 'all', description: 'Every top-level field but the key, the modified and ID fields and _sync' },
			{ name: 'Listed', value: 'listed', description: 'Only the fields you list' },
		],
		displayOptions: { ...whenReconciling, ...notProfile },
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'string',
		requiresDataPath: 'multiple',
		default: '',
		required: true,
		placeholder: 'e.g. name, address.street, address.city',
		description: 'Comma-separated names or paths',
		displayOptions: { show: { ...whenReconciling.show, compare: ['listed'] }, ...notProfile },
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
		displayOptions: { show: { ...whenReconciling.show, mode: ['compare'] } },
	},
	{
		displayName: 'Deletes',
		name: 'deletes',
		type: 'options',
		default: 'report',
		options: [
			{ name: 'Pass On', value: 'passOn', description: 'What is deleted in one system is deleted in the others, unless it was changed there since' },
			{ name: 'Report Only', value: 'report', description: 'Review says what vanished; nothing is deleted' },
		],
		displayOptions: { ...whenReconciling, ...notProfile },
	},
	{
		displayName: 'A record counts as deleted if it is missing from a list that Is Complete (under Systems), or if an event says so. Deletes beyond the limits under Options are all held. They come out with the operation "delete" in _sync: send them to another app node than updates.',
		name: 'deletesNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...whenReconciling.show, deletes: ['passOn'] }, ...notProfile },
	},
	{
		displayName: 'Include Items',
		name: 'planItems',
		type: 'boolean',
		default: false,
		description: 'Whether the plan lists every record to be written or reviewed behind the counts',
		displayOptions: { show: { operation: ['planOnly'] } },
	},
	...decisionProperties,
	options,
];
