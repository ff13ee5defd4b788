/** A database whose disk is full, for real (ENOSPC): where its tables are, and where its log of changes is. */
import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { guardCollection, type GuardEntry } from '../../nodes/shared/idempotency/entry';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import type { DatabaseLogin } from '../../nodes/shared/state/postgres/login';
import { PostgresStore } from '../../nodes/shared/state/postgres/postgresStore';
import { dataDirectory } from '../support/dataDirectory';
import { failure } from '../support/failure';
import { pause, startPostgres } from '../support/postgres';
import { findSmallDisk } from '../support/smallDisk';

const disk = findSmallDisk();

if (typeof disk === 'string') {
	test.skip(`A full disk was not tested: ${disk}`, () => {});
} else {
	jest.setTimeout(60_000);
	const database = startPostgres();
	const guard = guardCollection();
	const names = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => keyHash(`key ${from + i}`));
	afterAll(() => disk.remove());

	/** Claims keys nobody has. @returns their tokens */
	const claim = async (store: PostgresStore, keys: string[]): Promise<number[]> =>
		await store.transact(guard, keys, (tx) =>
			keys.map((_key, i) => {
				if (tx.get(i) !== undefined) throw new Error('it was known');
				const token = tx.nextToken();
				tx.set(i, { state: 'claimed', fingerprint: 1, token, leaseUntil: tx.now + 60_000, expiresAt: tx.now + 9e9, rememberMs: 9e9 } satisfies GuardEntry);
				return token;
			}),
		);
	const knownOf = async (store: PostgresStore, keys: string[]): Promise<number> =>
		await store.transact(guard, keys, (tx) => keys.filter((_key, i) => tx.get(i) !== undefined).length);

	test('nothing of the batch that met it is remembered, what was is still known, and once there is room it goes on', async () => {
		const place = join(disk.folder, 'tables');
		mkdirSync(place, { mode: 0o700 });
		const { uid, gid } = statSync(await dataDirectory(database.server));
		chownSync(place, uid, gid);
		await database.sql(`CREATE TABLESPACE small LOCATION '${place}'`);
		await database.sql('CREATE DATABASE cramped TABLESPACE small');
		const login: DatabaseLogin = { ...database.login(), database: 'cramped' };
		const store = new PostgresStore({ login, namespace: '', sync: 'orders', pause });
		const [before, batch] = [names(0, 100), names(100, 5_100)];
		const first = await claim(store, before);

		disk.fill();
		const { kind, message, advice } = await failure(claim(store, batch));
		expect([kind, message, advice]).toEqual([
			'database',
			expect.stringMatching(/^The disk of the database at 127\.0\.0\.1:\d+ is full: could not extend file .*No space left on device.* \[53100\]$/),
			expect.stringMatching(/^Make room/),
		]);
		expect([await knownOf(store, before), await knownOf(store, batch)]).toEqual([100, 0]);
		expect(await failure(claim(store, batch))).toMatchObject({ message: expect.stringMatching(/disk .* is full/) });

		disk.makeRoom();
		const tokens = await claim(store, batch);
		expect(Math.min(...tokens)).toBeGreaterThan(Math.max(...first));
		expect([await knownOf(store, before), await knownOf(store, batch)]).toEqual([100, 5_000]);
		await database.sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', ['cramped']);
		await database.sql('DROP DATABASE cramped');
		await database.sql('DROP TABLESPACE small');
	});

	test('full where its log is, it ends: what was remembered is there when it comes again, and each batch whole or not at all', async () => {
		const { server } = database;
		const data = await dataDirectory(server);
		const log = join(disk.folder, 'wal');
		await server.stop();
		execFileSync('mv', [join(data, 'pg_wal'), log]);
		symlinkSync(log, join(data, 'pg_wal'));
		await server.start();
		const store = new PostgresStore({ login: database.login(), namespace: '', sync: 'orders', pause: async () => await pause(1) });
		await claim(store, names(0, 1));
		disk.fill();
		const size = 10_000;
		let batches = 0;
		const flood = async (): Promise<void> => {
			for (; batches < 50; batches += 1) await claim(store, names(batches * size + 1, (batches + 1) * size + 1));
		};
		const { kind, message } = await failure(flood());
		expect([kind, message]).toEqual(['database', expect.stringMatching(/could not be made again to ask/)]);
		expect(database.log()).toMatch(/PANIC: .*No space left on device/);

		await server.stop();
		disk.makeRoom();
		await server.start();
		for (let batch = 0; batch < batches; batch += 1) expect(await knownOf(store, names(batch * size + 1, (batch + 1) * size + 1))).toBe(size);
		expect([0, size]).toContain(await knownOf(store, names(batches * size + 1, (batches + 1) * size + 1)));
		await claim(store, names(1_000_000, 1_000_100));
	});
}
