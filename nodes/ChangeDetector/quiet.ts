import type { IDataObject } from 'n8n-workflow';
import type { StateStore } from '../shared/state/port';
import { coalesce, type Arrival, type RecordArrivals } from './coalesce';
import type { RecordReader } from './readRecord';
import { allWaiting, MOST_WAITING, putWaiting, removeWaiting } from './waiting';

/** What a run looks at, and what has to wait. */
export interface Released {
	/** What arrived and need not wait, and what has waited long enough. */
	readonly arrivals: readonly Arrival[];
	/** Those that wait now. */
	readonly waiting: readonly RecordArrivals[];
	/** How many have waited and cannot be read with the present settings; they go on waiting. */
	readonly unreadable: number;
	/** Forgets what was let out; to be called when what became of it is remembered. */
	remove(): Promise<void>;
}

export interface QuietTerms {
	readonly system: string;
	/** 0: nothing waits, and what still does from before comes out, since it would be lost otherwise. */
	readonly quietMs: number;
	/** Only what has waited long enough comes out, also where nothing new has to wait. */
	readonly onlyDue: boolean;
}

/** Splits what arrived from what has to wait, and finds what has waited long enough. */
export async function releaseDue(
	store: StateStore,
	terms: QuietTerms,
	reader: RecordReader,
	arrived: readonly Arrival[],
	jsonOf: (item: number) => IDataObject,
): Promise<Released> {
	const before = await allWaiting(store, terms.system);
	const records = coalesce(arrived);
	const waits = terms.quietMs > 0 && before.length + records.length <= MOST_WAITING;
	const waiting = waits ? records : [];
	const now = await putWaiting(store, terms.system, waiting, jsonOf, terms.quietMs);
	const anew = new Set(waiting.map(({ key }) => key));
	const all = terms.quietMs === 0 && !terms.onlyDue;
	const due = before.filter(({ key, until }) => (all || until <= now) && !anew.has(key));

	const arrivals: Arrival[] = [];
	for (const stored of due) {
		const read = reader.read(stored.json);
		if (read.ok) arrivals.push({ reading: read.reading, item: undefined, stored });
	}
	const letOut = arrivals.map(({ stored }) => stored!);
	// What waited is older than what arrives now.
	if (!waits) arrivals.push(...arrived);
	return { arrivals, waiting, unreadable: due.length - letOut.length, remove: async () => await removeWaiting(store, terms.system, letOut) };
}

/** A list shows each record again in the next run: nothing has to wait here. */
export function nothingWaits(arrivals: readonly Arrival[]): Released {
	return { arrivals, waiting: [], unreadable: 0, remove: async () => undefined };
}
