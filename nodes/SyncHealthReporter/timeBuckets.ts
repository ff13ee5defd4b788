/**
 * Rolling windows over steps of equal length. A step is known by its number since 1970, so it means the same
 * after a restart, in any time zone and whatever the clock did in between.
 */
export interface Steps {
	/** Length of a step in ms. */
	readonly width: number;
	/** A window is the current step and those before it, this many in all. */
	readonly keep: number;
}

/** What happened in each step; steps in which nothing happened are absent. */
export type Buckets<T> = Map<number, T>;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** @param at ms since 1970 */
export function stepAt(steps: Steps, at: number): number {
	return Math.floor(at / steps.width);
}

/** When a step begins, in ms since 1970. */
export function startOf(steps: Steps, step: number): number {
	return step * steps.width;
}

/** The current step's bucket, made if there is none. Forgets what has left the window. */
export function bucketAt<T>(buckets: Buckets<T>, steps: Steps, now: number, make: () => T): T {
	const current = stepAt(steps, now);
	for (const step of buckets.keys()) {
		// Steps ahead of the clock: it was set back. They count again once it gets there, and are bounded too.
		if (step <= current - steps.keep || step >= current + steps.keep) buckets.delete(step);
	}
	let bucket = buckets.get(current);
	if (bucket === undefined) {
		bucket = make();
		buckets.set(current, bucket);
	}
	return bucket;
}

/** Calls `visit` for each bucket among the `count` steps that end with the step of `until`, in no set order. */
export function eachIn<T>(
	buckets: Buckets<T>,
	steps: Steps,
	until: number,
	count: number,
	visit: (bucket: T) => void,
): void {
	const last = stepAt(steps, until);
	for (const [step, bucket] of buckets) {
		if (step > last - count && step <= last) visit(bucket);
	}
}
