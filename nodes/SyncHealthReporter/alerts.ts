import type { FiringAlert, Health } from './health';
import { sharesOf } from './rates';
import { countOf, emptySketch, mergeInto, quantiles } from './sketch';
import { eachIn, startOf, stepAt, type Steps } from './timeBuckets';
import { noCounts, addCounts } from './outcomes';
import { HOURS, MINUTES, SHORT_LATENCY_STEPS, WINDOWS, type WindowName } from './windows';

export const METRICS = ['failureRate', 'mismatchRate', 'latencyP95', 'silence'] as const;
export type Metric = (typeof METRICS)[number];

/** A metric without a threshold is not watched. */
export interface Thresholds extends Partial<Record<Metric, number>> {
	window: WindowName;
	/** How many events the long window needs before a rate or a percentile means anything. */
	minimumEvents: number;
}

/** A metric in one window. */
export interface Reading {
	/** Rates as fractions, times in ms; undefined where nothing happened. */
	value: number | undefined;
	/** Items the value is made from. */
	events: number;
}

export interface Readings {
	short: Reading;
	long: Reading;
}

export interface AlertReport {
	metric: Metric;
	window: WindowName;
	threshold: number;
	readings: Readings;
	/** What became of it at this look. */
	change: 'fired' | 'recovered' | 'none';
	/** Set while it fires, and for the last time when it recovers. */
	firing: FiringAlert | undefined;
}

/** An alert that fires ends when its short window is down to this share of the threshold: no flapping around it. */
export const RECOVERY_SHARE = 0.8;

/** An alert nobody has looked at for so long (its Report node is gone) is forgotten. */
const FORGOTTEN_AFTER = 8 * 24 * 3_600_000;

/** The short window needs its share of the events, at least one. */
export function shortMinimum(minimumEvents: number): number {
	return Math.max(1, Math.ceil(minimumEvents / 12));
}

/**
 * The rule of every alert. Fires exactly when both windows are above the threshold and have enough events. Ends
 * when the short window has enough events and is down to 80 % of the threshold, or when the long window holds
 * nothing any more. [Beyer et al., The Site Reliability Workbook, ch. 5]
 */
export function judge(
	isFiring: boolean,
	{ short, long }: Readings,
	threshold: number,
	minimumEvents: number,
): AlertReport['change'] {
	const now = short.events >= shortMinimum(minimumEvents) ? short.value : undefined;
	if (isFiring) {
		if (long.events === 0) return 'recovered';
		return now !== undefined && now <= threshold * RECOVERY_SHARE ? 'recovered' : 'none';
	}
	const whole = long.events >= Math.max(1, minimumEvents) ? long.value : undefined;
	return now !== undefined && whole !== undefined && now > threshold && whole > threshold ? 'fired' : 'none';
}

/** Silence has no windows: it fires above the threshold and ends with the next success. */
function judgeSilence(isFiring: boolean, silence: number | undefined, threshold: number): AlertReport['change'] {
	const exceeds = silence !== undefined && silence > threshold;
	if (exceeds === isFiring) return 'none';
	return exceeds ? 'fired' : 'recovered';
}

/**
 * Looks at every metric that has a threshold, and keeps in `health.alerts` (which the caller owns) what fires.
 *
 * @param now ms since 1970
 */
export function evaluateAlerts(health: Health, thresholds: Thresholds, now: number): AlertReport[] {
	const reports: AlertReport[] = [];
	for (const [id, alert] of health.alerts) {
		if (now - alert.checkedAt > FORGOTTEN_AFTER) health.alerts.delete(id);
	}
	const { window, minimumEvents } = thresholds;
	for (const metric of METRICS) {
		const threshold = thresholds[metric];
		if (threshold === undefined) continue;
		const id = alertId(metric, window);
		const before = health.alerts.get(id);
		const readings = readMetric(health, metric, window, now);
		const change =
			metric === 'silence'
				? judgeSilence(before !== undefined, readings.long.value, threshold)
				: judge(before !== undefined, readings, threshold, minimumEvents);
		let firing = before;
		if (before !== undefined || change === 'fired') {
			firing = {
				since: before?.since ?? troubleSince(health, metric, window, threshold, now),
				firedAt: before?.firedAt ?? now,
				checkedAt: now,
				worst: Math.max(before?.worst ?? 0, readings.long.value ?? 0),
			};
			health.alerts.set(id, firing);
		}
		if (change === 'recovered') health.alerts.delete(id);
		reports.push({ metric, window, threshold, readings, change, firing });
	}
	return reports;
}

/** How `Health.alerts` knows an alert. Silence is the same whatever window the rates are watched in. */
export function alertId(metric: Metric, window: WindowName): string {
	return metric === 'silence' ? metric : `${metric}/${window}`;
}

export function readAlertId(id: string): { metric: Metric; window: WindowName } | undefined {
	const [metric, window = 'hour'] = id.split('/');
	if (!METRICS.some((known) => known === metric) || !Object.hasOwn(WINDOWS, window)) return undefined;
	return { metric: metric as Metric, window: window as WindowName };
}

export function readMetric(health: Health, metric: Metric, window: WindowName, now: number): Readings {
	if (metric === 'silence') {
		const since = health.lastSuccess ?? health.first;
		const reading = { value: since === undefined ? undefined : Math.max(0, now - since), events: 0 };
		return { short: reading, long: reading };
	}
	const info = WINDOWS[window];
	if (metric === 'latencyP95') {
		const read = (steps: number) => readLatency(health, window, now, steps);
		return { short: read(SHORT_LATENCY_STEPS), long: read(info.latency.keep) };
	}
	const read = (steps: number) => readRate(health, metric, info.counts, now, steps);
	return { short: read(info.short), long: read(info.long) };
}

function readRate(
	health: Health,
	metric: 'failureRate' | 'mismatchRate',
	counts: 'minutes' | 'hours',
	until: number,
	steps: number,
): Reading {
	const sum = noCounts();
	eachIn(health[counts], counts === 'minutes' ? MINUTES : HOURS, until, steps, (bucket) => addCounts(sum, bucket));
	const shares = sharesOf(sum);
	return { value: shares[metric], events: metric === 'failureRate' ? shares.attempted : shares.items };
}

function readLatency(health: Health, window: WindowName, until: number, steps: number): Reading {
	const sum = emptySketch();
	eachIn(health.latency[window], WINDOWS[window].latency, until, steps, (step) => mergeInto(sum, step.sketch));
	return { value: quantiles(sum, [0.95])[0]?.value, events: countOf(sum) };
}

/** Goes back step by step while what happened in them was above the threshold; steps without events say nothing. */
function troubleSince(health: Health, metric: Metric, window: WindowName, threshold: number, now: number): number {
	if (metric === 'silence') return health.lastSuccess ?? health.first ?? now;
	const info = WINDOWS[window];
	const countSteps = info.counts === 'minutes' ? MINUTES : HOURS;
	const steps: Steps = metric === 'latencyP95' ? info.latency : countSteps;
	const length = metric === 'latencyP95' ? info.latency.keep : info.long;
	let since = now;
	for (let back = 0; back < length; back += 1) {
		const at = now - back * steps.width;
		const { value } =
			metric === 'latencyP95' ? readLatency(health, window, at, 1) : readRate(health, metric, info.counts, at, 1);
		if (value === undefined) continue;
		if (value <= threshold) break;
		since = startOf(steps, stepAt(steps, at));
	}
	return Math.max(since, health.first ?? since);
}
