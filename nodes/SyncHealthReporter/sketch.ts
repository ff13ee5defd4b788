/**
 * DDSketch: counts in bins whose bounds grow by a constant factor, so that every quantile is within 1 % of the
 * true value, and sketches add up to the same sketch in any order.
 * [Masson, Rim, Lee, "DDSketch", VLDB 2019; docs/adr/0004-latency-sketch.md]
 */
export const RELATIVE_ACCURACY = 0.01;

const GAMMA = (1 + RELATIVE_ACCURACY) / (1 - RELATIVE_ACCURACY);
const LOG_GAMMA = Math.log(GAMMA);

/** Bin `i` counts values in (GAMMA^(i-1), GAMMA^i]. */
export interface Sketch {
	/** How many values were 0. */
	zeros: number;
	bins: Map<number, number>;
	/** Bins at or below this one may also hold smaller values (see `collapse`); -Infinity if none does. */
	floor: number;
}

export interface Quantile {
	value: number;
	/** True where the sketch had to lump small values together: the true value is at most this one. */
	atMost: boolean;
}

export function emptySketch(): Sketch {
	return { zeros: 0, bins: new Map(), floor: -Infinity };
}

/** @param value finite and not negative, in any one unit */
export function addValue(sketch: Sketch, value: number): void {
	if (value === 0) {
		sketch.zeros += 1;
		return;
	}
	const bin = Math.ceil(Math.log(value) / LOG_GAMMA);
	sketch.bins.set(bin, (sketch.bins.get(bin) ?? 0) + 1);
}

/** Adds all values of `from` to `into`, which the caller owns; `from` stays as it is. */
export function mergeInto(into: Sketch, from: Readonly<Sketch>): void {
	into.zeros += from.zeros;
	for (const [bin, count] of from.bins) into.bins.set(bin, (into.bins.get(bin) ?? 0) + count);
	into.floor = Math.max(into.floor, from.floor);
}

export function countOf(sketch: Readonly<Sketch>): number {
	let count = sketch.zeros;
	for (const inBin of sketch.bins.values()) count += inBin;
	return count;
}

/**
 * @param ranks ascending, each from 0 (the smallest value) to 1 (the largest)
 * @returns for each rank q the smallest value that a share of q of all values do not exceed ("nearest rank": of few
 * values, p99 is the largest); undefined where there are no values
 */
export function quantiles(sketch: Readonly<Sketch>, ranks: readonly number[]): (Quantile | undefined)[] {
	const count = countOf(sketch);
	if (count === 0) return ranks.map(() => undefined);
	const bins = [...sketch.bins].sort(([a], [b]) => a - b);
	let at = -1;
	let upTo = sketch.zeros;
	return ranks.map((rank) => {
		const before = Math.max(0, Math.ceil(rank * count) - 1);
		while (upTo <= before) {
			at += 1;
			upTo += bins[at]![1];
		}
		if (at < 0) return { value: 0, atMost: false };
		const bin = bins[at]![0];
		return { value: GAMMA ** bin * (2 / (1 + GAMMA)), atMost: bin <= sketch.floor };
	});
}

/**
 * Keeps the highest `most` bins and lumps everything below into the lowest of them. High quantiles keep their
 * accuracy; a low one that falls into the lump is known as an upper bound only. Collapsing before or after a
 * merge gives the same sketch.
 */
export function collapse(sketch: Sketch, most: number): void {
	if (sketch.bins.size <= most) return;
	const bins = [...sketch.bins.keys()].sort((a, b) => b - a);
	const floor = bins[most - 1]!;
	let lumped = sketch.bins.get(floor)!;
	for (const bin of bins.slice(most)) {
		lumped += sketch.bins.get(bin)!;
		sketch.bins.delete(bin);
	}
	sketch.bins.set(floor, lumped);
	sketch.floor = Math.max(sketch.floor, floor);
}
