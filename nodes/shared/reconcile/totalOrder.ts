import { canonicalJson } from '../record/canonical';

/**
 * The order that settles what no rule could: a value over null, then the greater canonical JSON text by UTF-16
 * units. It looks at content alone (not at systems, times or arrival), so every run everywhere decides alike, and
 * it is total and transitive because it compares texts.
 *
 * @returns above 0 if `a` wins, below 0 if `b` wins, 0 only for the same value
 */
export function compareValues(a: unknown, b: unknown): number {
	if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
	const left = canonicalJson(a);
	const right = canonicalJson(b);
	return left === right ? 0 : left < right ? -1 : 1;
}
