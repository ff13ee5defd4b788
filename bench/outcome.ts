/** What a benchmark found: numbers for the table, and which goals they reach. */
import type { Measured } from './race';
import type { Time } from './time';

export interface Row {
	/** e.g. `10,000 items on 100,000 keys` */
	work: string;
	contender: string;
	/** Medians. */
	time: Time;
	/** How many samples they are of. */
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

export function addRow(outcome: Outcome, work: string, { name, time, samples }: Measured, ratio: string): void {
	outcome.rows.push({ work, contender: name, time, samples, ratio });
}

/**
 * What one costs in terms of the other. Processor time, since the machine may be busy with other things, which
 * short work escapes and long work does not; the clock on the wall if one of them works in another process.
 */
export function ratioOf(one: Measured, other: Measured): number {
	return one.elsewhere || other.elsewhere ? one.time.wall / other.time.wall : one.time.cpu / other.time.cpu;
}

/** @returns how `one` compares with `ours`, in words */
export function comparison(one: Measured, ours: Measured): string {
	if (one === ours) return '1';
	const ratio = ratioOf(one, ours);
	return ratio >= 1 ? `${times(ratio)} × slower` : `${times(1 / ratio)} × faster`;
}

function times(ratio: number): string {
	return ratio >= 100 ? Math.round(ratio).toLocaleString('en') : ratio.toPrecision(3);
}

/** Our node against another: how many times more the other costs. */
export function atLeast(goal: string, other: Measured, ours: Measured, factor: number): Goal {
	const ratio = ratioOf(other, ours);
	return { goal, reached: ratio >= factor, found: `${times(ratio)} ×` };
}

/** Our node against a bare baseline: how many times more ours costs. */
export function within(goal: string, ours: Measured, baseline: Measured, factor: number): Goal {
	const ratio = ratioOf(ours, baseline);
	return { goal, reached: ratio <= factor, found: `${times(ratio)} ×` };
}
