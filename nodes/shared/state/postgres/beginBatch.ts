import type { PoolClient } from 'pg';
import { MOVED, movedProblem, readMoved } from '../moved';
import { StateProblem, type Collection, type KeyHash } from '../port';
import { run, type Database } from './database';
import { keyLocks, syncLock } from './locks';
import type { SyncPlace } from './place';
import { keyOf, quoteKeys, quoteText } from './quote';
import type { Seal } from './seal';
import type { FoundCollection } from './writeStatements';

/**
 * The entries of a batch come as one text, which costs least; it must stay far below what a text may be at most. What
 * is larger than its share of this is read row by row.
 */
const MOST_INLINE_BYTES = 64_000_000;

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

/** What a batch begins with, all of it true as long as its locks are held. */
export interface Begun<E> {
	/** Ms since 1970. */
	readonly now: number;
	/** The first token of each block. */
	readonly tokens: readonly number[];
	readonly found: FoundCollection;
	/** Those that are over included. */
	readonly known: ReadonlyMap<KeyHash, E>;
}

/** As `begin_batch` gives it. */
export interface Answer {
	/** Null: there are no tables. The same is true of the rest then. */
	version: number | null;
	now: number;
	tokens: number[];
	id: number | null;
	form: string | null;
	note: string | null;
	entries: [key: string, entry: unknown][] | null;
	/** Keys of the entries that are too large to come along. */
	large: string[] | null;
}

interface Asked<E> {
	readonly place: SyncPlace;
	readonly collection: Collection<E>;
	readonly keys: readonly KeyHash[];
	readonly seal: Seal;
}

/**
 * The first message of a batch: begins a transaction, takes its locks and reads.
 *
 * @param blocks so many blocks of tokens
 * @throws StateProblem, or an error of the driver
 */
export async function beginBatch<E>(client: PoolClient, database: Database, asked: Asked<E>, blocks: number): Promise<Begun<E>> {
	const { schema } = database;
	const { collection, keys, seal } = asked;
	const { locks, names, mostBytes } = batchArguments(database, asked);
	const results = await run(client, `${database.begin} SELECT row_to_json(b) AS answer FROM ${schema}.begin_batch(${locks}, ${blocks}, ${names}, ${quoteKeys(keys)}, ${mostBytes}) b`);
	const answer = results.at(-1)!.rows[0]!['answer'] as Answer;
	const begun = readAnswer(database, asked, answer);
	const { large } = answer;
	if (large === null) return begun;
	const known = new Map(begun.known);
	const [{ rows }] = (await run(client, `SELECT encode(key, 'hex') AS key, entry FROM ${schema}.entries WHERE collection_id = ${begun.found.id} AND key = ANY (${quoteKeys(large.map(keyOf))})`)) as [(typeof results)[0]];
	for (const { key, entry } of rows) known.set(keyOf(key as string), seal.open(collection, keyOf(key as string), entry as E));
	return { ...begun, known };
}

/** As the functions of the database take them. */
export function batchArguments<E>({ login }: Database, { place, collection, keys }: Asked<E>): { locks: string; names: string; mostBytes: number } {
	const locks = [syncLock(login.schema, place.namespace, place.sync), ...keyLocks({ ...place, schema: login.schema, collection: collection.name }, keys)];
	return {
		locks: `'{${locks.join(',')}}'`,
		names: [place.namespace, place.sync, collection.name, MOVED].map(quoteText).join(', '),
		mostBytes: Math.floor(MOST_INLINE_BYTES / Math.max(1, keys.length)),
	};
}

/** Without the large ones. @throws StateProblem if there is no working with what is there */
export function readAnswer<E>(database: Database, { collection, seal }: Asked<E>, answer: Answer): Begun<E> {
	const { version, now, tokens, id, form, note, entries } = answer;
	database.checkVersion(version);
	database.noteTime(now);
	if (note !== null) throw movedProblem(readMoved(note));
	if (id !== null && form !== null && collection.layoutOf(form) === undefined) throw new UnknownForm(collection.name, form, id);
	const known = new Map<KeyHash, E>();
	for (const [hex, entry] of entries ?? []) {
		const key = keyOf(hex);
		known.set(key, seal.open(collection, key, entry as E));
	}
	return { now, tokens, found: { id: id ?? undefined, form: form ?? undefined }, known };
}
