import { placesOf } from './bits';
import { agreedFingerprint, agreedSystems, agreedWord, type LateValue, type PendingField } from './memory';
import type { Candidate } from './rules';

/** Values planned for a system that may still arrive late: this many are remembered. */
const MAX_IN_FLIGHT = 4;

/** Values that late events may show: this many are remembered. */
const MAX_LATE = 32;
/** What was sent this long ago never arrives. */
export const LATE_MS = 86_400_000;

/**
 * Stands for "no value is the one we know": a system whose own change was overtaken while it could not be asked.
 * When it is back, it is as if seen for the first time: where it differs, that is a conflict.
 */
export const OVERTAKEN = -1;

/** What is remembered of one field. */
export interface FieldState {
	readonly word: number;
	readonly pending: PendingField | undefined;
}

/** What the system may show without having changed; undefined if it has no memory of the field. */
export function acceptedBy(state: FieldState, system: number): readonly number[] | undefined {
	const accepted = state.pending?.accepted[system] ?? [];
	if (accepted.length > 0) return accepted;
	const promisedOrAgreed = (agreedSystems(state.word) & (1 << system)) !== 0;
	return promisedOrAgreed ? [agreedFingerprint(state.word)] : undefined;
}

/** True if the system is known to have this value and no other: it was seen with it, or the write was confirmed. */
export function hasExactly(state: FieldState, system: number, fingerprint: number | undefined): boolean {
	const accepted = acceptedBy(state, system);
	return accepted?.length === 1 && accepted[0] === fingerprint;
}

/** The value that counts while nobody changes anything. */
export function standingValue(state: FieldState): number | undefined {
	if (state.pending !== undefined && state.pending.planned !== null) return state.pending.planned;
	return state.word === 0 ? undefined : agreedFingerprint(state.word);
}

/**
 * What is remembered, brought up to what is seen: a system that shows the planned value has it for good (going back
 * from there is a change of its own), and one that shows an earlier planned value has received that one.
 *
 * @param isPartial the rows are events, which may be older than a write that was confirmed
 */
export function narrowed<S extends FieldState>(state: S, shown: readonly Pick<Candidate, 'system' | 'fingerprint'>[], isPartial: boolean): FieldState {
	const { pending } = state;
	if (pending === undefined) return state;
	const accepted = [...pending.accepted];
	let late = pending.late;
	for (const one of shown) {
		const old = accepted[one.system];
		if (one.fingerprint === pending.planned) accepted[one.system] = [one.fingerprint];
		else if (old !== undefined && old.indexOf(one.fingerprint) > 0) {
			accepted[one.system] = [one.fingerprint, ...old.slice(1).filter((other) => other !== one.fingerprint)];
		}
		if (one.fingerprint === pending.planned || !isPartial) late = late?.filter(([system]) => system !== one.system);
	}
	for (let s = 0; s < accepted.length; s += 1) accepted[s] ??= [];
	return { word: state.word, pending: withLate({ ...pending, accepted }, late) };
}

/** An event of before a confirmed write of ours shows what was there then. */
export function isLate(state: FieldState, { system, fingerprint }: Pick<Candidate, 'system' | 'fingerprint'>, now: number): boolean {
	return state.pending?.late?.some(([s, value, since]) => s === system && value === fingerprint && now - since <= LATE_MS) === true;
}

export function withLate(pending: PendingField, late: readonly LateValue[] | undefined): PendingField {
	const next = { ...pending };
	delete next.late;
	if (late !== undefined && late.length > 0) next.late = late.slice(-MAX_LATE);
	return next;
}

/** Earlier planned values and the new ones behind them, without repeats; the oldest beyond the limit are dropped. */
export function inFlight(before: readonly number[], planned: readonly number[], without?: number): number[] {
	const earlier = before.filter((one) => !planned.includes(one) && one !== without);
	return [...earlier.slice(-MAX_IN_FLIGHT), ...planned];
}

/** If every system that knows the field is known to have the planned value, that is what is agreed from now on. */
export function agreedIfAll(state: FieldState): FieldState {
	const { pending, word } = state;
	if (pending === undefined || pending.planned === null || pending.open !== undefined || pending.late !== undefined) return state;
	let systems = agreedSystems(word);
	pending.accepted.forEach((accepted, s) => { if (accepted.length > 0) systems |= 1 << s; });
	if (placesOf(systems).some((s) => !hasExactly(state, s, pending.planned!))) return state;
	return { word: agreedWord(pending.planned, systems), pending: undefined };
}

/** The state as if the systems had never known the field. */
export function withoutSystems(state: FieldState, systems: number): FieldState {
	const left = agreedSystems(state.word) & ~systems;
	const word = left === 0 ? 0 : agreedWord(agreedFingerprint(state.word), left);
	const { pending } = state;
	if (pending === undefined) return { word, pending };
	const accepted = pending.accepted.map((old, s) => ((systems & (1 << s)) === 0 ? old : []));
	return { word, pending: withLate({ ...pending, accepted }, pending.late?.filter(([s]) => (systems & (1 << s)) === 0)) };
}
