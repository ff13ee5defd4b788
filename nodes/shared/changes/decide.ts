import { compareVersions, type Version } from '../reconcile/version';
import { stepAt, type ChangeEntry, type PendingChange } from './entry';
import { sameSums, SHORT_SUMS, type Sums } from './sums';

/** How the detector is set, and the instant of the decision. */
export interface Terms {
	/** Ms since 1970. */
	readonly now: number;
	/** A reported change counts as delivered right away. */
	readonly atOnce: boolean;
	/** A change reported less than so many ms ago is not reported again. */
	readonly holdMs: number;
	/** How long a deleted record is remembered. */
	readonly tombstoneMs: number;
	/** All eight sums are kept for records with long keys, too. */
	readonly allSums: boolean;
	/** Whether two contents differ in nothing that is still compared. */
	isSame(remembered: Sums, seen: Sums): boolean;
	/** A number larger than all before. */
	nextToken(): number;
}

/** A record as it arrived. */
export interface Seen {
	/** As text. */
	readonly key: string;
	/** Absent: it was deleted. */
	readonly sums?: Sums;
	readonly version?: Version;
	/** From a full list: that it is (not) there is certain, whatever its version. */
	readonly listed: boolean;
	/** `echo`: it is what we wrote there. `reverted`: it is as before a write of ours that is known to have landed. */
	readonly echo?: 'echo' | 'reverted';
}

export type Decision = {
	/** What to remember; undefined: as it was. */
	readonly entry?: ChangeEntry;
} & (
	| { readonly verdict: 'unchanged' | 'echo' | 'stale' | 'inFlight' | 'unknownDelete' | 'alreadyDeleted' }
	| Report
);

export interface Report {
	readonly verdict: 'changed' | 'deleted';
	readonly entry: ChangeEntry;
	readonly operation: 'create' | 'update' | 'delete';
	/** Undefined where it counts as delivered already. */
	readonly token?: number;
	/** Contents the target may hold, to tell which fields changed; undefined: nobody knows. */
	readonly before?: readonly Sums[];
	/** It was reported before, and not confirmed. */
	readonly repeated?: true;
	/** It has the version of what was applied last, and another content. */
	readonly sameVersion?: true;
}

/** Keys longer than this leave room for the three short sums only (docs/change-detector.md has the sizes). */
const LONGEST_SHORT_KEY = 16;

/** Decides about one record: the whole rule of what is a change. */
export function decide(entry: ChangeEntry | undefined, seen: Seen, terms: Terms): Decision {
	const order = seen.version === undefined || entry?.version === undefined ? 1 : compareVersions(seen.version, entry.version);
	if (order < 0) return { verdict: 'stale' };
	if (seen.echo === 'echo') return { verdict: 'echo', entry: settledEntry(entry, seen, terms) };
	return seen.sums === undefined ? decideDeleted(entry, seen, terms) : decidePresent(entry, seen, seen.sums, order, terms);
}

function decidePresent(entry: ChangeEntry | undefined, seen: Seen, sums: Sums, order: number, terms: Terms): Decision {
	const pending = entry?.pending;
	const isGone = pending === undefined ? entry?.deletedUntil !== undefined : pending.sums === undefined;
	// An event that is no newer than what was applied before the delete is older than the delete.
	if (isGone && order === 0 && !seen.listed) return { verdict: 'stale' };
	const reverted = seen.echo === 'reverted';
	if (pending === undefined) {
		if (entry?.sums !== undefined && !reverted && terms.isSame(entry.sums, sums)) return { verdict: 'unchanged', ...refreshed(entry, seen, terms) };
	} else if (pending.sums !== undefined && !reverted && terms.isSame(pending.sums, sums)) {
		return again(entry!, pending, seen, terms);
	}
	const sameVersion = order === 0 && !isGone ? { sameVersion: true as const } : {};
	const operation = entry?.sums === undefined ? ('create' as const) : ('update' as const);
	if (terms.atOnce) return { verdict: 'changed', operation, entry: settledEntry(entry, seen, terms), ...before(entry), ...sameVersion };
	const token = terms.nextToken();
	return {
		verdict: 'changed',
		operation,
		token,
		entry: { ...delivered(entry, seen, terms), pending: { token, at: terms.now, sums: kept(seen.key, sums, terms), ...unsure(pending) } },
		...before(entry),
		...sameVersion,
	};
}

function decideDeleted(entry: ChangeEntry | undefined, seen: Seen, terms: Terms): Decision {
	const deletedUntil = terms.now + terms.tombstoneMs;
	// Nothing is ever deleted that was not there by our own memory; but nothing older may create it either.
	if (entry === undefined) return { verdict: 'unknownDelete', entry: settledEntry(entry, seen, terms) };
	const { pending } = entry;
	if (pending === undefined && entry.sums === undefined) return { verdict: 'alreadyDeleted', entry: settledEntry(entry, seen, terms) };
	if (pending !== undefined && pending.sums === undefined) return again(entry, pending, seen, terms);
	if (terms.atOnce) return { verdict: 'deleted', operation: 'delete', entry: settledEntry(entry, seen, terms) };
	const token = terms.nextToken();
	return {
		verdict: 'deleted',
		operation: 'delete',
		token,
		entry: { ...delivered(entry, seen, terms), deletedUntil, pending: { token, at: terms.now, ...unsure(pending) } },
	};
}

/** A change that was reported and not confirmed is reported again, as the same change. */
function again(entry: ChangeEntry, pending: PendingChange, seen: Seen, terms: Terms): Decision {
	const age = terms.now - pending.at;
	if (age >= 0 && age < terms.holdMs) return { verdict: 'inFlight' };
	if (terms.atOnce) {
		const settled = settledEntry(entry, seen, terms);
		if (pending.sums === undefined) return { verdict: 'deleted', operation: 'delete', entry: settled, repeated: true };
		return { verdict: 'changed', operation: entry.sums === undefined ? 'create' : 'update', entry: settled, repeated: true, ...before({ ...entry, pending: undefined }) };
	}
	const renewed = { ...entry, ...versionOf(entry, seen), step: stepAt(terms.now), pending: { ...pending, at: terms.now } };
	const report = { entry: renewed, token: pending.token, repeated: true as const };
	if (pending.sums === undefined) return { verdict: 'deleted', operation: 'delete', ...report };
	return {
		verdict: 'changed',
		operation: entry.sums === undefined ? 'create' : 'update',
		...report,
		...(pending.unsure === true ? {} : before({ ...entry, pending: undefined })),
	};
}

/** What the target may hold: what was delivered, and what was reported and perhaps delivered. */
function before(entry: { sums?: Sums; pending?: PendingChange | undefined } | undefined): Pick<Report, 'before'> {
	if (entry?.sums === undefined) return {};
	const { pending } = entry;
	if (pending === undefined) return { before: [entry.sums] };
	return pending.unsure === true || pending.sums === undefined ? {} : { before: [entry.sums, pending.sums] };
}

function unsure(pending: PendingChange | undefined): Pick<PendingChange, 'unsure'> {
	return pending === undefined ? {} : { unsure: true };
}

/** The entry of a record that was delivered just as it is seen. */
function settledEntry(entry: ChangeEntry | undefined, seen: Seen, terms: Terms): ChangeEntry {
	return {
		key: seen.key,
		step: stepAt(terms.now),
		...versionOf(entry, seen),
		...(seen.sums === undefined ? { deletedUntil: terms.now + terms.tombstoneMs } : { sums: kept(seen.key, seen.sums, terms) }),
	};
}

/** What was delivered before, for an entry with a new pending change. */
function delivered(entry: ChangeEntry | undefined, seen: Seen, terms: Terms): ChangeEntry {
	return {
		key: seen.key,
		step: stepAt(terms.now),
		...versionOf(entry, seen),
		...(entry?.sums === undefined ? {} : { sums: entry.sums }),
	};
}

function versionOf(entry: ChangeEntry | undefined, seen: Seen): Pick<ChangeEntry, 'version'> {
	const version = seen.version ?? entry?.version;
	return version === undefined ? {} : { version };
}

/** The same content again: remembered anew only where something else is new, since writing costs. */
function refreshed(entry: ChangeEntry, seen: Seen, terms: Terms): { entry?: ChangeEntry } {
	const settled = settledEntry(entry, seen, terms);
	return settled.step === entry.step && settled.version === entry.version && sameLength(settled.sums!, entry.sums!) && sameSums(settled.sums!, entry.sums!)
		? {}
		: { entry: settled };
}

function sameLength(a: Sums, b: Sums): boolean {
	return a.length === b.length;
}

function kept(key: string, sums: Sums, terms: Terms): Sums {
	return terms.allSums || key.length <= LONGEST_SHORT_KEY ? sums : sums.slice(0, SHORT_SUMS);
}
