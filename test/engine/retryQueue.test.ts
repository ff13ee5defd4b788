import type { INodeExecutionData } from 'n8n-workflow';
import { IdempotencyGuard } from '../../nodes/IdempotencyGuard/IdempotencyGuard.node';
import { RetryQueue } from '../../nodes/RetryQueue/RetryQueue.node';
import { SyncOutcome } from '../../nodes/SyncOutcome/SyncOutcome.node';
import { passTime, stopClock } from '../support/clock';
import { EngineN8n, codeNode, type NodeSpec, type RunResult, type Wire } from '../support/engine';

const SEND = 0, PARKED = 1;
const SETTLED = 0, ATTENTION = 2;
const SYNC = 'crm-erp';

stopClock();
let workflows = 0;
let n8n: EngineN8n;
let workflowId: string;
beforeEach(() => {
	n8n = new EngineN8n();
	workflowId = `retry-queue-${(workflows += 1)}`;
});

type Json = Record<string, unknown>;
const items = (...list: object[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));
const sync = (item: INodeExecutionData): Json => item.json['_sync'] as Json;
const withoutSync = ({ json }: INodeExecutionData): Json => Object.fromEntries(Object.entries(json).filter(([name]) => name !== '_sync'));
/** Longer than any failed try waits in these tests. */
const later = (ms = 80): void => passTime(ms);

/** An app that refuses with an error, or takes what it gets. */
function app(taken: Json[], error?: string): NodeSpec {
	const work = (list: INodeExecutionData[]): INodeExecutionData[] =>
		list.map((item, i) => {
			if (error !== undefined) return { json: { error }, error: new Error(error), pairedItem: { item: i } } as never;
			taken.push(withoutSync(item));
			return { json: { ok: true }, pairedItem: { item: i } };
		});
	return { name: 'App', type: codeNode('app', work), onError: 'continueErrorOutput' };
}

const queue = (operation: string, parameters: object = {}): NodeSpec => ({
	name: 'Queue', type: new RetryQueue(),
	parameters: { sync: SYNC, operation, ...(operation === 'send' ? { target: 'ERP', keyField: 'id' } : {}), ...parameters },
});
const QUICK = { options: { baseSeconds: 0.001, capMinutes: 0.001 } };
const outcome = (parameters: object = QUICK): NodeSpec => ({ name: 'Outcome', type: new SyncOutcome(), parameters: { sync: SYNC, ...parameters } });
const ends: Wire[] = [['App', 0, 'Outcome', 0], ['App', 1, 'Outcome', 1]];

type OnError = NonNullable<NodeSpec['onError']>;
const GO_ON = 'continueRegularOutput';

const alone = async (operation: string, list: object[], parameters: object = {}, onError: OnError = 'stopWorkflow'): Promise<RunResult> =>
	await n8n.run({ workflowId, sources: { In: items(...list) }, nodes: [{ ...queue(operation, parameters), onError }], wires: [['In', 0, 'Queue', 0]] });

/** Through the queue to the app, and back to Sync Outcome: a first try with `send`, another with `takeDue`. */
async function flow(operation: 'send' | 'takeDue', list: object[], taken: Json[], error?: string, parameters: object = {}, told: object = QUICK): Promise<RunResult> {
	const run = await n8n.run({ workflowId, sources: { In: items(...list) }, nodes: [queue(operation, parameters), app(taken, error), outcome(told)], wires: [['In', 0, 'Queue', 0], ['Queue', 0, 'App', 0], ...ends] });
	expect(run.error).toBeUndefined();
	return run;
}

const counts = async (target = 'ERP', parameters: object = {}): Promise<Json> => {
	const run = await alone('count', [{}], parameters);
	expect(run.error).toBeUndefined();
	return run.output('Queue').map(({ json }) => json as Json).find((one) => one['target'] === target) ?? {};
};

const row = (more: object): object => ({ limits: { rows: [{ target: 'ERP', second: 0, minute: 0, day: 0, ...more }] } });

describe('Send or Park', () => {
	test('what nothing stands in the way of goes on, linked to its own item, with what the app and Sync Outcome need', async () => {
		const run = await alone('send', [{ id: 1, name: 'Ada', _sync: { sync: SYNC, key: '1', system: 'CRM', operation: 'update', targetId: 'x-1' } }, { id: 2 }]);
		expect(run.error).toBeUndefined();
		expect(run.output('Queue', SEND).map(({ json }) => json)).toEqual([
			{ id: 1, name: 'Ada', _sync: { sync: SYNC, key: '1', system: 'CRM', verdict: 'send', operation: 'update', targetId: 'x-1', queue: { since: expect.any(Number) } } },
			{ id: 2, _sync: { sync: SYNC, key: '2', system: 'ERP', verdict: 'send', queue: { since: expect.any(Number) } } },
		]);
		expect(run.output('Queue', SEND).map(({ pairedItem }) => pairedItem)).toEqual([[{ item: 0 }], [{ item: 1 }]]);
		expect(run.output('Queue', PARKED)).toHaveLength(0);
	});

	test('a quota parks the rest, and Take Due hands it out when the window is over, no more than fit', async () => {
		const limit = row({ second: 2 });
		const run = await alone('send', [1, 2, 3, 4, 5].map((id) => ({ id, v: id })), limit);
		expect(run.output('Queue', SEND).map(({ json }) => json['id'])).toEqual([1, 2]);
		expect(run.output('Queue', PARKED).map((item) => [item.json['id'], sync(item)['verdict'], sync(item)['reason']])).toEqual([[3, 'parked', 'quota'], [4, 'parked', 'quota'], [5, 'parked', 'quota']]);
		expect((await alone('takeDue', [{}], limit)).output('Queue')).toHaveLength(0);
		later(1_050);
		const due = (await alone('takeDue', [{}], limit)).output('Queue');
		expect(due.map(withoutSync)).toEqual([{ id: 3, v: 3 }, { id: 4, v: 4 }]);
		expect(sync(due[0]!)).toMatchObject({ sync: SYNC, key: '3', system: 'ERP', verdict: 'due', attempt: 1, receipts: [{ kind: 'retry' }] });
		expect(await counts()).toMatchObject({ parked: 3, leased: 2, waiting: 1, accounted: true });
	});

	test('a system that failed several times in a row is left alone; after the pause one probe goes, and its success lets the others go', async () => {
		const breaker = { options: { breakerFailures: 2, breakerPauseSeconds: 0.3 } };
		const taken: Json[] = [];
		await flow('send', [{ id: 1 }, { id: 2 }], taken, '503 - down', breaker);
		const stopped = await flow('send', [{ id: 3 }], taken, undefined, breaker);
		expect(sync(stopped.output('Queue', PARKED)[0]!)).toMatchObject({ verdict: 'parked', reason: 'breaker' });
		expect(await counts('ERP', breaker)).toMatchObject({ paused: true, failuresInRow: 2 });
		expect((await flow('takeDue', [{}], taken, undefined, breaker)).output('Queue')).toHaveLength(0);
		later(350);
		const probe = await flow('takeDue', [{}], taken, undefined, breaker);
		expect(probe.output('Queue')).toHaveLength(1);
		expect(probe.output('Outcome', SETTLED).map((item) => sync(item)['verdict'])).toEqual(['done']);
		expect(await counts('ERP', breaker)).toMatchObject({ paused: false, failuresInRow: 0 });
		later(350);
		expect((await flow('takeDue', [{}], taken, undefined, breaker)).output('Queue')).toHaveLength(2);
		expect(taken.map(({ id }) => id).sort()).toEqual([1, 2, 3]);
	});

	test('what was claimed for a parked write stays claimed while it waits, longer than a run has for it', async () => {
		const guard: NodeSpec = { name: 'Guard', type: new IdempotencyGuard(), parameters: { sync: SYNC, keyFields: 'id', outputs: 'separate', options: { leaseMinutes: 0.001, ifInterrupted: 'repeat' } } };
		const deliver = async (list: object[]): Promise<RunResult> =>
			await n8n.run({ workflowId, sources: { In: items(...list) }, nodes: [guard, queue('send', row({ minute: 1 }))], wires: [['In', 0, 'Guard', 0], ['Guard', 0, 'Queue', 0]] });
		const first = await deliver([{ id: 1 }, { id: 2 }, { id: 3 }]);
		expect(first.output('Queue', PARKED).map(({ json }) => json['id'])).toEqual([2, 3]);
		later();
		// What was sent had its time, and its claim was given to somebody else; what waits is not.
		expect((await deliver([{ id: 1 }, { id: 2 }, { id: 3 }])).output('Guard', 0).map(({ json }) => json['id'])).toEqual([1]);
	});

	test('a later change of a parked record supersedes it: one write with the fields of both', async () => {
		await flow('send', [{ id: 1, name: 'Ada', city: 'Paris' }], [], '503 - down');
		const second = await alone('send', [{ id: 1, name: 'Ada L.' }]);
		expect(second.output('Queue', SEND)).toHaveLength(0);
		expect(sync(second.output('Queue', PARKED)[0]!)).toMatchObject({ verdict: 'parked', reason: 'order' });
		later();
		const taken: Json[] = [];
		await flow('takeDue', [{}], taken);
		expect(taken).toEqual([{ id: 1, name: 'Ada L.', city: 'Paris' }]);
		expect(await counts()).toMatchObject({ parked: 1, done: 1, waiting: 0, leased: 0 });
	});

	test('Waits Its Turn: each is written, in their order, and no other before the one in front of it is over', async () => {
		const wait = { options: { later: 'wait' } };
		await flow('send', [{ id: 1, v: 1 }], [], '503 - down', wait);
		await alone('send', [{ id: 1, v: 2 }, { id: 1, v: 3 }], wait);
		const taken: Json[] = [];
		for (let n = 0; n < 3; n += 1) {
			later();
			expect((await flow('takeDue', [{}], taken)).output('Queue')).toHaveLength(1);
		}
		expect(taken.map(({ v }) => v)).toEqual([1, 2, 3]);
	});

	test('what was refused for good is not sent again as it was; a changed record is', async () => {
		const taken: Json[] = [];
		await flow('send', [{ id: 1, email: 'x' }], taken, '422 - email is invalid');
		const same = await alone('send', [{ id: 1, email: 'x' }]);
		expect(same.output('Queue', SEND)).toHaveLength(0);
		expect(sync(same.output('Queue', PARKED)[0]!)).toMatchObject({ verdict: 'held', reason: 'deadLetter' });
		const changed = await flow('send', [{ id: 1, email: 'ada@example.com' }], taken);
		expect(taken).toEqual([{ id: 1, email: 'ada@example.com' }]);
		expect(changed.output('Outcome', ATTENTION).map((item) => sync(item)['verdict'])).toEqual(['over']);
		expect(await counts()).toMatchObject({ dead: 0, accounted: true });
	});

	test('two changes of one record in one run go out as one item, linked to both', async () => {
		const run = await alone('send', [{ id: 1, a: 1 }, { id: 2 }, { id: 1, b: 2 }]);
		expect(run.output('Queue', SEND).map(withoutSync)).toEqual([{ id: 1, a: 1, b: 2 }, { id: 2 }]);
		expect(run.output('Queue', SEND)[0]!.pairedItem).toEqual([{ item: 0 }, { item: 2 }]);
	});

	test('batches: as many records an item as are allowed, one system and operation each; Sync Outcome settles each record', async () => {
		const batch = { sendAs: 'batch', options: { batchRecords: 2 } };
		const list = [1, 2, 3].map((id) => ({ id, _sync: { sync: SYNC, key: String(id), system: 'ERP', operation: 'update' } }));
		const taken: Json[] = [];
		const run = await flow('send', [...list, { id: 4, _sync: { sync: SYNC, key: '4', system: 'ERP', operation: 'create' } }], taken, undefined, batch);
		expect(taken).toEqual([
			{ target: 'ERP', operation: 'update', records: [{ id: 1 }, { id: 2 }] },
			{ target: 'ERP', operation: 'update', records: [{ id: 3 }] },
			{ target: 'ERP', operation: 'create', records: [{ id: 4 }] },
		]);
		expect(run.output('Outcome', SETTLED).map((item) => [sync(item)['key'], sync(item)['verdict']])).toEqual([['1', 'done'], ['2', 'done'], ['3', 'done'], ['4', 'done']]);
		await flow('send', list, [], '503 - down', batch);
		later();
		const again: Json[] = [];
		await flow('takeDue', [{}], again, undefined, batch);
		// Each waits for a time of its own, drawn at random.
		expect(again.map(({ records }) => (records as object[]).length)).toEqual([2, 1]);
		expect(again.flatMap(({ records }) => records as { id: number }[]).map(({ id }) => id).sort()).toEqual([1, 2, 3]);
		expect(await counts()).toMatchObject({ parked: 3, done: 3 });
	});

	test('Record Only leaves _sync out of what goes to the app', async () => {
		expect((await alone('send', [{ id: 1 }], { options: { output: 'recordOnly' } })).output('Queue', SEND).map(({ json }) => json)).toEqual([{ id: 1 }]);
	});

	test.each([['whole', {}, { id: 1, name: 'Ada', secret: 'S-42' }], ['fields', { keepFields: 'name' }, { name: 'Ada' }], ['key', {}, { number: '1' }]])('what is kept while it waits: %s', async (keep, more, out) => {
		await alone('send', [{ id: 0 }], row({ second: 1 }));
		await alone('send', [{ id: 1, name: 'Ada', secret: 'S-42' }], { ...row({ second: 1 }), options: { keep, ...more } });
		const stored = n8n.database.get(workflowId)!;
		expect([stored.includes('Ada'), stored.includes('S-42')]).toEqual([keep !== 'key', keep === 'whole']);
		later(1_050);
		expect((await alone('takeDue', [{}], { keyField: 'number' })).output('Queue').map(withoutSync)).toEqual([out]);
	});

	test('an item that cannot be addressed, and one the queue has no room for, comes out of Parked with what to do; the others go on', async () => {
		const none = await alone('send', [{ name: 'no key' }, { id: 2 }], {}, GO_ON);
		expect(none.output('Queue', PARKED)[0]!.json).toMatchObject({ error: expect.stringMatching(/not known which record/) });
		expect(none.output('Queue', SEND)).toHaveLength(1);
		const nowhere = await alone('send', [{ id: 1 }], { target: '' }, GO_ON);
		expect(nowhere.output('Queue', PARKED)[0]!.json).toMatchObject({ error: expect.stringMatching(/not known which system/) });
		const full = await alone('send', [{ id: 1 }, { id: 2 }, { id: 3 }], { target: 'Small', limits: { rows: [{ target: 'Small', minute: 1 }] }, options: { mostParked: 1 } }, GO_ON);
		expect(full.output('Queue', PARKED).map(({ json }) => json['error'] ?? 'parked')).toEqual(['parked', expect.stringMatching(/Small has 1 parked writes already/)]);
		expect((await alone('send', [{ name: 'no key' }, { id: 2 }])).error?.description).toMatch(/Key Field/);
	});

	const notAddressed = [
		['no key', { name: 'no key' }, {}, /not known which record/],
		['no system', { id: 1 }, { target: '' }, /not known which system/],
		['no plain data', { id: 1, v: NaN }, {}, /no plain data/],
		['no record', [1], {}, /not a record/],
	] as const;
	const others = [{ id: 2, _sync: { sync: SYNC, key: '2', system: 'ERP' } }, { id: 3, _sync: { sync: SYNC, key: '3', system: 'ERP' } }];
	test.each(notAddressed)('On Error: Stop, %s: the run fails with an error that names the item, and of the others nothing is sent, parked or counted', async (_, bad, parameters, message) => {
		const once = { ...row({ minute: 1 }), ...parameters };
		const run = await alone('send', [others[0]!, bad, others[1]!], once);
		expect(run.error).toMatchObject({ message: expect.stringMatching(message) as string, context: { itemIndex: 1 } });
		expect(run.error?.description).toBeTruthy();
		expect([run.output('Queue', SEND), run.output('Queue', PARKED)]).toEqual([[], []]);
		expect(await counts()).toEqual({});
		// The one call of this minute is still there.
		expect((await alone('send', [others[0]!], once)).output('Queue', SEND)).toHaveLength(1);
	});

	test.each(notAddressed)('On Error: Continue, %s: it alone comes out of Parked with the error', async (_, bad, parameters, message) => {
		const run = await alone('send', [others[0]!, bad, others[1]!], parameters, GO_ON);
		expect(run.error).toBeUndefined();
		expect(run.output('Queue', SEND).map(({ json }) => json['id'])).toEqual([2, 3]);
		expect(run.output('Queue', PARKED).map(({ json }) => json)).toMatchObject([{ error: expect.stringMatching(message) as string, errorDescription: expect.any(String) as string, _sync: { verdict: 'error' } }]);
	});

	test('On Error: Stop, no room in the queue: the run fails, and nothing of the batch is parked, sent or counted; with room, all of it goes its way', async () => {
		const small = (mostParked: number): object => ({ ...row({ minute: 1 }), options: { mostParked } });
		const batch = [1, 2, 3].map((id) => ({ id }));
		const run = await alone('send', batch, small(1));
		expect(run.error).toMatchObject({ message: expect.stringMatching(/ERP has 1 parked writes already/) as string, context: { itemIndex: 2 } });
		expect(await counts()).toEqual({});
		const again = await alone('send', batch, small(2));
		expect([again.output('Queue', SEND), again.output('Queue', PARKED)].map((list) => list.map(({ json }) => json['id']))).toEqual([[1], [2, 3]]);
	});

	test('On Error: Stop, no room in the queue: a dead letter that a change of the same batch would have overtaken may still be redriven', async () => {
		await flow('send', [{ id: 1, email: 'x' }], [], '422 - email is invalid');
		const run = await alone('send', [{ id: 1, email: 'ada@example.com' }, { id: 2 }], { ...row({ minute: 2 }), options: { mostParked: 1 } });
		expect(run.error?.message).toMatch(/parked writes already/);
		expect((await alone('redrive', [{ target: 'ERP', record: '1' }])).output('Queue', 0)).toHaveLength(1);
	});

	test('hostile field names are data like any other, on the way through and parked', async () => {
		const hostile = JSON.parse('{"id": "__proto__", "__proto__": {"polluted": true}, "constructor": 1}') as object;
		await flow('send', [hostile], [], '503 - down');
		later();
		const [due] = (await alone('takeDue', [{}])).output('Queue');
		expect(JSON.stringify(withoutSync(due!))).toBe(JSON.stringify(hostile));
		expect(sync(due!)['key']).toBe('__proto__');
		expect(({} as Json)['polluted']).toBeUndefined();
	});
});

describe('Take Due', () => {
	test('success clears it; a failure waits longer; the last one needs attention once, and Redrive makes it due', async () => {
		const three = { options: { ...QUICK.options, maxAttempts: 3 } };
		const taken: Json[] = [];
		await flow('send', [{ id: 1, v: 1 }], taken, '503 - down', {}, three);
		for (const attempt of [2, 3]) {
			later();
			const run = await flow('takeDue', [{}], taken, '503 - down', {}, three);
			expect(sync(run.output('Queue')[0]!)['attempt']).toBe(attempt);
			expect(run.output('Outcome', ATTENTION)).toHaveLength(attempt === 3 ? 1 : 0);
		}
		later();
		const none = await flow('takeDue', [{}], taken);
		expect([none.output('Queue', 0), none.output('Queue', 1)]).toEqual([[], []]);
		expect(await counts()).toMatchObject({ dead: 1, accounted: true });
		const redriven = await alone('redrive', [{ target: 'ERP', record: '1' }]);
		expect(sync(redriven.output('Queue', 0)[0]!)).toMatchObject({ verdict: 'redriven', key: '1' });
		const done = await flow('takeDue', [{}], taken);
		expect(sync(done.output('Outcome', SETTLED)[0]!)['verdict']).toMatch(/done|cleared/);
		expect(taken).toEqual([{ id: 1, v: 1 }]);
		expect(await counts()).toMatchObject({ dead: 0, done: 1, parked: 1 });
	});

	test('a lost lease is a try: it is due again, and the last one comes out of Dead Letter once', async () => {
		await flow('send', [{ id: 1 }], [], '503 - down', {}, { options: { ...QUICK.options, maxAttempts: 3 } });
		const short = { options: { leaseMinutes: 0.001, breakerFailures: 100 } };
		const seen: [number, number][] = [];
		for (let n = 0; n < 4; n += 1) {
			later(120);
			const run = await alone('takeDue', [{}], short);
			seen.push([run.output('Queue', 0).length, run.output('Queue', 1).length]);
			if (run.output('Queue', 1).length > 0) {
				expect(run.output('Queue', 1)[0]!.json).toMatchObject({ record: '1', target: 'ERP', payload: { id: 1 }, details: { state: 'dead', because: 'lostLeases' }, _sync: { verdict: 'deadLetter' } });
			}
		}
		expect(seen).toEqual([[1, 0], [1, 0], [0, 1], [0, 0]]);
	});

	test('only so many, and only some systems', async () => {
		await alone('send', [1, 2, 3, 4].map((id) => ({ id })), row({ second: 1 }));
		await alone('send', [5, 6].map((id) => ({ id })), { target: 'CRM', limits: { rows: [{ target: 'CRM', second: 1 }] } });
		later(1_050);
		expect((await alone('takeDue', [{}], { onlyTargets: 'CRM' })).output('Queue').map((item) => sync(item)['system'])).toEqual(['CRM']);
		expect((await alone('takeDue', [{}], { atMost: 2 })).output('Queue')).toHaveLength(2);
		expect((await alone('takeDue', [{}])).output('Queue')).toHaveLength(1);
	});
});

describe('what people do', () => {
	const dead = async (...list: object[]): Promise<void> => void (await flow('send', list, [], '422 - no such country'));

	test('List shows what is parked, why and what it writes; nothing it shows is changed by it', async () => {
		await dead({ id: 1, country: 'XX' });
		await flow('send', [{ id: 2 }], [], '503 - down');
		const all = (await alone('list', [{}])).output('Queue');
		expect(all.map(({ json }) => [json['record'], json['state'], json['attempts']])).toEqual([['1', 'dead', 1], ['2', 'waiting', 1]]);
		expect(all[0]!.json).toMatchObject({ target: 'ERP', because: 'permanent', payload: { id: 1, country: 'XX' }, lastError: { message: expect.stringMatching(/no such country/), class: 'permanent' } });
		expect((await alone('list', [{}], { states: ['waiting'] })).output('Queue')).toHaveLength(1);
		expect((await alone('list', [{}], { onlyRecords: '1' })).output('Queue')).toHaveLength(1);
		expect((await alone('list', [{}], { onlyTargets: 'CRM' })).output('Queue')).toHaveLength(0);
		const cut = await alone('list', [{}], { atMost: 1 });
		expect(cut.output('Queue')).toHaveLength(1);
		expect(cut.hints('Queue').join()).toMatch(/2 are parked; the first 1 are listed/);
	});

	test('Redrive takes what List shows, corrected on the way, and it is written so', async () => {
		await dead({ id: 1, country: 'XX' });
		const run = await n8n.run({
			workflowId, sources: { In: items({}) },
			nodes: [{ ...queue('list'), name: 'List' }, { name: 'Form', type: codeNode('form', (list) => list.map(({ json }, i) => ({ json: { ...json, payload: { ...(json['payload'] as object), country: 'FR' } }, pairedItem: { item: i } }))) }, queue('redrive', { redriveWith: 'item', payloadField: 'payload' })],
			wires: [['In', 0, 'List', 0], ['List', 0, 'Form', 0], ['Form', 0, 'Queue', 0]],
		});
		expect(run.error).toBeUndefined();
		expect(run.output('Queue', 0)).toHaveLength(1);
		const taken: Json[] = [];
		await flow('takeDue', [{}], taken);
		expect(taken).toEqual([{ id: 1, country: 'FR' }]);
	});

	test('Discard forgets it for good and gives its claim back: the next delivery is new', async () => {
		const guard: NodeSpec = { name: 'Guard', type: new IdempotencyGuard(), parameters: { sync: SYNC, keyFields: 'id' } };
		const deliver = async (): Promise<RunResult> =>
			await n8n.run({ workflowId, sources: { In: items({ id: 1 }) }, nodes: [guard, app([], '422 - no'), outcome({ target: 'ERP', keyField: 'id' })], wires: [['In', 0, 'Guard', 0], ['Guard', 0, 'App', 0], ...ends] });
		const [note] = (await deliver()).output('Outcome', ATTENTION);
		expect((await deliver()).output('Guard', 0)).toHaveLength(0);
		const discarded = await alone('discard', [note!.json]);
		expect(sync(discarded.output('Queue', 0)[0]!)).toMatchObject({ verdict: 'discarded', key: '1', system: 'ERP' });
		expect(await counts()).toMatchObject({ dead: 0, discarded: 1, accounted: true });
		expect((await deliver()).output('Guard', 0)).toHaveLength(1);
	});

	test('what is not there, what a run has right now, and what says nothing of itself is refused, with why', async () => {
		await flow('send', [{ id: 1 }], [], '503 - down');
		later();
		await alone('takeDue', [{}]);
		for (const operation of ['redrive', 'discard']) {
			const run = await alone(operation, [{ target: 'ERP', record: '9' }, { target: 'ERP', record: 1 }, { other: true }], {}, GO_ON);
			expect(run.error).toBeUndefined();
			expect(run.output('Queue', 0)).toHaveLength(0);
			const refused = run.output('Queue', 1);
			expect(refused.flatMap(({ json }) => ('error' in json ? [json['error']] : []))).toEqual([expect.stringMatching(/not known which parked write/)]);
			expect(refused.flatMap(({ json }) => ('error' in json ? [] : [((json['_sync'] as Json)['refused'] as Json)['code']]))).toEqual(['unknown', 'leased']);
		}
	});

	test('Roll Back: where nothing waits for an answer, it says so', async () => {
		const run = await alone('rollBack', [{ target: 'ERP', record: '1' }, { nothing: 1 }], { answer: 'rollBack' }, GO_ON);
		expect(run.error).toBeUndefined();
		expect(run.output('Queue', 0).concat(run.output('Queue', 1))).toHaveLength(0);
		expect(run.output('Queue', 2)).toHaveLength(2);
		expect(run.output('Queue', 2).map(({ json }) => ((json['_sync'] as Json | undefined)?.['refused'] as Json | undefined)?.['code'])).toContain('unknown');
	});

	test.each([['rollBack', 1], ['forward', 0]])('Roll Back answers a question about several systems: %s', async (answer, compensations) => {
		const saga = { options: QUICK.options, whenRefused: 'ask' };
		const step = async (system: string, error?: string): Promise<RunResult> =>
			await flow('send', [{ id: 1, _sync: { sync: SYNC, key: '1', system, operation: 'create', changeId: 'c-1' } }], [], error, {}, saga);
		await step('CRM');
		expect((await step('ERP', '422 - no')).output('Outcome', ATTENTION).length).toBeGreaterThan(0);
		// Beside one that says nothing of itself, and stops the run, nothing is answered.
		const stopped = await alone('rollBack', [{ target: 'ERP', record: '1' }, { nothing: 1 }], { answer, keyField: 'id' });
		expect(stopped.error).toMatchObject({ message: expect.stringMatching(/not known which parked write/) as string, context: { itemIndex: 1 } });
		const run = await alone('rollBack', [{ target: 'ERP', record: '1' }], { answer, keyField: 'id' });
		expect(run.error).toBeUndefined();
		expect(run.output('Queue', 1)).toHaveLength(1);
		expect(run.output('Queue', 0).map((item) => [sync(item)['system'], sync(item)['operation'], sync(item)['rollBack']])).toEqual(compensations === 1 ? [['CRM', 'delete', true]] : []);
	});
});

describe('what must not happen', () => {
	test.each([
		['At Most', 'takeDue', { atMost: 0 }],
		['Lease', 'takeDue', { options: { leaseMinutes: 0 } }],
		['Pause After Failures', 'send', { options: { breakerFailures: 0 } }],
		['Most Parked', 'send', { options: { mostParked: 'many' } }],
		['Key Field', 'send', { keyField: 'a..b' }],
		['Limits, row 1 limits nothing', 'send', { limits: { rows: [{ target: 'ERP' }] } }],
		['Records a Batch', 'send', { sendAs: 'batch', options: { batchRecords: 0 } }],
	])('a wrong setting stops the node and is named: %s', async (label, operation, parameters) => {
		const run = await alone(operation, [{ id: 1 }], parameters);
		expect(run.error?.message).toContain(label);
		expect(run.output('Queue', 0)).toHaveLength(0);
	});

	test.each(['send', 'takeDue'])('state that cannot be read lets nothing through: %s', async (operation) => {
		await flow('send', [{ id: 1 }], [], '503 - down');
		// A process that has not read it before finds it cut off.
		const half = (_name: string, value: unknown): unknown => (typeof value === 'string' && value.length > 40 ? value.slice(0, value.length / 2) : value);
		const saved = n8n.database.get(workflowId)!;
		workflowId = `${workflowId}-cut-off`;
		n8n.database.set(workflowId, JSON.stringify(JSON.parse(saved, half)));
		const stopped = await alone(operation, [{ id: 2 }]);
		expect(stopped.error).toBeDefined();
		const run = await alone(operation, [{ id: 2 }], {}, GO_ON);
		expect(run.output('Queue', 0)).toHaveLength(0);
		expect(run.output('Queue', 1)).toHaveLength(1);
	});

	test('input items are not changed', async () => {
		const frozen = (value: object): object => {
			Object.values(value).forEach((one: unknown) => { if (typeof one === 'object' && one !== null) frozen(one); });
			return Object.freeze(value);
		};
		const run = await alone('send', [{ id: 1, deep: { a: [1] } }, { id: 1, deep: { a: 2 } }, { id: 2 }].map(frozen), row({ minute: 1 }));
		expect(run.error).toBeUndefined();
		expect(run.output('Queue', SEND)).toHaveLength(1);
		expect(run.output('Queue', PARKED)).toHaveLength(1);
	});
});
