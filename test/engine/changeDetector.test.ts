import type { INodeExecutionData } from 'n8n-workflow';
import { ChangeDetector } from '../../nodes/ChangeDetector/ChangeDetector.node';
import { passTime, stopClock } from '../support/clock';
import { EngineN8n, codeNode, type NodeSpec, type RunResult, type RunSpec } from '../support/engine';

const CHANGED = 0, DELETED = 1, UNCHANGED = 2;

const items = (...list: object[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));

let workflows = 0;
let n8n: EngineN8n;
let workflowId: string;
beforeEach(() => {
	n8n = new EngineN8n();
	workflowId = `detector-${(workflows += 1)}`;
});

const detector = (parameters: object = {}, more: Partial<NodeSpec> = {}): NodeSpec => ({
	name: 'Detector',
	type: new ChangeDetector(),
	parameters: { sync: 'customers', ...parameters },
	...more,
});

const atOnce = { remember: 'atOnce' };
const events = { mode: 'events' };

const detect = async (list: INodeExecutionData[], parameters: object = {}, more: Partial<NodeSpec> = {}, run: Partial<RunSpec> = {}) =>
	await n8n.run({ workflowId, sources: { In: list }, nodes: [detector(parameters, more)], wires: [['In', 0, 'Detector', 0]], ...run });

/** Detects, and confirms what the app took. */
const deliver = async (list: INodeExecutionData[], parameters: object = {}, confirmOptions: object = {}) =>
	await n8n.run({
		workflowId,
		sources: { In: list },
		nodes: [
			detector(parameters),
			{ name: 'App', type: codeNode('app', (taken) => taken.map((_item, i) => ({ json: { ok: true }, pairedItem: { item: i } }))) },
			detector({ operation: 'confirm', options: confirmOptions }, { name: 'Confirm' }),
		],
		wires: [['In', 0, 'Detector', 0], ['Detector', CHANGED, 'App', 0], ['Detector', DELETED, 'App', 0], ['App', 0, 'Confirm', 0]],
	});

const out = (run: RunResult, node = 'Detector'): number[] => {
	if (run.error !== undefined) throw run.error;
	return [CHANGED, DELETED, UNCHANGED].map((output) => run.output(node, output).length);
};
interface Envelope {
	operation: string;
	changed: string[];
	changedKnown: boolean;
	changeId: string;
	verdict: string;
	key: string;
	repeated?: true;
	sameVersion?: true;
	events?: number;
	held?: { count: number; reason: string; keys: string[] };
}
const sync = (item: INodeExecutionData | undefined): Envelope => item!.json['_sync'] as unknown as Envelope;
const verdicts = (run: RunResult): string[] => run.output('Detector', UNCHANGED).map((item) => sync(item).verdict);

const A = { id: 1, name: 'Ann', email: 'ann@example.com', city: 'Bath', zip: '1', phone: '5' };
const B = { id: 2, name: 'Bob', email: 'bob@example.com', city: 'Bonn', zip: '2', phone: '6' };

test('what is new comes out as create, and again with the same changeId until it is confirmed', async () => {
	const first = await detect(items(A, B));
	expect(out(first)).toEqual([2, 0, 0]);
	const said = sync(first.output('Detector', CHANGED)[0]);
	expect(first.output('Detector', CHANGED)[0]!.json).toMatchObject({ ...A });
	expect(said).toMatchObject({ operation: 'create', key: '1', verdict: 'changed', changed: ['name', 'email', 'city', 'zip', 'phone'] });
	const again = await detect(items(A, B));
	expect(out(again)).toEqual([2, 0, 0]);
	expect(sync(again.output('Detector', CHANGED)[0])).toMatchObject({ operation: 'create', changeId: said.changeId, repeated: true });
	expect(out(await deliver(items(A, B)))).toEqual([2, 0, 0]);
	expect(out(await detect(items(A, B)))).toEqual([0, 0, 2]);
});

test('Confirm finds the change behind an app node that replaced the item', async () => {
	const run = await deliver(items(A, B));
	expect(run.output('Confirm', 0).map(({ json }) => json)).toEqual([{ ok: true }, { ok: true }]);
	expect(out(await detect(items(B, A)))).toEqual([0, 0, 2]);
});

test.each([
	[['name'], { ...A, name: 'Anne' }],
	[['city', 'email'], { ...A, city: 'Berne', email: 'x' }],
	[['city', 'phone', 'zip'], { ...A, city: 'Berne', zip: '9', phone: null }],
	[['phone'], { id: 1, name: 'Ann', email: 'ann@example.com', city: 'Bath', zip: '1' }],
	[['tag'], { ...A, tag: '' }],
])('the changed fields are named: %j', async (names, changed) => {
	await deliver(items(A, B));
	const run = await detect(items(changed, B));
	expect(out(run)).toEqual([1, 0, 1]);
	expect(sync(run.output('Detector', CHANGED)[0])).toMatchObject({ operation: 'update', changedKnown: true });
	expect([...sync(run.output('Detector', CHANGED)[0]).changed].sort()).toEqual(names);
});

test('more changed fields than can be named: all are listed, and it says so', async () => {
	await deliver(items(A));
	const run = await detect(items({ id: 1, name: 'x', email: 'x', city: 'x', zip: 'x', phone: '5' }));
	expect(sync(run.output('Detector', CHANGED)[0])).toMatchObject({ changedKnown: false, changed: ['name', 'email', 'city', 'zip', 'phone'] });
});

test('a field that was changed and changed back before anything was confirmed is named, too', async () => {
	await deliver(items(A));
	await detect(items({ ...A, name: 'x' }));
	const run = await detect(items({ ...A, city: 'y' }));
	expect([...sync(run.output('Detector', CHANGED)[0]).changed].sort()).toEqual(['city', 'name']);
	const back = await detect(items(A));
	expect(sync(back.output('Detector', CHANGED)[0])).toMatchObject({ operation: 'update', changedKnown: false });
});

test('the order of fields, and format noise if asked, are no change', async () => {
	await deliver(items({ id: 1, name: 'Ann  Lee', tags: ['a', 'b'], n: 5, x: null }), {});
	expect(out(await detect(items({ x: null, n: 5, tags: ['a', 'b'], name: 'Ann  Lee', id: '1' })))).toEqual([0, 0, 1]);
	const noisy = items({ id: 1, name: ' ann lee', tags: ['b', 'a', 'a'], n: '5', x: '' });
	const options = { noise: ['trim', 'case', 'number', 'empty'], sets: 'tags' };
	expect(out(await detect(noisy))).toEqual([1, 0, 0]);
	await deliver(noisy, { options });
	expect(out(await detect(items({ id: 1, name: 'Ann  Lee', tags: ['a', 'b'], n: 5 }), { options }))).toEqual([0, 0, 1]);
});

test('only listed fields count; a field taken off the list makes nothing a change', async () => {
	const listed = (fields: string) => ({ compare: 'listed', fields });
	await deliver(items(A, B), listed('name, city, email'));
	expect(out(await detect(items({ ...A, phone: '0' }, B), listed('name, city, email')))).toEqual([0, 0, 2]);
	expect(out(await detect(items({ ...A, city: 'elsewhere' }, B), listed('name, email')))).toEqual([0, 0, 2]);
	const changed = await detect(items({ ...A, city: 'elsewhere', name: 'x' }, B), listed('name, email'));
	expect(out(changed)).toEqual([1, 0, 1]);
});

describe('deletes', () => {
	const many = (count: number, from = 0): INodeExecutionData[] => items(...Array.from({ length: count }, (_, i) => ({ id: from + i, name: `n${i}` })));

	test('a record missing from a full list comes out of Deleted with its key, until confirmed', async () => {
		await deliver(items(A, B));
		const gone = await detect(items(B));
		expect(out(gone)).toEqual([0, 1, 1]);
		expect(gone.output('Detector', DELETED)[0]!.json).toMatchObject({ id: 1, _sync: { operation: 'delete', key: '1', verdict: 'deleted' } });
		const again = await deliver(items(B));
		expect(sync(again.output('Detector', DELETED)[0])).toMatchObject({ repeated: true, changeId: sync(gone.output('Detector', DELETED)[0]).changeId });
		expect(again.output('Confirm', 0)).toHaveLength(1);
		expect(out(await detect(items(B)))).toEqual([0, 0, 1]);
		const back = await detect(items(A, B));
		expect(sync(back.output('Detector', CHANGED)[0]).operation).toBe('create');
	});

	test('text keys and keys of several fields come back as they were', async () => {
		await detect(items({ order: 'A-1', line: 1, n: 1 }, { order: 'A-1', line: 2, n: 1 }), { key: 'order, line', ...atOnce });
		const gone = await detect(items({ order: 'A-1', line: 1, n: 1 }), { key: 'order, line', ...atOnce });
		expect(gone.output('Detector', DELETED)[0]!.json).toMatchObject({ order: 'A-1', line: 2 });
	});

	test('an empty list, a much shorter one, and more than the limit are held, and it says why', async () => {
		await detect(many(60), atOnce);
		const empty = await detect([{ json: {} }], atOnce);
		expect(out(empty)).toEqual([0, 0, 1]);
		expect(sync(empty.output('Detector', UNCHANGED)[0])).toMatchObject({ verdict: 'deletesHeld', held: { count: 60, reason: expect.stringMatching(/no record at all/) as string } });
		const shrunken = await detect(many(50), atOnce);
		expect(out(shrunken)).toEqual([0, 0, 51]);
		expect(shrunken.hints('Detector').join()).toMatch(/10 of its 60 known records/);
		const limited = await detect(many(58), { ...atOnce, options: { mostDeletes: 1 } });
		expect(sync(limited.output('Detector', UNCHANGED).at(-1)).held?.reason).toMatch(/limit is 1/);
		expect(out(await detect(many(58), atOnce))).toEqual([0, 2, 58]);
	});

	test('an item that cannot be read holds all deletes', async () => {
		await detect(items(A, B), atOnce);
		const run = await detect(items(B, { name: 'no key' }), atOnce, { onError: 'continueRegularOutput' });
		expect(out(run)).toEqual([0, 0, 3]);
		expect(verdicts(run)).toEqual(['error', 'unchanged', 'deletesHeld']);
	});

	test('a delete event comes out of Deleted once it was known, and an older event does not bring it back', async () => {
		const flag = { ...events, deleteField: 'event', deleteValues: 'customer.deleted', version: 'v' };
		const event = (v: number, name: string, what = 'customer.changed') => ({ event: what, id: 7, v, name });
		await deliver(items(event(1, 'a')), flag);
		expect(out(await deliver(items(event(3, 'a', 'Customer.Deleted')), flag))).toEqual([0, 1, 0]);
		expect(verdicts(await detect(items(event(2, 'late')), flag))).toEqual(['stale']);
		expect(verdicts(await detect(items(event(3, 'late')), flag))).toEqual(['stale']);
		expect(verdicts(await detect(items(event(3, 'a', 'customer.deleted')), flag))).toEqual(['alreadyDeleted']);
		expect(sync((await detect(items(event(4, 'again')), flag)).output('Detector', CHANGED)[0]).operation).toBe('create');
		// Never seen, so nothing is deleted, and nothing older creates it.
		expect(verdicts(await detect(items({ ...event(5, 'x', 'customer.deleted'), id: 8 }), flag))).toEqual(['unknownDelete']);
		expect(verdicts(await detect(items({ ...event(4, 'x'), id: 8 }), flag))).toEqual(['stale']);
	});

	test('increments say nothing about what they lack', async () => {
		await deliver(items(A, B));
		expect(out(await detect(items({ ...A, name: 'x' }), events))).toEqual([1, 0, 0]);
	});
});

test('events of one record in a batch are one change: the newest version, else the last', async () => {
	const run = await detect(items({ id: 1, v: 2, n: 'b' }, { id: 2, v: 1, n: 'x' }, { id: 1, v: 3, n: 'c' }, { id: 1, v: 1, n: 'a' }), { ...events, version: 'v' });
	expect(run.output('Detector', CHANGED).map(({ json }) => json['n'])).toEqual(['x', 'c']);
	expect(sync(run.output('Detector', CHANGED)[1])).toMatchObject({ events: 3 });
	expect(verdicts(run)).toEqual(['superseded', 'superseded']);
	const last = await detect(items({ id: 9, n: 'a' }, { id: 9, n: 'b' }), events);
	expect(last.output('Detector', CHANGED).map(({ json }) => json['n'])).toEqual(['b']);
});

test('older versions are dropped; the same version with other content comes out, and is reported', async () => {
	const at = (v: string, n: string) => items({ id: 1, v, n });
	await deliver(at('2026-03-01T12:00:00Z', 'b'), { ...events, version: 'v' });
	const stale = await detect(at('2026-03-01T11:59:59Z', 'a'), { ...events, version: 'v' });
	expect(verdicts(stale)).toEqual(['stale']);
	expect(stale.hints('Detector').join()).toMatch(/older/);
	const same = await detect(at('2026-03-01T12:00:00Z', 'c'), { ...events, version: 'v' });
	expect(sync(same.output('Detector', CHANGED)[0])).toMatchObject({ sameVersion: true, changedAt: '2026-03-01T12:00:00.000Z' });
});

describe('echoes', () => {
	const erp = { ...events, options: { system: 'ERP' } };
	const crm = { ...events, options: { system: 'CRM' } };

	test('what was written to a system is recognised when it comes back, once, and a true revert passes', async () => {
		await deliver(items(A), erp);
		await deliver(items(A), crm);
		const changed = { ...A, name: 'Anne' };
		await deliver(items(changed), crm, { echoFrom: 'ERP' });
		const echo = await detect(items(changed), erp);
		expect(verdicts(echo)).toEqual(['echo']);
		expect(verdicts(await detect(items(changed), erp))).toEqual(['unchanged']);
		expect(out(await detect(items(A), erp))).toEqual([1, 0, 0]);
	});

	test('without an echo in between a revert of a write that landed passes, too', async () => {
		await deliver(items(A), erp);
		await deliver(items({ ...A, name: 'Anne' }), crm, { echoFrom: 'ERP' });
		expect(out(await deliver(items(A), erp))).toEqual([1, 0, 0]);
		expect(verdicts(await detect(items(A), erp))).toEqual(['unchanged']);
	});

	test('Expect Echo before the write knows the echo that overtakes the answer; only written fields count', async () => {
		const full = { ...A, extra: 'only in the ERP' };
		await deliver(items(full), erp);
		const written = { id: 1, name: 'Anne', email: 'new', city: 'c', zip: 'z' };
		const expecting = await n8n.run({ workflowId, sources: { In: items(written) }, nodes: [detector({ operation: 'expectEcho', echoSystem: 'ERP' })], wires: [['In', 0, 'Detector', 0]] });
		expect(expecting.output('Detector')).toHaveLength(1);
		// Not written yet: as it was.
		expect(verdicts(await detect(items(full), erp))).toEqual(['unchanged']);
		expect(verdicts(await detect(items({ ...full, name: 'Anne' }), erp))).toEqual([]);
		await deliver(items(full), erp);
		const two = { id: 1, name: 'Anna', city: 'Rome' };
		await n8n.run({ workflowId, sources: { In: items(two) }, nodes: [detector({ operation: 'expectEcho', echoSystem: 'ERP' })], wires: [['In', 0, 'Detector', 0]] });
		expect(verdicts(await detect(items({ ...full, ...two }), erp))).toEqual(['echo']);
		expect(out(await detect(items({ ...full, ...two, phone: 'user' }), erp))).toEqual([1, 0, 0]);
	});

	test('a change by somebody else that comes with the echo is no echo', async () => {
		await deliver(items(A), erp);
		await n8n.run({ workflowId, sources: { In: items({ id: 1, name: 'Anna' }) }, nodes: [detector({ operation: 'expectEcho', echoSystem: 'ERP' })], wires: [['In', 0, 'Detector', 0]] });
		expect(out(await detect(items({ ...A, name: 'Anna', phone: 'user' }), erp))).toEqual([1, 0, 0]);
	});

	test('a delete we made comes back as an echo', async () => {
		const flag = { deleteField: 'event', deleteValues: 'gone' };
		await deliver(items(A), { ...erp, ...flag });
		await deliver(items(A), { ...crm, ...flag });
		await deliver(items({ ...A, event: 'gone' }), { ...crm, ...flag }, { echoFrom: 'ERP' });
		expect(verdicts(await detect(items({ id: 1, event: 'gone' }), { ...erp, ...flag }))).toEqual(['echo']);
	});
});

describe('waiting until quiet', () => {
	stopClock();
	const quiet = { ...events, options: { quiet: 60 } };

	test('events wait, and the newest comes out with the next run after the quiet period', async () => {
		expect(verdicts(await detect(items({ id: 1, n: 'a' }), quiet))).toEqual(['waiting']);
		expect(verdicts(await detect(items({ id: 1, n: 'b' }), quiet))).toEqual(['waiting']);
		passTime(60_000);
		const next = await detect(items({ id: 2, n: 'x' }), quiet);
		expect(next.output('Detector', CHANGED).map(({ json }) => json['n'])).toEqual(['b']);
		expect(sync(next.output('Detector', CHANGED)[0])).toMatchObject({ events: 2, operation: 'create' });
		expect(verdicts(next)).toEqual(['waiting']);
	});

	test('Release Waiting lets out what is due, and passes its own items on to Unchanged', async () => {
		await detect(items({ id: 1, n: 'marker-4711' }), quiet);
		expect(n8n.database.get(workflowId)).toContain('marker-4711');
		const early = await detect(items({ tick: 1 }), { operation: 'releaseWaiting' });
		expect(out(early)).toEqual([0, 0, 1]);
		passTime(59_999);
		expect(out(await detect(items({ tick: 1 }), { operation: 'releaseWaiting' }))).toEqual([0, 0, 1]);
		passTime(1);
		const due = await detect(items({ tick: 2 }), { operation: 'releaseWaiting' });
		expect(out(due)).toEqual([1, 0, 1]);
		expect(due.output('Detector', UNCHANGED)[0]!.json).toEqual({ tick: 2 });
		expect(out(await detect(items({ tick: 3 }), { operation: 'releaseWaiting' }))).toEqual([0, 0, 1]);
		expect(n8n.database.get(workflowId)).not.toContain('marker-4711');
	});
});

test('Hold Repeats keeps a second delivery back while the first is at work', async () => {
	const held = { ...events, options: { hold: 60 } };
	expect(out(await detect(items(A), held))).toEqual([1, 0, 0]);
	expect(verdicts(await detect(items(A), held))).toEqual(['inFlight']);
	expect(out(await detect(items({ ...A, name: 'x' }), held))).toEqual([1, 0, 0]);
});

test('an older confirmation is refused where a newer change was reported since', async () => {
	const first = await detect(items(A));
	const old = first.output('Detector', CHANGED)[0]!;
	await detect(items({ ...A, name: 'x' }));
	const confirm = async (item: INodeExecutionData) =>
		await n8n.run({ workflowId, sources: { In: [item] }, nodes: [detector({ operation: 'confirm' })], wires: [['In', 0, 'Detector', 0]] });
	const refused = await confirm(old);
	expect(refused.output('Detector', 1)[0]!.json['_sync']).toMatchObject({ verdict: 'refused', refused: { code: 'newerChange' } });
	expect(out(await detect(items({ ...A, name: 'x' })))).toEqual([1, 0, 0]);
	const newest = (await detect(items({ ...A, name: 'x' }))).output('Detector', CHANGED)[0]!;
	expect((await confirm(newest)).output('Detector', 0)).toHaveLength(1);
	expect((await confirm(newest)).output('Detector', 1)[0]!.json['_sync']).toMatchObject({ refused: { code: 'notPending' } });
});

test('Confirm refuses to guess when the link to the change is lost', async () => {
	const run = await n8n.run({
		workflowId,
		sources: { In: items(A, B) },
		nodes: [detector(), { name: 'App', type: codeNode('app', () => [{ json: { ok: true }, pairedItem: [] as never }, { json: {}, pairedItem: [] as never }]) }, detector({ operation: 'confirm' }, { name: 'Confirm' })],
		wires: [['In', 0, 'Detector', 0], ['Detector', CHANGED, 'App', 0], ['App', 0, 'Confirm', 0]],
	});
	expect(run.error?.message).toMatch(/change|traced/);
	expect(run.error?.description).toBeTruthy();
});

test('a test run shows true behaviour on a scratch copy, and changes nothing', async () => {
	await deliver(items(A));
	const before = n8n.database.get(workflowId);
	const manual = await detect(items({ ...A, name: 'x' }), {}, {}, { mode: 'manual' });
	expect(out(manual)).toEqual([1, 0, 0]);
	expect(manual.hints('Detector').join()).toMatch(/scratch copy/);
	expect(n8n.database.get(workflowId)).toBe(before);
});

test('memory survives runs with an empty blob, and Reset Memory forgets it', async () => {
	await deliver(items(A, B));
	expect(out(await detect(items(A, B), {}, {}, { withoutStaticData: true }))).toEqual([0, 0, 2]);
	expect(out(await detect(items(A), { operation: 'resetMemory' }))).toEqual([0, 0, 1]);
	expect(out(await detect(items(A, B)))).toEqual([2, 0, 0]);
});

test('the state holds no values, and a report says nothing of the memory\'s inside', async () => {
	await deliver(items({ id: 'key-1', name: 'marker-4711', nested: { deep: 'marker-4711' } }));
	expect(n8n.database.get(workflowId)).not.toContain('marker-4711');
});

describe('bad input', () => {
	const deep = (levels: number): object => {
		let value: object = {};
		for (let i = 0; i < levels; i += 1) value = { a: value };
		return value;
	};
	const bad: [string, unknown, RegExp][] = [
		['a missing key', { other: 1 }, /"id" has no value/],
		['a null key', { id: null }, /has no value/],
		['an empty key', { id: '' }, /has no value/],
		['an object as key', { id: { a: 1 } }, /neither text nor number/],
		['NaN as key', { id: NaN }, /neither text nor number/],
		['half a surrogate pair in the key', { id: 'x\ud800' }, /surrogate/],
		['half a surrogate pair in a value', { id: 7, name: '\udc00' }, /"name" cannot be compared.*surrogate/],
		['an infinite number', { id: 7, n: [1, Infinity] }, /"n" cannot be compared.*Infinity/],
		['10,000 levels', { id: 7, deep: deep(10_000) }, /deeper than 500 levels/],
		['a version that is none', { id: 7, v: 'yesterday' }, /version field "v"/],
	];
	test.each(bad)('%s: an error on that item, the others go through, nothing is deleted', async (_name, json, message) => {
		const settings = { version: 'v', ...atOnce };
		await detect(items({ id: 'before' }), settings);
		const list = items({ id: 'a' }, json as object, { id: 'b' });
		const stopped = await detect(list, settings);
		expect(stopped.error?.message).toMatch(message);
		expect(stopped.error?.context).toMatchObject({ itemIndex: 1 });
		expect(stopped.error?.description).toBeTruthy();
		const going = await detect(list, settings, { onError: 'continueRegularOutput' });
		expect(out(going)).toEqual([2, 0, 2]);
		const failed = going.output('Detector', UNCHANGED)[0]!;
		expect(failed.json['error']).toMatch(message);
		expect(failed.pairedItem).toEqual({ item: 1, input: 0 });
		const routed = await detect(list, settings, { onError: 'continueErrorOutput' });
		expect(routed.output('Detector', 3)).toHaveLength(1);
	});

	test('an item that is not an object', async () => {
		const going = await detect([{ json: 'text' as never }, { json: { id: 1 } }], events, { onError: 'continueRegularOutput' });
		expect(out(going)).toEqual([1, 0, 1]);
	});

	test('__proto__ and constructor are plain data, as keys and as fields', async () => {
		const hostile = JSON.parse('{"__proto__": "p", "constructor": "c", "id": 1}') as object;
		const run = await deliver(items(hostile), { key: '__proto__, constructor' });
		expect(out(run)).toEqual([1, 0, 0]);
		const changed = await detect(items(JSON.parse('{"__proto__": {"x": 1}, "constructor": "c", "id": 1}') as object, hostile), events);
		expect(sync(changed.output('Detector', CHANGED)[0]).operation).toBe('create');
		expect(({} as Record<string, unknown>)['x']).toBeUndefined();
	});

	test.each([
		['no key', { key: ' ' }, /Record Key/],
		['a broken path', { key: 'a..b' }, /Record Key.*empty name/],
		['no fields', { compare: 'listed', fields: ' , ' }, /Fields/],
		['a list that is longer than the memory', { options: { cap: 1 } }, /2 records, and 1 are remembered/],
		['a percentage of 200', { options: { mostDeletesPercent: 200 } }, /200/],
		['a sync without a name', { sync: '  ' }, /Sync Name/],
	])('%s stops the node, and set to go on lets nothing through', async (_name, parameters, message) => {
		const stopped = await detect(items(A, B), parameters);
		expect(stopped.error?.message).toMatch(message);
		expect(stopped.error?.description).toBeTruthy();
		const going = await detect(items(A, B), parameters, { onError: 'continueRegularOutput' });
		expect(out(going)).toEqual([0, 0, 2]);
	});

	test('zero items give zero items, binary data stays, inputs stay as they are', async () => {
		expect(out(await detect([]))).toEqual([0, 0, 0]);
		const item = { json: Object.freeze({ id: 1 }), binary: { file: { data: 'aGk=', mimeType: 'text/plain' } } };
		const run = await detect([item as INodeExecutionData]);
		expect(run.output('Detector', CHANGED)[0]!.binary).toBe(item.binary);
		expect(item.json).toEqual({ id: 1 });
	});
});
