import { join } from 'node:path';
import type { Editor } from '../test/e2e/support/editor';
import { IMAGES } from './pictures';
import type { World } from './world';

const TYPE = 'syncStatePostgreSqlApi';
const MARGIN = 12;

/** A node whose state is in PostgreSQL, and the form of the credential. */
export async function picturesOfTheState({ n8n: { client, url }, postgres }: World, editor: Editor): Promise<void> {
	const { page } = editor;
	const fields = { ...postgres.login(), schema: 'sync_kit', tls: 'disable', poolSize: 5, ca: '', encryptionSecret: '' };
	const credential = await client.createCredential('Sync state', TYPE, fields);
	const name = 'Each Order Once';
	const { id } = await client.createWorkflow({
		name: 'Orders',
		nodes: [
			{ id: 'trigger', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
			{
				id: 'guard', name, type: 'n8n-nodes-sync-kit.idempotencyGuard', typeVersion: 1, position: [260, 0],
				parameters: { operation: 'claim', sync: 'orders', stateIn: 'postgres', keyFields: 'orderNumber' }, credentials: { [TYPE]: credential },
			},
		],
		connections: { Start: { main: [[{ node: name, type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	});
	await editor.openWorkflow(id);
	await editor.openNode(name);
	// Where the pointer lies, n8n shows buttons.
	await page.mouse.move(0, 0);
	const [panel, last] = [await editor.parameters.first().boundingBox(), await editor.field('stateNamespace').boundingBox()];
	if (panel === null || last === null) throw new Error('The panel shows no Namespace');
	const top = panel.y - MARGIN;
	await editor.screenshot(join(IMAGES, 'state.png'), { x: panel.x - MARGIN, y: top, width: panel.width + 2 * MARGIN, height: last.y + last.height + MARGIN - top });
	await editor.closeNode();

	// High enough for the whole form.
	await page.setViewportSize({ width: 1_200, height: 1_500 });

	await page.goto(`${url}/home/credentials/${credential.id}`);
	const form = editor.at('editCredential-modal');
	await form.waitFor();
	// n8n tests it when it is opened.
	await form.getByText('Connection tested successfully').waitFor();
	await editor.screenshot(join(IMAGES, 'state-credential.png'), (await form.boundingBox())!);
}
