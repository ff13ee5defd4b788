import type { Editor } from '../test/e2e/support/editor';
import { importTemplate } from './importTemplate';
import { picturesOfPanels } from './pictures';
import { itemsOf, until, type Execution, type WorkflowDefinition } from './platform';
import type { World } from './world';

/** The customer whose row somebody at the ERP is working on. */
const LOCKED = 'BERGS';
const NEEDS_ATTENTION = 2;

/**
 * Sync Outcome and Retry Queue at work: a change the ERP does not take waits, is handed out again, and refused once more
 * it is told to a person.
 * What waits is remembered by production runs only, so the template is published for a while.
 */
export async function picturesOfTheQueue(world: World, editor: Editor): Promise<void> {
	const { n8n: { client }, crm, erp } = world;
	const id = await importTemplate(world, 'two-way-with-retries', quicker);
	await client.activate(id);
	try {
		// The first rounds find both systems the same; only then somebody changes something.
		await found(world, id, (execution) => execution.status === 'success' && itemsOf(execution, 'Reconcile', 3).length > 0);
		await erp.failWrites(LOCKED);
		crm.edit(LOCKED, { contactName: 'Christina Lindqvist' });
		const due = await found(world, id, (execution) => itemsOf(execution, 'Take Due').length > 0 && itemsOf(execution, 'ERP Outcome', NEEDS_ATTENTION).length > 0);
		await picturesOfPanels(editor, { workflowId: id, executionId: due.id, panels: [
			{ node: 'Take Due', name: 'retry-queue', prepare: async () => await editor.showOutput('Due') },
			{ node: 'ERP Outcome', name: 'sync-outcome', prepare: async () => await editor.showOutput('Needs Attention') },
		] });
	} finally {
		await erp.allowWrites();
		await client.deactivate(id);
	}
}

/** Seconds in the place of minutes, and two tries in the place of eight. */
function quicker({ nodes }: WorkflowDefinition): void {
	const every = (secondsInterval: number): object => ({ interval: [{ field: 'seconds', secondsInterval }] });
	for (const { name, type, parameters } of nodes) {
		if (name === 'Every 5 Minutes') parameters['rule'] = every(4);
		if (name === 'Every Minute') parameters['rule'] = every(3);
		// So n8n's Postgres node hands on what the database said.
		if (name === 'ERP: Update') parameters['options'] = { queryBatching: 'single' };
		if (type.endsWith('.syncOutcome')) parameters['options'] = { baseSeconds: 4, maxAttempts: 2 };
	}
}

/** The first execution of the workflow that is so. */
async function found({ n8n: { client } }: World, workflowId: string, is: (execution: Execution) => boolean): Promise<Execution> {
	const seen = new Set<string>();
	return await until('an execution for the pictures', async () => {
		for (const { id, status } of await client.executions(workflowId, { limit: 50 })) {
			if (status === 'running' || status === 'new' || seen.has(id)) continue;
			seen.add(id);
			const execution = await client.execution(id);
			if (is(execution)) return execution;
		}
		return undefined;
	}, { timeoutMs: 120_000, everyMs: 500 });
}
