import { canonicalJson } from '../shared/record/canonical';
import { isRecord } from '../shared/record/json';
import type { MergeRule } from '../shared/reconcile';

/** What a review item asks about, so that its answer needs nothing else: neither the item nor the run. */
export interface Question {
	readonly sync: string;
	/** The record key as the first system shows it. */
	readonly key: unknown;
	readonly field: string;
	/** Where the field stood (`reviewState`): fingerprints, no values. */
	readonly state: string;
	/** The rule that merges the field's values, if there is one: then they are kept, and compared by it. */
	readonly merge: MergeRule | null;
	/** What each system showed, by fingerprint: a value that changed its form on the way is noticed. */
	readonly shown: readonly (readonly [system: string, fingerprint: number])[];
	/** The record's ID in the systems where it is another than the key. */
	readonly ids: readonly (readonly [system: string, id: unknown])[];
}

const FORM = 1;

/** The same as long as the field stands where it stood. */
export function reviewId({ sync, key, field, state, merge, shown, ids }: Question): string {
	return Buffer.from(canonicalJson([FORM, sync, key, field, state, merge, shown, ids])).toString('base64url');
}

/** @returns undefined for what is no review id */
export function parseReviewId(id: unknown): Question | undefined {
	if (typeof id !== 'string') return undefined;
	let parts: unknown;
	try {
		parts = JSON.parse(Buffer.from(id.trim(), 'base64url').toString());
	} catch {
		return undefined;
	}
	if (!Array.isArray(parts) || parts.length !== 8 || parts[0] !== FORM) return undefined;
	const [, sync, key, field, state, merge, shown, ids] = parts as unknown[];
	const isKey = typeof key === 'string' || typeof key === 'number';
	if (typeof sync !== 'string' || !isKey || typeof field !== 'string' || typeof state !== 'string') return undefined;
	if (!isMergeRule(merge) || !isPairs(shown) || !isPairs(ids)) return undefined;
	return { sync, key, field, state, merge, shown: shown as [string, number][], ids };
}

function isPairs(value: unknown): value is [string, unknown][] {
	return Array.isArray(value) && value.every((one) => Array.isArray(one) && typeof one[0] === 'string');
}

function isMergeRule(value: unknown): value is MergeRule | null {
	if (value === null) return true;
	if (!isRecord(value)) return false;
	const { kind, key } = value;
	return kind === 'sum' || kind === 'union' || (kind === 'keyed' && typeof key === 'string');
}
