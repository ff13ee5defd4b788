import type { QueryResultRow } from 'pg';
import type { Collection, KeyHash } from '../port';
import { movedProblem, MOVED, readMoved } from '../moved';
import { isCollection, type SyncPlace } from './place';
import { keyOf, quoteKeys } from './quote';
import type { Seal } from './seal';

/** Entries are read so many at a time. */
export const PAGE = 5_000;

/** One message of statements; the rows of each. */
export type Ask = (...statements: string[]) => Promise<QueryResultRow[][]>;

/** The statement that finds the note of a memory that was copied elsewhere. @param schema quoted */
export function askMoved(schema: string, place: SyncPlace): string {
	return `SELECT form FROM ${schema}.collections WHERE ${isCollection(place, { name: MOVED })}`;
}

/** Asks, unless the memory is closed. @throws StateProblem `moved` */
export async function askOpen(ask: Ask, schema: string, place: SyncPlace, ...statements: string[]): Promise<QueryResultRow[][]> {
	const [notes, ...found] = await ask(askMoved(schema, place), ...statements);
	if (notes!.length > 0) throw movedProblem(readMoved(notes![0]!['form'] as string));
	return found;
}

/**
 * Every entry of a collection that is not over, page by page.
 *
 * @param schema quoted
 * @param id the collection's id, or a query for it
 */
export async function readEntries<E>(ask: Ask, schema: string, id: string, collection: Collection<E>, seal: Seal, visit: (key: KeyHash, entry: E) => void): Promise<void> {
	const alive = `collection_id = ${id} AND (expires_at IS NULL OR expires_at > to_timestamp((SELECT ${schema}.now_ms()) / 1000.0))`;
	for (let after = ''; ; ) {
		const [rows] = await ask(`SELECT encode(key, 'hex') AS key, entry FROM ${schema}.entries WHERE ${alive} ${after} ORDER BY key LIMIT ${PAGE}`);
		for (const { key, entry } of rows!) visit(keyOf(key as string), seal.open(collection, keyOf(key as string), entry as E));
		if (rows!.length < PAGE) return;
		after = `AND key > (${quoteKeys([keyOf(rows!.at(-1)!['key'] as string)])})[1]`;
	}
}
