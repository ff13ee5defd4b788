/** Claims of one key that is guessed to be new: one message, and never another answer than without the guess. */
import { Client } from 'pg';
import { guardCollection, type GuardEntry } from '../../nodes/shared/idempotency/entry';
import { claim, complete, forget, type ClaimTerms, type ClaimVerdict } from '../../nodes/shared/idempotency/protocol';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import type { Collection, Transaction } from '../../nodes/shared/state/port';
import { MOST_AHEAD_MS } from '../../nodes/shared/state/postgres/decideAhead';
import { Database } from '../../nodes/shared/state/postgres/database';
import type { DatabaseLogin } from '../../nodes/shared/state/postgres/login';
import { PostgresStore } from '../../nodes/shared/state/postgres/postgresStore';
import { stopClock } from '../support/clock';
import { CutProxy } from '../support/cutProxy';
import { failure } from '../support/failure';
import { pause, setClock, startPostgres } from '../support/postgres';

const database = startPostgres();
const guard = guardCollection();
const HOUR = 3_600_000;
const terms: ClaimTerms = { leaseMs: HOUR, rememberMs: 2 * HOUR, repeatable: false, completeAtOnce: false };

let login: DatabaseLogin;
let store: PostgresStore;
const open = (changes: Partial<DatabaseLogin> = {}, more: { startOver?: () => void } = {}): PostgresStore =>
	new PostgresStore({ login: { ...login, ...changes }, namespace: '', sync: 'orders', pause, ...more });
const claimOf = async (key: string, on = store, fingerprint = 0, of = terms): Promise<ClaimVerdict> => await on.transact(guard, [keyHash(key)], (tx) => claim(tx, 0, fingerprint, of), 'new');
const entryOf = async (key: string): Promise<GuardEntry | undefined> => await store.transact(guard, [keyHash(key)], (tx) => tx.get(0));
const completeOf = async (key: string, { token }: { token: number }, result?: unknown): Promise<unknown> => await store.transact(guard, [keyHash(key)], (tx) => complete(tx, 0, token, result));
const granted = (verdict: ClaimVerdict): { token: number } => {
	expect(verdict).toMatchObject({ kind: 'new', interrupted: false });
	return verdict as { token: number };
};

/** @returns how many messages `work` took */
async function messages(work: () => Promise<unknown>): Promise<number> {
	const query = jest.spyOn(Client.prototype, 'query');
	try {
		await work();
		return query.mock.calls.length;
	} finally {
		query.mockRestore();
	}
}

// A guess is good for less than a second: no machine is to be too slow for it.
stopClock();
beforeEach(async () => {
	login = database.login();
	await new Database(login).prepare();
	await setClock(database, login.schema, Date.now());
	store = open();
	// The first claim of all makes the collection, and tells the time.
	granted(await claimOf('the first'));
});

test('a new key is one message, a duplicate too; what has to change something that is there takes two more', async () => {
	expect(await messages(async () => granted(await claimOf('a')))).toBe(1);
	expect(await messages(async () => expect(await claimOf('a')).toMatchObject({ kind: 'inProgress', interrupted: false }))).toBe(1);
	await store.transact(guard, [keyHash('a')], (tx) => tx.set(0, { ...tx.get(0)!, leaseUntil: 1 } as GuardEntry));
	expect(await messages(async () => expect(await claimOf('a', store, 0, { ...terms, repeatable: true })).toMatchObject({ kind: 'new', interrupted: true }))).toBe(3);
	expect(await messages(async () => await store.transact(guard, [keyHash('b'), keyHash('c')], (tx) => [0, 1].map((k) => claim(tx, k, 0, terms)), 'new'))).toBe(2);
});

test('what a claim is told is what is remembered: token, lease and lifetime, by the clock of the database', async () => {
	const before = Date.now();
	const { token } = granted(await claimOf('a', store, 4_711));
	const entry = await entryOf('a');
	expect(entry).toMatchObject({ state: 'claimed', token, fingerprint: 4_711, rememberMs: 2 * HOUR });
	const { leaseUntil, expiresAt } = entry as GuardEntry & { leaseUntil: number };
	expect(leaseUntil - before).toBeGreaterThanOrEqual(HOUR);
	expect(expiresAt - leaseUntil).toBe(HOUR);
	const [row] = await database.sql<{ over: string; rank: number }>(`SELECT extract(epoch FROM expires_at) * 1000 AS over, rank FROM ${login.schema}.entries WHERE key = '\\x${Buffer.from(keyHash('a'), 'latin1').toString('hex')}'`);
	expect(Number(row!.over)).toBe(expiresAt);
	await completeOf('a', { token });
	expect(await claimOf('a')).toEqual({ kind: 'duplicate' });
});

test('tokens grow, also between claims with and without the guess, of several processes', async () => {
	const other = open({ poolSize: 3 });
	let last = 0;
	for (let i = 0; i < 30; i += 1) {
		const on = i % 3 === 0 ? other : store;
		const { token } = granted(i % 2 === 0 ? await claimOf(`key ${i % 5}`, on) : await on.transact(guard, [keyHash(`key ${i % 5}`)], (tx) => claim(tx, 0, 0, terms)));
		expect(token).toBeGreaterThan(last);
		last = token;
		await on.transact(guard, [keyHash(`key ${i % 5}`)], (tx) => forget(tx, 0));
	}
});

test('eight that guess at once: one is granted', async () => {
	for (let i = 0; i < 20; i += 1) {
		const verdicts = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(async (poolSize) => await claimOf(`key ${i}`, open({ poolSize }))));
		expect(verdicts.map(({ kind }) => kind).sort()).toEqual([...Array.from({ length: 7 }, () => 'inProgress'), 'new']);
	}
});

test('what is remembered of a duplicate comes back as it was: strange characters, large, encrypted', async () => {
	for (const [key, result, on] of [
		['strange', { text: 'a\u0000b\ud800c', number: Infinity, digits: 1_234_567_890_123_456 }, store],
		['large', 'x'.repeat(3_000_000), store],
		['sealed', { name: 'Ada' }, open({ encryptionKey: 'secret' })],
	] as const) {
		const { token } = granted(await claimOf(key, on));
		await on.transact(guard, [keyHash(key)], (tx) => complete(tx, 0, token, result));
		expect(await claimOf(key, on)).toEqual({ kind: 'duplicate', result: JSON.parse(JSON.stringify(result)) as unknown });
	}
	expect(await failure(claimOf('sealed'))).toMatchObject({ message: expect.stringMatching(/is encrypted/) });
});

test('a key that is over counts as new, and a lease that is over as interrupted, however wrong the time was guessed', async () => {
	granted(await claimOf('a'));
	for (const ahead of [HOUR + 2_000, -HOUR]) {
		const now = Date.now() + ahead;
		await setClock(database, login.schema, now);
		const { token } = granted(await claimOf(`key ${ahead}`));
		expect(await claimOf('a')).toMatchObject({ kind: 'inProgress', interrupted: ahead > 0 });
		const entry = await entryOf(`key ${ahead}`);
		expect(entry).toMatchObject({ token });
		// A little more than the lease, never less.
		const lease = (entry as { leaseUntil: number }).leaseUntil - now;
		expect([lease >= HOUR, lease <= HOUR + MOST_AHEAD_MS]).toEqual([true, true]);
	}
	await setClock(database, login.schema, Date.now() + 3 * HOUR);
	granted(await claimOf('a'));
});

let proxy: CutProxy | undefined;
afterEach(async () => await proxy?.stop());

test.each(['before', 'after'] as const)('the connection is cut %s the message arrives: the claim counts once, and its token is told', async (cut) => {
	proxy = await CutProxy.start(login.port);
	const through = open({ port: proxy.port });
	granted(await claimOf('another', through));
	proxy.cut = cut;
	const claiming = claimOf('a', through);
	while (proxy.cuts === 0) await pause(1);
	proxy.cut = 'never';
	const { token } = granted(await claiming);
	expect(proxy.cuts).toBe(1);
	expect(await entryOf('a')).toMatchObject({ state: 'claimed', token });
	expect(await completeOf('a', { token })).toEqual({ kind: 'settled' });
});

test('connections that were closed while idle are replaced without an error', async () => {
	await database.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'n8n-nodes-sync-kit'");
	granted(await claimOf('a'));
	expect(await claimOf('a')).toMatchObject({ kind: 'inProgress' });
});

test('an entry that somebody writes without the locks is noticed: decided again on what is there', async () => {
	const writer = new Client({ host: login.host, port: login.port, user: login.user, password: login.password, database: login.database });
	await writer.connect();
	await writer.query('BEGIN');
	await writer.query(`INSERT INTO ${login.schema}.entries (collection_id, key, entry, rank, updated_at) SELECT collection_id, $1, $2, rank, updated_at FROM ${login.schema}.entries`, [
		Buffer.from(keyHash('a'), 'latin1'),
		JSON.stringify({ state: 'completed', fingerprint: 7, expiresAt: Date.now() + HOUR, result: 'theirs' }),
	]);
	const claiming = claimOf('a');
	const waits = async (): Promise<boolean> => (await database.sql("SELECT FROM pg_stat_activity WHERE wait_event = 'transactionid' AND query LIKE '%remember_new%'")).length > 0;
	while (!(await waits())) await pause(1);
	await writer.query('COMMIT');
	await writer.end();
	expect(await claiming).toEqual({ kind: 'duplicate', result: 'theirs' });
});

test('what stops a batch stops a guess: a closed memory, newer tables, a form of a newer version', async () => {
	await database.sql(`UPDATE ${login.schema}.collections SET form = 'guard.99'`);
	expect(await failure(claimOf('a'))).toMatchObject({ kind: 'newer', message: expect.stringContaining('guard.99') });
	let told = 0;
	granted(await claimOf('a', open({}, { startOver: () => void (told += 1) })));
	expect([told, (await claimOf('a')).kind]).toEqual([1, 'inProgress']);
	await database.sql(`UPDATE ${login.schema}.schema_version SET version = 99`);
	expect(await failure(claimOf('b'))).toMatchObject({ kind: 'newer', message: expect.stringContaining('version 99') });
	await database.sql(`UPDATE ${login.schema}.schema_version SET version = 2`);
	await database.sql(`INSERT INTO ${login.schema}.collections (namespace, sync, collection, form) VALUES ('', 'orders', 'moved', '{}')`);
	expect((await failure(claimOf('b'))).kind).toBe('moved');
	await database.sql(`DELETE FROM ${login.schema}.collections WHERE collection = 'moved'`);
	expect(await entryOf('b')).toBeUndefined();
});

test('a decision that throws is thrown once it is known to be right, and nothing is written', async () => {
	const decide = (tx: Transaction<GuardEntry>): void => {
		claim(tx, 0, 0, terms);
		throw new Error('made up');
	};
	await expect(store.transact(guard, [keyHash('a')], decide, 'new')).rejects.toThrow('made up');
	expect(await entryOf('a')).toBeUndefined();
});

test('decisions the guess does not fit are made the ordinary way: two tokens, a form not written yet, what waits for a turn', async () => {
	const two = await store.transact(guard, [keyHash('a')], (tx) => [tx.nextToken(), claim(tx, 0, 0, terms)] as const, 'new');
	expect(granted(two[1]).token).toBe(two[0] + 1);
	expect(await entryOf('a')).toMatchObject({ token: granted(two[1]).token });
	await database.sql(`UPDATE ${login.schema}.collections SET form = 'guard.0'`);
	const older: Collection<GuardEntry> = { ...guard, layoutOf: () => guard.layout };
	granted(await store.transact(older, [keyHash('b')], (tx) => claim(tx, 0, 0, terms), 'new'));
	expect(await database.sql(`SELECT form FROM ${login.schema}.collections`)).toEqual([{ form: guard.layout.signature }]);
	const queue: Collection<GuardEntry> = { ...guard, name: 'queue', due: () => ({ lane: 'ERP', at: 5 }) };
	for (const key of ['c', 'd']) await store.transact(queue, [keyHash(key)], (tx) => claim(tx, 0, 0, terms), 'new');
	expect(await store.due(queue, 'ERP', 5, 10)).toHaveLength(2);
});
