import fc from 'fast-check';
import { guardCollection } from '../../nodes/shared/idempotency/entry';
import { fingerprintPayload, hashKey } from '../../nodes/IdempotencyGuard/fingerprints';
import { claim } from '../../nodes/shared/idempotency/protocol';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { compilePathList } from '../../nodes/shared/record/pathList';
import { StaticDataStates } from '../../nodes/shared/state/staticData';

const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 1000) };
jest.setTimeout(Math.max(60_000, runs.numRuns * 60));
const hashOf = (...values: unknown[]): string => {
	const key = hashKey(values.map((value) => ({ called: 'x', value })));
	if (!key.ok) throw new Error(key.message);
	return key.value;
};

test('10,000 completed keys take at most 24 bytes each in the saved blob', async () => {
	const data: Record<string, unknown> = {};
	const host = { workflowId: 'w', data, clock: () => Date.UTC(2026, 0, 1), setMark: async () => undefined, hasMark: async () => false };
	const { state } = await new StaticDataStates().open(host, 'orders', 'stop');
	const keys = Array.from({ length: 10_000 }, (_, i) => keyHash(`order ${i}`));
	const terms = { leaseMs: 1, rememberMs: 86_400_000, repeatable: false, completeAtOnce: true };
	state.transactNow(guardCollection(100_000), keys, (tx) => keys.forEach((_, i) => claim(tx, i, i + 1, terms)));
	const blob = JSON.stringify(data);
	expect(blob.length / 10_000).toBeLessThanOrEqual(24);
	expect(blob.length / 10_000).toBeGreaterThan(20);
});

test('keys of another type or structure are other keys', () => {
	const different: unknown[][] = [
		[1], ['1'], [true], ['true'], [1, 1], ['1,1'], ['1', '1'], ['1","1'], ['1,'], ['[1]'], [1.5], ['1.5'], [' 1'], ['1 '],
		['a', 'b'], ['b', 'a'], ['a,b'], ['ab'], ['a', ''.padEnd(1, ',')], ['\\'], ['\\\\'], ['"'], ['\u0000'], ['\\u0000'], ['é'], ['e\u0301'],
	];
	expect(new Set(different.map((values) => hashOf(...values))).size).toBe(different.length);
	expect(hashOf(-0)).toBe(hashOf(0));
	expect(hashOf(1e21)).toBe(hashOf(10 ** 21));
});

test('two keys have one hash only if they are the same values', () => {
	const part = fc.oneof(
		fc.string({ minLength: 1, maxLength: 4, unit: 'binary' }),
		fc.stringMatching(/^[",\\[\]01a]{1,4}$/),
		fc.boolean(),
		fc.double({ noNaN: true, noDefaultInfinity: true }),
		fc.nat({ max: 2 }),
	);
	const key = fc.array(part, { minLength: 1, maxLength: 3 });
	fc.assert(
		fc.property(key, key, (a, b) => (hashOf(...a) === hashOf(...b)) === (JSON.stringify(a) === JSON.stringify(b))),
		runs,
	);
});

test('what is no key is refused with a reason, whatever it is', () => {
	for (const value of [undefined, null, '', NaN, Infinity, -Infinity, '\ud800', [], [1], {}, { a: 1 }, 10n, Symbol('s'), () => 1, new Date(0)]) {
		expect(hashKey([{ called: 'x', value: 1 }, { called: 'field "id"', value }])).toMatchObject({ ok: false, message: expect.stringContaining('field "id"') as string });
	}
});

const paths = (text: string) => {
	const list = compilePathList(text);
	if (!list.ok) throw new Error(list.problem);
	return list.paths;
};

test('the payload is the same under any order of its fields and without what our nodes added, and else it differs', () => {
	const whole = (json: object) => fingerprintPayload(json as Record<string, unknown>, { kind: 'whole' });
	expect(whole({ a: 1, b: [null] })).toEqual(whole({ b: [null], _sync: { verdict: 'new' }, a: 1 }));
	const different = [{}, { a: null }, { a: '' }, { a: 0 }, { a: '0' }, { a: false }, { a: [] }, { a: {} }, { a: [null] }, { b: 0 }, JSON.parse('{"__proto__":0}') as object];
	expect(new Set(different.map((json) => JSON.stringify(whole(json)))).size).toBe(different.length);
});

test('of chosen fields only those count, and absent is not null', () => {
	const chosen = (json: object) => fingerprintPayload(json as Record<string, unknown>, { kind: 'fields', paths: paths('a, b.c') });
	expect(chosen({ a: 1, x: 1 })).toEqual(chosen({ x: 2, a: 1, b: {} }));
	const different = [{ a: 1 }, { b: { c: 1 } }, { a: 1, b: { c: null } }, { a: null }, { a: [] }, { a: [1] }];
	expect(new Set(different.map((json) => JSON.stringify(chosen(json)))).size).toBe(different.length);
	expect(fingerprintPayload({ a: NaN }, { kind: 'fields', paths: paths('a') })).toMatchObject({ ok: false });
	expect(fingerprintPayload({ a: NaN }, { kind: 'off' })).toEqual({ ok: true, value: 0 });
});
