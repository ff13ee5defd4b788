/** What a benchmark found: numbers for the table, and which goals they reach. */
export interface Row {
	/** e.g. `10,000 items on 100,000 keys` */
	work: string;
	contender: string;
	/** Median, ms. */
	ms: number;
	/** How many samples the median is of. */
	samples: number;
	/** In relation to our node in the row it is compared with, in words: `52 × slower`. */
	ratio: string;
}

export interface Goal {
	goal: string;
	reached: boolean;
	/** The figure behind the verdict. */
	found: string;
}

export interface Outcome {
	title: string;
	rows: Row[];
	goals: Goal[];
	/** What was measured how, and in whose favour it is. */
	notes: string[];
}

export function times(ratio: number): string {
	return ratio >= 10 ? Math.round(ratio).toLocaleString('en') : ratio.toFixed(1);
}

/** Our node against another: how many times longer the other takes. */
export function atLeast(goal: string, other: number, ours: number, factor: number): Goal {
	return { goal, reached: other / ours >= factor, found: `${times(other / ours)} ×` };
}

/** Our node against a bare baseline: how many times longer ours takes. */
export function within(goal: string, ours: number, baseline: number, factor: number): Goal {
	return { goal, reached: ours / baseline <= factor, found: `${times(ours / baseline)} ×` };
}
