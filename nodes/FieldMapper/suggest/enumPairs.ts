import type { ValuePair } from '../types/type';
import type { Match } from './agreement';
import type { FieldKinds } from './fieldKinds';

export interface EnumGuess {
	readonly pairs: readonly ValuePair[];
	readonly settings: Readonly<Record<string, string>>;
	/** How many matched records the pairs explain, of those in which both fields have a value. */
	readonly same: number;
	readonly both: number;
}

/** A field with more different values than this is no enum. */
export const MOST_VALUES = 25;
/** The pairs must explain this share of the records, and each must be seen so often. */
const ENOUGH = 0.95;
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
	if (seen.size < 2 || kinds[0].size !== 1 || kinds[1].size !== 1 || both < LEAST_SEEN * seen.size) return undefined;
	return pairsOf(seen, both, { sourceKind: [...kinds[0]][0]!, targetKind: [...kinds[1]][0]! });
}

function pairsOf(seen: ReadonlyMap<string, ReadonlyMap<string, number>>, both: number, kinds: { sourceKind: string; targetKind: string }): EnumGuess | undefined {
	const pairs: ValuePair[] = [];
	const taken = new Set<string>();
	let same = 0;
	for (const [source, counts] of [...seen].sort(([a], [b]) => (a < b ? -1 : 1))) {
		const [target, count] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]!;
		if (taken.has(target) || count < LEAST_SEEN) return undefined;
		taken.add(target);
		same += count;
		pairs.push({ source, target });
	}
	const words = { string: 'text', number: 'number', boolean: 'boolean' } as Readonly<Record<string, string>>;
	const settings = { sourceKind: words[kinds.sourceKind]!, targetKind: words[kinds.targetKind]! };
	return same >= ENOUGH * both ? { pairs, settings, same, both } : undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
	return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean';
}
