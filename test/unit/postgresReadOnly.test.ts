/** A database that takes no writes, for real: a hot standby, and a primary that is set so. */
import { until } from '../../demo/platform/wait';
import { guardCollection, type GuardEntry } from '../../nodes/shared/idempotency/entry';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { Database } from '../../nodes/shared/state/postgres/database';
import type { DatabaseLogin } from '../../nodes/shared/state/postgres/login';
import { PostgresStore } from '../../nodes/shared/state/postgres/postgresStore';
import { failure } from '../support/failure';
import { pause, startPostgres } from '../support/postgres';
import { startReplica, type Replica } from '../support/replica';

const database = startPostgres();
const guard = guardCollection(1_000);
const entry: GuardEntry = { state: 'completed', fingerprint: 1, expiresAt: Date.UTC(2099, 0) };

const open = (login: DatabaseLogin): PostgresStore => new PostgresStore({ login, namespace: '', sync: 'orders', pause });
const remember = async (store: PostgresStore, key: string): Promise<void> => await store.transact(guard, [keyHash(key)], (tx) => tx.set(0, entry), 'new');
const knows = async (store: PostgresStore, key: string): Promise<boolean> => await store.transact(guard, [keyHash(key)], (tx) => tx.get(0) !== undefined);

const READ_ONLY = { kind: 'database', message: expect.stringMatching(/is read-only: a replica, or set so.*\[25006\]/) as string, advice: expect.stringMatching(/^Enter the primary server/) as string };

describe('a replica', () => {
	let replica: Replica;
	let login: DatabaseLogin;
	beforeAll(async () => {
		login = database.login();
		await remember(open(login), 'a');
		replica = await startReplica(database.server);
		await remember(open(login), 'b');
		await until('the replica to have caught up', async () =>
			(await replica.server.query(`SELECT FROM ${login.schema}.entries`)).length === 2 ? true : undefined,
		);
	});
	afterAll(async () => await replica.stop());
	const there = (): DatabaseLogin => ({ ...login, port: replica.server.port });

	test('decides nothing, whether it would write or not, and says where to go instead', async () => {
		let decisions = 0;
		const decide = async (): Promise<void> => await open(there()).transact(guard, [keyHash('a')], () => void (decisions += 1));
		expect(await failure(decide())).toMatchObject(READ_ONLY);
		expect(await failure(remember(open(there()), 'c'))).toMatchObject(READ_ONLY);
		expect(await failure(open(there()).reset())).toMatchObject(READ_ONLY);
		expect(decisions).toBe(0);
	});

	test('is not looked at either: what it shows may be from before', async () => {
		const store = open(there());
		const looks = [async () => await store.scan(guard, () => undefined), async () => await store.due(guard, 'x', 1, 1), async () => await store.lanes(guard), async () => await store.sizes()];
		for (const look of looks) {
			expect(await failure(look())).toMatchObject({ kind: 'database', message: expect.stringMatching(/is a replica/), advice: READ_ONLY.advice });
		}
	});

	test('does not pass the credential\'s test, nor can tables be made in it', async () => {
		expect(await failure(new Database(there()).tryWriting())).toMatchObject({ message: expect.stringMatching(/is a replica/), advice: READ_ONLY.advice });
		expect(await failure(open({ ...there(), schema: 'elsewhere' }).open())).toMatchObject(READ_ONLY);
	});

	test('that becomes the primary is worked with at once, on the connections there are', async () => {
		const store = open(there());
		await failure(remember(store, 'c'));
		await replica.server.query('SELECT pg_promote()');
		expect([await knows(store, 'a'), await knows(store, 'b'), await knows(store, 'c')]).toEqual([true, true, false]);
		await remember(store, 'c');
		expect(await knows(store, 'c')).toBe(true);
	});
});

test('a primary whose administrator made it read-only, for a move, say, stays so', async () => {
	const login = database.login();
	const store = open(login);
	await remember(store, 'a');
	await database.sql('ALTER DATABASE postgres SET default_transaction_read_only = on');
	try {
		// The setting holds for connections made from now on.
		const late = open({ ...login, poolSize: 1 });
		expect(await failure(remember(late, 'b'))).toMatchObject(READ_ONLY);
		expect(await failure(knows(late, 'a'))).toMatchObject(READ_ONLY);
		expect(await failure(new Database({ ...login, poolSize: 1 }).tryWriting())).toMatchObject(READ_ONLY);
	} finally {
		await database.sql('BEGIN READ WRITE; ALTER DATABASE postgres RESET default_transaction_read_only; COMMIT');
	}
	expect([await knows(store, 'a'), await knows(store, 'b')]).toEqual([true, false]);
});
