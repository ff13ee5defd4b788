import type { Operation } from '../../record/envelope';
import type { SagaEntry, SagaStep, StepState } from '../entry';
import { finding, hasEffect, passedFinal, touched } from './saga';

/** What is told of one system's part of an effect. */
export interface StepReport {
	target: string;
	operation: Operation;
	targetId?: unknown;
	/** What was there before an update or a delete, if anybody kept it. */
	before?: unknown;
	final: boolean;
	/** Which try: 0 for the first, for others the token of the queue's lease. The same try told twice is one. */
	attempt: number;
}

/** `unknown`: nobody answered, so it may have happened. `failed`: it surely did not. */
export type StepOutcome = 'done' | 'unknown' | 'failed';

/**
 * Remembers what became of a step. What was once done stays done; what may have happened stays so until it is known to
 * have. A step that turns out to have happened while the others are taken back is taken back, too: also one that was
 * taken back already, when another try of it has happened since.
 */
export function recordStep(saga: SagaEntry, report: StepReport, outcome: StepOutcome, now: number): SagaEntry {
	const known = saga.steps.find(({ target }) => target === report.target);
	const told = known === undefined ? firstOf(report, outcome, now) : again(known, report, outcome, now);
	const step = told.final && saga.rollBack !== undefined && hasEffect(told) ? { ...told, state: lateFinal(now) } : told;
	// What has happened only now, or once more, is the last thing that happened.
	const isLast = known === undefined || (step.state.kind !== known.state.kind && !hasEffect(known)) || isAnew(known, step);
	const steps = isLast ? [...saga.steps.filter((one) => one !== known), step] : saga.steps.map((one) => (one === known ? step : one));
	const next = touched({ ...saga, steps }, now);
	const isAnswered = outcome === 'done' && saga.asked?.target === report.target;
	if (isAnswered) delete next.asked;
	else if (next.asked !== undefined) next.asked = { ...next.asked, final: passedFinal(next) };
	return next;
}

function firstOf({ attempt, ...report }: StepReport, outcome: StepOutcome, now: number): SagaStep {
	return { ...report, tries: outcome === 'failed' ? [] : [{ attempt, done: outcome === 'done' }], state: { kind: outcome, at: now } };
}

function again(step: SagaStep, report: StepReport, outcome: StepOutcome, now: number): SagaStep {
	if (outcome === 'failed') return step;
	// Nothing had happened yet: this try alone says what is to be taken back.
	if (step.state.kind === 'failed') return firstOf(report, outcome, now);
	const done = outcome === 'done';
	const isNews = !step.tries.some((one) => one.attempt === report.attempt && (one.done || !done));
	// The first pre-image is the true one: a later one may already show the effect.
	const before = 'before' in step ? step.before : report.before;
	const targetId = step.targetId ?? report.targetId;
	const state = afterEffect(step, outcome, { isNews, learnsId: step.targetId === undefined && targetId !== undefined }, now);
	return {
		...step,
		...(before === undefined ? {} : { before }),
		...(targetId === undefined ? {} : { targetId }),
		final: step.final || report.final,
		tries: isNews ? [...step.tries, { attempt: report.attempt, done }] : step.tries,
		state,
	};
}

function afterEffect({ state }: SagaStep, outcome: 'done' | 'unknown', { isNews, learnsId }: { isNews: boolean; learnsId: boolean }, now: number): StepState {
	const anew: StepState = { kind: 'compensating', since: now, attempts: 0, dueAt: now };
	switch (state.kind) {
		case 'unknown':
			return outcome === 'done' ? { kind: 'done', at: now } : state;
		case 'compensating':
			// Whoever is taking it back may have come before this effect: from here on that does not count.
			return isNews && state.token !== undefined ? anew : state;
		case 'compensated':
			return isNews ? anew : state;
		case 'stuck':
			return learnsId ? anew : state;
		default:
			return state;
	}
}

/** It was handed out to be taken back, and that no longer counts. */
function isAnew({ state: before }: SagaStep, { state }: SagaStep): boolean {
	return before.kind === 'compensating' && before.token !== undefined && state.kind === 'compensating' && state.token === undefined;
}

function lateFinal(now: number): StepState {
	return { kind: 'stuck', at: now, last: { ...finding('It was done after the roll back had begun, and it is declared final: neither it nor what was done before it is taken back by itself.'), at: now } };
}
