import type { Version } from '../reconcile/version';
import type { Sums } from './sums';

/** What is remembered of one record of one system. No values: sums over fingerprints, and the key. */
export interface ChangeEntry {
	/** The record key as text. */
	readonly key: string;
	/** When it was last seen, in steps of 91 days since 2025: who was seen longest ago is forgotten first. */
	readonly step: number;
	/** The content last delivered; absent: none was, or it was deleted. */
	readonly sums?: Sums;
	/** The version last applied, reported or told by an echo. */
	readonly version?: Version;
	/** The record was deleted, or reported so, and is remembered until then (ms since 1970): nothing older brings it back. */
	readonly deletedUntil?: number;
	/** A change that was reported and not yet confirmed. */
	readonly pending?: PendingChange;
}

export interface PendingChange {
	/** Grows from change to change; says which one is confirmed. */
	readonly token: number;
	/** When it was last reported, ms since 1970. */
	readonly at: number;
	/** The reported content; absent: a delete. */
	readonly sums?: Sums;
	/** Another reported change before it was never confirmed: what its target holds is not known field by field. */
	readonly unsure?: true;
}

const STEP_MS = 91 * 86_400_000;
const FIRST_STEP_AT = Date.UTC(2025, 0, 1);
export const LAST_STEP = 63;

/** @param now ms since 1970 */
export function stepAt(now: number): number {
	return Math.min(LAST_STEP, Math.max(0, Math.floor((now - FIRST_STEP_AT) / STEP_MS)));
}

/** Whether the record was ever there and is not known to be deleted everywhere: what a full list may lack. */
export function isThere(entry: ChangeEntry): boolean {
	return entry.pending !== undefined || entry.sums !== undefined;
}

/** When an entry may be forgotten, ms since 1970. */
export function entryExpiresAt(entry: ChangeEntry): number {
	return entry.pending === undefined && entry.deletedUntil !== undefined ? entry.deletedUntil : Infinity;
}
