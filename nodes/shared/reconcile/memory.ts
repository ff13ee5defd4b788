import { reshape } from './reshape';
import { parseShape, type Shape } from './shape';
import type { Version } from './version';

/**
 * What is remembered of one record. No values, only fingerprints. Systems and fields are places in `shape`.
 * Never changed in place: a new one is made.
 */
export interface RecordMemory {
	/** Signature of the shape the places refer to. */
	shape: string;
	/** Systems that have been seen holding the record, as bits. */
	seen: number;
	/** Systems that held it, no longer do, and have been reported for it, as bits. */
	gone: number;
	/** When it was last seen: whole days since 2020-01-01. */
	day: number;
	/** Per field the agreed value, as `agreedWord` packs it; 0 for none. */
	words: readonly number[];
	/** Only while something is under way; such a record is kept as JSON. */
	pending?: readonly PendingField[];
	/** Per system the version applied last; only in a shape that is `versioned`. */
	versions?: readonly (Version | null)[];
	/** Values of the fields whose policy merges, and of no others; such a record is kept as JSON. */
	kept?: readonly KeptValues[];
	/** A delete is under way: planned, and not yet seen everywhere. */
	deleting?: Deletion;
	/**
	 * Systems a confirmed create put the record in, and that have not been heard with it since, as bits. What says that
	 * it is not there may be older than the create.
	 */
	unheard?: number;
	/** A delete that was given up (the record came back, or was changed) may still arrive in `from`. */
	lateDelete?: Deletion;
	/** The record is gone everywhere since then (ms since 1970): a tombstone. Only `gone` and `versions` count beside it. */
	deletedAt?: number;
}

/** The base of a three-way merge: the field's agreed value, and those under way, by their fingerprints. */
export interface KeptValues {
	field: number;
	values: readonly (readonly [fingerprint: number, value: unknown])[];
}

export interface Deletion {
	/** When it was planned, ms since 1970. */
	at: number;
	/** Systems that deleted the record themselves, as bits. */
	by: number;
	/** Systems it is to be deleted in and has not been seen gone from, as bits. */
	from: number;
}

/** A field whose systems have not been seen to agree since the last decision. */
export interface PendingField {
	field: number;
	/** Fingerprint of the value planned last; null while the field waits for a person. */
	planned: number | null;
	/**
	 * Per system what it may show without having changed: first what it showed last, then the values planned for it
	 * that may still arrive, oldest first. Empty: what was agreed counts.
	 */
	accepted: readonly (readonly number[])[];
	/** Per system the fingerprint reported as undecided (null: had no say). */
	open?: readonly (number | null)[];
	/**
	 * What an event may still show that was sent before a confirmed write of ours: `[system, fingerprint, since]`. Only
	 * where the write came back without a version, and until the system is heard with the written value.
	 */
	late?: readonly LateValue[];
}

export type LateValue = readonly [system: number, fingerprint: number, since: number];

const MASKS = 1024;

/** A field's agreed value: its fingerprint, and the systems that agreed on it (or were promised it), as bits. */
export function agreedWord(fingerprint: number, systems: number): number {
	return fingerprint * MASKS + systems;
}
export function agreedFingerprint(word: number): number {
	return Math.floor(word / MASKS);
}
export function agreedSystems(word: number): number {
	return word % MASKS;
}

/** True if the system, by name, has been seen holding the record. */
export function wasSeenIn(memory: RecordMemory, shape: Shape, system: string): boolean {
	const place = (memory.shape === shape.signature ? shape : parseShape(memory.shape))?.systems.indexOf(system) ?? -1;
	return place >= 0 && (memory.seen & (1 << place)) !== 0;
}

/** Systems remembered as holding the record, those that lost it since included, as bits: what the brake counts. */
export function heldIn(memory: RecordMemory | undefined, shape: Shape): number {
	if (memory === undefined) return 0;
	return memory.shape === shape.signature ? memory.seen : reshape(memory, shape).seen;
}

export function emptyMemory(shape: Shape, day: number): RecordMemory {
	return { shape: shape.signature, seen: 0, gone: 0, day, words: new Array<number>(shape.fields.length).fill(0) };
}

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2020, 0, 1) / DAY_MS;

/** @param now ms since 1970 */
export function dayOf(now: number): number {
	return Math.max(0, Math.floor(now / DAY_MS) - FIRST_DAY);
}
