import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { findProfile, followsProfile } from '../shared/n8n/findProfile';
import { failItem, failNode, passOn } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { promiseFinder, type Found } from '../shared/n8n/promised';
import type { WriteReceipt } from '../shared/record/envelope';
import type { FieldPath } from '../shared/record/path';
import { settleReceipts, writeReceiptsIn } from '../shared/reconcile/settleReceipts';
import { compileField } from './complain';
import { readBasics } from './settings';

/** Tells the memory what became of planned writes, without waiting for the next comparison to see it. */
export async function confirmWrites(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync, systems } = readBasics(ctx);
	const versionOf = answeredVersion(ctx);
	const { ifStateLost } = ctx.getNodeParameter('options', 0, {}) as { ifStateLost?: IfStateLost };
	const done = ctx.getNodeParameter('confirmAs', 0) !== 'failed';
	const items = ctx.getInputData();
	const receiptsOf = receiptFinder(ctx, sync);
	const review: INodeExecutionData[] = [];
	const settled: INodeExecutionData[] = [];
	const receipts: WriteReceipt[] = [];
	const versions: unknown[] = [];
	items.forEach((item, index) => {
		const found = receiptsOf(item, index);
		if (found.ok) {
			receipts.push(...found.value);
			versions.push(...found.value.map(({ system }) => versionOf(system, item.json)));
			settled.push(passOn(item, index));
		} else {
			review.push(failItem(ctx, item, index, found.problem));
		}
	});

	const state = await openState(ctx, sync, ifStateLost ?? 'stop');
	await settleReceipts(state, receipts, done, versions);
	return [...systems.map(() => []), review, settled];
}

/**
 * Where the app's answer says which version the record now is: older events, still on their way, are told by it. A
 * profile says it of each system's own records; else an option does.
 */
function answeredVersion(ctx: IExecuteFunctions): (system: string, answer: unknown) => unknown {
	if (followsProfile(ctx)) {
		const paths = new Map(findProfile(ctx).systems.map(({ name, version }) => [name, version === undefined ? undefined : pathOf(ctx, version)]));
		return (system, answer) => paths.get(system)?.get(answer);
	}
	const { answerVersion = '' } = ctx.getNodeParameter('options', 0, {}) as { answerVersion?: string };
	const path = answerVersion.trim() === '' ? undefined : pathOf(ctx, answerVersion);
	return (_, answer) => path?.get(answer);
}

function pathOf(ctx: IExecuteFunctions, text: string): FieldPath | undefined {
	return compileField('Version in the Answer', text, (message, description) => failNode(ctx, message, description));
}

function receiptFinder(ctx: IExecuteFunctions, sync: string): (item: INodeExecutionData, index: number) => Found<WriteReceipt[]> {
	const find = promiseFinder(ctx, 'conflictResolver', (envelope) => {
		const receipts = writeReceiptsIn(envelope, sync);
		return receipts.length > 0 ? receipts : undefined;
	});
	const missing = {
		message: `No planned write of "${sync}" was found for this item`,
		description: 'Connect this node behind the app node that takes what comes out of "Write to …" of a Conflict Resolver with the same Sync Name.',
	};
	return (item, index) => find(item, index, missing);
}
