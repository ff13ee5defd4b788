import { canonicalJson } from '../record/canonical';
import { SYNC_KEY } from '../record/envelope';
import { isRecord, setOwn } from '../record/json';
import type { FieldPath } from '../record/path';

/** A stored result larger than this is not kept: state must stay small. In characters of JSON. */
export const MOST_RESULT = 16_384;

/** Which part of an app's answer later duplicates get to see. */
export type ResultChoice = { readonly kind: 'none' | 'whole' } | { readonly kind: 'fields'; readonly paths: readonly FieldPath[] };

/** @returns a copy to keep: undefined for nothing; `tooMuch` for what is too large or no plain data */
export function resultToKeep(json: unknown, choice: ResultChoice): { result: unknown; tooMuch: boolean } {
	if (choice.kind === 'none') return { result: undefined, tooMuch: false };
	const text = canonicalOrUndefined(choice.kind === 'fields' ? pickFields(json, choice.paths) : withoutSync(json));
	if (text === undefined || text.length > MOST_RESULT) return { result: undefined, tooMuch: true };
	return { result: JSON.parse(text) as unknown, tooMuch: false };
}

/** What is the user's, without our own metadata. */
export function withoutSync(json: unknown): unknown {
	if (!isRecord(json) || !(SYNC_KEY in json)) return json;
	const rest = { ...json };
	delete rest[SYNC_KEY];
	return rest;
}

/** The fields that are there, each under its path's text. */
export function pickFields(json: unknown, paths: readonly FieldPath[]): Record<string, unknown> {
	const picked = {};
	for (const path of paths) {
		const value = path.get(json);
		if (value !== undefined) setOwn(picked, path.text, value);
	}
	return picked;
}

function canonicalOrUndefined(value: unknown): string | undefined {
	try {
		return canonicalJson(value);
	} catch {
		return undefined;
	}
}
