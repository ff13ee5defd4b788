import { Client } from 'pg';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { guardCollection, type GuardEntry } from '../../nodes/shared/idempotency/entry';
import type { StateStore } from '../../nodes/shared/state/port';
import { Database } from '../../nodes/shared/state/postgres/database';
import type { DatabaseLogin } from '../../nodes/shared/state/postgres/login';
import { PostgresStore } from '../../nodes/shared/state/postgres/postgresStore';
import { SCHEMA_VERSION } from '../../nodes/shared/state/postgres/schema';
import { CutProxy } from '../support/cutProxy';
import { failure } from '../support/failure';
import { pause, startPostgres } from '../support/postgres';

const database = startPostgres();
const guard = guardCollection(1_000);
const entry: GuardEntry = { state: 'completed', fingerprint: 1, expiresAt: Date.UTC(2099, 0) };

const open = (login: DatabaseLogin): PostgresStore => new PostgresStore({ login, namespace: '', sync: 'orders', pause });
const remember = async (store: StateStore, key: string): Promise<void> => await store.transact(guard, [keyHash(key)], (tx) => tx.set(0, entry));
const knows = async (store: StateStore, key: string): Promise<boolean> => await store.transact(guard, [keyHash(key)], (tx) => tx.get(0) !== undefined);

test.each<[string, (login: DatabaseLogin) => Partial<DatabaseLogin>, RegExp, RegExp]>([
	['wrong password', () => ({ password: 'wrong' }), /refused the password of user "postgres"/, /Correct User and Password/],
	['unknown database', () => ({ database: 'nowhere' }), /no database "nowhere"/, /Create it/],
	['nobody listens', () => ({ port: 1 }), /127\.0\.0\.1:1 does not answer/, /Host and Port/],
	['unknown host', () => ({ host: 'no-such-host.invalid' }), /host "no-such-host.invalid" is not known/, /Correct Host/],
	['no TLS', () => ({ tls: 'require' }), /does not offer TLS/, /set TLS to Off/],
])('%s: an error that says which and what to do', async (_name, change, what, todo) => {
	const login = database.login();
	const { kind, message, advice } = await failure(knows(open({ ...login, ...change(login) }), 'a'));
	expect(kind).toBe('database');
	expect(message).toMatch(what);
	expect(advice).toMatch(todo);
	expect(message).not.toContain(login.password);
});

test.each([
	['53100', /disk of the database .* is full/, /Make room/],
	['57014', /too slow or busy/, /load of the database/],
	['25006', /read-only/, /primary/],
	['53300', /no connection left/, /max_connections/],
])('PostgreSQL refuses a write with %s: nothing is remembered, and the error says which and what to do', async (code, what, todo) => {
	const login = database.login();
	const store = open(login);
	await remember(store, 'before');
	await database.sql(`CREATE FUNCTION ${login.schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '${code}'; END $$`);
	await database.sql(`CREATE TRIGGER refuse BEFORE INSERT ON ${login.schema}.entries FOR EACH ROW EXECUTE FUNCTION ${login.schema}.refuse()`);
	const { kind, message, advice } = await failure(remember(store, 'a'));
	expect([kind, message, advice]).toEqual(['database', expect.stringMatching(what), expect.stringMatching(todo)]);
	await database.sql(`DROP TRIGGER refuse ON ${login.schema}.entries`);
	expect([await knows(store, 'a'), await knows(store, 'before')]).toEqual([false, true]);
});

test('a user without rights is told the one statement an administrator has to run, and it is enough', async () => {
	await database.sql("CREATE ROLE modest LOGIN PASSWORD 'modest'");
	const login = { ...database.login(), user: 'modest', password: 'modest', schema: 'modest_state' };
	const { message, advice } = await failure(open(login).open());
	expect(message).toMatch(/User "modest" may not/);
	const [statement] = /CREATE SCHEMA .*?"modest"/.exec(advice)!;
	await database.sql(statement);
	await remember(open(login), 'a');
	expect(await knows(open(login), 'a')).toBe(true);
	await new Database(login).tryWriting();
});

test('processes that come at once make the tables once', async () => {
	const login = database.login();
	// Each with a pool of its own, as another process has.
	await Promise.all([1, 2, 3, 4, 5, 6].map(async (poolSize) => await remember(open({ ...login, poolSize }), `key ${poolSize}`)));
	expect(await database.sql(`SELECT version FROM ${login.schema}.schema_version`)).toEqual([{ version: SCHEMA_VERSION }]);
	expect(await knows(open(login), 'key 6')).toBe(true);
});

test('tables of a newer version are refused, also by a process that was already at work', async () => {
	const login = database.login();
	const store = open(login);
	await remember(store, 'a');
	await database.sql(`UPDATE ${login.schema}.schema_version SET version = 99`);
	for (const late of [store, open({ ...login, poolSize: 1 })]) {
		expect(await failure(remember(late, 'b'))).toMatchObject({ kind: 'newer', message: expect.stringContaining('version 99') });
		expect(await failure(late.scan(guard, () => undefined))).toMatchObject({ kind: 'newer' });
	}
	await database.sql(`UPDATE ${login.schema}.schema_version SET version = ${SCHEMA_VERSION}`);
	expect(await knows(store, 'b')).toBe(false);
});

/** Makes the tables what version 1 left. */
async function downgrade(schema: string): Promise<void> {
	for (const name of ['begin_batch', 'remember', 'remember_new']) await database.sql(`DROP FUNCTION ${schema}.${name}`);
	await database.sql(`ALTER TABLE ${schema}.commits DROP COLUMN token`);
	await database.sql(`UPDATE ${schema}.schema_version SET version = 1`);
}

test('tables of an older version are upgraded once by all who come, and keep what they hold', async () => {
	const login = database.login();
	await remember(open(login), 'a');
	await downgrade(login.schema);
	// Each with a pool of its own, as another process has.
	expect(await Promise.all([1, 2, 3, 4].map(async (poolSize) => await knows(open({ ...login, poolSize }), 'a')))).toEqual([true, true, true, true]);
	expect(await database.sql(`SELECT version FROM ${login.schema}.schema_version`)).toEqual([{ version: SCHEMA_VERSION }]);
});

test('tables that become those of an older version under a process are an error once, and upgraded the next time', async () => {
	const login = database.login();
	const store = open(login);
	await remember(store, 'a');
	await downgrade(login.schema);
	expect(await failure(remember(store, 'b'))).toMatchObject({ kind: 'database', message: expect.stringMatching(/have become those of an older version/), advice: expect.stringMatching(/^Run it again/) });
	expect([await knows(store, 'a'), await knows(store, 'b')]).toEqual([true, false]);
});

test('an entry that somebody writes without the locks, between reading and writing, is noticed: the decision is made again', async () => {
	const login = database.login();
	const store = open(login);
	await remember(store, 'a');
	const writer = new Client({ host: login.host, port: login.port, user: login.user, password: login.password, database: login.database });
	await writer.connect();
	await writer.query('BEGIN');
	await writer.query(`INSERT INTO ${login.schema}.entries (collection_id, key, entry, rank, updated_at) SELECT collection_id, $1, $2, rank, updated_at FROM ${login.schema}.entries`, [Buffer.from(keyHash('b'), 'latin1'), JSON.stringify({ ...entry, fingerprint: 7 })]);
	const seen: (number | undefined)[] = [];
	const deciding = store.transact(guard, [keyHash('b')], (tx) => {
		seen.push(tx.get(0)?.fingerprint);
		tx.set(0, { ...entry, fingerprint: (tx.get(0)?.fingerprint ?? 0) + 1 });
	});
	while (seen.length === 0) await pause(5);
	await writer.query('COMMIT');
	await writer.end();
	await deciding;
	expect(seen).toEqual([undefined, 7]);
	expect(await store.transact(guard, [keyHash('b')], (tx) => tx.get(0))).toMatchObject({ fingerprint: 8 });
});

test('tables that vanish under a process are a loss, not an empty memory', async () => {
	const login = database.login();
	const store = open(login);
	await remember(store, 'a');
	await database.sql(`DROP SCHEMA ${login.schema} CASCADE`);
	expect(await failure(knows(store, 'a'))).toMatchObject({ kind: 'lost' });
});

test('entries in a form of a newer version are refused, or forgotten by those who chose to start over', async () => {
	const login = database.login();
	await remember(open(login), 'a');
	await database.sql(`UPDATE ${login.schema}.collections SET form = 'guard.99'`);
	expect(await failure(knows(open(login), 'a'))).toMatchObject({ kind: 'newer', message: expect.stringContaining('guard.99') });
	let told = 0;
	const store = new PostgresStore({ login, namespace: '', sync: 'orders', pause, startOver: () => void (told += 1) });
	expect(await knows(store, 'a')).toBe(false);
	await remember(store, 'b');
	expect([await knows(store, 'b'), told]).toEqual([true, 1]);
});

describe('a connection cut in the middle of a commit', () => {
	let proxy: CutProxy;
	beforeEach(async () => {
		proxy = await CutProxy.start(database.server.port);
	});
	afterEach(async () => await proxy.stop());

	test.each(['before', 'after'] as const)('%s it arrived: the decision counts once, whichever it was', async (cut) => {
		const login = { ...database.login(), port: proxy.port };
		const store = open(login);
		const count = async (): Promise<number> =>
			await store.transact(guard, [keyHash('counter')], (tx) => {
				const next = (tx.get(0)?.fingerprint ?? 0) + 1;
				tx.set(0, { ...entry, fingerprint: next });
				// The second try passes.
				if (proxy.cuts > 0) proxy.cut = 'never';
				return next;
			});
		expect(await count()).toBe(1);
		proxy.cut = cut;
		const counting = count();
		// What asks for the outcome comes through; where the first try took effect there is no second one.
		while (proxy.cuts === 0) await pause(5);
		proxy.cut = 'never';
		expect(await counting).toBe(2);
		expect(await count()).toBe(3);
		expect(proxy.cuts).toBe(1);
	});

	test('and the server gone after it: an error that says that it is not known', async () => {
		const login = { ...database.login(), port: proxy.port };
		const hasty = new PostgresStore({ login, namespace: '', sync: 'orders', pause: async () => await pause(1) });
		await remember(hasty, 'a');
		proxy.cut = 'after';
		proxy.refuseAfterCut = true;
		const { kind, message, advice } = await failure(remember(hasty, 'b'));
		expect([kind, message, advice]).toEqual(['database', expect.stringContaining('could not be made again to ask'), expect.stringContaining('in progress until its lease is over')]);
	});

	test('each time again: it gives up, and says that nothing was written', async () => {
		const login = { ...database.login(), port: proxy.port };
		const store = open(login);
		await remember(store, 'a');
		proxy.cut = 'before';
		expect(await failure(remember(store, 'b'))).toMatchObject({ kind: 'database', message: expect.stringMatching(/was cut each time .* nothing of it was/) });
		expect(proxy.cuts).toBe(3);
		expect(await knows(open(database.login({ schema: login.schema })), 'b')).toBe(false);
	});

	test('who asks first decides: a batch that is still on its way can no longer be committed', async () => {
		const login = database.login();
		await new Database(login).prepare();
		const { findOutcome } = await import('../../nodes/shared/state/postgres/outcome');
		const id = '00000000-0000-4000-8000-000000000001';
		expect(await findOutcome(new Database(login), id, undefined, pause)).toMatchObject({ tookEffect: false });
		// Asked again, by a client whose first answer was lost: its own question is no proof.
		expect(await findOutcome(new Database(login), id, undefined, pause)).toMatchObject({ tookEffect: false });
		await expect(database.sql(`INSERT INTO ${login.schema}.commits (id, took_effect) VALUES ('${id}', true)`)).rejects.toThrow(/duplicate key/);
	});
});

test('connections that were closed while idle are noticed and replaced, without an error', async () => {
	const login = database.login();
	const store = open(login);
	await remember(store, 'a');
	await database.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'n8n-nodes-sync-kit'");
	expect(await knows(store, 'a')).toBe(true);
});

test('the server stops and comes again: errors while it is away, nothing lost', async () => {
	const login = database.login();
	const store = open(login);
	await remember(store, 'a');
	await database.server.stopHard();
	expect(await failure(knows(store, 'a'))).toMatchObject({ kind: 'database', message: expect.stringContaining('does not answer') });
	await database.server.start();
	expect(await knows(store, 'a')).toBe(true);
});
