import { sumOf, type Outcome } from './outcomes';

/** Outcomes that were an attempt to write. */
const WRITTEN: readonly Outcome[] = ['created', 'updated'];
const NOT_WRITTEN: readonly Outcome[] = ['rejected', 'failed'];
const DISAGREED: readonly Outcome[] = ['conflict', 'mismatch'];

export interface Shares {
	/** All items recorded. */
	items: number;
	/** Items that were to be written: created, updated, rejected, failed. */
	attempted: number;
	/** Share of the attempts that were written; undefined where nothing was attempted. */
	successRate: number | undefined;
	/** Share of the attempts that were not: the rest up to 1. */
	failureRate: number | undefined;
	/** Share of all items whose sides disagree and wait for a person; undefined where there were no items. */
	mismatchRate: number | undefined;
}

/**
 * The rates of any set of counts. Unchanged items, echoes and duplicates are no attempts: thousands of quiet items
 * must not hide that every one of five writes failed.
 */
export function sharesOf(counts: readonly number[]): Shares {
	const items = sumOf(counts);
	const written = sumOf(counts, WRITTEN);
	const notWritten = sumOf(counts, NOT_WRITTEN);
	const attempted = written + notWritten;
	return {
		items,
		attempted,
		successRate: attempted === 0 ? undefined : written / attempted,
		failureRate: attempted === 0 ? undefined : notWritten / attempted,
		mismatchRate: items === 0 ? undefined : sumOf(counts, DISAGREED) / items,
	};
}
