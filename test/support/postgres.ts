/**
 * A real PostgreSQL for the tests of a file: started before the first, ended after the last, on 127.0.0.1.
 * SYNC_KIT_TEST_POSTGRES names a folder with bin/postgres of another version to run the same tests on.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Postgres, query, removePostgresData, type PostgresOptions } from '../../demo/platform/postgres';
import { closePools } from '../../nodes/shared/state/postgres/pools';
import type { DatabaseLogin } from '../../nodes/shared/state/postgres/login';

export interface TestDatabase {
	server: Postgres;
	/** The administrator's login, with a schema nobody has used. */
	login(changes?: Partial<DatabaseLogin>): DatabaseLogin;
	/** All the server has said so far. */
	log(): string;
	sql<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
}

/** To be called at the top of a test file. */
export function startPostgres(settings: PostgresOptions['settings'] = {}): TestDatabase {
	let server: Postgres | undefined;
	let folder = '';
	let schemas = 0;
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'sync-kit-test-'));
		const other = process.env['SYNC_KIT_TEST_POSTGRES'];
		server = await Postgres.start({
			folder: join(folder, 'data'),
			log: join(folder, 'postgres.log'),
			...(other === undefined ? {} : { binaries: other }),
			settings: { fsync: 'off', ...settings },
		});
	}, 60_000);
	afterAll(async () => {
		await closePools();
		await server?.stop();
		removePostgresData(join(folder, 'data'));
		rmSync(folder, { recursive: true, force: true });
	}, 60_000);
	const running = (): Postgres => {
		if (server === undefined) throw new Error('PostgreSQL is not running yet: ask in a test, not before');
		return server;
	};
	return {
		get server() {
			return running();
		},
		login(changes = {}) {
			const { host, port, database, user, password } = running().login();
			return { host, port, database, user, password, schema: `test_${(schemas += 1)}`, tls: 'disable', poolSize: 5, ...changes };
		},
		log: () => readFileSync(join(folder, 'postgres.log'), 'utf8'),
		sql: async (text, values = []) => await query(running().login(), text, values),
	};
}

/** Puts the clock of a schema in the test's hand: everything there follows `now_ms()`. */
export async function setClock(database: TestDatabase, schema: string, now: number): Promise<void> {
	await database.sql(`CREATE OR REPLACE FUNCTION ${schema}.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT ${now}::bigint'`);
}

export const pause = async (ms: number): Promise<void> => await new Promise((done) => void setTimeout(done, ms));
