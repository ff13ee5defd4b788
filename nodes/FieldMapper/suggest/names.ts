import { stepNames, type FieldSteps } from './steps';
import { meaningOf, weightOf } from './words';

/** A field's name, taken apart for comparison. */
export interface NameParts {
	/** Words of the last step, and of the steps above it. */
	readonly leaf: readonly string[];
	readonly above: readonly string[];
	/** The last step without case and separators. */
	readonly plain: string;
}

export interface NameMatch {
	/** 0 to 1. */
	readonly score: number;
	readonly reason: string | undefined;
}

export function nameParts(steps: FieldSteps): NameParts {
	const names = stepNames(steps);
	const last = names.at(-1) ?? '';
	return { leaf: wordsOf(last), above: names.slice(0, -1).flatMap(wordsOf), plain: bare(last) };
}

/** How alike two fields are called. */
export function matchNames(a: NameParts, b: NameParts): NameMatch {
	if (a.plain !== '' && a.plain === b.plain) {
		const above = a.above.length === 0 && b.above.length === 0 ? 1 : dice(a.above, b.above);
		return { score: 0.92 + 0.08 * above, reason: 'the names are the same, apart from case and separators' };
	}
	const wholeA = [...a.above, ...a.leaf];
	const wholeB = [...b.above, ...b.leaf];
	const leaf = dice(a.leaf, b.leaf);
	const whole = dice(wholeA, wholeB);
	const part = 0.8 * contained(a, b, wholeA, wholeB);
	const letters = 0.7 * alike(a.plain, b.plain);
	// Words that only mean the same are less sure than the same words.
	const score = Math.max(0.88 * leaf, 0.88 * whole, part, letters);
	if (score < 0.2) return { score: 0, reason: undefined };
	const shared = [...new Set(wholeA)].filter((word) => wholeB.includes(word));
	return { score, reason: shared.length > 0 ? `the names share: ${shared.join(', ')}` : 'the names are spelled alike' };
}

function wordsOf(name: string): string[] {
	const split = plainLetters(name)
		.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
		.replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
		.replace(/([A-Za-z])(\d)/g, '$1 $2')
		.toLowerCase()
		.split(/[^a-z0-9]+/)
		.filter((word) => word !== '');
	const joined = split.join('');
	// "zip_code" and "zipCode" are known as one word.
	const known = meaningOf(joined);
	return known.length > 1 || known[0] !== joined ? [...known] : split.flatMap(meaningOf);
}

/** ö and é as o and e, ß as ss: field names lose them in every second system. */
function plainLetters(text: string): string {
	return text.normalize('NFD').replace(/\p{M}+/gu, '').replace(/ß/g, 'ss');
}

function bare(name: string): string {
	const letters = plainLetters(name).toLowerCase();
	const plain = letters.replace(/[^a-z0-9]+/g, '');
	return plain === '' ? letters.trim() : plain;
}

/** Shared words against all words, common words counting less. */
function dice(a: readonly string[], b: readonly string[]): number {
	const [one, other] = [new Set(a), new Set(b)];
	const all = sum(one) + sum(other);
	if (all === 0) return 0;
	return (2 * sum([...one].filter((word) => other.has(word)))) / all;
}

/** Whether one name is the end of the other, as `id` of `customerID`: worth more the more of it there is. */
function contained(a: NameParts, b: NameParts, wholeA: readonly string[], wholeB: readonly string[]): number {
	const covers = (leaf: readonly string[], whole: readonly string[]): boolean => leaf.length > 0 && leaf.every((word) => whole.includes(word));
	if (!covers(a.leaf, wholeB) && !covers(b.leaf, wholeA)) return 0;
	return 0.5 + 0.5 * Math.max(dice(a.leaf, wholeB), dice(b.leaf, wholeA));
}

function sum(words: Iterable<string>): number {
	let total = 0;
	for (const word of words) total += weightOf(word);
	return total;
}

/** Pairs of neighbouring letters shared: catches typing errors and endings. */
function alike(a: string, b: string): number {
	if (a.length < 4 || b.length < 4 || a.length > 100 || b.length > 100) return 0;
	const pairs = (text: string): Map<string, number> => {
		const counts = new Map<string, number>();
		for (let i = 0; i + 1 < text.length; i += 1) counts.set(text.slice(i, i + 2), (counts.get(text.slice(i, i + 2)) ?? 0) + 1);
		return counts;
	};
	const other = pairs(b);
	let shared = 0;
	for (const [pair, count] of pairs(a)) shared += Math.min(count, other.get(pair) ?? 0);
	return (2 * shared) / (a.length + b.length - 2);
}
