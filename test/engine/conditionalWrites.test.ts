import type { INodeExecutionData } from 'n8n-workflow';
import { ConflictResolver } from '../../nodes/ConflictResolver/ConflictResolver.node';
import { RetryQueue } from '../../nodes/RetryQueue/RetryQueue.node';
import { SyncOutcome } from '../../nodes/SyncOutcome/SyncOutcome.node';
import { passTime, stopClock } from '../support/clock';
import { EngineN8n, codeNode, type NodeSpec, type RunResult, type Wire } from '../support/engine';

// A write on condition: the app takes it only where its record still has the version the decision saw.

const SETTLED = 0, ATTENTION = 2;
const SYNC = 'crm-erp';
type Row = { id: number; a: string; v: number };

stopClock();
let workflows = 0;
let n8n: EngineN8n;
let workflowId: string;
/** What the ERP has. */
let erp: Row;
let writes: object[];
beforeEach(() => {
	n8n = new EngineN8n();
	workflowId = `conditional-${(workflows += 1)}`;
	erp = { id: 1, a: 'o', v: 7 };
	writes = [];
});

const sync = (item: INodeExecutionData | undefined): Record<string, unknown> => (item?.json['_sync'] ?? {}) as Record<string, unknown>;
const items = (...list: object[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));

/** The ERP: refuses what expects another version, or everything with the given words. */
function app(refuse?: string): NodeSpec {
	const work = (list: INodeExecutionData[]): INodeExecutionData[] =>
		list.map((item, i) => {
			const { version } = sync(item);
			const no = refuse ?? (version === erp.v ? undefined : `412 - the record has version ${erp.v} now, not ${String(version)}`);
			writes.push({ a: item.json['a'], version, took: no === undefined });
			if (no !== undefined) return { json: { error: no }, error: new Error(no), pairedItem: { item: i } } as never;
			erp = { ...erp, a: item.json['a'] as string, v: erp.v + 1 };
			return { json: { ok: true }, pairedItem: { item: i } };
		});
	return { name: 'App', type: codeNode('app', work), onError: 'continueErrorOutput' };
}
const outcome = (options: object = {}): NodeSpec => ({ name: 'Outcome', type: new SyncOutcome(), parameters: { sync: SYNC, options: { baseSeconds: 0.001, capMinutes: 0.001, ...options } } });
const queue = (operation: string): NodeSpec => ({ name: operation, type: new RetryQueue(), parameters: { sync: SYNC, operation } });
const ends: Wire[] = [['App', 0, 'Outcome', 0], ['App', 1, 'Outcome', 1]];

/** One comparison, and its writes to the ERP; `meanwhile` happens after the lists were read. */
async function compare(crm: Row, { refuse, versioned = true, meanwhile }: { refuse?: string; versioned?: boolean; meanwhile?: () => void } = {}): Promise<RunResult> {
	const lists = { CRM: items(crm), ERP: items({ ...erp }) };
	meanwhile?.();
	const rows = [{ name: 'CRM' }, { name: 'ERP', ...(versioned ? { version: 'v' } : {}) }];
	const resolver: NodeSpec = { name: 'Resolver', type: new ConflictResolver(), parameters: { sync: SYNC, key: 'id', rule: 'priority', order: 'CRM, ERP', compare: 'listed', fields: 'a', systems: { rows } } };
	const run = await n8n.run({
		workflowId, sources: lists, nodes: [resolver, queue('send'), app(refuse), outcome()],
		wires: [['CRM', 0, 'Resolver', 0], ['ERP', 0, 'Resolver', 1], ['Resolver', 1, 'send', 0], ['send', 0, 'App', 0], ...ends],
	});
	expect(run.error).toBeUndefined();
	return run;
}
async function retry(refuse?: string): Promise<RunResult> {
	passTime(80);
	const run = await n8n.run({ workflowId, sources: { Tick: items({}) }, nodes: [queue('takeDue'), app(refuse), outcome()], wires: [['Tick', 0, 'takeDue', 0], ['takeDue', 0, 'App', 0], ...ends] });
	expect(run.error).toBeUndefined();
	return run;
}
const edited = (): void => void (erp = { ...erp, a: 'by a person', v: erp.v + 1 });

test('the version goes with the write through Send or Park', async () => {
	await compare({ id: 1, a: 'o', v: 1 });
	await compare({ id: 1, a: 'n', v: 2 });
	expect(writes).toEqual([{ a: 'n', version: 7, took: true }]);
});

test('refused since somebody changed the record: nobody is told, nothing waits, and the next comparison decides anew', async () => {
	await compare({ id: 1, a: 'o', v: 1 });
	const refused = await compare({ id: 1, a: 'n', v: 2 }, { meanwhile: edited });
	expect(sync(refused.output('Outcome', SETTLED)[0])).toMatchObject({ verdict: 'released', reason: 'outdated', failure: { class: 'conflict', status: 412 } });
	expect(refused.output('Outcome', ATTENTION)).toEqual([]);
	expect((await retry()).output('takeDue', 0)).toEqual([]);
	const next = await compare({ id: 1, a: 'n', v: 2 });
	// Both sides changed: a conflict, settled by the rule, and said.
	expect(next.output('Resolver', 2)[0]!.json).toMatchObject({ kind: 'settled', field: 'a', values: { CRM: 'n', ERP: 'by a person' } });
	expect(writes.at(-1)).toEqual({ a: 'n', version: 8, took: true });
	expect(writes).toHaveLength(2);
});

test('what waits for a retry keeps its version, and once it is outdated it waits no longer', async () => {
	await compare({ id: 1, a: 'o', v: 1 });
	const down = await compare({ id: 1, a: 'n', v: 2 }, { refuse: '503 - down' });
	expect(sync(down.output('Outcome', SETTLED)[0])).toMatchObject({ verdict: 'parked' });
	edited();
	const again = await retry();
	expect(writes.at(-1)).toEqual({ a: 'n', version: 7, took: false });
	expect(sync(again.output('Outcome', SETTLED)[0])).toMatchObject({ verdict: 'released', reason: 'outdated', attempt: 2 });
	expect(again.output('Outcome', ATTENTION)).toEqual([]);
	expect((await retry()).output('takeDue', 0)).toEqual([]);
	const counted = await n8n.run({ workflowId, sources: { In: items({}) }, nodes: [queue('count')], wires: [['In', 0, 'count', 0]] });
	expect(counted.output('count')[0]!.json).toMatchObject({ parked: 1, waiting: 0, dead: 0, discarded: 1, accounted: true });
	await compare({ id: 1, a: 'n', v: 2 });
	expect(erp).toEqual({ id: 1, a: 'n', v: 9 });
});

test('a retry of what is still up to date is written', async () => {
	await compare({ id: 1, a: 'o', v: 1 });
	await compare({ id: 1, a: 'n', v: 2 }, { refuse: '503 - down' });
	const again = await retry();
	expect(sync(again.output('Outcome', SETTLED)[0])).toMatchObject({ verdict: 'done' });
	expect(erp).toEqual({ id: 1, a: 'n', v: 8 });
});

test.each([
	['says that the value exists already, whatever the version', '409 - a customer with this e-mail already exists', true],
	['is about a write without a version', '409 - conflict', false],
	['is for good', '422 - too long', true],
])('a refusal that %s is a dead letter, and a person is told', async (_, refuse, versioned) => {
	await compare({ id: 1, a: 'o', v: 1 }, { versioned });
	const run = await compare({ id: 1, a: 'n', v: 2 }, { refuse, versioned });
	expect(run.output('Outcome', ATTENTION)).toHaveLength(1);
	expect(sync(run.output('Outcome', ATTENTION)[0])).toMatchObject({ verdict: 'dead' });
});

test('refused again and again although nobody changed the record: then it is not the version, and a person is told', async () => {
	await compare({ id: 1, a: 'o', v: 1 });
	const refuse = '412 - If-Match must be in quotes';
	const verdicts: unknown[] = [];
	for (let i = 0; i < 6; i += 1) {
		const run = await compare({ id: 1, a: 'n', v: 2 }, { refuse });
		verdicts.push(...[...run.output('Outcome', SETTLED), ...run.output('Outcome', ATTENTION)].map((item) => sync(item)['verdict']));
	}
	expect(verdicts).toEqual(['released', 'released', 'released', 'released', 'released', 'dead']);
});

test('a record that many people work on is not taken for one that is refused for good', async () => {
	await compare({ id: 1, a: 'o', v: 1 });
	for (let i = 0; i < 8; i += 1) {
		const run = await compare({ id: 1, a: `n${i}`, v: 2 + i }, { meanwhile: edited });
		expect(run.output('Outcome', ATTENTION)).toEqual([]);
	}
	await compare({ id: 1, a: 'n', v: 20 });
	expect(erp.a).toBe('n');
});

test('a 412 of a write without a version counts as outdated, too; the first times', async () => {
	await compare({ id: 1, a: 'o', v: 1 }, { versioned: false });
	const run = await compare({ id: 1, a: 'n', v: 2 }, { refuse: '412 - precondition failed', versioned: false });
	expect(sync(run.output('Outcome', SETTLED)[0])).toMatchObject({ verdict: 'released', reason: 'outdated' });
});
