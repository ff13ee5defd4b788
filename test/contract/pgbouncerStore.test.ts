import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../nodes/shared/state/postgres/database';
import type { StateStore } from '../../nodes/shared/state/port';
import { closePools } from '../../nodes/shared/state/postgres/pools';
import { PostgresStore } from '../../nodes/shared/state/postgres/postgresStore';
import { findPgBouncer, startPgBouncer } from '../support/pgbouncer';
import { pause, setClock, startPostgres } from '../support/postgres';
import { describeStateStore, guessing } from './stateStore';

const command = findPgBouncer();

if (command === undefined) {
	test.skip('PgBouncer is not installed here (Debian: apt install pgbouncer): the store was not tested through it', () => {});
} else {
	const database = startPostgres();
	let folder: string;
	let bouncer: Awaited<ReturnType<typeof startPgBouncer>>;
	let login: ReturnType<typeof database.login>;
	let syncs = 0;
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'sync-kit-pgbouncer-'));
		chmodSync(folder, 0o755);
		bouncer = await startPgBouncer(command, join(folder, 'b'), database.server.login());
		login = { ...database.login(), port: bouncer.port, poolSize: 10 };
		await new Database(login).prepare();
	}, 60_000);
	afterAll(async () => {
		await closePools();
		await bouncer.stop();
		rmSync(folder, { recursive: true, force: true });
	}, 60_000);

	describeStateStore(
		'PostgreSQL through PgBouncer in transaction mode',
		async () => {
			const sync = `sync ${(syncs += 1)}`;
			// Every other one guesses, so that what both ways do meets on the shared connections.
			const wrap = syncs % 2 === 0 ? guessing : (store: StateStore) => store;
			const open = (): StateStore => wrap(new PostgresStore({ login, namespace: '', sync, pause }));
			return { store: open(), setClock: async (now) => await setClock(database, login.schema, now), reopen: async () => open() };
		},
		20,
	);
}
