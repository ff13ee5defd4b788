import type { INodeExecutionData } from 'n8n-workflow';
import { ChangeDetector } from '../../nodes/ChangeDetector/ChangeDetector.node';
import { IdempotencyGuard } from '../../nodes/IdempotencyGuard/IdempotencyGuard.node';
import { RetryQueue } from '../../nodes/RetryQueue/RetryQueue.node';
import { RecordLinker } from '../../nodes/RecordLinker/RecordLinker.node';
import { SyncOutcome } from '../../nodes/SyncOutcome/SyncOutcome.node';
import { passTime, stopClock } from '../support/clock';
import { EngineN8n, codeNode, type NodeSpec, type RunResult, type Wire } from '../support/engine';

const SETTLED = 0, ROLL_BACK = 1, ATTENTION = 2;
const SYNC = 'crm-erp';

stopClock();
let workflows = 0;
let n8n: EngineN8n;
let workflowId: string;
beforeEach(() => {
	n8n = new EngineN8n();
	workflowId = `outcome-${(workflows += 1)}`;
});

const items = (...list: object[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));
const sync = (item: INodeExecutionData): Record<string, unknown> => item.json['_sync'] as Record<string, unknown>;

type Answer = (json: Record<string, unknown>, index: number) => Record<string, unknown> | Error;

/** An app with an error output, as n8n's app nodes are: its answer replaces the item, its errors are on the item. */
function app(name: string, answer: Answer, linked = true): NodeSpec {
	const work = (list: INodeExecutionData[]): INodeExecutionData[] =>
		list.map(({ json }, i) => {
			const said = answer(json, i);
			const link = linked ? { pairedItem: { item: i } } : { pairedItem: [] };
			return said instanceof Error ? ({ json: { error: said.message }, error: said, ...link } as never) : ({ json: said, ...link } as never);
		});
	return { name, type: codeNode(name.toLowerCase(), work), onError: 'continueErrorOutput' };
}

const failing = (message: string, more: object = {}): Error => Object.assign(new Error(message), more);
const guard = (parameters: object = {}): NodeSpec => ({ name: 'Guard', type: new IdempotencyGuard(), parameters: { sync: SYNC, keyFields: 'id', comparePayload: 'whole', outputs: 'separate', ...parameters } });
const detector = (): NodeSpec => ({ name: 'Detector', type: new ChangeDetector(), parameters: { sync: SYNC, operation: 'detect', mode: 'events', keyFields: 'id' } });
const linker = (): NodeSpec => ({
	name: 'Linker', type: new RecordLinker(),
	parameters: { sync: SYNC, operation: 'match', system: 'CRM', idField: 'id', otherSystem: 'ERP', otherIdField: 'id', rules: { rule: [] }, options: { ifNoCandidates: 'allNew' } },
});
const outcome = (parameters: object = {}, name = 'Outcome'): NodeSpec => ({ name, type: new SyncOutcome(), parameters: { sync: SYNC, target: 'ERP', ...parameters } });

const ends = (from: string): Wire[] => [[from, 0, 'Outcome', 0], [from, 1, 'Outcome', 1]];

async function guarded(list: INodeExecutionData[], answer: Answer, parameters: object = {}, linked = true): Promise<RunResult> {
	return await n8n.run({
		workflowId, sources: { In: list }, nodes: [guard(), app('App', answer, linked), outcome({ keyField: 'id', ...parameters })],
		wires: [['In', 0, 'Guard', 0], ['Guard', 0, 'App', 0], ...ends('App')],
	});
}

const verdictsOf = async (list: INodeExecutionData[], parameters: object = {}): Promise<unknown[]> => {
	const run = await n8n.run({ workflowId, sources: { In: list }, nodes: [guard({ outputs: 'one', ...parameters })], wires: [['In', 0, 'Guard', 0]] });
	expect(run.error).toBeUndefined();
	return run.output('Guard').map((item) => sync(item)['verdict']);
};

describe('claims', () => {
	test('success completes the claim with the answer asked for; every item comes out once, linked to its own', async () => {
		const run = await guarded(items({ id: 1 }, { id: 2 }), (json) => ({ number: `R-${String(json['id'])}`, more: true }), { options: { keepResult: 'fields', resultFields: 'number' } });
		expect(run.error).toBeUndefined();
		expect(run.output('Outcome', SETTLED).map(({ json }) => json)).toEqual([
			{ number: 'R-1', more: true, _sync: { sync: SYNC, key: '1', system: 'ERP', verdict: 'done' } },
			{ number: 'R-2', more: true, _sync: { sync: SYNC, key: '2', system: 'ERP', verdict: 'done' } },
		]);
		expect(run.output('Outcome', SETTLED).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const again = await n8n.run({ workflowId, sources: { In: items({ id: 2 }) }, nodes: [guard()], wires: [['In', 0, 'Guard', 0]] });
		expect(sync(again.output('Guard', 1)[0]!)).toMatchObject({ verdict: 'duplicate', result: { number: 'R-2' } });
	});

	test('a failure that may pass is parked and its claim held: nobody else does it meanwhile', async () => {
		const run = await guarded(items({ id: 1 }, { id: 2 }), (json) => (json['id'] === 1 ? failing('503 - down') : { ok: true }));
		expect(run.error).toBeUndefined();
		const [settled, parked] = run.output('Outcome', SETTLED);
		expect(sync(settled!)).toMatchObject({ key: '2', verdict: 'done' });
		expect(sync(parked!)).toMatchObject({ key: '1', verdict: 'parked', failure: { class: 'transient', status: 503 }, dueAt: expect.any(String) });
		expect(parked!.pairedItem).toEqual({ item: 0, input: 1 });
		const again = await n8n.run({ workflowId, sources: { In: items({ id: 1 }) }, nodes: [guard({ outputs: 'one' })], wires: [['In', 0, 'Guard', 0]] });
		const held = sync(again.output('Guard')[0]!);
		expect(held).toMatchObject({ verdict: 'inProgress' });
		expect(Date.parse(held['leaseUntil'] as string) - Date.now()).toBeGreaterThan(2.9 * 86_400_000);
	});

	test('Give It Back: the claim is released and the next delivery is New; nothing is parked', async () => {
		const run = await guarded(items({ id: 1 }), () => failing('503 - down'), { onFailure: 'giveBack' });
		expect(sync(run.output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'released' });
		expect(await verdictsOf(items({ id: 1 }))).toEqual(['new']);
	});

	test('a claim that another run has by now is left alone, and the item says so', async () => {
		const short = { options: { leaseMinutes: 1, ifInterrupted: 'repeat' } };
		const waits = app('App', (json) => json);
		waits.type = codeNode('app', async (list) => {
			passTime(60_000);
			await n8n.run({ workflowId, sources: { In: items({ id: 1 }) }, nodes: [guard(short)], wires: [['In', 0, 'Guard', 0]] });
			return list.map((_, i) => ({ json: { ok: true }, pairedItem: { item: i } }));
		});
		const run = await n8n.run({ workflowId, sources: { In: items({ id: 1 }) }, nodes: [guard(short), waits, outcome({ keyField: 'id' })], wires: [['In', 0, 'Guard', 0], ['Guard', 0, 'App', 0], ...ends('App')] });
		expect(sync(run.output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'done', refused: [{ kind: 'claim', code: 'newerClaim' }] });
	});
});

describe('what a failure is and keeps', () => {
	test('a refusal for good needs attention once, in words a person can act on', async () => {
		const refuse: Answer = () => failing('422 - email is invalid');
		const run = await guarded(items({ id: 4711, email: 'x' }), refuse);
		expect(run.output('Outcome', SETTLED)).toHaveLength(0);
		const [note] = run.output('Outcome', ATTENTION);
		expect(note!.json).toMatchObject({ record: '4711', target: 'ERP', reason: expect.stringMatching(/refused it for good.*email is invalid/), tried: 'write, once.', whatToDo: expect.stringMatching(/Redrive/), _sync: { verdict: 'dead', failure: { class: 'permanent' } } });
		expect(note!.json['text']).toBe(`crm-erp: ERP, record 4711\n${String(note!.json['reason'])}\nTried: write, once.\nWhat to do: ${String(note!.json['whatToDo'])}`);
	});

	test('a second failure of what is dead says nothing new; a success of the record says that it is over', async () => {
		const flow = async (v: number, answer: Answer) => await guarded(items({ id: 1, v }), answer);
		const first = await flow(1, () => failing('422 - email is invalid'));
		expect(first.output('Outcome', ATTENTION)).toHaveLength(1);
		const other = await flow(1, () => failing('422 - email is invalid'));
		expect(other.output('Outcome', SETTLED)).toHaveLength(0);
		const free = { sync: SYNC, operation: 'forget', keyFields: 'id' };
		await n8n.run({ workflowId, sources: { In: items({ id: 1 }) }, nodes: [{ name: 'Forget', type: new IdempotencyGuard(), parameters: free }], wires: [['In', 0, 'Forget', 0]] });
		const again = await flow(1, () => failing('422 - email is invalid'));
		expect(again.output('Outcome', ATTENTION)).toHaveLength(0);
		expect(sync(again.output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'dead', attempt: 2 });
		await n8n.run({ workflowId, sources: { In: items({ id: 1 }) }, nodes: [{ name: 'Forget', type: new IdempotencyGuard(), parameters: free }], wires: [['In', 0, 'Forget', 0]] });
		const done = await flow(2, () => ({ ok: true }));
		expect(sync(done.output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'cleared' });
		expect(done.output('Outcome', ATTENTION).map(({ json }) => [json['record'], json['whatToDo'], (json['_sync'] as { verdict: string }).verdict])).toEqual([['1', 'Nothing.', 'over']]);
	});

	test('a create that nobody answered is looked at by a person, or tried again where that is chosen', async () => {
		const flow = async (id: number, options: object) =>
			await n8n.run({ workflowId, sources: { In: items({ id, name: 'Ada' }) }, nodes: [detector(), app('App', () => failing('socket hang up', { code: 'ECONNRESET' })), outcome({ options })], wires: [['In', 0, 'Detector', 0], ['Detector', 0, 'App', 0], ...ends('App')] });
		const looked = await flow(1, {});
		expect(looked.output('Outcome', ATTENTION)[0]!.json).toMatchObject({ record: '1', reason: expect.stringMatching(/did not answer when it was to be created, so it may exist already: socket hang up/), tried: 'create, once.' });
		const tried = await flow(2, { retryCreates: 'retry' });
		expect(sync(tried.output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'parked', failure: { mayHaveHappened: true } });
	});

	test('a queue that is full keeps nothing more and says so; the claim is given back', async () => {
		const run = await guarded(items({ id: 1 }, { id: 2 }), () => failing('503 - down'), { options: { mostParked: 1 } });
		expect(run.output('Outcome', SETTLED).map((item) => sync(item)['verdict'])).toEqual(['parked']);
		expect(run.output('Outcome', ATTENTION)[0]!.json).toMatchObject({ record: '2', reason: expect.stringMatching(/Retry Queue is full/), _sync: { verdict: 'refused', reason: 'full' } });
		expect(await verdictsOf(items({ id: 1 }, { id: 2 }))).toEqual(['inProgress', 'new']);
	});

	test.each([['whole', {}], ['fields', { keepFields: 'name' }], ['key', {}]])('what is kept of the item: %s', async (keep, more) => {
		await guarded(items({ id: 1, name: 'Ada', secret: 'S-42' }), () => failing('503 - down'), { options: { keep, ...more } });
		const stored = n8n.database.get(workflowId)!;
		expect(stored.includes('Ada')).toBe(keep !== 'key');
		expect(stored.includes('S-42')).toBe(keep === 'whole');
	});

	test('rules come before the built-in table; a success with an error inside counts as a failure', async () => {
		const rules = { errorRules: { rules: [{ status: '404', class: 'transient' }] }, answerRules: { rules: [{ field: 'ok', is: 'equals', value: 'false' }] } };
		const run = await guarded(items({ id: 1 }, { id: 2 }, { id: 3 }), (json) => (json['id'] === 1 ? failing('404 - none yet') : json['id'] === 2 ? { ok: false, message: 'rate limit reached' } : { ok: true }), { options: rules });
		expect(run.output('Outcome', SETTLED).map((item) => [sync(item)['key'], sync(item)['verdict'], (sync(item)['failure'] as { class?: string } | undefined)?.class])).toEqual([
			['2', 'parked', 'rateLimit'], ['3', 'done', undefined], ['1', 'parked', 'transient'],
		]);
	});

	test('what came in by mistake never leaves the items unread: hostile items are told of, the others settled', async () => {
		const hostile = JSON.parse('{"__proto__": {"polluted": true}, "id": 5}') as object;
		const run = await guarded(items({ id: 1 }, hostile), () => ({ ok: true, constructor: 7 }));
		expect(run.output('Outcome', SETTLED)).toHaveLength(2);
		expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
	});
});

describe('changes, links, several nodes on the way', () => {
	const mapper = (): NodeSpec => ({ name: 'Mapper', type: codeNode('fieldMapper', (list) => list.map(({ json }, i) => ({ json: { ident: (json as { id: number }).id, title: (json as { name: string }).name }, pairedItem: { item: i } }))) });
	const flow = (answer: Answer, parameters: object = {}): { nodes: NodeSpec[]; wires: Wire[] } => ({
		nodes: [detector(), guard({ comparePayload: 'fields', payloadFields: 'name', keyFields: 'id, name' }), mapper(), app('App', answer), outcome(parameters)],
		wires: [['In', 0, 'Detector', 0], ['Detector', 0, 'Guard', 0], ['Guard', 0, 'Mapper', 0], ['Mapper', 0, 'App', 0], ...ends('App')],
	});

	test('the change and the claim behind it are both settled, found past a Field Mapper that dropped _sync', async () => {
		const list = items({ id: 1, name: 'Ada' }, { id: 2, name: 'Bob' });
		const run = await n8n.run({ workflowId, sources: { In: list }, ...flow((json) => (json['ident'] === 1 ? { ok: true } : failing('503 - down'))) });
		expect(run.error).toBeUndefined();
		expect(run.output('Outcome', SETTLED).map((item) => [sync(item)['key'], sync(item)['verdict']])).toEqual([['1', 'done'], ['2', 'parked']]);
		const again = await n8n.run({ workflowId, sources: { In: list }, nodes: [detector()], wires: [['In', 0, 'Detector', 0]] });
		// The parked one stays pending: it was not delivered.
		expect(again.output('Detector', 0).map(({ json }) => json['id'])).toEqual([2]);
		expect(sync(again.output('Detector', 0)[0]!)['repeated']).toBe(true);
	});

	test('a created record is linked with the id in the answer; the create is not claimed any more', async () => {
		const nodes = (answer: Answer, parameters: object = {}): NodeSpec[] => [linker(), app('App', answer), outcome({ keyField: 'id', newIdField: 'data.number', ...parameters })];
		const wires: Wire[] = [['In', 0, 'Linker', 0], ['None', 0, 'Linker', 1], ['Linker', 1, 'App', 0], ...ends('App')];
		const run = await n8n.run({ workflowId, sources: { In: items({ id: 'a' }, { id: 'b' }, { id: 'c' }), None: [] }, nodes: nodes((json) => (json['id'] === 'a' ? { data: { number: 71 } } : json['id'] === 'b' ? { data: {} } : failing('500 - no'))), wires });
		expect(run.error).toBeUndefined();
		expect(run.output('Outcome', SETTLED).map((item) => [sync(item)['key'], sync(item)['verdict']])).toEqual([['a', 'done'], ['c', 'parked']]);
		expect(run.output('Outcome', ATTENTION)[0]!.json).toMatchObject({ record: 'b', reason: expect.stringMatching(/was created in ERP, but its id there was not found/) });
		const next = await n8n.run({ workflowId, sources: { In: items({ id: 'a' }, { id: 'b' }, { id: 'c' }), None: [] }, nodes: [linker()], wires: [['In', 0, 'Linker', 0], ['None', 0, 'Linker', 1]] });
		expect(next.output('Linker', 0).map(({ json }) => [json['id'], (json['_sync'] as { targetId?: unknown }).targetId])).toEqual([['a', '71']]);
		expect(next.output('Linker', 1)).toHaveLength(0);
		expect(next.output('Linker', 2).map((item) => [item.json['id'], (sync(item)['review'] as { reason: string }).reason])).toEqual([['b', 'beingCreated'], ['c', 'beingCreated']]);
	});
});

test('a batch: what the app says of it goes for every record in it, and each comes out', async () => {
	const two = await n8n.run({ workflowId, sources: { In: items({ id: 1 }, { id: 2 }) }, nodes: [guard()], wires: [['In', 0, 'Guard', 0]] });
	const batch = two.output('Guard', 0).map((item, i) => ({ key: i + 1, receipts: sync(item)['receipts'] }));
	const queue = { name: 'Queue', type: codeNode('retryQueue', () => [{ json: { target: 'ERP', operation: 'update', records: [{ id: 1, name: 'Ada' }, { id: 2, name: 'Bob' }], _sync: { sync: SYNC, system: 'ERP', operation: 'update', batch } } as never, pairedItem: { item: 0 } }]) };
	const flow = async (answer: Answer) => await n8n.run({ workflowId, sources: { In: items({}) }, nodes: [queue, app('App', answer), outcome()], wires: [['In', 0, 'Queue', 0], ['Queue', 0, 'App', 0], ...ends('App')] });
	const failed = await flow(() => failing('503 - down'));
	expect(failed.output('Outcome', SETTLED).map((item) => [sync(item)['key'], sync(item)['verdict']])).toEqual([['1', 'parked'], ['2', 'parked']]);
	expect(n8n.database.get(workflowId)).toContain('Bob');
	const done = await flow(() => ({ ok: true }));
	expect(done.output('Outcome', SETTLED).map((item) => [sync(item)['key'], sync(item)['verdict']])).toEqual([['1', 'cleared'], ['2', 'cleared']]);
	expect(await verdictsOf(items({ id: 1 }, { id: 2 }))).toEqual(['duplicate', 'duplicate']);
});

describe('an effect over several systems', () => {
	/** One claim for the effect; then each system takes its part, with what was there before. */
	const effect = (system: string, more: object = {}): NodeSpec => ({
		name: `To ${system}`,
		type: codeNode(`${system}.set`, (list) => list.map(({ json }, i) => ({ json: { ...json, _sync: { ...(json['_sync'] as object), system, operation: 'update', targetId: `${system}-7`, key: 7, before: { name: 'before' }, ...more } } as never, pairedItem: { item: i } }))),
	});
	const systems = ['CRM', 'ERP', 'Billing'];
	const policy = (more: object = {}): object => ({ whenRefused: 'rollBack', options: { effectSystems: systems.join(', '), ...more } });
	const flow = async (answers: Record<string, Answer>, parameters: object) =>
		await n8n.run({
			workflowId, sources: { In: items({ id: 7, name: 'after' }) },
			nodes: [guard(), ...systems.flatMap((system) => [effect(system), app(system, answers[system] ?? (() => ({ ok: true }))), outcome({ target: '', ...parameters }, `Outcome ${system}`)])],
			// The engine begins with the last of nodes that stand at one place.
			wires: [['In', 0, 'Guard', 0], ...[...systems].reverse().flatMap((system): Wire[] => [['Guard', 0, `To ${system}`, 0], [`To ${system}`, 0, system, 0], [system, 0, `Outcome ${system}`, 0], [system, 1, `Outcome ${system}`, 1]])],
		});

	/** The compensation's own flow: its app's answer comes back to an Outcome. */
	const settle = async (compensation: INodeExecutionData, answer: Answer) =>
		await n8n.run({ workflowId, sources: { Due: [{ json: compensation.json }] }, nodes: [{ name: 'Take Due', type: codeNode('retryQueue', (list) => list) }, app('App', answer), outcome({ target: '', ...policy() })], wires: [['Due', 0, 'Take Due', 0], ['Take Due', 0, 'App', 0], ...ends('App')] });

	test('the third refuses for good: the others come out of Roll Back one after the other, in reverse, ready for their apps', async () => {
		const run = await flow({ Billing: () => failing('422 - no such plan') }, policy());
		expect(run.error).toBeUndefined();
		const [first, ...more] = run.output('Outcome Billing', ROLL_BACK);
		expect(more).toEqual([]);
		expect(first!.json).toMatchObject({ name: 'before', _sync: { sync: SYNC, key: '7', system: 'ERP', operation: 'update', targetId: 'ERP-7', rollBack: true, verdict: 'rollBack', reason: expect.stringMatching(/Billing refused for good/), receipts: [{ kind: 'rollBack' }] } });
		const next = await settle(first!, (json) => json);
		expect(next.error).toBeUndefined();
		expect(sync(next.output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'done', system: 'ERP' });
		const [second] = next.output('Outcome', ROLL_BACK);
		expect(second!.json).toMatchObject({ name: 'before', _sync: { system: 'CRM', targetId: 'CRM-7' } });
		const last = await settle(second!, (json) => json);
		expect(last.output('Outcome', ROLL_BACK)).toHaveLength(0);
		expect([last.output('Outcome', SETTLED).length, next.output('Outcome', ATTENTION).length]).toEqual([1, 0]);
		// The same answer told twice changes nothing.
		const twice = await settle(second!, (json) => json);
		expect(sync(twice.output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'refused', reason: 'stale' });
	});

	test('the dead letter of what was refused is closed when all is taken back, and whoever was told of it is told so', async () => {
		const manage = async (operation: string, list: object[] = [{}]) => {
			const run = await n8n.run({ workflowId, sources: { In: items(...list) }, nodes: [{ name: 'Queue', type: new RetryQueue(), parameters: { sync: SYNC, operation } }], wires: [['In', 0, 'Queue', 0]] });
			expect(run.error).toBeUndefined();
			return run;
		};
		const run = await flow({ Billing: () => failing('422 - no such plan') }, policy());
		const [told] = run.output('Outcome Billing', ATTENTION);
		expect(told!.json).toMatchObject({ reason: 'Billing refused it for good: 422 - no such plan', tried: expect.stringMatching(/CRM: update done/), whatToDo: expect.stringMatching(/being taken back, and it is told when that is over/), _sync: { verdict: 'dead' } });
		// Redrive of it is refused while it is being taken back, and there is nothing to redrive afterwards.
		const early = await manage('redrive', [told!.json]);
		expect(sync(early.output('Queue', 1)[0]!)).toMatchObject({ refused: { code: 'takenBack', message: expect.stringMatching(/closed when all of it is taken back/) } });
		const next = await settle(run.output('Outcome Billing', ROLL_BACK)[0]!, (json) => json);
		const last = await settle(next.output('Outcome', ROLL_BACK)[0]!, (json) => json);
		expect(last.output('Outcome', ATTENTION).map(({ json }) => json)).toMatchObject([{ record: '7', target: 'Billing', reason: expect.stringMatching(/taken back in all systems, and the dead letter is closed/), tried: expect.stringMatching(/CRM: update taken back/), text: expect.stringMatching(/it is over/), _sync: { verdict: 'over', key: '7', system: 'Billing' } }]);
		expect((await manage('list')).output('Queue')).toEqual([]);
		expect((await manage('count')).output('Queue').map(({ json }) => json).filter(({ target }) => target === 'Billing')).toMatchObject([{ parked: 1, discarded: 1, dead: 0, accounted: true }]);
		const late = await manage('redrive', [told!.json]);
		expect(sync(late.output('Queue', 1)[0]!)).toMatchObject({ refused: { code: 'unknown', message: expect.stringMatching(/taken back/) } });
	});

	test('the first system refuses: nothing is kept of it, its claim is free again, and a person is told once', async () => {
		const systemsAlone = await n8n.run({
			workflowId, sources: { In: items({ id: 7, name: 'after' }) }, nodes: [guard(), effect('CRM'), app('CRM', () => failing('422 - no such plan')), outcome({ target: '', ...policy() })],
			wires: [['In', 0, 'Guard', 0], ['Guard', 0, 'To CRM', 0], ['To CRM', 0, 'CRM', 0], ...ends('CRM')],
		});
		expect(systemsAlone.output('Outcome', ATTENTION).map(({ json }) => json)).toMatchObject([{ target: 'CRM', whatToDo: expect.stringMatching(/^Nothing of this effect is left in any system/), _sync: { verdict: 'rolledBack' } }]);
		expect(await verdictsOf(items({ id: 7, name: 'after' }))).toEqual(['new']);
	});

	test('a compensation that is stuck and taken back by hand: the answer says what is over', async () => {
		const run = await flow({ Billing: () => failing('422 - no such plan') }, policy());
		const next = await settle(run.output('Outcome Billing', ROLL_BACK)[0]!, (json) => json);
		const stuck = await settle(next.output('Outcome', ROLL_BACK)[0]!, () => failing('403 - locked by the auditor'));
		const answer = await n8n.run({ workflowId, sources: { In: stuck.output('Outcome', ATTENTION) }, nodes: [{ name: 'Queue', type: new RetryQueue(), parameters: { sync: SYNC, operation: 'rollBack', answer: 'handled' } }], wires: [['In', 0, 'Queue', 0]] });
		expect(sync(answer.output('Queue', 1)[0]!)).toMatchObject({ verdict: 'answered', over: [expect.stringMatching(/CRM, record 7: it is over/), expect.stringMatching(/Billing, record 7: it is over/)] });
	});

	test('a compensation that is refused needs a person, loudly', async () => {
		const run = await flow({ Billing: () => failing('422 - no such plan') }, policy());
		const stuck = await settle(run.output('Outcome Billing', ROLL_BACK)[0]!, () => failing('403 - locked by the auditor'));
		expect(stuck.output('Outcome', ATTENTION)[0]!.json).toMatchObject({ record: '7', target: 'ERP', reason: expect.stringMatching(/could not be taken back: 403 - locked by the auditor/), whatToDo: expect.stringMatching(/by hand/) });
	});

	test('asked for, a person decides; forward, nothing is taken back; At Take Due, nothing comes out here', async () => {
		const refuse = { Billing: () => failing('422 - no such plan') };
		const ask = await flow(refuse, { whenRefused: 'ask' });
		expect(ask.output('Outcome Billing', ATTENTION)[0]!.json).toMatchObject({ reason: expect.stringMatching(/shall the others be taken back/), tried: expect.stringMatching(/CRM: update done/) });
		workflowId += '-forward';
		const forward = await flow(refuse, {});
		expect(forward.output('Outcome Billing', ROLL_BACK)).toHaveLength(0);
		expect(forward.output('Outcome Billing', ATTENTION)).toHaveLength(1);
		workflowId += '-due';
		const due = await flow(refuse, policy({ compensations: 'takeDue' }));
		expect(due.output('Outcome Billing', ROLL_BACK)).toHaveLength(0);
	});
});

describe('whose item it is', () => {
	test('broken linking: the item needs attention, with how to mend it; nothing is guessed, the others are settled', async () => {
		const run = await guarded(items({ id: 1 }, { id: 2 }), () => ({ ok: true }), {}, false);
		expect(run.error).toBeUndefined();
		expect(run.output('Outcome', SETTLED)).toHaveLength(0);
		expect(run.output('Outcome', ATTENTION)).toHaveLength(2);
		expect(run.output('Outcome', ATTENTION)[0]!.json).toMatchObject({ reason: expect.stringMatching(/cannot be traced back.*does not say which item/), whatToDo: expect.stringMatching(/pairedItem/), answer: { ok: true }, _sync: { verdict: 'unsettled' } });
		expect(run.hints('Outcome').join()).toMatch(/2 items were not settled/);
		expect(await verdictsOf(items({ id: 1 }))).toEqual(['inProgress']);
	});

	const keyed = (list: INodeExecutionData[], answer: Answer) =>
		n8n.run({
			workflowId, sources: { In: list }, nodes: [detector(), app('App', answer, false), outcome({ findBy: 'key', answerKey: 'ref' })],
			wires: [['In', 0, 'Detector', 0], ['Detector', 0, 'App', 0], ...ends('App')],
		});

	test('a key in the answer finds the promises without item linking', async () => {
		const list = items({ id: 1, v: 1 }, { id: 2, v: 1 });
		const run = await keyed(list, (json) => ({ ref: json['id'] }));
		expect(run.error).toBeUndefined();
		expect(run.output('Outcome', SETTLED).map((item) => sync(item)['key'])).toEqual(['1', '2']);
		const again = await n8n.run({ workflowId, sources: { In: list }, nodes: [detector()], wires: [['In', 0, 'Detector', 0]] });
		expect(again.output('Detector', 0)).toHaveLength(0);
	});

	test('a key that no item had, or none at all, is never guessed', async () => {
		const run = await keyed(items({ id: 1, v: 1 }, { id: 2, v: 1 }), (json) => (json['id'] === 1 ? { ref: 99 } : {}));
		expect(run.output('Outcome', ATTENTION).map(({ json }) => json['reason'])).toEqual([
			'No item with the key 99 went to the app in this run.', 'The answer has no key in "ref": it is missing.',
		]);
	});

	test('no node of the pack upstream: with a key and a target the queue is told, without them the item needs attention', async () => {
		const flow = async (parameters: object) => await n8n.run({ workflowId, sources: { In: items({ id: 1 }) }, nodes: [app('App', (json) => json), outcome(parameters)], wires: [['In', 0, 'App', 0], ...ends('App')] });
		expect(sync((await flow({ keyField: 'id' })).output('Outcome', SETTLED)[0]!)).toMatchObject({ key: '1', system: 'ERP', verdict: 'done' });
		expect((await flow({})).output('Outcome', ATTENTION)[0]!.json['reason']).toMatch(/not known which record/);
		expect((await flow({ keyField: 'id', target: '' })).output('Outcome', ATTENTION)[0]!.json['reason']).toMatch(/not known which system/);
	});

	test('only Failed wired; only Succeeded wired; nothing arriving', async () => {
		const only = async (output: number, input: number, list: INodeExecutionData[]) =>
			await n8n.run({ workflowId, sources: { In: list }, nodes: [guard({ options: { leaseMinutes: 1, ifInterrupted: 'repeat' } }), app('App', (json) => (json['id'] === 1 ? failing('503 - x') : { ok: true })), outcome({ keyField: 'id' })], wires: [['In', 0, 'Guard', 0], ['Guard', 0, 'App', 0], ['App', output, 'Outcome', input]] });
		const failed = await only(1, 1, items({ id: 1 }, { id: 2 }));
		expect(failed.error).toBeUndefined();
		expect(failed.output('Outcome', SETTLED).map((item) => sync(item)['verdict'])).toEqual(['parked']);
		passTime(60_000);
		const succeeded = await only(0, 0, items({ id: 1 }, { id: 3 }));
		expect(succeeded.output('Outcome', SETTLED).map((item) => sync(item)['key'])).toEqual(['3']);
		expect((await only(1, 1, [])).error).toBeUndefined();
	});

	test('several app nodes wired to one Outcome, and the node called several times: each item is its own', async () => {
		const two = [guard(), app('Left', () => ({ ok: 'left' })), app('Right', () => ({ ok: 'right' })), { ...guard({ keyFields: 'other' }), name: 'Guard 2' }, outcome({ keyField: 'id' })];
		const run = await n8n.run({
			workflowId, sources: { In: items({ id: 1 }), Other: items({ other: 77, id: 9 }) }, nodes: two,
			wires: [['In', 0, 'Guard', 0], ['Guard', 0, 'Left', 0], ['Other', 0, 'Guard 2', 0], ['Guard 2', 0, 'Right', 0], ...ends('Left'), ...ends('Right')],
		});
		expect(run.error).toBeUndefined();
		expect(run.output('Outcome', SETTLED).map((item) => [item.json['ok'], sync(item)['key']]).sort()).toEqual([['left', '1'], ['right', '9']]);
		expect(run.output('Outcome', ROLL_BACK)).toHaveLength(0);
	});

	test('what was settled by one Outcome is not settled again by the next', async () => {
		const run = await n8n.run({
			workflowId, sources: { In: items({ id: 1 }) }, nodes: [guard(), app('App', (json) => json), outcome({ keyField: 'id' }), app('Second', () => ({ ok: true })), outcome({ target: 'Billing' }, 'Last')],
			wires: [['In', 0, 'Guard', 0], ['Guard', 0, 'App', 0], ...ends('App'), ['Outcome', SETTLED, 'Second', 0], ['Second', 0, 'Last', 0]],
		});
		expect(run.error).toBeUndefined();
		expect(sync(run.output('Last', SETTLED)[0]!)).toEqual({ sync: SYNC, key: '1', system: 'Billing', verdict: 'done' });
	});
});

test('a setting that is wrong stops the node and says what to do; where the user chose to go on, everything needs attention', async () => {
	const bad = { keyField: 'a..b' };
	const stopped = await guarded(items({ id: 1 }), () => ({ ok: true }), bad);
	expect(stopped.error?.message).toMatch(/Key Field: The path "a\.\.b" has an empty name/);
	const run = await n8n.run({ workflowId, sources: { In: items({ id: 1 }) }, nodes: [app('App', (json) => json), { ...outcome(bad), onError: 'continueRegularOutput' }], wires: [['In', 0, 'App', 0], ...ends('App')] });
	expect(run.output('Outcome', ATTENTION)[0]!.json).toMatchObject({ error: expect.stringMatching(/Key Field/), _sync: { verdict: 'error' } });
});

test('input items are not changed', async () => {
	const frozen = (value: object): object => {
		Object.values(value).forEach((one: unknown) => { if (typeof one === 'object' && one !== null) frozen(one); });
		return Object.freeze(value);
	};
	const list = (items({ id: 1, deep: { a: [1] } }, { id: 2 }) as unknown as object[]).map(frozen) as unknown as INodeExecutionData[];
	const freeze: Answer = (json) => (json['id'] === 1 ? (frozen({ ok: true, inner: { x: 1 } }) as Record<string, unknown>) : failing('500 - x'));
	const run = await guarded(list.map((item) => ({ json: item.json })), freeze);
	expect(run.error).toBeUndefined();
	expect(run.output('Outcome', SETTLED)).toHaveLength(2);
});
