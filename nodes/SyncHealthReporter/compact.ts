/** Counts and latencies as short texts: only what happened is written, in as few bytes as it takes. */
import { NumberReader, NumberWriter } from './bytes';
import type { Health, LatencyStep } from './health';
import { noCounts, type Counts } from './outcomes';
import { collapse, emptySketch, type Sketch } from './sketch';
import type { Buckets } from './timeBuckets';
import { WINDOW_NAMES, type WindowName } from './windows';

/** Bins a sketch may have then; each try takes a tenth less. */
const MOST_BINS = 1_000;

export function writeBuckets<T>(buckets: Buckets<T>, write: (writer: NumberWriter, bucket: T) => void): string {
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
export function readBuckets<T>(text: unknown, read: (reader: NumberReader) => T): Buckets<T> | undefined {
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

export function writeCounts(writer: NumberWriter, counts: Counts): void {
	writer.write(counts.reduce((mask, count, place) => (count > 0 ? mask + 2 ** place : mask), 0));
	for (const count of counts) if (count > 0) writer.write(count);
}

export function readCounts(reader: NumberReader): Counts {
	const counts = noCounts();
	const mask = reader.read();
	for (let place = 0; place < counts.length; place += 1) {
		if (Math.floor(mask / 2 ** place) % 2 === 1) counts[place] = reader.read();
	}
	return counts;
}

/** Writes the latencies into at most `budget` characters, lumping small values (in the sketches given) if it must. */
export function writeLatency(latency: Health['latency'], budget: number): Record<WindowName, string> {
	for (let bins = MOST_BINS; ; bins = Math.floor(bins * 0.9)) {
		const texts = { hour: '', day: '', week: '' };
		for (const name of WINDOW_NAMES) {
			for (const { sketch } of latency[name].values()) collapse(sketch, bins);
			texts[name] = writeBuckets(latency[name], writeLatencyStep);
		}
		const size = texts.hour.length + texts.day.length + texts.week.length;
		if (size <= budget || bins <= 1) return texts;
		bins = Math.min(bins, widest(latency));
	}
}

function widest(latency: Health['latency']): number {
	let most = 1;
	for (const name of WINDOW_NAMES) {
		for (const { sketch } of latency[name].values()) most = Math.max(most, sketch.bins.size);
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

export function readLatencyStep(reader: NumberReader): LatencyStep {
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
