import { randomUUID } from 'crypto';
import type { PoolClient } from 'pg';
import { MOVED, movedProblem, readMoved } from '../moved';
import { StateProblem, type Collection, type KeyHash, type Transaction } from '../port';
import { run, type Database } from './database';
import { Draft, NeedsTokens } from './draft';
import { keyLocks, syncLock } from './locks';
import { findOutcome } from './outcome';
import { isCollection, type SyncPlace } from './place';
import { alwaysCut, isCollision, isCutOff } from './problems';
import { keyOf, quoteKeys } from './quote';
import { TOKENS_A_BLOCK } from './schema';
import type { Seal } from './seal';
import { writeStatements, type FoundCollection } from './writeStatements';

/** Others may come between; each time somebody got on with it. */
const MOST_TRIES = 10;
/** A batch that is cut off as often as this is too much for the server, or takes too long to decide. */
const MOST_CUTS = 3;

export interface Work<E, R> {
	readonly place: SyncPlace;
	readonly collection: Collection<E>;
	readonly keys: readonly KeyHash[];
	readonly decide: (tx: Transaction<E>) => R;
	readonly seal: Seal;
	/** Waits so many ms. */
	readonly pause: (ms: number) => Promise<void>;
}

export interface Done<R> {
	readonly result: R;
	readonly id: number | undefined;
	/** How many entries were written that were not known before. */
	readonly added: number;
	/** How many were written or deleted. */
	readonly written: number;
}

/** The entries are in a form this version does not know. */
export class UnknownForm extends StateProblem {
	constructor(
		collection: string,
		readonly form: string,
		readonly id: number,
	) {
		super('newer', `its "${collection}" entries have a form this version does not know (${form})`);
	}
}

type Attempt<R> = { kind: 'done'; done: Done<R> } | { kind: 'threw'; error: unknown } | { kind: 'again' } | { kind: 'unknown'; commit: string; error: unknown; done: Done<R> };

/**
 * One atomic read-decide-write in two messages: begin, lock, read; and write, commit. What a decision throws is
 * thrown, and nothing is written then.
 */
export async function transact<E, R>(database: Database, work: Work<E, R>): Promise<Done<R>> {
	let blocks = 1 + Math.floor(work.keys.length / TOKENS_A_BLOCK);
	for (let tries = 0, cuts = 0; tries < MOST_TRIES; tries += 1) {
		const attempt = await attemptOnce(database, work, blocks);
		switch (attempt.kind) {
			case 'done':
				return attempt.done;
			case 'threw':
				if (!(attempt.error instanceof NeedsTokens)) throw attempt.error;
				blocks *= 2;
				tries = 0;
				break;
			case 'unknown':
				if (await findOutcome(database, attempt.commit, attempt.error, work.pause)) return attempt.done;
				cuts += 1;
				if (cuts === MOST_CUTS) throw alwaysCut(attempt.error, database.login);
				break;
			case 'again':
				await work.pause(tries * 5);
		}
	}
	throw new StateProblem('database', 'Others kept coming between while a batch was remembered', 'Run it again; if it goes on, look at the load of the database.');
}

async function attemptOnce<E, R>(database: Database, work: Work<E, R>, blocks: number): Promise<Attempt<R>> {
	return await database.use(async (client) =>
		await attempt(client, database, work, blocks).catch(async (error: unknown): Promise<Attempt<R>> => {
			if (!isCollision(error)) throw error;
			await run(client, 'ROLLBACK');
			return { kind: 'again' };
		}),
	);
}

async function attempt<E, R>(client: PoolClient, database: Database, work: Work<E, R>, blocks: number): Promise<Attempt<R>> {
	const { head, known } = await begin(client, database, work, blocks);
	const draft = new Draft(work.collection, work.keys, head.now, known, head.blocks);
	let result: R;
	try {
		result = work.decide(draft);
	} catch (error) {
		await run(client, 'ROLLBACK');
		return { kind: 'threw', error };
	}
	const added = [...draft.writes].filter(([key, entry]) => entry !== undefined && !known.has(key)).length;
	const done: Done<R> = { result, id: head.found.id, added, written: draft.writes.size };
	return await commit(client, database, work, draft, head, done);
}

interface Head {
	now: number;
	blocks: number[];
	found: FoundCollection;
}

async function begin<E, R>(client: PoolClient, database: Database, work: Work<E, R>, blocks: number): Promise<{ head: Head; known: Map<KeyHash, E> }> {
	const { schema, login } = database;
	const { place, collection, keys, seal } = work;
	const isOurs = isCollection(place, collection);
	const locks = keyLocks({ ...place, schema: login.schema, collection: collection.name }, keys);
	const results = await run(
		client,
		`${database.begin}
SELECT pg_advisory_xact_lock_shared(${syncLock(login.schema, place.namespace, place.sync)})${locks.length === 1 ? `, pg_advisory_xact_lock(${locks[0]})` : ''};
${locks.length > 1 ? `SELECT count(pg_advisory_xact_lock(id)) FROM unnest('{${locks.join(',')}}'::bigint[]) AS id;` : ''}
SELECT v.version, ${schema}.now_ms() AS now, ${tokens(schema, blocks)} AS blocks, c.id, c.form, c.collection
FROM ${schema}.schema_version v LEFT JOIN ${schema}.collections c ON ${isCollection(place, collection, MOVED)};
SELECT encode(key, 'hex') AS key, entry FROM ${schema}.entries
WHERE collection_id = (SELECT id FROM ${schema}.collections WHERE ${isOurs}) AND key = ANY (${quoteKeys(keys)})`,
	);
	const [{ rows: heads }, { rows }] = results.slice(-2) as [(typeof results)[0], (typeof results)[0]];
	const note = heads.find((head) => head['collection'] === MOVED);
	if (note !== undefined) throw movedProblem(readMoved(note['form'] as string));
	const [row] = heads;
	database.checkVersion((row?.['version'] as number | undefined) ?? null);
	const id = (row!['id'] as number | null) ?? undefined;
	const form = (row!['form'] as string | null) ?? undefined;
	if (id !== undefined && form !== undefined && collection.layoutOf(form) === undefined) throw new UnknownForm(collection.name, form, id);
	const known = new Map<KeyHash, E>();
	for (const { key, entry } of rows) {
		const hash = keyOf(key as string);
		known.set(hash, seal.open(collection, hash, entry as E));
	}
	return { head: { now: Number(row!['now']), blocks: (row!['blocks'] as string[]).map(Number), found: { id, form } }, known };
}

/** The usual batch needs one block, and is spared the planning of a query for more. */
function tokens(schema: string, blocks: number): string {
	const next = `nextval('${schema}.tokens')`;
	return blocks === 1 ? `ARRAY[${next}]` : `ARRAY(SELECT ${next} FROM generate_series(1, ${blocks}))`;
}

/** A random UUID that begins with the time, as version 7 of RFC 9562: rows of one time stand together. */
export function commitId(now: number): string {
	const time = Math.max(0, now).toString(16).padStart(12, '0').slice(-12);
	return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** Writes and commits in one message. A connection that is cut then leaves open whether it took effect. */
async function commit<E, R>(client: PoolClient, { schema }: Database, work: Work<E, R>, draft: Draft<E>, head: Head, done: Done<R>): Promise<Attempt<R>> {
	if (draft.writes.size === 0) {
		await run(client, 'COMMIT');
		return { kind: 'done', done };
	}
	const proof = commitId(head.now);
	const writes = writeStatements(schema, work.place, work.collection, head.found, draft.writes, head.now, work.seal);
	const text = [`INSERT INTO ${schema}.commits (id, took_effect) VALUES ('${proof}', true)`, ...writes, 'COMMIT'].join(';\n');
	return await run(client, text).then(
		() => ({ kind: 'done', done }),
		(error: unknown) => {
			if (!isCutOff(error)) throw error;
			// Whatever became of it, nobody else is to get this connection.
			void client.end().catch(() => undefined);
			return { kind: 'unknown', commit: proof, error, done };
		},
	);
}
