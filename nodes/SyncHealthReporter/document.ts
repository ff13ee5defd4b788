import { keyHash } from '../shared/record/fingerprint';
import { isRecord } from '../shared/record/json';
import { StateProblem, type Collection, type Layout } from '../shared/state/port';
import { readBuckets, readCounts, readLatencyStep, writeBuckets, writeCounts, writeLatency } from './compact';
import { emptyHealth, type FiringAlert, type Health } from './health';
import { addCounts, noCounts, type Counts } from './outcomes';
import type { WindowName } from './windows';

/** One sync's health as the state keeps it: plain JSON, no field values and no keys, bounded in size. */
export interface HealthDocument {
	version: 1;
	first: number | null;
	last: number | null;
	lastSuccess: number | null;
	totals: Counts;
	minutes: string;
	hours: string;
	latency: Record<WindowName, string>;
	alerts: Record<string, FiringAlert>;
}

const layout: Layout<HealthDocument> = {
	signature: 'document',
	stride: 0,
	pack: () => false,
	unpack: () => {
		throw new StateProblem('corrupt', 'Health is never kept in packed form');
	},
	expiresAt: () => Infinity,
	rank: () => 0,
};

export const healthCollection: Collection<HealthDocument> = {
	name: 'health',
	cap: 1,
	layout,
	layoutOf: (signature) => (signature === layout.signature ? layout : undefined),
	expiresAt: () => Infinity,
};

/** The one key of the collection: a sync has one health. */
export const HEALTH_KEY = keyHash('health');

/** Characters the compact parts may take together. Beyond it, sketches lump small values. */
const BUDGET = 19_000;

export function writeDocument(health: Health): HealthDocument {
	const minutes = writeBuckets(health.minutes, writeCounts);
	const hours = writeBuckets(health.hours, writeCounts);
	return {
		version: 1,
		first: health.first ?? null,
		last: health.last ?? null,
		lastSuccess: health.lastSuccess ?? null,
		totals: [...health.totals],
		minutes,
		hours,
		latency: writeLatency(health.latency, BUDGET - minutes.length - hours.length),
		alerts: Object.fromEntries([...health.alerts].map(([name, alert]) => [name, { ...alert }])),
	};
}

/** Why a document cannot be read. */
export type DocumentProblem = 'damaged' | 'newer';

/** Never takes an unreadable document for an empty one. */
export function readDocument(
	document: HealthDocument | undefined,
): { kind: 'health'; health: Health } | { kind: 'unreadable'; problem: DocumentProblem } {
	if (document === undefined) return { kind: 'health', health: emptyHealth() };
	if (typeof document.version === 'number' && document.version > 1) return { kind: 'unreadable', problem: 'newer' };
	const { latency, alerts } = document;
	const readable =
		document.version === 1 &&
		[document.first, document.last, document.lastSuccess].every((at) => at === null || isMoment(at)) &&
		Array.isArray(document.totals) &&
		document.totals.every((count) => Number.isSafeInteger(count) && count >= 0) &&
		isRecord(latency) &&
		isRecord(alerts) &&
		Object.values(alerts).every(isFiringAlert);
	const minutes = readBuckets(document.minutes, readCounts);
	const hours = readBuckets(document.hours, readCounts);
	const hour = readBuckets(readable ? latency.hour : undefined, readLatencyStep);
	const day = readBuckets(readable ? latency.day : undefined, readLatencyStep);
	const week = readBuckets(readable ? latency.week : undefined, readLatencyStep);
	if (!readable || minutes === undefined || hours === undefined || !hour || !day || !week) {
		return { kind: 'unreadable', problem: 'damaged' };
	}
	const totals = noCounts();
	addCounts(totals, document.totals);
	const health: Health = {
		first: document.first ?? undefined,
		last: document.last ?? undefined,
		lastSuccess: document.lastSuccess ?? undefined,
		totals,
		minutes,
		hours,
		latency: { hour, day, week },
		alerts: new Map(Object.entries(alerts).map(([name, alert]) => [name, { ...alert }])),
	};
	return { kind: 'health', health };
}

/** Times that a Date can hold. */
function isMoment(at: unknown): at is number {
	return typeof at === 'number' && at >= 0 && at <= 8.64e15;
}

function isFiringAlert(alert: unknown): alert is FiringAlert {
	if (!isRecord(alert)) return false;
	return isMoment(alert['since']) && isMoment(alert['firedAt']) && isMoment(alert['checkedAt']) && Number.isFinite(alert['worst']);
}
