import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { claimItems, OUTPUT_OF } from './claimItems';
import { forgetItems } from './forgetItems';
import { properties } from './properties';
import { failClosed, type FailurePlace } from '../shared/n8n/failClosed';
import { passOn } from '../shared/n8n/items';
import { resetState } from '../shared/n8n/openState';
import { settleItems } from './settleItems';
import { whenInDatabase } from '../shared/n8n/stateFields';
import { stateMethods } from '../shared/n8n/testStateDatabase';

/** Runs in the editor as an expression, so it must stand on its own. */
const OUTPUTS = `={{ ((parameters) => {
	const named = (...names) => names.map((displayName) => ({ type: 'main', displayName }));
	switch (parameters.operation) {
		case 'complete': return named('Completed', 'Refused');
		case 'release': return named('Released', 'Refused');
		case 'forget': return named('Forgotten');
		case 'claim': if (parameters.outputs === 'one') return named('All');
		default: return named('New', 'Duplicate', 'In Progress', 'Mismatch');
	}
})($parameter) }}` as const;

export class IdempotencyGuard implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Idempotency Guard',
		name: 'idempotencyGuard',
		icon: { light: 'file:idempotencyGuard.svg', dark: 'file:idempotencyGuard.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ claim: "Claim", complete: "Complete", release: "Release", forget: "Forget", resetMemory: "Reset Memory" })[$parameter["operation"]] + ": " + $parameter["sync"] }}',
		description: 'Lets each intended effect through once, also when webhooks arrive twice or at the same moment',
		defaults: { name: 'Idempotency Guard' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [{ name: 'syncStatePostgreSqlApi', required: true, testedBy: 'testStateDatabase', displayOptions: whenInDatabase }],
		properties,
	};

	methods = stateMethods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('operation', 0) as string;
		return await failClosed(this, run(this, operation), () => failurePlace(this, operation));
	}
}

async function run(ctx: IExecuteFunctions, operation: string): Promise<INodeExecutionData[][]> {
	switch (operation) {
		case 'complete':
		case 'release':
			return await settleItems(ctx, operation);
		case 'forget':
			return await forgetItems(ctx);
		case 'resetMemory': {
			await resetState(ctx, ctx.getNodeParameter('sync', 0) as string);
			// The outputs stay those of Claim, so that no wire is lost; and nothing comes out of New, where the effect is.
			const passed = ctx.getInputData().map((item, i) => passOn(item, i));
			return [[], passed, [], []];
		}
		default:
			return await claimItems(ctx);
	}
}

/** Where items go that nothing is done with. */
function failurePlace(ctx: IExecuteFunctions, operation: string): FailurePlace {
	if (operation === 'complete' || operation === 'release') return { outputs: 2, failed: 1 };
	if (operation === 'forget') return { outputs: 1, failed: 0 };
	const separate = operation !== 'claim' || ctx.getNodeParameter('outputs', 0, 'separate') === 'separate';
	return separate ? { outputs: 4, failed: OUTPUT_OF.mismatch } : { outputs: 1, failed: 0 };
}
