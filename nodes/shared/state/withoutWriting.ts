import type { Collection, Due, KeyHash, StateStore, Transaction } from './port';

/**
 * A view of a state in which decisions are made as ever and nothing is kept: what a transaction writes is seen by
 * later transactions on the same view, and by nobody else.
 */
export function withoutWriting(state: StateStore): StateStore {
	const written = new Map<string, Map<KeyHash, unknown>>();
	const transact = async <E, R>(collection: Collection<E>, keys: readonly KeyHash[], decide: (tx: Transaction<E>) => R): Promise<R> =>
		await state.transact(collection, keys, (tx) => {
			const own = new Map(written.get(collection.name)) as Map<KeyHash, E | undefined>;
			const result = decide({
				now: tx.now,
				get: (i) => (own.has(keys[i]!) ? own.get(keys[i]!) : tx.get(i)),
				set: (i, entry) => void own.set(keys[i]!, entry),
				delete: (i) => void own.set(keys[i]!, undefined),
				nextToken: () => tx.nextToken(),
			});
			// Only once decided: a store may run a decision again, and that must find what the first run found.
			written.set(collection.name, own);
			return result;
		});
	const scan: StateStore['scan'] = async (collection, visit) => {
		const own = written.get(collection.name) as Map<KeyHash, never> | undefined;
		await state.scan(collection, (key, entry) => {
			if (own?.has(key) !== true) visit(key, entry);
		});
		for (const [key, entry] of own ?? []) if (entry !== undefined) visit(key, entry);
	};
	/** No index knows what is not written. */
	const waiting = async <E>(collection: Collection<E>): Promise<{ key: KeyHash; due: Due }[]> => {
		const found: { key: KeyHash; due: Due }[] = [];
		await scan(collection, (key, entry) => {
			const due = collection.due?.(entry);
			if (due !== undefined) found.push({ key, due });
		});
		return found.sort((a, b) => a.due.at - b.due.at || (a.key < b.key ? -1 : 1));
	};
	return {
		transact,
		scan,
		due: async (collection, lane, until, limit) =>
			(await waiting(collection)).filter(({ due }) => due.lane === lane && due.at <= until).slice(0, limit).map(({ key }) => key),
		lanes: async (collection) => [...new Set((await waiting(collection)).map(({ due }) => due.lane))],
		recordClaims: async () => [],
		settleClaims: async () => {},
		sizes: async () => await state.sizes(),
		reset: async () => written.clear(),
	};
}
