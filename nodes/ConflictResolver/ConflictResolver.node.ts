import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { failClosed, type FailurePlace } from '../shared/n8n/failClosed';
import { INPUTS, OUTPUTS } from './ports';
import { properties } from './properties';
import { reconcileItems } from './reconcileItems';
import { resetMemory } from './resetMemory';

export class ConflictResolver implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Conflict Resolver',
		name: 'conflictResolver',
		icon: { light: 'file:conflictResolver.svg', dark: 'file:conflictResolver.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ reconcile: "Reconcile", resetMemory: "Reset Memory" })[$parameter["operation"]] + ": " + $parameter["sync"] }}',
		description: 'Keeps two to five systems in step, field by field: who changed what, who wins, what to write where',
		defaults: { name: 'Conflict Resolver' },
		usableAsTool: true,
		inputs: INPUTS,
		// One input with items is enough: an empty listing is a listing.
		requiredInputs: 1,
		outputs: OUTPUTS,
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('operation', 0) as string;
		const work = operation === 'resetMemory' ? resetMemory(this) : reconcileItems(this);
		return await failClosed(this, work, () => reviewPlace(this));
	}
}

/** Review is the output before the last; the outputs are made from the rows, also if these are wrong. */
function reviewPlace(ctx: IExecuteFunctions): FailurePlace {
	const { rows = [] } = ctx.getNodeParameter('systems', 0, {}) as { rows?: unknown[] };
	const inputs = Math.min(5, Math.max(2, rows.length));
	return { outputs: inputs + 2, failed: inputs, inputs };
}
