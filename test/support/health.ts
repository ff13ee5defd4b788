/** A health document with a known history, for the tests of the reports. */
import type { Thresholds } from '../../nodes/SyncHealthReporter/alerts';
import { addBatch, emptyBatch, emptyHealth, type Health } from '../../nodes/SyncHealthReporter/health';
import { placeOf, type Outcome } from '../../nodes/SyncHealthReporter/outcomes';
import { addValue } from '../../nodes/SyncHealthReporter/sketch';
import { summarise } from '../../nodes/SyncHealthReporter/summary';

export const NOW = Date.parse('2026-03-03T12:30:30Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const sizes = [{ collection: 'claims', entries: 91, bytes: 2184 }];

export function record(health: Health, at: number, counts: Partial<Record<Outcome, number>>, latencies: number[] = []): void {
	const batch = emptyBatch();
	for (const [outcome, count] of Object.entries(counts)) batch.counts[placeOf(outcome)] = count;
	for (const latency of latencies) addValue(batch.latency, latency);
	addBatch(health, batch, at);
}

export const limits: Thresholds = { window: 'hour', minimumEvents: 1, failureRate: 0.05, mismatchRate: 0.1, latencyP95: 60_000, silence: HOUR };
export const summaryOf = (health: Health, sync = 'crm-erp', thresholds = limits) => summarise(sync, health, thresholds, sizes, NOW);

export function busy(): Health {
	const health = emptyHealth();
	record(health, NOW - 6 * 24 * HOUR, { created: 91, updated: 3 }, [5000, 6000, 7000]);
	record(health, NOW - 5 * HOUR, { updated: 4, unchanged: 87, echo: 4 }, [1000, 2000, 3000, 400_000]);
	record(health, NOW - 3 * MINUTE, { updated: 6, failed: 2, rejected: 1, conflict: 1, mismatch: 1, duplicate: 4 }, [800, 900, 1000, 1100, 1200, 90_000]);
	return health;
}
