import { agreedIfAll, inFlight, withLate, withoutSystems, type FieldState } from './fieldState';
import { forget, tombstone, withoutVersions, withVersions } from './forget';
import type { LateValue, PendingField, RecordMemory } from './memory';
import { reshape } from './reshape';
import { keepOnly } from './kept';
import type { Shape } from './shape';
import { compareVersions, parseVersion } from './version';

/** What became of one planned write of a record. Systems and fields are places in the shape. */
export interface SettledWrite {
	readonly system: number;
	readonly operation: 'create' | 'update' | 'delete';
	/** What was written, by fingerprint (`valueFingerprint`); for a delete nothing. */
	readonly fields: readonly { readonly field: number; readonly fingerprint: number }[];
	/** true: the system has it. false: it is known *not* to have been written. Not known: do not settle it. */
	readonly done: boolean;
	/** The record's version after the write, as the system answered it: the best there is to tell older events by. */
	readonly version?: unknown;
	/** The system sends events: without a version, one from before the write is told by what was there then. */
	readonly events?: boolean;
	/** The clock, ms since 1970. */
	readonly now: number;
}

/**
 * Settles a planned write. Confirmed, it counts as if the system had been seen with the value; failed, the value is
 * no longer expected there. Settling twice, late, or something that was never planned changes nothing.
 *
 * @returns what to remember; undefined if nothing changed
 */
export function settleWrite(shape: Shape, remembered: RecordMemory | undefined, write: SettledWrite): RecordMemory | undefined {
	if (remembered === undefined) return undefined;
	const memory = reshape(remembered, shape);
	const next = write.operation === 'delete' ? settleDelete(memory, write) : settleFields(memory, write);
	const answered = write.done && shape.versioned ? parseVersion(write.version) : undefined;
	// Just below: an event of this very version has not been heard, and may show what others changed before the write.
	const version = typeof answered === 'number' ? answered - 0.5 : answered;
	const last = next.versions?.[write.system] ?? null;
	if (version === undefined || (last !== null && compareVersions(version, last) <= 0)) return next === memory ? undefined : next;
	const versions = shape.systems.map((_, s) => (s === write.system ? version : (next.versions?.[s] ?? null)));
	return withVersions(next, versions);
}

function settleFields(memory: RecordMemory, write: SettledWrite): RecordMemory {
	const bit = 1 << write.system;
	const isCreate = write.operation === 'create' && (memory.seen & bit) === 0;
	if (memory.deletedAt !== undefined || memory.deleting !== undefined) return memory;
	const words = [...memory.words];
	const pending: PendingField[] = [];
	let changed = false;
	const take = (f: number, before: FieldState, after: FieldState): void => {
		if (after !== before) changed = true;
		words[f] = after.word;
		if (after.pending !== undefined) pending.push(after.pending);
	};
	for (let f = 0; f < words.length; f += 1) {
		const before: FieldState = { word: words[f]!, pending: memory.pending?.find((one) => one.field === f) };
		const written = write.fields.find((one) => one.field === f);
		if (isCreate && !write.done) take(f, before, forgotten(before, bit));
		else if (written === undefined) take(f, before, before);
		else take(f, before, settleField(before, write, written.fingerprint));
	}
	if (!changed && !(isCreate && write.done)) return memory;
	const next: RecordMemory = { ...memory, words };
	if (isCreate && write.done) {
		next.seen |= bit;
		next.unheard = (memory.unheard ?? 0) | bit;
	}
	delete next.pending;
	if (pending.length > 0) next.pending = pending;
	return keepOnly(next);
}

/** A create that failed leaves no promise: the next round makes a new one. */
function forgotten(state: FieldState, bit: number): FieldState {
	return agreedIfAll(withoutSystems(state, bit));
}

function settleField(state: FieldState, { system, done, version, events, now }: SettledWrite, fingerprint: number): FieldState {
	const { pending } = state;
	const old = pending?.accepted[system];
	// The first is what the system showed: only what stands behind it was planned.
	if (pending === undefined || old === undefined || old.length < 2) return state;
	const at = old.indexOf(fingerprint, 1);
	if (at < 0) return state;
	const left = old.filter((_, i) => i !== at);
	const next = !done ? left : fingerprint === pending.planned ? [fingerprint] : [fingerprint, ...inFlight(left.slice(1), [])];
	const accepted = pending.accepted.map((one, s) => (s === system ? next : one));
	const isOrdered = !done || events !== true || parseVersion(version) !== undefined;
	const late = isOrdered ? [] : left.filter((one) => !next.includes(one)).map((one): LateValue => [system, one, now]);
	return agreedIfAll({ word: state.word, pending: withLate({ ...pending, accepted }, [...(pending.late ?? []), ...late]) });
}

function settleDelete(memory: RecordMemory, write: SettledWrite): RecordMemory {
	const { deleting, lateDelete } = memory;
	const bit = 1 << write.system;
	if (lateDelete !== undefined && (lateDelete.from & bit) !== 0) {
		// Given up in between. Arrived all the same, the record is to be created there again.
		const next: RecordMemory = { ...(write.done ? forget(memory, bit) : memory) };
		delete next.lateDelete;
		if (lateDelete.from !== bit) next.lateDelete = { ...lateDelete, from: lateDelete.from & ~bit };
		return next;
	}
	if (deleting === undefined || !write.done || (deleting.from & bit) === 0) return memory;
	const from = deleting.from & ~bit;
	const gone = memory.gone | bit;
	// Our write came with no version of theirs.
	const versions = withoutVersions(memory.versions, bit);
	if (from === 0) return tombstone({ ...memory, gone }, deleting.at, versions);
	return withVersions({ ...memory, gone, deleting: { ...deleting, from } }, versions);
}
