import type { INodeProperties } from 'n8n-workflow';
import { syncNameField } from '../shared/n8n/descriptions';
import { settingsFrom, unlessProfile } from '../shared/n8n/profileProperties';
import { stateFields } from '../shared/n8n/stateFields';
import { options } from './optionProperties';

const findBy: INodeProperties = {
	displayName: 'Find Promises By',
	name: 'findBy',
	type: 'options',
	noDataExpression: true,
	default: 'linking',
	options: [
		{ name: 'A Key in the Answer', value: 'key', description: 'For apps whose answers are linked to no item: the record\'s key stands in the answer' },
		{ name: 'Item Linking', value: 'linking', description: 'N8n knows which item each answer belongs to. Nearly always right.' },
	],
	description: 'How to tell whose success or failure an item is',
};

const answerKey: INodeProperties = {
	displayName: 'Key in the Answer',
	name: 'answerKey',
	type: 'string',
	noDataExpression: true,
	required: true,
	default: '',
	placeholder: 'e.g. customerId',
	displayOptions: { show: { findBy: ['key'] } },
	description: 'The field of the app\'s answer that holds the record\'s key, written as _sync.key has it before the app node',
};

const onFailure: INodeProperties = {
	displayName: 'When a Write Fails',
	name: 'onFailure',
	type: 'options',
	noDataExpression: true,
	default: 'park',
	options: [
		{ name: 'Give It Back', value: 'giveBack', description: 'Nothing is kept: claims are released, and the next delivery or comparison does it again' },
		{ name: 'Keep It for a Retry', value: 'park', description: 'What may pass is parked for a Retry Queue node of this sync; what cannot is kept as a dead letter' },
	],
	description: 'What becomes of what came in as failed',
};

const retryNotice: INodeProperties = {
	displayName: 'Parked work is tried again by a Retry Queue node with the operation Take Due, on a schedule in this same workflow. It waits until there is one.',
	name: 'retryNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { onFailure: ['park'] } },
};

const whenRefused: INodeProperties = {
	displayName: 'When One of Several Systems Refuses',
	name: 'whenRefused',
	type: 'options',
	noDataExpression: true,
	default: 'forward',
	options: [
		{ name: 'Ask', value: 'ask', description: 'Needs Attention says what was done and what was refused; a person decides' },
		{ name: 'Keep and Retry Forward', value: 'forward', description: 'What the other systems took stays; only the refused write is mended and tried again' },
		{ name: 'Roll Back', value: 'rollBack', description: 'What the other systems took is taken back, in reverse order: it comes out of Roll Back' },
	],
	description: 'Whether a change that goes to several systems is all or nothing',
};

const newIdField: INodeProperties = {
	displayName: 'New ID Field',
	name: 'newIdField',
	type: 'string',
	noDataExpression: true,
	default: 'id',
	placeholder: 'e.g. customer.number',
	hint: 'Without the new ID a created record cannot be linked, and a roll back cannot delete it',
	description: 'Where the app\'s answer to a create holds the ID of the new record',
};

const target: INodeProperties = {
	displayName: 'Target System',
	name: 'target',
	type: 'string',
	noDataExpression: true,
	default: '',
	placeholder: 'e.g. ERP',
	description: 'The system the items were written to, where no node before says it. Conflict Resolver and Record Linker say it.',
};

const keyField: INodeProperties = {
	displayName: 'Key Field',
	name: 'keyField',
	type: 'string',
	noDataExpression: true,
	default: '',
	placeholder: 'e.g. customerId',
	description: 'The field that holds the record\'s key, where no node before says it',
};

export const properties: INodeProperties[] = [
	settingsFrom,
	unlessProfile(syncNameField),
	...stateFields(),
	onFailure,
	retryNotice,
	newIdField,
	target,
	keyField,
	findBy,
	answerKey,
	whenRefused,
	options,
];
