import type { Decision, LostValue } from './decision';
import { unheard } from './agree';
import { acceptedBy, inFlight, OVERTAKEN, standingValue, withLate, type FieldState } from './fieldState';
import { shownBits, silentSystems, type FieldView } from './fieldView';
import type { Policy } from './policy';
import type { Candidate } from './rules';

export interface FieldResult extends FieldState {
	readonly decision?: Decision;
}

/** How a plan is reported. */
export interface Reported {
	readonly kind: Decision['kind'];
	readonly rule: string;
	readonly lost: readonly Candidate[];
	/** Systems that deviate and are left alone (blocked, and nothing is written back), as bits. */
	readonly spared?: number;
}

/**
 * Plans the winner's value for every system that shows another, or may: a system that was not asked is written if
 * the value is not the last one on its way there.
 *
 * @param known the view's state, narrowed
 */
export function take(
	policy: Policy,
	view: FieldView,
	known: FieldState,
	winner: Pick<Candidate, 'system' | 'fingerprint' | 'value'>,
	{ kind, rule, lost, spared = 0 }: Reported,
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
		} else if ((spared & bit) === 0) {
			targets |= bit;
			accepted[one.system] = [one.fingerprint, ...inFlight(acceptedBy(known, one.system)?.slice(1) ?? [], [planned], one.fingerprint)];
		}
	}
	for (const s of silentSystems(policy, view, known)) {
		const old = acceptedBy(known, s)!;
		const shows = known.pending?.open?.[s] ?? old[0]!;
		if (old.at(-1) === planned && shows === old[0]) continue;
		targets |= 1 << s;
		accepted[s] = [shows, ...inFlight(old.slice(1), [planned], shows)];
	}
	if (standingValue(view) !== planned) for (const s of unheard(policy, view)) accepted[s] = [OVERTAKEN];
	for (let s = 0; s < accepted.length; s += 1) accepted[s] ??= [];
	const open = spared === 0 ? undefined : openNow(policy, view, spared);
	const status = spared !== 0 && targets === 0 && isOpen(view, spared) ? 'open' : 'new';
	return {
		word: known.word,
		pending: withLate({ field: view.field, planned, accepted, ...(open === undefined ? {} : { open }) }, known.pending?.late),
		decision: {
			field: view.field, kind, rule, winner: winner.system, value: winner.value, lost: lost.map(lostValue),
			targets, sources, ask: 0, status,
		},
	};
}

/** Nothing is planned: what is shown is remembered as reported, so that it is reported as new once only. */
export function leaveOpen(
	policy: Policy,
	view: FieldView,
	known: FieldState,
	decision: Omit<Decision, 'field' | 'status' | 'targets' | 'sources'>,
): FieldResult {
	const reported = shownBits(view);
	return {
		word: known.word,
		pending: withLate({
			field: view.field, planned: known.pending?.planned ?? null, accepted: known.pending?.accepted ?? [],
			open: openNow(policy, view, reported),
		}, known.pending?.late),
		decision: { ...decision, field: view.field, targets: 0, sources: 0, status: isOpen(view, reported) ? 'open' : 'new' },
	};
}

/** What the systems (as bits) show now is open; what was open of systems that are not here still is. */
function openNow(policy: Policy, view: FieldView, systems: number): (number | null)[] {
	const before = view.pending?.open;
	return policy.shape.systems.map((_, s) => {
		const here = view.shown.find((one) => one.system === s);
		if (here === undefined) return before?.[s] ?? null;
		return (systems & (1 << s)) === 0 ? null : here.fingerprint;
	});
}

function isOpen(view: FieldView, systems: number): boolean {
	const before = view.pending?.open;
	return before !== undefined && view.shown.every((one) => (systems & (1 << one.system)) === 0 || one.fingerprint === before[one.system]);
}

export function lostValue(one: Candidate): LostValue {
	return { system: one.system, value: one.value };
}
