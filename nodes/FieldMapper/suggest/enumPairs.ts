import type { ValuePair } from '../types/type';
import { agreement, type Agreement, type Match } from './agreement';
import type { FieldKinds } from './fieldKinds';

export interface EnumGuess {
	readonly pairs: readonly ValuePair[];
	readonly settings: Readonly<Record<string, string>>;
	/** How well the pairs explain the matched records. */
	readonly agreement: Agreement;
}

/** A field with more different values than this is no enum. */
export const MOST_VALUES = 25;
/** The pairs must explain this share of the records, and each must be seen so often; what is seen less is left out. */
const ENOUGH = 0.8;
const LEAST_SEEN = 2;

/**
 * Learns a value map from matched records: `A` in the one where the other has `active`. Only one-to-one maps count.
 */
export function guessEnum(source: FieldKinds, target: FieldKinds, matches: readonly Match[]): EnumGuess | undefined {
	const seen = new Map<string, Map<string, number>>();
	const kinds: [Set<string>, Set<string>] = [new Set(), new Set()];
	const targets = new Set<string>();
	let both = 0;
	for (const [i, j] of matches) {
		const [a, b] = [source.field.values[i], target.field.values[j]];
		if (!isScalar(a) || !isScalar(b)) continue;
		both += 1;
		kinds[0].add(typeof a);
		kinds[1].add(typeof b);
		targets.add(String(b));
		let row = seen.get(String(a));
		if (row === undefined) seen.set(String(a), (row = new Map()));
		row.set(String(b), (row.get(String(b)) ?? 0) + 1);
		if (seen.size > MOST_VALUES || targets.size > MOST_VALUES) return undefined;
	}
	if (kinds[0].size !== 1 || kinds[1].size !== 1) return undefined;
	const pairs = pairsOf(seen);
	if (pairs === undefined) return undefined;
	const counterparts = new Map(pairs.map((pair) => [pair.source, pair.target]));
	const found = agreement(
		source.field.values.map((value) => (isScalar(value) ? (counterparts.get(String(value)) ?? `no pair: ${String(value)}`) : undefined)),
		target.field.values.map((value) => (isScalar(value) ? String(value) : undefined)),
		matches,
	);
	if (found.same < ENOUGH * both) return undefined;
	return { pairs, settings: { sourceKind: KIND_WORDS[[...kinds[0]][0]!]!, targetKind: KIND_WORDS[[...kinds[1]][0]!]! }, agreement: found };
}

const KIND_WORDS: Readonly<Record<string, string>> = { string: 'text', number: 'number', boolean: 'boolean' };

/** @returns each value with the one it mostly stands for; undefined where that is not one to one, or no map at all */
function pairsOf(seen: ReadonlyMap<string, ReadonlyMap<string, number>>): ValuePair[] | undefined {
	const pairs: ValuePair[] = [];
	const taken = new Set<string>();
	for (const [source, counts] of [...seen].sort(([a], [b]) => (a < b ? -1 : 1))) {
		const [target, count] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]!;
		if (count < LEAST_SEEN) continue;
		if (taken.has(target)) return undefined;
		taken.add(target);
		pairs.push({ source, target });
	}
	return pairs.length < 2 ? undefined : pairs;
}

function isScalar(value: unknown): value is string | number | boolean {
	return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean';
}
