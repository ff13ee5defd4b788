import type { Transaction } from '../state/port';
import type { GuardEntry } from './entry';

/**
 * The idempotency protocol (DESIGN.md, "Idempotency: one protocol"): claim, then complete or release. Every path
 * compares the payload; only the holder of the newest token settles.
 */
export type ClaimVerdict =
	/** Let it through. `interrupted`: an earlier holder's lease ran out, and the step is declared safe to repeat. */
	| { kind: 'new'; token: number; interrupted: boolean }
	| { kind: 'duplicate'; result?: unknown }
	/** `interrupted`: the holder's lease ran out; whether its effect happened is not known. */
	| { kind: 'inProgress'; interrupted: boolean; leaseUntil: number }
	/** The key was used with another payload. */
	| { kind: 'mismatch' };

export interface ClaimTerms {
	leaseMs: number;
	rememberMs: number;
	/** The step may safely run again after an interrupted run. */
	repeatable: boolean;
	/** For those who accept that a failed step is not tried again: the claim counts as completed. */
	completeAtOnce: boolean;
}

/** @param fingerprint of the payload; 0 if payloads are not to be compared */
export function claim(tx: Transaction<GuardEntry>, i: number, fingerprint: number, terms: ClaimTerms): ClaimVerdict {
	const entry = tx.get(i);
	if (entry === undefined) return grant(tx, i, fingerprint, terms, false);
	if (entry.fingerprint !== fingerprint && entry.fingerprint !== 0 && fingerprint !== 0) return { kind: 'mismatch' };
	if (entry.state === 'completed') {
		return entry.result === undefined ? { kind: 'duplicate' } : { kind: 'duplicate', result: entry.result };
	}
	const interrupted = entry.leaseUntil <= tx.now;
	if (interrupted && terms.repeatable) return grant(tx, i, fingerprint, terms, true);
	return { kind: 'inProgress', interrupted, leaseUntil: entry.leaseUntil };
}

function grant(tx: Transaction<GuardEntry>, i: number, fingerprint: number, terms: ClaimTerms, interrupted: boolean): ClaimVerdict {
	const token = tx.nextToken();
	const { leaseMs, rememberMs } = terms;
	if (terms.completeAtOnce) {
		tx.set(i, { state: 'completed', fingerprint, expiresAt: tx.now + rememberMs });
	} else {
		// A claim is known at least while its lease lives, however short keys are remembered.
		const expiresAt = tx.now + Math.max(rememberMs, leaseMs);
		tx.set(i, { state: 'claimed', fingerprint, token, leaseUntil: tx.now + leaseMs, expiresAt, rememberMs });
	}
	return { kind: 'new', token, interrupted };
}

/**
 * What is true of a key that was just granted when it turns out that a run which was killed had claimed it before:
 * that run may have done the effect.
 */
export function findInterrupted(tx: Transaction<GuardEntry>, i: number, granted: ClaimVerdict, terms: ClaimTerms): ClaimVerdict {
	const entry = tx.get(i);
	if (granted.kind !== 'new' || entry === undefined) return granted;
	if (terms.repeatable) return { ...granted, interrupted: true };
	if (entry.state === 'completed') return { kind: 'duplicate' };
	tx.set(i, { ...entry, leaseUntil: tx.now });
	return { kind: 'inProgress', interrupted: true, leaseUntil: tx.now };
}

/** Takes back what was just granted, because the grant could not be made durable. */
export function takeBack(tx: Transaction<GuardEntry>, i: number, granted: ClaimVerdict): void {
	if (granted.kind === 'new') tx.delete(i);
}

export type SettleVerdict =
	| { kind: 'settled' }
	| { kind: 'refused'; because: 'unknownKey' | 'alreadyCompleted' | 'newerClaim' };

/**
 * Marks the claim's effect as done and keeps `result` for later duplicates.
 *
 * @param result plain JSON, or undefined to keep none
 */
export function complete(tx: Transaction<GuardEntry>, i: number, token: number, result: unknown): SettleVerdict {
	const entry = heldClaim(tx, i, token);
	if ('kind' in entry) return entry;
	const { fingerprint } = entry;
	const expiresAt = tx.now + entry.rememberMs;
	tx.set(i, { state: 'completed', fingerprint, expiresAt, ...(result === undefined ? {} : { result }) });
	return { kind: 'settled' };
}

/** Gives the claim back: the next one with this key is New. */
export function release(tx: Transaction<GuardEntry>, i: number, token: number): SettleVerdict {
	const entry = heldClaim(tx, i, token);
	if ('kind' in entry) return entry;
	tx.delete(i);
	return { kind: 'settled' };
}

/**
 * Keeps the claim while its work waits to be tried again: nobody else is let through meanwhile. Never shortens it.
 *
 * @param until ms since 1970
 */
export function hold(tx: Transaction<GuardEntry>, i: number, token: number, until: number): SettleVerdict {
	const entry = heldClaim(tx, i, token);
	if ('kind' in entry) return entry;
	if (until > entry.leaseUntil) tx.set(i, { ...entry, leaseUntil: until, expiresAt: Math.max(entry.expiresAt, until) });
	return { kind: 'settled' };
}

/** Forgets the key in whatever state it is. @returns whether it was known */
export function forget(tx: Transaction<GuardEntry>, i: number): boolean {
	const known = tx.get(i) !== undefined;
	if (known) tx.delete(i);
	return known;
}

type Claimed = Extract<GuardEntry, { state: 'claimed' }>;
type Refused = Extract<SettleVerdict, { kind: 'refused' }>;

function heldClaim(tx: Transaction<GuardEntry>, i: number, token: number): Claimed | Refused {
	const entry = tx.get(i);
	if (entry === undefined) return { kind: 'refused', because: 'unknownKey' };
	if (entry.state === 'completed') return { kind: 'refused', because: 'alreadyCompleted' };
	if (entry.token !== token) return { kind: 'refused', because: 'newerClaim' };
	return entry;
}
