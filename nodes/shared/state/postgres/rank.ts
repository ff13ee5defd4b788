import type { Collection } from '../port';

/**
 * Where an entry stands in the queue for eviction once nothing is under way with it any more: what ranks higher for a
 * while, such as a living claim, is looked at again when its turn comes.
 */
export function rankOf<E>(collection: Collection<E>, entry: E, now = Infinity): number {
	const { layout } = collection;
	if (collection.rank !== undefined) return collection.rank(entry, now);
	const bytes = Buffer.alloc(layout.stride);
	return layout.pack(entry, bytes, 0) ? layout.rank(bytes, 0) : Infinity;
}
