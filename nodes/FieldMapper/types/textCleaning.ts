import { Problem } from '../problem';
import type { Way } from './type';

export const SPACES = ['keep', 'trim', 'collapse'] as const;
export const CASES = ['keep', 'lower', 'upper', 'title'] as const;
export const UNICODE = ['keep', 'nfc'] as const;
export const TOO_LONG = ['reject', 'cut'] as const;

export interface TextSettings {
	readonly spaces: (typeof SPACES)[number];
	readonly case: (typeof CASES)[number];
	readonly unicode: (typeof UNICODE)[number];
	readonly maxLength: number | undefined;
	readonly tooLong: (typeof TOO_LONG)[number];
}

type Step = (text: string) => string;

const CHANGES: Readonly<Record<'lower' | 'upper' | 'title', Step>> = {
	lower: (text) => text.toLowerCase(),
	upper: (text) => text.toUpperCase(),
	title: (text) => text.toLowerCase().replace(WORD_START, (first) => first.toUpperCase()),
};

/** The first letter of a word; one behind an apostrophe is inside it (O'neill's). */
const WORD_START = /(?<![\p{L}\p{M}\p{N}'’])\p{L}/gu;

/** @returns the clean-up the settings ask for as one step; undefined if they ask for none */
export function compileCleaning(settings: TextSettings): Step | undefined {
	const steps: Step[] = [];
	if (settings.spaces === 'trim') steps.push((text) => text.trim());
	if (settings.spaces === 'collapse') steps.push((text) => text.trim().replace(/\s+/g, ' '));
	if (settings.case !== 'keep') steps.push(CHANGES[settings.case]);
	if (settings.unicode === 'nfc') steps.push((text) => text.normalize('NFC'));
	const { maxLength, tooLong } = settings;
	if (maxLength !== undefined && tooLong === 'cut') {
		steps.push((text) => cut(text, maxLength));
		if (settings.spaces !== 'keep') steps.push((text) => text.trimEnd());
	}
	return steps.length === 0 ? undefined : (text) => steps.reduce((done, step) => step(done), text);
}

/** @returns how many characters (code points, as databases count) the text has beyond `most`, or 0 */
export function excess(text: string, most: number): number {
	if (text.length <= most) return 0;
	let count = text.length;
	for (let i = 0; i < text.length; i += 1) {
		if (text.codePointAt(i)! > 0xffff) count -= 1;
	}
	return Math.max(0, count - most);
}

/** What a reader sees as one character may be several (a flag, an accent of its own): such a one is not torn apart. */
const SEEN_AS_ONE = new Intl.Segmenter('en', { granularity: 'grapheme' });
const LONGEST_CHARACTER = 64;

function cut(text: string, most: number): string {
	if (excess(text, most) === 0) return text;
	const head = [...text.slice(0, (most + LONGEST_CHARACTER) * 2)];
	let end = 0;
	let count = 0;
	for (const { segment } of SEEN_AS_ONE.segment(head.slice(0, most + LONGEST_CHARACTER).join(''))) {
		count += [...segment].length;
		if (count > most) break;
		end += segment.length;
	}
	return end === 0 ? head.slice(0, most).join('') : text.slice(0, end);
}

/** Why the clean-up cannot be undone, with a text that shows it; undefined if it is spelling only. */
export function refuseCleaning(way: Way, settings: TextSettings): Problem | undefined {
	if (way !== 'both') return undefined;
	if (settings.case !== 'keep') {
		return new Problem(
			'lossy',
			`changing upper and lower case cannot be undone: "McDonald" would come back as "${CHANGES[settings.case]('McDonald')}"`,
			'Keep the case, or use one row for each way.',
		);
	}
	if (settings.maxLength === undefined || settings.tooLong === 'reject') return undefined;
	const long = 'a'.repeat(settings.maxLength + 1);
	return new Problem(
		'lossy',
		`what is cut off cannot come back: ${shortly(long)} would come back as ${shortly(cut(long, settings.maxLength))}`,
		'Reject what is too long, or use one row for each way.',
	);
}

function shortly(text: string): string {
	return text.length > 12 ? `"${text.slice(0, 3)}…" of ${text.length} characters` : `"${text}"`;
}
