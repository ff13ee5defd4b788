import { createKey, decideOnLinks, holdClaim, releaseClaim } from '../crosswalk';
import { guardCollection } from '../idempotency/entry';
import { hold, release } from '../idempotency/protocol';
import type { ClaimReceipt, LinkReceipt } from '../record/envelope';
import { keyFromHex } from '../record/fingerprint';
import { settleReceipts } from '../reconcile/settleReceipts';
import type { StateStore } from '../state/port';
import { acceptPromises } from './accept';
import type { Promises } from './promises';

type Kept = Pick<Promises, 'claims' | 'writes' | 'links'>;

/**
 * Keeps what was promised for work that waits to be tried again: claims, of effects and of creations, are held, so
 * that nobody else does it meanwhile. Planned writes and changes stay as they are. A claim that is another's by now is
 * left alone.
 *
 * @param keepMs from now on
 */
export async function keepPromises(store: StateStore, list: readonly Kept[], keepMs: number): Promise<void> {
	const claims = list.flatMap((one) => one.claims);
	if (claims.length > 0) {
		await store.transact(guardCollection(), claims.map(hashOf), (tx) => claims.forEach(({ token }, k) => hold(tx, k, token, tx.now + keepMs)));
	}
	await onClaims(store, list, (book, receipt) => holdClaim(book, keyFor(receipt), receipt.token, book.now + keepMs));
}

/**
 * Gives back what was promised for work that nobody will try again by itself: claims are released and writes taken
 * off the plan, so that the next delivery or comparison does them anew. Changes stay pending, and are reported again.
 */
export async function giveBackPromises(store: StateStore, list: readonly Kept[]): Promise<void> {
	const claims = list.flatMap((one) => one.claims);
	if (claims.length > 0) {
		const keys = claims.map(hashOf);
		const verdicts = await store.transact(guardCollection(), keys, (tx) => claims.map(({ token }, k) => release(tx, k, token)));
		await store.settleClaims(keys.filter((_, k) => verdicts[k]!.kind === 'settled'));
	}
	const writes = list.flatMap((one) => one.writes);
	if (writes.length > 0) await settleReceipts(store, writes, false);
	await onClaims(store, list, (book, receipt) => releaseClaim(book, keyFor(receipt), receipt.token));
}

/**
 * What was promised for work whose effect over several systems is taken back. Claims and plans are free again; a change
 * counts as delivered, as it did with the first system that took it: it is not reported again before it changes anew,
 * or the whole effect would be done and taken back again and again.
 */
export async function rollBackPromises(store: StateStore, list: readonly (Kept & Pick<Promises, 'changes'>)[]): Promise<void> {
	await acceptPromises(store, list.map(({ changes }) => ({ promises: { claims: [], changes, writes: [], links: [] } })));
	await giveBackPromises(store, list);
}

type LinkBook = Parameters<Parameters<typeof decideOnLinks>[2]>[0];

async function onClaims(store: StateStore, list: readonly Kept[], decide: (book: LinkBook, receipt: LinkReceipt) => boolean): Promise<void> {
	const links = list.flatMap((one) => one.links);
	if (links.length === 0) return;
	await decideOnLinks(store, { ids: [], claims: links.map(keyFor) }, (book) => links.map((receipt) => decide(book, receipt)));
}

const hashOf = ({ key }: ClaimReceipt): string => keyFromHex(key);
const keyFor = ({ system, id, target }: LinkReceipt): string => createKey({ system, id }, target);
