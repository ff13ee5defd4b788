import { Problem, show } from '../problem';
import { decimalsNeeded, dividedBy, fractionFrom, minus, plus, roundedText, times, type Fraction } from './fraction';
import { normalPlain } from './plainDecimal';
import type { Unit } from './units';

/** From one unit to another of the same quantity. */
export interface Conversion {
	readonly from: Unit;
	readonly to: Unit;
	/** @returns exactly the same measure, or why it cannot be written as a decimal */
	exact(plain: string): string | Problem;
	/** @returns the measure with at most so many decimals, halves away from zero */
	rounded(plain: string, decimals: number): string | Problem;
	/** A value that cannot be converted exactly, and how its result begins; undefined if there is none. */
	readonly example: { readonly value: string; readonly result: string } | undefined;
}

/** Numbers longer than this are no measures, and their arithmetic would take its time. */
const MOST_DIGITS = 400;

export function compileConversion(from: Unit, to: Unit): Conversion {
	const toFactor = fractionFrom(to.factor);
	const factor = dividedBy(fractionFrom(from.factor), toFactor);
	const offset = dividedBy(minus(fractionFrom(from.offset), fractionFrom(to.offset)), toFactor);
	const same = factor.over === factor.under && offset.over === 0n;
	const convert = (plain: string): Fraction => plus(times(fractionFrom(plain), factor), offset);
	const guarded = (plain: string, how: (measure: Fraction) => string | Problem): string | Problem => {
		if (same) return plain;
		return plain.length > MOST_DIGITS ? tooLong(plain) : how(convert(plain));
	};
	return {
		from,
		to,
		exact: (plain) =>
			guarded(plain, (measure) => {
				const decimals = decimalsNeeded(measure);
				return decimals === undefined ? endless(plain, from, to, measure) : normal(roundedText(measure, decimals));
			}),
		rounded: (plain, decimals) =>
			plain.length > MOST_DIGITS ? tooLong(plain) : normal(roundedText(same ? fractionFrom(plain) : convert(plain), decimals)),
		example: exampleOf(convert),
	};
}

function normal(text: string): string {
	const negative = text.startsWith('-');
	const [int, frac = ''] = (negative ? text.slice(1) : text).split('.') as [string, string?];
	return normalPlain(negative, int, frac);
}

/** If a factor or an offset brings in a prime other than 2 and 5, then 0, 1 or 2 shows it. */
function exampleOf(convert: (plain: string) => Fraction): Conversion['example'] {
	for (const value of ['1', '0', '2']) {
		const measure = convert(value);
		if (decimalsNeeded(measure) === undefined) return { value, result: roundedText(measure, 12) };
	}
	return undefined;
}

function tooLong(plain: string): Problem {
	return new Problem('tooLong', `A number of ${plain.length} digits is no measure.`, 'Correct it in the system it comes from.');
}

function endless(plain: string, from: Unit, to: Unit, measure: Fraction): Problem {
	return new Problem(
		'endless',
		`${show(plain)} ${from.symbol} is ${roundedText(measure, 12)}… ${to.symbol}, with decimals that never end.`,
		'Nothing is rounded unless asked: choose Round under Without an End, in a row that works one way.',
	);
}
