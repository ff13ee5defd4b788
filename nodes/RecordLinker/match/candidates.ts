import type { Columns } from './columns';
import type { PartList } from './partLists';
import { fewestShared } from './parts';
import { leadingCondition, type Rule } from './rules';

/** Rows of the other system that a rule may accept for a row: none it accepts is missing. */
export type FindCandidates = (row: number) => readonly number[];

const NONE: readonly number[] = [];

/** Fewer rows than this are compared one by one. */
const FEW = 16;

/**
 * Finds candidates without comparing all with all. Rows must agree in everything that is to be the same (a hash
 * join); among many that do, those are found that share one of their rarest parts (prefix filtering), which all that
 * are alike enough do.
 *
 * @param otherRows how many rows the other system has
 */
export function candidateFinder(rule: Rule, columns: Columns, otherRows: number): FindCandidates {
	const same = rule.conditions.filter(({ how }) => how === 'same');
	const left = same.map((condition) => columns.of(condition, 0));
	const right = same.map((condition) => columns.of(condition, 1));
	const groups = new Map<string, number[]>();
	for (let row = 0; row < otherRows; row += 1) {
		const key = keyOf(right, row);
		if (key === undefined) continue;
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [row]);
		else group.push(row);
	}
	const lead = leadingCondition(rule);
	const groupOf = (row: number): readonly number[] => {
		const key = keyOf(left, row);
		return key === undefined ? NONE : (groups.get(key) ?? NONE);
	};
	if (lead === undefined) return groupOf;

	const measure = lead.how as 'letters' | 'words' | 'contained';
	const [leftParts, rightParts] = columns.partsOf(lead, measure);
	/** The rarest parts of a row, of which it shares one with each row that is alike enough. */
	const rarest = (parts: Int32Array): Int32Array => parts.subarray(0, parts.length - fewestShared(measure, parts.length, lead.atLeast) + 1);
	const indexes = new Map<readonly number[], Map<number, number[]>>();
	const stamps = new Int32Array(otherRows).fill(-1);
	return (row) => {
		const group = groupOf(row);
		if (group.length <= FEW) return group;
		const parts = leftParts.lists[row];
		if (parts === undefined) return NONE;
		let index = indexes.get(group);
		if (index === undefined) indexes.set(group, (index = indexParts(group, rightParts.lists, rarest)));
		const found: number[] = [];
		for (const part of rarest(parts)) {
			for (const other of index.get(part) ?? NONE) {
				if (stamps[other] === row) continue;
				stamps[other] = row;
				found.push(other);
			}
		}
		return found;
	};
}

function indexParts(rows: readonly number[], partsOf: readonly PartList[], rarest: (parts: Int32Array) => Int32Array): Map<number, number[]> {
	const index = new Map<number, number[]>();
	for (const row of rows) {
		const parts = partsOf[row];
		if (parts === undefined) continue;
		for (const part of rarest(parts)) {
			const list = index.get(part);
			if (list === undefined) index.set(part, [row]);
			else list.push(row);
		}
	}
	return index;
}

function keyOf(columns: readonly (readonly (string | undefined)[])[], row: number): string | undefined {
	let key = '';
	for (const column of columns) {
		const value = column[row];
		if (value === undefined) return undefined;
		// No normalised value holds a NUL but an exact one, whose length says where it ends.
		key += `${value.length}\u0000${value}`;
	}
	return key;
}
