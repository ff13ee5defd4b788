import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ItemProblem } from '../shared/n8n/items';
import { findUpstream } from '../shared/n8n/upstream';
import { SYNC_KEY, type ChangeReceipt } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';

/** Finds each item's change: on the item itself, or behind the app node that replaced it. Never guesses. */
export function receiptFinder(ctx: IExecuteFunctions, items: readonly INodeExecutionData[], sync: string): (i: number) => ChangeReceipt | ItemProblem {
	const upstream = findUpstream(ctx, ['changeDetector'], (envelope) => receiptIn(envelope, sync) !== undefined);
	return (i) => {
		const own = receiptIn(items[i]!.json?.[SYNC_KEY], sync);
		if (own !== undefined) return own;
		const found = upstream(i);
		if (found.kind === 'broken') return found.problem;
		return (
			(found.kind === 'found' ? receiptIn(found.envelope, sync) : undefined) ?? {
				message: `No change reported by "${sync}" was found for this item`,
				description:
					'Connect this node behind the Changed or Deleted output of a Change Detector with the operation Detect and the same Sync Name, where Count as Delivered is When Confirmed.',
			}
		);
	};
}

/** @param envelope what may stand under `_sync` */
export function receiptIn(envelope: unknown, sync: string): ChangeReceipt | undefined {
	const receipts = isRecord(envelope) ? envelope['receipts'] : undefined;
	if (!Array.isArray(receipts)) return undefined;
	// The last one: an item may pass two detectors, and the nearest is the one meant.
	return (receipts as unknown[]).findLast((receipt): receipt is ChangeReceipt => isChange(receipt) && receipt.sync === sync);
}

function isChange(receipt: unknown): receipt is ChangeReceipt {
	return (
		isRecord(receipt) &&
		receipt['kind'] === 'change' &&
		typeof receipt['system'] === 'string' &&
		typeof receipt['token'] === 'number' &&
		typeof receipt['key'] === 'string' &&
		/^[0-9a-f]{16}$/.test(receipt['key'])
	);
}
