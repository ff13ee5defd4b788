import type { ChangeReceipt } from '../record/envelope';
import { keyFromHex } from '../record/fingerprint';
import type { KeyHash, StateStore } from '../state/port';
import { confirm, type RefusedBecause } from './confirm';
import type { ChangeEntry } from './entry';
import { changeCollection } from './entryLayout';

/** What became of one receipt; a confirmed change is told as it was reported: its record, and its content if any. */
export type Settled =
	| { readonly kind: 'confirmed'; readonly entry: ChangeEntry }
	| { readonly kind: 'refused'; readonly because: RefusedBecause };

/** Confirms reported changes of one sync: from now on they count as delivered. @returns one for each receipt */
export async function confirmChanges(store: StateStore, receipts: readonly ChangeReceipt[]): Promise<Settled[]> {
	const settled = new Array<Settled>(receipts.length);
	for (const [system, places] of bySystem(receipts)) {
		const keys = places.map((r) => hashOf(receipts[r]!));
		const results = await store.transact(changeCollection(system), keys, (tx) =>
			places.map((r, i): Settled => {
				const result = confirm(tx.get(i), receipts[r]!.token);
				if (result.kind === 'confirmed') tx.set(i, result.entry);
				return result;
			}),
		);
		places.forEach((r, i) => (settled[r] = results[i]!));
	}
	return settled;
}

/** The contents of reported changes that nobody has confirmed yet. @returns one for each receipt; undefined where it is not pending */
export async function pendingContents(store: StateStore, receipts: readonly ChangeReceipt[]): Promise<(ChangeEntry | undefined)[]> {
	const found = new Array<ChangeEntry | undefined>(receipts.length);
	for (const [system, places] of bySystem(receipts)) {
		const entries = await store.transact(changeCollection(system), places.map((r) => hashOf(receipts[r]!)), (tx) => places.map((_, i) => tx.get(i)));
		places.forEach((r, i) => {
			if (entries[i]?.pending?.token === receipts[r]!.token) found[r] = entries[i];
		});
	}
	return found;
}

function bySystem(receipts: readonly ChangeReceipt[]): Map<string, number[]> {
	const places = new Map<string, number[]>();
	receipts.forEach(({ system }, r) => {
		const known = places.get(system);
		if (known === undefined) places.set(system, [r]);
		else known.push(r);
	});
	return places;
}

function hashOf({ key }: ChangeReceipt): KeyHash {
	return keyFromHex(key);
}
