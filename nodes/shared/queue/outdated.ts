import type { Operation, Receipt, RecordVersion } from '../record/envelope';
import type { Failure, RecordEntry } from './entry';

/** How often in a row the same version may be refused: then it is not the version that the system minds. */
export const MOST_REFUSALS = 5;

/** How long a refusal is remembered after the last. */
export const REFUSALS_MS = 7 * 24 * 3_600_000;

/**
 * The version that planned writes expect their target to have: of what several plans were folded into, that of the
 * last.
 *
 * @returns undefined for a create: there is nothing yet
 */
export function expectedVersion(receipts: readonly Receipt[], operation: Operation | undefined): RecordVersion | undefined {
	if (operation === 'create') return undefined;
	const version = receipts.findLast((one) => one.kind === 'write')?.version;
	return typeof version === 'string' || typeof version === 'number' ? version : undefined;
}

/** What says that a value exists already, and not that a record was changed. */
const TAKEN = /duplicate|already exist|already in use|unique/i;
const TAKEN_CODES: ReadonlySet<string> = new Set(['23505', '23P01', 'ER_DUP_ENTRY', '11000']);

/**
 * Whether a planned write was refused because somebody changed the record after the decision: then not the same is to
 * be tried again, but the record to be looked at again. A planned write comes again by itself, with what is there now.
 */
export function isOutdated({ class: kind, status, code, message }: Failure, receipts: readonly Receipt[], operation: Operation | undefined): boolean {
	if (kind !== 'conflict' || operation === 'create' || !receipts.some((one) => one.kind === 'write')) return false;
	if (status === 412) return true;
	return expectedVersion(receipts, operation) !== undefined && !TAKEN_CODES.has(code ?? '') && !TAKEN.test(message);
}

/**
 * Counts a refusal.
 *
 * @returns the entry with it; undefined where the same was refused too often: a person has to look
 */
export function withRefusal(entry: RecordEntry, version: RecordVersion | undefined, now: number): RecordEntry | undefined {
	const { refusals } = entry;
	const times = refusals !== undefined && refusals.version === version ? refusals.times + 1 : 1;
	return times > MOST_REFUSALS ? undefined : { ...entry, refusals: { ...(version === undefined ? {} : { version }), times, at: now } };
}

export function withoutRefusals(entry: RecordEntry): RecordEntry {
	if (entry.refusals === undefined) return entry;
	const next = { ...entry };
	delete next.refusals;
	return next;
}
