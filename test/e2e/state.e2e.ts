import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8n, itemsOf } from '../../demo/platform';
import { activate, count, deliver, figure, replace, stored } from './support/deliveries';
import { flood } from './support/flood';
import { chain, guard, node, webhook, type Verdict } from './support/guardWorkflow';

let folder: string;
let n8n: N8n;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'sync-kit-state-'));
	n8n = await N8n.start({ tarball: process.env['SYNC_KIT_TARBALL']!, userFolder: join(folder, 'n8n'), log: join(folder, 'n8n.log') });
});
afterAll(async () => {
	await n8n?.stop();
	rmSync(folder, { recursive: true, force: true });
});

test('300 deliveries of different keys over 30 connections: every one is stored', async () => {
	const workflow = await activate(n8n, chain('flood', [webhook('flood'), guard()]));
	await deliver(n8n, 'flood', { id: 'first' });
	const ids = Array.from({ length: 300 }, (_, i) => `k${i}`);
	const verdicts = await flood(ids, 30, async (id) => await deliver(n8n, 'flood', { id }));
	expect(count(verdicts)).toEqual({ new: 300 });
	const size = await stored(n8n, workflow.id).size();
	figure(`300 different keys over 30 connections: ${size} of 301 stored, ${stored(n8n, workflow.id).bytes} bytes`);
	expect(size).toBe(301);
});

test('1,000 deliveries of one key at once: one New', async () => {
	await activate(n8n, chain('one key', [webhook('one-key'), guard()]));
	const verdicts = await flood(Array.from({ length: 1000 }), 200, async () => await deliver(n8n, 'one-key', { id: 'the one' }));
	figure(`1,000 deliveries of one key: ${JSON.stringify(count(verdicts))}`);
	expect(count(verdicts)).toEqual({ new: 1, duplicate: 999 });
});

test('SIGTERM and restart: everything is known', async () => {
	const workflow = await activate(n8n, chain('restart', [webhook('restart'), guard()]));
	const ids = Array.from({ length: 50 }, (_, i) => `k${i}`);
	await flood(ids, 10, async (id) => await deliver(n8n, 'restart', { id }));
	await n8n.restart();
	await n8n.client.waitForWebhooks(workflow.id);
	expect(count(await flood(ids, 10, async (id) => await deliver(n8n, 'restart', { id })))).toEqual({ duplicate: 50 });
});

test('two syncs in one workflow do not meet, a renamed node keeps its state, a copy of the workflow starts fresh', async () => {
	const definition = chain('names', [webhook('names'), guard({ sync: 'one' }, 'One'), guard({ sync: 'two' }, 'Two')]);
	const workflow = await activate(n8n, definition);
	expect(await deliver(n8n, 'names', { id: 1 })).toBe('new');
	expect(await deliver(n8n, 'names', { id: 1 })).toBe('duplicate');
	const renamed = chain('names', [definition.nodes[0]!, definition.nodes[1]!, { ...definition.nodes[2]!, name: 'Another Name' }]);
	await replace(n8n, workflow.id, renamed);
	expect(await deliver(n8n, 'names', { id: 1 })).toBe('duplicate');

	const onlyOne = chain('names', [definition.nodes[0]!, { ...definition.nodes[1]!, parameters: { ...definition.nodes[1]!.parameters, sync: 'three' } }]);
	await replace(n8n, workflow.id, onlyOne);
	expect(await deliver(n8n, 'names', { id: 1 })).toBe('new');

	const copy = chain('copy', [webhook('copy'), guard({ sync: 'one' }, 'One')]);
	await activate(n8n, copy);
	expect(await deliver(n8n, 'copy', { id: 1 })).toBe('new');
});

test('a test run in the editor shows true behaviour, says so and changes nothing', async () => {
	const trigger = node('Start', 'n8n-nodes-base.manualTrigger');
	const data = node('Data', 'n8n-nodes-base.code', { jsCode: 'return [{ json: { body: { id: "seen" } } }, { json: { body: { id: "unseen" } } }];' }, 2);
	const test = guard();
	const definition = chain('test run', [trigger, data, test]);
	const hook = webhook('test-run');
	definition.nodes.push(hook);
	definition.connections[hook.name] = { main: [[{ node: test.name, type: 'main', index: 0 }]] };
	const workflow = await activate(n8n, definition);
	await deliver(n8n, 'test-run', { id: 'seen' });
	const before = n8n.staticDataText(workflow.id);
	for (let i = 0; i < 2; i += 1) {
		const run = await n8n.client.waitForExecution(await n8n.client.runManually(workflow.id, 'Start'));
		expect(run.error).toBeUndefined();
		expect(itemsOf(run, 'Guard').map(({ json }) => (json as unknown as Verdict)._sync.verdict)).toEqual(['duplicate', 'new']);
		expect(JSON.stringify(run.runs['Guard']![0]!.hints)).toMatch(/scratch copy/);
	}
	expect(n8n.staticDataText(workflow.id)).toBe(before);
	expect(await deliver(n8n, 'test-run', { id: 'unseen' })).toBe('new');
});
