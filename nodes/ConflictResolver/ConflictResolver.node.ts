import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { failClosed, type FailurePlace } from '../shared/n8n/failClosed';
import { MAX_SYSTEMS } from '../shared/reconcile';
import { confirmWrites } from './confirmWrites';
import { planItems } from './planItems';
import { INPUTS, OUTPUTS } from './ports';
import { properties } from './properties';
import { reconcileItems } from './reconcileItems';
import { resetMemory } from './resetMemory';
import { resolveReview } from './resolveReview';
import { whenInDatabase } from '../shared/n8n/stateFields';
import { stateMethods } from '../shared/n8n/testStateDatabase';

export class ConflictResolver implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Conflict Resolver',
		name: 'conflictResolver',
		icon: { light: 'file:conflictResolver.svg', dark: 'file:conflictResolver.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ reconcile: "Reconcile", planOnly: "Plan Only", resolveReview: "Resolve Review", confirmWrites: "Confirm Writes", resetMemory: "Reset Memory" })[$parameter["operation"]] + ": " + ($parameter["settingsFrom"] === "profile" ? "by Profile" : $parameter["sync"]) }}',
		description: 'Keeps two to ten systems in step, field by field: who changed what, who wins, what to write where',
		defaults: { name: 'Conflict Resolver' },
		usableAsTool: true,
		inputs: INPUTS,
		// One input with items is enough: an empty listing is a listing.
		requiredInputs: 1,
		outputs: OUTPUTS,
		credentials: [{ name: 'syncStatePostgreSqlApi', required: true, testedBy: 'testStateDatabase', displayOptions: whenInDatabase }],
		properties,
	};

	methods = stateMethods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('operation', 0) as keyof typeof OPERATIONS;
		return await failClosed(this, OPERATIONS[operation](this), () => reviewPlace(this, operation));
	}
}

const OPERATIONS = {
	reconcile: reconcileItems,
	planOnly: planItems,
	resolveReview,
	confirmWrites,
	resetMemory,
};

/** Review stands behind the outputs of the systems, which are made from the rows, also if these are wrong. */
function reviewPlace(ctx: IExecuteFunctions, operation: keyof typeof OPERATIONS): FailurePlace {
	const { rows = [] } = ctx.getNodeParameter('systems', 0, {}) as { rows?: unknown[] };
	const systems = Math.min(MAX_SYSTEMS, Math.max(2, rows.length));
	const isCompare = ctx.getNodeParameter('mode', 0, 'compare') !== 'event';
	const isPlan = operation === 'planOnly';
	const hasMany = operation === 'resetMemory' || (isCompare && (isPlan || operation === 'reconcile'));
	return { outputs: systems + (isPlan ? 3 : 2), failed: systems, inputs: hasMany ? systems : 1 };
}
