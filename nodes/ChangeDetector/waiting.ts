import type { IDataObject } from 'n8n-workflow';
import { canonicalJson } from '../shared/record/canonical';
import { keyHash } from '../shared/record/fingerprint';
import { compareVersions, type Version } from '../shared/reconcile/version';
import type { Collection, Layout, StateStore } from '../shared/state/port';
import type { RecordArrivals } from './coalesce';

/** A record that waits until no more events of it come. The only place where values are kept, and only on request. */
export interface Waiting {
	readonly key: string;
	/** Ms since 1970. */
	readonly until: number;
	/** Its newest event, as the item had it. */
	readonly json: IDataObject;
	readonly version?: Version;
	/** How many events it stands for. */
	readonly events: number;
}

const SIGNATURE = 'waiting/1';
/** Beyond this many, events are not held back any more: whoever floods a workflow must not fill its memory. */
export const MOST_WAITING = 10_000;

const layout: Layout<Waiting> = {
	signature: SIGNATURE,
	stride: 0,
	// Data of any form: always JSON.
	pack: () => false,
	unpack: () => ({ key: '', until: 0, json: {}, events: 0 }),
	expiresAt: () => Infinity,
	rank: () => 0,
};

export function waitingCollection(system: string): Collection<Waiting> {
	return {
		name: system === '' ? 'waiting' : `waiting of ${system}`,
		// Never evicted: that would lose a change. What does not fit is let through.
		cap: Infinity,
		layout,
		layoutOf: (signature) => (signature === SIGNATURE ? layout : undefined),
		expiresAt: () => Infinity,
		secret: ['json'],
	};
}

/** All that waits, in the order of its keys. */
export async function allWaiting(store: StateStore, system: string): Promise<Waiting[]> {
	const found: Waiting[] = [];
	await store.scan(waitingCollection(system), (_key, entry) => found.push(entry));
	return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/**
 * Puts records that just arrived among those that wait. The newest event is kept, and the waiting begins anew.
 *
 * @param jsonOf the item's JSON
 * @returns the instant, ms since 1970
 */
export async function putWaiting(store: StateStore, system: string, records: readonly RecordArrivals[], jsonOf: (item: number) => IDataObject, quietMs: number): Promise<number> {
	return await store.transact(waitingCollection(system), records.map(({ key }) => keyHash(key)), (tx) => {
		records.forEach(({ key, arrivals, events: arrived }, i) => {
			const before = tx.get(i);
			const { reading, item } = arrivals[arrivals.length - 1]!;
			const until = tx.now + quietMs;
			const events = (before?.events ?? 0) + arrived;
			const { version } = reading;
			const isOlder = before?.version !== undefined && version !== undefined && compareVersions(version, before.version) < 0;
			// A copy in plain JSON: what later nodes do to the item must not reach what is remembered.
			const json = isOlder ? before.json : (JSON.parse(canonicalJson(jsonOf(item!))) as IDataObject);
			const kept = isOlder ? before.version : version;
			tx.set(i, { key, until, json, events, ...(kept === undefined ? {} : { version: kept }) });
		});
		return tx.now;
	});
}

/** Takes away what was let out, but for those of which a newer event came in the meantime. */
export async function removeWaiting(store: StateStore, system: string, released: readonly Waiting[]): Promise<void> {
	if (released.length === 0) return;
	await store.transact(waitingCollection(system), released.map(({ key }) => keyHash(key)), (tx) =>
		released.forEach(({ until, events }, i) => {
			const now = tx.get(i);
			if (now?.until === until && now.events === events) tx.delete(i);
		}),
	);
}
