import type { SagaEntry } from '../entry';
import { withState } from './saga';

/**
 * A person has looked at a step that could not be taken back: it is to be tried again, or it was taken back by hand.
 * A final step is never tried.
 *
 * @returns undefined if there is nothing of the kind
 */
export function resolveStuck(saga: SagaEntry, target: string, how: 'again' | 'handled', now: number): SagaEntry | undefined {
	const index = saga.steps.findIndex((step) => step.target === target && step.state.kind === 'stuck');
	const step = saga.steps[index];
	if (step === undefined || (how === 'again' && step.final)) return undefined;
	if (how === 'handled') return withState(saga, index, { kind: 'compensated', at: now, by: 'person' }, now);
	return withState(saga, index, { kind: 'compensating', since: now, attempts: 0, dueAt: now }, now);
}
