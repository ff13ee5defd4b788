import type { INodeProperties } from 'n8n-workflow';
import { syncNameField } from '../shared/n8n/descriptions';
import { settingsFrom, unlessProfile } from '../shared/n8n/profileProperties';
import { stateFields } from '../shared/n8n/stateFields';
import { AT_MOST } from './defaults';
import { options } from './optionProperties';

const when = (...operation: string[]): NonNullable<INodeProperties['displayOptions']> => ({ show: { operation } });

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: 'takeDue',
	options: [
		{ name: 'Count', value: 'count', action: 'Count what is parked', description: 'One item a system: how much waits, and what became of the rest' },
		{ name: 'Discard', value: 'discard', action: 'Discard parked writes', description: 'Forget parked writes for good' },
		{ name: 'List', value: 'list', action: 'List parked writes', description: 'Show what waits, what is being tried and what was given up' },
		{ name: 'Redrive', value: 'redrive', action: 'Redrive dead letters', description: 'Have what was given up tried again, as it was or corrected' },
		{ name: 'Roll Back', value: 'rollBack', action: 'Answer about an effect over several systems', description: 'Say what becomes of an effect that one of several systems refused' },
		{ name: 'Send or Park', value: 'send', action: 'Send items or park them', description: 'In front of an app node: let through what its system takes now, and keep the rest' },
		{ name: 'Take Due', value: 'takeDue', action: 'Take due writes', description: 'On a schedule: hand out what is to be tried again now' },
	],
};

const takeNotice: INodeProperties = {
	displayName: 'Wire <b>Due</b> to the same app nodes as the first try, and their outputs to the same <b>Sync Outcome</b>. <b>Dead Letter</b> tells once of each write that was given up.',
	name: 'takeNotice',
	type: 'notice',
	default: '',
	displayOptions: when('takeDue'),
};

const sendNotice: INodeProperties = {
	displayName: 'Place it directly in front of the app node. What is parked comes out of <b>Take Due</b> as it came in here.',
	name: 'sendNotice',
	type: 'notice',
	default: '',
	displayOptions: when('send'),
};

const target: INodeProperties = {
	displayName: 'Target System',
	name: 'target',
	type: 'string',
	noDataExpression: true,
	default: '',
	placeholder: 'e.g. ERP',
	description: 'The system the items go to, where no node before says it. Conflict Resolver and Record Linker say it.',
	displayOptions: when('send'),
};

const keyField: INodeProperties = {
	displayName: 'Key Field',
	name: 'keyField',
	type: 'string',
	noDataExpression: true,
	default: '',
	placeholder: 'e.g. customerId',
	description: 'The field that holds the record\'s key, where no node before says it; and where the key is put when only the key was kept',
	displayOptions: when('send', 'takeDue', 'rollBack'),
};

const atMost: INodeProperties = {
	displayName: 'At Most',
	name: 'atMost',
	type: 'number',
	noDataExpression: true,
	default: AT_MOST,
	typeOptions: { minValue: 1, numberPrecision: 0 },
	description: 'How many come out at once',
	displayOptions: when('takeDue', 'list'),
};

const onlyTargets: INodeProperties = {
	displayName: 'Only Systems',
	name: 'onlyTargets',
	type: 'string',
	noDataExpression: true,
	default: '',
	placeholder: 'e.g. CRM, ERP',
	description: 'Names separated by commas; empty for all',
	displayOptions: when('takeDue', 'list'),
};

const onlyRecords: INodeProperties = {
	displayName: 'Only Records',
	name: 'onlyRecords',
	type: 'string',
	default: '',
	placeholder: 'e.g. ALFKI, BERGS',
	description: 'Record keys separated by commas; empty for all',
	displayOptions: when('list'),
};

const states: INodeProperties = {
	displayName: 'Show',
	name: 'states',
	type: 'multiOptions',
	noDataExpression: true,
	default: ['dead', 'waiting', 'leased'],
	options: [
		{ name: 'Being Tried', value: 'leased' },
		{ name: 'Dead Letters', value: 'dead' },
		{ name: 'Waiting', value: 'waiting' },
	],
	displayOptions: when('list'),
};

const redriveWith: INodeProperties = {
	displayName: 'Send',
	name: 'redriveWith',
	type: 'options',
	noDataExpression: true,
	default: 'kept',
	options: [
		{ name: 'What a Field of the Item Holds', value: 'item', description: 'Corrected by a person: an object with the fields to write' },
		{ name: 'What Was Kept', value: 'kept' },
	],
	displayOptions: when('redrive'),
};

const payloadField: INodeProperties = {
	displayName: 'Payload Field',
	name: 'payloadField',
	type: 'string',
	noDataExpression: true,
	default: 'payload',
	displayOptions: { show: { operation: ['redrive'], redriveWith: ['item'] } },
	description: 'The field of the item that holds what is to be written. List shows it under this name.',
};

const refNotice: INodeProperties = {
	displayName: 'Takes items from <b>List</b>, <b>Dead Letter</b> or <b>Needs Attention</b>, or any with the fields <b>target</b>, <b>record</b> and <b>job</b> (from a form, say).',
	name: 'refNotice',
	type: 'notice',
	default: '',
	displayOptions: when('redrive', 'discard', 'rollBack'),
};

const answer: INodeProperties = {
	displayName: 'Answer',
	name: 'answer',
	type: 'options',
	noDataExpression: true,
	default: 'rollBack',
	options: [
		{ name: 'Keep It', value: 'forward', description: 'What the other systems took stays; Redrive what was refused' },
		{ name: 'Take It Back', value: 'rollBack', description: 'What the other systems took is taken back, in reverse order' },
		{ name: 'Taken Back by Hand', value: 'handled', description: 'Somebody has taken back what was stuck in this system' },
		{ name: 'Try Again', value: 'again', description: 'What was stuck in this system is tried again' },
	],
	displayOptions: when('rollBack'),
};

const sendAs: INodeProperties = {
	displayName: 'Send As',
	name: 'sendAs',
	type: 'options',
	noDataExpression: true,
	default: 'record',
	options: [
		{ name: 'One Item a Batch', value: 'batch', description: 'For APIs that take many records in one call: each item holds a list, of one system and operation' },
		{ name: 'One Item a Record', value: 'record' },
	],
	displayOptions: when('send', 'takeDue'),
};

const limits: INodeProperties = {
	displayName: 'Limits',
	name: 'limits',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add system',
	default: {},
	description: 'How many calls a system takes. All runs of this sync share them; what does not fit is parked until it does.',
	displayOptions: when('send', 'takeDue'),
	options: [
		{
			name: 'rows',
			displayName: 'System',
			values: [
				{ displayName: 'Target System', name: 'target', type: 'string', default: '', placeholder: 'e.g. CRM', description: 'Empty for all that have no row of their own' },
				{ displayName: 'Calls a Second', name: 'second', type: 'number', default: 0, typeOptions: { minValue: 0, numberPrecision: 0 }, description: '0 for no limit' },
				{ displayName: 'Calls a Minute', name: 'minute', type: 'number', default: 0, typeOptions: { minValue: 0, numberPrecision: 0 }, description: '0 for no limit' },
				{ displayName: 'Calls a Day', name: 'day', type: 'number', default: 0, typeOptions: { minValue: 0, numberPrecision: 0 }, description: '0 for no limit' },
			],
		},
	],
};

export const properties: INodeProperties[] = [
	operation,
	settingsFrom,
	unlessProfile(syncNameField),
	...stateFields(),
	takeNotice,
	sendNotice,
	refNotice,
	answer,
	redriveWith,
	payloadField,
	target,
	keyField,
	states,
	onlyTargets,
	onlyRecords,
	atMost,
	sendAs,
	limits,
	options,
];
