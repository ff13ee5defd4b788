import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { checkItems } from './check/checkItems';
import { exportMapping } from './exportMapping';
import { mapItems } from './mapItems';
import { suggestItems } from './suggest/suggestItems';

/** One thing the node can do. The editor's list of operations, the inputs and the outputs are made from these. */
export interface Operation {
	readonly value: string;
	readonly name: string;
	readonly action: string;
	readonly description: string;
	/** Names of the inputs; one input needs none. */
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
	/** The output that takes items nothing is to be done with. */
	readonly failed: number;
	run(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]>;
}

/** In the order of their names, as the editor shows them. */
export const OPERATIONS: readonly Operation[] = [
	{
		value: 'check',
		name: 'Check Mapping',
		action: 'Check a mapping on records',
		description: 'Send the items through the table and back, and report field by field what is filled, rejected or lost',
		inputs: [''],
		outputs: ['Findings'],
		failed: 0,
		run: checkItems,
	},
	{
		value: 'export',
		name: 'Export Mapping',
		action: 'Export a mapping as JSON',
		description: 'Hand out the table as one item, to keep as a file and to paste under Define By: JSON',
		inputs: [''],
		outputs: ['Mapping'],
		failed: 0,
		run: exportMapping,
	},
	{
		value: 'map',
		name: 'Map',
		action: 'Map records',
		description: 'Turn each item into the record of the other system',
		inputs: [''],
		outputs: ['Mapped', 'Rejected'],
		failed: 1,
		run: mapItems,
	},
	{
		value: 'suggest',
		name: 'Suggest Mapping',
		action: 'Suggest a mapping from sample records',
		description: 'Propose a table from sample records of both systems, by names, types and shared values; nothing is applied',
		inputs: ['Source', 'Target'],
		outputs: ['Proposals', 'Definition'],
		failed: 0,
		run: suggestItems,
	},
];

export const DEFAULT_OPERATION = 'map';

export function operationNamed(value: unknown): Operation | undefined {
	return OPERATIONS.find((operation) => operation.value === value);
}
