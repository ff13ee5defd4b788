import { partsOf, type PartMeasure } from './parts';

/** Per row its parts as numbers, rising; the rarer a part is among all rows, the lower its number. */
export type PartList = Int32Array | undefined;

/**
 * Numbers the parts of two columns in one common order, rarest first: rows that are alike share a part among their
 * first ones (Chaudhuri, Ganti, Kaushik, "A Primitive Operator for Similarity Joins", 2006), and rare parts lead to few rows.
 *
 * @param columns normalised values; undefined where there is none
 */
export function numberParts(columns: readonly [readonly (string | undefined)[], readonly (string | undefined)[]], measure: PartMeasure): [PartList[], PartList[]] {
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
	const [left, right] = parted.map((rows) => rows.map((parts) => parts && Int32Array.from(parts, (part) => rankOf.get(part)!).sort()));
	return [left!, right!];
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
