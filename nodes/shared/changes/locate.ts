import { FULL_SUMS, minus, times, type FieldFactor, type Sums } from './sums';

/**
 * With more fields than these, three (two) changed fields are not looked for: the ways to choose them grow with the
 * third (second) power.
 */
const MOST_FOR_THREE = 30;
const MOST_FOR_TWO = 300;

/**
 * Which fields differ between two contents.
 *
 * If the difference is that of the fields F, then taking each field of F out of it (`without`) leaves nothing. That a
 * wrong choice leaves nothing too has a chance of one in 2²⁰ for each sum left: with all eight sums less than one in
 * 10⁹ for up to three fields; with the three short ones, which name one field only, about one in 90,000 changes of
 * *several* of 12 fields is taken for a change of one.
 *
 * @param fields all that may differ
 * @returns undefined if the sums do not tell: then any of them may have changed
 */
export function locate(before: Sums, after: Sums, fields: readonly FieldFactor[]): FieldFactor[] | undefined {
	const length = Math.min(before.length, after.length);
	const difference = Array.from({ length }, (_, i) => minus(after[i]!, before[i]!));
	if (isNothing(difference)) return [];
	const found = one(difference, fields);
	if (found !== undefined) return found;
	if (length < FULL_SUMS) return undefined;
	return (fields.length <= MOST_FOR_TWO ? two(difference, fields, 0) : undefined)
		?? (fields.length <= MOST_FOR_THREE ? three(difference, fields) : undefined);
}

function one(difference: Sums, fields: readonly FieldFactor[]): FieldFactor[] | undefined {
	const found = fields.filter(({ factor }) => isOneOf(difference, factor));
	// Two names with one factor, one pair in a million: either may be meant.
	return found.length === 0 ? undefined : found;
}

function two(difference: Sums, fields: readonly FieldFactor[], from: number): FieldFactor[] | undefined {
	for (let i = from; i < fields.length - 1; i += 1) {
		const rest = without(difference, fields[i]!.factor);
		for (let j = i + 1; j < fields.length; j += 1) {
			if (isOneOf(rest, fields[j]!.factor)) return [fields[i]!, fields[j]!];
		}
	}
	return undefined;
}

function three(difference: Sums, fields: readonly FieldFactor[]): FieldFactor[] | undefined {
	for (let i = 0; i < fields.length - 2; i += 1) {
		const pair = two(without(difference, fields[i]!.factor), fields, i + 1);
		if (pair !== undefined) return [fields[i]!, ...pair];
	}
	return undefined;
}

/** Whether a field with this factor alone makes the difference: each sum is the one before times the factor. */
function isOneOf(difference: Sums, factor: number): boolean {
	for (let i = 2; i < difference.length; i += 1) {
		if (times(difference[i - 2]!, factor) !== difference[i]!) return false;
	}
	return true;
}

/** The sums of all other fields, each with a factor of its own more: two sums shorter. */
function without(difference: Sums, factor: number): number[] {
	const rest = new Array<number>(difference.length - 2);
	for (let i = 0; i < rest.length; i += 1) rest[i] = minus(difference[i + 2]!, times(difference[i]!, factor));
	return rest;
}

function isNothing(difference: Sums): boolean {
	return difference.every((sum) => sum === 0);
}
