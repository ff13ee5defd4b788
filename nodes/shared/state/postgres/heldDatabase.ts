import type { PoolClient, QueryResultRow } from 'pg';
import { readable, STORES_OWN } from '../copy/findCollection';
import type { FindCollection, HeldState, Holding } from '../copy/held';
import { MOVED, readMoved, type Moved } from '../moved';
import { StateProblem, type Collection, type KeyHash } from '../port';
import { run, type Database } from './database';
import { syncLock } from './locks';
import { commitId, findOutcome, runCommit } from './outcome';
import { isSync, type SyncPlace } from './place';
import { quoteText } from './quote';
import { askMoved, readEntries } from './reading';
import { TOKENS_A_BLOCK } from './schema';
import { Seal } from './seal';
import { writeStatements } from './writeStatements';

/** So many entries, or so many characters of them, a message. */
const MOST_AT_ONCE = 2_000;
const MOST_TEXT_AT_ONCE = 4_000_000;
/** How long the server waits for us between two messages: we decode and compare all there is. */
const PAUSE_MS = 120_000;

export interface HoldOptions {
	readonly database: Database;
	readonly place: SyncPlace;
	/** Waits so many ms. */
	readonly pause: (ms: number) => Promise<void>;
	/** Others may use it meanwhile: for those who only look. */
	readonly shared: boolean;
}

type Ended<R> = { kind: 'done'; result: R } | { kind: 'threw'; error: unknown } | { kind: 'unknown'; commit: string; error: unknown; result: R };

/**
 * A sync's memory in PostgreSQL, held for a copy: one transaction, under the lock that a reset takes. Decisions that
 * others make on the sync come before it or after it.
 *
 * @param work says whether what it did is kept; else, and when it throws, nothing has happened
 * @throws StateProblem
 */
export async function holdDatabase<R>(options: HoldOptions, work: (held: HeldDatabase) => Promise<{ result: R; keep: boolean }>): Promise<R> {
	const { database, pause } = options;
	const ended = await database.use(async (client): Promise<Ended<R>> => {
		const faults = new Set<unknown>();
		const held = await HeldDatabase.begin(client, options, faults);
		const worked = await work(held).catch((error: unknown) => {
			// The database's own errors are for `use`, which may try again.
			if (faults.has(error)) throw error;
			return { error };
		});
		if (!('error' in worked) && worked.keep) return await commit(client, database, held.now, worked.result);
		await run(client, 'ROLLBACK');
		return 'error' in worked ? { kind: 'threw', error: worked.error } : { kind: 'done', result: worked.result };
	});
	if (ended.kind === 'threw') throw ended.error;
	if (ended.kind === 'unknown' && !(await findOutcome(database, ended.commit, ended.error, pause)).tookEffect) {
		throw new StateProblem('database', 'The connection to PostgreSQL was cut while the copy was being written', 'Nothing was copied and nothing was changed. Run it again.');
	}
	return ended.result;
}

async function commit<R>(client: PoolClient, { schema }: Database, now: number, result: R): Promise<Ended<R>> {
	const proof = commitId(now);
	const ended = await runCommit(client, `INSERT INTO ${schema}.commits (id, took_effect) VALUES ('${proof}', true); COMMIT`);
	return 'cutBy' in ended ? { kind: 'unknown', commit: proof, error: ended.cutBy, result } : { kind: 'done', result };
}

export class HeldDatabase implements HeldState {
	private readonly seal: Seal;

	private constructor(
		private readonly ask: (...statements: string[]) => Promise<QueryResultRow[][]>,
		private readonly database: Database,
		private readonly place: SyncPlace,
		readonly now: number,
		readonly lastToken: number,
		readonly moved: Moved | undefined,
	) {
		this.seal = new Seal(database.login.encryptionKey);
	}

	static async begin(client: PoolClient, { database, place, shared }: HoldOptions, faults: Set<unknown>): Promise<HeldDatabase> {
		const { schema, login } = database;
		const ask = async (...statements: string[]): Promise<QueryResultRow[][]> => {
			const results = await run(client, statements.join(';\n')).catch((error: unknown) => {
				faults.add(error);
				throw error;
			});
			return results.map(({ rows }) => rows);
		};
		await ask(`${database.begin} SET LOCAL idle_in_transaction_session_timeout = ${PAUSE_MS}; SELECT pg_advisory_xact_lock${shared ? '_shared' : ''}(${syncLock(login.schema, place.namespace, place.sync)})`);
		const [[head], [last], notes] = (await ask(
			`SELECT max(version) AS version, ${schema}.now_ms() AS now FROM ${schema}.schema_version`,
			`SELECT last_value FROM ${schema}.tokens`,
			askMoved(schema, place),
		)) as [QueryResultRow[], QueryResultRow[], QueryResultRow[]];
		database.checkVersion(head!['version'] as number | null);
		const lastToken = Number(last!['last_value']) + TOKENS_A_BLOCK;
		const [note] = notes;
		return new HeldDatabase(ask, database, place, Number(head!['now']), lastToken, note === undefined ? undefined : readMoved(note['form'] as string));
	}

	async counts(): Promise<ReadonlyMap<string, number>> {
		return new Map((await this.contents()).map(({ name, alive }) => [name, alive]));
	}

	async read(find: FindCollection): Promise<Holding[]> {
		const holdings: Holding[] = [];
		for (const { id, name, form, over } of await this.contents()) {
			const collection = readable(find, name, form);
			const entries = new Map<KeyHash, unknown>();
			await readEntries(this.ask, this.database.schema, String(id), collection, this.seal, (key, entry) => entries.set(key, entry));
			holdings.push({ collection, entries, over });
		}
		return holdings;
	}

	/** What was there is marked as forgotten, and removed step by step later, as after a reset. */
	async replaceBy(holdings: readonly Holding[]): Promise<void> {
		await this.ask(`UPDATE ${this.database.schema}.collections SET forgotten_at = now() WHERE ${isSync(this.place)}`);
		for (const { collection, entries } of holdings) {
			for (const some of inParts(entries)) await this.ask(...this.write(collection, some));
		}
	}

	async close(moved: Moved): Promise<void> {
		const { namespace, sync } = this.place;
		const values = [namespace, sync, MOVED, JSON.stringify(moved)].map(quoteText).join(', ');
		await this.ask(
			`INSERT INTO ${this.database.schema}.collections (namespace, sync, collection, form) VALUES (${values})
ON CONFLICT (namespace, sync, collection) WHERE forgotten_at IS NULL DO UPDATE SET form = EXCLUDED.form`,
		);
	}

	async prepare(): Promise<void> {}

	private write(collection: Collection<unknown>, entries: ReadonlyMap<KeyHash, unknown>): string[] {
		return writeStatements(this.database.schema, this.place, collection, { id: undefined, form: undefined }, entries, this.now, this.seal);
	}

	private async contents(): Promise<{ id: number; name: string; form: string; alive: number; over: number }[]> {
		const { schema } = this.database;
		const isOver = `e.expires_at <= to_timestamp((SELECT ${schema}.now_ms()) / 1000.0)`;
		const [rows] = await this.ask(
			`SELECT c.id, c.collection AS name, c.form, (count(e.key) - count(e.key) FILTER (WHERE ${isOver}))::float8 AS alive, (count(e.key) FILTER (WHERE ${isOver}))::float8 AS over
FROM ${schema}.collections c LEFT JOIN ${schema}.entries e ON e.collection_id = c.id WHERE ${isSync(this.place)} GROUP BY c.id ORDER BY c.collection`,
		);
		return (rows as { id: number; name: string; form: string; alive: number; over: number }[]).filter(({ name }) => !STORES_OWN.has(name));
	}
}

function* inParts(entries: ReadonlyMap<KeyHash, unknown>): Generator<Map<KeyHash, unknown>> {
	let part = new Map<KeyHash, unknown>();
	let text = 0;
	for (const [key, entry] of entries) {
		part.set(key, entry);
		text += JSON.stringify(entry).length;
		if (part.size < MOST_AT_ONCE && text < MOST_TEXT_AT_ONCE) continue;
		yield part;
		part = new Map();
		text = 0;
	}
	if (part.size > 0) yield part;
}
