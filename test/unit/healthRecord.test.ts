import { emptyBatch } from '../../nodes/SyncHealthReporter/health';
import { placeOf, type Outcome } from '../../nodes/SyncHealthReporter/outcomes';
import { countItem, hasError, LONGEST_LATENCY, momentOf, readOutcome } from '../../nodes/SyncHealthReporter/record';
import { countOf, quantiles } from '../../nodes/SyncHealthReporter/sketch';

const NOON = Date.parse('2026-03-03T12:00:00Z');

describe('the outcome of an item', () => {
	it.each([
		[{ verdict: 'duplicate' }, 'duplicate'],
		[{ verdict: 'inProgress' }, 'duplicate'],
		[{ verdict: 'mismatch' }, 'mismatch'],
		[{ verdict: 'rejected' }, 'rejected'],
		[{ verdict: 'review' }, 'conflict'],
		[{ verdict: 'inSync' }, 'unchanged'],
		[{ verdict: 'echo' }, 'echo'],
		[{ operation: 'create' }, 'created'],
		[{ operation: 'update' }, 'updated'],
		[{ operation: 'delete' }, 'updated'],
		[{ verdict: 'new', operation: 'update' }, 'updated'],
		[{ verdict: 'new' }, 'created'],
		[{ verdict: 'duplicate', operation: 'update' }, 'duplicate'],
		[{ verdict: 'duplicate', outcome: 'echo' }, 'echo'],
	])('of an envelope %j is %s', (envelope, outcome) => {
		expect(readOutcome(envelope, false)).toEqual({ kind: 'outcome', outcome });
	});

	it('is failed where the item carries an error, whatever was planned', () => {
		expect(readOutcome({ operation: 'update' }, true)).toEqual({ kind: 'outcome', outcome: 'failed' });
		expect(readOutcome(undefined, true)).toEqual({ kind: 'outcome', outcome: 'failed' });
	});

	it('is what _sync.outcome says, even beside an error', () => {
		expect(readOutcome({ outcome: 'rejected' }, true)).toEqual({ kind: 'outcome', outcome: 'rejected' });
	});

	it('is not guessed where nothing tells it', () => {
		for (const envelope of [undefined, null, {}, [], 'created', { operation: 'upsert' }, { verdict: 'constructor' }, { operation: '__proto__' }]) {
			expect(readOutcome(envelope, false)).toEqual({ kind: 'silent' });
		}
	});

	it('is refused where _sync.outcome is none of ours', () => {
		for (const outcome of ['done', '__proto__', 0, false, {}]) {
			expect(readOutcome({ outcome }, false)).toEqual({ kind: 'unknown', said: outcome });
		}
	});
});

describe('an error on an item', () => {
	it('is one beside the json, or a text or object in it', () => {
		expect(hasError({ json: {}, error: new Error('x') })).toBe(true);
		expect(hasError({ json: { error: 'timeout' } })).toBe(true);
		expect(hasError({ json: { error: { message: 'timeout' } } })).toBe(true);
	});
	it('is none where a field called error is empty', () => {
		for (const error of [null, undefined, '', false, 0, []]) expect(hasError({ json: { error } })).toBe(false);
		for (const json of [null, 7, 'error', ['error'], undefined]) expect(hasError({ json })).toBe(false);
	});
});

describe('a moment', () => {
	it('is an ISO text with an offset, a Date, or ms since 1970', () => {
		for (const value of ['2026-03-03T12:00:00Z', '2026-03-03T13:00:00.000+01:00', '2026-03-03 13:00:00+01', NOON, new Date(NOON)]) {
			expect(momentOf(value)).toBe(NOON);
		}
	});
	it('is nothing else: a local time or a bare date is not guessed', () => {
		for (const value of ['2026-03-03T12:00:00', '2026-03-03', 'yesterday', '', '1772539200000', '2026-13-45T99:00:00Z', null, undefined, {}, true, NaN, new Date(NaN)]) {
			expect(momentOf(value)).toBeNaN();
		}
	});
});

describe('latency', () => {
	const latencyOf = (changedAt: unknown, outcome: Outcome = 'updated') => {
		const batch = emptyBatch();
		countItem(batch, outcome, () => changedAt, NOON);
		return batch;
	};
	it('is the time from the change to now', () => {
		const batch = latencyOf('2026-03-03T11:59:50Z');
		expect(quantiles(batch.latency, [0.5])[0]!.value / 10_000).toBeCloseTo(1, 1);
		expect(batch.withoutLatency).toBe(0);
		expect(batch.counts[placeOf('updated')]).toBe(1);
	});
	it('of 0 ms is a latency', () => {
		expect(latencyOf(NOON)).toMatchObject({ withoutLatency: 0, latency: { zeros: 1 } });
	});
	it.each([
		['in the future', NOON + 1],
		['older than ten years', NOON - LONGEST_LATENCY - 1],
		['in seconds instead of ms', NOON / 1000],
		['not a number', NaN],
		['infinite', -Infinity],
		['absent', undefined],
		['unreadable', 'last week'],
	])('of a change %s is counted as unknown, never invented', (_, changedAt) => {
		const batch = latencyOf(changedAt);
		expect(batch.withoutLatency).toBe(1);
		expect(countOf(batch.latency)).toBe(0);
		expect(batch.counts[placeOf('updated')]).toBe(1);
	});
	it('is measured for written items only', () => {
		for (const outcome of ['unchanged', 'echo', 'duplicate', 'conflict', 'mismatch', 'rejected', 'failed'] as const) {
			const batch = latencyOf('2026-03-03T11:59:50Z', outcome);
			expect([countOf(batch.latency), batch.withoutLatency]).toEqual([0, 0]);
		}
	});
});
