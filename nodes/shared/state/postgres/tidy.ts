import type { Collection, KeyHash } from '../port';
import type { Database } from './database';
import { BEGIN, run } from './database';
import { keyOf } from './quote';
import { rankOf } from './rank';

/** So many rows at a time: a step holds locks for some milliseconds, and others pass them over. */
const STEP = 2_000;
/** A node that does not hear whether its batch was written asks within minutes. */
const COMMITS_KEPT = "interval '15 minutes'";

/**
 * One step of removing what is over, what belongs to a memory that was reset, and what tells of batches nobody asks
 * about any more.
 *
 * @returns whether there is more to do
 */
export async function sweep(database: Database): Promise<boolean> {
	const { schema } = database;
	const remove = (table: string, alias: string, where: string): string =>
		`DELETE FROM ${schema}.${table} WHERE ctid = ANY (ARRAY(SELECT ${alias}.ctid FROM ${schema}.${table} ${alias} WHERE ${where} LIMIT ${STEP} FOR UPDATE SKIP LOCKED))`;
	const forgotten = `(SELECT id FROM ${schema}.collections WHERE forgotten_at IS NOT NULL ORDER BY id LIMIT 1)`;
	return await database.use(async (client) => {
		const results = await run(
			client,
			[
				`${BEGIN} ${remove('entries', 'e', `e.expires_at <= to_timestamp((SELECT ${schema}.now_ms()) / 1000.0)`)}`,
				remove('entries', 'e', `e.collection_id = ${forgotten}`),
				`DELETE FROM ${schema}.collections c WHERE c.id = ${forgotten} AND NOT EXISTS (SELECT FROM ${schema}.entries e WHERE e.collection_id = c.id)`,
				remove('commits', 'd', `d.at < now() - ${COMMITS_KEPT}`),
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
