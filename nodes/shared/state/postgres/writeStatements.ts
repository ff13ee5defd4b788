import { asciiJson } from '../json';
import type { Collection, KeyHash } from '../port';
import { isCollection, type SyncPlace } from './place';
import { quoteKeys, quoteNumbers, quoteText } from './quote';
import { rankOf } from './rank';
import type { Seal } from './seal';

/** Beyond PostgreSQL's calendar lies "never". */
const LAST_MOMENT = 9_000_000_000_000_000;

/** A collection as a batch found it: without an id if nothing was ever remembered in it. */
export interface FoundCollection {
	readonly id: number | undefined;
	readonly form: string | undefined;
}

/** What a batch that has read its keys under their locks can say of itself. */
export interface OwnBatch {
	/** Written with it: whoever finds it knows that the batch took effect. */
	readonly proof: string;
	/** Whether an entry of the key was there, be it over or not. */
	isKnown(key: KeyHash): boolean;
}

/**
 * The statements that write what a decision decided, few of them, whatever the size of the batch.
 *
 * @param schema quoted
 * @param batch without it, any of the entries may be there already
 */
export function writeStatements<E>(
	schema: string,
	place: SyncPlace,
	collection: Collection<E>,
	found: FoundCollection,
	writes: ReadonlyMap<KeyHash, E | undefined>,
	now: number,
	seal: Seal,
	batch?: OwnBatch,
): string[] {
	const statements: string[] = [];
	const gone: KeyHash[] = [];
	const fresh: [KeyHash, E][] = [];
	const known: [KeyHash, E][] = [];
	for (const [key, entry] of writes) {
		if (entry === undefined) gone.push(key);
		else if (batch === undefined || batch.isKnown(key)) known.push([key, entry]);
		else fresh.push([key, entry]);
	}
	const id = found.id === undefined ? `(SELECT id FROM ${schema}.collections WHERE ${isCollection(place, collection)})` : String(found.id);
	const form = quoteText(collection.layout.signature);

	if (gone.length > 0) statements.push(`DELETE FROM ${schema}.entries WHERE collection_id = ${id} AND key = ANY (${quoteKeys(gone)})`);
	if (fresh.length + known.length > 0) {
		if (found.id === undefined) {
			statements.push(
				`INSERT INTO ${schema}.collections (namespace, sync, collection, form) VALUES (${quoteText(place.namespace)}, ${quoteText(place.sync)}, ${quoteText(collection.name)}, ${form}) ON CONFLICT (namespace, sync, collection) WHERE forgotten_at IS NULL DO NOTHING`,
			);
		} else if (found.form !== collection.layout.signature) {
			statements.push(`UPDATE ${schema}.collections SET form = ${form} WHERE id = ${id}`);
		}
	}
	let proof = batch === undefined ? 'NULL' : `'${batch.proof}'`;
	for (const [isKnown, entries] of [[false, fresh], [true, known]] as const) {
		if (entries.length === 0) continue;
		statements.push(`SELECT ${schema}.remember(${proof}, ${id}, ${isKnown}, ${now}, ${columns(collection, entries, seal)})`);
		proof = 'NULL';
	}
	if (proof !== 'NULL') statements.push(`INSERT INTO ${schema}.commits (id, took_effect) VALUES (${proof}, true)`);
	return statements;
}

function columns<E>(collection: Collection<E>, entries: readonly [KeyHash, E][], seal: Seal): string {
	const waits = collection.due === undefined ? undefined : entries.map(([, entry]) => collection.due!(entry));
	return [
		quoteKeys(entries.map(([key]) => key)),
		quoteText(asciiJson(entries.map(([key, entry]) => seal.seal(collection, key, entry)))),
		moments(entries.map(([, entry]) => collection.expiresAt(entry))),
		quoteNumbers(entries.map(([, entry]) => rankOf(collection, entry))),
		waits === undefined ? 'NULL' : quoteText(asciiJson(waits.map((due) => due?.lane ?? null))),
		waits === undefined ? 'NULL' : moments(waits.map((due) => due?.at)),
	].join(', ');
}

/** @param times ms since 1970; never is null */
function moments(times: readonly (number | undefined)[]): string {
	return quoteNumbers(times.map(moment));
}

/** @returns null for never */
export function moment(time: number | undefined): number | null {
	return time === undefined || time >= LAST_MOMENT ? null : time;
}
