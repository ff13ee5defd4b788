import { readDocument, writeDocument } from '../../nodes/SyncHealthReporter/document';
import { emptyHealth } from '../../nodes/SyncHealthReporter/health';
import { headlineOf } from '../../nodes/SyncHealthReporter/headline';
import { placeOf } from '../../nodes/SyncHealthReporter/outcomes';
import { Clock, formatCount, formatDuration, formatShare } from '../../nodes/SyncHealthReporter/render/format';
import { renderHtml } from '../../nodes/SyncHealthReporter/render/html';
import { renderMarkdown } from '../../nodes/SyncHealthReporter/render/markdown';
import { renderPrometheus } from '../../nodes/SyncHealthReporter/render/prometheus';
import { renderText } from '../../nodes/SyncHealthReporter/render/text';
import { reportJson } from '../../nodes/SyncHealthReporter/report';
import { summarise } from '../../nodes/SyncHealthReporter/summary';
import { busy, HOUR, limits, MINUTE, NOW, record, summaryOf } from '../support/health';

const UTC = new Clock('UTC');

describe('the windows', () => {
	it('hold the current minute and the 59 before, the current hour and the 23 or 167 before', () => {
		const health = emptyHealth();
		record(health, Date.parse('2026-02-24T12:59:59Z'), { created: 1000 });
		record(health, Date.parse('2026-02-24T13:00:00Z'), { created: 100 });
		record(health, Date.parse('2026-03-02T13:00:00Z'), { created: 20 });
		record(health, Date.parse('2026-03-03T11:30:59Z'), { created: 5 });
		record(health, Date.parse('2026-03-03T11:31:00Z'), { created: 2 });
		record(health, NOW, { created: 1 });
		const { windows, totals } = summaryOf(health);
		expect(windows.hour.items).toBe(3);
		expect(windows.day.items).toBe(28);
		expect(windows.week.items).toBe(128);
		expect(totals[placeOf('created')]).toBe(1128);
	});

	it('know rates from attempts, so that quiet items hide nothing', () => {
		const health = emptyHealth();
		record(health, NOW, { unchanged: 10_000, echo: 50, duplicate: 45, updated: 1, failed: 3, conflict: 1 });
		const { hour } = summaryOf(health).windows;
		expect(hour).toMatchObject({ items: 10_100, attempted: 4, successRate: 0.25, failureRate: 0.75 });
		expect(hour.mismatchRate).toBeCloseTo(1 / 10_100);
	});

	it('have no rate where nothing was attempted', () => {
		const health = emptyHealth();
		record(health, NOW, { unchanged: 5 });
		expect(summaryOf(health).windows.hour).toMatchObject({ successRate: undefined, failureRate: undefined, mismatchRate: 0 });
		expect(reportJson(summaryOf(health), UTC, false).windows.hour).toMatchObject({ successRate: null, latency: { p50: null } });
	});

	it('survive a clock that jumps an hour ahead and back', () => {
		const health = emptyHealth();
		record(health, NOW, { created: 1 });
		record(health, NOW + HOUR, { created: 10 });
		record(health, NOW + MINUTE, { created: 100 });
		expect(summarise('s', health, limits, [], NOW + MINUTE)).toMatchObject({ windows: { day: { items: 101 } }, lastSuccess: NOW + MINUTE });
		expect(summarise('s', health, limits, [], NOW + HOUR)).toMatchObject({ windows: { day: { items: 111 } } });
	});

	it('make up the bars of the plots exactly', () => {
		const { history, windows } = summaryOf(busy());
		const sum = (points: { counts: number[] }[]) => points.reduce((all, { counts }) => all + counts.reduce((a, b) => a + b, 0), 0);
		expect(sum(history.day)).toBe(windows.day.items);
		expect(sum(history.week)).toBe(windows.week.items);
		expect(history.day).toHaveLength(24);
		expect(history.day.at(-1)).toMatchObject({ from: Date.parse('2026-03-03T12:00:00Z'), to: Date.parse('2026-03-03T13:00:00Z') });
	});
});

describe('the headline', () => {
	it.each([
		['nothing recorded yet', emptyHealth(), 'empty', 'Nothing recorded yet'],
		['an alert', busy(), 'attention', 'Needs attention'],
	])('of %s', (_, health, state, title) => {
		const summary = summaryOf(health);
		expect(summary.state).toBe(state);
		expect(headlineOf(summary, UTC).title).toBe(title);
	});
	it('names what there is to look at where no alert fires', () => {
		const summary = summaryOf(busy(), 'crm-erp', { window: 'hour', minimumEvents: 1 });
		expect(summary.state).toBe('watch');
		expect(headlineOf(summary, UTC).reasons).toEqual(['In the last day: 2 failed, 1 rejected, 1 conflict, 1 mismatch.']);
	});
	it('is healthy where all is well', () => {
		const health = emptyHealth();
		record(health, NOW - HOUR, { created: 2, updated: 1, unchanged: 8 });
		const summary = summaryOf(health, 'crm-erp', { window: 'hour', minimumEvents: 1 });
		expect(headlineOf(summary, UTC)).toEqual({ title: 'Healthy', reasons: ['All 3 writes of the last day succeeded, and no item waits for a person.'] });
	});
});

describe('the page', () => {
	const page = renderHtml(summaryOf(busy()), UTC);
	it('needs nothing from anywhere and runs no script', () => {
		expect(page).not.toMatch(/https?:|<script|<link|<img|@import|url\(|src=/i);
		expect(page).toContain("default-src 'none'");
	});
	it('shows the state, why, the numbers, plots and memory', () => {
		for (const text of ['Needs attention', '33 % of the writes failed in the last hour', 'Success rate', 'p95', 'items per hour', 'claims', '2.2 kB']) {
			expect(page).toContain(text);
		}
		expect(page.match(/<svg viewBox="0 0 100 100"/g)).toHaveLength(6);
	});
	it('has no replacement characters of its own making', () => {
		expect(page).not.toContain('\ufffd');
	});
	it('says so where nothing was recorded', () => {
		const empty = renderHtml(summaryOf(emptyHealth()), UTC);
		expect(empty).toContain('Nothing recorded yet');
		expect(empty).not.toMatch(/NaN|undefined|Infinity/);
	});
	it('draws one value, zero latency and huge numbers without breaking', () => {
		for (const latency of [0, 1, 3.15e11]) {
			const health = emptyHealth();
			record(health, NOW, { updated: 1, unchanged: 2_000_000_000 }, [latency]);
			expect(renderHtml(summaryOf(health), UTC)).not.toMatch(/NaN|undefined|Infinity/);
		}
	});
});

describe('Markdown and plain text', () => {
	it('hold the table of outcomes', () => {
		expect(renderMarkdown(summaryOf(busy()), UTC)).toContain('| Updated | 6 | 10 | 13 | 13 |');
		expect(renderText(summaryOf(busy()), UTC)).toMatch(/Updated +6 +10 +13 +13\n/);
	});
	it('say so where nothing was recorded', () => {
		expect(renderMarkdown(summaryOf(emptyHealth()), UTC)).toContain('**Nothing recorded yet.**');
		expect(renderText(summaryOf(emptyHealth()), UTC)).toContain('[--] Nothing recorded yet');
	});
});

describe('Prometheus text', () => {
	it('has seconds, ratios and what fires', () => {
		const text = renderPrometheus(summaryOf(busy()));
		expect(text).toContain('sync_kit_items_total{sync="crm-erp",outcome="updated"} 13');
		expect(text).toMatch(/sync_kit_latency_p50_seconds\{sync="crm-erp",window="hour"\} (0\.99|1\.00|1\.01|1\b)/);
		expect(text).toContain('sync_kit_alert_firing{sync="crm-erp",alert="failureRate",window="hour"} 1');
		expect(text).toContain('sync_kit_healthy{sync="crm-erp"} 0');
	});
});

describe('the document', () => {
	it('gives the same health back', () => {
		const health = busy();
		summaryOf(health);
		const document = JSON.parse(JSON.stringify(writeDocument(health))) as ReturnType<typeof writeDocument>;
		expect(readDocument(document)).toEqual({ kind: 'health', health });
	});
	it('is never taken for empty when it is damaged, or newer', () => {
		const good = writeDocument(busy());
		expect(readDocument({ ...good, version: 2 as 1 })).toEqual({ kind: 'unreadable', problem: 'newer' });
		const damaged: object[] = [
			{ ...good, minutes: good.minutes.slice(0, -4) },
			{ ...good, latency: { ...good.latency, day: '////////////' } },
			{ ...good, latency: null },
			{ ...good, totals: ['1'] },
			{ ...good, first: 'yesterday' },
			{ ...good, alerts: { 'failureRate/hour': null } },
			{},
		];
		for (const document of damaged) {
			expect(readDocument(document as typeof good)).toEqual({ kind: 'unreadable', problem: 'damaged' });
		}
	});
});

describe('numbers', () => {
	it('never round to 0 % or 100 % what is not', () => {
		expect([0, 0.00001, 0.004, 0.054, 0.5, 0.947, 0.9991, 0.999999, 1, undefined].map(formatShare)).toEqual(
			['0 %', '< 0.01 %', '0.40 %', '5.4 %', '50 %', '94.7 %', '99.91 %', '> 99.99 %', '100 %', '–'],
		);
	});
	it('show lengths of time in the units that matter', () => {
		expect([0, 999, 1000, 9940, 59_999, 60_000, 3_599_999, 3_600_000, 90_000_000, undefined].map(formatDuration)).toEqual(
			['0 ms', '999 ms', '1 s', '9.9 s', '59 s', '1 min', '59 min 59 s', '1 h', '1 d 1 h', '–'],
		);
		expect(formatCount(1234567)).toBe('1,234,567');
	});
	it('take an unknown time zone for UTC', () => {
		expect(new Clock('Mars/Base').zone).toBe('UTC');
		expect(new Clock('Asia/Kolkata').fullOf(NOW)).toBe('3 Mar 2026, 18:00');
	});
});
