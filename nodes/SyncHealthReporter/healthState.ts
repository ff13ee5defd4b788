import type { IExecuteFunctions } from 'n8n-workflow';
import type { IfStateLost } from '../shared/n8n/descriptions';
import { failNode } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import type { StateStore } from '../shared/state/port';
import { HEALTH_KEY, healthCollection, readDocument, writeDocument, type DocumentProblem } from './document';
import { emptyHealth, type Health } from './health';

/**
 * One atomic look at the health, in which `change` may change it.
 *
 * @param change returns what the caller wants to know, and whether the health is to be kept as it now is
 * @throws NodeOperationError if the document cannot be read and the user did not choose to start over
 */
export async function withHealth<R>(
	ctx: IExecuteFunctions,
	store: StateStore,
	ifLost: IfStateLost,
	change: (health: Health, now: number) => { result: R; keep: boolean },
): Promise<R> {
	const done = await store.transact(healthCollection, [HEALTH_KEY], (tx) => {
		const read = readDocument(tx.get(0));
		if (read.kind === 'unreadable' && ifLost === 'stop') return read;
		const health = read.kind === 'health' ? read.health : emptyHealth();
		const { result, keep } = change(health, tx.now);
		if (keep) tx.set(0, writeDocument(health));
		return { kind: 'done' as const, result };
	});
	if (done.kind === 'unreadable') failNode(ctx, ...explain(done.problem));
	return done.result;
}

function explain(problem: DocumentProblem): [string, string] {
	const way = 'Or set the option "If Memory Is Lost" to Start Over: health is counted from nothing then, and nothing else is forgotten.';
	if (problem === 'newer') {
		return ['The health of this sync was written by a newer version of n8n-nodes-sync-kit', `Update the package to that version again. ${way}`];
	}
	return ['The health of this sync is damaged and cannot be read', `Restore the workflow from a backup. ${way}`];
}

/** Opens the sync's state as this node's parameters say. */
export async function openHealth(ctx: IExecuteFunctions): Promise<{ sync: string; store: StateStore; ifLost: IfStateLost }> {
	const sync = ctx.getNodeParameter('sync', 0) as string;
	const ifLost = ctx.getNodeParameter('options.ifStateLost', 0, 'stop') as IfStateLost;
	return { sync, store: await openState(ctx, sync, ifLost), ifLost };
}
