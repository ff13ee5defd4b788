import { currentLine, formatMetric, METRIC_LABELS } from '../alertText';
import { headlineOf } from '../headline';
import { OUTCOME_INFO, OUTCOMES, placeOf } from '../outcomes';
import { lookOf, type Summary } from '../summary';
import { WINDOW_NAMES, WINDOWS } from '../windows';
import { markdown } from '../../shared/render/escape';
import { formatAge, formatBytes, formatCount, formatQuantile, formatShare, NOTHING, type Clock } from './format';
import { memoryLabel } from './memoryLabel';

/** A report for chats, issues and wikis (GitHub-flavoured tables). */
export function renderMarkdown(summary: Summary, clock: Clock): string {
	const { sync, windows, totals, lastSuccess, at, state, sizes, looked } = summary;
	const { title, reasons } = headlineOf(summary, clock);
	const lines = [
		`# Sync health: ${markdown(sync)}`,
		'',
		`**${markdown(title)}.** ${reasons.map(markdown).join(' ')}`,
		'',
		`As of ${markdown(clock.fullOf(at))} (${markdown(clock.zone)}). Last success: ${
			lastSuccess === undefined ? 'never' : `${markdown(formatAge(Math.max(0, at - lastSuccess)))} ago`
		}.`,
	];
	if (state !== 'empty') {
		const latency = (p: 'p50' | 'p95' | 'p99') => WINDOW_NAMES.map((name) => formatQuantile(windows[name].latency[p]));
		const rate = (key: 'successRate' | 'failureRate' | 'mismatchRate') => WINDOW_NAMES.map((name) => formatShare(windows[name][key]));
		lines.push(
			'',
			...table(
				['', 'Last hour', 'Last day', 'Last week', 'Ever'],
				[
					...OUTCOMES.map((outcome) => [
						OUTCOME_INFO[outcome].label,
						...WINDOW_NAMES.map((name) => formatCount(windows[name].counts[placeOf(outcome)]!)),
						formatCount(totals[placeOf(outcome)]!),
					]),
					['All items', ...WINDOW_NAMES.map((name) => formatCount(windows[name].items)), formatCount(totals.reduce((sum, n) => sum + n, 0))],
					['Success rate', ...rate('successRate'), ''],
					['Failure rate', ...rate('failureRate'), ''],
					['Mismatch rate', ...rate('mismatchRate'), ''],
					['Latency p50', ...latency('p50'), ''],
					['Latency p95', ...latency('p95'), ''],
					['Latency p99', ...latency('p99'), ''],
					['Without latency', ...WINDOW_NAMES.map((name) => formatCount(windows[name].latency.without)), ''],
				],
			),
		);
	}
	if (looked.length > 0 || summary.firing.length > 0) {
		lines.push('', '## Alerts', '');
		for (const alert of summary.firing) lines.push(`- **Firing:** ${markdown(currentLine(alert, lookOf(summary, alert), clock))}`);
		for (const { metric, window, threshold, readings, firing, change } of looked) {
			if (firing !== undefined && change !== 'recovered') continue;
			const within = metric === 'silence' ? '' : ` over the ${WINDOWS[window].label}`;
			lines.push(`- Quiet: ${markdown(`${METRIC_LABELS[metric]}${within} ${formatMetric(metric, readings.long.value)}, limit ${formatMetric(metric, threshold)}`)}`);
		}
	}
	if (sizes.length > 0) {
		const rows = sizes.map(({ collection, entries, bytes }) => [memoryLabel(collection), formatCount(entries), formatBytes(bytes)]);
		lines.push('', '## Memory', '', ...table(['Memory', 'Entries', 'Size'], rows));
	}
	return `${lines.join('\n')}\n`;
}

function table(head: string[], rows: string[][]): string[] {
	const row = (cells: string[]) => `| ${cells.map((text) => (text === NOTHING ? NOTHING : markdown(text))).join(' | ')} |`;
	return [row(head), `| --- |${' ---: |'.repeat(head.length - 1)}`, ...rows.map(row)];
}
