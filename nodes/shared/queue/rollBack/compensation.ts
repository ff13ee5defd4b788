import type { Operation } from '../../record/envelope';
import type { SagaEntry, SagaStep } from '../entry';

/** A write that takes a step back, handed out to be made. */
export interface Compensation {
	/** The effect's id. */
	saga: string;
	/** The step's place in the saga when it was handed out; the token says which one is meant. */
	step: number;
	/** Only the holder of the newest one may settle it. */
	token: number;
	record: string;
	target: string;
	operation: Operation;
	targetId?: unknown;
	/** What is to be there again; undefined for a delete. */
	payload?: unknown;
	/** Why, in words. */
	reason: string;
	/** 1 for the first try. */
	attempt: number;
	/** The same for every try of it. */
	changeId: string;
}

/** What takes a step back. */
const OPPOSITE: Record<Operation, Operation> = { create: 'delete', update: 'update', delete: 'create' };

export function oppositeOf({ operation }: SagaStep): Operation {
	return OPPOSITE[operation];
}

/** @returns why the step cannot be taken back, or undefined if it can */
export function whyNot(step: SagaStep): string | undefined {
	if (step.operation === 'create' || step.before !== undefined) return undefined;
	const what = step.operation === 'update' ? 'what it held before was not kept' : 'what it held was not kept';
	return `The ${step.operation} cannot be taken back: ${what} (_sync.before was missing).`;
}

export function compensationFor(saga: SagaEntry, index: number, token: number): Compensation {
	const step = saga.steps[index]!;
	const operation = oppositeOf(step);
	const attempts = step.state.kind === 'compensating' ? step.state.attempts : 0;
	return {
		saga: saga.id,
		step: index,
		token,
		record: saga.record,
		target: step.target,
		operation,
		...(step.targetId === undefined ? {} : { targetId: step.targetId }),
		...(operation === 'delete' ? {} : { payload: step.before }),
		reason: reasonFor(saga, step),
		attempt: attempts + 1,
		changeId: `${saga.id}/rollBack/${step.target}`,
	};
}

function reasonFor({ rollBack }: SagaEntry, { operation, state }: SagaStep): string {
	const may = state.kind === 'unknown' ? `The ${operation} may have happened, since nobody answered` : `The ${operation} was done`;
	return `${may}, but ${rollBack!.target} refused for good: ${rollBack!.because}`;
}
