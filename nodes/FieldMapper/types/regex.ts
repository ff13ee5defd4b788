import { RE2JS } from 're2js';
import { Problem, show } from '../problem';

/** A regular expression made ready. */
export interface Regex {
	readonly text: string;
	/** The number of the group that is taken; 0 for all that was found. */
	readonly group: number;
	/** The longest text it is applied to, in characters. */
	readonly longest: number;
	/** @returns what the group holds in the first match; undefined where there is none */
	find(text: string): string | undefined;
}

const LONGEST_PATTERN = 1000;

/**
 * Steps of work for one value: RE2 takes at most about the size of the compiled pattern for each character.
 * Twenty million are less than a second for the worst patterns, and a few milliseconds for common ones.
 */
const MOST_WORK = 20_000_000;
const MOST_TEXT = 200_000;

/**
 * Compiles a pattern with RE2: no pattern can make it run longer than in proportion to the text.
 *
 * @param group a name or a number; empty for the first group, or for the whole match where there is none
 */
export function compileRegex(text: string, group: string): Regex | Problem {
	if (text === '') return new Problem('badPattern', 'the regular expression is missing', 'Write one, for example ^INV-(\\d+)$');
	if (text.length > LONGEST_PATTERN) {
		return new Problem('badPattern', `the regular expression has ${text.length} characters, and ${LONGEST_PATTERN} are the most`, 'Write a shorter one.');
	}
	let compiled: RE2JS;
	try {
		compiled = RE2JS.compile(text);
	} catch (error) {
		return notCompiled(text, error as Error);
	}
	const number = groupNumber(compiled, group);
	if (number instanceof Problem) return number;
	const longest = Math.min(MOST_TEXT, Math.floor(MOST_WORK / Math.max(1, compiled.programSize())));
	return {
		text,
		group: number,
		longest,
		find: (value) => {
			const matcher = compiled.matcher(value);
			return matcher.find() ? (matcher.group(number) ?? undefined) : undefined;
		},
	};
}

function groupNumber(compiled: RE2JS, group: string): number | Problem {
	const count = compiled.groupCount();
	if (group === '') return Math.min(1, count);
	const names = compiled.namedGroups();
	const number = Object.hasOwn(names, group) ? names[group]! : /^\d{1,4}$/.test(group) ? Number(group) : NaN;
	if (number <= count) return number;
	const known = [...Array(count).keys()].map((i) => String(i + 1)).concat(Object.keys(names)).slice(0, 20);
	return new Problem('noSuchGroup', `the regular expression has no group ${show(group)}`, `It has ${known.length === 0 ? 'no groups' : known.join(', ')}; 0 is the whole match.`);
}

/** What people bring from other engines, and what makes it impossible in linear time. */
const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
	[/\(\?<?[=!]/, 'it looks ahead or behind ((?=…), (?!…), (?<=…), (?<!…))'],
	[/\\[1-9]|\\k</, 'it refers back to a group (\\1)'],
	[/\(\?>|[*+?}]\+/, 'it has an atomic or possessive part ((?>…), a++)'],
];

function notCompiled(text: string, error: Error): Problem {
	const unsupported = UNSUPPORTED.find(([sign]) => sign.test(text.replace(/\\\\/g, '')));
	if (unsupported !== undefined) {
		return new Problem(
			'badPattern',
			`the regular expression ${show(text)} cannot be used: ${unsupported[1]}, which can take endless time and is not supported`,
			'Write it without, and take the part you want with a group: (…).',
		);
	}
	return new Problem('badPattern', `the regular expression ${show(text)} cannot be used: ${error.message.slice(0, 200).toWellFormed()}`, 'Correct it. The syntax is that of RE2, as in Go.');
}
