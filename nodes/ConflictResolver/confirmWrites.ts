import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { failItem, type ItemProblem } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { findUpstream } from '../shared/n8n/upstream';
import { SYNC_KEY, type WriteReceipt } from '../shared/record/envelope';
import { settleReceipts, writeReceiptsIn } from '../shared/reconcile/settleReceipts';
import { readBasics } from './settings';

/** Tells the memory what became of planned writes, without waiting for the next comparison to see it. */
export async function confirmWrites(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync, systems } = readBasics(ctx);
	const { ifStateLost } = ctx.getNodeParameter('options', 0, {}) as { ifStateLost?: IfStateLost };
	const done = ctx.getNodeParameter('confirmAs', 0) !== 'failed';
	const items = ctx.getInputData();
	const receiptsOf = receiptFinder(ctx, items, sync);
	const review: INodeExecutionData[] = [];
	const settled: INodeExecutionData[] = [];
	const receipts: WriteReceipt[] = [];
	items.forEach((item, index) => {
		const found = receiptsOf(index);
		if ('message' in found) {
			review.push(failItem(ctx, item, index, found));
		} else {
			receipts.push(...found);
			settled.push({ ...item, pairedItem: { item: index } });
		}
	});

	const state = await openState(ctx, sync, ifStateLost ?? 'stop');
	await settleReceipts(state, receipts, done);
	return [...systems.map(() => []), review, settled];
}

/** Finds what each item promised: on the item itself, or behind the app node that replaced it. Never guesses. */
function receiptFinder(ctx: IExecuteFunctions, items: readonly INodeExecutionData[], sync: string): (index: number) => WriteReceipt[] | ItemProblem {
	const upstream = findUpstream(ctx, ['conflictResolver'], (envelope) => writeReceiptsIn(envelope, sync).length > 0);
	return (index) => {
		const own = writeReceiptsIn(items[index]!.json?.[SYNC_KEY], sync);
		if (own.length > 0) return own;
		const found = upstream(index);
		if (found.kind === 'broken') return found.problem;
		if (found.kind === 'found') return writeReceiptsIn(found.envelope, sync);
		return {
			message: `No planned write of "${sync}" was found for this item`,
			description: 'Connect this node behind the app node that takes what comes out of "Write to …" of a Conflict Resolver with the same Sync Name.',
		};
	};
}
