import { alertText, type AlertText } from './alertText';
import { RECOVERY_SHARE, type AlertReport, type Metric } from './alerts';
import { headlineOf } from './headline';
import { OUTCOMES, type Counts, type Outcome } from './outcomes';
import type { Clock } from './render/format';
import type { CountsPoint, LatencyPoint, LatencySummary, Summary, WindowSummary } from './summary';
import type { WindowName } from './windows';

/** The report as data: rates are fractions, times are ISO texts, lengths of time are ms; null is unknown. */
export function reportJson(summary: Summary, clock: Clock, withHistory: boolean) {
	const { title, reasons } = headlineOf(summary, clock);
	const { at, lastSuccess } = summary;
	return {
		sync: summary.sync,
		at: iso(at),
		state: summary.state,
		headline: title,
		reasons,
		recordedSince: iso(summary.first),
		lastRecordedAt: iso(summary.last),
		lastSuccessAt: iso(lastSuccess),
		msSinceLastSuccess: lastSuccess === undefined ? null : Math.max(0, at - lastSuccess),
		windows: {
			hour: windowJson(summary.windows.hour),
			day: windowJson(summary.windows.day),
			week: windowJson(summary.windows.week),
		},
		total: byOutcome(summary.totals),
		alerts: summary.firing.map(({ metric, window, since, firedAt, checkedAt }) => ({
			alert: metric,
			window: windowOf(metric, window),
			since: iso(since),
			firedAt: iso(firedAt),
			checkedAt: iso(checkedAt),
		})),
		memory: summary.sizes.map((size) => ({ ...size })),
		...(withHistory ? { history: historyJson(summary) } : {}),
	};
}

/** What the Alert output says: one item when an alert fires, one when it is over. */
export function alertJson(summary: Summary, alert: AlertReport, clock: Clock) {
	const { metric, window, threshold, readings, change, firing } = alert;
	const text: AlertText = alertText(summary.sync, alert, summary.at, clock);
	return {
		sync: summary.sync,
		alert: metric,
		status: change === 'fired' ? 'firing' : 'recovered',
		...text,
		at: iso(summary.at),
		since: iso(firing?.since),
		durationMs: Math.max(0, summary.at - (firing?.since ?? summary.at)),
		window: windowOf(metric, window),
		threshold,
		recoversAt: metric === 'silence' ? threshold : threshold * RECOVERY_SHARE,
		unit: metric === 'failureRate' || metric === 'mismatchRate' ? 'share' : 'ms',
		value: readings.long.value ?? null,
		valueNow: readings.short.value ?? null,
		events: readings.long.events,
		worst: firing?.worst ?? null,
	};
}

function windowOf(metric: Metric, window: WindowName): WindowName | null {
	return metric === 'silence' ? null : window;
}

function windowJson({ counts, items, attempted, successRate, failureRate, mismatchRate, latency }: WindowSummary) {
	return {
		items,
		attempted,
		outcomes: byOutcome(counts),
		successRate: successRate ?? null,
		failureRate: failureRate ?? null,
		mismatchRate: mismatchRate ?? null,
		latency: latencyJson(latency),
	};
}

function latencyJson({ count, without, p50, p95, p99 }: LatencySummary) {
	return {
		count,
		without,
		p50: p50?.value ?? null,
		p95: p95?.value ?? null,
		p99: p99?.value ?? null,
		// Names of the percentiles that are upper bounds only (very wide and very many latencies).
		atMost: Object.entries({ p50, p95, p99 }).flatMap(([name, quantile]) => (quantile?.atMost === true ? [name] : [])),
	};
}

function historyJson({ history }: Summary) {
	const counts = ({ from, to, counts: inSpan }: CountsPoint) => ({ from: iso(from), to: iso(to), outcomes: byOutcome(inSpan) });
	const latency = ({ from, to, latency: inSpan }: LatencyPoint) => ({ from: iso(from), to: iso(to), ...latencyJson(inSpan) });
	return {
		day: history.day.map(counts),
		week: history.week.map(counts),
		dayLatency: history.dayLatency.map(latency),
		weekLatency: history.weekLatency.map(latency),
	};
}

function byOutcome(counts: Counts): Record<Outcome, number> {
	return Object.fromEntries(OUTCOMES.map((outcome, place) => [outcome, counts[place]])) as Record<Outcome, number>;
}

function iso(at: number): string;
function iso(at: number | undefined): string | null;
function iso(at: number | undefined): string | null {
	return at === undefined ? null : new Date(at).toISOString();
}

