import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { N8n, commonSettings, type N8nOptions } from './n8n';
import { Postgres, query, type PostgresLogin } from './postgres';
import { Redis } from './redis';
import { Worker } from './worker';

/** The database of n8n itself; what syncs remember stands there too, in a schema of its own. */
const DATABASE = 'n8n';

export interface QueueModeOptions extends Omit<N8nOptions, 'userFolder' | 'log'> {
	/** Everything is kept there: user folders, logs, PostgreSQL's data. */
	folder: string;
	/** How many workers. */
	workers: number;
	/** How many executions each works on at a time; n8n's default is 10. */
	concurrency?: number;
	/** A PostgreSQL that runs already; otherwise one is started, and stopped at the end. */
	postgres?: Postgres;
}

/** A real n8n in queue mode: one main process, some workers, Redis, and one PostgreSQL that all of them share. */
export class QueueMode {
	private constructor(
		readonly main: N8n,
		readonly workers: readonly Worker[],
		readonly postgres: Postgres,
		private readonly redis: Redis,
		private readonly ownPostgres: boolean,
	) {}

	/** Starts everything, main first: it makes n8n's tables. */
	static async start({ folder, workers: count, concurrency = 10, postgres: given, ...options }: QueueModeOptions): Promise<QueueMode> {
		const place = (name: string): string => join(folder, name);
		const postgres = given ?? (await Postgres.start({ folder: place('postgres'), log: place('postgres.log'), settings: { max_connections: '200' } }));
		await postgres.query(`CREATE DATABASE ${DATABASE}`);
		const redis = await Redis.start({ folder: place('redis'), log: place('redis.log') });
		const { password, user, host, port } = postgres.login(DATABASE);
		const shared: Record<string, string> = {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: host,
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_DATABASE: DATABASE,
			DB_POSTGRESDB_USER: user,
			DB_POSTGRESDB_PASSWORD: password,
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64url'),
			...options.env,
		};
		const mainFolder = place('main');
		const main = await N8n.start({ ...options, userFolder: mainFolder, log: place('main.log'), env: shared });
		const env = { ...commonSettings(), ...shared };
		const workers = Array.from({ length: count }, (_, i) => `worker-${i + 1}`).map(
			(name) => new Worker({ name, folder: place(name), mainFolder, log: place(`${name}.log`), home: main.home, concurrency, env }),
		);
		const queue = new QueueMode(main, workers, postgres, redis, given === undefined);
		try {
			await Promise.all(workers.map(async (worker) => await worker.start()));
		} catch (error) {
			await queue.stop();
			throw error;
		}
		return queue;
	}

	/** How to reach n8n's database. */
	get login(): PostgresLogin {
		return this.postgres.login(DATABASE);
	}

	/** Runs a query on n8n's database, past n8n. */
	async database<Row extends Record<string, unknown>>(sql: string, ...values: unknown[]): Promise<Row[]> {
		return await query<Row>(this.login, sql, values);
	}

	/** The credential "Sync State PostgreSQL" for n8n's own database, as a node refers to it. */
	async stateCredential(name = 'Sync state'): Promise<{ id: string; name: string }> {
		const { host, port, database, user, password } = this.login;
		return await this.main.client.createCredential(name, 'syncStatePostgreSqlApi', {
			host, port, database, user, password, schema: 'sync_kit', tls: 'disable', ca: '', poolSize: 5, encryptionSecret: '',
		});
	}

	/** The worker that has begun this execution, if one has. */
	workerOf(executionId: string): Worker | undefined {
		return this.workers.find((worker) => worker.hasBegun(executionId));
	}

	async stop(): Promise<void> {
		await Promise.all(this.workers.map(async (worker) => await worker.stop()));
		await this.main.stop();
		await this.redis.stop();
		if (this.ownPostgres) await this.postgres.stop();
	}
}
