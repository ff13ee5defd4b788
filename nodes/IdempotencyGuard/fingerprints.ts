import { canonicalJson, canonicalJsonWithout, NotCanonicalError } from '../shared/record/canonical';
import { SYNC_KEY } from '../shared/record/envelope';
import { keyHash, sha256 } from '../shared/record/fingerprint';
import type { FieldPath } from '../shared/record/path';
import type { KeyHash } from '../shared/state/port';

/** Which part of an item must be the same for two items with one key to count as the same. */
export type PayloadChoice = { kind: 'whole' } | { kind: 'fields'; paths: readonly FieldPath[] } | { kind: 'off' };

/** One value of a key, and what to call it in an error. */
export interface KeyPart {
	called: string;
	value: unknown;
}

export type Fingerprinted<T> = { ok: true; value: T } | { ok: false; message: string; description: string };

/** What our nodes put on an item differs from run to run and is not part of the payload. */
const NOT_PAYLOAD: ReadonlySet<string> = new Set([SYNC_KEY]);

/**
 * @param parts the key's values in order; types are apart, so 1 and "1" are two keys
 * @returns the key's hash, or why these values make no key
 */
export function hashKey(parts: readonly KeyPart[]): Fingerprinted<KeyHash> {
	let text = '';
	for (const { called, value } of parts) {
		const problem = keyProblem(value);
		if (problem !== undefined) {
			return {
				ok: false,
				message: `The key ${called} ${problem}`,
				description: 'A key must be a text, a number or true/false, and must not be empty. Correct the item, or choose other Key Fields.',
			};
		}
		// Canonical JSON of a list, written by hand: quotes and the comma keep ["a,b"] and ["a","b"] apart.
		text += `${text === '' ? '[' : ','}${typeof value === 'string' ? JSON.stringify(value) : String(value)}`;
	}
	return { ok: true, value: keyHash(`${text}]`) };
}

function keyProblem(value: unknown): string | undefined {
	switch (typeof value) {
		case 'string':
			if (value === '') return 'is an empty text';
			return value.isWellFormed() ? undefined : 'holds half a surrogate pair (broken encoding)';
		case 'number':
			return Number.isFinite(value) ? undefined : `is ${value}, which is not a number to rely on`;
		case 'boolean':
			return undefined;
		case 'undefined':
			return 'is missing';
		default:
			if (value === null) return 'is null';
			return Array.isArray(value) ? 'is a list, not a single value' : 'is an object, not a single value';
	}
}

/**
 * @returns 32 bits that differ when the payload differs; 0 if it is not to be compared
 */
export function fingerprintPayload(json: Record<string, unknown>, choice: PayloadChoice): Fingerprinted<number> {
	try {
		switch (choice.kind) {
			case 'off':
				return { ok: true, value: 0 };
			case 'whole':
				return { ok: true, value: first32Bits(canonicalJsonWithout(json, NOT_PAYLOAD)) };
			case 'fields':
				return { ok: true, value: first32Bits(canonicalJson(choice.paths.map((path) => pick(json, path)))) };
		}
	} catch (error) {
		const message = error instanceof NotCanonicalError ? error.message : 'The data cannot be read';
		return {
			ok: false,
			message: `This item's payload cannot be compared: ${message}`,
			description: 'Correct the item, or under Compare Payload choose only the fields that matter.',
		};
	}
}

/** Absent is told from null: a list of one value against an empty list. */
function pick(json: Record<string, unknown>, path: FieldPath): unknown[] {
	const value = path.get(json);
	return value === undefined ? [] : [value];
}

function first32Bits(text: string): number {
	const hash = sha256(text);
	const bits =
		(hash.charCodeAt(0) | (hash.charCodeAt(1) << 8) | (hash.charCodeAt(2) << 16) | (hash.charCodeAt(3) << 24)) >>> 0;
	// 0 means "not compared".
	return bits === 0 ? 1 : bits;
}
