import { alertId, type AlertReport } from '../alerts';
import { OUTCOMES, placeOf } from '../outcomes';
import type { CurrentAlert, Summary } from '../summary';
import { WINDOW_NAMES, type WindowName } from '../windows';
import { prometheusLabel } from '../../shared/render/escape';

interface Sample {
	labels: Record<string, string>;
	value: number | undefined;
}

/**
 * The Prometheus text format, for a webhook that Prometheus scrapes, or for the Pushgateway. Base units (seconds,
 * bytes, ratios); what is unknown has no sample. https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function renderPrometheus(summary: Summary): string {
	const { sync, windows, totals, state, looked, firing, sizes } = summary;
	const metric = (name: string, type: 'counter' | 'gauge', help: string, samples: Sample[]) => {
		const known = samples.filter(({ value }) => value !== undefined);
		if (known.length === 0) return '';
		const lines = known.map(({ labels, value }) => `sync_kit_${name}{${labelsOf({ sync, ...labels })}} ${value}`);
		return `# HELP sync_kit_${name} ${help}\n# TYPE sync_kit_${name} ${type}\n${lines.join('\n')}\n`;
	};
	const each = (read: (window: WindowName) => number | undefined): Sample[] =>
		WINDOW_NAMES.map((window) => ({ labels: { window }, value: read(window) }));
	const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000);
	const one = (value: number | undefined): Sample[] => [{ labels: {}, value }];
	const percentile = (p: 'p50' | 'p95' | 'p99') =>
		metric(`latency_${p}_seconds`, 'gauge', `Time from the change at its source to the write, ${p} of the window.`, each((name) => seconds(windows[name].latency[p]?.value)));
	return [
		metric('healthy', 'gauge', '1 while no alert of this sync fires, 0 while one does.', one(state === 'attention' ? 0 : 1)),
		metric('items_total', 'counter', 'Items recorded, by outcome.', OUTCOMES.map((outcome) => ({ labels: { outcome }, value: totals[placeOf(outcome)] }))),
		metric(
			'window_items',
			'gauge',
			'Items recorded in the window, by outcome.',
			WINDOW_NAMES.flatMap((window) => OUTCOMES.map((outcome) => ({ labels: { window, outcome }, value: windows[window].counts[placeOf(outcome)] }))),
		),
		metric('success_ratio', 'gauge', 'Share of the attempted writes that were written, over the window.', each((name) => windows[name].successRate)),
		metric('failure_ratio', 'gauge', 'Share of the attempted writes that failed or were rejected, over the window.', each((name) => windows[name].failureRate)),
		metric('mismatch_ratio', 'gauge', 'Share of all items that ended in conflict or mismatch, over the window.', each((name) => windows[name].mismatchRate)),
		percentile('p50'),
		percentile('p95'),
		percentile('p99'),
		metric('latency_measured', 'gauge', 'Writes of the window with a known latency.', each((name) => windows[name].latency.count)),
		metric('latency_unknown', 'gauge', 'Writes of the window without a usable time of change.', each((name) => windows[name].latency.without)),
		metric('last_success_timestamp_seconds', 'gauge', 'When an item last showed that the sync works.', one(seconds(summary.lastSuccess))),
		metric('last_record_timestamp_seconds', 'gauge', 'When an item was last recorded.', one(seconds(summary.last))),
		metric('alert_firing', 'gauge', '1 while the alert fires.', alertSamples(looked, firing)),
		metric('state_entries', 'gauge', 'Entries this sync remembers, by collection.', sizes.map(({ collection, entries }) => ({ labels: { collection }, value: entries }))),
		metric('state_bytes', 'gauge', 'Bytes this sync remembers, by collection.', sizes.map(({ collection, bytes }) => ({ labels: { collection }, value: bytes }))),
	].join('');
}

function alertSamples(looked: readonly AlertReport[], firing: readonly CurrentAlert[]): Sample[] {
	const samples = new Map<string, Sample>();
	const put = ({ metric, window }: AlertReport | CurrentAlert, value: number) =>
		samples.set(alertId(metric, window), { labels: { alert: metric, window: metric === 'silence' ? 'any' : window }, value });
	for (const look of looked) put(look, 0);
	for (const alert of firing) put(alert, 1);
	return [...samples.values()];
}

function labelsOf(labels: Record<string, string>): string {
	return Object.entries(labels)
		.map(([name, value]) => `${name}="${prometheusLabel(value)}"`)
		.join(',');
}
