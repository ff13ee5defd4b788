import type { FieldPath } from '../../shared/record/path';
import type { Kind } from './kinds';
import type { PartMeasure } from './parts';

/** How two normalised values are compared. */
export type Measure = 'same' | PartMeasure | 'jaroWinkler';

/** One field against one field. */
export interface Condition {
	/** Where the value stands in the records to be linked, and in those of the other system. */
	readonly field: FieldPath;
	readonly otherField: FieldPath;
	readonly as: Kind;
	readonly how: Measure;
	/** From this likeness on it holds: above 0, at most 1. Not used by `same`. */
	readonly atLeast: number;
}

/** All conditions hold: the two are the same record (`link`), or a person should look (`review`). */
export interface Rule {
	readonly name: string;
	readonly then: 'link' | 'review';
	readonly conditions: readonly Condition[];
}

/** The condition that leads to candidates without comparing all with all; undefined if there is none but `same` ones. */
export function leadingCondition(rule: Rule): Condition | undefined {
	let best: Condition | undefined;
	for (const condition of rule.conditions) {
		if (condition.how === 'same' || condition.how === 'jaroWinkler') continue;
		// The share of the shorter one's parts leads to every value with a part in common: only if nothing else does.
		const weight = (one: Condition): number => (one.how === 'contained' ? 0 : one.atLeast);
		if (best === undefined || weight(condition) > weight(best)) best = condition;
	}
	return best;
}

/** Whether the rule's candidates can be found, rather than all compared with all. */
export function findsCandidates(rule: Rule): boolean {
	return rule.conditions.some(({ how }) => how === 'same') || leadingCondition(rule) !== undefined;
}
