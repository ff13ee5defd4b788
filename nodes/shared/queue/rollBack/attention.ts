import type { FailureAt, SagaEntry, SagaStep } from '../entry';
import { oppositeOf } from './compensation';

/** What a person must be told about an effect over several systems. */
export interface SagaAlert {
	/** `over`: what was told before needs nobody any more. */
	kind: 'new' | 'over';
	/**
	 * `ask`: shall it be taken back? · `final`: it cannot be, a final step is done · `stuck`: a step could not be taken
	 * back. For `over`, the reason that was told.
	 */
	reason: 'ask' | 'final' | 'stuck';
	record: string;
	/** The system it is about. */
	target: string;
	/** The id of the record there, where it is known. */
	targetId?: unknown;
	failure?: FailureAt;
	/** One sentence a system: what was done there, and whether it was taken back. */
	tried: string;
	whatToDo: string;
}

type Reason = Omit<SagaAlert, 'kind' | 'record' | 'tried'>;

/**
 * What has to be said now, once: when something first needs a person, when the reason changes, and when it is over.
 * The saga returned remembers that it was said.
 */
export function takeAlert(saga: SagaEntry): { saga: SagaEntry; alert?: SagaAlert } {
	const reason = reasonOf(saga);
	const { record, alerted } = saga;
	const about = reason === undefined ? undefined : [reason.reason, reason.target, reason.failure?.message ?? ''].join('\n');
	if (about === alerted) return { saga };
	const tried = tellSteps(saga);
	if (reason !== undefined) return { saga: { ...saga, alerted: about! }, alert: { kind: 'new', record, tried, ...reason } };
	const { alerted: told, ...rest } = saga;
	const [was, target] = told!.split('\n') as [SagaAlert['reason'], string];
	return { saga: rest, alert: { kind: 'over', record, tried, reason: was, target, whatToDo: 'Nothing.' } };
}

function reasonOf({ steps, asked }: SagaEntry): Reason | undefined {
	if (asked !== undefined) return askedReason(asked.target, asked.final);
	// A late final step holds up all others; else the last is the one that holds up.
	const step = steps.findLast(({ state, final }) => final && state.kind === 'stuck') ?? steps.findLast(({ state }) => state.kind === 'stuck');
	return step?.state.kind === 'stuck' ? stuckReason(step, step.state.last) : undefined;
}

function askedReason(target: string, final: boolean): Reason {
	return final
		? { reason: 'final', target, whatToDo: `A final step is done, so nothing is taken back. Mend what ${target} refused and send it again: Retry Queue, operation Redrive.` }
		: { reason: 'ask', target, whatToDo: `Either mend what ${target} refused and send it again (Retry Queue, operation Redrive), or take back what the other systems did (Retry Queue, operation Roll Back).` };
}

function stuckReason(step: SagaStep, failure: FailureAt): Reason {
	const { target, targetId } = step;
	const undo = { create: 'create it again', update: 'set it back to what it held before', delete: 'delete it' }[oppositeOf(step)];
	return {
		reason: 'stuck',
		target,
		...(targetId === undefined ? {} : { targetId }),
		failure,
		whatToDo: `Look at the record in ${target} and ${undo} by hand, then say so (Retry Queue, operation Roll Back, Taken Back by Hand)${step.final ? '' : ', or mend the cause and have it tried again (Try Again)'}. What was done before it waits for that.`,
	};
}

/** One sentence a system, in the order things were done. */
export function tellSteps({ steps, asked, rollBack }: SagaEntry): string {
	const failed = rollBack ?? asked;
	const sentences = steps.map((step) => `${step.target}: ${step.operation} ${tellState(step)}.`);
	return [...sentences, ...(failed === undefined ? [] : [`${failed.target} refused for good: ${failed.because}`])].join(' ');
}

function tellState({ state }: SagaStep): string {
	switch (state.kind) {
		case 'done':
			return 'done';
		case 'unknown':
			return 'perhaps done (nobody answered)';
		case 'failed':
			return 'not done';
		case 'compensating':
			return state.attempts === 0 ? 'being taken back' : `being taken back, ${state.attempts} ${state.attempts === 1 ? 'try' : 'tries'} so far`;
		case 'compensated':
			return state.by === 'person' ? 'taken back by hand' : 'taken back';
		case 'stuck':
			return `not taken back (${state.last.message})`;
	}
}
