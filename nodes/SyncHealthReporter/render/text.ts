import { currentLine } from '../alertText';
import { headlineOf } from '../headline';
import { OUTCOME_INFO, OUTCOMES, placeOf } from '../outcomes';
import { lookOf, type State, type Summary } from '../summary';
import { WINDOW_NAMES } from '../windows';
import { plain } from '../../shared/render/escape';
import { formatAge, formatBytes, formatCount, formatQuantile, formatShare, type Clock } from './format';
import { memoryLabel } from './memoryLabel';

const SIGNS: Record<State, string> = { healthy: '[ok]', watch: '[look]', attention: '[!!]', empty: '[--]' };

/** For a terminal of 80 columns: plain text, no colours, no control characters but line ends. */
export function renderText(summary: Summary, clock: Clock): string {
	const { sync, windows, totals, lastSuccess, at, sizes } = summary;
	const { title, reasons } = headlineOf(summary, clock);
	const lines = [
		`Sync health: ${plain(sync)}`,
		`${SIGNS[summary.state]} ${title}`,
		...(summary.state === 'attention'
			? summary.firing.map((alert) => `     ${currentLine(alert, lookOf(summary, alert), clock)}`)
			: reasons.map((reason) => `     ${reason}`)),
		`     as of ${clock.fullOf(at)} (${clock.zone}), last success ${lastSuccess === undefined ? 'never' : `${formatAge(Math.max(0, at - lastSuccess))} ago`}`,
	];
	if (summary.state !== 'empty') {
		const row = (label: string, cells: string[]) => `  ${label.padEnd(16)}${cells.map((text) => text.padStart(14)).join('')}`;
		lines.push('', row('', ['hour', 'day', 'week', 'ever']));
		for (const outcome of OUTCOMES) {
			const place = placeOf(outcome);
			if (totals[place] === 0) continue;
			const cells = [...WINDOW_NAMES.map((name) => windows[name].counts[place]!), totals[place]!].map(formatCount);
			lines.push(row(OUTCOME_INFO[outcome].label, cells));
		}
		const each = (show: (name: (typeof WINDOW_NAMES)[number]) => string) => WINDOW_NAMES.map(show);
		lines.push(
			row('All items', [...each((name) => formatCount(windows[name].items)), formatCount(totals.reduce((sum, n) => sum + n, 0))]),
			'',
			row('Success rate', each((name) => formatShare(windows[name].successRate))),
			row('Failure rate', each((name) => formatShare(windows[name].failureRate))),
			row('Mismatch rate', each((name) => formatShare(windows[name].mismatchRate))),
			...(['p50', 'p95', 'p99'] as const).map((p) => row(`Latency ${p}`, each((name) => formatQuantile(windows[name].latency[p])))),
		);
	}
	if (sizes.length > 0) {
		const sized = sizes.map(({ collection, entries, bytes }) => `${plain(memoryLabel(collection))} ${formatCount(entries)} (${formatBytes(bytes)})`);
		lines.push('', `  Memory: ${sized.join(', ')}`);
	}
	return `${lines.join('\n')}\n`;
}
