import { parseShape, type Shape } from './shape';

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
}

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

/** A memory written under other systems or fields, in the places of `to`. What is new has no memory there. */
export function reshape(memory: RecordMemory, to: Shape): RecordMemory {
	if (memory.shape === to.signature) return memory;
	const from = parseShape(memory.shape);
	// Without its names a memory means nothing; no base is the safe reading (it can only ask again, not lose).
	if (from === undefined) return emptyMemory(to, memory.day);
	const systemAt = from.systems.map((name) => to.systems.indexOf(name));
	const moveBits = (bits: number): number => {
		let moved = 0;
		systemAt.forEach((place, s) => {
			if (place >= 0 && (bits & (1 << s)) !== 0) moved |= 1 << place;
		});
		return moved;
	};
	const words = new Array<number>(to.fields.length).fill(0);
	const fieldAt = from.fields.map((name) => to.fields.indexOf(name));
	fieldAt.forEach((place, f) => {
		const word = memory.words[f] ?? 0;
		const systems = moveBits(agreedSystems(word));
		if (place >= 0 && systems !== 0) words[place] = agreedWord(agreedFingerprint(word), systems);
	});
	const moved: RecordMemory = {
		shape: to.signature,
		seen: moveBits(memory.seen),
		gone: moveBits(memory.gone),
		day: memory.day,
		words,
	};
	const bySystem = <T>(values: readonly T[], none: T): T[] =>
		to.systems.map((name) => values[from.systems.indexOf(name)] ?? none);
	const pending = (memory.pending ?? [])
		.filter((entry) => (fieldAt[entry.field] ?? -1) >= 0)
		.map((entry) => ({
			field: fieldAt[entry.field]!,
			planned: entry.planned,
			accepted: bySystem<readonly number[]>(entry.accepted, []),
			...(entry.open === undefined ? {} : { open: bySystem<number | null>(entry.open, null) }),
		}));
	return pending.length === 0 ? moved : { ...moved, pending };
}

/** True if the system, by name, has been seen holding the record. */
export function wasSeenIn(memory: RecordMemory, shape: Shape, system: string): boolean {
	const place = (memory.shape === shape.signature ? shape : parseShape(memory.shape))?.systems.indexOf(system) ?? -1;
	return place >= 0 && (memory.seen & (1 << place)) !== 0;
}

function emptyMemory(shape: Shape, day: number): RecordMemory {
	return { shape: shape.signature, seen: 0, gone: 0, day, words: new Array<number>(shape.fields.length).fill(0) };
}

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2020, 0, 1) / DAY_MS;

/** @param now ms since 1970 */
export function dayOf(now: number): number {
	return Math.max(0, Math.floor(now / DAY_MS) - FIRST_DAY);
}
