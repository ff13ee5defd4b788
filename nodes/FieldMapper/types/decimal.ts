import { Problem, show } from '../problem';
import { leadingZero } from './integer';
import { normalPlain, numberIfExact, plainFromNumber } from './plainDecimal';
import { beyondExact } from './text';
import { defineType, type Codec } from './type';

/** An exact decimal: the number that prints the same digits, or plain text where no number does. */
type Exact = number | string;

const AS = ['number', 'dot', 'commaDot', 'comma', 'dotComma', 'spaceComma', 'apostropheDot'] as const;
type As = (typeof AS)[number];

interface Signs {
	readonly point: string;
	readonly group: string;
	readonly pattern: RegExp;
}

const SPACES = '[ \\u00a0\\u202f]';
const SIGNS: Readonly<Record<As, Signs>> = {
	number: signs('.', ''),
	dot: signs('.', ''),
	commaDot: signs('.', ',', ','),
	comma: signs(',', ''),
	dotComma: signs(',', '.', '\\.'),
	spaceComma: signs(',', ' ', SPACES),
	apostropheDot: signs('.', "'", "['’]"),
};

function signs(point: string, group: string, groupPattern = ''): Signs {
	const whole = group === '' ? '\\d+' : `\\d{1,3}(?:${groupPattern}\\d{3})+|\\d+`;
	return { point, group, pattern: new RegExp(`^(-?)(${whole})(?:${point === '.' ? '\\.' : point}(\\d+))?$`) };
}

/** Decimal numbers and amounts of money, exact: nothing is ever rounded. */
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
		fromText: (text) => readText(text.trim(), SIGNS.dot),
		samples: [0, 1, -1, 0.1, 12.5, -1234.56, 1234567.891, 0.0000001, '0.12345678901234567890123', '12345678901234567.89'],
	}),
);

function codec(as: As, decimals: number | undefined): Codec<Exact> {
	const form = SIGNS[as];
	return {
		read: (value) => {
			if (typeof value === 'number') return readNumber(value);
			if (typeof value === 'string') return readText(value, form);
			return new Problem('notDecimal', `The value is ${show(value)}, and this row takes decimal numbers.`, 'Choose the type that fits.');
		},
		write: as === 'number' ? (value) => writeNumber(value, decimals) : (value) => writeText(value, form, decimals),
	};
}

function readNumber(value: number): Exact | Problem {
	if (!Number.isFinite(value)) return new Problem('notFinite', `${value} is not a number.`, 'Correct it in the system it comes from.');
	if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return beyondExact(value);
	return value === 0 ? 0 : value;
}

function readText(text: string, form: Signs): Exact | Problem {
	const match = form.pattern.exec(text);
	if (match === null) {
		const example = writeText(-1234.5, form, undefined);
		return new Problem(
			'notDecimal',
			`${show(text)} is not a decimal number written like ${String(example)}.`,
			text.trim() === ''
				? 'Choose under When There Is No Value what an empty text means.'
				: 'Choose in the Decimal Settings of the row how this system writes numbers.',
		);
	}
	const int = match[2]!.replace(/\D/g, '');
	if (int.length > 1 && int.startsWith('0')) return leadingZero(text);
	return numberIfExact(normalPlain(match[1] === '-', int, match[3] ?? ''));
}

function plainOf(value: Exact): string {
	return typeof value === 'number' ? plainFromNumber(value) : value;
}

function decimalsOf(plain: string): number {
	const point = plain.indexOf('.');
	return point < 0 ? 0 : plain.length - point - 1;
}

function tooManyDecimals(plain: string, decimals: number): Problem {
	return new Problem(
		'tooManyDecimals',
		`${show(plain)} has ${decimalsOf(plain)} decimals, and only ${decimals} fit.`,
		'Nothing is rounded here: round it where it comes from, or allow more decimals in the row.',
	);
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
	const negative = plain.startsWith('-');
	const [int, frac = ''] = (negative ? plain.slice(1) : plain).split('.') as [string, string?];
	if (decimals !== undefined && frac.length > decimals) return tooManyDecimals(plain, decimals);
	const grouped = form.group === '' ? int : int.replace(/\B(?=(?:\d{3})+$)/g, form.group);
	const padded = decimals === undefined ? frac : frac.padEnd(decimals, '0');
	return `${negative ? '-' : ''}${grouped}${padded === '' ? '' : form.point + padded}`;
}
