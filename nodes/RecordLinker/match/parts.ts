/** What two values are compared by, where their likeness is the share of parts they have in common. */
export type PartMeasure = 'letters' | 'words' | 'contained';

/**
 * The parts of a normalised value. Repeated ones are numbered, so that each counts as often as it stands there.
 * `letters`: pairs of neighbouring letters within each word (White, "How to Strike a Match"); a word of one letter is
 * a part itself.
 */
export function partsOf(text: string, measure: PartMeasure): string[] {
	const words = text.split(' ');
	if (measure !== 'letters') return numbered(words);
	const parts: string[] = [];
	for (const word of words) {
		if (word.length === 1) parts.push(word);
		for (let i = 0; i + 1 < word.length; i += 1) parts.push(word.slice(i, i + 2));
	}
	return numbered(parts);
}

function numbered(parts: string[]): string[] {
	const seen = new Map<string, number>();
	return parts.map((part) => {
		const times = seen.get(part) ?? 0;
		seen.set(part, times + 1);
		return times === 0 ? part : `${part} ${times}`;
	});
}

/**
 * The likeness of two values with `a` and `b` parts, `shared` of them in common: Dice's coefficient, or for
 * `contained` the share of the shorter one's parts.
 */
export function likeness(measure: PartMeasure, a: number, b: number, shared: number): number {
	return measure === 'contained' ? shared / Math.min(a, b) : (2 * shared) / (a + b);
}

/**
 * How many parts a value of `size` parts has in common at least with any value it is as like as `atLeast`.
 * For Dice: 2s ≥ t(a + b) and b ≥ s give s ≥ ta / (2 − t).
 */
export function fewestShared(measure: PartMeasure, size: number, atLeast: number): number {
	if (measure === 'contained') return 1;
	return Math.max(1, Math.ceil((atLeast * size) / (2 - atLeast) - ROUNDING));
}

/** A hair below a whole number is that number. */
const ROUNDING = 1e-9;
