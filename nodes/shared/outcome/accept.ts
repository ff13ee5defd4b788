import { confirmChanges, type Settled } from '../changes/confirmChanges';
import { addExpected } from '../changes/echoLedger';
import { landedWrites } from '../changes/landedWrites';
import { createKey, decideOnLinks, link, type IdResult, type LinkVerdict, type RecordRef } from '../crosswalk';
import { guardCollection } from '../idempotency/entry';
import { complete, type SettleVerdict } from '../idempotency/protocol';
import type { LinkReceipt } from '../record/envelope';
import { keyFromHex } from '../record/fingerprint';
import { settleReceipts } from '../reconcile/settleReceipts';
import type { StateStore } from '../state/port';
import type { Promises } from './promises';

/** One piece of work that succeeded. */
export interface Accepted {
	readonly promises: Pick<Promises, 'claims' | 'changes' | 'writes' | 'links'>;
	/** Kept with the claim for later duplicates; undefined for nothing. */
	readonly result?: unknown;
	/** The record's version in the app's answer; undefined where it says none. */
	readonly version?: unknown;
	/** The id a created record got; undefined where nobody looked. */
	readonly madeId?: IdResult;
	/** The system that will show this write as a change of its own. */
	readonly echoFrom?: string;
}

/** A promise that could not be settled as it was meant. */
export type Trouble =
	/** Another run has the claim, or it was completed or forgotten. The effect happened now, perhaps for the second time. */
	| { readonly kind: 'claim'; readonly because: Extract<SettleVerdict, { kind: 'refused' }>['because'] }
	/** A newer change was reported since, or the record's memory is gone: it is still to be delivered. */
	| { readonly kind: 'change'; readonly because: Extract<Settled, { kind: 'refused' }>['because'] }
	/** The record was created, and its id is not where it should be. */
	| { readonly kind: 'noId'; readonly receipt: LinkReceipt; readonly problem: string }
	/** The record was created, and one of the two is linked with another. */
	| { readonly kind: 'link'; readonly receipt: LinkReceipt; readonly id: string; readonly verdict: Extract<LinkVerdict, { kind: 'refused' }> };

/**
 * Settles what was promised for work that succeeded: claims completed, changes confirmed, writes accepted, links
 * recorded. One transaction a kind. Doing it again changes nothing, so a run that dies in between loses nothing: what
 * is left is settled with the next success, or expires.
 *
 * @returns for each piece of work what could not be settled
 */
export async function acceptPromises(store: StateStore, list: readonly Accepted[]): Promise<Trouble[][]> {
	const troubles = list.map((): Trouble[] => []);
	await completeClaims(store, list, troubles);
	await confirmAll(store, list, troubles);
	await acceptWrites(store, list);
	await recordLinks(store, list, troubles);
	return troubles;
}

async function completeClaims(store: StateStore, list: readonly Accepted[], troubles: Trouble[][]): Promise<void> {
	const all = list.flatMap(({ promises, result }, w) => promises.claims.map((claim) => ({ w, claim, result })));
	if (all.length === 0) return;
	const keys = all.map(({ claim }) => keyFromHex(claim.key));
	const verdicts = await store.transact(guardCollection(), keys, (tx) => all.map(({ claim, result }, k) => complete(tx, k, claim.token, result)));
	await store.settleClaims(keys.filter((_, k) => verdicts[k]!.kind === 'settled'));
	verdicts.forEach((verdict, k) => {
		if (verdict.kind === 'refused') troubles[all[k]!.w]!.push({ kind: 'claim', because: verdict.because });
	});
}

async function confirmAll(store: StateStore, list: readonly Accepted[], troubles: Trouble[][]): Promise<void> {
	const all = list.flatMap(({ promises, echoFrom }, w) => promises.changes.map((change) => ({ w, change, echoFrom })));
	if (all.length === 0) return;
	const settled = await confirmChanges(store, all.map(({ change }) => change));
	settled.forEach((one, c) => {
		// Confirmed before, by a system the same change went to as well, or by this very run before it was cut off.
		if (one.kind === 'refused' && one.because !== 'notPending') troubles[all[c]!.w]!.push({ kind: 'change', because: one.because });
	});
	for (const system of new Set(all.map(({ echoFrom }) => echoFrom))) {
		if (system === undefined) continue;
		const own = all.flatMap((one, c) => (one.echoFrom === system ? [c] : []));
		const writes = await landedWrites(store, system, own.map((c) => all[c]!.change), own.map((c) => settled[c]!));
		await addExpected(store, system, writes, ECHO_MS);
	}
}

/** As long as a Change Detector waits by default. */
const ECHO_MS = 3_600_000;

async function acceptWrites(store: StateStore, list: readonly Accepted[]): Promise<void> {
	const all = list.flatMap(({ promises, version }) => promises.writes.map((receipt) => ({ receipt, version })));
	if (all.length === 0) return;
	await settleReceipts(store, all.map(({ receipt }) => receipt), true, all.map(({ version }) => version));
}

async function recordLinks(store: StateStore, list: readonly Accepted[], troubles: Trouble[][]): Promise<void> {
	const all: { w: number; receipt: LinkReceipt; a: RecordRef; b: RecordRef }[] = [];
	list.forEach(({ promises, madeId }, w) => {
		for (const receipt of promises.links) {
			if (madeId === undefined || !madeId.ok) {
				troubles[w]!.push({ kind: 'noId', receipt, problem: madeId === undefined ? 'is not known' : madeId.problem });
			} else {
				all.push({ w, receipt, a: { system: receipt.system, id: receipt.id }, b: { system: receipt.target, id: madeId.id } });
			}
		}
	});
	if (all.length === 0) return;
	const wanted = {
		ids: all.flatMap(({ a, b }) => [a, b]),
		claims: all.flatMap(({ a, b }) => [createKey(a, b.system), createKey(b, a.system)]),
		newEntities: all.length,
	};
	const verdicts = await decideOnLinks(store, wanted, (book) => all.map(({ a, b }) => link(book, a, b)));
	verdicts.forEach((verdict, k) => {
		const { w, receipt, b } = all[k]!;
		if (verdict.kind === 'refused') troubles[w]!.push({ kind: 'link', receipt, id: b.id, verdict });
	});
}
