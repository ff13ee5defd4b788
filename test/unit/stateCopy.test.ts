import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { findCollection } from '../../nodes/SyncHealthReporter/copy/collections';
import { changeCollection } from '../../nodes/shared/changes/entryLayout';
import { guardCollection, type GuardEntry } from '../../nodes/shared/idempotency/entry';
import type { Job, QueueEntry } from '../../nodes/shared/queue/entry';
import { queue } from '../../nodes/shared/queue/collection';
import type { RecordMemory } from '../../nodes/shared/reconcile/memory';
import { recordCollection } from '../../nodes/shared/reconcile/memoryLayout';
import { makeShape } from '../../nodes/shared/reconcile/shape';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { copyBetweenStores } from '../../nodes/shared/state/copy/betweenStores';
import { copyMemory, MOST_IN_STATIC_DATA, type CopyOrder, type CopyResult } from '../../nodes/shared/state/copy/copyMemory';
import type { HeldState } from '../../nodes/shared/state/copy/held';
import { MemoryState } from '../../nodes/shared/state/memoryState';
import type { Collection, StateStore } from '../../nodes/shared/state/port';
import { Database } from '../../nodes/shared/state/postgres/database';
import type { DatabaseLogin } from '../../nodes/shared/state/postgres/login';
import { PostgresStore } from '../../nodes/shared/state/postgres/postgresStore';
import { raiseTokens } from '../../nodes/shared/state/postgres/raiseTokens';
import { StaticDataStates, type StaticDataHost } from '../../nodes/shared/state/staticData';
import { passTime, stopClock } from '../support/clock';
import { CutProxy } from '../support/cutProxy';
import { failure } from '../support/failure';
import { pause, startPostgres } from '../support/postgres';

const database = startPostgres();
const guard = guardCollection();
const done: GuardEntry = { state: 'completed', fingerprint: 1, expiresAt: Date.UTC(2050, 0) };
stopClock();
const clock = (): number => Date.now();
const here = { kind: 'staticData', words: 'here' } as const;
const there = { kind: 'postgres', words: 'there' } as const;
const THERE = { from: here, to: there };
const BACK = { from: there, to: here };

let login: DatabaseLogin;
let memory: MemoryState;
beforeEach(async () => {
	login = database.login();
	await new Database(login).prepare();
	memory = new MemoryState(clock);
});

const order = (ways: typeof THERE | typeof BACK, changes: Partial<CopyOrder> = {}): CopyOrder => ({ ...ways, find: findCollection, ifNotEmpty: 'stop', close: true, lookOnly: false, now: clock(), ...changes });
const copy = async (ways: typeof THERE | typeof BACK, changes: Partial<CopyOrder> = {}, by = login): Promise<CopyResult> =>
	await copyBetweenStores({ opened: { state: memory, mark: async () => undefined }, database: new Database(by), place: { namespace: '', sync: 'orders' }, clock, pause }, order(ways, changes));
const postgres = (by = login): PostgresStore => new PostgresStore({ login: by, namespace: '', sync: 'orders', pause });
const remember = async <E>(store: StateStore, collection: Collection<E>, entries: Record<string, E>): Promise<void> =>
	await store.transact(collection, Object.keys(entries).map(keyHash), (tx) => Object.values(entries).forEach((entry, i) => tx.set(i, entry)));
const knows = async <E>(store: StateStore, collection: Collection<E>, key: string): Promise<E | undefined> => await store.transact(collection, [keyHash(key)], (tx) => tx.get(0));
const waiting = (target: string, record: string): QueueEntry => ({ kind: 'record', target, record, jobs: [{ state: { kind: 'waiting', dueAt: 1 } } as Job] });

test('every collection of every node is on the list', () => {
	const nodes = join(__dirname, '..', '..', 'nodes');
	const files = readdirSync(nodes, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
	// What is a collection has a `layoutOf` of its own.
	const definitions = files.filter((file) => !file.startsWith('shared/state/') && /^\s*layoutOf(:|\()/m.test(readFileSync(join(nodes, file), 'utf8')));
	expect(definitions.length).toBeGreaterThan(10);
	const list = readFileSync(join(nodes, 'SyncHealthReporter', 'copy', 'collections.ts'), 'utf8');
	const imported = [...list.matchAll(/from '(\.[^']+)'/g)].map(([, path]) => join('SyncHealthReporter', 'copy', path!) + '.ts');
	expect(definitions.filter((file) => !imported.includes(file))).toEqual([]);
});

test('a copy that fails in the middle changes neither side', async () => {
	await remember(memory, guard, { a: done });
	await remember(memory, queue, { b: waiting('crm', 'b') });
	await remember(postgres(), guard, { old: done });
	await database.sql(`CREATE FUNCTION ${login.schema}.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.entry->>'kind' = 'record' THEN RAISE 'no room' USING ERRCODE = '53100'; END IF; RETURN NEW; END $$`);
	await database.sql(`CREATE TRIGGER fail BEFORE INSERT ON ${login.schema}.entries FOR EACH ROW EXECUTE FUNCTION ${login.schema}.fail()`);
	const { message, advice } = await failure(copy(THERE, { ifNotEmpty: 'replace' }));
	expect(message).toMatch(/disk of the database .* is full/);
	expect(advice).toMatch(/Make room/);
	expect(await knows(postgres(), guard, 'old')).toEqual(done);
	expect(await knows(postgres(), guard, 'a')).toBeUndefined();
	expect([memory.moved, await knows(memory, guard, 'a')]).toEqual([undefined, done]);
});

test.each([
	['changes what is written', "NEW.entry = '{\"state\":\"completed\",\"fingerprint\":2,\"expiresAt\":2524608000000}'; RETURN NEW;"],
	['swallows what is written', "IF get_byte(NEW.key, 0) < 128 THEN RETURN NULL; END IF; RETURN NEW;"],
])('a database that %s is found out, and neither side is changed', async (_name, body) => {
	await remember(memory, guard, Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`key ${i}`, done])));
	await database.sql(`CREATE FUNCTION ${login.schema}.change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$`);
	await database.sql(`CREATE TRIGGER change BEFORE INSERT ON ${login.schema}.entries FOR EACH ROW EXECUTE FUNCTION ${login.schema}.change()`);
	expect(await copy(THERE)).toMatchObject({ kind: 'refused', message: expect.stringMatching(/not what is remembered: of 40 entries of "guard", \d+ were read back the same/) });
	expect(await database.sql(`SELECT count(*)::int AS n FROM ${login.schema}.remembered`)).toEqual([{ n: 0 }]);
	expect(memory.moved).toBeUndefined();
});

test.each([
	['there', THERE],
	['back', BACK],
] as const)('%s: the connection is cut in the commit: whether it took effect is found out, and both sides fit', async (_name, ways) => {
	await remember(ways === THERE ? memory : postgres(), guard, { a: done });
	const proxy = await CutProxy.start(login.port);
	const cut = { ...login, port: proxy.port };
	proxy.cut = 'before';
	const lost = failure(copy(ways, {}, cut));
	while (proxy.cuts === 0) await pause(5);
	proxy.cut = 'never';
	expect((await lost).message).toMatch(/cut while the copy was being written/);
	expect((await lost).advice).toMatch(/Nothing was copied and nothing was changed/);
	expect(await knows(memory, guard, 'a')).toEqual(ways === THERE ? done : undefined);
	expect(await knows(postgres(), guard, 'a')).toEqual(ways === THERE ? undefined : done);
	expect(memory.moved).toBeUndefined();
	const before = proxy.cuts;
	proxy.cut = 'after';
	const copied = copy(ways, {}, cut);
	while (proxy.cuts === before) await pause(5);
	proxy.cut = 'never';
	expect(await copied).toMatchObject({ kind: 'copied', collections: [{ collection: 'guard', verified: 1 }] });
	expect(proxy.cuts).toBeGreaterThanOrEqual(2);
	if (ways === THERE) {
		expect(memory.moved).toMatchObject({ where: 'there' });
		expect(await knows(postgres(), guard, 'a')).toEqual(done);
	} else {
		expect(await knows(memory, guard, 'a')).toEqual(done);
		expect((await failure(knows(postgres(), guard, 'a'))).kind).toBe('moved');
	}
	await proxy.stop();
});

test.each<[string, (store: StateStore) => Promise<void>, RegExp]>([
	['a lane with a NUL', async (store) => await remember(store, queue, { a: waiting('a\u0000b', 'a') }), /name holds a character that PostgreSQL cannot store/],
	['a system with a NUL', async (store) => await remember(store, changeCollection('a\u0000b'), { a: { key: 'a', step: 1 } }), /name holds a character that PostgreSQL cannot store/],
	['a system with half a surrogate pair', async (store) => await remember(store, changeCollection('a\ud800'), { a: { key: 'a', step: 1 } }), /name holds a character that PostgreSQL cannot store/],
])('%s stops the copy, and neither side is changed', async (_name, fill, words) => {
	await remember(memory, guard, { a: done });
	await fill(memory);
	const told = await copy(THERE).then((result) => (result.kind === 'refused' ? result.message : 'copied'), (error: Error) => error.message);
	expect(told).toMatch(words);
	expect(await database.sql(`SELECT count(*)::int AS n FROM ${login.schema}.remembered`)).toEqual([{ n: 0 }]);
	expect([memory.moved, await knows(memory, guard, 'a')]).toEqual([undefined, done]);
});

test('large entries, and more of them than fit a message', async () => {
	const large = { ...done, result: 'x'.repeat(3_000_000) };
	await remember(memory, guard, { ...Object.fromEntries(Array.from({ length: 5_500 }, (_, i) => [`key ${i}`, done])), a: large, b: large, c: large });
	expect(await copy(THERE)).toMatchObject({ kind: 'copied', collections: [{ found: 5_503, copied: 5_503, verified: 5_503 }] });
	memory = new MemoryState(clock);
	expect(await copy(BACK)).toMatchObject({ kind: 'copied', collections: [{ found: 5_503, verified: 5_503 }] });
	expect(await knows(memory, guard, 'b')).toEqual(large);
});

test('what is over is left out and counted, on either side', async () => {
	const soon = { ...done, expiresAt: clock() + 60_000 };
	await remember(memory, guard, { a: done, b: soon, c: soon });
	passTime(60_000);
	expect(await copy(THERE)).toMatchObject({ kind: 'copied', collections: [{ collection: 'guard', found: 1, copied: 1, verified: 1, over: 2 }] });
	await database.sql(`UPDATE ${login.schema}.entries SET expires_at = now() - interval '1 day'`);
	await remember(postgres(), guard, { d: done });
	memory = new MemoryState(clock);
	expect(await copy(BACK)).toMatchObject({ kind: 'copied', collections: [{ found: 1, over: 1 }] });
	expect(await knows(memory, guard, 'd')).toEqual(done);
});

test('what this version does not know is an error on either side, not left out', async () => {
	const foreign: Collection<GuardEntry> = { ...guard, name: 'of a later version' };
	await remember(memory, guard, { a: done });
	await remember(memory, foreign, { a: done });
	expect(await failure(copy(THERE))).toMatchObject({ kind: 'newer', message: expect.stringMatching(/"of a later version" entries have a form this version does not know/), advice: expect.stringMatching(/Update .*nothing was copied/) });
	await remember(postgres(), guard, { a: done });
	await database.sql(`UPDATE ${login.schema}.collections SET form = 'guard.9'`);
	memory = new MemoryState(clock);
	expect(await failure(copy(BACK))).toMatchObject({ kind: 'newer' });
	expect(await knows(memory, guard, 'a')).toBeUndefined();
});

test('an entry that somebody damaged in the database stops the copy with its collection', async () => {
	await remember(postgres(), guard, { a: done });
	await database.sql(`UPDATE ${login.schema}.entries SET entry = '{"state":"completed","fingerprint":-5,"expiresAt":2524608000000}'`);
	expect(await failure(copy(BACK))).toMatchObject({ kind: 'corrupt', message: expect.stringMatching(/an entry of "guard" is not as it should be/) });
});

test('a record that was written under other fields keeps them', async () => {
	const [old, now] = [makeShape(['crm', 'erp'], ['name', 'vat']), makeShape(['crm', 'erp'], ['name'])];
	const wide: RecordMemory = { shape: old.signature, seen: 3, gone: 0, day: 2000, words: [1027, 2051] };
	await remember(postgres(), recordCollection(old), { a: wide });
	await remember(postgres(), recordCollection(now), { b: { shape: now.signature, seen: 3, gone: 0, day: 2000, words: [1027] } });
	expect(await copy(BACK)).toMatchObject({ kind: 'copied', collections: [{ collection: 'records', verified: 2 }] });
	expect(await knows(memory, recordCollection(now), 'a')).toEqual(wide);
});

test('more than static data can hold well is refused', async () => {
	const much = { moved: undefined, lastToken: 0, counts: async () => new Map([['guard', MOST_IN_STATIC_DATA + 1]]) } as unknown as HeldState;
	const none = { moved: undefined, lastToken: 0, counts: async () => new Map() } as unknown as HeldState;
	expect(await copyMemory(much, none, order(BACK))).toMatchObject({ kind: 'refused', message: expect.stringMatching(/remembers 1000001 entries .* more than workflow static data can hold well/) });
});

test('tokens are raised while others are handed some: none comes twice, and all that come later are larger', async () => {
	const store = postgres();
	const tokens: number[] = [];
	const take = async (): Promise<void> => void tokens.push(await store.transact(guard, [keyHash(String(tokens.length))], (tx) => tx.nextToken()));
	await take();
	const high = tokens[0]! + 50_000;
	const taking = Array.from({ length: 4 }, async () => {
		for (let i = 0; i < 60; i += 1) await take();
	});
	for (let i = 0; i < 10; i += 1) {
		await pause(5);
		await raiseTokens(new Database(login), high + i * 3_000);
	}
	await Promise.all(taking);
	expect(new Set(tokens).size).toBe(tokens.length);
	await take();
	expect(tokens.at(-1)).toBeGreaterThan(high + 27_000);
	expect((await failure(raiseTokens(new Database(login), Infinity))).kind).toBe('corrupt');
});

test('tokens that others were handed while they were to be raised are not handed out again', async () => {
	const client = new Client({ host: login.host, port: login.port, user: login.user, password: login.password, database: login.database });
	await client.connect();
	const take = async (): Promise<number> => Number((await client.query<{ token: string }>(`SELECT nextval('${login.schema}.tokens') AS token`)).rows[0]!.token);
	await client.query('BEGIN');
	const first = await take();
	// Looks, finds that it has to raise them, and waits for whoever is at work.
	const raising = raiseTokens(new Database(login), first + 500);
	while ((await database.sql('SELECT FROM pg_locks WHERE NOT granted AND relation = $1::regclass', [`${login.schema}.tokens`])).length === 0) await pause(5);
	const [second, third] = [await take(), await take()];
	await client.query('COMMIT');
	await raising;
	expect(await take()).toBeGreaterThan(third);
	expect(second).toBeGreaterThan(first);
	await client.end();
});

test('a key that was claimed before the memory went is no interrupted claim when it has come back, not even after a restart', async () => {
	const names = new Set<string>();
	const journalHost = {
		list: 'node',
		record: async (asked: string[]) => asked.filter((name) => names.has(name) || !names.add(name)),
		remove: async (asked: string[]) => asked.forEach((name) => names.delete(name)),
	};
	const host = (data: Record<string, unknown>): StaticDataHost => ({ workflowId: 'w', data, clock, setMark: async () => undefined, hasMark: async () => false });
	const data: Record<string, unknown> = {};
	const states = new StaticDataStates();
	const { journal } = await states.open(host(data), 'orders', 'stop');
	expect(await journal!.record(journalHost, [keyHash('k')], 0)).toEqual([]);
	await remember(postgres(), guard, { other: done });
	const held = await states.hold(host(data), 'orders', 'stop');
	const result = await copyBetweenStores({ opened: held, database: new Database(login), place: { namespace: '', sync: 'orders' }, clock, pause }, order(BACK));
	held.release();
	expect(result.kind).toBe('copied');
	const after = await new StaticDataStates().open(host(JSON.parse(JSON.stringify(data)) as Record<string, unknown>), 'orders', 'stop');
	expect(await after.journal!.record(journalHost, [keyHash('k')], 0)).toEqual([]);
	expect(names.size).toBe(2);
});

test('n8n is killed after the database was closed and before the static data was saved: lost, not empty; copying again with Replace mends it', async () => {
	const marks = new Set<string>();
	const host: StaticDataHost = { workflowId: 'w', data: {}, clock, setMark: async (name) => void marks.add(name), hasMark: async (name) => marks.has(name) };
	const back = async (states: StaticDataStates, ifNotEmpty: 'stop' | 'replace'): Promise<CopyResult> => {
		const opened = await states.hold({ ...host, data: {} }, 'orders', ifNotEmpty === 'stop' ? 'stop' : 'startOver');
		return await copyBetweenStores({ opened, database: new Database(login), place: { namespace: '', sync: 'orders' }, clock, pause }, order(BACK, { ifNotEmpty })).finally(() => opened.release());
	};
	await remember(postgres(), guard, { a: done });
	expect((await back(new StaticDataStates(), 'stop')).kind).toBe('copied');
	// Nothing was saved: the next process finds nothing, and a closed database.
	const states = new StaticDataStates();
	expect((await failure(states.open({ ...host, data: {} }, 'orders', 'stop'))).kind).toBe('lost');
	expect((await failure(knows(postgres(), guard, 'a'))).kind).toBe('moved');
	expect((await failure(back(states, 'stop'))).kind).toBe('lost');
	expect((await back(states, 'replace')).kind).toBe('copied');
	expect(await knows((await states.open({ ...host, data: {} }, 'orders', 'stop')).state, guard, 'a')).toEqual(done);
});

test('while a memory is held, whoever opens or resets it waits; a second copy, too', async () => {
	const host: StaticDataHost = { workflowId: 'w', data: {}, clock, setMark: async () => undefined, hasMark: async () => false };
	const states = new StaticDataStates();
	const held = await states.hold(host, 'orders', 'stop');
	const order: string[] = [];
	const all = [
		states.open(host, 'orders', 'stop').then(() => order.push('opened')),
		states.reset(host, 'orders').then(() => order.push('reset')),
		states.hold(host, 'orders', 'stop').then(({ release }) => {
			order.push('held');
			release();
		}),
	];
	await pause(20);
	expect(order).toEqual([]);
	held.release();
	await Promise.all(all);
	expect([...order].sort()).toEqual(['held', 'opened', 'reset']);
});
