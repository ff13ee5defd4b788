import { echoCollection, echoKey, expectEcho, isExpecting, markPassed, type EchoEntry, type Expected } from './echoes';
import type { KeyHash, StateStore } from '../state/port';

/** What is expected of these records. The ledger is small and mostly empty, so all of it is looked at. */
export async function expectedEchoes(store: StateStore, system: string, keys: Iterable<string>): Promise<Map<string, EchoEntry>> {
	const ledger = new Map<KeyHash, EchoEntry>();
	await store.scan(echoCollection, (key, entry) => ledger.set(key, entry));
	const found = new Map<string, EchoEntry>();
	if (ledger.size === 0) return found;
	for (const key of keys) {
		const entry = ledger.get(echoKey(system, key));
		if (entry !== undefined) found.set(key, entry);
	}
	return found;
}

/** Strikes out what came back. */
export async function strikeOut(store: StateStore, system: string, echoed: ReadonlyMap<string, EchoEntry>): Promise<void> {
	if (echoed.size === 0) return;
	const list = [...echoed];
	await store.transact(echoCollection, list.map(([key]) => echoKey(system, key)), (tx) =>
		list.forEach(([, seen], i) => {
			const entry = tx.get(i);
			if (entry !== undefined) tx.set(i, markPassed(entry, seen));
		}),
	);
}

/** A write to a system: of which record, and what. */
export interface Write {
	readonly key: string;
	readonly written: Omit<Expected, 'until'>;
	/** The system was last seen to hold just this: unless something else was written since, it came back already. */
	readonly wasSeen?: boolean;
}

/** Adds writes to the ledger. @param echoMs how long they may take to come back */
export async function addExpected(store: StateStore, system: string, writes: readonly Write[], echoMs: number): Promise<void> {
	if (writes.length === 0) return;
	await store.transact(echoCollection, writes.map(({ key }) => echoKey(system, key)), (tx) =>
		writes.forEach(({ written, wasSeen }, i) => {
			const before = tx.get(i);
			if (wasSeen === true && !isExpecting(before, tx.now)) return;
			tx.set(i, expectEcho(before, { ...written, until: tx.now + echoMs }, tx.now));
		}),
	);
}
