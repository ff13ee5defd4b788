import type { SagaEntry, StepState } from '../entry';
import { compensationFor, whyNot, type Compensation } from './compensation';
import { finding, headOf, passedFinal, withState } from './saga';

type Compensating = Extract<StepState, { kind: 'compensating' }>;

/**
 * Hands out what is to be taken back next, if it is its turn: the last step with an effect, when no other is being
 * taken back. A lease that ran out counts as a try and is handed out again, since setting back and deleting are safe to
 * repeat; too many of them, or a step nobody knows how to take back, and it is stuck.
 *
 * @param nextToken larger than all before; asked once at most
 */
export function takeCompensation(saga: SagaEntry, now: number, leaseMs: number, nextToken: () => number): { saga: SagaEntry; compensation?: Compensation } {
	if (saga.rollBack === undefined) return { saga };
	const leased = leasedIn(saga);
	if (leased !== undefined && leased.state.until > now) return { saga };
	const free = leased === undefined ? saga : withState(saga, leased.index, lost(leased.state, saga.rollBack.terms.maxAttempts, now), now);
	const index = headOf(free);
	if (index < 0 || passedFinal(free)) return { saga: free };
	const head = free.steps[index]!;
	if (head.state.kind === 'stuck') return { saga: free };
	const problem = whyNot(head);
	if (problem !== undefined) return { saga: withState(free, index, { kind: 'stuck', at: now, last: { ...finding(problem), at: now } }, now) };
	const state: Compensating = head.state.kind === 'compensating' ? head.state : { kind: 'compensating', since: now, attempts: 0, dueAt: now };
	if (state.dueAt > now) return { saga: free };
	const token = nextToken();
	const compensation = compensationFor(free, index, token);
	return { saga: withState(free, index, { ...state, token, until: now + leaseMs }, now), compensation };
}

/** When something is next to be done about it, and for which system; undefined if nothing is before a person acts. */
export function sagaDue(saga: SagaEntry): { lane: string; at: number } | undefined {
	if (saga.rollBack === undefined) return undefined;
	const leased = leasedIn(saga);
	if (leased !== undefined) return { lane: saga.steps[leased.index]!.target, at: leased.state.until };
	const head = saga.steps[headOf(saga)];
	if (head === undefined || head.state.kind === 'stuck' || passedFinal(saga)) return undefined;
	return { lane: head.target, at: head.state.kind === 'compensating' ? head.state.dueAt : Math.max(head.state.at, saga.rollBack.at) };
}

/** The one that is handed out, if any. */
function leasedIn({ steps }: SagaEntry): { index: number; state: Compensating & { until: number } } | undefined {
	for (const [index, { state }] of steps.entries()) {
		if (state.kind === 'compensating' && state.until !== undefined) return { index, state: { ...state, until: state.until } };
	}
	return undefined;
}

function lost({ since, attempts }: Compensating, most: number, now: number): StepState {
	const last = { ...finding('Whoever took it never said how it ended.'), at: now };
	if (attempts + 1 >= most) return { kind: 'stuck', at: now, last };
	return { kind: 'compensating', since, attempts: attempts + 1, dueAt: now, last };
}
