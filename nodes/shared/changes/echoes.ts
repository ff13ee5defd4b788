import { keyHash } from '../record/fingerprint';
import type { Collection, KeyHash, Layout } from '../state/port';
import { locate } from './locate';
import { factorOf, sameSums, type Sums } from './sums';

/** A write of ours that is to come back as a change of the system it was made in. */
export interface Expected {
	/** What was written; absent: the record was deleted there. */
	readonly sums?: Sums;
	/** Only these fields were written; absent: the whole content. Names are no values. */
	readonly fields?: readonly string[];
	/** The token of the change that was written, if it is known: tells one write from another of the same content. */
	readonly change?: number;
	/** Not expected any more from then on, ms since 1970. */
	readonly until: number;
	/** `landed`: the write is known to have succeeded. `passed`: it came back, or was undone, already. */
	readonly state?: 'landed' | 'passed';
}

/** All that is expected of one record of one system, in the order it was written. */
export interface EchoEntry {
	readonly expected: readonly Expected[];
}

/** More writes than these of one record on their way at once: the first ones are no longer looked for. */
const MOST_EXPECTED = 8;
const MOST_RECORDS = 50_000;
const SIGNATURE = 'echo/1';

const layout: Layout<EchoEntry> = {
	signature: SIGNATURE,
	stride: 0,
	// Few at a time, and gone within the hour: always JSON.
	pack: () => false,
	unpack: () => ({ expected: [] }),
	expiresAt: () => Infinity,
	rank: () => 0,
};

export const echoCollection: Collection<EchoEntry> = {
	name: 'echoes',
	cap: MOST_RECORDS,
	layout,
	layoutOf: (signature) => (signature === SIGNATURE ? layout : undefined),
	expiresAt: ({ expected }) => Math.max(...expected.map(({ until }) => until)),
	rank: ({ expected }) => Math.max(...expected.map(({ until }) => until)),
};

export function echoKey(system: string, key: string): KeyHash {
	return keyHash(JSON.stringify([system, key]));
}

/** Adds a write; a same one that waits already is only known better now. */
export function expectEcho(entry: EchoEntry | undefined, write: Expected, now: number): EchoEntry {
	const living = (entry?.expected ?? []).filter(({ until }) => until > now);
	// Told before the write, and told again behind it: it may have come back in between.
	const cameBack = living.some((one) => one.state === 'passed' && one.change !== undefined && one.change === write.change);
	if (write.state === 'landed' && cameBack) return { expected: living };
	return { expected: [...living.filter((one) => !isSame(one, write)), write].slice(-MOST_EXPECTED) };
}

/** Whether a write is still to come back: what the system was last seen to hold is then not what it holds. */
export function isExpecting(entry: EchoEntry | undefined, now: number): boolean {
	return entry?.expected.some(({ state, until }) => state !== 'passed' && until > now) === true;
}

/** A record as it arrived, for comparing with what was written. */
export interface Arrived {
	/** Absent: it was deleted. */
	readonly sums?: Sums;
	/** The fields it has. */
	readonly fields: readonly string[];
	/** The sums over these of its fields. */
	sumsOf(fields: readonly string[]): Sums;
}

export type EchoMatch =
	| { readonly kind: 'none' }
	/** The expected write came back. */
	| { readonly kind: 'echo'; readonly entry: EchoEntry }
	/** It is as it was before a write that is known to have landed, so somebody undid that. */
	| { readonly kind: 'reverted'; readonly entry: EchoEntry };

/**
 * Whether what arrived is a write of ours coming back. Each write is recognised once, and with it those made before
 * it: an app may send one event for several writes, and the content of an earlier one, seen later, is somebody's change.
 *
 * @param remembered the record's content as it was last seen there
 */
export function matchEcho(entry: EchoEntry, arrived: Arrived, remembered: Sums | undefined, now: number): EchoMatch {
	const living = entry.expected.filter(({ until }) => until > now);
	const found = living.findLastIndex((one) => one.state !== 'passed' && isEchoOf(one, arrived, remembered));
	if (found >= 0) {
		return { kind: 'echo', entry: { expected: living.map((one, i) => (i <= found ? { ...one, state: 'passed' } : one)) } };
	}
	if (remembered === undefined || arrived.sums === undefined || !sameSums(remembered, arrived.sums)) return { kind: 'none' };
	if (!living.some(({ state }) => state === 'landed')) return { kind: 'none' };
	return { kind: 'reverted', entry: { expected: living.map((one) => (one.state === 'landed' ? { ...one, state: 'passed' } : one)) } };
}

/**
 * Somebody has changed the record: nothing written before that is waited for any more. If it comes all the same, it
 * overwrote that change, and is to be passed on; and what looks like it is somebody's next change.
 */
export function overruled(entry: EchoEntry): EchoEntry {
	return { expected: entry.expected.map((one) => ({ ...one, state: 'passed' })) };
}

/** What has passed in `seen` has passed in `entry`, too, which may know of more writes by now. */
export function markPassed(entry: EchoEntry, seen: EchoEntry): EchoEntry {
	const passed = seen.expected.filter(({ state }) => state === 'passed');
	return {
		expected: entry.expected.map((one) => (passed.some((other) => other.until === one.until && isSame(one, other)) ? { ...one, state: 'passed' } : one)),
	};
}

function isEchoOf(write: Expected, arrived: Arrived, remembered: Sums | undefined): boolean {
	if (write.sums === undefined || arrived.sums === undefined) return write.sums === arrived.sums;
	if (write.fields === undefined) return sameSums(write.sums, arrived.sums);
	if (!sameSums(write.sums, arrived.sumsOf(write.fields))) return false;
	const written = new Set(write.fields);
	if (arrived.fields.every((name) => written.has(name))) return true;
	// The other fields must be as they were: somebody may have changed them in the meantime.
	if (remembered === undefined) return false;
	const all = [...new Set([...write.fields, ...arrived.fields])].map(factorOf);
	return locate(remembered, arrived.sums, all)?.every(({ name }) => written.has(name)) === true;
}

function isSame(a: Expected, b: Expected): boolean {
	if (a.sums === undefined || b.sums === undefined) return a.sums === b.sums;
	return sameSums(a.sums, b.sums) && a.fields?.join('\u0000') === b.fields?.join('\u0000');
}
