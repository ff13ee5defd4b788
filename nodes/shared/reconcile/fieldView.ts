import { acceptedBy, OVERTAKEN, type FieldState } from './fieldState';
import type { Policy } from './policy';
import type { Candidate } from './rules';

/** What one field looks like now, and what is remembered of it. */
export interface FieldView extends FieldState {
	readonly field: number;
	/** The systems with a say in it that were heard, with what they show. */
	readonly shown: readonly Candidate[];
	/** Systems that had been seen holding the record before this run, as bits. */
	readonly seen: number;
	/** Systems that were not asked and hold the record: what is remembered of them stands for them. Bits. */
	readonly silent: number;
	/** Systems that show other content under a version known already: their change is a conflict. Bits. */
	readonly doubtful: number;
	/** A value kept for a field whose policy merges; undefined if it is not kept. */
	readonly keptValue: (fingerprint: number | undefined) => unknown;
}

export function shownBits(view: FieldView): number {
	let bits = 0;
	for (const one of view.shown) bits |= 1 << one.system;
	return bits;
}

/**
 * The silent systems that know the field, in the order of the policy. One whose own change was overtaken while it was
 * away is not among them: nobody knows what would be written over.
 */
export function silentSystems(policy: Policy, view: FieldView, state: FieldState): number[] {
	if (view.silent === 0) return [];
	return policy.systems.filter((s) => (view.silent & (1 << s)) !== 0 && acceptedBy(state, s)?.includes(OVERTAKEN) === false);
}

/**
 * The silent systems as candidates: with the deviation reported of them before, or else with the one value they are
 * known to have. Where a write is on its way nobody knows what they show, and they say nothing.
 */
export function silentCandidates(policy: Policy, view: FieldView, state: FieldState): Candidate[] {
	return silentSystems(policy, view, state).flatMap((system): Candidate[] => {
		const accepted = acceptedBy(state, system)!;
		const fingerprint = state.pending?.open?.[system] ?? (accepted.length === 1 ? accepted[0]! : undefined);
		return fingerprint === undefined ? [] : [{ system, fingerprint, value: undefined, silent: true }];
	});
}
