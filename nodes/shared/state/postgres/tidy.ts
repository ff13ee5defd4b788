import type { Collection, KeyHash } from '../port';
import type { Database } from './database';
import { run } from './database';
import { keyOf } from './quote';
import { rankOf } from './rank';

/** So many rows at a time: a step holds locks for some milliseconds, and others pass them over. */
const STEP = 2_000;
/** A node that does not hear whether its batch was written asks within minutes. */
const COMMITS_KEPT_MS = 15 * 60_000;

/**
 * One step of removing what is over, what belongs to a memory that was reset, and what tells of batches nobody asks
 * about any more.
 *
 * @returns whether there is more to do
 */
export async function sweep(database: Database): Promise<boolean> {
	const { schema } = database;
	// The order is that of an index: without it the server may read the whole table to find nothing.
	const remove = (table: string, where: string, order: string): string =>
		`DELETE FROM ${schema}.${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${schema}.${table} WHERE ${where} ORDER BY ${order} LIMIT ${STEP} FOR UPDATE SKIP LOCKED))`;
	const now = `(SELECT ${schema}.now_ms())`;
	const forgotten = `(SELECT id FROM ${schema}.collections WHERE forgotten_at IS NOT NULL ORDER BY id LIMIT 1)`;
	// The server cannot guess that mostly none is old, and would read them all: hence the look at the oldest alone.
	const old = `(lpad(to_hex(${now} - ${COMMITS_KEPT_MS}), 12, '0') || repeat('0', 20))::uuid`;
	return await database.use(async (client) => {
		const results = await run(
			client,
			[
				`${database.begin} ${remove('entries', `expires_at <= to_timestamp(${now} / 1000.0)`, 'expires_at')}`,
				remove('entries', `collection_id = ${forgotten}`, 'collection_id, key'),
				`DELETE FROM ${schema}.collections c WHERE c.id = ${forgotten} AND NOT EXISTS (SELECT FROM ${schema}.entries e WHERE e.collection_id = c.id)`,
				remove('commits', `id < ${old} AND (SELECT id FROM ${schema}.commits ORDER BY id LIMIT 1) < ${old}`, 'id'),
				'COMMIT',
			].join(';\n'),
		);
		return results.slice(-5, -1).some(({ rowCount }, i) => rowCount === STEP || (i === 2 && rowCount === 1));
	});
}

/** @returns how many entries of the collection count now */
export async function countEntries(database: Database, id: number): Promise<number> {
	const { schema } = database;
	const [rows] = await database.look(
		`SELECT count(*)::float8 AS entries FROM ${schema}.entries WHERE collection_id = ${id} AND (expires_at IS NULL OR expires_at > to_timestamp((SELECT ${schema}.now_ms()) / 1000.0))`,
	);
	return rows![0]!['entries'] as number;
}

/** The keys that are to be forgotten first, among equals those written longest ago. */
export async function lowestRanked(database: Database, id: number, offset: number, limit: number): Promise<KeyHash[]> {
	const [rows] = await database.look(
		`SELECT encode(key, 'hex') AS key FROM ${database.schema}.entries WHERE collection_id = ${id} ORDER BY rank, updated_at, key OFFSET ${offset} LIMIT ${limit}`,
	);
	return rows!.map(({ key }) => keyOf(key as string));
}

/** Something is under way with it: it is spared now, whatever its turn. */
export function isSpared<E>(collection: Collection<E>, entry: E, now: number): boolean {
	return rankOf(collection, entry, now) === Infinity && rankOf(collection, entry) !== Infinity;
}
