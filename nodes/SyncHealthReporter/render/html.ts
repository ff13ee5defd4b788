import { formatMetric, METRIC_LABELS } from '../alertText';
import { alertId, shortMinimum, type AlertReport } from '../alerts';
import { headlineOf } from '../headline';
import { OUTCOME_INFO, OUTCOMES, placeOf } from '../outcomes';
import type { CurrentAlert, State, Summary } from '../summary';
import { WINDOW_NAMES, WINDOWS } from '../windows';
import { html } from '../../shared/render/escape';
import { banner, figures, page } from '../../shared/render/page';
import { formatAge, formatBytes, formatCount, formatQuantile, formatShare, NOTHING, type Clock } from './format';
import { memoryLabel } from './memoryLabel';
import { plotsOf } from './plots';
import { STYLE } from './style';

/** The report as a page of its own. */
export function renderHtml(summary: Summary, clock: Clock): string {
	const { sync, history, state, at } = summary;
	const plots = (which: 'day' | 'week') => `<div class="charts">${plotsOf(which, history, clock).join('\n')}</div>`;
	const { title, reasons } = headlineOf(summary, clock);
	const numbers =
		state === 'empty'
			? ''
			: `${kpis(summary, clock)}
<h2>Last 24 hours</h2>
${plots('day')}
<h2>Last 7 days</h2>
${plots('week')}
<h2>The numbers</h2>
<div class="card wide">${outcomesTable(summary)}</div>
<div class="two"><div class="card wide">${latencyTable(summary)}</div><div class="card">${alertsList(summary)}</div></div>`;
	const under = `As of ${clock.fullOf(at)} (times in ${clock.zone})`;
	return page(
		{ title: `${sync}: sync health`, eyebrow: 'Sync health', heading: sync, under },
		STYLE,
		`${banner(state, title, reasons)}
${numbers}
${memory(summary)}
${footer(summary, clock)}`,
	);
}

function kpis({ windows: { day }, lastSuccess, at }: Summary, clock: Clock): string {
	const written = day.attempted === 0 ? 'nothing had to be written' : `of ${formatCount(day.attempted)} writes in the last day`;
	const cards: [string, string, string][] = [
		['Success rate', formatShare(day.successRate), written],
		['Items', formatCount(day.items), 'recorded in the last day'],
		['Latency p95', formatQuantile(day.latency.p95), day.latency.count === 0 ? 'none measured in the last day' : '95 % of writes took at most this'],
		[
			'Since last success',
			lastSuccess === undefined ? NOTHING : formatAge(Math.max(0, at - lastSuccess)),
			lastSuccess === undefined ? 'none was recorded yet' : clock.fullOf(lastSuccess),
		],
	];
	return figures(cards);
}

const cell = (text: string, isZero: boolean) => `<td${isZero ? ' class="zero"' : ''}>${html(text)}</td>`;
const count = (value: number) => cell(formatCount(value), value === 0);
const said = (text: string) => cell(text, text === NOTHING);

function outcomesTable({ windows, totals, first }: Summary): string {
	const columns = [...WINDOW_NAMES.map((name) => windows[name].counts), totals];
	const rows = OUTCOMES.map((outcome) => {
		const { label, meaning } = OUTCOME_INFO[outcome];
		const counts = columns.map((counts) => count(counts[placeOf(outcome)]!)).join('');
		return `<tr><th scope="row"><i class="sw ${outcome}"></i>${label}<small>${html(meaning)}</small></th>${counts}</tr>`;
	});
	const sums = columns.map((counts) => count(counts.reduce((sum, n) => sum + n, 0))).join('');
	const rate = (label: string, meaning: string, key: 'successRate' | 'failureRate' | 'mismatchRate') =>
		`<tr><th scope="row">${label}<small class="flush">${meaning}</small></th>${WINDOW_NAMES.map((name) => said(formatShare(windows[name][key]))).join('')}<td></td></tr>`;
	return `<table><thead><tr><th scope="col">Outcome</th><th scope="col">Hour</th><th scope="col">Day</th><th scope="col">Week</th><th scope="col">${first === undefined ? 'Total' : 'Ever'}</th></tr></thead>
<tbody>${rows.join('\n')}
<tr class="sum"><th scope="row">All items</th>${sums}</tr>
${rate('Success rate', 'created or updated, of all attempted writes', 'successRate')}
${rate('Failure rate', 'failed or rejected, of all attempted writes', 'failureRate')}
${rate('Mismatch rate', 'conflict or mismatch, of all items', 'mismatchRate')}</tbody></table>`;
}

function latencyTable({ windows }: Summary): string {
	const row = (label: string, show: (name: (typeof WINDOW_NAMES)[number]) => string) =>
		`<tr><th scope="row">${label}</th>${WINDOW_NAMES.map(show).join('')}</tr>`;
	return `<table><thead><tr><th scope="col">Latency</th><th scope="col">Hour</th><th scope="col">Day</th><th scope="col">Week</th></tr></thead>
<tbody>${(['p50', 'p95', 'p99'] as const).map((p) => row(p, (name) => said(formatQuantile(windows[name].latency[p])))).join('')}
${row('Measured', (name) => count(windows[name].latency.count))}${row('Without a usable time', (name) => count(windows[name].latency.without))}</tbody></table>`;
}

function alertsList({ looked, firing, thresholds, at }: Summary): string {
	const fires = new Set(firing.map(({ metric, window }) => alertId(metric, window)));
	const name = ({ metric, window }: AlertReport | CurrentAlert) =>
		`${METRIC_LABELS[metric]}${metric === 'silence' ? '' : ` over the ${WINDOWS[window].label}`}`;
	const entry = (tag: string, style: State, words: string) =>
		`<li><span class="tag ${style}">${tag}</span>${html(words)}</li>`;
	const entries = [
		...firing.map((alert) => entry('firing', 'attention', `${name(alert)}: for ${formatAge(Math.max(0, at - alert.since))}`)),
		...looked
			.filter(({ metric, window }) => !fires.has(alertId(metric, window)))
			.map((look) => entry('quiet', 'healthy', `${name(look)}: ${formatMetric(look.metric, look.readings.long.value)}, limit ${formatMetric(look.metric, look.threshold)}`)),
	];
	if (entries.length === 0) return '<b>Alerts</b><p class="none">No alert is set up in this report.</p>';
	const { minimumEvents, window } = thresholds;
	const words = `A rate or a latency fires when the ${WINDOWS[window].label} (${formatCount(Math.max(1, minimumEvents))} events or more) and the ${WINDOWS[window].shortLabel} (${formatCount(shortMinimum(minimumEvents))} or more) are both above the limit.`;
	return `<b>Alerts</b><ul class="alerts">${entries.join('')}</ul><p class="sub">${html(words)}</p>`;
}

function memory({ sizes }: Summary): string {
	if (sizes.length === 0) return '';
	const rows = sizes.map(({ collection, entries, bytes }) => `<tr><th scope="row">${html(memoryLabel(collection))}</th>${count(entries)}${cell(formatBytes(bytes), false)}</tr>`);
	return `<h2>What this sync remembers</h2><div class="card wide"><table><thead><tr><th scope="col">Memory</th><th scope="col">Entries</th><th scope="col">Size</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function footer({ first }: Summary, clock: Clock): string {
	return `<footer><dl>
<dt>Rates</dt><dd>Success and failure count attempted writes only (created, updated, rejected, failed), so that quiet items hide nothing.</dd>
<dt>Latency</dt><dd>From the change at its source to the moment the write was recorded, within 1 %. Items without a usable time are counted, never guessed. ≤ marks an upper bound.</dd>
<dt>Windows</dt><dd>The last hour goes by full minutes, day and week by full hours.${first === undefined ? '' : ` Recorded since ${html(clock.fullOf(first))}.`}</dd>
</dl></footer>`;
}
