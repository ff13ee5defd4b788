import type { Failure, SagaEntry, SagaStep, StepState } from '../entry';

/** An effect over several systems of which nothing was reported yet. `record`: the key as text. */
export function newSaga(id: string, record: string, keepMs: number, now: number): SagaEntry {
	return { kind: 'saga', id, record, steps: [], keepMs, expiresAt: now + keepMs };
}

/** Whether the step's effect is, or may be, there. */
export function hasEffect({ state }: SagaStep): boolean {
	return state.kind !== 'failed' && state.kind !== 'compensated';
}

/** The saga with one step in another state, kept for another while. */
export function withState(saga: SagaEntry, index: number, state: StepState, now: number): SagaEntry {
	return touched({ ...saga, steps: saga.steps.map((step, i) => (i === index ? { ...step, state } : step)) }, now);
}

export function touched(saga: SagaEntry, now: number): SagaEntry {
	return { ...saga, expiresAt: Math.max(saga.expiresAt, now + saga.keepMs) };
}

/** The step that is to be taken back next: the last one with an effect. -1 if none is left. */
export function headOf({ steps }: SagaEntry): number {
	return steps.findLastIndex(hasEffect);
}

/** Whatever was done is taken back: nothing of the effect is left, as far as anybody knows. */
export function isRolledBack(saga: SagaEntry): boolean {
	return saga.rollBack !== undefined && headOf(saga) < 0;
}

/** A step that is not taken back happened, or may have. */
export function passedFinal({ steps }: SagaEntry): boolean {
	return steps.some((step) => step.final && hasEffect(step));
}

/** All systems the effect is for have it: there is nothing left that could be taken back. */
export function isComplete({ steps, rollBack }: SagaEntry, targets: readonly string[]): boolean {
	if (rollBack !== undefined || targets.length === 0) return false;
	return targets.every((target) => steps.some((step) => step.target === target && step.state.kind === 'done'));
}

/**
 * When it may be forgotten, in ms since 1970. Not while something is to be taken back or a person is asked: what was
 * there before would be gone, and nobody would hear of it.
 */
export function sagaExpiresAt(saga: SagaEntry): number {
	const isOpen = saga.asked !== undefined || (saga.rollBack !== undefined && headOf(saga) >= 0);
	return isOpen ? Infinity : saga.expiresAt;
}

/** A failure that no app told: the queue's own finding. */
export function finding(message: string): Failure {
	return { class: 'permanent', message, mayHaveHappened: false };
}
