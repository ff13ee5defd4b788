import { keyHash } from '../record/fingerprint';
import type { KeyHash } from '../state/port';

/** A record in one system. Ids are text: the number 7 and the text "7" are the same id. */
export interface RecordRef {
	readonly system: string;
	readonly id: string;
}

/** Longer ones are refused: ids are kept as they are, and state must stay small. In UTF-16 code units. */
export const MAX_ID_LENGTH = 500;

export type IdResult = { ok: true; id: string } | { ok: false; problem: string };

/**
 * Reads an id as text, as it is: no trimming, no change of case, since ids are names and not values.
 *
 * @returns the id, or what is wrong with it, to follow "the id …"
 */
export function readId(value: unknown): IdResult {
	const bad = (problem: string): IdResult => ({ ok: false, problem });
	if (typeof value === 'string') {
		if (value === '') return bad('is an empty text');
		if (value.length > MAX_ID_LENGTH) return bad(`is longer than ${MAX_ID_LENGTH} characters`);
		return value.isWellFormed() ? { ok: true, id: value } : bad('holds half a surrogate pair (broken encoding)');
	}
	if (typeof value === 'number') {
		if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
			return bad(`is the number ${value}, which has lost digits on the way: beyond 2^53 ids must come as text`);
		}
		return Number.isFinite(value) ? { ok: true, id: String(value) } : bad(`is ${value}, which is not a number to rely on`);
	}
	if (value === undefined) return bad('is missing');
	if (value === null) return bad('is null');
	if (Array.isArray(value)) return bad('is a list, not a single value');
	return bad(typeof value === 'object' ? 'is an object, not a single value' : `is ${String(value)}, not a text or a number`);
}

export function idKey(system: string, id: string): KeyHash {
	return keyHash(JSON.stringify(['id', system, id]));
}

/** The name of a new entity, from a number that never comes again. */
export function entityKey(token: number): KeyHash {
	return keyHash(`entity ${token}`);
}

/** The claim of one record's creation in a target system. */
export function createKey(record: RecordRef, target: string): KeyHash {
	return keyHash(JSON.stringify(['create', record.system, record.id, target]));
}

/**
 * The claim of anything that would match the same in the target system.
 *
 * @param values what a rule compares, normalised, each named by the target's field and how it is read
 */
export function matchKey(target: string, values: readonly (readonly [field: string, kind: string, value: string])[]): KeyHash {
	return keyHash(JSON.stringify(['match', target, [...values].sort(byText)]));
}

const byText = (a: readonly string[], b: readonly string[]): number => {
	const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
	return x < y ? -1 : x > y ? 1 : 0;
};

export const COUNT_KEY: KeyHash = keyHash('count of ids');
