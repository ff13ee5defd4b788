import { delayAfter } from '../backoff';
import type { Failure, RetryTerms, SagaEntry, SagaStep, StepState } from '../entry';
import { oppositeOf } from './compensation';
import { finding, withState } from './saga';

export type SettledCompensation = {
	saga: SagaEntry;
	/** `stale`: somebody else holds it since, or it was settled; nothing was changed. */
	kind: 'compensated' | 'again' | 'stuck' | 'stale';
};

/**
 * What became of a compensation. Whoever holds an older token changes nothing.
 *
 * @param failure undefined if it succeeded
 * @param random 0 ≤ random < 1
 */
export function settleCompensation(saga: SagaEntry, token: number, failure: Failure | undefined, random: number, now: number): SettledCompensation {
	const index = saga.steps.findIndex(({ state }) => state.kind === 'compensating' && state.token === token);
	const step = saga.steps[index];
	if (step?.state.kind !== 'compensating' || saga.rollBack === undefined) return { saga, kind: 'stale' };
	if (failure === undefined || isThereAlready(step, failure)) {
		return { saga: withState(saga, index, { kind: 'compensated', at: now, by: 'app' }, now), kind: 'compensated' };
	}
	const state = afterFailure(step.state, notFound(step, failure) ?? failure, saga.rollBack.terms, random, now);
	return { saga: withState(saga, index, state, now), kind: state.kind === 'stuck' ? 'stuck' : 'again' };
}

/**
 * What was to be reached is so already: a record that is to be deleted is not found by its id (HTTP 404, 410), one that
 * is to be created again is there (409, or PostgreSQL's 23505). Decided here and not by the classification of errors,
 * since for any other write these are failures.
 */
function isThereAlready(step: SagaStep, { status, code }: Failure): boolean {
	const operation = oppositeOf(step);
	if (operation === 'delete') return isGone(status) && step.targetId !== undefined;
	return operation === 'create' && (status === 409 || code === '23505');
}

const isGone = (status: number | undefined): boolean => status === 404 || status === 410;

/** Not found under its key: perhaps it never was created, perhaps its id is another. Only a person can tell. */
function notFound(step: SagaStep, failure: Failure): Failure | undefined {
	if (oppositeOf(step) !== 'delete' || !isGone(failure.status)) return undefined;
	return { ...finding(`It was not found, but its id in ${step.target} was never told, so it may be there under another: ${failure.message}`), ...(failure.status === undefined ? {} : { status: failure.status }) };
}

function afterFailure({ since, attempts }: Extract<StepState, { kind: 'compensating' }>, failure: Failure, terms: RetryTerms, random: number, now: number): StepState {
	const last = { ...failure, at: now };
	const tried = attempts + 1;
	const isForGood = failure.class === 'permanent' || failure.class === 'conflict' || tried >= terms.maxAttempts || now - since >= terms.maxAgeMs;
	if (isForGood) return { kind: 'stuck', at: now, last };
	return { kind: 'compensating', since, attempts: tried, dueAt: now + delayAfter(terms, tried, random, failure.retryAfterMs), last };
}
