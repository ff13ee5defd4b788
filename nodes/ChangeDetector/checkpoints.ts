import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { checkpointFinder } from '../shared/n8n/checkpointReceipts';
import type { CheckpointReceipt } from '../shared/record/envelope';
import type { RecordArrivals } from './coalesce';
import type { Findings } from './decideAll';

/** What a run owes the checkpoints its items were read by. */
export interface Owed {
	/** By record that is handed on: the item that comes out stands for all that arrived of it. */
	readonly carried: ReadonlyMap<RecordArrivals, readonly CheckpointReceipt[]>;
	/** Nothing is to be done about these: they are dealt with. */
	readonly settled: readonly CheckpointReceipt[];
}

/** Sorts out who has to tell the checkpoints of the items. */
export function owedTo(ctx: IExecuteFunctions, items: readonly INodeExecutionData[], { settings, detected, released }: Findings): Owed {
	const find = checkpointFinder(ctx, settings.sync);
	const receiptsOf = (item: number | undefined): CheckpointReceipt[] => (item === undefined ? [] : find(items[item]!, item));
	const carried = new Map<RecordArrivals, CheckpointReceipt[]>();
	const settled: CheckpointReceipt[] = [];
	for (const { record, arrival } of detected.arrivals) {
		const receipts = receiptsOf(arrival.item);
		if (receipts.length > 0) carried.set(record, [...(carried.get(record) ?? []), ...receipts]);
	}
	for (const { record, arrival, decision } of detected.arrivals) {
		// The last one of a record counts for all of them.
		if (arrival !== record.arrivals.at(-1)) continue;
		const verdict = decision?.verdict;
		if (verdict === 'changed' || verdict === 'deleted') continue;
		// A change on its way that fails is only reported again if it is read again: whoever delivers it has to tell.
		if (verdict !== 'inFlight') settled.push(...(carried.get(record) ?? []));
		carried.delete(record);
	}
	// What waits is remembered here, and comes out by itself.
	for (const { arrivals } of released.waiting) for (const { item } of arrivals) settled.push(...receiptsOf(item));
	return { carried, settled };
}
