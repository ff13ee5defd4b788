import type { QueryResultRow } from 'pg';
import type { Collection, KeyHash, StateSize, StateStore, Transaction } from '../port';
import { UnknownForm } from './beginBatch';
import { Database, run } from './database';
import { syncLock } from './locks';
import type { DatabaseLogin } from './login';
import { isCollection, isSync, type SyncPlace } from './place';
import { keyOf, quoteText } from './quote';
import { askOpen, PAGE, readEntries } from './reading';
import { Seal } from './seal';
import { countEntries, isSpared, lowestRanked, sweep } from './tidy';
import { transact, type Done } from './transact';

/** After so many written entries of this process a step of sweeping is due. */
const SWEEP_EVERY = 2_000;
/** As the tables in memory do: some more than needed go at once, so that a full one does not look at every insert. */
const SPARE_PART = 16;
/** How much of the room left is used before entries are counted again: other processes use some of it too. */
const TRUSTED_PART = 4;

export interface PostgresStoreOptions extends SyncPlace {
	readonly login: DatabaseLogin;
	/** Waits so many ms. */
	readonly pause: (ms: number) => Promise<void>;
	/** Called before entries in an unknown form are forgotten. Without it they are an error. */
	readonly startOver?: () => void;
}

/** What this process knows about how full things are; a guess, renewed by counting. */
const roomLeft = new Map<string, number>();
let writtenSinceSweep = SWEEP_EVERY;

/**
 * The state of one sync in PostgreSQL, for any number of processes. The database's clock and locks decide; nothing is
 * kept here between two calls. How it works, and why so: docs/adr/0008-state-in-postgresql.md.
 */
export class PostgresStore implements StateStore {
	private readonly database: Database;
	private readonly seal: Seal;

	constructor(private readonly options: PostgresStoreOptions) {
		this.database = new Database(options.login);
		this.seal = new Seal(options.login.encryptionKey);
	}

	/** Reaches the database and sees to the tables. @throws StateProblem */
	async open(): Promise<void> {
		await this.database.prepare();
	}

	async transact<E, R>(collection: Collection<E>, keys: readonly KeyHash[], decide: (tx: Transaction<E>) => R, likely?: 'new'): Promise<R> {
		const done = await this.transactOnce(collection, keys, decide, likely);
		if (done.written > 0) await this.tidy(collection, done);
		return done.result;
	}

	async scan<E>(collection: Collection<E>, visit: (key: KeyHash, entry: E) => void): Promise<void> {
		await readEntries(async (...statements) => await this.look(...statements), this.database.schema, this.idOf(collection), collection, this.seal, visit);
	}

	async due<E>(collection: Collection<E>, lane: string, until: number, limit: number): Promise<KeyHash[]> {
		const [rows] = await this.look(
			`SELECT encode(key, 'hex') AS key FROM ${this.database.schema}.entries
WHERE collection_id = ${this.idOf(collection)} AND lane = ${quoteText(lane)} AND due_at <= to_timestamp('${until}'::float8 / 1000) ORDER BY due_at, key LIMIT ${limit}`,
		);
		return rows!.map(({ key }) => keyOf(key as string));
	}

	/** From one lane to the next through the index, so that it does not matter how many wait in each. */
	async lanes<E>(collection: Collection<E>): Promise<string[]> {
		const next = (after: string): string =>
			`(SELECT lane FROM ${this.database.schema}.entries WHERE collection_id = ${this.idOf(collection)} AND lane ${after} ORDER BY lane LIMIT 1)`;
		const [rows] = await this.look(
			`WITH RECURSIVE found (lane) AS (${next('IS NOT NULL')} UNION ALL SELECT ${next('> found.lane')} FROM found WHERE found.lane IS NOT NULL) SELECT lane FROM found WHERE lane IS NOT NULL`,
		);
		return rows!.map(({ lane }) => lane as string);
	}

	/** What was committed is durable: there is nothing to put on record beside it. */
	async recordClaims(): Promise<KeyHash[]> {
		return [];
	}

	async settleClaims(): Promise<void> {}

	async sizes(): Promise<StateSize[]> {
		const { schema } = this.database;
		const [rows] = await this.look(
			`SELECT c.collection, count(e.key)::float8 AS entries, coalesce(sum(pg_column_size(e.*)), 0)::float8 AS bytes
FROM ${schema}.collections c LEFT JOIN ${schema}.entries e ON e.collection_id = c.id AND (e.expires_at IS NULL OR e.expires_at > to_timestamp((SELECT ${schema}.now_ms()) / 1000.0))
WHERE ${isSync(this.options)} GROUP BY c.collection ORDER BY c.collection`,
		);
		return rows!.map(({ collection, entries, bytes }) => ({ collection, entries, bytes }) as StateSize);
	}

	/** Takes effect at once, whatever its size: the entries no longer belong to the sync, and are removed step by step. */
	async reset(): Promise<void> {
		await this.forget(isSync(this.options));
	}

	private async forget(condition: string): Promise<void> {
		const { schema, login } = this.database;
		const { namespace, sync } = this.options;
		await this.database.use(async (client) => {
			await run(
				client,
				`${this.database.begin} SELECT pg_advisory_xact_lock(${syncLock(login.schema, namespace, sync)});
UPDATE ${schema}.collections SET forgotten_at = now() WHERE ${condition}; COMMIT`,
			);
		});
	}

	private async transactOnce<E, R>(collection: Collection<E>, keys: readonly KeyHash[], decide: (tx: Transaction<E>) => R, likely?: 'new'): Promise<Done<R>> {
		const work = { place: this.options, collection, keys, decide, seal: this.seal, likely, pause: this.options.pause };
		return await transact(this.database, work).catch(async (error: unknown) => {
			if (!(error instanceof UnknownForm) || this.options.startOver === undefined) throw error;
			this.options.startOver();
			await this.forget(`id = ${error.id} AND forgotten_at IS NULL`);
			return await transact(this.database, work);
		});
	}

	/** Looks, unless the memory is closed. */
	private async look(...statements: string[]): Promise<QueryResultRow[][]> {
		return await askOpen(async (...asked) => await this.database.look(...asked), this.database.schema, this.options, ...statements);
	}

	private idOf<E>(collection: Collection<E>): string {
		return `(SELECT id FROM ${this.database.schema}.collections WHERE ${isCollection(this.options, collection)})`;
	}

	/** Housekeeping comes after the decision and cannot undo it: if it fails, it is done another time. */
	private async tidy<E, R>(collection: Collection<E>, done: Done<R>): Promise<void> {
		try {
			await this.keepWithinCap(collection, done);
			writtenSinceSweep += done.written;
			if (writtenSinceSweep < SWEEP_EVERY) return;
			writtenSinceSweep = 0;
			if (await sweep(this.database)) writtenSinceSweep = SWEEP_EVERY;
		} catch {
			writtenSinceSweep = SWEEP_EVERY;
		}
	}

	private async keepWithinCap<E, R>(collection: Collection<E>, { id, added }: Done<R>): Promise<void> {
		if (added === 0 || collection.cap === Infinity) return;
		const place = JSON.stringify([this.options.login.host, this.options.login.port, this.options.login.database, this.database.schema, id, collection.cap]);
		const room = (roomLeft.get(place) ?? 0) - added;
		roomLeft.set(place, room);
		if (room > 0 || id === undefined) return;
		let count = await countEntries(this.database, id);
		if (count > collection.cap) count -= await this.evict(collection, id, count - Math.max(0, collection.cap - Math.floor(collection.cap / SPARE_PART)));
		roomLeft.set(place, Math.floor((collection.cap - count) / TRUSTED_PART));
	}

	/** @returns how many were forgotten; those that something is under way with are passed over */
	private async evict<E>(collection: Collection<E>, id: number, surplus: number): Promise<number> {
		let gone = 0;
		for (let spared = 0; gone < surplus; ) {
			const keys = await lowestRanked(this.database, id, spared, Math.min(PAGE, surplus - gone));
			if (keys.length === 0) break;
			const { result } = await this.transactOnce(collection, keys, (tx) => {
				let removed = 0;
				keys.forEach((_key, i) => {
					const entry = tx.get(i);
					if (entry !== undefined && isSpared(collection, entry, tx.now)) return;
					tx.delete(i);
					removed += 1;
				});
				return removed;
			});
			gone += result;
			spared += keys.length - result;
		}
		return gone;
	}
}
