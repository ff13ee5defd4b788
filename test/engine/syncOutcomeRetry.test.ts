import type { INodeExecutionData } from 'n8n-workflow';
import { ConflictResolver } from '../../nodes/ConflictResolver/ConflictResolver.node';
import { IdempotencyGuard } from '../../nodes/IdempotencyGuard/IdempotencyGuard.node';
import { RetryQueue } from '../../nodes/RetryQueue/RetryQueue.node';
import { SyncCheckpoint } from '../../nodes/SyncCheckpoint/SyncCheckpoint.node';
import { SyncOutcome } from '../../nodes/SyncOutcome/SyncOutcome.node';
import { passTime, stopClock } from '../support/clock';
import { EngineN8n, codeNode, type NodeSpec, type RunResult, type Wire } from '../support/engine';

const SETTLED = 0, ATTENTION = 2;
const SYNC = 'crm-erp';

stopClock();
let workflows = 0;
let n8n: EngineN8n;
let workflowId: string;
beforeEach(() => {
	n8n = new EngineN8n();
	workflowId = `outcome-retry-${(workflows += 1)}`;
});

const items = (...list: object[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));
const sync = (item: INodeExecutionData): Record<string, unknown> => item.json['_sync'] as Record<string, unknown>;

/** An app that takes a record or does not; it answers with nothing of it. */
function app(taken: object[], error?: string): NodeSpec {
	const work = (list: INodeExecutionData[]): INodeExecutionData[] =>
		list.map(({ json }, i) => {
			if (error !== undefined) return { json: { error }, error: new Error(error), pairedItem: { item: i } } as never;
			const record: Record<string, unknown> = { ...json };
			delete record['_sync'];
			taken.push(record);
			return { json: { ok: true }, pairedItem: { item: i } };
		});
	return { name: 'App', type: codeNode('app', work), onError: 'continueErrorOutput' };
}

const guard = (): NodeSpec => ({ name: 'Guard', type: new IdempotencyGuard(), parameters: { sync: SYNC, keyFields: 'id' } });
const outcome = (parameters: object = {}): NodeSpec => ({ name: 'Outcome', type: new SyncOutcome(), parameters: { sync: SYNC, target: 'ERP', keyField: 'id', ...parameters } });
const takeDue = (): NodeSpec => ({ name: 'Take Due', type: new RetryQueue(), parameters: { sync: SYNC, operation: 'takeDue' } });
const AT_ONCE = { options: { baseSeconds: 0.001, capMinutes: 0.001 } };
const ends: Wire[] = [['App', 0, 'Outcome', 0], ['App', 1, 'Outcome', 1]];

async function deliver(list: INodeExecutionData[], taken: object[], error?: string, parameters: object = AT_ONCE): Promise<RunResult> {
	return await n8n.run({ workflowId, sources: { In: list }, nodes: [guard(), app(taken, error), outcome(parameters)], wires: [['In', 0, 'Guard', 0], ['Guard', 0, 'App', 0], ...ends] });
}

async function retry(taken: object[], error?: string, parameters: object = AT_ONCE): Promise<RunResult> {
	passTime(80);
	return await n8n.run({ workflowId, sources: { Tick: items({}) }, nodes: [takeDue(), app(taken, error), outcome(parameters)], wires: [['Tick', 0, 'Take Due', 0], ['Take Due', 0, 'App', 0], ...ends] });
}

test('what failed is handed out again and settled: the record is written once, its claim completed, its job done', async () => {
	const taken: object[] = [];
	const failed = await deliver(items({ id: 1, name: 'Ada' }), taken, '503 - down');
	expect(failed.error).toBeUndefined();
	expect(sync(failed.output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'parked', attempt: 1 });
	const again = await retry(taken, '500 - still down');
	expect(again.error).toBeUndefined();
	expect(sync(again.output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'parked', attempt: 2 });
	expect((await deliver(items({ id: 1, name: 'Ada' }), taken)).output('Guard', 2)).toHaveLength(1);
	const done = await retry(taken);
	expect(sync(done.output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'done', key: '1', system: 'ERP' });
	expect(taken).toEqual([{ id: 1, name: 'Ada' }]);
	expect((await deliver(items({ id: 1, name: 'Ada' }), taken)).output('Guard', 1)).toHaveLength(1);
	expect((await retry(taken)).output('Take Due', 0)).toHaveLength(0);
	expect(taken).toHaveLength(1);
});

test('attempts used up: one item needs attention, once; it is not handed out any more', async () => {
	const taken: object[] = [];
	const two = { options: { ...AT_ONCE.options, maxAttempts: 2 } };
	await deliver(items({ id: 1 }), taken, '503 - down', two);
	const last = await retry(taken, '503 - down', two);
	expect(last.output('Outcome', ATTENTION)[0]!.json).toMatchObject({ record: '1', target: 'ERP', reason: 'It failed too often; the last time: 503 - down', tried: expect.stringMatching(/^write, 2 times since /) });
	expect((await retry(taken)).output('Take Due', 0)).toHaveLength(0);
	expect(taken).toHaveLength(0);
});

test('a planned write is accepted: a listing of before it does not plan it once more', async () => {
	const resolver = (): NodeSpec => ({
		name: 'Resolver', type: new ConflictResolver(),
		parameters: { sync: SYNC, key: 'id', rule: 'priority', order: 'CRM, ERP', systems: { rows: [{ name: 'CRM' }, { name: 'ERP' }] } },
	});
	const run = async (crm: object[], erp: object[], nodes: NodeSpec[] = [], wires: Wire[] = []) =>
		await n8n.run({ workflowId, sources: { CRM: items(...crm), ERP: items(...erp) }, nodes: [resolver(), ...nodes], wires: [['CRM', 0, 'Resolver', 0], ['ERP', 0, 'Resolver', 1], ...wires] });
	const agreed = await run([{ id: 1, name: 'Ada' }], [{ id: 1, name: 'Ada' }]);
	expect(agreed.error).toBeUndefined();
	const taken: object[] = [];
	const written = await run([{ id: 1, name: 'Ada L.' }], [{ id: 1, name: 'Ada' }], [app(taken), outcome({ target: '', keyField: '' })], [['Resolver', 1, 'App', 0], ...ends]);
	expect(written.error).toBeUndefined();
	expect(sync(written.output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'done', key: '1', system: 'ERP', operation: 'update' });
	// The listing of before the write: without the confirmation it would be planned once more.
	const late = await run([{ id: 1, name: 'Ada L.' }], [{ id: 1, name: 'Ada' }]);
	const planned = late.output('Resolver', 1);
	expect(planned).toHaveLength(0);
	expect(taken).toEqual([expect.objectContaining({ name: 'Ada L.' })]);
});

test('the checkpoint moves over what is settled and what is parked, and holds where a failure was given back', async () => {
	const checkpoint = (operation: string): NodeSpec => ({ name: operation, type: new SyncCheckpoint(), parameters: { sync: SYNC, operation, cursorField: 'at', cursorType: 'number', idField: 'id' } });
	const flow = async (list: object[], fail: (id: number) => boolean, parameters: object): Promise<RunResult> => {
		const answer = { name: 'App', type: codeNode('app', (all) => all.map(({ json }, i) => (fail((json as { id: number }).id) ? ({ json: { error: '503 - x' }, error: new Error('503 - x'), pairedItem: { item: i } } as never) : { json: { ok: true }, pairedItem: { item: i } }))), onError: 'continueErrorOutput' as const };
		return await n8n.run({ workflowId, sources: { In: items(...list) }, nodes: [checkpoint('propose'), answer, outcome(parameters)], wires: [['In', 0, 'propose', 0], ['propose', 0, 'App', 0], ...ends] });
	};
	const since = async (): Promise<unknown> => {
		const run = await n8n.run({ workflowId, sources: { In: items({}) }, nodes: [checkpoint('read')], wires: [['In', 0, 'read', 0]] });
		expect(run.error).toBeUndefined();
		// A minute is read again, for what comes late.
		return Date.parse(run.output('read')[0]!.json['since'] as string) / 1_000 + 60;
	};
	const first = await flow([{ id: 1, at: 10 }, { id: 2, at: 20 }], (id) => id === 2, {});
	expect(first.error).toBeUndefined();
	expect(first.output('Outcome', SETTLED).map((item) => sync(item)['verdict'])).toEqual(['done', 'parked']);
	const parked = await since();
	await flow([{ id: 3, at: 30 }, { id: 4, at: 40 }, { id: 5, at: 50 }], (id) => id === 4, { onFailure: 'giveBack' });
	expect([parked, await since()]).toEqual([20, 30]);
});
