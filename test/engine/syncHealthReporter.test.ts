import type { INodeExecutionData } from 'n8n-workflow';
import { SyncHealthReporter } from '../../nodes/SyncHealthReporter/SyncHealthReporter.node';
import { IdempotencyGuard } from '../../nodes/IdempotencyGuard/IdempotencyGuard.node';
import { stopClock } from '../support/clock';
import { codeNode, EngineN8n, type NodeSpec, type RunSpec } from '../support/engine';

const REPORT = 0, ALERT = 1;

const items = (...list: object[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));
const synced = (...envelopes: object[]): INodeExecutionData[] => items(...envelopes.map((_sync) => ({ _sync })));

stopClock();
let workflows = 0;
let n8n: EngineN8n;
let workflowId: string;
beforeEach(() => {
	n8n = new EngineN8n();
	workflowId = `health-${(workflows += 1)}`;
});

const health = (parameters: object, more: Partial<NodeSpec> = {}): NodeSpec => ({
	name: 'Health',
	type: new SyncHealthReporter(),
	parameters: { sync: 'orders', ...parameters },
	...more,
});
const run = async (list: INodeExecutionData[], parameters: object, more: Partial<NodeSpec> = {}, spec: Partial<RunSpec> = {}) =>
	await n8n.run({ workflowId, sources: { In: list }, nodes: [health(parameters, more)], wires: [['In', 0, 'Health', 0]], ...spec });
const record = async (list: INodeExecutionData[], parameters: object = {}, more: Partial<NodeSpec> = {}, spec: Partial<RunSpec> = {}) =>
	await run(list, { operation: 'record', ...parameters }, more, spec);
const report = async (parameters: object = {}, spec: Partial<RunSpec> = {}) =>
	await run(items({}), { operation: 'report', formats: [], ...parameters }, {}, spec);

interface HourOf {
	items: number;
	outcomes: Record<string, number>;
	latency: { count: number; without: number; p50: number | null };
}
const hour = async (): Promise<HourOf> => {
	const done = await report();
	expect(done.error).toBeUndefined();
	return (done.output('Health', REPORT)[0]!.json as unknown as { windows: { hour: HourOf } }).windows.hour;
};

test('every item is counted by its outcome and comes out as the very same data, linked to itself', async () => {
	const list = synced({ operation: 'create' }, { operation: 'update' }, { verdict: 'duplicate' }, { verdict: 'inSync' }, { verdict: 'review' });
	list[0]!.binary = { file: { data: 'AA==', mimeType: 'text/plain' } };
	const done = await record(list);
	expect(done.error).toBeUndefined();
	const out = done.output('Health');
	expect(out.map(({ json }) => json)).toEqual(list.map(({ json }) => json));
	out.forEach(({ json }, i) => expect(json).toBe(list[i]!.json));
	expect(out.map(({ pairedItem }) => (pairedItem as { item: number }).item)).toEqual([0, 1, 2, 3, 4]);
	expect(out[0]!.binary).toEqual(list[0]!.binary);
	expect(await hour()).toMatchObject({ items: 5, outcomes: { created: 1, updated: 1, duplicate: 1, unchanged: 1, conflict: 1, failed: 0 } });
});

test('behind an app node that replaced the json, the outcome and the time of change come from the nodes before', async () => {
	const changedAt = new Date(Date.now() - 60_000).toISOString();
	const done = await n8n.run({
		workflowId,
		sources: { In: items({ id: 1, _sync: { operation: 'update', changedAt } }, { id: 2, _sync: { operation: 'create', changedAt } }) },
		nodes: [
			{ name: 'Guard', type: new IdempotencyGuard(), parameters: { sync: 'orders' } },
			{ name: 'CRM', type: codeNode('crm', (list) => list.map((_, i) => ({ json: { ok: true }, pairedItem: i }))) },
			health({ operation: 'record' }),
		],
		wires: [['In', 0, 'Guard', 0], ['Guard', 0, 'CRM', 0], ['CRM', 0, 'Health', 0]],
	});
	expect(done.error).toBeUndefined();
	const { outcomes, latency } = await hour();
	expect(outcomes).toMatchObject({ created: 1, updated: 1 });
	expect(latency).toMatchObject({ count: 2, without: 0 });
	expect(latency.p50).toBeGreaterThan(59_000);
	expect(latency.p50).toBeLessThan(70_000);
});

test('what a Conflict Resolver hands on without a word was in sync', async () => {
	const resolver = codeNode('conflictResolver', (list) => list.map((_, i) => ({ json: { id: i }, pairedItem: { item: i } })));
	const done = await n8n.run({
		workflowId,
		sources: { In: items({}, {}) },
		nodes: [{ name: 'Resolver', type: resolver }, health({ operation: 'record' })],
		wires: [['In', 0, 'Resolver', 0], ['Resolver', 0, 'Health', 0]],
	});
	expect(done.error).toBeUndefined();
	expect((await hour()).outcomes).toMatchObject({ unchanged: 2 });
});

test('broken item linking is said, with what to do, and nothing is counted', async () => {
	const behindCode = async (more: Partial<NodeSpec>, options = {}) =>
		await n8n.run({
			workflowId,
			sources: { In: items({ id: 1, _sync: { operation: 'update' } }, { id: 2, _sync: { operation: 'update' } }) },
			nodes: [
				{ name: 'Guard', type: new IdempotencyGuard(), parameters: { sync: 'orders', options: { completeAtOnce: true } } },
				{ name: 'Code', type: codeNode('code', () => [{ json: { a: 1 } }, { json: { a: 2 } }, { json: { a: 3 } }]) },
				health({ operation: 'record', options }, more),
			],
			wires: [['In', 0, 'Guard', 0], ['Guard', 0, 'Code', 0], ['Code', 0, 'Health', 0]],
		});
	const { error } = await behindCode({});
	expect(error?.message).toContain('"Code" does not say');
	expect(error?.description).toMatch(/pairedItem.*Outcome/s);
	expect((await hour()).items).toBe(0);
});

test('an item that says nothing stops the run before anything is counted, or counts as the user chose', async () => {
	const { error } = await record([...synced({ operation: 'create' }), ...items({ id: 1 })]);
	expect(error?.message).toBe('Neither this item nor the nodes before say what became of it');
	expect(error?.context).toMatchObject({ itemIndex: 1 });
	expect((await hour()).items).toBe(0);
	await record(items({ id: 1 }), { options: { ifUnknown: 'updated' } });
	expect((await hour()).outcomes).toMatchObject({ updated: 1 });
});

test('with Continue on Error the unclear item goes on with its error, and the others are counted', async () => {
	const done = await record([...items({ id: 1 }), ...synced({ operation: 'create' }, { outcome: 'nonsense' })], {}, { onError: 'continueRegularOutput' });
	expect(done.error).toBeUndefined();
	const out = done.output('Health');
	expect(out).toHaveLength(3);
	expect(out[0]!.json).toMatchObject({ error: 'Neither this item nor the nodes before say what became of it' });
	expect(out[2]!.json).toMatchObject({ error: '_sync.outcome is "nonsense", which is no outcome' });
	expect(await hour()).toMatchObject({ items: 1, outcomes: { created: 1 } });
});

test('a fixed outcome counts every item, whatever it holds: no object, hostile keys, NaN times', async () => {
	const odd = [
		...items({ error: 'timeout' }, JSON.parse('{"__proto__":{"outcome":"created"},"constructor":1}') as object, { at: NaN }),
		{ json: 7 as never },
		{ json: ['created'] as never },
	];
	const done = await record(odd, { outcome: 'updated', options: { changedAtField: 'at' } });
	expect(done.error).toBeUndefined();
	expect(done.output('Health')).toHaveLength(5);
	expect(await hour()).toMatchObject({ items: 5, outcomes: { updated: 5 }, latency: { count: 0, without: 5 } });
	expect(({} as Record<string, unknown>)['outcome']).toBeUndefined();
});

test('an outcome written as an expression is worked out for each item', async () => {
	await record(items({ made: true }, { made: false }), { outcome: '={{ $json.made ? "created" : "updated" }}' });
	expect((await hour()).outcomes).toMatchObject({ created: 1, updated: 1 });
	const { error } = await record(items({}), { outcome: '={{ "nothing" }}' });
	expect(error?.message).toBe('The Outcome is "nothing", which is no outcome');
});

test('an item with an error counts as failed', async () => {
	await record(items({ error: 'ECONNREFUSED', _sync: { operation: 'update' } }, { error: { message: 'x' } }));
	expect((await hour()).outcomes).toMatchObject({ failed: 2, updated: 0 });
});

test('an item that came out of an error output keeps its record, counts as failed, and does not fail again', async () => {
	for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const) {
		const crm = codeNode('crm', () => [{ json: { error: 'ECONNREFUSED' }, pairedItem: { item: 0 } }]);
		const done = await n8n.run({
			workflowId,
			sources: { In: items({ id: 7 }) },
			nodes: [{ name: 'CRM', type: crm, onError: 'continueErrorOutput' }, health({ operation: 'record' }, { onError })],
			wires: [['In', 0, 'CRM', 0], ['CRM', 1, 'Health', 0]],
		});
		expect(done.error).toBeUndefined();
		expect(done.output('Health').map(({ json }) => json)).toEqual([{ id: 7, error: 'ECONNREFUSED' }]);
	}
	expect((await hour()).outcomes).toMatchObject({ failed: 3 });
});

test('an item marked as failed beside its data goes on unmarked: n8n would take the mark for this node\'s', async () => {
	const marked = codeNode('crm', () => [{ json: {}, error: new Error('ECONNREFUSED') as never, pairedItem: 0 }]);
	const done = await n8n.run({
		workflowId,
		sources: { In: items({ id: 7 }) },
		nodes: [{ name: 'CRM', type: marked }, health({ operation: 'record' }, { onError: 'continueErrorOutput' })],
		wires: [['In', 0, 'CRM', 0], ['CRM', 0, 'Health', 0]],
	});
	expect(done.output('CRM')[0]).toHaveProperty('error');
	expect([...done.output('Health', 0), ...done.output('Health', 1)]).toEqual([{ json: { error: 'ECONNREFUSED' }, pairedItem: { item: 0 } }]);
	expect((await hour()).outcomes).toMatchObject({ failed: 1 });
});

test('an unreadable path for the time of change stops the node', async () => {
	const { error } = await record(synced({ operation: 'create' }), { options: { changedAtField: 'a..b' } });
	expect(error?.message).toContain('a..b');
});

test('a report has all formats, the page as a file too, and knows nothing before anything ran', async () => {
	const done = await report({ formats: ['html', 'htmlFile', 'markdown', 'prometheus', 'text'], options: { includeHistory: true, fileField: 'page' } });
	expect(done.error).toBeUndefined();
	const [{ json, binary }] = done.output('Health', REPORT) as [INodeExecutionData];
	expect(json).toMatchObject({ sync: 'orders', state: 'empty', headline: 'Nothing recorded yet', lastSuccessAt: null, alerts: [] });
	expect(json['html']).toContain('<!doctype html>');
	expect(json['markdown']).toContain('# Sync health: orders');
	expect(json['prometheus']).toContain('# TYPE sync_kit_items_total counter');
	expect(json['text']).toContain('Sync health: orders');
	expect((json['history'] as unknown as { day: unknown[] }).day).toHaveLength(24);
	expect(binary!['page']).toMatchObject({ fileName: 'sync-health.html', mimeType: 'text/html' });
	expect(done.output('Health', ALERT)).toEqual([]);
});

test('an alert comes out once when it fires, and once when it is over, also across runs and restarts of the map', async () => {
	const limits = { alertWhen: { failureRate: 10, minimumEvents: 5 } };
	const alerts = async () => (await report(limits)).output('Health', ALERT).map(({ json }) => json);
	await record(items({}, {}, {}, {}, {}), { outcome: 'failed' });
	const [fired] = await alerts();
	expect(fired).toMatchObject({ alert: 'failureRate', status: 'firing', value: 1, threshold: 0.1, events: 5, window: 'hour', unit: 'share' });
	expect(fired!['title']).toBe('orders: 100 % of the writes failed in the last hour');
	expect(await alerts()).toEqual([]);
	expect((await report(limits)).output('Health', REPORT)[0]!.json).toMatchObject({ state: 'attention', alerts: [{ alert: 'failureRate' }] });
	await record(items(...Array.from({ length: 95 }, () => ({}))), { outcome: 'updated' });
	expect(await alerts()).toMatchObject([{ alert: 'failureRate', status: 'recovered', whatToDo: expect.stringContaining('Nothing') }]);
	expect(await alerts()).toEqual([]);
});

test('a limit that is no number stops the report', async () => {
	const { error } = await report({ alertWhen: { failureRate: '={{ "many" }}' } });
	expect(error?.message).toContain('Failure Rate Above (%)');
});

test('a test run shows true behaviour and remembers nothing, neither counts nor alerts', async () => {
	await record(items({}, {}, {}, {}, {}), { outcome: 'failed' });
	const test = { mode: 'manual' as const };
	await record(items({}, {}), { outcome: 'failed' }, {}, test);
	const limits = { alertWhen: { failureRate: 10, minimumEvents: 5 } };
	expect((await report(limits, test)).output('Health', ALERT)).toHaveLength(1);
	expect((await report(limits, test)).output('Health', ALERT)).toHaveLength(1);
	expect((await hour()).items).toBe(5);
	expect((await report(limits)).output('Health', ALERT)).toHaveLength(1);
});

test('Reset forgets the health and nothing else of the sync', async () => {
	await n8n.run({
		workflowId,
		sources: { In: items({ id: 1 }) },
		nodes: [{ name: 'Guard', type: new IdempotencyGuard(), parameters: { sync: 'orders' } }],
		wires: [['In', 0, 'Guard', 0]],
	});
	await record(synced({ operation: 'create' }));
	const done = await run(items({ a: 1 }), { operation: 'reset' });
	expect(done.output('Health')[0]!.json).toEqual({ a: 1 });
	const { json } = (await report()).output('Health', REPORT)[0]!;
	expect(json).toMatchObject({ state: 'empty', memory: expect.arrayContaining([expect.objectContaining({ collection: 'guard', entries: 1 })]) });
});

test('two syncs of one workflow do not meet', async () => {
	await record(synced({ operation: 'create' }), { sync: 'other' });
	expect((await hour()).items).toBe(0);
});

test('input items are not changed, and no items are no run of the state', async () => {
	const list = synced({ operation: 'create', changedAt: '2026-01-01T00:00:00Z' });
	Object.freeze(list[0]!.json);
	Object.freeze(list[0]!.json['_sync']);
	expect((await record(list)).error).toBeUndefined();
	expect((await hour()).items).toBe(1);
});

test('state holds counts only: no key, no value, no id of a record', async () => {
	await record(items({ email: 'secret@example.com', _sync: { key: 'secret-key', operation: 'update', changedAt: '2026-01-01T00:00:00Z' } }));
	expect(n8n.database.get(workflowId)).not.toMatch(/secret|example/);
});
