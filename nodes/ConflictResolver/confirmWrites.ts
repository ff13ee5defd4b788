import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { failItem, type ItemProblem } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { findUpstream } from '../shared/n8n/upstream';
import { SYNC_KEY, type WriteReceipt } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import { recordCollection, settleWrite, shapeFor, type SettledWrite, type Shape } from '../shared/reconcile';
import { withoutWriting } from '../shared/state/withoutWriting';
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
	// Only a comparison says what is compared: this takes the names that are known.
	const shape = await shapeFor(withoutWriting(state), systems.map(({ name }) => name), []);
	const keys = receipts.map(({ key }) => Buffer.from(key, 'hex').toString('latin1'));
	// Nothing is to be forgotten here: how much is remembered, and how long, is the comparison's to say.
	await state.transact(recordCollection(shape, Infinity, Infinity), keys, (tx) => {
		receipts.forEach((receipt, i) => {
			const write = placed(receipt, shape, done, tx.now);
			const memory = write === undefined ? undefined : settleWrite(shape, tx.get(i), write);
			if (memory !== undefined) tx.set(i, memory);
		});
	});
	return [...systems.map(() => []), review, settled];
}

/** @returns undefined for a system the sync no longer knows */
function placed(receipt: WriteReceipt, shape: Shape, done: boolean, now: number): SettledWrite | undefined {
	const system = shape.systems.indexOf(receipt.system);
	if (system < 0) return undefined;
	const fields = receipt.fields.map(([name, fingerprint]) => ({ field: shape.fields.indexOf(name), fingerprint }));
	return { system, operation: receipt.operation, fields: fields.filter(({ field }) => field >= 0), done, now };
}

/** Finds what each item promised: on the item itself, or behind the app node that replaced it. Never guesses. */
function receiptFinder(ctx: IExecuteFunctions, items: readonly INodeExecutionData[], sync: string): (index: number) => WriteReceipt[] | ItemProblem {
	const upstream = findUpstream(ctx, ['conflictResolver'], (envelope) => receiptsIn(envelope, sync).length > 0);
	return (index) => {
		const own = receiptsIn(items[index]!.json?.[SYNC_KEY], sync);
		if (own.length > 0) return own;
		const found = upstream(index);
		if (found.kind === 'broken') return found.problem;
		if (found.kind === 'found') return receiptsIn(found.envelope, sync);
		return {
			message: `No planned write of "${sync}" was found for this item`,
			description: 'Connect this node behind the app node that takes what comes out of "Write to …" of a Conflict Resolver with the same Sync Name.',
		};
	};
}

function receiptsIn(envelope: unknown, sync: string): WriteReceipt[] {
	const receipts = isRecord(envelope) ? envelope['receipts'] : undefined;
	if (!Array.isArray(receipts)) return [];
	return (receipts as unknown[]).filter((receipt): receipt is WriteReceipt => isWrite(receipt) && receipt.sync === sync);
}

function isWrite(receipt: unknown): receipt is WriteReceipt {
	return (
		isRecord(receipt) &&
		receipt['kind'] === 'write' &&
		typeof receipt['key'] === 'string' && /^[0-9a-f]{16}$/.test(receipt['key']) &&
		typeof receipt['system'] === 'string' &&
		['create', 'update', 'delete'].includes(receipt['operation'] as string) &&
		Array.isArray(receipt['fields']) && receipt['fields'].every((one) => Array.isArray(one) && typeof one[1] === 'number')
	);
}
