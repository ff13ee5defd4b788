import { jaroWinkler } from '../../../nodes/RecordLinker/match/jaroWinkler';
import { fewestShared, likeness, partsOf, type PartMeasure } from '../../../nodes/RecordLinker/match/parts';

function alike(measure: PartMeasure, a: string, b: string): number {
	const [x, y] = [partsOf(a, measure), partsOf(b, measure)];
	return likeness(measure, x.length, y.length, x.filter((part) => y.includes(part)).length);
}

// Winkler's own examples, from the table in his papers on record linkage.
test.each([
	['shackleford', 'shackelford', 0.982],
	['dunningham', 'cunnigham', 0.896],
	['nichleson', 'nichulson', 0.956],
	['jones', 'johnson', 0.832],
	['massey', 'massie', 0.933],
	['abroms', 'abrams', 0.922],
	['jeraldine', 'geraldine', 0.926],
	['marhta', 'martha', 0.961],
	['michelle', 'michael', 0.921],
	['julies', 'julius', 0.933],
	['tanya', 'tonya', 0.88],
	['dwayne', 'duane', 0.84],
	['sean', 'susan', 0.805],
	['jon', 'john', 0.933],
])('Jaro-Winkler of %s and %s is %f', (a, b, expected) => {
	expect(jaroWinkler(a, b)).toBeCloseTo(expected, 3);
	expect(jaroWinkler(b, a)).toBeCloseTo(expected, 3);
});

test('Jaro-Winkler of the same is 1, of nothing in common 0', () => {
	expect([jaroWinkler('a', 'a'), jaroWinkler('', ''), jaroWinkler('abc', 'xyz'), jaroWinkler('a', '')]).toEqual([1, 1, 0, 0]);
});

// White, "How to Strike a Match" (1992), and the usual example for Dice's coefficient.
test.each([
	['healed', 'sealed', 0.8],
	['healed', 'healthy', 0.55],
	['healed', 'heard', 0.44],
	['healed', 'herded', 0.4],
	['healed', 'help', 0.25],
	['healed', 'sold', 0],
	['night', 'nacht', 0.25],
	['france', 'french', 0.4],
])('%s and %s have %f of their pairs of letters in common', (a, b, expected) => {
	expect(alike('letters', a, b)).toBeCloseTo(expected, 2);
});

test('pairs of letters do not cross words and count as often as they stand there', () => {
	expect(partsOf('new york', 'letters')).toEqual(['ne', 'ew', 'yo', 'or', 'rk']);
	expect(partsOf('banana a', 'letters')).toEqual(['ba', 'an', 'na', 'an 1', 'na 1', 'a']);
	expect(alike('letters', 'aaaa', 'aa')).toBe(0.5);
});

test('words count in any order, those of the shorter one on their own', () => {
	expect(alike('words', 'hotel bel air', 'bel air hotel')).toBe(1);
	expect(alike('words', 'le montrachet', 'le montrachet bistro')).toBe(0.8);
	expect(alike('contained', 'fenix', 'fenix at the argyle')).toBe(1);
	expect(alike('contained', 'golden nugget', 'stefanos')).toBe(0);
});

test('as many parts in common as a likeness needs, and one less is too few', () => {
	for (const atLeast of [0.1, 0.5, 2 / 3, 0.8, 0.85, 1]) {
		for (let size = 1; size <= 40; size += 1) {
			const fewest = fewestShared('words', size, atLeast);
			const best = (shared: number) => Math.max(...Array.from({ length: 200 }, (_, i) => i + 1).filter((other) => other >= shared).map((other) => likeness('words', size, other, shared)));
			if (fewest > 1) expect(best(fewest - 1)).toBeLessThan(atLeast);
			expect(fewest).toBeLessThanOrEqual(size);
		}
	}
});
