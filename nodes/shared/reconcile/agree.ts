import { acceptedBy, hasExactly, inFlight, OVERTAKEN, standingValue, type FieldState } from './fieldState';
import { shownBits, type FieldView } from './fieldView';
import { agreedWord, type PendingField } from './memory';
import type { Policy } from './policy';

/**
 * All systems with a say show the same value (or are promised it): that is what is agreed from now on. A system
 * that is not here to be asked keeps what it may show, so that it is not taken for a change when it is back.
 *
 * @param promised systems the value is to be created in, as bits
 */
export function agree(policy: Policy, view: FieldView, fingerprint: number, promised: number): FieldState {
	const waitingFor = standingValue(view) === fingerprint ? [] : unheard(policy, view);
	if (waitingFor.length > 0 && view.shown.every((one) => acceptedBy(view, one.system)?.includes(fingerprint) === true)) {
		// All here still show what they had; the newer value is with a system that is not here.
		const pending = view.pending === undefined ? undefined : promisedTo(policy, view, view.pending, fingerprint, promised);
		return { word: view.word, pending };
	}
	const shown = shownBits(view);
	const accepted: (readonly number[])[] = policy.shape.systems.map(() => []);
	let systems = shown;
	let waiting = false;
	for (let s = 0; s < accepted.length; s += 1) {
		const bit = 1 << s;
		if ((shown & bit) !== 0) {
			accepted[s] = [fingerprint];
			continue;
		}
		if (!policy.systems.includes(s)) continue;
		const old = waitingFor.includes(s) ? [OVERTAKEN] : (acceptedBy(view, s) ?? []);
		const isPromised = (promised & bit) !== 0;
		if (old.some((other) => other !== fingerprint)) waiting = true;
		else if (old.length > 0 || isPromised) systems |= bit;
		accepted[s] = isPromised ? inFlight(old, [fingerprint]) : old;
	}
	// What stands open of those who are not here still does.
	const open = view.pending?.open?.map((one, s) => ((shown & (1 << s)) === 0 ? one : null));
	const isOpen = open?.some((one) => one !== null) === true;
	if (!waiting && !isOpen) return { word: agreedWord(fingerprint, systems), pending: undefined };
	return { word: view.word, pending: { field: view.field, planned: fingerprint, accepted, ...(isOpen ? { open } : {}) } };
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
 * Systems that can be neither asked nor written now, whose value is the one that counted so far, which nobody here
 * has been seen to have: a new plan would pass them over unheard.
 */
export function unheard(policy: Policy, view: FieldView): number[] {
	const standing = standingValue(view);
	// A promise (a create under way) is not a sight.
	const has = (s: number): boolean => (view.seen & (1 << s)) !== 0 && hasExactly(view, s, standing);
	if (view.shown.some((one) => has(one.system))) return [];
	const here = shownBits(view) | view.silent;
	return policy.systems.filter((s) => (here & (1 << s)) === 0 && has(s));
}
