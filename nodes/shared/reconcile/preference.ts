import { compareDecimals, parseDecimal } from './exactDecimal';
import { parseStamp } from './stamp';

/** Rules that choose by what the values are. */
export type Preference = 'nonEmpty' | 'longest' | 'min' | 'max';

/**
 * How good a value is by a rule, against the others in the conflict.
 *
 * @returns the order by which the best is greatest, or undefined where the rule cannot say: the values are not of one
 * kind
 */
export function preferenceAmong(rule: Preference, values: readonly unknown[]): ((a: unknown, b: unknown) => number) | undefined {
	switch (rule) {
		case 'nonEmpty':
			return (a, b) => Number(isEmpty(b)) - Number(isEmpty(a));
		case 'longest':
			return values.every((value) => lengthOf(value) !== undefined) ? (a, b) => lengthOf(a)! - lengthOf(b)! : undefined;
		case 'min': {
			const order = magnitude(values);
			return order && ((a, b) => order(b, a));
		}
		case 'max':
			return magnitude(values);
	}
}

function isEmpty(value: unknown): boolean {
	if (value === null) return true;
	if (typeof value === 'string') return value.trim() === '';
	return typeof value === 'object' && !(value instanceof Date) && Object.keys(value).length === 0;
}

/** Characters as people count them, not UTF-16 units; nothing is shorter than anything. */
function lengthOf(value: unknown): number | undefined {
	if (value === null) return -1;
	if (typeof value === 'string') return [...value].length;
	return Array.isArray(value) ? value.length : undefined;
}

const DATE = /^\d{4}-\d\d-\d\d$/;

function magnitude(values: readonly unknown[]): ((a: unknown, b: unknown) => number) | undefined {
	if (values.every((value) => parseDecimal(value) !== undefined)) return (a, b) => compareDecimals(parseDecimal(a)!, parseDecimal(b)!);
	if (values.every((value) => typeof value === 'string' && DATE.test(value))) return (a, b) => (a === b ? 0 : String(a) < String(b) ? -1 : 1);
	const isMoment = (value: unknown): boolean => typeof value !== 'number' && parseStamp(value) !== undefined;
	return values.every(isMoment) ? (a, b) => parseStamp(a)! - parseStamp(b)! : undefined;
}
