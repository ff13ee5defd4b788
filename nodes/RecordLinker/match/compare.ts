import type { Columns } from './columns';
import { jaroWinkler } from './jaroWinkler';
import { countShared, mostShared } from './partLists';
import { likeness } from './parts';
import type { Condition, Rule } from './rules';

/** How alike two rows are by one condition: 0 to 1, or undefined where one of them has no value. 0 may stand for too little. */
export type Score = (a: number, b: number) => number | undefined;

export function scorer(condition: Condition, columns: Columns): Score {
	const left = columns.of(condition, 0);
	const right = columns.of(condition, 1);
	const both = (score: (a: string, b: string, i: number, j: number) => number): Score => (i, j) => {
		const a = left[i];
		const b = right[j];
		return a === undefined || b === undefined ? undefined : score(a, b, i, j);
	};
	const { how } = condition;
	if (how === 'same') return both((a, b) => (a === b ? 1 : 0));
	if (how === 'jaroWinkler') return both(jaroWinkler);
	const [leftParts, rightParts] = columns.partsOf(condition, how);
	return both((_a, _b, i, j) => {
		const x = leftParts.lists[i]!;
		const y = rightParts.lists[j]!;
		// Most pairs are nowhere near, which is seen without counting.
		if (likeness(how, x.length, y.length, mostShared(leftParts, i, rightParts, j)) < condition.atLeast) return 0;
		return likeness(how, x.length, y.length, countShared(x, y));
	});
}

/**
 * @returns how alike two rows are by a rule: the mean of its conditions, or undefined where one of them does not hold
 */
export function ruleScorer(rule: Rule, columns: Columns): Score {
	const parts = rule.conditions.map((condition) => ({ score: scorer(condition, columns), atLeast: condition.how === 'same' ? 1 : condition.atLeast }));
	return (a, b) => {
		let sum = 0;
		for (const { score, atLeast } of parts) {
			const one = score(a, b);
			if (one === undefined || one < atLeast) return undefined;
			sum += one;
		}
		return sum / parts.length;
	};
}
