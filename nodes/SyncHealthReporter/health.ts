import { addCounts, noCounts, placeOf, type Counts, type Outcome } from './outcomes';
import { countOf, emptySketch, mergeInto, type Sketch } from './sketch';
import { bucketAt, type Buckets } from './timeBuckets';
import { HOURS, MINUTES, WINDOW_NAMES, WINDOWS, type WindowName } from './windows';

/** Latencies of one step. */
export interface LatencyStep {
	sketch: Sketch;
	/** Written items whose source change time was missing or made no sense. */
	without: number;
}

/** An alert that has fired and is not over. */
export interface FiringAlert {
	/** When the trouble began, as far as the steps show. */
	since: number;
	firedAt: number;
	/** When its condition was last looked at. */
	checkedAt: number;
	/** The worst value seen while it fired, in the metric's unit. */
	worst: number;
}

/** All that is known about one sync's health. Times are ms since 1970. */
export interface Health {
	/** When the first and the last item were recorded; undefined while nothing was. */
	first: number | undefined;
	last: number | undefined;
	/** When an item last showed that the sync works. */
	lastSuccess: number | undefined;
	/** Since the beginning, or the last reset. */
	totals: Counts;
	minutes: Buckets<Counts>;
	hours: Buckets<Counts>;
	latency: Record<WindowName, Buckets<LatencyStep>>;
	alerts: Map<string, FiringAlert>;
}

/** What one run adds. */
export interface Batch {
	counts: Counts;
	/** In ms. */
	latency: Sketch;
	withoutLatency: number;
}

/** Outcomes that show the sync works. A repeat that was held back shows nothing about the systems. */
export const PROOFS_OF_LIFE: readonly Outcome[] = ['created', 'updated', 'unchanged', 'echo'];

export function emptyHealth(): Health {
	return {
		first: undefined,
		last: undefined,
		lastSuccess: undefined,
		totals: noCounts(),
		minutes: new Map(),
		hours: new Map(),
		latency: { hour: new Map(), day: new Map(), week: new Map() },
		alerts: new Map(),
	};
}

export function emptyBatch(): Batch {
	return { counts: noCounts(), latency: emptySketch(), withoutLatency: 0 };
}

/**
 * Adds a batch to the health, which the caller owns; the batch stays as it is.
 *
 * @param now ms since 1970: all of the batch counts as having happened now
 */
export function addBatch(health: Health, batch: Batch, now: number): void {
	health.first ??= now;
	// The latest by arrival, not by the clock: after a clock that ran ahead was set back, "now" is right again.
	health.last = now;
	if (PROOFS_OF_LIFE.some((outcome) => batch.counts[placeOf(outcome)]! > 0)) health.lastSuccess = now;
	addCounts(health.totals, batch.counts);
	addCounts(bucketAt(health.minutes, MINUTES, now, noCounts), batch.counts);
	addCounts(bucketAt(health.hours, HOURS, now, noCounts), batch.counts);
	if (batch.withoutLatency === 0 && countOf(batch.latency) === 0) return;
	for (const name of WINDOW_NAMES) {
		const make = (): LatencyStep => ({ sketch: emptySketch(), without: 0 });
		const step = bucketAt(health.latency[name], WINDOWS[name].latency, now, make);
		mergeInto(step.sketch, batch.latency);
		step.without += batch.withoutLatency;
	}
}
