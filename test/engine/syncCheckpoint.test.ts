import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { markCheckpoints } from '../../nodes/shared/checkpoint/markCheckpoints';
import { checkpointReceiptsIn } from '../../nodes/shared/checkpoint/receipts';
import { openState } from '../../nodes/shared/n8n/openState';
import { SyncCheckpoint } from '../../nodes/SyncCheckpoint/SyncCheckpoint.node';
import { codeNode, EngineN8n, type NodeSpec, type RunResult, type RunSpec } from '../support/engine';

const ITEMS = 0, HANDLED = 1, REJECTED = 2;

const items = (...list: unknown[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));

let workflows = 0;
let n8n: EngineN8n;
let workflowId: string;
beforeEach(() => {
	n8n = new EngineN8n();
	workflowId = `checkpoint-${(workflows += 1)}`;
});

const node = (name: string, parameters: object, more: Partial<NodeSpec> = {}): NodeSpec => ({
	name, type: new SyncCheckpoint(), parameters: { sync: 'crm', ...parameters }, ...more,
});

/** Tells the checkpoint what Sync Outcome tells it: which items are settled or parked. */
const outcome = (accounted: (json: INodeExecutionData['json']) => boolean, name = 'outcome'): INodeType => {
	const type = codeNode(name, (list) => list);
	return {
		...type,
		async execute(this: IExecuteFunctions) {
			const list = this.getInputData();
			const store = await openState(this, 'crm', 'stop');
			await markCheckpoints(store, list.flatMap(({ json }) => checkpointReceiptsIn(json['_sync'], 'crm').map((receipt) => ({ receipt, accounted: accounted(json) }))));
			return [list];
		},
	};
};

/** A whole run: asks where to read on, reads what the source has from there on, and settles it but for `failing`. */
async function sync(source: object[], { read = {}, propose = {}, failing = [] as unknown[], field = 'at', run = {} as Partial<RunSpec> } = {}): Promise<RunResult & { since: unknown }> {
	let since: unknown;
	const result = await n8n.run({
		workflowId,
		sources: { In: items({ trigger: true }) },
		nodes: [
			node('Read', { operation: 'read', overlapSeconds: 0, ...read }),
			{
				name: 'Query',
				type: codeNode('query', ([first]) => {
					since = first!.json['since'];
					const found = source.filter((one) => String((one as Record<string, unknown>)[field] || '~') >= String(since));
					return found.map((json) => ({ json: json as never, pairedItem: { item: 0 } }));
				}),
			},
			node('Propose', { operation: 'propose', cursorField: field, ...propose }),
			{ name: 'Outcome', type: outcome(({ id }) => !failing.includes(id)) },
		],
		wires: [['In', 0, 'Read', 0], ['Read', 0, 'Query', 0], ['Query', 0, 'Propose', 0], ['Propose', ITEMS, 'Outcome', 0]],
		...run,
	});
	return { ...result, since };
}

const ids = (run: RunResult, output: number): unknown[] => {
	if (run.error !== undefined) throw run.error;
	return run.output('Propose', output).map(({ json }) => json['id']);
};
const verdict = (item: INodeExecutionData | undefined): Record<string, unknown> => item!.json['_sync'] as Record<string, unknown>;

const A = { id: 'a', at: '2026-03-01T10:00:00.000Z' };
const B = { id: 'b', at: '2026-03-01T11:00:00.000Z' };
const B2 = { id: 'b2', at: '2026-03-01T11:00:00.000Z' };
const C = { id: 'c', at: '2026-03-01T12:00:00.000Z' };

test('the first read begins at Start From, the next where everything was settled; a tie that shows up later is not lost, and nothing comes twice', async () => {
	const first = await sync([A, B], { read: { startFrom: '2026-01-01T00:00:00Z' } });
	expect(first.since).toBe('2026-01-01T00:00:00.000Z');
	expect(ids(first, ITEMS)).toEqual(['a', 'b']);
	const second = await sync([A, B, B2]);
	expect(second.since).toBe(B.at);
	expect([ids(second, ITEMS), ids(second, HANDLED)]).toEqual([['b2'], ['b']]);
	const third = await sync([A, B, B2]);
	expect([ids(third, ITEMS), ids(third, HANDLED)]).toEqual([[], ['b', 'b2']]);
});

test('a failure that nobody keeps holds the checkpoint before it, and what came after it comes again', async () => {
	await sync([A, B, C], { failing: ['b'] });
	const next = await sync([A, B, C]);
	expect(next.since).toBe(A.at);
	expect(ids(next, ITEMS)).toEqual(['b', 'c']);
	expect((await sync([A, B, C])).since).toBe(C.at);
});

test('items are put in order by their cursors, whatever order the source gives them in', async () => {
	await sync([C, A, B], { failing: ['b'] });
	expect((await sync([C, A, B])).since).toBe(A.at);
});

test('a record that changed again within the same millisecond is let through, or not, by choice', async () => {
	await sync([{ ...A, name: 'Ann' }]);
	expect(ids(await sync([{ ...A, name: 'Anna' }], { propose: { options: { otherContent: 'handled' } }, failing: ['a'] }), ITEMS)).toEqual(['a']);
	const other = 'checkpoint-by-id';
	await sync([{ ...A, name: 'Ann' }], { propose: { options: { otherContent: 'handled' } }, run: { workflowId: other } });
	const again = await sync([{ ...A, name: 'Anna' }], { propose: { options: { otherContent: 'handled' } }, run: { workflowId: other } });
	expect([ids(again, ITEMS), ids(again, HANDLED)]).toEqual([[], ['a']]);
});

test('with an overlap a change that shows up late is read, and what was handled is known again', async () => {
	const late = { id: 'late', at: '2026-03-01T11:59:30.000Z' };
	await sync([A, C], { read: { overlapSeconds: 60 } });
	const next = await sync([A, late, C], { read: { overlapSeconds: 60 } });
	expect(next.since).toBe('2026-03-01T11:59:00.000Z');
	expect([ids(next, ITEMS), ids(next, HANDLED)]).toEqual([['late'], ['c']]);
});

test('without a query of its own the whole list can be filtered: what lies before the checkpoint was handled', async () => {
	await sync([A, B]);
	const propose = { operation: 'propose', cursorField: 'at' };
	const run = await n8n.run({ workflowId, sources: { In: items(A, B, C) }, nodes: [node('Propose', propose)], wires: [['In', 0, 'Propose', 0]] });
	expect([ids(run, ITEMS), ids(run, HANDLED)]).toEqual([['c'], ['a', 'b']]);
	expect(run.output('Propose', HANDLED).map((item) => verdict(item)['handled'])).toEqual(['before', 'seen']);
});

test.each([
	['missing', {}, 'missing'],
	['null', { at: null }, 'missing'],
	['an empty text', { at: '' }, 'missing'],
	['no time', { at: 'yesterday' }, 'unreadable'],
	['without an offset', { at: '2026-03-01 10:00:00' }, 'unreadable'],
	['an object', { at: { seconds: 1 } }, 'unreadable'],
	['true', { at: true }, 'unreadable'],
	['NaN', { at: Number.NaN }, 'unreadable'],
])('a cursor that is %s is rejected with the reason, and the checkpoint does not wait for it', async (_name, bad, code) => {
	const run = await sync([A, { id: 'bad', ...bad }, B]);
	expect([ids(run, ITEMS), ids(run, REJECTED)]).toEqual([['a', 'b'], ['bad']]);
	expect(verdict(run.output('Propose', REJECTED)[0])).toMatchObject({ verdict: 'rejected', rejected: { code } });
	expect(run.hints('Propose').join()).toContain('Rejected');
	expect((await sync([A, B])).since).toBe(B.at);
});

test('by choice an item without a cursor goes on, moves nothing, and is waited for', async () => {
	const propose = { missing: 'still' };
	const run = await sync([A, { id: 'bad', at: 'yesterday' }], { propose, failing: ['bad'] });
	expect(ids(run, ITEMS)).toEqual(['a', 'bad']);
	expect((await sync([A, B], { propose })).since).toBe('1970-01-01T00:00:00.000Z');
	await sync([A, { id: 'bad', at: 'yesterday' }], { propose });
	expect((await sync([A], { propose })).since).toBe(B.at);
});

test('items that are no records are rejected', async () => {
	const run = await n8n.run({
		workflowId, sources: { In: items(A, 'text', [1]) }, nodes: [node('Propose', { operation: 'propose', cursorField: 'at' })], wires: [['In', 0, 'Propose', 0]],
	});
	if (run.error !== undefined) throw run.error;
	expect([run.output('Propose', ITEMS).length, run.output('Propose', REJECTED).length]).toEqual([1, 2]);
});

test('local times are read and written in the named time zone', async () => {
	const zone = { options: { zone: 'Europe/Berlin' } };
	const local = { id: 'l', at: '2026-07-01 10:00:00' };
	expect(ids(await sync([local], { propose: zone }), ITEMS)).toEqual(['l']);
	expect((await sync([], { read: zone })).since).toBe('2026-07-01T08:00:00.000Z');
	expect((await sync([], { read: { ...zone, form: 'sql' } })).since).toBe('2026-07-01 10:00:00.000');
	expect((await sync([], { read: { ...zone, form: 'date' } })).since).toBe('2026-07-01');
	expect((await sync([], { read: { ...zone, form: 'pattern', pattern: 'dd.MM.yyyy HH:mm ZZ' } })).since).toBe('01.07.2026 10:00 +02:00');
	const wrong = await sync([], { read: { options: { zone: 'Berlin' } } });
	expect(wrong.error?.message).toBe('There is no time zone "Berlin"');
});

test('a time finer than a query can say is cut, never rounded up', async () => {
	await sync([{ id: 'x', at: '2026-03-01T10:00:00.999999Z' }]);
	expect((await sync([], { read: { form: 'seconds' } })).since).toBe(Date.UTC(2026, 2, 1, 10) / 1000);
	expect((await sync([], { read: { form: 'milliseconds' } })).since).toBe(Date.UTC(2026, 2, 1, 10) + 999);
	expect((await sync([])).since).toBe('2026-03-01T10:00:00.999Z');
});

test('a timestamp far in the future is worked on once and does not move the checkpoint', async () => {
	const ahead = { id: 'ahead', at: '2999-01-01T00:00:00.000Z' };
	const first = await sync([A, ahead]);
	expect(ids(first, ITEMS)).toEqual(['a', 'ahead']);
	expect(first.hints('Propose').join()).toContain('future');
	const next = await sync([A, ahead]);
	expect(next.since).toBe(A.at);
	expect([ids(next, ITEMS), ids(next, HANDLED)]).toEqual([[], ['a', 'ahead']]);
});

test.each([['reject', [[], ['ahead']], A.at], ['use', [['ahead'], []], '2999-01-01T00:00:00.000Z']] as const)('by choice such a timestamp is treated by "%s"', async (future, [passed, rejected], stands) => {
	await sync([A]);
	const run = await sync([A, { id: 'ahead', at: '2999-01-01T00:00:00.000Z' }], { propose: { future } });
	expect([ids(run, ITEMS), ids(run, REJECTED)]).toEqual([passed, rejected]);
	expect((await sync([])).since).toBe(stands);
});

describe('a source that went back', () => {
	const old = { id: 'old', at: '2026-02-01T00:00:00.000Z' };
	const whole = async (propose: object) =>
		await n8n.run({ workflowId, sources: { In: items(old) }, nodes: [node('Propose', { operation: 'propose', cursorField: 'at', ...propose }), { name: 'Outcome', type: outcome(() => true) }], wires: [['In', 0, 'Propose', 0], ['Propose', ITEMS, 'Outcome', 0]] });

	test('stops the run, says where it stood and what to do, and moves nothing', async () => {
		await sync([A, B]);
		const run = await whole({});
		expect(run.error?.message).toContain('has gone back: the highest value read is 2026-02-01T00:00:00.000Z, and the checkpoint stands at 2026-03-01T11:00:00.000Z');
		expect(run.error?.description).toContain('Set');
		expect((await sync([])).since).toBe(B.at);
	});

	test('by choice its items are worked on again, or count as handled; the checkpoint stays', async () => {
		await sync([A, B]);
		const processed = await whole({ wentBack: 'process' });
		expect(ids(processed, ITEMS)).toEqual(['old']);
		expect(processed.hints('Propose').join()).toContain('gone back');
		expect(ids(await whole({ wentBack: 'handled' }), HANDLED)).toEqual(['old']);
		expect((await sync([])).since).toBe(B.at);
	});

	test('is not seen where the newest record was merely deleted', async () => {
		await sync([A, B]);
		const run = await n8n.run({ workflowId, sources: { In: items(A) }, nodes: [node('Propose', { operation: 'propose', cursorField: 'at' })], wires: [['In', 0, 'Propose', 0]] });
		expect(ids(run, HANDLED)).toEqual(['a']);
	});
});

test('numbers beyond 2^53 keep their order and come back digit by digit', async () => {
	const propose = { cursorIs: 'number' };
	const read = { cursorIs: 'number', overlap: 0 };
	const big = ['9007199254740993', '9007199254740992', '9007199254740994'].map((at, i) => ({ id: i, at }));
	await sync(big, { propose, read, failing: [2] });
	expect((await sync([], { propose, read })).since).toBe('9007199254740993');
	expect((await sync([], { read: { cursorIs: 'number', overlap: 2 } })).since).toBe(9_007_199_254_740_991);
});

describe('page cursors', () => {
	const page = (ids_: number[], next: string | null) => ids_.map((id) => ({ id, next }));
	const propose = { cursorIs: 'page' };
	const read = { cursorIs: 'page' };
	const pages = async (list: object[], failing: unknown[] = []): Promise<unknown> => {
		const run = await n8n.run({
			workflowId,
			sources: { In: items({}) },
			nodes: [
				node('Read', { operation: 'read', ...read }),
				{ name: 'List', type: codeNode('list', () => items(...list)) },
				node('Propose', { operation: 'propose', cursorField: 'next', ...propose }),
				{ name: 'Outcome', type: outcome(({ id }) => !failing.includes(id)) },
			],
			wires: [['In', 0, 'Read', 0], ['Read', 0, 'List', 0], ['List', 0, 'Propose', 0], ['Propose', ITEMS, 'Outcome', 0]],
		});
		if (run.error !== undefined) throw run.error;
		return run.output('Read', 0)[0]!.json['since'];
	};

	test('moves from page to page, and only when all of a page is settled', async () => {
		expect(await pages([...page([1, 2], 'p2'), ...page([3, 4], 'p3'), ...page([5], null)], [4])).toBe('');
		expect(await pages([...page([3, 4], 'p3'), ...page([5], null)])).toBe('p2');
		expect(await pages([...page([5], null)])).toBe('p3');
		expect(await pages([...page([5, 6], 'p4')])).toBe('p3');
		expect(await pages([])).toBe('p4');
	});

	test('a listing that starts again is noticed', async () => {
		await pages([...page([1], 'p2'), ...page([2], 'p3')]);
		await expect(pages([...page([1], 'p2')])).rejects.toMatchObject({ message: 'The source of "crm" hands out a page cursor again that it has moved on from' });
		expect(await pages([])).toBe('p3');
	});
});

test('one sync token for the whole read is reached when all its items are settled, and at once where there are none', async () => {
	const propose = { cursorIs: 'page', cursorFrom: 'value', cursorValue: 'token-1' };
	const read = { cursorIs: 'page' };
	const since = async (token: string, list: object[], failing: unknown[] = []) => {
		const run = await n8n.run({
			workflowId, sources: { In: items({}) },
			nodes: [node('Read', { operation: 'read', ...read }), { name: 'List', type: codeNode('list', () => items(...list)) }, node('Propose', { operation: 'propose', ...propose, cursorValue: token }), { name: 'Outcome', type: outcome(({ id }) => !failing.includes(id)) }],
			wires: [['In', 0, 'Read', 0], ['Read', 0, 'List', 0], ['List', 0, 'Propose', 0], ['Propose', ITEMS, 'Outcome', 0]],
		});
		if (run.error !== undefined) throw run.error;
		return run.output('Read', 0)[0]!.json['since'];
	};
	await since('token-1', [{ id: 1 }, { id: 2 }], [1]);
	expect(await since('token-1', [{ id: 1 }, { id: 2 }])).toBe('');
	expect(await since('token-2', [{}])).toBe('token-1');
	expect(await since('token-3', [{ id: 3 }])).toBe('token-2');
});

test('Set moves it back; runs from before move it no more', async () => {
	await sync([A, B]);
	const set = await n8n.run({ workflowId, sources: { In: items({ by: 'me' }) }, nodes: [node('Set', { operation: 'set', setTo: '2026-02-01T00:00:00Z' })], wires: [['In', 0, 'Set', 0]] });
	expect(set.output('Set', 0)[0]!.json).toMatchObject({ by: 'me', _sync: { checkpoint: { before: B.at, at: '2026-02-01T00:00:00.000Z' } } });
	const next = await sync([A, B]);
	expect(next.since).toBe('2026-02-01T00:00:00.000Z');
	expect(ids(next, ITEMS)).toEqual(['a', 'b']);
	const wrong = await n8n.run({ workflowId, sources: { In: items({}) }, nodes: [node('Set', { operation: 'set', setTo: 'soon' })], wires: [['In', 0, 'Set', 0]] });
	expect(wrong.error?.message).toContain('"Set To" is "soon"');
});

test('Set takes effect from the editor, too', async () => {
	await sync([A, B]);
	await n8n.run({ workflowId, mode: 'manual', sources: { In: items({}) }, nodes: [node('Set', { operation: 'set', setTo: A.at })], wires: [['In', 0, 'Set', 0]] });
	expect((await sync([])).since).toBe(A.at);
});

test('checkpoints of one sync stand apart, and one asked for as another kind says so', async () => {
	await sync([A], { read: { checkpoint: 'CRM' }, propose: { checkpoint: 'CRM' } });
	expect((await sync([], { read: { checkpoint: 'ERP' } })).since).toBe('1970-01-01T00:00:00.000Z');
	expect((await sync([], { read: { checkpoint: 'CRM' } })).since).toBe(A.at);
	const wrong = await sync([], { read: { checkpoint: 'CRM', cursorIs: 'number' } });
	expect(wrong.error?.message).toBe('The checkpoint "CRM" of "crm" holds a timestamp, and "Cursor Is" says Number');
});

test('Read hands on what it got, and says where the checkpoint stands', async () => {
	await sync([A]);
	const input = Object.freeze({ deep: Object.freeze({ x: 1 }) });
	const run = await n8n.run({ workflowId, sources: { In: items(input, input) }, nodes: [node('Read', { operation: 'read', into: 'deep.since', overlapSeconds: 0 })], wires: [['In', 0, 'Read', 0]] });
	expect(run.output('Read', 0)).toMatchObject([{ json: { deep: { x: 1, since: A.at }, _sync: { checkpoint: { at: A.at, first: false, openReads: 0 } } }, pairedItem: { item: 0 } }, { pairedItem: { item: 1 } }]);
	expect(input).toEqual({ deep: { x: 1 } });
});

test('Propose says the key and the time of the change, keeps what others promised, and takes no receipt of its own twice', async () => {
	const before = { ...A, _sync: { sync: 'other', receipts: [{ kind: 'claim', sync: 'other', key: '0123456789abcdef', token: 1 }] } };
	const run = await n8n.run({
		workflowId, sources: { In: items(before) },
		nodes: [node('Propose', { operation: 'propose', cursorField: 'at' }), node('Again', { operation: 'propose', cursorField: 'at' })],
		wires: [['In', 0, 'Propose', 0], ['Propose', ITEMS, 'Again', 0]],
	});
	expect(verdict(run.output('Again', ITEMS)[0])).toMatchObject({ sync: 'other', key: 'a', changedAt: A.at, verdict: 'read', receipts: [{ kind: 'claim' }, { kind: 'checkpoint', sync: 'crm', of: 1, part: '' }] });
	expect((verdict(run.output('Again', ITEMS)[0])['receipts'] as unknown[]).length).toBe(2);
});

test('what one run proposes page by page is one read: a later page waits for the earlier', async () => {
	const page = (name: string, ...list: object[]): NodeSpec => ({ name, type: codeNode(name, () => items(...list)) });
	const pages = async (fails: unknown[]) =>
		await n8n.run({
			workflowId, sources: { In: items({}) },
			nodes: [
				page('Page 1', A, B), node('Propose', { operation: 'propose', cursorField: 'at' }), { name: 'Outcome', type: outcome(({ id }) => !fails.includes(id)) },
				page('Page 2', C), node('Propose 2', { operation: 'propose', cursorField: 'at' }), { name: 'Outcome 2', type: outcome(() => true, 'outcome2') },
			],
			wires: [['In', 0, 'Page 1', 0], ['Page 1', 0, 'Propose', 0], ['Propose', ITEMS, 'Outcome', 0], ['Outcome', 0, 'Page 2', 0], ['Page 2', 0, 'Propose 2', 0], ['Propose 2', ITEMS, 'Outcome 2', 0]],
		});
	await pages(['b']);
	expect((await sync([])).since).toBe(A.at);
	await pages([]);
	expect((await sync([])).since).toBe(C.at);
});

test('a test run moves nothing', async () => {
	const tried = await sync([A], { run: { mode: 'manual' } });
	expect(ids(tried, ITEMS)).toEqual(['a']);
	expect((await sync([])).since).toBe('1970-01-01T00:00:00.000Z');
});

test('Reset Memory forgets it, and lets nothing into Items', async () => {
	await sync([A]);
	const run = await n8n.run({ workflowId, sources: { In: items({}) }, nodes: [node('Reset', { operation: 'resetMemory' })], wires: [['In', 0, 'Reset', 0]] });
	expect([ITEMS, HANDLED, REJECTED].map((output) => run.output('Reset', output).length)).toEqual([0, 1, 0]);
	expect((await sync([])).since).toBe('1970-01-01T00:00:00.000Z');
});

test('a node that fails and is set to go on lets nothing into Items', async () => {
	const run = await n8n.run({
		workflowId, sources: { In: items(A) },
		nodes: [node('Propose', { operation: 'propose', cursorField: 'a[' }, { onError: 'continueRegularOutput' })], wires: [['In', 0, 'Propose', 0]],
	});
	expect([ITEMS, REJECTED].map((output) => run.output('Propose', output).length)).toEqual([0, 1]);
});

test('an edge of names that are traps, and of thousands of ties', async () => {
	const traps = ['__proto__', 'constructor', ''].map((id) => ({ id, at: A.at }));
	await sync(traps);
	expect(ids(await sync(traps), ITEMS)).toEqual([]);
	const ties = Array.from({ length: 3000 }, (_, id) => ({ id, at: C.at }));
	await sync(ties, { failing: [] });
	const next = await sync([...ties, { id: 'new', at: C.at }]);
	expect([ids(next, ITEMS), ids(next, HANDLED).length]).toEqual([['new'], 3000]);
});

test('what is stored holds the cursor and no other value', async () => {
	await sync([{ ...A, name: 'Maria Anders', mail: 'maria@example.com' }]);
	const stored = n8n.database.get(workflowId)!;
	expect(stored).not.toMatch(/Maria|example\.com/);
	expect(stored.length).toBeLessThan(2000);
});
