import type { INodeExecutionData } from 'n8n-workflow';
import { IdempotencyGuard } from '../../nodes/IdempotencyGuard/IdempotencyGuard.node';
import { passTime, stopClock } from '../support/clock';
import { EngineN8n, codeNode, type NodeSpec, type RunSpec } from '../support/engine';

const NEW = 0, DUPLICATE = 1, IN_PROGRESS = 2, MISMATCH = 3;

const items = (...list: object[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));

stopClock();
let workflows = 0;
let n8n: EngineN8n;
let workflowId: string;
beforeEach(() => {
	n8n = new EngineN8n();
	workflowId = `guard-${(workflows += 1)}`;
});

const tokenOf = (item: INodeExecutionData): number => (item.json['_sync'] as unknown as { receipts: { token: number }[] }).receipts[0]!.token;

const guard = (parameters: object = {}, more: Partial<NodeSpec> = {}): NodeSpec => ({
	name: 'Guard',
	type: new IdempotencyGuard(),
	parameters: { sync: 'orders', ...parameters },
	...more,
});

const claim = async (list: INodeExecutionData[], parameters: object = {}, more: Partial<NodeSpec> = {}, run: Partial<RunSpec> = {}) =>
	await n8n.run({ workflowId, sources: { In: list }, nodes: [guard(parameters, more)], wires: [['In', 0, 'Guard', 0]], ...run });

test('a key is New once, then In Progress while its claim is held', async () => {
	const first = await claim(items({ id: 1, total: 5 }));
	expect(first.error).toBeUndefined();
	expect(first.output('Guard', NEW)).toHaveLength(1);
	expect(first.output('Guard', NEW)[0]!.json).toMatchObject({ id: 1, total: 5, _sync: { sync: 'orders', verdict: 'new', receipts: [{ kind: 'claim', token: expect.any(Number) }] } });
	const second = await claim(items({ id: 1, total: 5 }));
	expect(second.output('Guard', NEW)).toHaveLength(0);
	expect(second.output('Guard', IN_PROGRESS)[0]!.json['_sync']).toMatchObject({ verdict: 'inProgress' });
});

test('with Complete at Once the second delivery is a Duplicate, and other content a Mismatch', async () => {
	await claim(items({ id: 1, total: 5 }), { options: { completeAtOnce: true } });
	const again = await claim(items({ id: 1, total: 5 }, { total: 6, id: 1 }, { id: '1', total: 5 }), { options: { completeAtOnce: true } });
	expect(again.output('Guard', DUPLICATE).map((item) => item.json['total'])).toEqual([5]);
	expect(again.output('Guard', MISMATCH).map((item) => item.json['total'])).toEqual([6]);
	expect(again.output('Guard', NEW).map((item) => item.json['id'])).toEqual(['1']);
});

test('state survives in the saved blob alone: another process that loads it knows the key', async () => {
	await claim(items({ id: 1 }), { options: { completeAtOnce: true } });
	const saved = n8n.database.get(workflowId)!;
	expect(saved).toContain('sync-kit/1 ');
	const { StaticDataStates } = jest.requireActual<typeof import('../../nodes/shared/state/staticData')>('../../nodes/shared/state/staticData');
	const other = new StaticDataStates();
	const opened = await other.open(
		{ workflowId, data: JSON.parse(saved).global, clock: () => Date.now(), hasMark: async () => false, setMark: async () => {} },
		'orders',
		'stop',
	);
	expect(await opened.state.sizes()).toContainEqual(expect.objectContaining({ collection: 'guard', entries: 1 }));
});

const flow = (effect: (list: INodeExecutionData[]) => INodeExecutionData[], settle: object): Omit<RunSpec, 'sources'> => ({
	workflowId,
	nodes: [
		guard(),
		{ name: 'App', type: codeNode('app', effect) },
		guard({ operation: 'complete', ...settle }, { name: 'Settle' }),
	],
	wires: [['In', 0, 'Guard', 0], ['Guard', NEW, 'App', 0], ['App', 0, 'Settle', 0]],
});

test('Complete finds the claim behind an app node that replaced the item, and duplicates get the stored result', async () => {
	const answer = (list: INodeExecutionData[]) => list.map((_item, i) => ({ json: { invoice: `R-${i}` }, pairedItem: { item: i } }));
	const first = await n8n.run({ ...flow(answer, { keepResult: 'fields', resultFields: 'invoice' }), sources: { In: items({ id: 1 }, { id: 2 }) } });
	expect(first.error).toBeUndefined();
	expect(first.output('Settle', 0).map((item) => item.json)).toEqual([{ invoice: 'R-0' }, { invoice: 'R-1' }]);
	const again = await claim(items({ id: 2 }));
	expect(again.output('Guard', DUPLICATE)[0]!.json['_sync']).toMatchObject({ verdict: 'duplicate', result: { invoice: 'R-1' } });
});

test('Complete refuses to guess when the app node lost the link to its items', async () => {
	const unlinked = () => [{ json: { ok: true }, pairedItem: [] as never }, { json: { ok: true }, pairedItem: [] as never }];
	const run = await n8n.run({ ...flow(unlinked, {}), sources: { In: items({ id: 1 }, { id: 2 }) } });
	expect(run.error?.message).toMatch(/claim|traced/);
	expect(run.error?.description).toBeTruthy();
});

test('Release gives the claim back: the next try is New with a higher token', async () => {
	const run = await n8n.run({ ...flow((list) => list, {}), nodes: [guard(), { name: 'App', type: codeNode('app', (list) => list) }, guard({ operation: 'release' }, { name: 'Settle' })], sources: { In: items({ id: 1 }) } });
	expect(run.output('Settle', 0)).toHaveLength(1);
	const again = await claim(items({ id: 1 }));
	expect(tokenOf(again.output('Guard', NEW)[0]!)).toBeGreaterThan(tokenOf(run.output('Guard', NEW)[0]!));
});

test('a refused Release says why also for an item from an app\'s error output, and does not hand the error on as its own', async () => {
	const failing = (list: INodeExecutionData[]) => list.map(({ json }, i) => ({ json, error: new Error('503') as never, pairedItem: { item: i } }));
	const spec = flow(failing, { operation: 'release' });
	spec.nodes[1] = { name: 'App', type: codeNode('app', failing), onError: 'continueErrorOutput' };
	spec.nodes.push(guard({ operation: 'release' }, { name: 'Settle again' }));
	spec.wires = [...spec.wires.slice(0, 2), ['App', 1, 'Settle', 0], ['App', 1, 'Settle again', 0]];
	const run = await n8n.run({ ...spec, sources: { In: items({ id: 1 }) } });
	expect(run.error).toBeUndefined();
	// Which of the two n8n runs first is its own affair.
	const released = [...run.output('Settle', 0), ...run.output('Settle again', 0)];
	const refused = [...run.output('Settle', 1), ...run.output('Settle again', 1)];
	expect(released).toEqual([{ json: { error: '503' }, pairedItem: { item: 0 } }]);
	expect(refused.map(({ json }) => json['_sync'])).toEqual([expect.objectContaining({ refused: expect.objectContaining({ code: 'unknownKey' }) })]);
});

test('a second Complete of the same claim is refused and says why', async () => {
	const spec = flow((list) => list, {});
	spec.nodes.push(guard({ operation: 'complete' }, { name: 'Settle again' }));
	spec.wires.push(['Settle', 0, 'Settle again', 0]);
	const run = await n8n.run({ ...spec, sources: { In: items({ id: 1 }) } });
	expect(run.output('Settle again', 0)).toHaveLength(0);
	expect(run.output('Settle again', 1)[0]!.json['_sync']).toMatchObject({ refused: { code: 'alreadyCompleted' } });
});

test('Forget makes a key new again', async () => {
	await claim(items({ id: 1 }), { options: { completeAtOnce: true } });
	const forgot = await claim(items({ id: 1 }), { operation: 'forget' });
	expect(forgot.output('Guard')).toHaveLength(1);
	const again = await claim(items({ id: 1 }), { options: { completeAtOnce: true } });
	expect(again.output('Guard', NEW)).toHaveLength(1);
});

test('a lease that ran out is held back as interrupted, or let through again if that is declared safe', async () => {
	const options = { leaseMinutes: 10 };
	const first = await claim(items({ id: 1 }, { id: 2 }), { options });
	passTime(600_000 - 1);
	expect((await claim(items({ id: 1 }), { options })).output('Guard', IN_PROGRESS)[0]!.json['_sync']).not.toHaveProperty('interrupted');
	passTime(1);
	const held = await claim(items({ id: 1 }), { options });
	expect(held.output('Guard', IN_PROGRESS)[0]!.json['_sync']).toMatchObject({ interrupted: true });
	const repeated = await claim(items({ id: 2 }), { options: { ...options, ifInterrupted: 'repeat' } });
	expect(repeated.output('Guard', NEW)[0]!.json['_sync']).toMatchObject({ interrupted: true });
	expect(tokenOf(repeated.output('Guard', NEW)[0]!)).toBeGreaterThan(tokenOf(first.output('Guard', NEW)[1]!));
});

test('twice the same key in one batch: one New, one In Progress', async () => {
	const run = await claim(items({ id: 1 }, { id: 1 }));
	expect([NEW, DUPLICATE, IN_PROGRESS, MISMATCH].map((output) => run.output('Guard', output).length)).toEqual([1, 0, 1, 0]);
});

test('all verdicts can come out of one output, in the order the items came in', async () => {
	const run = await claim(items({ id: 1 }, { id: 1 }, { id: 2 }), { outputs: 'one', options: { completeAtOnce: true } });
	expect(run.output('Guard').map((item) => (item.json['_sync'] as { verdict: string }).verdict)).toEqual(['new', 'duplicate', 'new']);
});

test('the key may be an expression', async () => {
	const run = await claim(items({ id: 1, event: 'paid' }, { id: 1, event: 'sent' }), { keyFrom: 'expression', keyExpression: '={{ $json.id }}-{{ $json.event }}' });
	expect(run.error).toBeUndefined();
	expect(run.output('Guard', NEW)).toHaveLength(2);
});

test('renaming a node keeps its state, two syncs in one workflow do not meet', async () => {
	await claim(items({ id: 1 }), { options: { completeAtOnce: true } });
	const renamed = await n8n.run({ workflowId, sources: { In: items({ id: 1 }) }, nodes: [guard({}, { name: 'Another name' })], wires: [['In', 0, 'Another name', 0]] });
	expect(renamed.output('Another name', DUPLICATE)).toHaveLength(1);
	const other = await claim(items({ id: 1 }), { sync: 'invoices' });
	expect(other.output('Guard', NEW)).toHaveLength(1);
});

test('a test run shows true behaviour on a scratch copy, says so, and changes nothing', async () => {
	await claim(items({ id: 1 }), { options: { completeAtOnce: true } });
	const before = n8n.database.get(workflowId);
	const manual = await claim(items({ id: 1 }, { id: 2 }), {}, {}, { mode: 'manual' });
	expect(manual.output('Guard', DUPLICATE)).toHaveLength(1);
	expect(manual.output('Guard', NEW)).toHaveLength(1);
	expect(manual.hints('Guard').join()).toMatch(/scratch copy/);
	expect(n8n.database.get(workflowId)).toBe(before);
	const real = await claim(items({ id: 2 }));
	expect(real.output('Guard', NEW)).toHaveLength(1);
});

test('Complete in a test run sees the claim made earlier in the same test run', async () => {
	const run = await n8n.run({ ...flow((list) => list, {}), mode: 'manual', sources: { In: items({ id: 1 }) } });
	expect(run.error).toBeUndefined();
	expect(run.output('Settle', 0)).toHaveLength(1);
});

test('runs with an empty blob (repeated after a crash, resumed after a Wait) write back the whole state', async () => {
	await claim(items({ id: 1 }), { options: { completeAtOnce: true } });
	await claim(items({ id: 9 }), { sync: 'another' });
	await claim(items({ id: 2 }), { options: { completeAtOnce: true } }, {}, { withoutStaticData: true });
	const blob = JSON.parse(n8n.database.get(workflowId)!) as { global: { syncKit: Record<string, string> } };
	expect(Object.keys(blob.global.syncKit).sort()).toEqual(['another', 'orders']);
	const again = await claim(items({ id: 1 }, { id: 2 }), { options: { completeAtOnce: true } });
	expect(again.output('Guard', DUPLICATE)).toHaveLength(2);
});

describe('bad input', () => {
	const deep = (levels: number): object => {
		let value: object = {};
		for (let i = 0; i < levels; i += 1) value = { a: value };
		return value;
	};
	const bad: [string, unknown, RegExp][] = [
		['a missing key', { other: 1 }, /"id" is missing/],
		['a null key', { id: null }, /is null/],
		['an empty key', { id: '' }, /empty text/],
		['an object as key', { id: { a: 1 } }, /is an object/],
		['a list as key', { id: [1] }, /is a list/],
		['NaN as key', { id: NaN }, /is NaN/],
		['half a surrogate pair in the key', { id: 'x\ud800' }, /surrogate/],
		['half a surrogate pair in the payload', { id: 7, name: '\udc00' }, /surrogate.* at name/],
		['an infinite number in the payload', { id: 7, n: [1, Infinity] }, /Infinity.* at n\.1/],
		['10,000 levels', { id: 7, deep: deep(10_000) }, /deeper than 500 levels/],
	];
	test.each(bad)('%s: an error on that item, the others go through', async (_name, json, message) => {
		const list = items({ id: 'a' }, json as object, { id: 'b' });
		const stopped = await claim(list);
		expect(stopped.error?.message).toMatch(message);
		expect(stopped.error?.context).toMatchObject({ itemIndex: 1 });
		expect(stopped.error?.description).toBeTruthy();
		const going = await claim(list, {}, { onError: 'continueRegularOutput' });
		expect(going.error).toBeUndefined();
		expect(going.output('Guard', NEW).map((item) => item.json['id'])).toEqual(['a', 'b']);
		expect(going.output('Guard', MISMATCH)[0]!.json['error']).toMatch(message);
		expect(going.output('Guard', MISMATCH)[0]!.pairedItem).toEqual({ item: 1, input: 0 });
		const routed = await claim(items({ id: 'c' }, json as object), {}, { onError: 'continueErrorOutput' });
		expect(routed.output('Guard', 4)).toHaveLength(1);
	});

	test('an item that is not an object', async () => {
		const going = await claim([{ json: 'text' as never }, { json: { id: 1 } }], {}, { onError: 'continueRegularOutput' });
		expect(going.output('Guard', NEW)).toHaveLength(1);
		expect(going.output('Guard', MISMATCH)[0]!.json['error']).toMatch(/not a record/);
	});

	test('__proto__ and constructor are plain data, also as key fields', async () => {
		const hostile = JSON.parse('{"__proto__": "p", "constructor": "c", "id": 1}') as object;
		const run = await claim(items(hostile, { id: 2 }), { keyFields: '__proto__, constructor' }, { onError: 'continueRegularOutput' });
		expect(run.output('Guard', NEW)).toHaveLength(1);
		expect(run.output('Guard', MISMATCH)[0]!.json['error']).toMatch(/"__proto__" is missing/);
		expect(({} as Record<string, unknown>)['id']).toBeUndefined();
	});

	test('zero items give zero items, binary data stays, inputs stay as they are', async () => {
		const empty = await claim([]);
		expect(empty.error).toBeUndefined();
		const item = { json: Object.freeze({ id: 1 }), binary: { file: { data: 'aGk=', mimeType: 'text/plain' } } };
		const run = await claim([item as INodeExecutionData]);
		expect(run.output('Guard', NEW)[0]!.binary).toBe(item.binary);
		expect(item.json).toEqual({ id: 1 });
	});

	test('a 50 MB item is claimed', async () => {
		const run = await claim(items({ id: 1, blob: 'x'.repeat(50 * 1024 * 1024) }));
		expect(run.output('Guard', NEW)).toHaveLength(1);
	});
});
