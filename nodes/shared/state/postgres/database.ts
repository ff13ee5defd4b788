import { randomUUID } from 'crypto';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { StateProblem } from '../port';
import { schemaLock } from './locks';
import type { DatabaseLogin } from './login';
import { LIMITS, setLimits } from './limits';
import { poolFor } from './pools';
import { databaseProblem, isCollision, isCutOff, isReplica, missingTables, newerTables, olderTables, oldServer, sqlState } from './problems';
import { quoteName, quoteText } from './quote';
import { OLDEST_SERVER, SCHEMA_VERSION, upgradeFrom } from './schema';

const UNDEFINED_TABLE = '42P01';
const UNDEFINED_SCHEMA = '3F000';
const UNDEFINED_FUNCTION = '42883';

/** Pools whose tables were seen to be there, or are being created: once a process. */
const prepared = new WeakMap<Pool, Map<string, Promise<void>>>();

/** How many ms the clock of each server is ahead of ours, by its last answer. */
const ahead = new WeakMap<Pool, number>();

/** One database with our tables, as one credential reaches it. Everything that fails, fails as a StateProblem. */
export class Database {
	/** Quoted. */
	readonly schema: string;
	/**
	 * Begins every transaction that writes: what the server's own settings say about isolation must not matter. What
	 * they say about writing does: a database that its administrator made read-only stays so.
	 */
	readonly begin: string;
	private readonly beginLook: string;

	constructor(readonly login: DatabaseLogin) {
		this.schema = quoteName(login.schema);
		const limits = setLimits(login.limits ?? LIMITS);
		this.begin = `BEGIN ISOLATION LEVEL READ COMMITTED; ${limits}`;
		this.beginLook = `BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; ${limits}`;
	}

	/**
	 * Runs `work` on a connection of its own, which takes nothing of it along to the next one.
	 *
	 * @param work fails with the driver's errors only; is done again, once, if the connection is cut
	 */
	async use<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
		await this.prepare();
		return await this.connected(work);
	}

	/** One message of statements that only look; the rows of each, in order. */
	async look(...statements: string[]): Promise<QueryResultRow[][]> {
		return await this.use(async (client) => {
			const version = `SELECT max(version) AS version, pg_is_in_recovery() AS replica FROM ${this.schema}.schema_version`;
			const results = await run(client, `${this.beginLook} ${[version, ...statements].join(';')}; COMMIT`);
			const [head, ...found] = results.slice(-2 - statements.length, -1).map(({ rows }) => rows);
			this.checkVersion(head![0]!['version'] as number | null);
			// What a replica shows may be from before what another node has just decided.
			if (head![0]!['replica'] === true) throw isReplica(this.login);
			return found;
		});
	}

	/** Whether all is there that a batch needs, the right to write included; leaves nothing behind. @throws StateProblem */
	async tryWriting(): Promise<void> {
		const { schema } = this;
		await this.look();
		await this.use(async (client) => {
			await run(
				client,
				`${this.begin} SELECT nextval('${schema}.tokens');
INSERT INTO ${schema}.commits (id, took_effect) VALUES ('${randomUUID()}', false);
INSERT INTO ${schema}.collections (namespace, sync, collection, form) VALUES ('', '', '', '');
INSERT INTO ${schema}.entries (collection_id, key, entry, rank, updated_at) VALUES (0, '', '{}', 0, now());
ROLLBACK`,
			);
		});
	}

	/** Creates or upgrades the tables if needed; once a process. @throws StateProblem */
	async prepare(): Promise<void> {
		const pool = poolFor(this.login);
		let schemas = prepared.get(pool);
		if (schemas === undefined) prepared.set(pool, (schemas = new Map()));
		let preparing = schemas.get(this.schema);
		if (preparing === undefined) {
			preparing = this.connected(async (client) => await this.createOrUpgrade(client));
			schemas.set(this.schema, preparing);
			preparing.catch(() => schemas.delete(this.schema));
		}
		await preparing;
	}

	/** What the database's clock probably says, in ms since 1970; undefined before the first batch of this process. */
	get probableTime(): number | undefined {
		const ms = ahead.get(poolFor(this.login));
		return ms === undefined ? undefined : Date.now() + ms;
	}

	/** @param now what it said a moment ago */
	noteTime(now: number): void {
		ahead.set(poolFor(this.login), now - Date.now());
	}

	/** @param version what the tables say; asked in every batch, since another process may have upgraded them */
	checkVersion(version: number | null): void {
		if (version === null) throw missingTables(this.login);
		if (version > SCHEMA_VERSION) throw newerTables(version, SCHEMA_VERSION, this.login);
	}

	/** Once more if the connection was cut: `work` itself sees to it that nothing can have happened then. */
	private async connected<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
		for (let again = true; ; again = false) {
			let client: PoolClient | undefined;
			try {
				client = await poolFor(this.login).connect();
				const result = await work(client);
				client.release();
				return result;
			} catch (error) {
				await leave(client, error);
				if (again && client !== undefined && !(error instanceof StateProblem) && isCutOff(error)) continue;
				throw this.explained(error);
			}
		}
	}

	private explained(error: unknown): StateProblem {
		const code = sqlState(error);
		if (code === UNDEFINED_FUNCTION) {
			prepared.get(poolFor(this.login))?.delete(this.schema);
			return olderTables(this.login);
		}
		return code === UNDEFINED_TABLE || code === UNDEFINED_SCHEMA ? missingTables(this.login) : databaseProblem(error, this.login);
	}

	private async createOrUpgrade(client: PoolClient): Promise<void> {
		const found = await this.findVersion(client);
		if (found === SCHEMA_VERSION) return;
		this.checkVersion(found);
		await run(client, `${this.begin} SELECT pg_advisory_xact_lock(${schemaLock(this.login.schema)})`);
		// Another process may have done it while we waited.
		const locked = await this.findVersion(client);
		if (locked < SCHEMA_VERSION) {
			await this.checkServer(client);
			const create = (await this.hasSchema(client)) ? '' : `CREATE SCHEMA ${this.schema};`;
			await run(client, `${create} ${upgradeFrom(locked, this.schema)}`);
		}
		await run(client, 'COMMIT');
	}

	/** @returns 0 if there are no tables */
	private async findVersion(client: PoolClient): Promise<number> {
		if (!(await this.hasSchema(client, "AND EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'schema_version')"))) return 0;
		const [{ rows: [row] } = { rows: [] }] = await run(client, `SELECT version FROM ${this.schema}.schema_version`);
		return (row?.['version'] as number | undefined) ?? 0;
	}

	/** Asks the catalogue itself: `to_regclass` may answer from before the lock that was waited for. */
	private async hasSchema(client: PoolClient, and = ''): Promise<boolean> {
		const [{ rows }] = (await run(client, `SELECT FROM pg_namespace n WHERE n.nspname = ${quoteText(this.login.schema)} ${and}`)) as [QueryResult];
		return rows.length > 0;
	}

	private async checkServer(client: PoolClient): Promise<void> {
		const [{ rows: [row] } = { rows: [] }] = await run(client, "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version");
		if ((row?.['number'] as number) < OLDEST_SERVER * 10_000) throw oldServer(String(row?.['version']), OLDEST_SERVER);
	}
}

/** One message; the results of its statements. */
export async function run(client: PoolClient, text: string): Promise<QueryResult<QueryResultRow>[]> {
	const results = (await client.query(text)) as unknown as QueryResult<QueryResultRow> | QueryResult<QueryResultRow>[];
	return Array.isArray(results) ? results : [results];
}

/** What `work` gives; undefined if another one came between: nothing was written then, and it can be done again. */
export async function unlessCollision<T>(client: PoolClient, work: Promise<T>): Promise<T | undefined> {
	return await work.catch(async (error: unknown) => {
		if (!isCollision(error)) throw error;
		await run(client, 'ROLLBACK');
		return undefined;
	});
}

/** Gives a connection back after an error: in order if the server still answers on it, closed otherwise. */
async function leave(client: PoolClient | undefined, error: unknown): Promise<void> {
	if (client === undefined) return;
	if (!(error instanceof StateProblem) && isCutOff(error)) {
		client.release(true);
		return;
	}
	const clean = await client.query('ROLLBACK').then(
		() => true,
		() => false,
	);
	client.release(!clean);
}
