import { isRecord } from '../../shared/record/json';
import { LIKELY_NO_VALUE } from '../likelyNoValue';
import type { JsonRecord } from './profile';

const MOST_DEPTH = 8;
/** A person may be called Null, so more than one field must say so. */
const LEAST_FIELDS = 2;
/** In one field alone, a word must stand this often. */
const LEAST_IN_ONE = 5;

/**
 * Finds the words by which these records say "no value": known ones that stand in several fields, or often in one.
 */
export function guessNoValueWords(records: readonly JsonRecord[]): string[] {
	const places = new Map<string, Map<string, number>>();
	const visit = (path: string, value: unknown, depth: number): void => {
		if (typeof value === 'string' && LIKELY_NO_VALUE.has(value.trim())) {
			const word = value.trim();
			let fields = places.get(word);
			if (fields === undefined) places.set(word, (fields = new Map()));
			fields.set(path, (fields.get(path) ?? 0) + 1);
		} else if (isRecord(value) && depth < MOST_DEPTH) {
			for (const key of Object.keys(value)) visit(`${path}.${key}`, value[key], depth + 1);
		} else if (Array.isArray(value) && depth < MOST_DEPTH) {
			for (const entry of value.slice(0, 3)) visit(path, entry, depth + 1);
		}
	};
	for (const record of records) visit('', record, 0);
	return [...LIKELY_NO_VALUE].filter((word) => {
		const fields = places.get(word);
		return fields !== undefined && (fields.size >= LEAST_FIELDS || Math.max(...fields.values()) >= LEAST_IN_ONE);
	});
}
