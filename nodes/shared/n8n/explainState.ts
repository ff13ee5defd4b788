import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { StateProblem } from '../state/port';

/** A sentence at the node's output. */
export function hint(ctx: IExecuteFunctions, message: string, type: 'info' | 'warning' = 'info'): void {
	ctx.addExecutionHints({ message, type, location: 'outputPane' });
}

const RESET = 'choose the operation Reset Memory in one of the nodes of this sync, or set the option "If Memory Is Lost" to Start Over';

const EXPLANATIONS: Record<StateProblem['kind'], { what: string; todo: string }> = {
	database: {
		what: 'The state database could not be used',
		todo: 'Run it again when the database is back.',
	},
	lost: {
		what: 'The memory of this sync is missing',
		todo: `If this run was repeated by n8n after a crash, or continued after a long Wait and a restart, n8n started it without the workflow's memory: run it again, nothing is lost. If every run says this, the memory is gone: ${RESET}. Nothing was let through.`,
	},
	corrupt: {
		what: 'The memory of this sync is damaged',
		todo: `Nothing was let through. Restore the workflow from a backup, or, to begin again with an empty memory, ${RESET}.`,
	},
	newer: {
		what: 'The memory of this sync was written by a newer version of n8n-nodes-sync-kit',
		todo: `Nothing was let through. Update the package to that version again, or, to begin again with an empty memory, ${RESET}.`,
	},
	moved: {
		what: 'The memory of this sync was copied elsewhere and is closed here',
		todo: 'Set State in this node to where the memory is now.',
	},
	unreachable: {
		what: 'n8n\'s database did not answer, so it is not known what this sync remembers',
		todo: 'Nothing was let through. Run it again when the database is back.',
	},
	severalProcesses: {
		what: 'Several n8n processes write the memory of this sync',
		todo: 'Workflow static data holds for one n8n process only; with several (queue mode, two main processes, n8n execute beside a running n8n) duplicates get through. Run this workflow in one process. Nothing was let through.',
	},
};

/** What went wrong with the state of a sync as the user's error: what, and what to do. Other errors stay what they are. */
export function explained(ctx: IExecuteFunctions, sync: string, error: unknown): Error {
	if (!(error instanceof StateProblem)) return error as Error;
	const { what, todo } = EXPLANATIONS[error.kind];
	const description = error.advice === undefined ? todo : `${error.advice} Nothing was let through.`;
	return new NodeOperationError(ctx.getNode(), `${what} ("${sync}": ${error.message})`, { description });
}
