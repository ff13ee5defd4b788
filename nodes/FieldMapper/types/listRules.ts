import { Problem, show } from '../problem';
import type { SortOrder } from './listItems';

export const ORDER = ['keep', 'ascending', 'descending'] as const;
export const DUPLICATES = ['keep', 'reject', 'remove'] as const;
export const EMPTY_ENTRIES = ['reject', 'drop'] as const;

/** What a list as a whole has to be, and what is done to make it so. */
export interface ListRules {
	readonly order: (typeof ORDER)[number];
	readonly duplicates: (typeof DUPLICATES)[number];
	readonly emptyEntries: (typeof EMPTY_ENTRIES)[number];
	readonly minCount: number | undefined;
	readonly maxCount: number | undefined;
	/** The order of values as they are inside. */
	readonly sortBy: SortOrder;
	/** The same scalar for the same value. */
	readonly keyOf: (value: unknown) => unknown;
}

/** @returns the values by the rules, or which rule they break */
export function refine(values: unknown[], rules: ListRules): unknown[] | Problem {
	const single = rules.duplicates === 'keep' ? values : withoutDuplicates(values, rules);
	if (single instanceof Problem) return single;
	const { minCount, maxCount } = rules;
	if (minCount !== undefined && single.length < minCount) return wrongCount(single.length, `at least ${minCount}`);
	if (maxCount !== undefined && single.length > maxCount) return wrongCount(single.length, `at most ${maxCount}`);
	if (rules.order === 'keep') return single;
	const sign = rules.order === 'ascending' ? 1 : -1;
	const { key, compare } = rules.sortBy;
	return single
		.map((value) => ({ value, key: key(value) }))
		.sort((a, b) => sign * compare(a.key, b.key))
		.map(({ value }) => value);
}

/** More values in one field than this are refused, so that no text can fill the memory with them. */
export const MOST_VALUES = 1_000_000;

export function tooMany(): Problem {
	return new Problem('wrongCount', `The list has more than ${MOST_VALUES} values.`, 'Split the list into items before this node.');
}

function wrongCount(count: number, wanted: string): Problem {
	return new Problem('wrongCount', `The list has ${count} ${count === 1 ? 'value' : 'values'}, and this row takes ${wanted}.`, 'Correct it in the system it comes from, or change Fewest Values and Most Values.');
}

function withoutDuplicates(values: readonly unknown[], { keyOf, duplicates }: ListRules): unknown[] | Problem {
	const seen = new Map<unknown, number>();
	const single: unknown[] = [];
	for (let i = 0; i < values.length; i += 1) {
		const key = keyOf(values[i]);
		const first = seen.get(key);
		if (first === undefined) {
			seen.set(key, i);
			single.push(values[i]);
		} else if (duplicates === 'reject') {
			return new Problem('twoValues', `Values ${first + 1} and ${i + 1} of the list are the same: ${show(key)}.`, 'Correct it in the system it comes from, or choose another answer under Equal Values.');
		}
	}
	return single;
}

/** @returns what a list would lose by these rules, with the list that shows it */
export function lossOfRules({ order, duplicates, emptyEntries }: ListRules): Problem | undefined {
	const lossy = (what: string, setting: string): Problem => new Problem('lossy', what, `Choose another answer under ${setting}, or use one row for each way.`);
	if (duplicates === 'remove') return lossy('removing equal values cannot be undone: ["a", "a"] would come back as ["a"]', 'Equal Values');
	if (emptyEntries === 'drop') return lossy('dropping entries without a value cannot be undone: ["a", null] would come back as ["a"]', 'Entries Without a Value');
	if (order === 'keep') return undefined;
	const [given, sorted] = order === 'ascending' ? ['["b", "a"]', '["a", "b"]'] : ['["a", "b"]', '["b", "a"]'];
	return lossy(`sorting cannot be undone: ${given} would come back as ${sorted}`, 'Order');
}
