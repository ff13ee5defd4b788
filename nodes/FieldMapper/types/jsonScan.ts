import { Problem, show } from '../problem';
import { MAX_DEPTH } from './plainData';
import { normalPlain, numberIfExact } from './plainDecimal';

/**
 * Looks through JSON text for what `JSON.parse` would lose without a word: digits of numbers, all but the last of two
 * equal names, half characters. One pass, without recursion. Grammar is left to `JSON.parse`.
 *
 * @param numbersAsText put numbers that would lose digits into quotes instead of refusing them
 * @returns the text to parse
 */
export function scanJson(text: string, numbersAsText: boolean): string | Problem {
	/** For each open object the names seen in it; undefined for a list. */
	const open: (Set<string> | undefined)[] = [];
	let out = '';
	let copied = 0;
	let last = '';
	let at = 0;
	while (at < text.length) {
		const sign = text[at]!;
		if (sign === '"') {
			const end = endOfString(text, at);
			last = text.slice(at + 1, end - 1);
			if (last.includes('\\u') && !decode(last).isWellFormed()) return broken();
			at = end;
			continue;
		}
		if (IN_NUMBER.test(sign)) {
			const end = endOfNumber(text, at);
			const literal = text.slice(at, end);
			const instead = insteadOf(literal, numbersAsText);
			if (instead === undefined) return rounded(literal);
			if (instead !== literal) {
				out += text.slice(copied, at) + instead;
				copied = end;
			}
			at = end;
			continue;
		}
		if (sign === '{' || sign === '[') {
			if (open.length >= MAX_DEPTH) {
				return new Problem('tooDeep', `The JSON text is nested deeper than ${MAX_DEPTH} levels.`, 'Have the system send flatter data.');
			}
			open.push(sign === '{' ? new Set() : undefined);
		} else if (sign === '}' || sign === ']') {
			open.pop();
		} else if (sign === ':') {
			const names = open.at(-1);
			const name = decode(last);
			if (names?.has(name) === true) return twice(name);
			names?.add(name);
		}
		at += 1;
	}
	return out + text.slice(copied);
}

const IN_NUMBER = /[-\d]/;
const BACKSLASH = 92;
const QUOTE = 34;

function endOfString(text: string, from: number): number {
	for (let i = from + 1; i < text.length; i += 1) {
		const code = text.charCodeAt(i);
		if (code === QUOTE) return i + 1;
		if (code === BACKSLASH) i += 1;
	}
	return text.length + 1;
}

function endOfNumber(text: string, from: number): number {
	let end = from + 1;
	while (end < text.length && '0123456789.eE+-'.includes(text[end]!)) end += 1;
	return end;
}

/** @returns what to parse in place of a number; undefined where it would lose digits */
function insteadOf(literal: string, numbersAsText: boolean): string | undefined {
	if (!isExact(literal)) return numbersAsText ? `"${literal}"` : undefined;
	// JSON has a minus zero that nothing else in a record has.
	return literal.startsWith('-') && Object.is(Number(literal), -0) ? '0' : literal;
}

function decode(inside: string): string {
	if (!inside.includes('\\')) return inside;
	try {
		return JSON.parse(`"${inside}"`) as string;
	} catch {
		// Not JSON: the parser says so.
		return inside;
	}
}

const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Whether the number that JavaScript makes of it prints the same digits. */
function isExact(literal: string): boolean {
	const match = NUMBER.exec(literal);
	// Not a JSON number: the parser says so.
	if (match === null) return true;
	const [, minus, int, frac = '', exponent = '0'] = match as unknown as [string, string, string, string?, string?];
	if (!/[1-9]/.test(int + frac)) return true;
	// No double reaches further; longer ones are not spelled out.
	if (Math.abs(Number(exponent)) > 400 || int.length + frac.length > 1200) return false;
	return typeof numberIfExact(shifted(minus === '-', int, frac, Number(exponent))) === 'number';
}

function shifted(negative: boolean, int: string, frac: string, exponent: number): string {
	const digits = int + frac;
	const point = int.length + exponent;
	const whole = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0');
	const rest = point < 0 ? '0'.repeat(-point) + digits : digits.slice(Math.max(point, 0));
	return normalPlain(negative, whole.replace(/^0+(?=\d)/, ''), rest);
}

function rounded(literal: string): Problem {
	return new Problem(
		'beyondExact',
		`The JSON text holds the number ${literal.slice(0, 60)}, which would lose digits: it would become ${Number(literal)}.`,
		'Have the system send it in quotes, or choose Text under Numbers Too Long in a row that works one way.',
	);
}

function twice(name: string): Problem {
	return new Problem('twoValues', `The JSON text has the name ${show(name)} twice in one object: only one of its values could be kept.`, 'Correct it in the system it comes from.');
}

function broken(): Problem {
	return new Problem('brokenText', 'The JSON text holds half of a two-part character: its encoding was broken on the way here.', 'Correct it in the system it comes from.');
}
