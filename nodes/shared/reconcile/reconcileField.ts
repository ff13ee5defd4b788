import type { Decision } from './decision';
import { acceptedBy, inFlight, narrowed, OVERTAKEN, standingValue, type FieldState } from './fieldState';
import { agreedWord, type PendingField } from './memory';
import type { Policy, Round, Rows } from './policy';
import { chooseWinner, firstByName, type Candidate, type Chosen } from './rules';

export interface FieldResult extends FieldState {
	readonly decision?: Decision;
}

/** What one field looks like now, and what is remembered of it. */
export interface FieldView extends FieldState {
	readonly field: number;
	/** The systems with a say in it, with what they show. */
	readonly shown: readonly Candidate[];
	/** Systems that had been seen holding the record before this run, as bits. */
	readonly seen: number;
}

/**
 * Decides one field of one record. The outcome depends on this field alone (and, for `newest`, on the record's
 * modified times).
 */
export function reconcileField(policy: Policy, round: Round, rows: Rows, view: FieldView): FieldResult {
	const { shown } = view;
	const first = shown[0];
	if (first === undefined) return view;
	if (shown.length === 1 && (view.pending?.planned !== first.fingerprint || view.pending.open !== undefined)) return view;
	if (shown.every((one) => one.fingerprint === first.fingerprint)) return agree(policy, view, first.fingerprint, 0);

	const known = narrowed(view, view.shown);
	const base = (system: number): readonly number[] | undefined => acceptedBy(known, system);
	const isNew = (one: Candidate): boolean => {
		const accepted = base(one.system);
		if (accepted === undefined || accepted.includes(OVERTAKEN)) return true;
		// Promised to a system (a create), never seen there, and something else is there: somebody else's record.
		return (view.seen & (1 << one.system)) === 0 && !accepted.includes(one.fingerprint);
	};
	const newcomers = shown.filter(isNew);
	const changed = shown.filter((one) => !newcomers.includes(one) && !base(one.system)!.includes(one.fingerprint));
	const rules = policy.rules[view.field] ?? [];

	// Who changed a field before the value planned for it was seen there did not know that value: it has a say too.
	const standing = standingValue(known);
	const holders = shown.filter((one) => one.fingerprint === standing && !newcomers.includes(one));
	const unaware = (one: Candidate): boolean => base(one.system)!.some((accepted) => accepted !== standing);
	const joined = newcomers.length > 0 && changed.length === 0;
	const stake = [...changed, ...newcomers, ...(joined || changed.some(unaware) ? holders : [])];

	const overtaken = (one: Candidate): boolean => base(one.system)?.includes(OVERTAKEN) === true;
	const ownerAt = rules[0]?.kind === 'owner' ? rules[0].system : -1;
	const owner = shown.find((one) => one.system === ownerAt);
	if (owner !== undefined) {
		const ownerChanged = changed.includes(owner);
		// What was taken from others while the owner was away is refused now.
		const refused = differing(ownerChanged ? stake : [...new Set([...stake, ...holders])], owner);
		const kind = refused.some((one) => changed.includes(one)) ? 'blocked'
			: refused.some((one) => !newcomers.includes(one) || overtaken(one)) ? (ownerChanged ? 'settled' : 'blocked')
			: refused.length > 0 ? 'firstRun'
			: ownerChanged ? 'changed' : 'again';
		return take(policy, view, known, owner, kind, 'owner', refused);
	}
	if (ownerAt >= 0 && (round.unlisted & (1 << ownerAt)) !== 0 && base(ownerAt) !== undefined) {
		// The owner cannot be asked this time: nobody else's value is spread.
		return { word: known.word, pending: known.pending, decision: waitFor(view, ownerAt) };
	}
	if (stake.length === 0) {
		if (holders.length > 0) return take(policy, view, known, firstByName(policy, holders), 'again', 'plannedBefore', []);
		// Nobody shows the value that was planned (its source is gone): all that is shown is equally good.
		return conflict(policy, round, rows, view, known, shown, 'settled');
	}
	if (differing(stake, stake[0]!).length === 0) {
		const rule = changed.length === 0 ? 'plannedBefore' : changed.length === 1 ? 'onlyOneChanged' : 'sameChange';
		return take(policy, view, known, firstByName(policy, stake), changed.length === 0 ? 'again' : 'changed', rule, []);
	}
	const hasBase = changed.length > 0 || newcomers.some(overtaken);
	return conflict(policy, round, rows, view, withoutPromises(known, newcomers), stake, hasBase ? 'settled' : 'firstRun');
}

function waitFor(view: FieldView, owner: number): Decision {
	return {
		field: view.field, kind: 'waiting', rule: 'owner', winner: owner, value: undefined, lost: [],
		targets: 0, sources: 0, ask: 0, status: 'open',
	};
}

/** What was promised to a system that turned out to hold something else is no base to compare its value with. */
function withoutPromises(known: FieldState, newcomers: readonly Candidate[]): FieldState {
	if (newcomers.every((one) => acceptedBy(known, one.system) === undefined)) return known;
	const accepted = [...(known.pending?.accepted ?? [])];
	for (const { system } of newcomers) accepted[system] = [OVERTAKEN];
	for (let s = 0; s < accepted.length; s += 1) accepted[s] ??= [];
	const { pending } = known;
	return { word: known.word, pending: { field: pending?.field ?? 0, planned: pending?.planned ?? null, accepted } };
}

/**
 * All systems with a say show the same value (or are promised it): that is what is agreed from now on. A system
 * that is not here to be asked keeps what it may show, so that it is not taken for a change when it is back.
 *
 * @param promised systems the value is to be created in, as bits
 */
export function agree(policy: Policy, view: FieldView, fingerprint: number, promised: number): FieldResult {
	const waitingFor = standingValue(view) === fingerprint ? [] : unheard(policy, view);
	if (waitingFor.length > 0 && view.shown.every((one) => acceptedBy(view, one.system)?.includes(fingerprint) === true)) {
		// All here still show what they had; the newer value is with a system that is not here.
		return { word: view.word, pending: promisedTo(policy, view, view.pending!, fingerprint, promised) };
	}
	const shown = shownBits(view);
	const accepted: (readonly number[])[] = policy.shape.systems.map(() => []);
	let systems = shown;
	let waiting = false;
	for (const s of policy.systems) {
		const bit = 1 << s;
		if ((shown & bit) !== 0) {
			accepted[s] = [fingerprint];
			continue;
		}
		const old = waitingFor.includes(s) ? [OVERTAKEN] : (acceptedBy(view, s) ?? []);
		const isPromised = (promised & bit) !== 0;
		if (old.some((other) => other !== fingerprint)) waiting = true;
		else if (old.length > 0 || isPromised) systems |= bit;
		accepted[s] = isPromised ? inFlight(old, [fingerprint]) : old;
	}
	if (!waiting) return { word: agreedWord(fingerprint, systems), pending: undefined };
	return { word: view.word, pending: { field: view.field, planned: fingerprint, accepted } };
}

function conflict(
	policy: Policy,
	round: Round,
	rows: Rows,
	view: FieldView,
	known: FieldState,
	candidates: readonly Candidate[],
	kind: 'settled' | 'firstRun',
): FieldResult {
	const chosen = chooseWinner(policy, round, policy.rules[view.field] ?? [], candidates, rows);
	if (chosen.kind === 'chosen') {
		const { winner, rule } = chosen.choice;
		return take(policy, view, known, winner, kind, rule, differing(candidates, winner));
	}
	const { winner, rule } = (chosen as Extract<Chosen, { kind: 'manual' }>).wouldBe;
	const before = view.pending?.open;
	const isOpen = before !== undefined && view.shown.every((one) => one.fingerprint === before[one.system]);
	const open = policy.shape.systems.map(
		(_, s) => view.shown.find((one) => one.system === s)?.fingerprint ?? before?.[s] ?? null,
	);
	return {
		word: known.word,
		pending: { field: view.field, planned: known.pending?.planned ?? null, accepted: known.pending?.accepted ?? [], open },
		decision: {
			field: view.field, kind: 'undecided', rule, winner: winner.system, value: winner.value,
			lost: differing(candidates, winner).map(lostValue),
			targets: 0, sources: 0, ask: 0, status: isOpen ? 'open' : 'new',
		},
	};
}

/** Plans the winner's value for every system that shows another. */
function take(
	policy: Policy,
	view: FieldView,
	known: FieldState,
	winner: Candidate,
	kind: Decision['kind'],
	rule: string,
	lost: readonly Candidate[],
): FieldResult {
	const planned = winner.fingerprint;
	const accepted: (readonly number[])[] = [...(known.pending?.accepted ?? [])];
	let targets = 0;
	let sources = 0;
	for (const one of view.shown) {
		const bit = 1 << one.system;
		if (one.fingerprint === planned) {
			sources |= bit;
			accepted[one.system] = [planned];
		} else {
			targets |= bit;
			accepted[one.system] = [one.fingerprint, ...inFlight(acceptedBy(known, one.system)?.slice(1) ?? [], [planned], one.fingerprint)];
		}
	}
	if (standingValue(view) !== planned) for (const s of unheard(policy, view)) accepted[s] = [OVERTAKEN];
	for (let s = 0; s < accepted.length; s += 1) accepted[s] ??= [];
	return {
		word: known.word,
		pending: { field: view.field, planned, accepted },
		decision: {
			field: view.field, kind, rule, winner: winner.system, value: winner.value, lost: lost.map(lostValue),
			targets, sources, ask: 0, status: 'new',
		},
	};
}

/** The same pending state, with a value promised to systems it is to be created in (as bits). */
export function promisedTo(
	policy: Policy,
	state: FieldState,
	pending: PendingField,
	fingerprint: number,
	promised: number,
): PendingField {
	if (promised === 0) return pending;
	const accepted = policy.shape.systems.map((_, s) =>
		(promised & (1 << s)) === 0 ? (pending.accepted[s] ?? []) : inFlight(acceptedBy(state, s) ?? [], [fingerprint]),
	);
	return { ...pending, accepted };
}

/**
 * Systems not here whose value is the one that counted so far, which nobody here has been seen to have: a new plan
 * would pass them over unheard.
 */
function unheard(policy: Policy, view: FieldView): number[] {
	const standing = standingValue(view);
	const has = (s: number): boolean => {
		const accepted = acceptedBy(view, s);
		return accepted?.length === 1 && accepted[0] === standing;
	};
	if (view.shown.some((one) => has(one.system))) return [];
	const here = shownBits(view);
	return policy.systems.filter((s) => (here & (1 << s)) === 0 && has(s));
}

function differing(candidates: readonly Candidate[], winner: Candidate): Candidate[] {
	return candidates.filter((one) => one.fingerprint !== winner.fingerprint);
}

function lostValue(one: Candidate): { system: number; value: unknown } {
	return { system: one.system, value: one.value };
}

function shownBits(view: FieldView): number {
	let bits = 0;
	for (const one of view.shown) bits |= 1 << one.system;
	return bits;
}
