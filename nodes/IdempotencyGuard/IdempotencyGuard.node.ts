import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { claimItems, OUTPUT_OF, withError } from './claimItems';
import { forgetItems } from './forgetItems';
import { properties } from './properties';
import { failItem } from '../shared/n8n/items';
import { resetState } from '../shared/n8n/openState';
import { settleItems } from './settleItems';

/** Runs in the editor as an expression, so it must stand on its own. */
const OUTPUTS = `={{ ((parameters) => {
	const named = (...names) => names.map((displayName) => ({ type: 'main', displayName }));
	switch (parameters.operation) {
		case 'complete': return named('Completed', 'Refused');
		case 'release': return named('Released', 'Refused');
		case 'forget': return named('Forgotten');
		case 'resetMemory': return named('Done');
		default: return parameters.outputs === 'one' ? named('All') : named('New', 'Duplicate', 'In Progress', 'Mismatch');
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
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('operation', 0) as string;
		const done = run(this, operation);
		return this.continueOnFail() ? await done.catch((error: unknown) => failAll(this, operation, error)) : await done;
	}
}

async function run(ctx: IExecuteFunctions, operation: string): Promise<INodeExecutionData[][]> {
	switch (operation) {
		case 'complete':
		case 'release':
			return await settleItems(ctx, operation);
		case 'forget':
			return await forgetItems(ctx);
		case 'resetMemory':
			await resetState(ctx, ctx.getNodeParameter('sync', 0) as string);
			return [ctx.getInputData().map((item, i) => ({ ...item, pairedItem: { item: i } }))];
		default:
			return await claimItems(ctx);
	}
}

/**
 * Where a node that throws is set to go on, n8n passes its input to its first output, here New: everything would be
 * let through just when nothing is known. So each item comes out with the error, where nothing is done with it.
 */
function failAll(ctx: IExecuteFunctions, operation: string, error: unknown): INodeExecutionData[][] {
	const { message, description } = error as Error & { description?: string | null };
	const failed = ctx.getInputData().map((item, i) => withError(failItem(ctx, item, i, { message, description: description ?? '' })));
	switch (operation) {
		case 'complete':
		case 'release':
			return [[], failed];
		case 'claim':
			if (ctx.getNodeParameter('outputs', 0, 'separate') === 'separate') {
				const outputs: INodeExecutionData[][] = [[], [], [], []];
				outputs[OUTPUT_OF.mismatch] = failed;
				return outputs;
			}
	}
	return [failed];
}
