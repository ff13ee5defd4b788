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

/**
 * The statements that write what a decision decided. One for what is forgotten and one for what is remembered,
 * whatever the size of the batch.
 *
 * @param schema quoted
 */
export function writeStatements<E>(
	schema: string,
	place: SyncPlace,
	collection: Collection<E>,
	found: FoundCollection,
	writes: ReadonlyMap<KeyHash, E | undefined>,
	now: number,
	seal: Seal,
): string[] {
	const statements: string[] = [];
	const gone = [...writes.keys()].filter((key) => writes.get(key) === undefined);
	const kept = [...writes].filter((write): write is [KeyHash, E] => write[1] !== undefined);
	const id = found.id === undefined ? `(SELECT id FROM ${schema}.collections WHERE ${isCollection(place, collection)})` : String(found.id);
	const form = quoteText(collection.layout.signature);

	if (gone.length > 0) statements.push(`DELETE FROM ${schema}.entries WHERE collection_id = ${id} AND key = ANY (${quoteKeys(gone)})`);
	if (kept.length === 0) return statements;
	if (found.id === undefined) {
		statements.push(
			`INSERT INTO ${schema}.collections (namespace, sync, collection, form) VALUES (${quoteText(place.namespace)}, ${quoteText(place.sync)}, ${quoteText(collection.name)}, ${form}) ON CONFLICT (namespace, sync, collection) WHERE forgotten_at IS NULL DO NOTHING`,
		);
	} else if (found.form !== collection.layout.signature) {
		statements.push(`UPDATE ${schema}.collections SET form = ${form} WHERE id = ${id}`);
	}
	statements.push(upsert(schema, id, collection, kept, now, seal));
	return statements;
}

function upsert<E>(schema: string, id: string, collection: Collection<E>, kept: readonly [KeyHash, E][], now: number, seal: Seal): string {
	const waits = kept.map(([, entry]) => collection.due?.(entry));
	const columns = [
		`unnest(${quoteKeys(kept.map(([key]) => key))})`,
		`json_array_elements(${quoteText(asciiJson(kept.map(([key, entry]) => seal.seal(collection, key, entry))))}::json)`,
		`unnest(${moments(kept.map(([, entry]) => collection.expiresAt(entry)))})`,
		`unnest(${quoteNumbers(kept.map(([, entry]) => rankOf(collection, entry)))}::float8[])`,
		// Most collections wait for nothing: nothing is said of it then.
		...(collection.due === undefined
			? []
			: [
					`json_array_elements_text(${quoteText(asciiJson(waits.map((due) => due?.lane ?? null)))}::json)`,
					`unnest(${moments(waits.map((due) => due?.at))})`,
				]),
	];
	const names = ['key', 'entry', 'expires_at', 'rank', ...(collection.due === undefined ? [] : ['lane', 'due_at'])];
	const values = names.map((name) => (name.endsWith('_at') ? `to_timestamp(n.${name} / 1000)` : `n.${name}`));
	return `INSERT INTO ${schema}.entries (collection_id, updated_at, ${names.join(', ')})
SELECT ${id}, to_timestamp(${now} / 1000.0), ${values.join(', ')}
FROM ROWS FROM (${columns.join(', ')}) AS n (${names.join(', ')})
ON CONFLICT (collection_id, key) DO UPDATE SET updated_at = EXCLUDED.updated_at, ${names.slice(1).map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`;
}

/** @param times ms since 1970; never is null */
function moments(times: readonly (number | undefined)[]): string {
	return `${quoteNumbers(times.map((time) => (time === undefined || time >= LAST_MOMENT ? null : time)))}::float8[]`;
}
