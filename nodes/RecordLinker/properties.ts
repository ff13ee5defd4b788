import type { INodeProperties } from 'n8n-workflow';
import { resetNotice, syncNameField } from '../shared/n8n/descriptions';
import { stateFields } from '../shared/n8n/stateFields';
import { notProfile, settingsFrom, unlessProfile } from '../shared/n8n/profileProperties';
import { options } from './optionProperties';
import { reportOnly, rules } from './ruleProperties';

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: 'match',
	options: [
		{ name: 'Link', value: 'link', description: 'Remember that two IDs are one record', action: 'Link records' },
		{ name: 'List', value: 'list', description: 'Get all that is linked, one item for each record', action: 'List linked records' },
		{ name: 'Look Up', value: 'lookUp', description: 'Get the IDs a record has in the other systems', action: 'Look up links of records' },
		{ name: 'Match', value: 'match', description: 'Find each record in the list of another system: linked, new there, or to be looked at', action: 'Match records with those of another system' },
		{ name: 'Merge', value: 'merge', description: 'Remember that one record was merged into another of its system', action: 'Merge records' },
		{ name: 'Reset Memory', value: 'resetMemory', description: 'Forget all this sync remembers. Items come out of Review, none out of New.', action: 'Reset the memory of the sync' },
		{ name: 'Unlink', value: 'unlink', description: 'Forget the links of a record, or give back a create that failed', action: 'Unlink records' },
	],
};

const linkWhat: INodeProperties = {
	displayName: 'Link What',
	name: 'linkWhat',
	type: 'options',
	noDataExpression: true,
	default: 'created',
	displayOptions: { show: { operation: ['link'] } },
	options: [
		{ name: 'A Record Just Created', value: 'created', description: 'Behind the app node that created what came out of New: the item holds the new ID, and whose it is, is found upstream' },
		{ name: 'A Decided Review', value: 'decision', description: 'An item that came out of Review and comes back with a decision: a candidate\'s ID, or new' },
		{ name: 'Two Fields of the Item', value: 'fields', description: 'The item holds both IDs, for example from a list you already have' },
	],
	description: 'Where the two IDs stand',
};

const unlinkWhat: INodeProperties = {
	displayName: 'Unlink What',
	name: 'unlinkWhat',
	type: 'options',
	noDataExpression: true,
	default: 'id',
	displayOptions: { show: { operation: ['unlink'] } },
	options: [
		{ name: 'A Create That Failed', value: 'failed', description: 'On the error output of the app node: the record counts as new again at once, and not only when the lease is over' },
		{ name: 'An ID', value: 'id', description: 'Take an ID out of the crosswalk; what else belongs to the record stays linked' },
	],
};

const system: INodeProperties = {
	displayName: 'System',
	name: 'system',
	type: 'string',
	noDataExpression: true,
	required: true,
	default: 'CRM',
	placeholder: 'e.g. CRM',
	description: 'The system these records come from. Links belong to this name: use the same one in all nodes of the sync.',
};

const idField: INodeProperties = {
	displayName: 'ID Field',
	name: 'idField',
	type: 'string',
	noDataExpression: true,
	required: true,
	default: 'id',
	placeholder: 'e.g. customer.number',
	description: 'Where the items hold the ID of that system. A number and the same number as text are the same ID.',
};

const shown = (...shows: Record<string, string[]>[]) => (field: INodeProperties): INodeProperties[] => shows.map((show) => ({ ...field, displayOptions: { show } }));

/** In the order a person fills them in. */
export const properties: INodeProperties[] = [
	operation,
	settingsFrom,
	unlessProfile(syncNameField),
	...stateFields(),
	resetNotice,
	linkWhat,
	unlinkWhat,
	...shown({ operation: ['lookUp', 'match', 'merge'] }, { operation: ['link'], linkWhat: ['fields'] }, { operation: ['unlink'], unlinkWhat: ['id'] })(system),
	unlessProfile({ ...idField, displayOptions: { show: { operation: ['lookUp', 'match'] } } }),
	...shown({ operation: ['link'], linkWhat: ['fields'] }, { operation: ['unlink'], unlinkWhat: ['id'] })(idField),
	{
		displayName: 'Match With',
		name: 'otherSystem',
		type: 'string',
		noDataExpression: true,
		required: true,
		default: 'ERP',
		placeholder: 'e.g. ERP',
		description: 'The system whose records come in at the second input, and where new ones are to be created',
		displayOptions: { show: { operation: ['match'] } },
	},
	{
		displayName: 'Other System',
		name: 'otherSystem',
		type: 'string',
		noDataExpression: true,
		required: true,
		default: 'ERP',
		placeholder: 'e.g. ERP',
		description: 'The system of the other ID',
		displayOptions: { show: { operation: ['link'], linkWhat: ['fields'] } },
	},
	{
		displayName: 'Its ID Field',
		name: 'otherIdField',
		type: 'string',
		noDataExpression: true,
		required: true,
		default: 'id',
		placeholder: 'e.g. customer_id',
		description: 'Where the records at the second input hold their ID',
		displayOptions: { show: { operation: ['match'] }, ...notProfile },
	},
	{
		displayName: 'Its ID Field',
		name: 'otherIdField',
		type: 'string',
		noDataExpression: true,
		required: true,
		default: 'erpId',
		placeholder: 'e.g. erpId',
		description: 'Where the item holds the ID of the other system',
		displayOptions: { show: { operation: ['link'], linkWhat: ['fields'] } },
	},
	{
		displayName: 'Wanted System',
		name: 'wantedSystem',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. ERP',
		description: 'The system whose ID goes to _sync.targetId. Empty: any link counts, and all IDs stand under _sync.links.',
		displayOptions: { show: { operation: ['lookUp'] } },
	},
	{
		displayName: 'New ID Field',
		name: 'newIdField',
		type: 'string',
		noDataExpression: true,
		required: true,
		default: 'id',
		placeholder: 'e.g. data.customer.number',
		description: 'Where the app\'s answer holds the ID of the record it created',
		displayOptions: { show: { operation: ['link'], linkWhat: ['created'] } },
	},
	{
		displayName: 'Decision Field',
		name: 'decisionField',
		type: 'string',
		noDataExpression: true,
		required: true,
		default: 'decision',
		placeholder: 'e.g. decision',
		description: 'Where the item says what was decided: the ID of one of the candidates, or the word new',
		displayOptions: { show: { operation: ['link'], linkWhat: ['decision'] } },
	},
	{
		displayName: 'Merged ID Field',
		name: 'mergedIdField',
		type: 'string',
		noDataExpression: true,
		required: true,
		default: 'mergedId',
		placeholder: 'e.g. mergedId',
		description: 'The ID that is gone. Looked up later, it leads to the survivor.',
		displayOptions: { show: { operation: ['merge'] } },
	},
	{
		displayName: 'Surviving ID Field',
		name: 'survivorIdField',
		type: 'string',
		noDataExpression: true,
		required: true,
		default: 'id',
		placeholder: 'e.g. customerNumber',
		description: 'The ID that it was merged into',
		displayOptions: { show: { operation: ['merge'] } },
	},
	rules,
	reportOnly,
	options,
];
