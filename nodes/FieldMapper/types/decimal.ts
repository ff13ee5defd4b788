import { Problem, show } from '../problem';
import { numberIfExact, plainFromNumber } from './plainDecimal';
import { decimalsOf, readSigned, SIGN_FORMS, SIGNS, tooManyDecimals, writeSigned, type Signs } from './signs';
import { beyondExact } from './text';
import { defineType, type Codec } from './type';

/** An exact decimal: the number that prints the same digits, or plain text where no number does. */
export type Exact = number | string;

const AS = ['number', ...SIGN_FORMS] as const;
type As = (typeof AS)[number];

/** Decimal numbers, exact: nothing is ever rounded. */
export const decimal = defineType(
	{
		sourceAs: { choice: AS },
		sourceDecimals: { count: 30 },
		targetAs: { choice: AS },
		targetDecimals: { count: 30 },
	},
	(settings) => ({
		source: codec(settings.sourceAs, settings.sourceDecimals),
		target: codec(settings.targetAs, settings.targetDecimals),
		fromText: (text) => exactly(readSigned(text.trim(), SIGNS.dot, 'Decimal')),
		samples: [0, 1, -1, 0.1, 12.5, -1234.56, 1234567.891, 0.0000001, '0.12345678901234567890123', '12345678901234567.89'],
	}),
);

function codec(as: As, decimals: number | undefined): Codec<Exact> {
	const form = SIGNS[as === 'number' ? 'dot' : as];
	return {
		read: (value) => {
			if (typeof value === 'number') return readNumber(value);
			if (typeof value === 'bigint') return numberIfExact(String(value));
			if (typeof value === 'string') return exactly(readSigned(value, form, 'Decimal'));
			return notDecimal(value);
		},
		write: as === 'number' ? (value) => writeNumber(value, decimals) : (value) => writeText(value, form, decimals),
	};
}

/** @returns the number as it is, or why nobody can tell which number was meant */
export function readNumber(value: number): number | Problem {
	if (!Number.isFinite(value)) return new Problem('notFinite', `${value} is not a number.`, 'Correct it in the system it comes from.');
	if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return beyondExact(value);
	return value === 0 ? 0 : value;
}

export function notDecimal(value: unknown): Problem {
	return new Problem('notDecimal', `The value is ${show(value)}, and this row takes decimal numbers.`, 'Choose the type that fits.');
}

/**
 * Reads a number of any spelling a type takes as plain text in normal form.
 *
 * @param settings the editor's name for the settings to look into, for the message
 */
export function readPlain(value: unknown, form: Signs, settings: string): string | Problem {
	if (typeof value === 'string') return readSigned(value, form, settings);
	if (typeof value === 'bigint') return String(value);
	if (typeof value !== 'number') return notDecimal(value);
	const number = readNumber(value);
	return number instanceof Problem ? number : plainFromNumber(number);
}

function exactly(plain: string | Problem): Exact | Problem {
	return plain instanceof Problem ? plain : numberIfExact(plain);
}

function plainOf(value: Exact): string {
	return typeof value === 'number' ? plainFromNumber(value) : value;
}

function writeNumber(value: Exact, decimals: number | undefined): unknown {
	if (decimals !== undefined) {
		const plain = plainOf(value);
		if (decimalsOf(plain) > decimals) return tooManyDecimals(plain, decimals);
	}
	return value;
}

function writeText(value: Exact, form: Signs, decimals: number | undefined): unknown {
	const plain = plainOf(value);
	if (decimals !== undefined && decimalsOf(plain) > decimals) return tooManyDecimals(plain, decimals);
	return writeSigned(plain, form, decimals);
}
