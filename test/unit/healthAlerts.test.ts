import { alertText } from '../../nodes/SyncHealthReporter/alertText';
import { evaluateAlerts, judge, type AlertReport, type Thresholds } from '../../nodes/SyncHealthReporter/alerts';
import { addBatch, emptyBatch, emptyHealth, type Health } from '../../nodes/SyncHealthReporter/health';
import { placeOf, type Outcome } from '../../nodes/SyncHealthReporter/outcomes';
import { Clock } from '../../nodes/SyncHealthReporter/render/format';
import { addValue } from '../../nodes/SyncHealthReporter/sketch';

const at = (time: string) => Date.parse(`2026-03-03T${time}Z`);
const UTC = new Clock('UTC');

function record(health: Health, time: string, counts: Partial<Record<Outcome, number>>, latencies: number[] = []): void {
	const batch = emptyBatch();
	for (const [outcome, count] of Object.entries(counts)) batch.counts[placeOf(outcome)] = count;
	for (const latency of latencies) addValue(batch.latency, latency);
	addBatch(health, batch, at(time));
}

const failures: Thresholds = { window: 'hour', minimumEvents: 12, failureRate: 0.05 };
const look = (health: Health, time: string, thresholds = failures): AlertReport => evaluateAlerts(health, thresholds, at(time))[0]!;

describe('an alert', () => {
	it('fires once when both windows are above the limit, and says once when it is over', () => {
		const health = emptyHealth();
		record(health, '11:10:00', { updated: 10 });
		record(health, '11:40:00', { updated: 8, failed: 2 });
		record(health, '11:58:00', { updated: 5, failed: 5 });
		expect(look(health, '12:00:00')).toMatchObject({ change: 'fired', firing: { firedAt: at('12:00:00'), since: at('11:40:00'), worst: 7 / 30 } });
		expect(look(health, '12:01:00').change).toBe('none');
		record(health, '12:06:00', { updated: 20 });
		expect(look(health, '12:07:00')).toMatchObject({ change: 'recovered', firing: { firedAt: at('12:00:00') } });
		expect(look(health, '12:08:00')).toMatchObject({ change: 'none', firing: undefined });
	});

	it('does not fire when only the long window is above: the trouble is over already', () => {
		const health = emptyHealth();
		record(health, '11:20:00', { failed: 20 });
		record(health, '11:58:00', { updated: 20 });
		expect(look(health, '12:00:00')).toMatchObject({ change: 'none', readings: { long: { value: 0.5 }, short: { value: 0 } } });
	});

	it('does not fire when only the short window is above: a blip', () => {
		const health = emptyHealth();
		record(health, '11:20:00', { updated: 200 });
		record(health, '11:58:00', { updated: 1, failed: 1 });
		expect(look(health, '12:00:00').change).toBe('none');
	});

	it('does not fire exactly at the limit', () => {
		const health = emptyHealth();
		record(health, '11:58:00', { updated: 95, failed: 5 });
		expect(look(health, '12:00:00').change).toBe('none');
		record(health, '11:58:30', { failed: 1 });
		expect(look(health, '12:00:00').change).toBe('fired');
	});

	it('does not fire on too few events', () => {
		const health = emptyHealth();
		record(health, '11:58:00', { failed: 11, unchanged: 5000 });
		expect(look(health, '12:00:00').change).toBe('none');
		record(health, '11:59:00', { failed: 1 });
		expect(look(health, '12:00:00').change).toBe('fired');
	});

	it('keeps firing while nothing is tried: silence shows nothing', () => {
		const health = emptyHealth();
		record(health, '11:58:00', { failed: 20 });
		expect(look(health, '12:00:00').change).toBe('fired');
		expect(look(health, '12:30:00').change).toBe('none');
		expect(look(health, '12:58:00')).toMatchObject({ change: 'recovered', readings: { long: { events: 0 } } });
	});

	it('does not flap around the limit: it ends at 80 % of it', () => {
		const windows = (share: number) => ({ long: { value: 0.5, events: 100 }, short: { value: share, events: 100 } });
		expect(judge(false, windows(0.11), 0.1, 10)).toBe('fired');
		for (const share of [0.09, 0.11, 0.081, 0.1, 0.5]) expect(judge(true, windows(share), 0.1, 10)).toBe('none');
		expect(judge(true, windows(0.08), 0.1, 10)).toBe('recovered');
	});

	it('with a limit of 0 fires at the first failure and ends when there is none', () => {
		const health = emptyHealth();
		const any: Thresholds = { window: 'hour', minimumEvents: 1, failureRate: 0 };
		record(health, '11:58:00', { updated: 5 });
		expect(look(health, '12:00:00', any).change).toBe('none');
		record(health, '12:00:00', { failed: 1 });
		expect(look(health, '12:00:30', any).change).toBe('fired');
		record(health, '12:05:30', { updated: 1 });
		expect(look(health, '12:05:40', any).change).toBe('recovered');
	});

	it('on mismatches counts conflicts and mismatches among all items', () => {
		const health = emptyHealth();
		record(health, '11:58:00', { unchanged: 80, conflict: 15, mismatch: 5 });
		const report = look(health, '12:00:00', { window: 'hour', minimumEvents: 10, mismatchRate: 0.1 });
		expect(report).toMatchObject({ change: 'fired', readings: { long: { value: 0.2, events: 100 } } });
	});

	it('on latency compares the 95th percentile of both windows', () => {
		const health = emptyHealth();
		const slow: Thresholds = { window: 'hour', minimumEvents: 10, latencyP95: 60_000 };
		record(health, '11:20:00', { updated: 40 }, Array<number>(40).fill(1000));
		expect(look(health, '11:21:00', slow).change).toBe('none');
		record(health, '11:58:00', { updated: 10 }, Array<number>(10).fill(120_000));
		expect(look(health, '12:00:00', slow)).toMatchObject({ change: 'fired', firing: { since: at('11:55:00') } });
	});

	it('on silence fires after the last success grows too old, and ends with the next one', () => {
		const health = emptyHealth();
		const quiet: Thresholds = { window: 'hour', minimumEvents: 10, silence: 3_600_000 };
		expect(look(health, '08:00:00', quiet).change).toBe('none');
		record(health, '09:00:00', { unchanged: 1 });
		record(health, '09:30:00', { failed: 3, duplicate: 2, rejected: 1 });
		expect(look(health, '10:00:00', quiet).change).toBe('none');
		expect(look(health, '10:00:01', quiet)).toMatchObject({ change: 'fired', firing: { since: at('09:00:00') } });
		expect(look(health, '10:30:00', quiet).change).toBe('none');
		record(health, '10:40:00', { echo: 1 });
		expect(look(health, '10:41:00', quiet).change).toBe('recovered');
	});

	it('of one window leaves that of another alone', () => {
		const health = emptyHealth();
		record(health, '11:58:00', { failed: 20 });
		expect(look(health, '12:00:00').change).toBe('fired');
		expect(look(health, '12:00:00', { ...failures, window: 'day' }).change).toBe('fired');
		expect([...health.alerts.keys()]).toEqual(['failureRate/hour', 'failureRate/day']);
	});

	it('nobody has looked at for eight days is forgotten', () => {
		const health = emptyHealth();
		record(health, '11:58:00', { failed: 20 });
		look(health, '12:00:00');
		evaluateAlerts(health, { window: 'hour', minimumEvents: 1 }, at('12:00:00') + 8 * 86_400_000);
		expect(health.alerts.size).toBe(1);
		evaluateAlerts(health, { window: 'hour', minimumEvents: 1 }, at('12:00:00') + 8 * 86_400_000 + 1);
		expect(health.alerts.size).toBe(0);
	});
});

describe('what an alert says', () => {
	const health = emptyHealth();
	record(health, '11:10:00', { updated: 34 });
	record(health, '11:58:00', { updated: 8, failed: 12 });
	const fired = look(health, '12:00:00');
	it('is what, how bad, since when and what to do', () => {
		const { title, text, whatToDo } = alertText('crm-erp', fired, at('12:00:00'), UTC);
		expect(title).toBe('crm-erp: 22 % of the writes failed in the last hour');
		expect(text).toBe(
			'22 % of 54 writes failed or were rejected in the last hour; 60 % of 20 writes failed or were rejected in the last 5 minutes. The limit is 5 %. It has been so since about 3 Mar 2026, 11:58 (UTC).',
		);
		expect(whatToDo).toContain('executions');
	});
	it('is how long it lasted and how bad it got, once it is over', () => {
		record(health, '12:10:00', { updated: 30 });
		const { title, text } = alertText('crm-erp', look(health, '12:10:30'), at('12:10:30'), UTC);
		expect(title).toBe('crm-erp: over: failure rate is back below 5 %');
		expect(text).toContain('It lasted 12 min 30 s');
		expect(text).toContain('the worst value was 24 %');
		expect(text).toContain('0 % of 30 writes');
	});
});
