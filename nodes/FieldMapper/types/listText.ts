import { Problem, show } from '../problem';
import { MOST_VALUES } from './listRules';

/** How a value that holds the separator is written. */
export const QUOTES = ['none', 'double', 'backslash'] as const;
export type Quotes = (typeof QUOTES)[number];

/** @returns the separator as meant: `\n` and `\t` are typed in letters */
export function separatorOf(typed: string): string {
	return typed.replace(/\\n/g, '\n').replace(/\\t/g, '\t');
}

/** @returns why this separator cannot be used; undefined if it can */
export function checkSeparator(separator: string, quotes: Quotes): Problem | undefined {
	if (separator === '') return new Problem('noSeparator', 'the separator is missing', 'Name what stands between the values, for example a comma.');
	const sign = quotes === 'double' ? '"' : '\\';
	if (quotes === 'none' || !separator.includes(sign)) return undefined;
	return new Problem('noSeparator', `the separator ${show(separator)} cannot hold the sign that marks it inside a value`, 'Choose another separator, or another answer under Separator Inside a Value.');
}

/**
 * Splits a text. Spaces around values do not count, except inside quotes or behind a backslash.
 *
 * @returns the parts (of more than MOST_VALUES only the first, one more than those), or why the text is broken
 */
export function splitList(text: string, separator: string, quotes: Quotes): string[] | Problem {
	if (text === '') return [];
	switch (quotes) {
		case 'none':
			return text.split(separator, MOST_VALUES + 1).map((part) => part.trim());
		case 'double':
			return splitQuoted(text, separator);
		case 'backslash':
			return splitEscaped(text, separator);
	}
}

/** As in CSV (RFC 4180): `"a,b"`, and `""` for a quote inside quotes. */
function splitQuoted(text: string, separator: string): string[] | Problem {
	const parts: string[] = [];
	let at = 0;
	while (parts.length <= MOST_VALUES) {
		let start = at;
		while (start < text.length && text[start]!.trim() === '' && !text.startsWith(separator, start)) start += 1;
		if (text[start] === '"') {
			let part = '';
			let from = start + 1;
			let end = text.indexOf('"', from);
			while (end >= 0 && text[end + 1] === '"') {
				part += text.slice(from, end + 1);
				from = end + 2;
				end = text.indexOf('"', from);
			}
			if (end < 0) return broken(parts.length, 'its quotes are not closed');
			parts.push(part + text.slice(from, end));
			const next = text.indexOf(separator, end + 1);
			const between = text.slice(end + 1, next < 0 ? text.length : next);
			if (between.trim() !== '') return broken(parts.length - 1, `${show(between)} stands behind its quotes`);
			if (next < 0) return parts;
			at = next + separator.length;
		} else {
			const next = text.indexOf(separator, at);
			parts.push(text.slice(at, next < 0 ? text.length : next).trim());
			if (next < 0) return parts;
			at = next + separator.length;
		}
	}
	return parts;
}

function broken(index: number, why: string): Problem {
	return new Problem('brokenList', `Value ${index + 1} of the list cannot be read: ${why}.`, 'Correct it in the system it comes from, or choose Nothing under Separator Inside a Value.');
}

/** A backslash takes the sign behind it for what it is: `a\,b`. */
function splitEscaped(text: string, separator: string): string[] | Problem {
	const parts: string[] = [];
	let piece = '';
	/** How much of the piece stands there by a backslash and is not to be trimmed. */
	let kept = 0;
	let lead = true;
	for (let at = 0; at < text.length && parts.length <= MOST_VALUES; ) {
		if (text[at] === '\\') {
			if (at + 1 === text.length) return broken(parts.length, 'it ends with a lone backslash');
			piece += text[at + 1]!;
			kept = piece.length;
			lead = false;
			at += 2;
		} else if (text.startsWith(separator, at)) {
			parts.push(piece.slice(0, kept) + piece.slice(kept).trimEnd());
			[piece, kept, lead] = ['', 0, true];
			at += separator.length;
		} else {
			const isSpace = text[at]!.trim() === '';
			if (!lead || !isSpace) {
				piece += text[at]!;
				lead = false;
			}
			at += 1;
		}
	}
	parts.push(piece.slice(0, kept) + piece.slice(kept).trimEnd());
	return parts;
}

/** @returns the text that splits into these parts again; undefined where there is none */
export function joinList(parts: readonly string[], separator: string, quotes: Quotes): string | undefined {
	if (parts.length === 0) return '';
	const alone = parts.length === 1;
	const spelled = quotes === 'none' ? parts : parts.map((part) => (quotes === 'double' ? quoted(part, separator, alone) : escaped(part, separator)));
	const joined = spelled.join(separator);
	const again = splitList(joined, separator, quotes);
	return !(again instanceof Problem) && again.length === parts.length && again.every((part, i) => part === parts[i]) ? joined : undefined;
}

function quoted(part: string, separator: string, alone: boolean): string {
	// A part of the separator's letters at the edge could make one with what follows.
	const plain = !part.includes('"') && part.trim() === part && !(alone && part === '') && !touches(part, separator);
	return plain ? part : `"${part.replaceAll('"', '""')}"`;
}

function touches(part: string, separator: string): boolean {
	return [...separator].some((sign) => part.includes(sign));
}

function escaped(part: string, separator: string): string {
	const signs = new RegExp(`[${[...separator, '\\'].map((sign) => `\\u{${sign.codePointAt(0)!.toString(16)}}`).join('')}]`, 'gu');
	const [start, end] = [part.length - part.trimStart().length, part.trimEnd().length];
	if (start >= end) return part.replace(/./gsu, '\\$&');
	const edge = (spaces: string): string => spaces.replace(/./gsu, '\\$&');
	return edge(part.slice(0, start)) + part.slice(start, end).replace(signs, '\\$&') + edge(part.slice(end));
}
