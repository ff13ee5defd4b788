import { keyFromHex, keyToHex } from '../record/fingerprint';
import type { KeyHash } from '../state/port';
import type { Book } from './book';
import type { CreateClaim } from './entry';
import { createKey, type RecordRef } from './keys';

export type CreateVerdict =
	| { kind: 'granted'; token: number; until: number }
	/** Another run is creating it, or has just created it (`made`), for this record or one that matches the same. */
	| { kind: 'busy'; by: RecordRef; until: number; made: string | undefined };

/**
 * Claims the creation of a record in a target system: of the record itself, and of all its match keys. All or none,
 * so of any number of runs that find the same record new, one creates it.
 *
 * @param leaseMs how long the claim holds; after that the record counts as not created, unless the target lists it
 */
export function claimCreate(book: Book, record: RecordRef, target: string, matchKeys: readonly KeyHash[], leaseMs: number): CreateVerdict {
	const own = createKey(record, target);
	for (const key of [own, ...matchKeys]) {
		const claim = book.claimAt(key);
		if (claim !== undefined) return { kind: 'busy', by: { system: claim.system, id: claim.id }, until: claim.until, made: claim.made };
	}
	const claim: CreateClaim = { until: book.now + leaseMs, token: book.nextToken(), system: record.system, id: record.id, target, leaseMs };
	for (const key of matchKeys) book.set(key, claim);
	book.set(own, { ...claim, keys: matchKeys.map(keyToHex) });
	return { kind: 'granted', token: claim.token, until: claim.until };
}

/**
 * The record exists in the target now. Its match keys stay claimed for another lease: a run that read the target's
 * list before it was created must not create it once more for a record that matches the same.
 */
export function completeClaim(book: Book, record: RecordRef, made: RecordRef): void {
	const own = createKey(record, made.system);
	const claim = book.claimAt(own);
	if (claim === undefined) return;
	book.delete(own);
	const { token, system, id, target, leaseMs } = claim;
	for (const key of keysOf(book, claim)) book.set(key, { until: book.now + leaseMs, token, system, id, target, leaseMs, made: made.id });
}

/**
 * Gives a creation back that did not happen.
 *
 * @param token of the claim; without it whichever there is
 * @returns whether there was one to give back
 */
export function releaseClaim(book: Book, own: KeyHash, token?: number): boolean {
	const claim = book.claimAt(own);
	if (claim === undefined || (token !== undefined && claim.token !== token)) return false;
	book.delete(own);
	for (const key of keysOf(book, claim)) book.delete(key);
	return true;
}

/**
 * Keeps a creation claimed while its work waits to be tried again, its match keys with it: nobody else creates the
 * record meanwhile. Never shortens the claim.
 *
 * @param until ms since 1970
 * @returns whether the claim is still this token's
 */
export function holdClaim(book: Book, own: KeyHash, token: number, until: number): boolean {
	const claim = book.claimAt(own);
	if (claim === undefined || claim.token !== token) return false;
	for (const key of [...keysOf(book, claim), own]) {
		const one = book.claimAt(key)!;
		if (until > one.until) book.set(key, { ...one, until });
	}
	return true;
}

/** The match keys that are still this claim's: the lease of one may be over, and another has it. */
function keysOf(book: Book, claim: CreateClaim): KeyHash[] {
	return (claim.keys ?? []).map(keyFromHex).filter((key) => book.claimAt(key)?.token === claim.token);
}
