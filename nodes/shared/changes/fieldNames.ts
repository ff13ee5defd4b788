import { keyHash } from '../record/fingerprint';
import type { Collection, Layout, StateStore } from '../state/port';

interface NamesEntry {
	readonly names: readonly string[];
}

const SIGNATURE = 'changeFields/1';
const layout: Layout<NamesEntry> = {
	signature: SIGNATURE,
	stride: 0,
	// Names have no fixed length: always JSON.
	pack: () => false,
	unpack: () => ({ names: [] }),
	expiresAt: () => Infinity,
	rank: () => 0,
};

export const fieldNames: Collection<NamesEntry> = {
	name: 'changeFields',
	cap: 100,
	layout,
	layoutOf: (signature) => (signature === SIGNATURE ? layout : undefined),
	expiresAt: () => Infinity,
};

/** Records made of ever new field names are no records; the names of more than these are not kept. */
const MOST_NAMES = 500;

/**
 * The names of all fields a detector ever compared, extended by those of this batch: a field that a record lost, or
 * that is no longer compared, can be named only if its name is known.
 *
 * @param system its name, or empty
 */
export async function knownFields(state: StateStore, system: string, names: Iterable<string>): Promise<readonly string[]> {
	return await state.transact(fieldNames, [keyHash(system)], (tx) => {
		const known = tx.get(0)?.names ?? [];
		const all = new Set(known);
		for (const name of names) if (all.size < MOST_NAMES) all.add(name);
		if (all.size === known.length) return known;
		const extended = [...all];
		tx.set(0, { names: extended });
		return extended;
	});
}
