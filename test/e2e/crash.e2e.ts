import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8n, sleep, until } from '../../demo/platform';
import { activate, count, deliver, figure, stored } from './support/deliveries';
import { startEffects, type Effects } from './support/effects';
import { flood } from './support/flood';
import { chain, guard, node, webhook } from './support/guardWorkflow';

let folder: string;
let n8n: N8n;
let effects: Effects;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'sync-kit-crash-'));
	effects = await startEffects();
	n8n = await N8n.start({
		tarball: process.env['SYNC_KIT_TARBALL']!,
		userFolder: join(folder, 'n8n'),
		log: join(folder, 'n8n.log'),
		// Deliveries beyond these wait in n8n's own queue; after a crash it repeats them with empty static data.
		env: { N8N_CONCURRENCY_PRODUCTION_LIMIT: '10' },
	});
});
afterAll(async () => {
	await n8n?.stop();
	effects?.close();
	rmSync(folder, { recursive: true, force: true });
});

const claimEffectComplete = (path: string) => {
	const app = node('App', 'n8n-nodes-base.httpRequest', {
		method: 'POST',
		url: effects.url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ { id: $json.body.id } }}',
		options: {},
	}, 4.2);
	const claim = guard({ outputs: 'separate', options: {} });
	const complete = node('Complete', 'n8n-nodes-sync-kit.idempotencyGuard', { operation: 'complete', sync: 'deliveries', options: {} });
	return chain(path, [webhook(path), claim, app, complete]);
};

test('kill -9 in the middle of a flood, ten times: nothing acknowledged is lost, nothing is reset', async () => {
	const workflow = await activate(n8n, chain('kill', [webhook('kill'), guard()]));
	const acknowledged: string[] = [];
	const send = async (id: string): Promise<string> => {
		const verdict = await deliver(n8n, 'kill', { id });
		acknowledged.push(id);
		return verdict;
	};
	await send('warm-up 1');
	await send('warm-up 2');
	let unfinished = 0;
	for (let round = 0; round < 10; round += 1) {
		const before = acknowledged.length;
		const answers = flood(Array.from({ length: 300 }, (_, i) => `${round}-${i}`), 60, send);
		await until('some deliveries to be acknowledged', async () => (acknowledged.length >= before + 15 + 5 * round ? true : undefined), { everyMs: 5, timeoutMs: 60_000 });
		await n8n.kill9();
		await answers;
		unfinished += n8n.database('SELECT id FROM execution_entity WHERE status IN (?, ?)', 'new', 'running').length;
		await n8n.start();
		await n8n.client.waitForWebhooks(workflow.id);
		await until('a delivery to be taken after the restart', async () => await send(`after ${round}`));
	}
	const state = stored(n8n, workflow.id);
	const lost: string[] = [];
	for (const id of acknowledged) if (!(await state.has(id))) lost.push(id);
	figure(`kill -9 in the flood, ten times: ${acknowledged.length} acknowledged, ${lost.length} lost, ${unfinished} runs were unfinished when killed`);
	expect(lost).toEqual([]);
	const again = await flood([...new Set(acknowledged)], 10, async (id) => await deliver(n8n, 'kill', { id }));
	expect(count(again)).toEqual({ duplicate: again.length });
}, 900_000);

test('kill -9 between the effect and its completion: the effect is not repeated, and the key says interrupted', async () => {
	const workflow = await activate(n8n, claimEffectComplete('effect'));
	const send = async (id: string) => await n8n.client.webhook('effect', { id });
	for (const id of ['warm-up 1', 'warm-up 2']) await send(id);
	effects.delayMs = 60_000;
	effects.ids.length = 0;
	const ids = ['a', 'b', 'c', 'd', 'e'];
	const answers = flood(ids, 5, send);
	await until('the effects to have happened', async () => (effects.ids.length === 5 ? true : undefined), { everyMs: 20 });
	await n8n.kill9();
	await answers;
	effects.delayMs = 0;
	await n8n.start();
	await n8n.client.waitForWebhooks(workflow.id);
	await send('after');
	for (const id of [...ids, ...ids]) await send(id);
	const counts = Object.fromEntries(ids.map((id) => [id, effects.ids.filter((effect) => effect === id).length]));
	figure(`kill -9 between effect and completion, delivered twice more: effects per key ${JSON.stringify(counts)}`);
	expect(counts).toEqual({ a: 1, b: 1, c: 1, d: 1, e: 1 });
});

describe('runs that n8n starts with empty static data', () => {
	const waits = (path: string) =>
		chain(path, [
			{ ...webhook(path), parameters: { ...webhook(path).parameters, responseMode: 'onReceived' } },
			guard({}, 'Before'),
			node('Wait', 'n8n-nodes-base.wait', { resume: 'timeInterval', amount: 70, unit: 'seconds' }, 1.1),
			guard({ keyFields: 'body.after', payloadFields: 'body' }, 'After'),
		]);

	test('a run resumed after a Wait of 70 s overwrites nothing, also when n8n was restarted while it slept', async () => {
		const workflow = await activate(n8n, waits('wait'));
		const send = async (id: string) => await n8n.client.webhook('wait', { id, after: `${id}, after` });
		for (const id of ['1', '2', '3', '4']) await send(id);
		const resumed = async (atLeast: number) =>
			await until('the sleeping runs to end', async () => {
				const runs = await n8n.client.executions(workflow.id, { limit: 100 });
				return runs.filter(({ status }) => status === 'success' || status === 'error').length >= atLeast ? runs : undefined;
			}, { timeoutMs: 140_000, everyMs: 1_000 });
		await resumed(4);
		expect(await stored(n8n, workflow.id).size()).toBe(8);

		for (const id of ['5', '6']) await send(id);
		await sleep(2_000);
		await n8n.restart();
		const runs = await resumed(6);
		figure(`resumed after a 70 s Wait: ${JSON.stringify(count(runs.map(({ status }) => status)))}, ${await stored(n8n, workflow.id).size()} keys stored (10 from before)`);
		const state = stored(n8n, workflow.id);
		for (const id of ['1', '2', '3', '4', '5', '6']) expect([id, await state.has(id)]).toEqual([id, true]);
		// Those that found no memory after the restart stopped and said so; none went on without it.
		for (const { id, status } of runs.filter((run) => run.status === 'error')) {
			const { error } = await n8n.client.execution(id);
			expect([status, error?.message]).toEqual(['error', expect.stringMatching(/memory of this sync is missing/)]);
			expect(error?.description).toMatch(/run it again/);
		}
	}, 400_000);
});

describe('state that cannot be used', () => {
	const spoil = async (id: string, change: (text: string) => string | undefined): Promise<void> => {
		await n8n.stop();
		const data = n8n.staticData(id) as { global: { syncKit: Record<string, string> } };
		const text = change(data.global.syncKit['deliveries']!);
		if (text === undefined) delete data.global.syncKit['deliveries'];
		else data.global.syncKit['deliveries'] = text;
		const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
		const database = new DatabaseSync(join(folder, 'n8n', '.n8n', 'database.sqlite'));
		database.prepare('UPDATE workflow_entity SET staticData = ? WHERE id = ?').run(JSON.stringify(data), id);
		database.close();
		await n8n.start();
		await n8n.client.waitForWebhooks(id);
	};

	test.each([
		['lost', (): undefined => undefined, /is missing/],
		['damaged', (text: string) => text.slice(0, -3), /is damaged/],
		['from a newer version', (text: string) => text.replace('sync-kit/1', 'sync-kit/2'), /newer version/],
	])('%s: a clear error and a way out, never "everything is new"', async (name, change, message) => {
		const path = `spoilt-${name.replace(/\W/g, '-')}`;
		const definition = chain(path, [webhook(path), guard()]);
		const workflow = await activate(n8n, definition);
		for (const id of ['1', '1', '2']) await deliver(n8n, path, { id });
		await spoil(workflow.id, change);
		await expect(deliver(n8n, path, { id: '1' })).rejects.toThrow();
		const [failed] = await n8n.client.executions(workflow.id, { limit: 1 });
		const { error } = await n8n.client.execution(failed!.id);
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(/Reset Memory|Start Over/);

		await n8n.client.deactivate(workflow.id);
		const startOver = { ...definition.nodes[1]!, parameters: { ...definition.nodes[1]!.parameters, options: { completeAtOnce: true, ifStateLost: 'startOver' } } };
		await n8n.client.updateWorkflow(workflow.id, { nodes: [definition.nodes[0]!, startOver] });
		await n8n.client.activate(workflow.id);
		expect(await deliver(n8n, path, { id: '1' })).toBe('new');
		expect(await deliver(n8n, path, { id: '1' })).toBe('duplicate');
	});
});

test('two n8n processes that write the same static data are noticed, and it is said', async () => {
	const workflow = await activate(n8n, chain('two', [webhook('two'), guard()]));
	const second = await N8n.start({ userFolder: join(folder, 'n8n'), log: join(folder, 'second.log'), owner: n8n.owner });
	try {
		const said: string[] = [];
		for (let i = 0; i < 6; i += 1) {
			for (const process of [n8n, second]) {
				await process.client.webhook('two', { id: `${i}-${process.port}` });
				const [latest] = await process.client.executions(workflow.id, { limit: 1 });
				const run = await process.client.execution(latest!.id);
				said.push(run.error?.message ?? JSON.stringify(run.runs['Guard']?.[0]?.hints ?? ''));
			}
		}
		expect(said.some((text) => /Another n8n process/.test(text))).toBe(true);
		// One of them is stopped and the other goes on alone: no duplicate can get through between them.
		expect(said.slice(-2).filter((text) => /Several n8n processes/.test(text))).toHaveLength(1);
	} finally {
		await second.stop();
	}
});
