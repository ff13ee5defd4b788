import { partsOf, type PartMeasure } from './parts';

/** Per row its parts as numbers, rising; the rarer a part is among all rows, the lower its number. */
export type PartList = Int32Array | undefined;

/** The parts of one column. */
export interface PartColumn {
	readonly lists: readonly PartList[];
	/** Per row `WORDS` numbers of 32 bits: each part sets one. */
	readonly bits: Int32Array;
}

const WORDS = 4;

/**
 * Numbers the parts of two columns in one common order, rarest first: rows that are alike share a part among their
 * first ones (Chaudhuri, Ganti, Kaushik, "A Primitive Operator for Similarity Joins", 2006), and rare parts lead to few rows.
 *
 * @param columns normalised values; undefined where there is none
 */
export function numberParts(columns: readonly [readonly (string | undefined)[], readonly (string | undefined)[]], measure: PartMeasure): [PartColumn, PartColumn] {
	const counts = new Map<string, number>();
	const parted = columns.map((values) =>
		values.map((value) => {
			if (value === undefined) return undefined;
			const parts = partsOf(value, measure);
			for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
			return parts;
		}),
	);
	const order = [...counts].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1));
	const rankOf = new Map(order.map(([part], rank) => [part, rank]));
	const [left, right] = parted.map((rows) => {
		const lists = rows.map((parts) => parts && Int32Array.from(parts, (part) => rankOf.get(part)!).sort());
		return { lists, bits: bitsOf(lists) };
	});
	return [left!, right!];
}

function bitsOf(lists: readonly PartList[]): Int32Array {
	const bits = new Int32Array(lists.length * WORDS);
	lists.forEach((list, row) => {
		for (const part of list ?? []) bits[row * WORDS + ((part >>> 5) & (WORDS - 1))]! |= 1 << (part & 31);
	});
	return bits;
}

/**
 * How many parts two rows have in common at most: each bit that only one of them has set stands for a part that the
 * other lacks (Sandes, Teodoro, Melo, "Bitmap filter", 2017). Much quicker than counting, and mostly enough.
 */
export function mostShared(left: PartColumn, i: number, right: PartColumn, j: number): number {
	let apart = 0;
	for (let word = 0; word < WORDS; word += 1) apart += bitCount(left.bits[i * WORDS + word]! ^ right.bits[j * WORDS + word]!);
	return (left.lists[i]!.length + right.lists[j]!.length - apart) >> 1;
}

function bitCount(bits: number): number {
	let n = bits - ((bits >>> 1) & 0x55555555);
	n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
	return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** How many numbers two rising lists have in common. */
export function countShared(a: Int32Array, b: Int32Array): number {
	let shared = 0;
	let i = 0;
	let j = 0;
	while (i < a.length && j < b.length) {
		const x = a[i]!;
		const y = b[j]!;
		if (x === y) shared += 1;
		if (x <= y) i += 1;
		if (y <= x) j += 1;
	}
	return shared;
}
