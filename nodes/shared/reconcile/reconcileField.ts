import { agree } from './agree';
import { bitsOf } from './bits';
import { acceptedBy, agreedIfAll, narrowed, OVERTAKEN, standingValue, withLate, type FieldState } from './fieldState';
import { silentCandidates, type FieldView } from './fieldView';
import type { PendingField } from './memory';
import { mergeStake } from './mergeStake';
import { leaveOpen, lostValue, take, type FieldResult, type Reported } from './plan';
import type { Policy, Round, Rows } from './policy';
import { chooseWinner, firstByName, type Candidate } from './rules';
import { mayWrite, readVoices, type Voices } from './voices';

/** What those who may write the field make of it: a value for all, nothing to do, or a result that stands. */
type Verdict =
	| { kind: 'value'; winner: Pick<Candidate, 'system' | 'fingerprint' | 'value'>; reported: Reported; known: FieldState }
	| { kind: 'nothing' }
	| { kind: 'result'; result: FieldResult };

/**
 * Decides one field of one record. The outcome depends on this field alone (and, for `newest` and `highestVersion`,
 * on the record's modified times and versions).
 */
export function reconcileField(policy: Policy, round: Round, rows: Rows, view: FieldView): FieldResult {
	const { shown, silent } = view;
	const first = shown[0];
	if (first === undefined) return view;
	const isAlike = shown.every((one) => one.fingerprint === first.fingerprint);
	if (silent === 0) {
		if (shown.length === 1 && (view.pending?.planned !== first.fingerprint || view.pending.open !== undefined)) return alone(policy, round, view, first);
		if (isAlike) return agree(policy, view, first.fingerprint, 0);
	}
	const voices = readVoices(policy, round, view, narrowed(view, shown, (round.unasked ?? 0) !== 0));
	if (voices.voters.length === 0) return withoutVoters(policy, round, view, voices);
	const verdict = decide(policy, round, rows, view, voices);
	if (verdict.kind === 'result') return verdict.result;
	if (verdict.kind === 'nothing') return heard(view, voices);
	return refuseOthers(policy, view, voices, verdict);
}

/**
 * One system's value is compared with nothing. But what it changed is remembered as open, so that nobody writes over
 * it unseen, and what was under way to others that have no say after all is void. What it may not change is reported
 * at once: those it belongs to write over it when they are back.
 */
function alone(policy: Policy, round: Round, view: FieldView, only: Candidate): FieldResult {
	const { system, fingerprint } = only;
	const accepted = acceptedBy(view, system);
	const others = policy.shape.systems.flatMap((_, s) => (s !== system && acceptedBy(view, s) !== undefined ? [s] : []));
	if (others.length === 0 && view.pending !== undefined) return { word: 0, pending: undefined };
	if (others.length === 0 || accepted?.includes(OVERTAKEN) === true) return view;
	if (accepted === undefined) return fingerprint === standingValue(view) ? view : asNew(view, view, [only]);
	const isAccepted = accepted.includes(fingerprint);
	if (!isAccepted && (view.seen & (1 << system)) === 0) return asNew(view, view, [only]);
	const isAnyAway = ((round.unlisted | round.incomplete) & bitsOf(others)) !== 0;
	if (!isAccepted && isAnyAway && !mayWrite(policy, view.field, system)) {
		const voices = readVoices(policy, round, view, view);
		return voices.voters.length === 0 ? withoutVoters(policy, round, view, voices) : blockedUnheard(policy, view, voices, [only]);
	}
	const before = view.pending?.open;
	if ((before?.[system] ?? null) === (isAccepted ? null : fingerprint)) return view;
	const open = policy.shape.systems.map((_, s) => (s === system ? (isAccepted ? null : fingerprint) : (before?.[s] ?? null)));
	const pending = { field: view.field, planned: null, accepted: [], ...view.pending, open };
	if (open.some((one) => one !== null)) return { word: view.word, pending };
	const { field, planned, accepted: lists, late } = pending as PendingField;
	if (planned === null && lists.every((list) => list.length === 0)) return { word: view.word, pending: undefined };
	return { word: view.word, pending: withLate({ field, planned, accepted: lists }, late) };
}

function decide(policy: Policy, round: Round, rows: Rows, view: FieldView, voices: Voices): Verdict {
	const { known, changed, newcomers, holders, stake, owner, isPartial } = voices;
	if (owner !== undefined) {
		const isChanged = changed.includes(owner);
		if (isPartial && !isChanged && stake.length === 0 && !voices.outsiders.some((one) => isRefused(voices, owner, one))) return { kind: 'nothing' };
		return { kind: 'value', winner: owner, known, reported: { kind: isChanged ? 'changed' : 'again', rule: 'owner', lost: [] } };
	}
	if (stake.length === 0) {
		if (holders.length > 0) {
			const winner = firstByName(policy, heardFirst(holders));
			return { kind: 'value', winner, known, reported: { kind: 'again', rule: 'plannedBefore', lost: [] } };
		}
		if (isPartial) return { kind: 'nothing' };
		// Nobody shows the value that was planned (its source is gone): all that is shown is equally good.
		return conflict(policy, round, rows, view, known, voices.voters, 'settled');
	}
	// What stands open between others stays open.
	if (stake.every((one) => one.silent)) return { kind: 'nothing' };
	if (differing(stake, stake[0]!).length === 0) {
		const winner = firstByName(policy, heardFirst(stake));
		const standing = standingValue(known);
		if (isPartial && changed.length === 0 && standing !== undefined && winner.fingerprint !== standing) {
			// Those who may write the field had no say so far, and what others made of it meanwhile is not here.
			return waitForAll(policy, view, openState(view, voices), [winner, ...silentCandidates(policy, view, known)]);
		}
		const rule = changed.length === 0 ? 'plannedBefore' : changed.length === 1 ? 'onlyOneChanged' : 'sameChange';
		const merged = changed.length === 0 ? undefined : mergeStake(policy, view, voices);
		if (merged !== undefined) return { kind: 'value', known, ...merged };
		return { kind: 'value', winner, known, reported: { kind: changed.length === 0 ? 'again' : 'changed', rule, lost: [] } };
	}
	const merged = mergeStake(policy, view, voices);
	if (merged !== undefined) return { kind: 'value', known, ...merged };
	const hasBase = changed.length > 0 || newcomers.some((one) => voices.isOvertaken(one));
	return conflict(policy, round, rows, view, asNew(view, known, newcomers), stake, hasBase ? 'settled' : 'firstRun');
}

function conflict(
	policy: Policy,
	round: Round,
	rows: Rows,
	view: FieldView,
	known: FieldState,
	candidates: readonly Candidate[],
	kind: 'settled' | 'firstRun',
): Verdict {
	if (candidates.some((one) => one.silent)) return waitForAll(policy, view, known, candidates);
	const chosen = chooseWinner(policy, round, policy.rules[view.field] ?? [], candidates, rows);
	if (chosen.kind === 'chosen') {
		const { winner, rule } = chosen.choice;
		return { kind: 'value', winner, known, reported: { kind, rule, lost: differing(candidates, winner) } };
	}
	const { winner, rule } = chosen.wouldBe;
	const lost = differing(candidates, winner).map(lostValue);
	const decision = { kind: 'undecided', rule, winner: winner.system, value: winner.value, lost, ask: 0 } as const;
	return { kind: 'result', result: leaveOpen(policy, view, known, decision) };
}

/** Nobody's value is overruled before it is known: both sides are to be reported. */
function waitForAll(policy: Policy, view: FieldView, known: FieldState, candidates: readonly Candidate[]): Extract<Verdict, { kind: 'result' }> {
	const heardOnes = candidates.filter((one) => !one.silent);
	return {
		kind: 'result',
		result: leaveOpen(policy, view, known, {
			kind: 'waiting', rule: 'unknown', winner: firstByName(policy, heardOnes).system, value: undefined, lost: heardOnes.map(lostValue),
			ask: bitsOf(candidates.map((one) => one.system)),
		}),
	};
}

/** The value for all is settled: systems that may not write the field and show something else are blocked. */
function refuseOthers(policy: Policy, view: FieldView, voices: Voices, verdict: Extract<Verdict, { kind: 'value' }>): FieldResult {
	const { outsiders, changed } = voices;
	const { winner, reported, known } = verdict;
	const refused = outsiders.filter((one) => one.fingerprint !== winner.fingerprint && isRefused(voices, winner, one));
	const isAgain = reported.kind === 'again';
	const silent = silentCandidates(policy, view, known).filter((one) => (voices.writers & (1 << one.system)) === 0);
	if (silent.some((one) => isOvertakenNow(voices, winner, one))) {
		return waitForAll(policy, view, openState(view, voices), [...voices.voters, ...outsiders, ...silent]).result;
	}
	if (refused.length === 0) {
		return isAgain && voices.isPartial ? heard(view, voices) : take(policy, view, known, winner, reported);
	}
	const lost = [...reported.lost, ...refused];
	const isDeviating = (one: Candidate): boolean => voices.hasChanged(one);
	const isFirst = (one: Candidate): boolean => voices.isNew(one) && !voices.isOvertaken(one);
	const rule = voices.owner === undefined && isAgain ? 'mayNotWrite' : reported.rule;
	const kind = refused.some(isDeviating) ? (isAgain || reported.kind === 'changed' ? 'blocked' : reported.kind)
		: refused.some((one) => !isFirst(one)) ? (changed.length > 0 ? (isAgain || reported.kind === 'changed' ? 'settled' : reported.kind) : 'blocked')
		: reported.kind === 'changed' || isAgain ? 'firstRun' : reported.kind;
	if (winner.value === undefined) return blockedUnheard(policy, view, voices, refused);
	// Nothing is undone where nothing new is said: what deviates is left alone.
	const spared = policy.writeBack === false && isAgain ? bitsOf(refused.filter(isDeviating).map((one) => one.system)) : 0;
	return take(policy, view, known, winner, { kind, rule, lost, spared });
}

/** Whether a system without a right to write the field shows a value of its own (or one taken over in between). */
function isRefused(voices: Voices, winner: Pick<Candidate, 'fingerprint'>, one: Candidate): boolean {
	return voices.hasChanged(one) || voices.isNew(one) || isOvertakenNow(voices, winner, one);
}

/** Whether a system shows the value that counted so far, which those who may write the field never saw. */
function isOvertakenNow(voices: Voices, winner: Pick<Candidate, 'fingerprint'>, one: Candidate): boolean {
	// What was taken from others while those who may write were away is refused now; so is what they had not seen.
	const standing = standingValue(voices.known);
	return one.fingerprint === standing && winner.fingerprint !== standing && (voices.isUnaware || voices.changed.length === 0);
}

/** None of those who may write the field was heard. */
function withoutVoters(policy: Policy, round: Round, view: FieldView, voices: Voices): FieldResult {
	const { known, outsiders, writers } = voices;
	const standing = standingValue(known);
	const refused = outsiders.filter((one) => voices.hasChanged(one) || (voices.isNew(one) && one.fingerprint !== standing));
	const silentWriters = silentCandidates(policy, view, known).filter((one) => (writers & (1 << one.system)) !== 0);
	if (silentWriters.length > 0 && refused.length > 0) return blockedUnheard(policy, view, voices, refused);
	const away = policy.systems.find((s) => (writers & (round.unlisted | round.incomplete) & (1 << s)) !== 0 && acceptedBy(known, s) !== undefined);
	if (away !== undefined) {
		// The owner cannot be asked this time: nobody else's value is spread, and what others entered is reported.
		return leaveOpen(policy, view, openState(view, voices), {
			kind: 'waiting', rule: voices.ownerAt === away ? 'owner' : 'mayNotWrite', winner: away, value: undefined,
			lost: refused.map(lostValue), ask: 0,
		});
	}
	if (refused.length > 0) return blockedUnheard(policy, view, voices, refused);
	return heard(view, voices);
}

/** A change that does not count, and nobody knows the value that does. */
function blockedUnheard(policy: Policy, view: FieldView, voices: Voices, refused: readonly Candidate[]): FieldResult {
	const writers = silentCandidates(policy, view, voices.known).filter((one) => (voices.writers & (1 << one.system)) !== 0);
	const known = writers.length === 0 ? refused : writers;
	return leaveOpen(policy, view, openState(view, voices), {
		kind: 'blocked', rule: voices.ownerAt >= 0 ? 'owner' : 'mayNotWrite', winner: firstByName(policy, known).system, value: undefined,
		lost: refused.map(lostValue), ask: policy.writeBack === false || writers.length === 0 ? 0 : bitsOf([...writers, ...refused].map((one) => one.system)),
	});
}

/** Nothing to decide: what was heard is remembered, echoes of our own writes among it. */
function heard(view: FieldView, { known, isNew }: Voices): FieldResult {
	if (view.silent === 0) return { word: known.word, pending: known.pending };
	let { pending } = known;
	if (pending?.open !== undefined) {
		const open = pending.open.map((one, s) => (view.shown.some((other) => other.system === s) ? null : one));
		pending = { ...pending, open };
		if (open.every((one) => one === null)) delete pending.open;
	}
	const standing = standingValue(known);
	const joined = view.shown.filter((one) => isNew(one) && one.fingerprint === standing).map((one) => one.system);
	if (joined.length > 0) {
		const accepted = pending?.accepted ?? [];
		const length = Math.max(accepted.length, ...joined.map((s) => s + 1));
		pending = {
			field: view.field, planned: standing!, ...pending,
			accepted: Array.from({ length }, (_, s) => (joined.includes(s) ? [standing!] : (accepted[s] ?? []))),
		};
	}
	return agreedIfAll({ word: known.word, pending });
}

/** What to remember where nothing is decided: who is heard for the first time stays new, and is not written over. */
function openState(view: FieldView, { known, isNew }: Voices): FieldState {
	const standing = standingValue(known);
	return asNew(view, known, view.shown.filter((one) => isNew(one) && one.fingerprint !== standing));
}

/** Who shows a value of its own that nobody compared yet: what was promised to it, or agreed, is no base for that. */
function asNew(view: FieldView, known: FieldState, newcomers: readonly Candidate[]): FieldState {
	if (newcomers.length === 0) return known;
	const accepted = [...(known.pending?.accepted ?? [])];
	for (const { system } of newcomers) accepted[system] = [OVERTAKEN];
	for (let s = 0; s < accepted.length; s += 1) accepted[s] ??= [];
	return { word: known.word, pending: { planned: null, ...known.pending, field: view.field, accepted } };
}

function differing(candidates: readonly Candidate[], winner: Candidate): Candidate[] {
	return candidates.filter((one) => one.fingerprint !== winner.fingerprint);
}

function heardFirst(candidates: readonly Candidate[]): readonly Candidate[] {
	const heardOnes = candidates.filter((one) => !one.silent);
	return heardOnes.length > 0 ? heardOnes : candidates;
}
