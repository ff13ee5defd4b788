import { Faults, readFault, type Fault } from '../../../demo/platform/crm/faults';

const NOON = Date.UTC(2026, 10, 23, 12);

/** What happens to so many PATCHes of one record, `everyMs` apart: `.` normal, `t` cut off, else the status. */
function run(faults: Faults, count: number, { id = 'A', from = NOON, everyMs = 0 } = {}): string[] {
	return Array.from({ length: count }, (_, i) => {
		const outcome = faults.onRequest('PATCH', id, from + i * everyMs);
		return outcome.kind === 'normal' ? '.' : outcome.kind === 'timeout' ? 't' : String(outcome.status);
	});
}
function withFault(...faults: Fault[]): Faults {
	const all = new Faults();
	for (const fault of faults) all.add(fault);
	return all;
}

test('each nth request is cut off, for ever', () => {
	expect(run(withFault({ kind: 'timeout', afterMs: 1, nth: 3 }), 7).join('')).toBe('..t..t.');
});

test('the next so many requests are cut off, and then no more', () => {
	expect(run(withFault({ kind: 'timeout', afterMs: 1, times: 2 }), 4).join('')).toBe('tt..');
});

test('a record is always refused, others are not', () => {
	const faults = withFault({ kind: 'every', status: 422, nth: 1, id: 'X' });
	expect(run(faults, 2, { id: 'X' })).toEqual(['422', '422']);
	expect(run(faults, 2, { id: 'A' })).toEqual(['.', '.']);
});

const BURST: Fault = { kind: 'burst', after: 3, withinMs: 1_000, times: 2, retryAfterSeconds: 5 };

test('after so many requests within the window the next are told to wait; then it counts afresh', () => {
	const faults = withFault(BURST);
	expect(faults.onRequest('GET', undefined, NOON)).toEqual({ kind: 'normal' });
	expect(run(faults, 9, { everyMs: 10 }).join(' ')).toBe('. . 429 429 . . . 429 429');
	expect(withFault(BURST).onRequest('GET', undefined, NOON).kind).toBe('normal');
});

test('as many requests spread over more than the window are all let through', () => {
	expect(run(withFault(BURST), 12, { everyMs: 600 }).join('')).toBe('............');
});

test('the requests of a client that was told to wait and did not are counted', () => {
	const faults = withFault(BURST);
	run(faults, 4);
	expect(faults.impatient).toBe(0);
	faults.onRequest('PATCH', 'A', NOON + 4_999);
	expect(faults.impatient).toBe(1);
	// That one was told to wait as well, by five seconds more.
	faults.onRequest('PATCH', 'A', NOON + 9_999);
	expect(faults.impatient).toBe(1);
});

test('faults come as JSON, too', () => {
	expect(readFault({ kind: 'burst', after: 2, times: 3 })).toEqual({ kind: 'burst', after: 2, withinMs: 10_000, times: 3, retryAfterSeconds: 2 });
	expect(readFault({ kind: 'timeout', nth: 40, afterMs: 50, method: 'patch' })).toEqual({ kind: 'timeout', nth: 40, afterMs: 50, method: 'PATCH' });
	expect(readFault({ kind: 'timeout', times: 2 })).toEqual({ kind: 'timeout', times: 2, afterMs: 30_000 });
	expect(readFault({ kind: 'nonsense' })).toMatch(/burst/);
});
