import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Editor } from '../test/e2e/support/editor';
import { importTemplate } from './importTemplate';
import { pictureOfPage, picturesOfPanels, type Panel } from './pictures';
import { itemsOf, type Execution, type WorkflowDefinition } from './platform';
import { picturesOfTheQueue } from './queuePictures';
import { picturesOfTheState } from './statePictures';
import type { World } from './world';

interface Run {
	workflowId: string;
	execution: Execution;
}

/**
 * Nodes of the other templates, each with what a run by hand left in it, and the two pages they make. The runs write
 * to the ERP: this comes last.
 */
export async function picturesOfTemplates(world: World): Promise<void> {
	const { n8n } = world;
	await n8n.client.deactivate(world.workflowId);
	const editor = await Editor.open(n8n, { width: 1500, height: 860 });
	try {
		const panels = async ({ workflowId, execution }: Run, ...shown: Panel[]): Promise<void> =>
			await picturesOfPanels(editor, { workflowId, executionId: execution.id, panels: shown });

		const matrix = await run(world, 'three-systems', 'Who Owns What');
		await panels(matrix, { node: 'The Ownership Matrix', name: 'sync-profile', prepare: async () => await editor.scrollTo('name') });
		const matrixPage = await run(world, 'three-systems', 'Who Owns What', asPage);
		const checked = await run(world, 'map-and-check', 'Start', asPage);
		const linked = await run(world, 'first-sync-with-linking', 'Run Once');
		await panels(linked, { node: 'Match', name: 'record-linker', prepare: async () => {
			await editor.scrollTo('sync');
			await editor.showOutput('Linked');
		} });
		const changed = await run(world, 'one-way-list', 'Every Hour');
		await panels(changed, { node: 'What Changed', name: 'change-detector', prepare: async () => await editor.showOutput('Changed') });

		const read = await run(world, 'changes-since-checkpoint', 'Every 15 Minutes');
		await panels(read, { node: 'What Was Read', name: 'sync-checkpoint', prepare: async () => await editor.showOutput('Items') });
		await picturesOfTheQueue(world, editor);
		await picturesOfTheState(world, editor);

		await pictureOfPage(n8n, { page: saved(world, matrixPage, 'The Ownership Matrix'), name: 'ownership-matrix', height: 1040 });
		await pictureOfPage(n8n, { page: saved(world, checked, 'Check Mapping'), name: 'check-mapping', height: 1000 });
	} finally {
		await editor.close();
	}
}

/** Imports a template, and runs it by hand. */
async function run(world: World, template: string, trigger: string, change?: (definition: WorkflowDefinition) => void): Promise<Run> {
	const { client } = world.n8n;
	const id = await importTemplate(world, template, change);
	return { workflowId: id, execution: await client.waitForExecution(await client.runManually(id, trigger)) };
}

/** Check Mapping and Explain with a page as their output. */
function asPage({ nodes }: WorkflowDefinition): void {
	for (const { name, parameters } of nodes) {
		if (name === 'Check Mapping') parameters['checkOutput'] = 'html';
		if (name === 'The Ownership Matrix') parameters['explainOutput'] = 'html';
	}
}

/** The page a node made, as a file. */
function saved({ folder }: World, { execution }: Run, node: string): string {
	const page = itemsOf(execution, node)[0]?.json['html'];
	if (typeof page !== 'string') throw new Error(`"${node}" made no page: ${execution.error?.message ?? execution.status}`);
	const file = join(folder, `${node}.html`);
	writeFileSync(file, page);
	return file;
}
