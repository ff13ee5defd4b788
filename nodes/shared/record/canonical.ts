/**
 * RFC 8785 canonical JSON: the same data gives the same text, whatever the order of its keys.
 *
 * Departures, all of them refusals: what JSON cannot say (NaN, infinities, functions, BigInt, class instances
 * other than Date) and what I-JSON forbids (lone surrogates) is an error, never silently null. A Date counts as
 * its ISO text, as `JSON.stringify` has it; an `undefined` property is left out.
 */
import { isRecord } from './json';

/** Deeper nesting than this is refused: no real record has it, and recursion must stay bounded. */
export const MAX_DEPTH = 500;

/** A value that has no canonical form. The message says what and where. */
export class NotCanonicalError extends Error {
	constructor(problem: string, path: readonly (string | number)[]) {
		super(`${problem}${path.length > 0 ? ` at ${path.slice(0, 12).join('.')}${path.length > 12 ? '…' : ''}` : ''}`);
		this.name = 'NotCanonicalError';
	}
}

/**
 * @param value JSON data
 * @returns its canonical text
 * @throws NotCanonicalError for what JSON cannot represent, or nests deeper than MAX_DEPTH
 */
export function canonicalJson(value: unknown): string {
	return write(value, []);
}

/**
 * Canonical text of a record without some of its top-level keys (such as `_sync`).
 *
 * @throws NotCanonicalError as `canonicalJson`
 */
export function canonicalJsonWithout(record: Record<string, unknown>, leftOut: ReadonlySet<string>): string {
	return writeRecord(record, [], leftOut);
}

// A character that JSON escapes, or half of a surrogate pair.
const NEEDS_CARE = /["\\\u0000-\u001f\ud800-\udfff]/; // eslint-disable-line no-control-regex

function quote(text: string, path: (string | number)[]): string {
	if (!NEEDS_CARE.test(text)) return `"${text}"`;
	if (!text.isWellFormed()) {
		throw new NotCanonicalError('Text with half a surrogate pair (broken encoding)', path);
	}
	return JSON.stringify(text);
}

function write(value: unknown, path: (string | number)[]): string {
	switch (typeof value) {
		case 'string':
			return quote(value, path);
		case 'number':
			if (!Number.isFinite(value)) throw new NotCanonicalError(`The number ${value}, which JSON cannot hold,`, path);
			return Object.is(value, -0) ? '0' : String(value);
		case 'boolean':
			return value ? 'true' : 'false';
		case 'object':
			if (value === null) return 'null';
			if (path.length >= MAX_DEPTH) throw new NotCanonicalError(`Data nested deeper than ${MAX_DEPTH} levels`, path);
			if (Array.isArray(value)) return writeArray(value, path);
			if (value instanceof Date) return writeDate(value, path);
			if (isRecord(value)) return writeRecord(value, path, undefined);
			throw new NotCanonicalError(`A ${value.constructor?.name ?? 'class instance'}, which is not plain data,`, path);
		default:
			throw new NotCanonicalError(`A ${typeof value}, which JSON cannot hold,`, path);
	}
}

function writeDate(value: Date, path: (string | number)[]): string {
	if (Number.isNaN(value.getTime())) throw new NotCanonicalError('An invalid date', path);
	return `"${value.toISOString()}"`;
}

function writeArray(value: readonly unknown[], path: (string | number)[]): string {
	let out = '[';
	for (let i = 0; i < value.length; i += 1) {
		path.push(i);
		if (i > 0) out += ',';
		// JSON has no undefined; in an array its place must be kept, and JSON.stringify keeps it as null.
		out += value[i] === undefined ? 'null' : write(value[i], path);
		path.pop();
	}
	return `${out}]`;
}

// Items of one list share their keys: the sorted order of the last shape seen is usually the right one.
let lastKeys: readonly string[] = [];
let lastSorted: readonly { key: string; label: string }[] = [];

function sortedKeys(keys: readonly string[], path: (string | number)[]): readonly { key: string; label: string }[] {
	const known = lastKeys;
	if (known.length === keys.length) {
		let i = 0;
		while (i < keys.length && known[i] === keys[i]) i += 1;
		if (i === keys.length) return lastSorted;
	}
	// The default sort compares UTF-16 code units, which is what RFC 8785 asks for.
	const sorted = [...keys].sort().map((key) => ({ key, label: `${quote(key, path)}:` }));
	lastKeys = keys;
	lastSorted = sorted;
	return sorted;
}

function writeRecord(
	record: Record<string, unknown>,
	path: (string | number)[],
	leftOut: ReadonlySet<string> | undefined,
): string {
	const sorted = sortedKeys(Object.keys(record), path);
	let out = '';
	for (const { key, label } of sorted) {
		const value = record[key];
		if (value === undefined || leftOut?.has(key) === true) continue;
		if (out !== '') out += ',';
		if (typeof value === 'string' && !NEEDS_CARE.test(value)) {
			out += `${label}"${value}"`;
		} else {
			path.push(key);
			out += label + write(value, path);
			path.pop();
		}
	}
	return `{${out}}`;
}
