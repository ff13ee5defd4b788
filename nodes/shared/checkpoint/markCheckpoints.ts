import type { CheckpointReceipt } from '../record/envelope';
import { keyFromHex } from '../record/fingerprint';
import type { StateStore } from '../state/port';
import { CHECKPOINTS } from './collection';
import { markItems, type Mark, type Marked } from './mark';

/** What became of an item that was read, or of one of the effects it led to. */
export interface CheckpointMark {
	readonly receipt: CheckpointReceipt;
	/** Settled, or parked, or a dead letter. False: it failed and nobody keeps it, so the checkpoint must not pass it. */
	readonly accounted: boolean;
	/**
	 * Who reports it, e.g. the target system: tells reports apart where a workflow splits an item itself, which only
	 * "Reports per Item" knows of.
	 */
	readonly by?: string;
}

/**
 * Tells the checkpoints of a sync what became of items, all in one transaction. To be called last, when everything
 * else about the items is remembered. Telling the same twice changes nothing.
 *
 * @param marks receipts of the sync the store belongs to
 * @returns for each mark what became of it
 */
export async function markCheckpoints(store: StateStore, marks: readonly CheckpointMark[]): Promise<Marked[]> {
	const places = new Map<string, number[]>();
	marks.forEach(({ receipt }, m) => {
		const known = places.get(receipt.key);
		if (known === undefined) places.set(receipt.key, [m]);
		else known.push(m);
	});
	const keys = [...places.keys()];
	if (keys.length === 0) return [];
	return await store.transact(CHECKPOINTS, keys.map(keyFromHex), (tx) => {
		const marked = new Array<Marked>(marks.length);
		keys.forEach((key, i) => {
			const own = places.get(key)!;
			const result = markItems(tx.get(i), own.map((m) => toMark(marks[m]!)), tx.now);
			if (result.entry !== undefined) tx.set(i, result.entry);
			own.forEach((m, place) => (marked[m] = result.marked[place]!));
		});
		return marked;
	});
}

/** In front of the part of an item that its own workflow splits. */
export const SPLIT = '*';

function toMark({ receipt, accounted, by = '' }: CheckpointMark): Mark {
	const { token, at, cursor, still = false, of, part } = receipt;
	return { token, at, cursor: cursor[0] ?? undefined, still, id: cursor[1], of, part: part.startsWith(SPLIT) ? `${by}${part}` : part, accounted };
}
