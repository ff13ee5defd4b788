import fc from 'fast-check';
import { evaluateAlerts, judge, RECOVERY_SHARE, shortMinimum, type Readings, type Thresholds } from '../../nodes/SyncHealthReporter/alerts';
import { readDocument, writeDocument } from '../../nodes/SyncHealthReporter/document';
import { addBatch, emptyBatch, emptyHealth, type Batch, type Health } from '../../nodes/SyncHealthReporter/health';
import { OUTCOMES, sumOf } from '../../nodes/SyncHealthReporter/outcomes';
import { Clock } from '../../nodes/SyncHealthReporter/render/format';
import { renderHtml } from '../../nodes/SyncHealthReporter/render/html';
import { renderMarkdown } from '../../nodes/SyncHealthReporter/render/markdown';
import { renderPrometheus } from '../../nodes/SyncHealthReporter/render/prometheus';
import { renderText } from '../../nodes/SyncHealthReporter/render/text';
import { countItem, hasError, readOutcome } from '../../nodes/SyncHealthReporter/record';
import { alertJson, reportJson } from '../../nodes/SyncHealthReporter/report';
import { addValue, collapse, countOf, emptySketch, mergeInto, quantiles, type Sketch } from '../../nodes/SyncHealthReporter/sketch';
import { summarise } from '../../nodes/SyncHealthReporter/summary';

const RUNS = { numRuns: 1000 };
const NOON = Date.parse('2026-03-03T12:00:00Z');
const DAY = 86_400_000;
const UTC = new Clock('UTC');

const sketchOf = (values: readonly number[]): Sketch => {
	const sketch = emptySketch();
	for (const value of values) addValue(sketch, value);
	return sketch;
};
const merged = (...sketches: readonly Sketch[]): Sketch => {
	const sum = emptySketch();
	for (const sketch of sketches) mergeInto(sum, sketch);
	return sum;
};
const nearestRank = (sorted: readonly number[], rank: number) => sorted[Math.max(0, Math.ceil(rank * sorted.length) - 1)]!;
const content = ({ zeros, bins, floor }: Sketch) => ({ zeros, floor, bins: [...bins].sort(([a], [b]) => a - b) });

/** Positive numbers of every size, and many that are close together. */
const positive = fc.oneof(
	fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
	fc.integer({ min: 1, max: 315_360_000_000 }),
	fc.integer({ min: 900, max: 1100 }),
	fc.constant(0),
);
const values = fc.array(positive, { minLength: 1, maxLength: 200 });
const ranks = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }).map((some) => some.sort((a, b) => a - b));
/** 1 % and what floating point adds to it. */
const within = (found: number, truth: number) => Math.abs(found - truth) <= truth * (0.01 + 1e-9);

describe('the sketch', () => {
	it('is within 1 % of every quantile, for any data', () => {
		fc.assert(
			fc.property(values, ranks, (data, asked) => {
				const sorted = [...data].sort((a, b) => a - b);
				const found = quantiles(sketchOf(data), asked);
				asked.forEach((rank, i) => {
					expect(found[i]!.atMost).toBe(false);
					expect(within(found[i]!.value, nearestRank(sorted, rank))).toBe(true);
				});
			}),
			RUNS,
		);
	});

	it('adds up to the same in any order and grouping, and leaves what it adds as it is', () => {
		fc.assert(
			fc.property(values, values, values, (a, b, c) => {
				const parts = [a, b, c].map(sketchOf);
				const before = parts.map(content);
				const [x, y, z] = parts as [Sketch, Sketch, Sketch];
				const whole = content(sketchOf([...a, ...b, ...c]));
				expect(content(merged(x, y, z))).toEqual(whole);
				expect(content(merged(z, merged(y, x)))).toEqual(whole);
				expect(parts.map(content)).toEqual(before);
				expect(countOf(merged(x, y, z))).toBe(a.length + b.length + c.length);
			}),
			RUNS,
		);
	});

	it('that lumped small values says so, stays right above, counts the same, and merges in any order', () => {
		fc.assert(
			fc.property(values, values, fc.integer({ min: 1, max: 40 }), ranks, (a, b, most, asked) => {
				const [x, y, whole] = [sketchOf(a), sketchOf(b), sketchOf([...a, ...b])];
				collapse(x, most);
				collapse(y, most);
				const sum = merged(x, y);
				collapse(sum, most);
				collapse(whole, most);
				expect({ ...content(sum), floor: 0 }).toEqual({ ...content(whole), floor: 0 });
				expect(countOf(sum)).toBe(a.length + b.length);
				const sorted = [...a, ...b].sort((p, q) => p - q);
				quantiles(sum, asked).forEach((quantile, i) => {
					const truth = nearestRank(sorted, asked[i]!);
					if (quantile!.atMost) expect(truth).toBeLessThanOrEqual(quantile!.value * 1.0101);
					else expect(within(quantile!.value, truth)).toBe(true);
				});
			}),
			RUNS,
		);
	});
});

const batches: fc.Arbitrary<Batch> = fc
	.record({
		counts: fc.array(fc.oneof(fc.constant(0), fc.nat(20), fc.nat(2_000_000)), { minLength: OUTCOMES.length, maxLength: OUTCOMES.length }),
		latencies: fc.array(fc.nat(100_000_000), { maxLength: 30 }),
		withoutLatency: fc.nat(5),
	})
	.map(({ counts, latencies, withoutLatency }) => ({ counts, latency: sketchOf(latencies), withoutLatency }));
/** Batches and how long after the one before; sometimes the clock goes back. */
const history = fc.array(fc.tuple(batches, fc.oneof(fc.nat(120_000), fc.nat(3 * DAY), fc.integer({ min: -7_200_000, max: 0 }))), { maxLength: 40 });

function live(events: readonly (readonly [Batch, number])[]): { health: Health; now: number } {
	const health = emptyHealth();
	let now = NOON;
	for (const [batch, later] of events) addBatch(health, batch, (now += later));
	return { health, now };
}

describe('counts', () => {
	it('are conserved: the totals hold every item, and no window holds more than a longer one', () => {
		fc.assert(
			fc.property(history, (events) => {
				const { health, now } = live(events);
				const { totals, windows } = summarise('s', health, { window: 'hour', minimumEvents: 1 }, [], now);
				const recorded = events.reduce((sum, [batch]) => sum + sumOf(batch.counts), 0);
				expect(sumOf(totals)).toBe(recorded);
				expect(windows.day.items).toBeLessThanOrEqual(windows.week.items);
				expect(windows.week.items).toBeLessThanOrEqual(recorded);
			}),
			RUNS,
		);
	});

	it('and latencies come back from the document as they were', () => {
		fc.assert(
			fc.property(history, (events) => {
				const { health } = live(events);
				const read = readDocument(JSON.parse(JSON.stringify(writeDocument(health))) as never);
				expect(read).toEqual({ kind: 'health', health });
			}),
			RUNS,
		);
	});

	it('of frozen items leave the items as they are, whatever is in them', () => {
		fc.assert(
			fc.property(fc.anything({ withObjectString: true }), fc.anything(), fc.anything(), (json, envelope, changedAt) => {
				const item = deepFreeze({ json: { ...(typeof json === 'object' ? json : {}), _sync: envelope } });
				const prototype = Object.getOwnPropertyNames(Object.prototype).join();
				const told = readOutcome(item.json._sync, hasError(item));
				const batch = emptyBatch();
				if (told.kind === 'outcome') countItem(batch, told.outcome, () => changedAt, NOON);
				expect(sumOf(batch.counts)).toBe(told.kind === 'outcome' ? 1 : 0);
				expect(countOf(batch.latency) + batch.withoutLatency).toBeLessThanOrEqual(1);
				expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(prototype);
			}),
			RUNS,
		);
	});
});

describe('the document', () => {
	it('stays below 20 kB, however much and however varied', () => {
		fc.assert(
			fc.property(fc.integer(), fc.integer({ min: 1, max: 2_000_000 }), fc.integer({ min: 0, max: 26 }), (seed, most, spread) => {
				let state = seed >>> 0;
				const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
				const health = emptyHealth();
				for (let step = 0; step < 400; step += 1) {
					// A week by the hour, then an hour by the minute, each as full as it gets.
					const at = step < 300 ? NOON - (300 - step) * 3_600_000 : NOON + (step - 300) * 60_000;
					const latency = sketchOf(Array.from({ length: 60 }, () => Math.round(Math.exp(random() * spread))));
					addBatch(health, { counts: OUTCOMES.map(() => Math.round(random() * most)), latency, withoutLatency: 3 }, at);
				}
				for (const id of ['failureRate', 'mismatchRate', 'latencyP95']) {
					for (const window of ['hour', 'day', 'week']) health.alerts.set(`${id}/${window}`, { since: NOON, firedAt: NOON, checkedAt: NOON, worst: 1 / 3 });
				}
				expect(JSON.stringify(writeDocument(health)).length).toBeLessThan(20_500);
			}),
			{ numRuns: 20 },
		);
	});
});

const reading = fc.record({ value: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }), events: fc.nat(40) }).map(
	({ value, events }) => (value === undefined || events === 0 ? { value: undefined, events: 0 } : { value, events }),
);
const readings: fc.Arbitrary<Readings> = fc.record({ short: reading, long: reading });

describe('an alert', () => {
	it('fires exactly when both windows are above the limit and have enough events', () => {
		fc.assert(
			fc.property(readings, fc.double({ min: 0, max: 0.9, noNaN: true }), fc.integer({ min: 1, max: 40 }), (seen, limit, minimum) => {
				const { short, long } = seen;
				const exceeds = (short.value ?? -1) > limit && (long.value ?? -1) > limit;
				const enough = long.events >= minimum && short.events >= shortMinimum(minimum);
				expect(judge(false, seen, limit, minimum) === 'fired').toBe(exceeds && enough);
			}),
			RUNS,
		);
	});

	it('does not flap: fired and recovered take turns, and in between the short window was well below', () => {
		fc.assert(
			fc.property(fc.array(readings, { maxLength: 60 }), fc.double({ min: 0.01, max: 0.9, noNaN: true }), (sequence, limit) => {
				let firing = false;
				for (const seen of sequence) {
					const change = judge(firing, seen, limit, 5);
					if (change === 'fired') expect(firing).toBe(false);
					if (change === 'recovered') {
						expect(firing).toBe(true);
						if (seen.long.events > 0) expect(seen.short.value).toBeLessThanOrEqual(limit * RECOVERY_SHARE);
					}
					if (change !== 'none') firing = change === 'fired';
				}
			}),
			RUNS,
		);
	});

	it('that wavers between 80 % and more of its limit speaks at most once', () => {
		const around = fc.record({ short: fc.double({ min: 0.0801, max: 1, noNaN: true }), long: fc.double({ min: 0.01, max: 1, noNaN: true }) });
		fc.assert(
			fc.property(fc.array(around, { maxLength: 60 }), (sequence) => {
				let firing = false;
				let said = 0;
				for (const { short, long } of sequence) {
					const change = judge(firing, { short: { value: short, events: 9 }, long: { value: long, events: 99 } }, 0.1, 10);
					if (change !== 'none') said += 1;
					firing = change === 'fired' || (firing && change === 'none');
				}
				expect(said).toBeLessThanOrEqual(1);
			}),
			RUNS,
		);
	});

	it('from real histories obeys the rule at every look, and is remembered exactly while it fires', () => {
		const limits: Thresholds = { window: 'hour', minimumEvents: 3, failureRate: 0.3, mismatchRate: 0.2, latencyP95: 5_000_000, silence: 3_600_000 };
		fc.assert(
			fc.property(history, (events) => {
				const health = emptyHealth();
				let now = NOON;
				for (const [batch, later] of events) {
					addBatch(health, batch, (now += later));
					const before = new Set(health.alerts.keys());
					for (const { metric, threshold, change, readings: seen } of evaluateAlerts(health, limits, now)) {
						const id = metric === 'silence' ? metric : `${metric}/hour`;
						if (metric !== 'silence') expect(change).toBe(judge(before.has(id), seen, threshold, 3));
						const fires = change === 'none' ? before.has(id) : change === 'fired';
						expect(health.alerts.has(id)).toBe(fires);
					}
				}
			}),
			RUNS,
		);
	});
});

const hostileText = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 60 }),
	fc.array(fc.constantFrom('<script>', '</h1>', '"', "'", '&', '|', '`', '\\', '\n', '\r', '](javascript:x)', '**', '{', '}', '\u001b[31m', '\u202e', '\ud800', '=cmd', '#', '<!--', 'a'), { maxLength: 12 }).map((parts) => parts.join('')),
);

describe('a hostile name', () => {
	const health = live([[{ counts: OUTCOMES.map((_, i) => i + 1), latency: sketchOf([1000, 2000]), withoutLatency: 1 }, 0]]).health;
	const shown = (sync: string) => summarise(sync, health, { window: 'hour', minimumEvents: 1 }, [{ collection: sync, entries: 1, bytes: 2 }], NOON);
	/** The same report with a harmless name has this many of each. */
	const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

	it('changes nothing in the page but its own text', () => {
		const plain = renderHtml(shown('x'), UTC);
		fc.assert(
			fc.property(hostileText, (sync) => {
				const page = renderHtml(shown(sync), UTC);
				for (const pattern of [/</g, />/g, /"/g, /\n/g]) expect(count(page, pattern)).toBe(count(plain, pattern));
			}),
			RUNS,
		);
	});

	it('changes nothing in the Markdown but its own text', () => {
		const bare = (text: string) => text.replace(/\\./g, '');
		const plain = bare(renderMarkdown(shown('x'), UTC));
		fc.assert(
			fc.property(hostileText, (sync) => {
				const text = bare(renderMarkdown(shown(sync), UTC));
				for (const pattern of [/\|/g, /\n/g, /`/g, /</g, /\*/g, /\[/g, /^#/gm]) expect(count(text, pattern)).toBe(count(plain, pattern));
			}),
			RUNS,
		);
	});

	it('stays inside its label in the Prometheus text', () => {
		const lines = renderPrometheus(shown('x')).split('\n').length;
		const sample = /^(# (HELP|TYPE) .*|[a-z0-9_]+\{([a-z]+="([^"\\\n]|\\["\\n])*",?)+\} [-+\d.e]+)?$/;
		fc.assert(
			fc.property(hostileText, (sync) => {
				const text = renderPrometheus(shown(sync)).split('\n');
				expect(text).toHaveLength(lines);
				expect(text.filter((line) => !sample.test(line))).toEqual([]);
			}),
			RUNS,
		);
	});

	it('brings no control character into the plain text', () => {
		fc.assert(
			fc.property(hostileText, (sync) => {
				// eslint-disable-next-line no-control-regex
				expect(renderText(shown(sync), UTC)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
			}),
			RUNS,
		);
	});

	it('is data in the JSON', () => {
		const alerting = summarise('x', live([[{ counts: OUTCOMES.map(() => 5), latency: emptySketch(), withoutLatency: 0 }, 0]]).health, { window: 'hour', minimumEvents: 1, failureRate: 0 }, [], NOON);
		fc.assert(
			fc.property(hostileText, (sync) => {
				expect(reportJson(shown(sync), UTC, true).sync).toBe(sync);
				expect(alertJson({ ...alerting, sync }, alerting.looked[0]!, UTC)).toMatchObject({ sync, status: 'firing' });
			}),
			RUNS,
		);
	});
});

function deepFreeze<T>(value: T, seen = new Set<unknown>()): T {
	if (typeof value !== 'object' || value === null || seen.has(value) || ArrayBuffer.isView(value)) return value;
	seen.add(value);
	for (const key of Reflect.ownKeys(value)) deepFreeze((value as Record<PropertyKey, unknown>)[key], seen);
	return Object.freeze(value);
}
