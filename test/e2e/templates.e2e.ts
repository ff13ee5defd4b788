import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8n, type WorkflowDefinition } from '../../demo/platform';
import { activate } from './support/deliveries';
import { startEffects, type Effects } from './support/effects';
import { flood } from './support/flood';

// The two-way template is run by demo.e2e.ts.

let folder: string;
let n8n: N8n;
let effects: Effects;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'sync-kit-templates-'));
	effects = await startEffects();
	n8n = await N8n.start({ tarball: process.env['SYNC_KIT_TARBALL']!, userFolder: join(folder, 'n8n'), log: join(folder, 'n8n.log') });
});
afterAll(async () => {
	await n8n?.stop();
	effects?.close();
	rmSync(folder, { recursive: true, force: true });
});

test('each-delivery-once: five deliveries at once do the work once; a failed try is let through again; a repeat gets the first result', async () => {
	const text = readFileSync(join(__dirname, '../../templates/each-delivery-once.json'), 'utf8').replaceAll('https://app.example.com/orders', effects.url);
	await activate(n8n, JSON.parse(text) as WorkflowDefinition);
	const send = async (body: object) => await n8n.client.webhook('each-delivery-once', body);

	await flood([1, 2, 3, 4, 5], 5, async () => await send({ id: 'a', total: 10 }));
	expect(effects.ids).toEqual(['a']);

	effects.failNext = 1;
	await send({ id: 'b', total: 20 });
	expect(effects.ids).toEqual(['a']);
	await send({ id: 'b', total: 20 });
	expect(effects.ids).toEqual(['a', 'b']);

	const repeat = await send({ id: 'b', total: 20 });
	expect(repeat.body).toMatchObject({ _sync: { verdict: 'duplicate', result: { number: 2 } } });
	const other = await send({ id: 'b', total: 21 });
	expect(other.body).toMatchObject({ _sync: { verdict: 'mismatch' } });
	expect(effects.ids).toEqual(['a', 'b']);
});
