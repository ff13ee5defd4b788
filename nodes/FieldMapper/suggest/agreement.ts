import type { Keys } from './fieldKinds';

/** The same record in both samples: its place in each. */
export type Match = readonly [source: number, target: number];

export interface Agreement {
	/** Matched records in which both fields have a value, and those in which it is the same. */
	readonly both: number;
	readonly same: number;
	/** 0 to 1: how much more often they agree than two unrelated fields with these values would. */
	readonly beyondChance: number;
}

/** Compares two fields over matched records (Cohen's kappa, not below 0). */
export function agreement(source: Keys, target: Keys, matches: readonly Match[]): Agreement {
	let both = 0;
	let same = 0;
	for (const [i, j] of matches) {
		const a = source[i];
		if (a === undefined || target[j] === undefined) continue;
		both += 1;
		if (a === target[j]) same += 1;
	}
	if (same === 0) return { both, same, beyondChance: 0 };
	const chance = sharedByChance(source, target, matches, both);
	// One and the same value everywhere proves little.
	const beyondChance = chance >= 1 ? 0.3 : Math.max(0, (same / both - chance) / (1 - chance));
	return { both, same, beyondChance };
}

/** How often two fields with these values would agree if they had nothing to do with each other. */
function sharedByChance(source: Keys, target: Keys, matches: readonly Match[], both: number): number {
	const counts = new Map<string, [number, number]>();
	for (const [i, j] of matches) {
		const a = source[i];
		const b = target[j];
		if (a === undefined || b === undefined) continue;
		count(counts, a)[0] += 1;
		count(counts, b)[1] += 1;
	}
	let chance = 0;
	for (const [a, b] of counts.values()) chance += (a / both) * (b / both);
	return chance;
}

function count(counts: Map<string, [number, number]>, key: string): [number, number] {
	let pair = counts.get(key);
	if (pair === undefined) counts.set(key, (pair = [0, 0]));
	return pair;
}

/** Shared different values against those of the field that has fewer of them: for when no records are matched. */
export function overlap(source: Keys, target: Keys): number {
	const one = new Set(source.filter((key) => key !== undefined));
	const other = new Set(target.filter((key) => key !== undefined));
	// A handful of values, such as 0 and 1, is shared by chance.
	const fewer = Math.min(one.size, other.size);
	if (fewer < 5) return 0;
	let shared = 0;
	for (const key of one) if (other.has(key)) shared += 1;
	return shared / fewer;
}
