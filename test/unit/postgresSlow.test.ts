/** A server that is slow or hangs, for real; what may take a minute in use may take a second here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { guardCollection, type GuardEntry } from '../../nodes/shared/idempotency/entry';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { LIMITS, type Limits } from '../../nodes/shared/state/postgres/limits';
import type { DatabaseLogin } from '../../nodes/shared/state/postgres/login';
import { PostgresStore } from '../../nodes/shared/state/postgres/postgresStore';
import { dataDirectory } from '../support/dataDirectory';
import { failure } from '../support/failure';
import { pause, startPostgres } from '../support/postgres';

const SHORT_MS = 1_000;
const database = startPostgres();
const guard = guardCollection(1_000);
const entry: GuardEntry = { state: 'completed', fingerprint: 1, expiresAt: Date.UTC(2099, 0) };

/** With the tables made, which is not what is to be slow; `patient`: the same with the limits in use. */
async function loginWith(limits: Partial<Limits>): Promise<{ login: DatabaseLogin; patient: DatabaseLogin }> {
	const patient = database.login();
	await open(patient).open();
	return { login: { ...patient, limits: { ...LIMITS, ...limits } }, patient };
}

const open = (login: DatabaseLogin): PostgresStore => new PostgresStore({ login, namespace: '', sync: 'orders', pause });
const remember = async (store: PostgresStore, key: string, likely?: 'new'): Promise<void> => await store.transact(guard, [keyHash(key)], (tx) => tx.set(0, entry), likely);
const knows = async (store: PostgresStore, key: string): Promise<boolean> => await store.transact(guard, [keyHash(key)], (tx) => tx.get(0) !== undefined);

/** Every row that is remembered takes so long to write. */
async function slowDown(schema: string, seconds: number): Promise<() => Promise<void>> {
	await database.sql(`CREATE FUNCTION ${schema}.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(${seconds}); RETURN NEW; END $$`);
	await database.sql(`CREATE TRIGGER slow BEFORE INSERT ON ${schema}.entries FOR EACH ROW EXECUTE FUNCTION ${schema}.slow()`);
	return async () => void (await database.sql(`DROP FUNCTION ${schema}.slow CASCADE`));
}

test('a statement that takes too long is ended by the server, and nothing of the batch is remembered', async () => {
	const { login, patient } = await loginWith({ statement: SHORT_MS });
	const store = open(patient);
	await remember(store, 'before');
	const hurryUp = await slowDown(login.schema, 30);
	expect(await failure(remember(open(login), 'a'))).toMatchObject({
		kind: 'database',
		message: expect.stringMatching(/too slow or busy: canceling statement due to statement timeout \[57014\]/),
		advice: expect.stringMatching(/load of the database/),
	});
	await hurryUp();
	expect([await knows(store, 'before'), await knows(store, 'a')]).toEqual([true, false]);
	await remember(store, 'a');
});

test('a lock that another holds too long is given up on', async () => {
	const { login, patient } = await loginWith({ lock: SHORT_MS });
	const store = open(patient);
	await remember(store, 'before');
	const { host, port, user, password } = login;
	const holder = new Client({ host, port, user, password, database: login.database });
	await holder.connect();
	await holder.query(`BEGIN; LOCK TABLE ${login.schema}.entries IN ACCESS EXCLUSIVE MODE`);
	const error = await failure(remember(open(login), 'a')).finally(async () => await holder.end());
	expect(error).toMatchObject({ message: expect.stringMatching(/too slow or busy: canceling statement due to lock timeout \[55P03\]/) });
	expect([await knows(store, 'before'), await knows(store, 'a')]).toEqual([true, false]);
});

test('a commit that is answered too late counts once: the node asks what became of it', async () => {
	const { login } = await loginWith({ answer: SHORT_MS });
	const store = open(login);
	await remember(store, 'before');
	const hurryUp = await slowDown(login.schema, 2.5);
	let decisions = 0;
	await store.transact(guard, [keyHash('a')], (tx) => {
		decisions += 1;
		tx.set(0, { ...entry, fingerprint: decisions });
	});
	expect(decisions).toBe(1);
	await hurryUp();
	expect(await store.transact(guard, [keyHash('a')], (tx) => tx.get(0))).toMatchObject({ fingerprint: 1 });
	expect(await database.sql(`SELECT took_effect FROM ${login.schema}.commits ORDER BY id`)).toEqual([{ took_effect: true }, { took_effect: true }]);
});

test('a connection that hangs is replaced by another', async () => {
	const { login } = await loginWith({ answer: SHORT_MS });
	const store = open(login);
	await remember(store, 'a');
	const stopped = (await database.sql<{ pid: number }>("SELECT pid FROM pg_stat_activity WHERE application_name = 'n8n-nodes-sync-kit'")).map(({ pid }) => pid);
	for (const pid of stopped) process.kill(pid, 'SIGSTOP');
	try {
		expect(stopped.length).toBeGreaterThan(0);
		expect(await knows(store, 'a')).toBe(true);
	} finally {
		for (const pid of stopped) process.kill(pid, 'SIGCONT');
	}
});

test('a server that hangs is given up on in time, and worked with again when it goes on', async () => {
	const { login } = await loginWith({ answer: SHORT_MS, connect: SHORT_MS });
	const store = open(login);
	await remember(store, 'before');
	const another = new PostgresStore({ login: { ...login, poolSize: 1 }, namespace: '', sync: 'orders', pause: async () => await pause(1) });
	await remember(another, 'before');
	const server = Number(readFileSync(join(await dataDirectory(database.server), 'postmaster.pid'), 'utf8').split('\n')[0]);
	const pids = [server, ...(await database.sql<{ pid: number }>("SELECT pid FROM pg_stat_activity WHERE application_name = 'n8n-nodes-sync-kit'")).map(({ pid }) => pid)];
	for (const pid of pids) process.kill(pid, 'SIGSTOP');
	try {
		expect(await failure(remember(store, 'a'))).toMatchObject({
			kind: 'database',
			message: expect.stringMatching(/^No connection to PostgreSQL at 127\.0\.0\.1:\d+ could be had in time: /),
			advice: expect.stringMatching(/firewall/),
		});
		// The one message that decides and commits may have arrived: that is said.
		expect(await failure(remember(another, 'b', 'new'))).toMatchObject({
			kind: 'database',
			message: expect.stringMatching(/could not be made again to ask whether it was/),
			advice: expect.stringMatching(/counts as in progress/),
		});
	} finally {
		for (const pid of pids) process.kill(pid, 'SIGCONT');
	}
	expect([await knows(store, 'before'), await knows(store, 'a')]).toEqual([true, false]);
});
