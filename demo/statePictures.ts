import { join } from 'node:path';
import type { Editor } from '../test/e2e/support/editor';
import { IMAGES } from './pictures';
import type { WorkflowDefinition } from './platform';
import type { World } from './world';

const TYPE = 'syncStatePostgreSqlApi';
const MARGIN = 12;

/** A node whose state is in PostgreSQL, one that copies it there, and the form of the credential. */
export async function picturesOfTheState({ n8n: { client, url }, postgres }: World, editor: Editor): Promise<void> {
	const { page } = editor;
	const fields = { ...postgres.login(), schema: 'sync_kit', tls: 'disable', poolSize: 5, ca: '', encryptionSecret: '' };
	const credential = await client.createCredential('Sync state', TYPE, fields);
	const ours = (name: string, type: string, y: number, parameters: object): WorkflowDefinition['nodes'][number] => ({
		id: name, name, type: `n8n-nodes-sync-kit.${type}`, typeVersion: 1, position: [260, y], parameters: { sync: 'orders', ...parameters }, credentials: { [TYPE]: credential },
	});
	const { id } = await client.createWorkflow({
		name: 'Orders',
		nodes: [
			ours('Each Order Once', 'idempotencyGuard', 0, { operation: 'claim', stateIn: 'postgres', keyFields: 'orderNumber' }),
			ours('Into the Database', 'syncHealthReporter', 200, { operation: 'copyState' }),
		],
		connections: {},
		settings: { executionOrder: 'v1' },
	});
	await editor.openWorkflow(id);
	for (const { node, name, lastField } of [
		{ node: 'Each Order Once', name: 'state', lastField: 'stateNamespace' },
		{ node: 'Into the Database', name: 'copy-state', lastField: 'sourceAfterwards' },
	]) {
		await editor.openNode(node);
		// With the hint below it.
		const last = editor.field(lastField).locator('xpath=ancestor::*[@data-test-id="parameter-item"][1]');
		await last.waitFor();
		// Where the pointer lies, n8n shows buttons.
		await page.mouse.move(0, 0);
		const [panel, end] = [(await editor.parameters.first().boundingBox())!, (await last.boundingBox())!];
		await editor.screenshot(join(IMAGES, `${name}.png`), { x: panel.x, y: panel.y, width: panel.width, height: end.y + end.height + MARGIN - panel.y });
		await editor.closeNode();
	}

	// High enough for the whole form.
	await page.setViewportSize({ width: 1_200, height: 1_500 });

	await page.goto(`${url}/home/credentials/${credential.id}`);
	const form = editor.at('editCredential-modal');
	await form.waitFor();
	// n8n tests it when it is opened.
	await form.getByText('Connection tested successfully').waitFor();
	await form.getByRole('button', { name: 'Retry' }).waitFor();
	await page.mouse.move(0, 0);
	await page.waitForTimeout(500);
	await editor.screenshot(join(IMAGES, 'state-credential.png'), (await form.boundingBox())!);
}
