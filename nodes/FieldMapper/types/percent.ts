import { Problem, show } from '../problem';
import { readPlain } from './decimal';
import { numberIfExact, shiftPlain } from './plainDecimal';
import { decimalsOf, readSigned, SIGNS, tooManyDecimals, writeSigned, type Signs } from './signs';
import { defineType, type Codec } from './type';

const AS = ['percent', 'fraction', 'dot', 'dotSpace', 'comma', 'commaSpace'] as const;
type As = (typeof AS)[number];

/** Shares: 15, 0.15 or "15 %" for the same thing. Inside: the percentage as plain text; nothing is ever rounded. */
export const percent = defineType(
	{
		sourceAs: { choice: AS },
		sourceDecimals: { count: 30 },
		targetAs: { choice: AS },
		targetDecimals: { count: 30 },
	},
	(settings) => ({
		source: codec(settings.sourceAs, settings.sourceDecimals),
		target: codec(settings.targetAs, settings.targetDecimals),
		fromText: (text) => {
			const trimmed = text.trim();
			return readSigned(trimmed.endsWith('%') ? trimmed.slice(0, -1).trimEnd() : trimmed, SIGNS.dot, 'Percent');
		},
		samples: ['0', '1', '-1', '0.1', '15', '12.5', '100', '250', '-0.00000001', '33.333333333333333333333', '900719925474099312'],
	}),
);

function codec(as: As, decimals: number | undefined): Codec<string> {
	if (as === 'percent' || as === 'fraction') return numberCodec(as === 'percent' ? 0 : 2, decimals);
	return textCodec(SIGNS[as.startsWith('dot') ? 'dot' : 'comma'], as.endsWith('Space') ? ' %' : '%', decimals);
}

/** @param places how far the point of the percentage stands to the right of the number's */
function numberCodec(places: number, decimals: number | undefined): Codec<string> {
	return {
		read: (value) => {
			if (typeof value === 'string' && value.includes('%')) return signUnasked(value);
			const plain = readPlain(value, SIGNS.dot, 'Percent');
			return plain instanceof Problem ? plain : shiftPlain(plain, places);
		},
		write: (percentage) => {
			const plain = shiftPlain(percentage, -places);
			return fits(plain, decimals) ? numberIfExact(plain) : tooManyDecimals(plain, decimals!);
		},
	};
}

function textCodec(form: Signs, sign: string, decimals: number | undefined): Codec<string> {
	return {
		read: (value) => {
			if (typeof value !== 'string' || !value.trimEnd().endsWith('%')) return noSign(value, form, sign);
			const number = value.trimEnd().slice(0, -1).trimEnd();
			return readSigned(number, form, 'Percent');
		},
		write: (percentage) =>
			fits(percentage, decimals) ? writeSigned(percentage, form, decimals) + sign : tooManyDecimals(percentage, decimals!),
	};
}

function fits(plain: string, decimals: number | undefined): boolean {
	return decimals === undefined || decimalsOf(plain) <= decimals;
}

function signUnasked(value: string): Problem {
	return new Problem(
		'notPercent',
		`${show(value)} has a percent sign, and this row takes plain numbers.`,
		'Choose in the Percent Settings of the row how this system writes shares.',
	);
}

function noSign(value: unknown, form: Signs, sign: string): Problem {
	return new Problem(
		'notPercent',
		`The value is ${show(value)}, and this row takes text like "${writeSigned('12.5', form)}${sign}": without the sign, 0.15 could be 15 % or 0.15 %.`,
		'Choose in the Percent Settings of the row how this system writes shares.',
	);
}
