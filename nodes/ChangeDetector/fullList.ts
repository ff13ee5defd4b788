import { changeCollection } from '../shared/changes/entryLayout';
import { isThere } from '../shared/changes/entry';
import { brakeDeletes, type DeleteLimits } from '../shared/reconcile/brake';
import type { KeyHash, StateStore } from '../shared/state/port';

/** What a full list lacks of what is remembered. */
export interface Missing {
	/** Record keys to be reported as deleted. */
	readonly keys: readonly string[];
	/** Why nothing is reported although records are missing. */
	readonly held?: { readonly keys: readonly string[]; readonly reason: string };
}

export interface ListedRecords {
	readonly hashes: ReadonlySet<KeyHash>;
	/** How many records the list has. */
	readonly count: number;
	/** Items whose record cannot be told: a missing record may be among them. */
	readonly unreadable: number;
}

/** Compares a full list with the memory. Nothing is decided here: that is done with the records in hand. */
export async function missingFrom(list: ListedRecords, store: StateStore, system: string, limits: DeleteLimits): Promise<Missing> {
	const keys: string[] = [];
	let known = 0;
	await store.scan(changeCollection(system), (hash, entry) => {
		if (!isThere(entry)) return;
		known += 1;
		if (!list.hashes.has(hash)) keys.push(entry.key);
	});
	if (keys.length === 0) return { keys };
	const reason = whyHeld(list, system === '' ? 'The source' : system, known, keys.length, limits);
	return reason === undefined ? { keys } : { keys: [], held: { keys, reason } };
}

function whyHeld(list: ListedRecords, called: string, known: number, deletes: number, limits: DeleteLimits): string | undefined {
	if (list.unreadable > 0) return `The list of ${called === 'The source' ? 'the source' : called} has ${list.unreadable === 1 ? 'an item' : `${list.unreadable} items`} whose record cannot be told: what is missing may be among them.`;
	const { held, reasons } = brakeDeletes([{ system: called, known, listed: list.count, deletes }], limits);
	return held ? reasons.join(' ') : undefined;
}
