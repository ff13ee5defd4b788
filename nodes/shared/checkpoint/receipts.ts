import type { CheckpointReceipt, Receipt } from '../record/envelope';
import { isRecord } from '../record/json';
import { receiptsIn } from '../record/receipts';

/** @param envelope an item's `_sync`, of whatever kind. @returns all of them: an item may stand for several that were read */
export function checkpointReceiptsIn(envelope: unknown, sync: string): CheckpointReceipt[] {
	return receiptsIn(
		envelope, 'checkpoint', sync,
		({ token, at, of, part, cursor, still }) =>
			isCount(token) && isCount(at) && isCount(of) && of > 0 && typeof part === 'string' &&
			Array.isArray(cursor) && (cursor[0] === null || typeof cursor[0] === 'string' || typeof cursor[0] === 'number') && typeof cursor[1] === 'string' && (still === undefined || still === true),
	);
}

function isCount(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/**
 * The receipts of an item that leads to several: each of those carries a share, and the item counts as settled when
 * all of them are reported.
 *
 * @param place which of them this is, from 0
 * @param of how many there are
 */
export function shareOf(receipts: readonly CheckpointReceipt[], place: number, of: number): CheckpointReceipt[] {
	if (of === 1) return [...receipts];
	return receipts.map((one) => ({ ...one, of: one.of * of, part: `${one.part}${one.part === '' ? '' : '.'}${place}/${of}` }));
}

/**
 * What else an item was promised.
 *
 * @param receipts what may stand under `_sync.receipts`
 * @param key of one checkpoint in hex; without it those of all the sync's checkpoints are left out
 */
export function receiptsBeside(receipts: unknown, sync: string, key?: string): Receipt[] {
	if (!Array.isArray(receipts)) return [];
	return (receipts as unknown[]).filter(
		(one) => !(isRecord(one) && one['kind'] === 'checkpoint' && one['sync'] === sync && (key === undefined || one['key'] === key)),
	) as Receipt[];
}
