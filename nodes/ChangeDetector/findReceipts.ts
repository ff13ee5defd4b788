import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { promiseFinder, type Found } from '../shared/n8n/promised';
import type { ChangeReceipt } from '../shared/record/envelope';
import { receiptsIn } from '../shared/record/receipts';

/** Finds each item's change. */
export function receiptFinder(ctx: IExecuteFunctions, sync: string): (item: INodeExecutionData, i: number) => Found<ChangeReceipt> {
	const find = promiseFinder(ctx, 'changeDetector', (envelope) => receiptIn(envelope, sync));
	const missing = {
		message: `No change reported by "${sync}" was found for this item`,
		description:
			'Connect this node behind the Changed or Deleted output of a Change Detector with the operation Detect and the same Sync Name, where Count as Delivered is When Confirmed.',
	};
	return (item, i) => find(item, i, missing);
}

/**
 * The last one: an item may pass two detectors, and the nearest is the one meant.
 *
 * @param envelope what may stand under `_sync`
 */
export function receiptIn(envelope: unknown, sync: string): ChangeReceipt | undefined {
	return receiptsIn(envelope, 'change', sync, ({ system, token }) => typeof system === 'string' && typeof token === 'number').at(-1);
}
