import type { StateSize } from '../shared/state/port';
import { alertId, evaluateAlerts, readAlertId, type AlertReport, type Metric, type Thresholds } from './alerts';
import type { Health, LatencyStep } from './health';
import { addCounts, noCounts, sumOf, type Counts } from './outcomes';
import { sharesOf, type Shares } from './rates';
import { countOf, emptySketch, mergeInto, quantiles, type Quantile } from './sketch';
import { eachIn, startOf, stepAt, type Buckets, type Steps } from './timeBuckets';
import { HOURS, MINUTES, WINDOWS, type WindowName } from './windows';

/** Latencies in ms; undefined where none was measured. */
export interface LatencySummary {
	count: number;
	without: number;
	p50: Quantile | undefined;
	p95: Quantile | undefined;
	p99: Quantile | undefined;
}

export interface WindowSummary extends Shares {
	counts: Counts;
	latency: LatencySummary;
}

/** One bar, or one point, of a plot. Times are ms since 1970. */
export interface CountsPoint {
	from: number;
	to: number;
	counts: Counts;
}
export interface LatencyPoint {
	from: number;
	to: number;
	latency: LatencySummary;
}

export interface History {
	/** By the hour, oldest first. */
	day: CountsPoint[];
	/** By six hours. */
	week: CountsPoint[];
	/** By two hours. */
	dayLatency: LatencyPoint[];
	/** By the day (UTC). */
	weekLatency: LatencyPoint[];
}

/** What fires now, whether or not this report's own thresholds watch it. */
export interface CurrentAlert {
	metric: Metric;
	window: WindowName;
	since: number;
	firedAt: number;
	checkedAt: number;
}

export type State = 'empty' | 'healthy' | 'watch' | 'attention';

/** Everything a report shows, as numbers. Times are ms since 1970. */
export interface Summary {
	sync: string;
	at: number;
	state: State;
	first: number | undefined;
	last: number | undefined;
	lastSuccess: number | undefined;
	totals: Counts;
	windows: Record<WindowName, WindowSummary>;
	history: History;
	/** One per threshold: what was looked at, and what became of it. */
	looked: AlertReport[];
	firing: CurrentAlert[];
	thresholds: Thresholds;
	sizes: StateSize[];
}

/**
 * Looks at the alerts and sums up. `health` is the caller's own and keeps what fires.
 *
 * @param now ms since 1970
 */
export function summarise(
	sync: string,
	health: Health,
	thresholds: Thresholds,
	sizes: readonly StateSize[],
	now: number,
): Summary {
	const looked = evaluateAlerts(health, thresholds, now);
	const firing = [...health.alerts].flatMap(([id, { since, firedAt, checkedAt }]) => {
		const known = readAlertId(id);
		return known === undefined ? [] : [{ ...known, since, firedAt, checkedAt }];
	});
	const windows = {
		hour: sumWindow(health, 'hour', now),
		day: sumWindow(health, 'day', now),
		week: sumWindow(health, 'week', now),
	};
	return {
		sync,
		at: now,
		state: stateOf(health, windows, firing.length > 0),
		first: health.first,
		last: health.last,
		lastSuccess: health.lastSuccess,
		totals: [...health.totals],
		windows,
		history: historyOf(health, now),
		looked,
		firing,
		thresholds,
		sizes: [...sizes],
	};
}

function stateOf(health: Health, windows: Record<WindowName, WindowSummary>, fires: boolean): State {
	if (fires) return 'attention';
	if (health.first === undefined) return 'empty';
	const troubled = sumOf(windows.day.counts, ['failed', 'rejected', 'conflict', 'mismatch']);
	return troubled > 0 ? 'watch' : 'healthy';
}

function sumWindow(health: Health, name: WindowName, now: number): WindowSummary {
	const info = WINDOWS[name];
	const steps = info.counts === 'minutes' ? MINUTES : HOURS;
	const counts = noCounts();
	eachIn(health[info.counts], steps, now, info.long, (bucket) => addCounts(counts, bucket));
	const latency = sumLatency(health.latency[name], info.latency, now, info.latency.keep);
	return { ...sharesOf(counts), counts, latency };
}

function sumLatency(buckets: Buckets<LatencyStep>, steps: Steps, until: number, count: number): LatencySummary {
	const sketch = emptySketch();
	let without = 0;
	eachIn(buckets, steps, until, count, (step) => {
		mergeInto(sketch, step.sketch);
		without += step.without;
	});
	const [p50, p95, p99] = quantiles(sketch, [0.5, 0.95, 0.99]);
	return { count: countOf(sketch), without, p50, p95, p99 };
}

function historyOf(health: Health, now: number): History {
	const counts = (points: number, steps: number): CountsPoint[] =>
		spans(HOURS, now, points, steps).map(({ from, to, until }) => {
			const sum = noCounts();
			eachIn(health.hours, HOURS, until, steps, (bucket) => addCounts(sum, bucket));
			return { from, to, counts: sum };
		});
	const latency = (name: 'day' | 'week'): LatencyPoint[] => {
		const steps = WINDOWS[name].latency;
		return spans(steps, now, steps.keep, 1).map(({ from, to, until }) => ({
			from,
			to,
			latency: sumLatency(health.latency[name], steps, until, 1),
		}));
	};
	return { day: counts(24, 1), week: counts(28, 6), dayLatency: latency('day'), weekLatency: latency('week') };
}

/** `points` spans of `count` steps each, oldest first; the last one ends with the current step. */
function spans(steps: Steps, now: number, points: number, count: number): { from: number; to: number; until: number }[] {
	const current = stepAt(steps, now);
	return Array.from({ length: points }, (_, i) => {
		const last = current - (points - 1 - i) * count;
		return { from: startOf(steps, last - count + 1), to: startOf(steps, last + 1), until: startOf(steps, last) };
	});
}

/** What this look at the alerts found about a metric that fires, if it was among the looked-at. */
export function lookOf(summary: Summary, alert: CurrentAlert): AlertReport | undefined {
	const id = alertId(alert.metric, alert.window);
	return summary.looked.find(({ metric, window }) => alertId(metric, window) === id);
}

