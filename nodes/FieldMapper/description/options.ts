import type { INodeProperties } from 'n8n-workflow';
import { ifStateLostOption } from '../../shared/n8n/descriptions';
import { sourceClears, targetClears } from './clears';

const syncDetails: INodeProperties = {
	displayName: 'Sync Details',
	name: 'syncDetails',
	type: 'options',
	noDataExpression: true,
	default: 'auto',
	options: [
		{
			name: 'Keep Going Forward, Drop Going Back',
			value: 'auto',
			description: 'Going back, the record is for an app node and has to be clean',
		},
		{ name: 'Keep', value: 'keep' },
		{ name: 'Drop', value: 'drop' },
	],
	description: 'Whether mapped items carry what the sync nodes tell each other under _sync',
};

const partly: INodeProperties = {
	displayName: 'Send Partly Mapped Items On',
	name: 'partly',
	type: 'options',
	noDataExpression: true,
	default: 'no',
	options: [
		{ name: 'No', value: 'no', description: 'An item with a field at fault comes out of Rejected only' },
		{ name: 'To Mapped', value: 'mapped', description: 'The good fields come out of Mapped, with the reasons for the others under _sync.rejected' },
		{ name: 'To Both Outputs', value: 'both', description: 'The good fields come out of Mapped, and the item as it came out of Rejected' },
	],
	description:
		'What happens to the other fields of an item with a field at fault. A row that says Reject When Absent is needed: without it nothing goes on.',
};

/** Rarely set; in the order of their names, as the editor shows them. */
export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: { operation: ['export', 'map'] } },
	options: [{ ...ifStateLostOption, displayOptions: { show: { '/drift': [true] } } }, partly, sourceClears, syncDetails, targetClears],
};
