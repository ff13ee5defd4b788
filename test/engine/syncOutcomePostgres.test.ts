import type { INodeExecutionData } from 'n8n-workflow';
import { ChangeDetector } from '../../nodes/ChangeDetector/ChangeDetector.node';
import { ConflictResolver } from '../../nodes/ConflictResolver/ConflictResolver.node';
import { IdempotencyGuard } from '../../nodes/IdempotencyGuard/IdempotencyGuard.node';
import { RecordLinker } from '../../nodes/RecordLinker/RecordLinker.node';
import { RetryQueue } from '../../nodes/RetryQueue/RetryQueue.node';
import type { DatabaseLogin } from '../../nodes/shared/state/postgres/login';
import { PostgresStore } from '../../nodes/shared/state/postgres/postgresStore';
import { SyncCheckpoint } from '../../nodes/SyncCheckpoint/SyncCheckpoint.node';
import { SyncOutcome } from '../../nodes/SyncOutcome/SyncOutcome.node';
import { stopClockOf } from '../support/databaseClock';
import { EngineN8n, codeNode, type NodeSpec, type RunResult, type Wire } from '../support/engine';
import { startPostgres } from '../support/postgres';

// Sync Outcome with the state in a real PostgreSQL: every kind of promise settled, failed, parked, tried again; and run
// after run killed before and after each step it takes in the database.

jest.setTimeout(120_000);
const database = startPostgres();
const SETTLED = 0, ATTENTION = 2;
const SYNC = 'crm-erp';

let n8n: EngineN8n;
let namespace = '';
let namespaces = 0;
let login: DatabaseLogin;
beforeAll(() => void (login = database.login()));
const clock = stopClockOf(database, () => login);
beforeEach(() => anew());
afterEach(() => jest.restoreAllMocks());

/** Nothing remembered, in a schema that is made already. */
function anew(): void {
	n8n = new EngineN8n();
	namespace = `world-${(namespaces += 1)}`;
}

type Json = Record<string, unknown>;
const items = (...list: object[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));
const sync = (item: INodeExecutionData): Json => item.json['_sync'] as Json;
const withoutSync = ({ json }: INodeExecutionData): Json => Object.fromEntries(Object.entries(json).filter(([name]) => name !== '_sync'));
const node = (name: string, type: NodeSpec['type'], parameters: object): NodeSpec => ({
	name, type, parameters: { sync: SYNC, stateIn: 'postgres', stateNamespace: namespace, ...parameters } as NodeSpec['parameters'] & object, credentials: { syncStatePostgreSqlApi: { ...login, encryptionSecret: '' } },
});

async function run(sources: Record<string, INodeExecutionData[]>, nodes: NodeSpec[], wires: Wire[]): Promise<RunResult> {
	const result = await n8n.run({ workflowId: namespace, sources, nodes, wires });
	if (result.error !== undefined) throw new Error(result.error.message);
	return result;
}

/** An app: takes what it gets and answers with an id of its own, refuses, or dies with its run before or after it wrote. */
type Fate = 'takes' | 'diesBefore' | 'diesAfter' | { error: string };
class Killed extends Error {}
function app(taken: Json[], fate: Fate): NodeSpec {
	const work = (list: INodeExecutionData[]): INodeExecutionData[] =>
		list.map((item, i) => {
			if (typeof fate === 'object') return { json: { error: fate.error }, error: new Error(fate.error), pairedItem: { item: i } } as never;
			if (fate === 'diesBefore') throw new Killed();
			const record = withoutSync(item);
			taken.push(record);
			if (fate === 'diesAfter') throw new Killed();
			return { json: { number: `E-${String(record['id'])}` }, pairedItem: { item: i } };
		});
	return { name: 'App', type: codeNode('app', work), onError: fate === 'diesBefore' || fate === 'diesAfter' ? 'stopWorkflow' : 'continueErrorOutput' };
}

const DOWN: Fate = { error: '503 - down' };
const QUICK = { baseSeconds: 0.001, capMinutes: 0.001 };
const outcome = (options: object = QUICK): NodeSpec => node('Outcome', new SyncOutcome(), { target: 'ERP', keyField: 'id', newIdField: 'number', options });
const ends: Wire[] = [['App', 0, 'Outcome', 0], ['App', 1, 'Outcome', 1]];
const checkpoint = (operation: string): NodeSpec => node('Checkpoint', new SyncCheckpoint(), { operation, cursorField: 'at', cursorIs: 'number', idField: 'id' });
const detector = (): NodeSpec => node('Detector', new ChangeDetector(), { operation: 'detect', mode: 'events', keyFields: 'id' });
const linker = (): NodeSpec => node('Linker', new RecordLinker(), { operation: 'match', system: 'CRM', idField: 'id', otherSystem: 'ERP', otherIdField: 'id', rules: { rule: [] }, options: { ifNoCandidates: 'allNew' } });
const guard = (): NodeSpec => node('Guard', new IdempotencyGuard(), { keyFields: 'id' });
const LEASE_MS = 60_000;
const LEASED = { options: { leaseMinutes: LEASE_MS / 60_000 } };
const queue = (operation: string, parameters: object = {}): NodeSpec => node('Queue', new RetryQueue(), { operation, ...parameters });

const CHAIN: Wire[] = [['In', 0, 'Checkpoint', 0], ['Checkpoint', 0, 'Detector', 0], ['Detector', 0, 'Linker', 0], ['None', 0, 'Linker', 1], ['Linker', 1, 'Guard', 0]];

/** What all four nodes promise for records that are new; nothing of it is settled. */
async function promise(list: object[]): Promise<INodeExecutionData[]> {
	const made = await run({ In: items(...list), None: [] }, [checkpoint('propose'), detector(), linker(), guard()], CHAIN);
	return made.output('Guard', 0).map(({ json }) => ({ json }));
}

/** Tells Sync Outcome what became of them. */
async function tell(promised: INodeExecutionData[], fate: Fate, taken: Json[] = [], options?: object): Promise<RunResult> {
	const guarded: NodeSpec = { name: 'Guarded', type: codeNode('idempotencyGuard', (list) => list) };
	return await run({ In: promised }, [guarded, app(taken, fate), outcome(options)], [['In', 0, 'Guarded', 0], ['Guarded', 0, 'App', 0], ...ends]);
}

/** A retry worker's run. */
async function retry(fate: Fate, taken: Json[] = []): Promise<RunResult> {
	await clock.passTime(80);
	return await run({ Tick: items({}) }, [queue('takeDue', LEASED), app(taken, fate), outcome()], [['Tick', 0, 'Queue', 0], ['Queue', 0, 'App', 0], ...ends]);
}

/** What is remembered of record 1, as its source and the people see it. */
async function remembered(): Promise<{ claim: unknown; change: string; link: string; upTo: number; parked: unknown[] }> {
	const one = items({ id: 1, name: 'Ada', at: 10 });
	const claimed = await run({ In: one }, [guard()], [['In', 0, 'Guard', 0]]);
	const detected = await run({ In: one }, [detector()], [['In', 0, 'Detector', 0]]);
	const linked = await run({ In: one, None: [] }, [linker()], [['In', 0, 'Linker', 0], ['None', 0, 'Linker', 1]]);
	const read = await run({ In: items({}) }, [checkpoint('read')], [['In', 0, 'Checkpoint', 0]]);
	const listed = await run({ In: items({}) }, [queue('list')], [['In', 0, 'Queue', 0]]);
	const at = (result: RunResult, name: string): number => [0, 1, 2, 3].find((output) => result.output(name, output).length > 0)!;
	return {
		claim: ['new', 'duplicate', 'inProgress', 'mismatch'][at(claimed, 'Guard')],
		change: ['changed', 'deleted', 'unchanged'][at(detected, 'Detector')]!,
		link: linked.output('Linker', 0).map((item) => `linked ${String(sync(item)['targetId'])}`)[0] ?? ['', 'new', 'review'][at(linked, 'Linker')]!,
		upTo: Number(read.output('Checkpoint')[0]!.json['since']),
		parked: listed.output('Queue').map(({ json }) => json['state']),
	};
}

const DONE = { claim: 'duplicate', change: 'unchanged', link: 'linked E-1', upTo: 10, parked: [] };
const WAITING = { claim: 'inProgress', change: 'changed', link: 'review', upTo: 10, parked: ['waiting'] };

test('claim, change, link and checkpoint are settled by a success', async () => {
	const told = await tell(await promise([{ id: 1, name: 'Ada', at: 10 }]), 'takes');
	expect(told.output('Outcome', SETTLED).map((item) => sync(item)['verdict'])).toEqual(['done']);
	expect(await remembered()).toEqual(DONE);
});

test('a failure parks it and keeps its promises; a retry fails, waits longer, the next settles all of it', async () => {
	const failed = await tell(await promise([{ id: 1, name: 'Ada', at: 10 }]), DOWN);
	expect(sync(failed.output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'parked', attempt: 1 });
	expect(await remembered()).toEqual(WAITING);
	expect(sync((await retry(DOWN)).output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'parked', attempt: 2 });
	expect(await remembered()).toEqual(WAITING);
	const taken: Json[] = [];
	expect(sync((await retry('takes', taken)).output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'done', key: '1', system: 'ERP' });
	expect(taken).toEqual([{ id: 1, name: 'Ada', at: 10 }]);
	expect(await remembered()).toEqual(DONE);
	expect((await retry('takes')).output('Queue')).toEqual([]);
});

test('a refusal for good is a dead letter, told once; Redrive has it written, and it is over', async () => {
	const refused = await tell(await promise([{ id: 1, name: 'Ada', at: 10 }]), { error: '422 - no such country' });
	const [alert] = refused.output('Outcome', ATTENTION);
	expect(alert!.json).toMatchObject({ reason: 'ERP refused it for good: 422 - no such country' });
	expect(await remembered()).toEqual({ ...WAITING, parked: ['dead'] });
	expect((await run({ In: [{ json: alert!.json }] }, [queue('redrive')], [['In', 0, 'Queue', 0]])).output('Queue', 0)).toHaveLength(1);
	expect((await retry('takes')).output('Outcome', ATTENTION).map((item) => sync(item)['verdict'])).toEqual(['over']);
	expect(await remembered()).toEqual(DONE);
});

test('a planned write is accepted, or stays planned while it waits', async () => {
	const resolve = async (crm: object, erp: object, fate?: Fate): Promise<RunResult> => {
		const resolver = node('Resolver', new ConflictResolver(), { key: 'id', rule: 'priority', order: 'CRM, ERP', systems: { rows: [{ name: 'CRM' }, { name: 'ERP' }] } });
		const more = fate === undefined ? [] : [app([], fate), outcome()];
		return await run({ CRM: items(crm), ERP: items(erp) }, [resolver, ...more], [['CRM', 0, 'Resolver', 0], ['ERP', 0, 'Resolver', 1], ...(fate === undefined ? [] : [['Resolver', 1, 'App', 0] as Wire, ...ends])]);
	};
	const old = { id: 1, name: 'Ada' }, edited = { id: 1, name: 'Ada L.' };
	await resolve(old, old);
	expect(sync((await resolve(edited, old, DOWN)).output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'parked', operation: 'update' });
	expect((await resolve(edited, old)).output('Resolver', 1)).toHaveLength(1);
	const taken: Json[] = [];
	expect(sync((await retry('takes', taken)).output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'done' });
	expect(taken).toEqual([expect.objectContaining({ name: 'Ada L.' })]);
	// The listing of before the write: it was accepted, and is not planned once more.
	expect((await resolve(edited, old)).output('Resolver', 1)).toHaveLength(0);
});

test('a compensation is handed out, settled, and with it the dead letter that began it', async () => {
	const all = (): NodeSpec => node('Outcome', new SyncOutcome(), { whenRefused: 'rollBack', newIdField: 'number' });
	const step = async (system: string, fate: Fate): Promise<RunResult> => {
		const write = { id: 1, name: 'Ada L.', _sync: { sync: SYNC, key: '1', system, operation: 'update', targetId: 7, changeId: 'c-1', before: { name: 'Ada' } } };
		return await run({ In: items(write) }, [{ name: 'Step', type: codeNode('conflictResolver', (list) => list) }, app([], fate), all()], [['In', 0, 'Step', 0], ['Step', 0, 'App', 0], ...ends]);
	};
	await step('CRM', 'takes');
	const refused = await step('ERP', { error: '422 - no such country' });
	const [compensation] = refused.output('Outcome', 1);
	expect(compensation!.json).toMatchObject({ name: 'Ada', _sync: { system: 'CRM', operation: 'update', rollBack: true, receipts: [{ kind: 'rollBack' }] } });
	const listed = async (): Promise<unknown[]> => (await run({ In: items({}) }, [queue('list')], [['In', 0, 'Queue', 0]])).output('Queue').map(({ json }) => [json['target'], json['state']]);
	expect(await listed()).toEqual([['ERP', 'dead']]);
	const back = await run({ In: [{ json: compensation!.json }] }, [{ name: 'Back', type: codeNode('retryQueue', (list) => list) }, app([], 'takes'), all()], [['In', 0, 'Back', 0], ['Back', 0, 'App', 0], ...ends]);
	expect(back.output('Outcome', SETTLED).map((item) => sync(item)['verdict'])).toEqual(['done']);
	expect(back.output('Outcome', ATTENTION).map((item) => [sync(item)['verdict'], sync(item)['system']])).toEqual([['over', 'ERP']]);
	expect(await listed()).toEqual([]);
});

/** Has the store die with its caller at its n-th step: before it, or when it is done. @returns whether it came to that */
function dieAt(n: number, after: boolean): () => boolean {
	let steps = 0, died = false;
	const { transact } = PostgresStore.prototype;
	const spy = jest.spyOn(PostgresStore.prototype, 'transact').mockImplementation(async function dying(this: PostgresStore, ...args: Parameters<typeof transact>) {
		const isLast = (steps += 1) === n;
		if (died || (isLast && !after)) {
			died = true;
			throw new Killed();
		}
		const result = await transact.apply(this, args);
		if (isLast) {
			died = true;
			throw new Killed();
		}
		return result;
	} as typeof transact);
	return () => {
		spy.mockRestore();
		return died;
	};
}

async function untilItDoesNotDie(work: (die: () => () => boolean, at: string) => Promise<boolean>): Promise<number> {
	let n = 0;
	for (let died = true; died; ) {
		n += 1;
		for (const after of [false, true]) {
			anew();
			died = await work(() => dieAt(n, after), `${after ? 'after' : 'before'} step ${n}`);
		}
	}
	return n - 1;
}

test.each([['takes', DONE], [DOWN, WAITING]] as [Fate, object][])('killed at every step of settling what the app %p, and told again: all is as if nobody had died', async (fate, expected) => {
	const steps = await untilItDoesNotDie(async (die, at) => {
		const promised = await promise([{ id: 1, name: 'Ada', at: 10 }]);
		const diedIn = die();
		await tell(promised, fate).catch(() => undefined);
		const died = diedIn();
		await tell(promised, fate);
		expect([at, await remembered()]).toEqual([at, expected]);
		if (fate !== 'takes') {
			expect(sync((await retry('takes')).output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'done' });
			expect([at, await remembered()]).toEqual([at, DONE]);
		}
		return died;
	});
	expect(steps).toBeGreaterThan(3);
});

test('killed at every step of a retry\'s settling, and handed out again when its lease is over: all is settled, nothing twice', async () => {
	const steps = await untilItDoesNotDie(async (die, at) => {
		await tell(await promise([{ id: 1, name: 'Ada', at: 10 }]), DOWN);
		await clock.passTime(80);
		const due = await run({ Tick: items({}) }, [queue('takeDue', LEASED)], [['Tick', 0, 'Queue', 0]]);
		const handed = due.output('Queue').map(({ json }) => ({ json }));
		const tellOfIt = async (): Promise<RunResult> =>
			await run({ In: handed }, [{ name: 'Take Due', type: codeNode('retryQueue', (list) => list) }, app([], 'takes'), outcome()], [['In', 0, 'Take Due', 0], ['Take Due', 0, 'App', 0], ...ends]);
		const diedIn = die();
		await tellOfIt().catch(() => undefined);
		const died = diedIn();
		await clock.passTime(LEASE_MS);
		// A create that may have happened is not done again by itself: it is settled, or a person is asked.
		const again = await retry('takes');
		const { parked, link } = await remembered();
		const isOver = parked.length === 0;
		// The queue forgets it last: what it has forgotten is settled, though nobody tells of it again.
		if (isOver) expect([at, link]).toEqual([at, 'linked E-1']);
		expect([at, again.output('Queue', 0)]).toEqual([at, []]);
		expect([at, again.output('Queue', 1).map((item) => sync(item)['reason'])]).toEqual([at, isOver ? [] : ['mayHaveHappened']]);
		// Whoever held the lease, and comes back late, changes nothing of what others were told.
		await tellOfIt();
		expect([at, (await remembered()).link]).toEqual([at, 'linked E-1']);
		return died;
	});
	expect(steps).toBeGreaterThan(3);
});

describe('a record that is to be created', () => {
	const create = async (list: object[], fate: Fate, taken: Json[], options: object = QUICK): Promise<RunResult> => {
		const result = await n8n.run({
			workflowId: namespace, sources: { In: items(...list), None: [] }, nodes: [linker(), app(taken, fate), outcome(options)],
			wires: [['In', 0, 'Linker', 0], ['None', 0, 'Linker', 1], ['Linker', 1, 'App', 0], ...ends],
		});
		return result;
	};
	const link = async (): Promise<string> => (await remembered()).link;

	test('its create fails, is parked, handed out and done: linked with the id in the answer, and New no more meanwhile', async () => {
		const taken: Json[] = [];
		await create([{ id: 1, name: 'Ada' }], DOWN, taken);
		expect(await link()).toBe('review');
		// Another run that lists it finds it being created.
		expect((await create([{ id: 1, name: 'Ada' }], 'takes', taken)).output('App')).toEqual([]);
		const done = await retry('takes', taken);
		expect(sync(done.output('Outcome', SETTLED)[0]!)).toMatchObject({ verdict: 'done', operation: 'create', system: 'ERP' });
		expect([await link(), taken]).toEqual(['linked E-1', [{ id: 1, name: 'Ada' }]]);
	});

	test.each([['diesBefore', 0], ['diesAfter', 1]] as [Fate, number][])('the run that was handed it dies (%s): one create at most, a person is asked, and nobody else creates it', async (fate, creates) => {
		const taken: Json[] = [];
		await create([{ id: 1, name: 'Ada' }], DOWN, taken);
		await expect(retry(fate, taken)).rejects.toThrow();
		// While its lease lasts, nobody else is handed it.
		const early = await retry('takes', taken);
		expect([early.output('Queue', 0), early.output('Queue', 1)]).toEqual([[], []]);
		await clock.passTime(LEASE_MS);
		const again = await retry('takes', taken);
		expect(again.output('Queue', 0)).toEqual([]);
		const [letter] = again.output('Queue', 1);
		expect(letter!.json).toMatchObject({ reason: expect.stringMatching(/may exist already/), whatToDo: expect.stringMatching(/Look whether the record exists/), payload: { id: 1, name: 'Ada' } });
		expect([await link(), taken.length]).toEqual(['review', creates]);
		// The person looked. It was not there: tried again. It was: linked by hand, and the job discarded.
		if (creates === 0) {
			await run({ In: [{ json: letter!.json }] }, [queue('redrive')], [['In', 0, 'Queue', 0]]);
			await retry('takes', taken);
		} else {
			await run({ In: items({ id: 1, number: 'E-1' }) }, [node('Link', new RecordLinker(), { operation: 'link', linkWhat: 'fields', system: 'CRM', idField: 'id', otherSystem: 'ERP', otherIdField: 'number' })], [['In', 0, 'Link', 0]]);
			await run({ In: [{ json: letter!.json }] }, [queue('discard')], [['In', 0, 'Queue', 0]]);
		}
		expect([await link(), taken.length]).toEqual(['linked E-1', 1]);
		expect((await retry('takes', taken)).output('Queue', 0)).toEqual([]);
		expect(taken).toHaveLength(1);
	});

	test('where such creates are to be tried again and the app refuses a second one, a person hears of it instead of a second record', async () => {
		const taken: Json[] = [];
		await create([{ id: 1, name: 'Ada' }], DOWN, taken, { ...QUICK, retryCreates: 'retry' });
		await expect(retry('diesAfter', taken)).rejects.toThrow();
		await clock.passTime(LEASE_MS);
		const again = await retry({ error: '409 - a customer with this number exists' }, taken);
		expect(again.output('Outcome', ATTENTION)[0]!.json).toMatchObject({ reason: expect.stringMatching(/contradicts what is there/) });
		expect(taken).toHaveLength(1);
	});
});
