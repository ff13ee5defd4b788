import type { Receipt } from './envelope';
import { isRecord } from './json';

type ReceiptOf<K extends Receipt['kind']> = Extract<Receipt, { kind: K }>;

const KEY = /^[0-9a-f]{16}$/;

/**
 * The receipts of one kind and sync under an item's `_sync`, in the order they were put there: the nearest node's is
 * the last. They come from outside, so what is not whole is none.
 *
 * @param envelope what may stand under `_sync`
 * @param isWhole looks at what this kind has beside kind, sync and key
 */
export function receiptsIn<K extends Receipt['kind']>(
	envelope: unknown,
	kind: K,
	sync: string,
	isWhole: (receipt: Readonly<Record<string, unknown>>) => boolean,
): ReceiptOf<K>[] {
	const receipts = isRecord(envelope) ? envelope['receipts'] : undefined;
	if (!Array.isArray(receipts)) return [];
	return (receipts as unknown[]).filter(
		(one) => isRecord(one) && one['kind'] === kind && one['sync'] === sync && typeof one['key'] === 'string' && KEY.test(one['key']) && isWhole(one),
	) as ReceiptOf<K>[];
}
