import type { RetryTerms, SagaEntry } from '../entry';
import { recordStep, type StepReport } from './recordStep';
import { passedFinal, touched } from './saga';

/** What becomes of an effect when one of its systems refuses for good. */
export type RollBackPolicy = 'forward' | 'rollBack' | 'ask';

/** Why the step failed, and whether it may have happened all the same. */
export interface StepFailure {
	message: string;
	mayHaveHappened: boolean;
}

/**
 * A step failed for good. By policy the others are taken back from now on, a person is asked, or nothing follows. Where
 * a final step has happened, or may have, there is no way back: a person is told.
 *
 * @param terms for the compensations; frozen here
 */
export function failStep(saga: SagaEntry, report: StepReport, failure: StepFailure, policy: RollBackPolicy, terms: RetryTerms, now: number): SagaEntry {
	const known = saga.steps.find(({ target }) => target === report.target);
	const next = recordStep(saga, report, failure.mayHaveHappened ? 'unknown' : 'failed', now);
	// Another try of it was told to have succeeded.
	if (known !== undefined && known.state.kind !== 'failed' && known.state.kind !== 'unknown') return next;
	if (policy === 'forward' || next.rollBack !== undefined) return next;
	const failed = { target: report.target, because: failure.message, at: now, terms };
	const final = passedFinal(next);
	if (policy === 'ask' || final) return { ...next, asked: { ...failed, final } };
	const begun = { ...next, rollBack: failed };
	delete begun.asked;
	return begun;
}

export type AnswerResult = { ok: true; saga: SagaEntry } | { ok: false; because: 'nobodyAsked' | 'final' };

/** A person says what becomes of an effect one system of which refused for good. */
export function answer(saga: SagaEntry, choice: 'rollBack' | 'forward', now: number): AnswerResult {
	const { asked, ...rest } = saga;
	if (asked === undefined) return { ok: false, because: 'nobodyAsked' };
	if (choice === 'forward') return { ok: true, saga: touched(rest, now) };
	if (asked.final) return { ok: false, because: 'final' };
	const { target, because, at, terms } = asked;
	return { ok: true, saga: touched({ ...rest, rollBack: { target, because, at, terms } }, now) };
}
