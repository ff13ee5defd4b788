import {
	applyDecision, brakeDeletes, fieldFingerprint, isQuiet, makeShape, recordCollection, reconcileRecord, reviewState, settleWrite,
	type Policy, type RecordMemory, type Round, type Row, type Rule,
} from '../../nodes/shared/reconcile';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { MemoryState } from '../../nodes/shared/state/memoryState';

/** An even day: the compact form counts them in twos. */
const NOW = Date.UTC(2026, 5, 2);
const LISTS: Round = { now: NOW, unlisted: 0, incomplete: 0 };
const EVENT: Round = { ...LISTS, unasked: 0b111 };

function policyOf(rules: Rule[], more: Partial<Policy> = {}): Policy {
	return { shape: makeShape(['A', 'B', 'C'], ['f']), systems: [0, 1, 2], rules: [rules], skewMs: 2000, creates: true, ...more };
}
const row = (value: unknown, more: Partial<Row> = {}): Row => ({ values: [value], modified: null, ...more });
const rows = (...values: unknown[]): (Row | undefined)[] => values.map((value) => (value === '-' ? undefined : row(value)));
const agreed = (policy: Policy, value: unknown): RecordMemory => reconcileRecord(policy, LISTS, undefined, rows(value, value, value)).memory!;
const next = (policy: Policy, memory: RecordMemory | undefined, values: unknown[], round = LISTS): ReturnType<typeof reconcileRecord> =>
	reconcileRecord(policy, round, memory, rows(...values));

describe('rules by content', () => {
	it.each<[Rule, unknown[], unknown]>([
		[{ kind: 'nonEmpty' }, [' ', 'a', 'o'], 'a'],
		[{ kind: 'nonEmpty' }, [null, [], 'o'], []],
		[{ kind: 'longest' }, ['ab', 'abc', 'o'], 'abc'],
		[{ kind: 'longest' }, ['😀😀', 'abc', 'o'], 'abc'],
		[{ kind: 'min' }, [10, 9, 1], 9],
		[{ kind: 'max' }, ['10.5', '9.75', '1'], '10.5'],
		[{ kind: 'max' }, ['2026-02-01', '2026-01-31', '2020-01-01'], '2026-02-01'],
		[{ kind: 'min' }, ['2026-02-01T00:00:00+02:00', '2026-01-31T23:00:00Z', '2020-01-01T00:00:00Z'], '2026-02-01T00:00:00+02:00'],
	])('%j decides among %j', (rule, [a, b, base], wins) => {
		const policy = policyOf([rule]);
		const outcome = next(policy, agreed(policy, base), [a, b, base]);
		expect(outcome.decisions).toMatchObject([{ kind: 'settled', value: wins }]);
	});

	it('pass on to the next rule where the values are not of one kind', () => {
		const policy = policyOf([{ kind: 'max' }, { kind: 'priority', order: [1] }]);
		expect(next(policy, agreed(policy, 0), [10, 'many', 0]).decisions).toMatchObject([{ rule: 'priority', value: 'many' }]);
	});

	it('takes the highest version, and passes where one has none', () => {
		const policy = policyOf([{ kind: 'highestVersion' }]);
		const seen = [row('a', { version: '9' }), row('b', { version: 10 }), row('o', { version: 1 })];
		expect(reconcileRecord(policy, LISTS, agreed(policy, 'o'), seen).decisions).toMatchObject([{ rule: 'highestVersion', value: 'b' }]);
		seen[0] = row('a');
		expect(reconcileRecord(policy, LISTS, agreed(policy, 'o'), seen).decisions).toMatchObject([{ rule: 'tieBreak', value: 'b' }]);
	});
});

describe('merges on top of a kept base', () => {
	it.each<[Rule, unknown, unknown[], unknown]>([
		[{ kind: 'sum' }, 10, [12, 7, 10], 9],
		[{ kind: 'sum' }, '0.10', ['0.30', '0.20', '0.10'], '0.40'],
		[{ kind: 'sum' }, 0.1, [0.3, 0.2, 0.1], 0.4],
		[{ kind: 'sum' }, 5, [7, 7, 5], 9],
		[{ kind: 'union' }, ['a', 'b'], [['a', 'b', 'c'], ['a'], ['b', 'a']], ['a', 'c']],
		[{ kind: 'union' }, null, [['a'], ['b'], null], ['a', 'b']],
		[
			{ kind: 'keyed', key: 'id' }, [{ id: 1, n: 'x', m: 1 }, { id: 2 }],
			[[{ id: 1, n: 'y', m: 1 }, { id: 2 }], [{ id: 1, n: 'x', m: 2 }, { id: 3 }], [{ id: 2 }, { id: 1, n: 'x', m: 1 }]],
			[{ id: 1, n: 'y', m: 2 }, { id: 3 }],
		],
	])('%j from %j makes of %j', (rule, base, values, merged) => {
		const policy = policyOf([rule]);
		const outcome = next(policy, agreed(policy, base), values);
		expect(outcome.decisions).toMatchObject([{ kind: 'merged', rule: rule.kind, value: merged, lost: [] }]);
		// Nobody shows it, so all are written; then all agree, and only the new base is kept.
		expect(outcome.decisions[0]!.targets & 0b011).toBe(0b011);
		const end = next(policy, outcome.memory, [merged, merged, merged]);
		expect(isQuiet(end)).toBe(true);
		expect(end.memory).toMatchObject({ kept: [{ field: 0, values: [[fieldFingerprint(policy, 0, merged), merged]] }] });
		expect(end.memory!.pending).toBeUndefined();
	});

	it('reports both sides where two change the same part of an element', () => {
		const policy = policyOf([{ kind: 'keyed', key: 'id' }]);
		const outcome = next(policy, agreed(policy, [{ id: 1, n: 'x' }]), [[{ id: 1, n: 'y' }], [{ id: 1, n: 'z' }], [{ id: 1, n: 'x' }]]);
		expect(outcome.decisions).toMatchObject([{ kind: 'settled', rule: 'keyed', value: [{ id: 1, n: 'z' }], lost: [{ system: 0 }] }]);
	});

	it('keeps an element that one system removed and another changed, and reports it', () => {
		const policy = policyOf([{ kind: 'keyed', key: 'id' }]);
		const outcome = next(policy, agreed(policy, [{ id: 1, n: 'x' }]), [[], [{ id: 1, n: 'z' }], [{ id: 1, n: 'x' }]]);
		expect(outcome.decisions).toMatchObject([{ kind: 'settled', value: [{ id: 1, n: 'z' }] }]);
	});

	it('counts a change from a confirmed write on, and after a failed one from what was there', () => {
		const policy = policyOf([{ kind: 'sum' }]);
		const first = next(policy, agreed(policy, 10), [12, 13, 10]);
		expect(first.decisions).toMatchObject([{ value: 15 }]);
		const settled = (done: boolean): RecordMemory =>
			settleWrite(policy.shape, first.memory, { system: 0, operation: 'update', fields: [{ field: 0, fingerprint: fieldFingerprint(policy, 0, 15) }], done, now: NOW })!;
		expect(next(policy, settled(true), [16, 15, 15]).decisions).toMatchObject([{ value: 16 }]);
		expect(next(policy, settled(false), [16, 15, 15]).decisions).toMatchObject([{ value: 19 }]);
	});

	it('leaves values it cannot merge to the next rule, and keeps no value of other fields', () => {
		const policy = policyOf([{ kind: 'sum' }, { kind: 'priority', order: [1] }]);
		expect(next(policy, agreed(policy, 10), [11, 'many', 10]).decisions).toMatchObject([{ rule: 'priority', value: 'many' }]);
		expect(agreed(policyOf([{ kind: 'newest' }]), 10).kept).toBeUndefined();
	});
});

describe('rights', () => {
	it('report a change by who may not write, and write the true value back only if asked to', () => {
		const back = policyOf([], { writers: [0b001] });
		expect(next(back, agreed(back, 'o'), ['o', 'x', 'o']).decisions).toMatchObject([{ kind: 'blocked', rule: 'mayNotWrite', value: 'o', targets: 0b010, lost: [{ system: 1, value: 'x' }] }]);
		const leave = policyOf([], { writers: [0b001], writeBack: false });
		const first = next(leave, agreed(leave, 'o'), ['o', 'x', 'o']);
		expect(first.decisions).toMatchObject([{ kind: 'blocked', targets: 0, status: 'new' }]);
		const again = next(leave, first.memory, ['o', 'x', 'o']);
		expect(again.decisions).toMatchObject([{ kind: 'blocked', targets: 0, status: 'open' }]);
		expect(next(leave, first.memory, ['n', 'x', 'o']).decisions).toMatchObject([{ value: 'n', targets: 0b110 }]);
	});

	it('ask for the true value where only an event of somebody else is here', () => {
		const policy = policyOf([{ kind: 'owner', system: 0 }]);
		const outcome = next(policy, agreed(policy, 'o'), ['-', 'x', '-'], EVENT);
		expect(outcome.decisions).toMatchObject([{ kind: 'blocked', targets: 0, ask: 0b011 }]);
		expect(next(policy, outcome.memory, ['o', 'x', '-'], EVENT).decisions).toMatchObject([{ kind: 'blocked', value: 'o', targets: 0b010 }]);
	});

	it('keep a record that only a mirror has from being created elsewhere', () => {
		const policy = policyOf([], { creators: 0b011 });
		expect(next(policy, undefined, ['-', '-', 'x'])).toMatchObject({ creates: 0, strays: 0b100 });
		expect(next(policy, undefined, ['x', '-', '-'])).toMatchObject({ creates: 0b110, strays: 0 });
	});
});

describe('versions', () => {
	const versioned = (more: Partial<Policy> = {}): Policy => policyOf([], { shape: makeShape(['A', 'B', 'C'], ['f'], true), ...more });
	const start = (policy: Policy): RecordMemory =>
		reconcileRecord(policy, LISTS, undefined, [row('o', { version: 5 }), row('o', { version: '7' }), row('o')]).memory!;

	it('drop and count what is older, report other content under one version as a conflict, and tell gaps', () => {
		const policy = versioned({ consecutive: 0b001 });
		const event = (value: unknown, version: unknown): ReturnType<typeof reconcileRecord> =>
			reconcileRecord(policy, EVENT, start(policy), [row(value, { version }), undefined, undefined]);
		expect(event('x', 4)).toMatchObject({ stale: 1, decisions: [] });
		expect(event('x', 5)).toMatchObject({ sameVersion: 1, decisions: [{ kind: 'waiting', ask: 0b111 }] });
		expect(event('x', 6)).toMatchObject({ stale: 0, gaps: [], decisions: [{ kind: 'changed', targets: 0b110 }] });
		expect(event('x', 9)).toMatchObject({ gaps: [{ system: 0, from: 5, to: 9 }] });
	});

	it('stay in the compact form, and follow the names', async () => {
		const policy = versioned();
		const memory = start(policy);
		const { layout } = recordCollection(policy.shape);
		const bytes = Buffer.alloc(layout.stride);
		expect(layout.pack(memory, bytes, 0)).toBe(true);
		expect(layout.unpack(bytes, 0)).toEqual(memory);
		expect(memory.versions).toEqual([5, 7, null]);
	});
});

describe('deletes', () => {
	const policy = policyOf([], { deletes: { by: 0b011 } });
	const gone = (memory: RecordMemory, values: unknown[], round = LISTS): ReturnType<typeof reconcileRecord> => next(policy, memory, values, round);

	it('are carried over, confirmed, and leave a tombstone that is forgotten after its time', async () => {
		const first = gone(agreed(policy, 'o'), ['-', 'o', 'o']);
		expect(first).toMatchObject({ deletes: 0b110, vanished: 0b001, refused: undefined });
		const settled = settleWrite(policy.shape, first.memory, { system: 1, operation: 'delete', fields: [], done: true, now: NOW })!;
		const last = settleWrite(policy.shape, settled, { system: 2, operation: 'delete', fields: [], done: true, now: NOW })!;
		expect(last).toMatchObject({ deletedAt: NOW, seen: 0 });
		const { layout } = recordCollection(policy.shape, 10, 1000);
		const bytes = Buffer.alloc(layout.stride);
		expect(layout.pack(last, bytes, 0)).toBe(true);
		expect([layout.unpack(bytes, 0), layout.expiresAt(bytes, 0)]).toEqual([last, NOW + 1000]);
		// An event from before stays without effect, a restore passes.
		expect(gone(last, ['o', '-', '-'], EVENT)).toMatchObject({ stale: 0b001, creates: 0 });
		expect(reconcileRecord(policy, EVENT, last, [row('o', { restored: true }), undefined, undefined])).toMatchObject({ revived: 1, creates: 0b110 });
	});

	it('give way to an update and are reported; the record comes back where it was deleted', () => {
		expect(gone(agreed(policy, 'o'), ['-', 'x', 'o'])).toMatchObject({ deletes: 0, creates: 0b001, refused: { why: 'updated', systems: 0b001 }, decisions: [{ targets: 0b100 }] });
	});

	it('are refused without a right, without a base, and while the brake is on', () => {
		expect(gone(agreed(policy, 'o'), ['o', 'o', '-'])).toMatchObject({ deletes: 0, creates: 0b100, refused: { why: 'mayNotDelete' } });
		const two = reconcileRecord(policy, { ...LISTS, unlisted: 0b110 }, undefined, rows('o', '-', '-')).memory!;
		expect(gone(two, ['-', 'x', 'x'])).toMatchObject({ deletes: 0, refused: { why: 'noBase' } });
		expect(gone(agreed(policy, 'o'), ['-', 'o', 'o'], { ...LISTS, holdDeletes: true })).toMatchObject({ deletes: 0, creates: 0, refused: { why: 'held', targets: 0b110 } });
	});

	it('wait while somebody who has the record can be neither asked nor written', () => {
		expect(gone(agreed(policy, 'o'), ['-', 'o', '-'], { ...LISTS, unlisted: 0b100 })).toMatchObject({ deletes: 0, refused: { why: 'held' } });
	});

	it('stop all together where they look like a failure', () => {
		const limits = { count: 100, percent: 20 };
		const one = (known: number, listed: number | undefined, deletes: number): boolean => brakeDeletes([{ system: 'A', known, listed, deletes }], limits).held;
		expect([one(10, 9, 1), one(4, 2, 2), one(10, 5, 5), one(1000, 900, 100), one(1000, 899, 101), one(3, 0, 3), one(3, undefined, 3)])
			.toEqual([false, false, true, false, true, true, false]);
		expect(brakeDeletes([{ system: 'A', known: 10, listed: 0, deletes: 10 }], limits).reasons).toEqual(['A listed no record at all, and 10 were known there.']);
	});
});

describe('a decision by a person', () => {
	it('is applied once, to all systems, and is refused when the field has moved on', () => {
		const policy = policyOf([{ kind: 'manual' }]);
		const open = next(policy, agreed(policy, 'o'), ['x', 'y', 'o']);
		expect(open.decisions).toMatchObject([{ kind: 'undecided' }]);
		const state = reviewState(policy.shape, open.memory!, 0);
		const first = applyDecision(policy, LISTS, open.memory, { field: 0, value: 'y', state });
		expect(first).toMatchObject({ kind: 'applied', decision: { kind: 'decided', value: 'y', targets: 0b101, sources: 0b010 } });
		const { memory } = first as Extract<typeof first, { kind: 'applied' }>;
		expect(applyDecision(policy, LISTS, memory, { field: 0, value: 'x', state })).toEqual({ kind: 'stale', reason: 'movedOn' });
		const moved = next(policy, open.memory, ['x', 'z', 'o']).memory;
		expect(applyDecision(policy, LISTS, moved, { field: 0, value: 'y', state })).toEqual({ kind: 'stale', reason: 'movedOn' });
		expect(applyDecision(policy, LISTS, undefined, { field: 0, value: 'y', state })).toEqual({ kind: 'stale', reason: 'unknownRecord' });
		// Planned, not written: it is written again until it is seen, and then agreed.
		expect(next(policy, memory, ['x', 'y', 'o']).decisions).toMatchObject([{ kind: 'again', value: 'y', targets: 0b101 }]);
		expect(isQuiet(next(policy, memory, ['y', 'y', 'y']))).toBe(true);
	});
});

describe('what version 0.1.0 remembered', () => {
	it('is read as it was, compact and loose, also where a version field was added since', async () => {
		const image = {
			token: 0,
			tables: [{
				name: 'records', signature: '[1,["A","B","C"],["f"]]', stride: 10,
				packed: Buffer.concat([Buffer.from(keyHash('1'), 'latin1'), Buffer.from([0x07, 0x00, 0x90, 0x48]), Buffer.from([0x07, 0x04, 0, 0, 0, 0])]).toString('base64'),
				loose: JSON.stringify([[Buffer.from(keyHash('2'), 'latin1').toString('base64'), {
					shape: '[1,["A","B","C"],["f"]]', seen: 7, gone: 0, day: 2330, words: [1031], pending: [{ field: 0, planned: 2, accepted: [[2], [1, 2], [1, 2]] }],
				}]]),
			}],
		};
		for (const shape of [makeShape(['A', 'B', 'C'], ['f']), makeShape(['A', 'B', 'C', 'D'], ['f', 'g'], true)]) {
			const state = MemoryState.from(image, () => NOW);
			const read = await state.transact(recordCollection(shape), [keyHash('1'), keyHash('2')], (tx) => [tx.get(0), tx.get(1)]);
			const policy = { ...policyOf([], { shape }), rules: shape.fields.map(() => []) };
			// 1 is the fingerprint of true, 2 that of false.
			expect(isQuiet(reconcileRecord(policy, LISTS, read[0], rows(true, true, true)))).toBe(true);
			expect(next(policy, read[0], [false, true, true]).decisions).toMatchObject([{ kind: 'changed', rule: 'onlyOneChanged', targets: 0b110 }]);
			expect(next(policy, read[1], [false, false, true]).decisions).toMatchObject([{ kind: 'again', targets: 0b100 }]);
		}
	});
});
