import { acceptedBy, isLate, OVERTAKEN, standingValue, type FieldState } from './fieldState';
import { silentCandidates, type FieldView } from './fieldView';
import type { Policy, Round } from './policy';
import type { Candidate } from './rules';

/** Who says what about a field, and who of them counts. */
export interface Voices {
	/** What is remembered, brought up to what is seen. */
	readonly known: FieldState;
	/** In this round some were not asked: nothing is planned a second time. */
	readonly isPartial: boolean;
	/** The place of the owner if an owner rule comes first, else -1. */
	readonly ownerAt: number;
	/** Systems whose changes count, as bits. */
	readonly writers: number;
	/** The owner, if it was heard. */
	readonly owner: Candidate | undefined;
	/** Those heard whose changes count, and those heard whose changes do not. */
	readonly voters: readonly Candidate[];
	readonly outsiders: readonly Candidate[];
	/** Of those that count: with a value of their own and a base; without a base; with the value that counts so far. */
	readonly changed: readonly Candidate[];
	readonly newcomers: readonly Candidate[];
	readonly holders: readonly Candidate[];
	/** Those whose values stand against each other. */
	readonly stake: readonly Candidate[];
	/** Somebody changed the field without having seen the value that counts. */
	readonly isUnaware: boolean;
	readonly hasChanged: (one: Candidate) => boolean;
	readonly isNew: (one: Candidate) => boolean;
	readonly isOvertaken: (one: Candidate) => boolean;
}

export function readVoices(policy: Policy, round: Round, view: FieldView, known: FieldState): Voices {
	const rules = policy.rules[view.field] ?? [];
	const ownerAt = rules[0]?.kind === 'owner' ? rules[0].system : -1;
	const owner = view.shown.find((one) => one.system === ownerAt);
	const writers = writersOf(policy, round, view, known, ownerAt, owner);
	const counts = (one: Candidate): boolean => (writers & (1 << one.system)) !== 0;

	const base = (system: number): readonly number[] | undefined => acceptedBy(known, system);
	const isOvertaken = (one: Candidate): boolean => base(one.system)?.includes(OVERTAKEN) === true;
	const isNew = (one: Candidate): boolean => {
		if (one.silent) return false;
		const accepted = base(one.system);
		if (accepted === undefined || accepted.includes(OVERTAKEN)) return true;
		// Promised to a system (a create), never seen there, and something else is there: somebody else's record.
		return (view.seen & (1 << one.system)) === 0 && !accepted.includes(one.fingerprint);
	};
	const isPartial = (round.unasked ?? 0) !== 0;
	const hasChanged = (one: Candidate): boolean =>
		!isNew(one) && !base(one.system)!.includes(one.fingerprint) && !(isPartial && isLate(known, one, round.now));
	// Who changed a field before the value planned for it was seen there did not know that value: it has a say too.
	// Two contents under one version: nobody can tell what its author knew.
	const standing = standingValue(known);
	const unaware = (one: Candidate): boolean =>
		(view.doubtful & (1 << one.system)) !== 0 || base(one.system)!.some((accepted) => accepted !== standing);

	const voters = view.shown.filter(counts);
	const outsiders = view.shown.filter((one) => !counts(one));
	const voices = [...voters, ...silentCandidates(policy, view, known).filter(counts)];
	const newcomers = voters.filter(isNew);
	const changed = voices.filter(hasChanged);
	const holders = voices.filter((one) => one.fingerprint === standing && !isNew(one));
	const joined = newcomers.length > 0 && changed.length === 0;
	const stake = [...changed, ...newcomers, ...(joined || changed.some(unaware) ? holders : [])];
	return {
		known, isPartial, ownerAt, writers, owner, voters, outsiders, changed, newcomers, holders, stake,
		isUnaware: [...voters, ...outsiders].some((one) => hasChanged(one) && unaware(one)),
		hasChanged, isNew, isOvertaken,
	};
}

/**
 * An owner that has a say, here or away, is alone. Else those with a right to write count, and where none of them has
 * a say, all do: there is no true value yet that anybody could be kept from changing.
 */
function writersOf(
	policy: Policy,
	round: Round,
	view: FieldView,
	known: FieldState,
	ownerAt: number,
	owner: Candidate | undefined,
): number {
	const hasSay = (s: number): boolean =>
		view.shown.some((one) => one.system === s) ||
		(((round.unlisted | round.incomplete | view.silent) & (1 << s)) !== 0 && acceptedBy(known, s) !== undefined);
	if (owner !== undefined || (ownerAt >= 0 && hasSay(ownerAt))) return 1 << ownerAt;
	const writers = policy.writers?.[view.field];
	return writers !== undefined && policy.systems.some((s) => (writers & (1 << s)) !== 0 && hasSay(s)) ? writers : ~0;
}

/** Whether the policy lets the system change the field. */
export function mayWrite(policy: Policy, field: number, system: number): boolean {
	const first = policy.rules[field]?.[0];
	if (first?.kind === 'owner') return first.system === system;
	return ((policy.writers?.[field] ?? ~0) & (1 << system)) !== 0;
}
