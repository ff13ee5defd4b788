import { makeShape, extendShape, recordCollection, reconcileRecord, dayOf, type Policy, type RecordMemory, type Row } from '../../nodes/shared/reconcile';
import { reshape } from '../../nodes/shared/reconcile/reshape';
import { MAX_FIELDS, MAX_SYSTEMS, parseShape } from '../../nodes/shared/reconcile/shape';
import { shapeFor } from '../../nodes/shared/reconcile/shapeMemory';
import { parseStamp } from '../../nodes/shared/reconcile/stamp';
import { compareValues } from '../../nodes/shared/reconcile/totalOrder';
import { valueFingerprint } from '../../nodes/shared/reconcile/valueFingerprint';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { MemoryState } from '../../nodes/shared/state/memoryState';

const NOW = Date.UTC(2026, 5, 1);
const ROUND = { now: NOW, unlisted: 0, incomplete: 0 };

function policyOf(systems: string[], fields: string[]): Policy {
	return { shape: makeShape(systems, fields), systems: systems.map((_, s) => s), rules: fields.map(() => []), skewMs: 2000, creates: true };
}
const row = (...values: unknown[]): Row => ({ values, modified: null });

describe('a modified time', () => {
	it.each([
		['2026-06-01T12:00:00Z', Date.UTC(2026, 5, 1, 12)],
		['2026-06-01 12:00:00.123456+02:00', Date.UTC(2026, 5, 1, 10, 0, 0, 123)],
		['2026-06-01T12:00-0330', Date.UTC(2026, 5, 1, 15, 30)],
		['2026-06-01T12:00:00+02', Date.UTC(2026, 5, 1, 10)],
		[1767225600, 1767225600_000],
		[1767225600123, 1767225600123],
		[new Date(5e12), 5e12],
	])('%p is a moment', (value, ms) => expect(parseStamp(value)).toBe(ms));

	it.each([
		['2026-06-01T12:00:00'], ['2026-06-01'], ['2026-02-30T00:00:00Z'], ['2026-01-01T24:30:00Z'], ['yesterday'], [''], [null], [undefined],
		[0], [-1], [NaN], [true], ['1767225600'], [new Date(NaN)],
	])('%p is none: neither 0 nor now', (value) => expect(parseStamp(value)).toBeUndefined());
});

describe('fingerprints', () => {
	it('keep types apart and know a value in any clothing', () => {
		const values = [0, '0', '', null, false, 'false', [], {}, '[]', '{}', 1, '1', true, [0], ['0']];
		expect(new Set(values.map(valueFingerprint)).size).toBe(values.length);
		expect(valueFingerprint(-0)).toBe(valueFingerprint(0));
		expect(valueFingerprint({ a: 1, b: 2 })).toBe(valueFingerprint({ b: 2, a: 1 }));
		const date = new Date(NOW);
		expect(valueFingerprint(date)).toBe(valueFingerprint(date.toISOString()));
		const list = [...'x'.repeat(300)];
		expect(valueFingerprint(list)).not.toBe(valueFingerprint(JSON.stringify(list)));
	});

	it('do not collide more often than chance among texts alike', () => {
		const kinds: ((i: number) => unknown)[] = [
			(i) => `Customer ${i}`, (i) => i, (i) => i / 100, (i) => -i - 0.5, (i) => String(i),
			(i) => `${String(i % 1000).padStart(5, '0')} ${'ABCDEFGH'[i >> 15]}${i}`, (i) => [i], (i) => String.fromCharCode(256 + (i & 511), 256 + (i >> 9)),
		];
		for (const kind of kinds) {
			const seen = new Set<number>();
			for (let i = 0; i < 200_000; i += 1) seen.add(valueFingerprint(kind(i)));
			// 200,000² / 2 / 2³⁸ = 0.07 expected.
			expect(200_000 - seen.size).toBeLessThan(3);
		}
	});
});

describe('the total order', () => {
	it('prefers any value to null and text to nothing', () => {
		expect([compareValues('', null) > 0, compareValues('a', '') > 0, compareValues(null, 0) < 0, compareValues({ a: 1, b: 1 }, { b: 1, a: 1 })]).toEqual([true, true, true, 0]);
	});
});

describe('memory', () => {
	it('takes at most 16 + 8 base64 characters per field and record, key included', () => {
		for (const fields of [1, 2, 3, 12, 100]) {
			const { layout } = recordCollection(makeShape(['A', 'B'], Array.from({ length: fields }, (_, i) => `f${i}`)));
			expect(Math.ceil(((8 + layout.stride) * 4) / 3)).toBeLessThanOrEqual(16 + 8 * fields);
		}
	});

	it('gives back what it packed, for all ten systems and the largest fingerprint', () => {
		const shape = makeShape(Array.from({ length: MAX_SYSTEMS }, (_, s) => `S${s}`), ['a', 'b']);
		const { layout } = recordCollection(shape);
		const memory: RecordMemory = { shape: shape.signature, seen: 0x3ff, gone: 0x2aa, day: 6000, words: [2 ** 48 - 1, 0] };
		const bytes = Buffer.alloc(layout.stride + 3);
		expect(layout.pack(memory, bytes, 3)).toBe(true);
		expect(layout.unpack(bytes, 3)).toEqual(memory);
		expect(layout.rank(bytes, 3)).toBe(3000);
	});

	it('keeps a record that waits for something as JSON', () => {
		const { layout } = recordCollection(makeShape(['A', 'B'], ['a']));
		const memory: RecordMemory = { shape: layout.signature, seen: 3, gone: 0, day: 1, words: [0], pending: [{ field: 0, planned: 1, accepted: [[1], [2, 1]] }] };
		expect(layout.pack(memory, Buffer.alloc(layout.stride), 0)).toBe(false);
	});

	it('follows names, not places, when systems and fields are reordered, added and removed', () => {
		const from = makeShape(['CRM', 'ERP', 'Shop'], ['a', 'b']);
		const to = makeShape(['New', 'ERP', 'CRM'], ['c', 'b']);
		const memory: RecordMemory = {
			shape: from.signature, seen: 0b011, gone: 0b100, day: 7, words: [7 * 1024 + 0b011, 9 * 1024 + 0b111],
			pending: [{ field: 0, planned: 5, accepted: [[5], [], []] }, { field: 1, planned: 5, accepted: [[5], [6, 5], []], open: [1, 2, null] }],
		};
		expect(reshape(memory, to)).toEqual({
			shape: to.signature, seen: 0b110, gone: 0, day: 7, words: [0, 9 * 1024 + 0b110],
			pending: [{ field: 1, planned: 5, accepted: [[], [6, 5], [5]], open: [null, 2, 1] }],
		});
	});

	it('is converted in the store when the user adds a field', async () => {
		const state = new MemoryState(() => NOW);
		const key = [keyHash('1')];
		const one = policyOf(['A', 'B'], ['a']);
		const { memory } = reconcileRecord(one, ROUND, undefined, [row('x'), row('x')]);
		await state.transact(recordCollection(one.shape), key, (tx) => tx.set(0, memory!));
		const image = MemoryState.from(JSON.parse(JSON.stringify(state.image())), () => NOW);
		const two = policyOf(['B', 'A'], ['b', 'a']);
		for (const store of [state, image]) {
			const read = await store.transact(recordCollection(two.shape), key, (tx) => tx.get(0));
			const outcome = reconcileRecord(two, ROUND, read, [row('n', 'y'), row('n', 'x')]);
			expect(outcome.decisions).toMatchObject([{ field: 1, rule: 'onlyOneChanged', winner: 0 }]);
		}
	});

	it('forgets the records seen longest ago beyond the cap, and compares them as on a first run then', async () => {
		const policy = policyOf(['A', 'B'], ['a']);
		const state = new MemoryState(() => NOW);
		const collection = recordCollection(policy.shape, 32);
		const keys = Array.from({ length: 40 }, (_, i) => keyHash(String(i)));
		await state.transact(collection, keys, (tx) => keys.forEach((_, i) => {
			const round = { ...ROUND, now: NOW + i * 4 * 86_400_000 };
			tx.set(i, reconcileRecord(policy, round, undefined, [row('x'), row('x')]).memory!);
		}));
		const left = await state.transact(collection, keys, (tx) => keys.flatMap((_, i) => (tx.get(i) === undefined ? [] : [i])));
		expect(left.length).toBeLessThanOrEqual(32);
		expect(left[0]).toBe(40 - left.length);
		expect(reconcileRecord(policy, ROUND, undefined, [row('x'), row('y')]).decisions).toMatchObject([{ kind: 'firstRun', rule: 'tieBreak' }]);
	});

	it('is not touched by a quiet run of the same day, and once a day otherwise', () => {
		const policy = policyOf(['A', 'B'], ['a']);
		const { memory } = reconcileRecord(policy, ROUND, undefined, [row('x'), row('x')]);
		expect(reconcileRecord(policy, ROUND, memory, [row('x'), row('x')]).memory).toBeUndefined();
		const later = { ...ROUND, now: NOW + 3 * 86_400_000 };
		expect(reconcileRecord(policy, later, memory, [row('x'), row('x')]).memory?.day).toBe(dayOf(later.now));
	});
});

describe('the shape of a sync', () => {
	it('only grows, so that a field missing from one batch keeps its memory', async () => {
		const state = new MemoryState(() => NOW);
		expect((await shapeFor(state, ['A', 'B'], ['x'])).fields).toEqual(['x']);
		expect((await shapeFor(state, ['B', 'A'], ['y'])).signature).toBe(makeShape(['A', 'B'], ['x', 'y']).signature);
		expect((await shapeFor(state, ['A', 'B'], ['x'])).fields).toEqual(['x', 'y']);
	});

	it('drops names out of use when there is no more room', () => {
		const many = Array.from({ length: MAX_FIELDS }, (_, i) => `f${i}`);
		expect(extendShape(makeShape(['A'], many), ['A'], ['f3', 'new']).fields).toEqual(['f3', 'new']);
	});

	it.each([['nonsense'], ['[3,[],[]]'], ['[1,[1],[]]'], ['{}']])('refuses a signature it did not write: %s', (text) => {
		expect(parseShape(text)).toBeUndefined();
		expect(recordCollection(makeShape([], [])).layoutOf(text)).toBeUndefined();
	});
});

describe('reconciling one record', () => {
	const three = policyOf(['A', 'B', 'C'], ['a']);
	const start = reconcileRecord(three, ROUND, undefined, [row('o'), row('o'), row('o')]).memory!;
	const next = (memory: RecordMemory, a: unknown, b: unknown, c: unknown, policy = three) =>
		reconcileRecord(policy, ROUND, memory, [a, b, c].map((value) => (value === '-' ? undefined : row(value))));

	it('agrees silently on the same change made twice, and brings it to the third', () => {
		expect(next(start, 'x', 'x', 'o').decisions).toMatchObject([{ kind: 'changed', rule: 'sameChange', winner: 0, targets: 0b100 }]);
		expect(next(start, 'x', 'x', 'x').decisions).toEqual([]);
	});

	it('takes its own late write for what it is, and a user going back for a change', () => {
		const planned = next(start, 'x', 'o', 'o').memory!;
		const arrived = next(planned, 'y', 'x', 'o');
		expect(arrived.decisions).toMatchObject([{ rule: 'onlyOneChanged', winner: 0, targets: 0b110, lost: [] }]);
		const late = next(arrived.memory!, 'y', 'y', 'x');
		expect(late.decisions).toMatchObject([{ kind: 'again', targets: 0b100 }]);
		const back = next(late.memory!, 'y', 'o', 'y');
		expect(back.decisions).toMatchObject([{ kind: 'changed', rule: 'onlyOneChanged', winner: 1 }]);
	});

	it('reports a change made before the planned value was seen there: its author did not know that value', () => {
		const planned = next(start, 'x', 'o', 'o').memory!;
		expect(next(planned, 'x', 'z', 'x').decisions).toMatchObject([{ kind: 'settled' }]);
	});

	it('asks the next rule where the owner has no say, and waits where the owner cannot be asked', () => {
		const owned: Policy = { ...three, rules: [[{ kind: 'owner', system: 2 }, { kind: 'priority', order: [1] }]] };
		expect(reconcileRecord(owned, ROUND, undefined, [row('x'), row('y'), row(undefined)]).decisions).toMatchObject([{ rule: 'priority', winner: 1 }]);
		const outcome = reconcileRecord(owned, { ...ROUND, unlisted: 0b100 }, start, [row('x'), row('o'), undefined]);
		expect(outcome.decisions).toMatchObject([{ kind: 'waiting', targets: 0 }]);
		expect([outcome.creates, outcome.vanished]).toEqual([0, 0]);
	});

	it('reports what was taken over in the absence of the owner and is set back when the owner returns', () => {
		const owned: Policy = { ...three, rules: [[{ kind: 'owner', system: 2 }]] };
		const alone = reconcileRecord(owned, { ...ROUND, unlisted: 0b100 }, start, [row('x'), row('x'), undefined]);
		const back = reconcileRecord(owned, ROUND, alone.memory, [row('x'), row('x'), row('o')]);
		expect(back.decisions).toMatchObject([{ kind: 'blocked', winner: 2, targets: 0b011, lost: [{ system: 0, value: 'x' }, { system: 1, value: 'x' }] }]);
	});

	it('is not surprised by a memory it cannot read the names of', () => {
		expect(next({ ...start, shape: 'nonsense' }, 'x', 'o', 'o').decisions).toMatchObject([{ kind: 'firstRun' }]);
	});
});
