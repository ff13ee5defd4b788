import { canonicalJson } from '../record/canonical';
import { addDecimals, decimalText, parseDecimal, type ExactDecimal } from './exactDecimal';
import { mergeKeyed } from './mergeKeyed';
import type { MergeRule } from './policy';

/** One system's change of a field. */
export interface MergeSide {
	/**
	 * What the system had before: one value, or several where a write was on its way and nobody knows whether it came
	 * first. None for a system seen for the first time.
	 */
	readonly bases: readonly unknown[];
	readonly value: unknown;
}

export interface Merged {
	readonly value: unknown;
	/** Something had to give way: two changes of the same part. Both sides are then reported. */
	readonly conflict: boolean;
}

/**
 * Puts the changes of several systems together on top of the value that counts: `standing + Σ (value − base)`, with
 * what that means for numbers, sets and keyed lists. The order of the sides has no influence.
 *
 * @param standing the value that counts so far; undefined on a first run
 * @returns undefined where the values are not of the kind the rule is for
 */
export function mergeSides(rule: MergeRule, standing: unknown, sides: readonly MergeSide[]): Merged | undefined {
	switch (rule.kind) {
		case 'sum':
			return sum(standing, sides);
		case 'union':
			return union(standing, sides);
		case 'keyed':
			return mergeKeyed(rule.key, standing, sides);
	}
}

/** Of several possible bases the last counts: it is far more likely that a write arrived than that it was lost. */
function sum(standing: unknown, sides: readonly MergeSide[]): Merged | undefined {
	const start = parseDecimal(standing);
	if (start === undefined) return undefined;
	let total: ExactDecimal = start;
	for (const side of sides) {
		const [value, base] = [parseDecimal(side.value), parseDecimal(side.bases.at(-1))];
		if (value === undefined || base === undefined) return undefined;
		total = addDecimals(addDecimals(total, value), base, -1n);
	}
	const text = decimalText(total);
	const isText = typeof standing === 'string' || sides.some((side) => typeof side.value === 'string');
	return { value: isText ? text : Number(text), conflict: sides.some((side) => side.bases.length > 1) };
}

/**
 * Added: in no base of the side. Removed: in every base of it. What one side adds while another removes it stays:
 * who removed it did not see it come back.
 */
function union(standing: unknown, sides: readonly MergeSide[]): Merged | undefined {
	const start = asSet(standing ?? null);
	if (start === undefined) return undefined;
	const removed = new Set<string>();
	const added = new Map<string, unknown>();
	for (const side of sides) {
		const value = asSet(side.value);
		const bases = side.bases.map(asSet);
		if (value === undefined || bases.includes(undefined)) return undefined;
		for (const [text, element] of value) if (!bases.some((base) => base!.has(text))) added.set(text, element);
		for (const text of bases[0]?.keys() ?? []) if (!value.has(text) && bases.every((base) => base!.has(text))) removed.add(text);
	}
	const merged = new Map([...start].filter(([text]) => !removed.has(text)));
	for (const text of [...added.keys()].sort()) merged.set(text, added.get(text));
	return { value: [...merged.values()], conflict: sides.some((side) => side.bases.length > 1) };
}

function asSet(value: unknown): Map<string, unknown> | undefined {
	if (value === null) return new Map();
	return Array.isArray(value) ? new Map(value.map((element) => [canonicalJson(element), element])) : undefined;
}

/**
 * The value with what does not count for the rule brought into one form, to be compared: elements of a set or a keyed
 * list have no order, and a set no repeats.
 */
export function comparable(rule: MergeRule | undefined, value: unknown): unknown {
	if (rule === undefined || rule.kind === 'sum' || !Array.isArray(value)) return value;
	const texts = value.map((element) => canonicalJson(element)).sort();
	return rule.kind === 'union' ? [...new Set(texts)] : texts;
}
