import type { Editor } from '../test/e2e/support/editor';
import { importTemplate } from './importTemplate';
import { picturesOfPanels } from './pictures';
import { itemsOf, until, type Execution, type WorkflowDefinition } from './platform';
import type { World } from './world';

const MOST_TURNS = 60;
/** The customer whose row somebody at the ERP is working on. */
const LOCKED = 'BERGS';

/**
 * Sync Outcome and Retry Queue at work: of two changes the ERP takes one, the other waits and is handed out again.
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
		crm.edit('ANATR', { contactTitle: 'Managing Director' });
		const refused = await found(world, id, (execution) => itemsOf(execution, 'ERP Outcome').some(({ json }) => verdictOf(json) === 'parked'));
		const due = await found(world, id, (execution) => itemsOf(execution, 'Take Due').length > 0 && itemsOf(execution, 'ERP Outcome').length > 0);
		await picturesOfPanels(editor, { workflowId: id, executionId: refused.id, panels: [{ node: 'ERP Outcome', name: 'sync-outcome', prepare: async () => await showParked(editor) }] });
		await picturesOfPanels(editor, { workflowId: id, executionId: due.id, panels: [{ node: 'Take Due', name: 'retry-queue', prepare: async () => await editor.showOutput('Due') }] });
	} finally {
		await erp.allowWrites();
		await client.deactivate(id);
	}
}

/** What was taken and what was parked, without the error between. */
async function showParked(editor: Editor): Promise<void> {
	await editor.showOutput('Settled');
	await editor.output.hover();
	// n8n draws only what is seen of the JSON: it is turned until the word is there, and a little more.
	const parked = editor.output.getByText('"parked"').first();
	for (let turns = 0; turns < MOST_TURNS && !(await parked.isVisible()); turns += 1) {
		await editor.page.mouse.wheel(0, 120);
		await editor.page.waitForTimeout(150);
	}
	await editor.page.mouse.wheel(0, 160);
	await editor.page.waitForTimeout(500);
}

/** Seconds in the place of minutes. */
function quicker({ nodes }: WorkflowDefinition): void {
	const every = (secondsInterval: number): object => ({ interval: [{ field: 'seconds', secondsInterval }] });
	for (const { name, type, parameters } of nodes) {
		if (name === 'Every 5 Minutes') parameters['rule'] = every(4);
		if (name === 'Every Minute') parameters['rule'] = every(3);
		if (type.endsWith('.syncOutcome')) parameters['options'] = { baseSeconds: 4 };
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

const verdictOf = ({ _sync }: Record<string, unknown>): unknown => (_sync as Record<string, unknown> | undefined)?.['verdict'];
