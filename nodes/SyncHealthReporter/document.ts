import { keyHash } from '../shared/record/fingerprint';
import { isRecord } from '../shared/record/json';
import { StateProblem, type Collection, type Layout } from '../shared/state/port';
import { NumberReader, NumberWriter } from './bytes';
import { emptyHealth, type FiringAlert, type Health, type LatencyStep } from './health';
import { addCounts, noCounts, type Counts } from './outcomes';
import { collapse, emptySketch, type Sketch } from './sketch';
import type { Buckets } from './timeBuckets';
import { WINDOW_NAMES, type WindowName } from './windows';

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

/** Characters the document may take, its few plain numbers left out. Beyond it, sketches lump small values. */
const BUDGET = 19_000;
/** Bins a sketch may have then; each try takes a tenth less. */
const MOST_BINS = 1_000;

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
		latency: writeLatency(health, BUDGET - minutes.length - hours.length),
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

function writeBuckets<T>(buckets: Buckets<T>, write: (writer: NumberWriter, bucket: T) => void): string {
	const writer = new NumberWriter();
	let previous = 0;
	for (const [step, bucket] of [...buckets].sort(([a], [b]) => a - b)) {
		writer.write(step - previous);
		previous = step;
		write(writer, bucket);
	}
	return writer.text();
}

/** @returns undefined for text that `writeBuckets` did not write */
function readBuckets<T>(text: unknown, read: (reader: NumberReader) => T): Buckets<T> | undefined {
	if (typeof text !== 'string') return undefined;
	const reader = new NumberReader(text);
	const buckets: Buckets<T> = new Map();
	let step = 0;
	while (!reader.atEnd) {
		step += reader.read();
		buckets.set(step, read(reader));
	}
	return reader.bad ? undefined : buckets;
}

function writeCounts(writer: NumberWriter, counts: Counts): void {
	writer.write(counts.reduce((mask, count, place) => (count > 0 ? mask + 2 ** place : mask), 0));
	for (const count of counts) if (count > 0) writer.write(count);
}

function readCounts(reader: NumberReader): Counts {
	const counts = noCounts();
	const mask = reader.read();
	for (let place = 0; place < counts.length; place += 1) {
		if (Math.floor(mask / 2 ** place) % 2 === 1) counts[place] = reader.read();
	}
	return counts;
}

function writeLatency(health: Health, budget: number): Record<WindowName, string> {
	for (let bins = MOST_BINS; ; bins = Math.floor(bins * 0.9)) {
		const texts = { hour: '', day: '', week: '' };
		for (const name of WINDOW_NAMES) {
			for (const { sketch } of health.latency[name].values()) collapse(sketch, bins);
			texts[name] = writeBuckets(health.latency[name], writeLatencyStep);
		}
		const size = texts.hour.length + texts.day.length + texts.week.length;
		if (size <= budget || bins <= 1) return texts;
		bins = Math.min(bins, widest(health));
	}
}

function widest(health: Health): number {
	let most = 1;
	for (const name of WINDOW_NAMES) {
		for (const { sketch } of health.latency[name].values()) most = Math.max(most, sketch.bins.size);
	}
	return most;
}

function writeLatencyStep(writer: NumberWriter, { sketch, without }: LatencyStep): void {
	writer.write(without);
	writer.write(sketch.zeros);
	writer.write(sketch.bins.size);
	const bins = [...sketch.bins].sort(([a], [b]) => a - b);
	let previous = bins[0]?.[0] ?? 0;
	if (bins.length > 0) writer.writeSigned(previous);
	for (const [bin, count] of bins) {
		// Bins mostly follow each other without a gap: the gap is written only where there is one.
		const gap = Math.max(0, bin - previous - 1);
		writer.write(gap === 0 ? 2 * count : 2 * count + 1);
		if (gap > 0) writer.write(gap);
		previous = bin;
	}
	// How many bins from the lowest may hold smaller values, too.
	writer.write(bins.filter(([bin]) => bin <= sketch.floor).length);
}

function readLatencyStep(reader: NumberReader): LatencyStep {
	const without = reader.read();
	const sketch: Sketch = { ...emptySketch(), zeros: reader.read() };
	const size = reader.read();
	let bin = size > 0 ? reader.readSigned() : 0;
	const order: number[] = [];
	for (let i = 0; i < size && !reader.bad; i += 1) {
		const coded = reader.read();
		const gap = coded % 2 === 1 ? reader.read() : 0;
		if (i > 0) bin += gap + 1;
		sketch.bins.set(bin, Math.floor(coded / 2));
		order.push(bin);
	}
	const lumped = reader.read();
	if (lumped > 0) sketch.floor = order[lumped - 1] ?? bin;
	return { sketch, without };
}
