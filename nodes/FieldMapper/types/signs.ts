import { Problem, show } from '../problem';
import { leadingZero } from './integer';
import { normalPlain } from './plainDecimal';

/** How a text shows where the decimals begin and where the thousands end. */
export const SIGN_FORMS = ['dot', 'commaDot', 'comma', 'dotComma', 'spaceComma', 'apostropheDot'] as const;
export type SignForm = (typeof SIGN_FORMS)[number];

export interface Signs {
	readonly point: string;
	readonly group: string;
	readonly pattern: RegExp;
}

const SPACES = '[ \\u00a0\\u202f]';

export const SIGNS: Readonly<Record<SignForm, Signs>> = {
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

/**
 * @param settings the editor's name for the settings to look into, for the message
 * @returns the number as plain text in normal form: `-1234.5`
 */
export function readSigned(text: string, form: Signs, settings: string): string | Problem {
	const match = form.pattern.exec(text);
	if (match === null) {
		return new Problem(
			'notDecimal',
			`${show(text)} is not a decimal number written like ${writeSigned('-1234.5', form)}.`,
			text.trim() === ''
				? 'Choose under When There Is No Value what an empty text means.'
				: `Choose in the ${settings} Settings of the row how this system writes numbers.`,
		);
	}
	const int = match[2]!.replace(/\D/g, '');
	if (int.length > 1 && int.startsWith('0')) return leadingZero(text);
	return normalPlain(match[1] === '-', int, match[3] ?? '');
}

/** @param decimals with exactly so many of them: the caller has made sure that there are no more */
export function writeSigned(plain: string, form: Signs, decimals = 0): string {
	const negative = plain.startsWith('-');
	const [int, frac = ''] = (negative ? plain.slice(1) : plain).split('.') as [string, string?];
	const padded = frac.padEnd(decimals, '0');
	return `${negative ? '-' : ''}${grouped(int, form.group)}${padded === '' ? '' : form.point + padded}`;
}

/** Three digits at a time from the end: linear, however long the number. */
function grouped(int: string, group: string): string {
	if (group === '' || int.length <= 3) return int;
	const first = int.length % 3;
	const parts = first === 0 ? [] : [int.slice(0, first)];
	for (let at = first; at < int.length; at += 3) parts.push(int.slice(at, at + 3));
	return parts.join(group);
}

export function decimalsOf(plain: string): number {
	const point = plain.indexOf('.');
	return point < 0 ? 0 : plain.length - point - 1;
}

export function tooManyDecimals(plain: string, decimals: number): Problem {
	return new Problem(
		'tooManyDecimals',
		`${show(plain)} has ${decimalsOf(plain)} decimals, and only ${decimals} fit.`,
		'Nothing is rounded here: round it where it comes from, or allow more decimals in the row.',
	);
}
