import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import type { Collection, Layout, StateStore } from '../../nodes/shared/state/port';

jest.setTimeout(Math.max(60_000, Number(process.env['FC_RUNS'] ?? 0) * 60));

/** A store under test, with its clock in the test's hand. */
export interface StoreUnderTest {
	store: StateStore;
	/** Sets the store's clock, ms since 1970. */
	setClock(now: number): void | Promise<void>;
	/** The store as another process sees it that comes after this one, after an orderly end. */
	reopen(): Promise<StateStore>;
}

/** Says of every key that it is probably new, rightly or not. */
export const guessing = (store: StateStore): StateStore => {
	const wrapped = Object.create(store) as StateStore;
	wrapped.transact = async (collection, keys, decide) => await store.transact(collection, keys, decide, 'new');
	return wrapped;
};

interface Counter {
	count: number;
	/** Never over if not given. */
	until?: number;
	/** Anything that has no compact form. */
	note?: string;
}

const START = Date.UTC(2026, 1, 28, 23, 59, 59, 999);

const layout: Layout<Counter> = {
	signature: 'counter.1',
	stride: 16,
	pack(entry, bytes, at) {
		if (entry.note !== undefined) return false;
		bytes.writeDoubleLE(entry.count, at);
		bytes.writeDoubleLE(entry.until ?? Infinity, at + 8);
		return true;
	},
	unpack(bytes, at) {
		const [count, until] = [bytes.readDoubleLE(at), bytes.readDoubleLE(at + 8)];
		return until === Infinity ? { count } : { count, until };
	},
	expiresAt: (bytes, at) => bytes.readDoubleLE(at + 8),
	rank: (bytes, at) => bytes.readDoubleLE(at),
};

const counters = (name = 'counters', cap = 1_000): Collection<Counter> => ({
	name,
	cap,
	layout,
	layoutOf: (signature) => (signature === layout.signature ? layout : undefined),
	expiresAt: (entry) => entry.until ?? Infinity,
	rank: (entry) => entry.count,
});

interface Named {
	name: string;
	count: number;
	/** Anything that has no compact form. */
	note?: string;
}

const namedLayout: Layout<Named> = {
	signature: 'named.1',
	stride: 9,
	pack(entry, bytes, at) {
		if (entry.note !== undefined) return false;
		const small = entry.count < 255;
		bytes[at] = small ? entry.count : 255;
		if (!small) bytes.writeDoubleLE(entry.count, at + 1);
		return true;
	},
	unpack: (bytes, at, name = '') => ({ name, count: bytes[at]! < 255 ? bytes[at]! : bytes.readDoubleLE(at + 1) }),
	expiresAt: () => Infinity,
	rank: () => 0,
	named: { nameOf: ({ name }) => name, used: (bytes, at) => (bytes[at]! < 255 ? 1 : 9) },
};

/** Entries that keep the text their key is the hash of. */
const nameds: Collection<Named> = {
	name: 'nameds',
	cap: Infinity,
	layout: namedLayout,
	layoutOf: (signature) => (signature === namedLayout.signature ? namedLayout : undefined),
	expiresAt: () => Infinity,
};

const k = (name: string): string => keyHash(name);

/**
 * What any store must do that keeps state behind the port.
 *
 * @param usualRuns of each property: a store that reaches a database needs longer for one
 */
export function describeStateStore(name: string, make: () => Promise<StoreUnderTest>, usualRuns = 1000): void {
	const runs = { numRuns: Number(process.env['FC_RUNS'] ?? usualRuns) };
	describe(`${name} as a state store`, () => {
		let under: StoreUnderTest;
		beforeEach(async () => {
			under = await make();
			await under.setClock(START);
		});

		const read = async (store: StateStore, key: string, collection = counters()): Promise<Counter | undefined> =>
			await store.transact(collection, [k(key)], (tx) => tx.get(0));
		const write = async (store: StateStore, key: string, entry: Counter, collection = counters()): Promise<void> =>
			await store.transact(collection, [k(key)], (tx) => tx.set(0, entry));

		test('knows nothing at first, then what was set, then nothing of what was deleted', async () => {
			expect(await read(under.store, 'a')).toBeUndefined();
			await write(under.store, 'a', { count: 1 });
			await write(under.store, 'b', { count: 2, note: '__proto__' });
			expect(await read(under.store, 'a')).toEqual({ count: 1 });
			expect(await read(under.store, 'b')).toMatchObject({ count: 2, note: '__proto__' });
			await under.store.transact(counters(), [k('a'), k('c')], (tx) => [tx.delete(0), tx.delete(1)]);
			expect(await read(under.store, 'a')).toBeUndefined();
			expect(await read(under.store, 'b')).toBeDefined();
		});

		test('a scan visits each entry that lives, compact or not, once, and nothing that is over or of another collection', async () => {
			await write(under.store, 'a', { count: 1 });
			await write(under.store, 'b', { count: 2, until: START + 1, note: 'kept as JSON' });
			await write(under.store, 'over', { count: 3, until: START });
			await write(under.store, 'deleted', { count: 4 });
			await write(under.store, 'other', { count: 5 }, counters('others'));
			await under.store.transact(counters(), [k('deleted')], (tx) => tx.delete(0));
			const seen: [string, number][] = [];
			await under.store.scan(counters(), (key, entry) => seen.push([key, entry.count]));
			expect(new Map(seen)).toEqual(new Map([[k('a'), 1], [k('b'), 2]]));
			expect(seen).toHaveLength(2);
			const reopened: string[] = [];
			await (await under.reopen()).scan(counters(), (key) => reopened.push(key));
			expect(reopened.sort()).toEqual([k('a'), k('b')].sort());
		});

		test('what is due comes in order of its time, lane by lane, as it stands now', async () => {
			const jobs: Collection<Counter> = { ...counters('jobs'), due: ({ count, note }) => (count < 0 ? undefined : { lane: note ?? 'crm', at: count }) };
			const add = async (key: string, entry: Counter): Promise<void> => await write(under.store, key, entry, jobs);
			for (const at of [30, 10, 20]) await add(`job ${at}`, { count: at, until: START + 9_999 });
			await add('erp', { count: 5, until: START + 9_999, note: 'erp' });
			await add('never', { count: -1, until: START + 9_999 });
			const due = async (lane: string, until: number, limit = 10): Promise<string[]> => await under.store.due(jobs, lane, until, limit);
			expect(await due('crm', 20)).toEqual([k('job 10'), k('job 20')]);
			expect(await due('crm', 99, 1)).toEqual([k('job 10')]);
			expect(await due('erp', 99)).toEqual([k('erp')]);
			expect(await due('nobody', 99)).toEqual([]);
			expect((await under.store.lanes(jobs)).sort()).toEqual(['crm', 'erp']);
			// Put off, moved to another lane, deleted: each is found where it is now, once.
			await add('job 10', { count: 25, until: START + 9_999 });
			await add('job 20', { count: 20, until: START + 9_999, note: 'erp' });
			await under.store.transact(jobs, [k('job 30')], (tx) => tx.delete(0));
			await add('job 10', { count: 26, until: START + 9_999 });
			await add('job 10', { count: 25, until: START + 9_999 });
			expect(await due('crm', 99)).toEqual([k('job 10')]);
			expect(await due('erp', 99)).toEqual([k('erp'), k('job 20')]);
			const reopened = await under.reopen();
			expect(await reopened.due(jobs, 'crm', 99, 10)).toEqual([k('job 10')]);
			expect((await reopened.lanes(jobs)).sort()).toEqual(['crm', 'erp']);
		});

		test('any history of waiting entries leaves the same order as sorting them', async () => {
			const jobs: Collection<Counter> = { ...counters('jobs'), due: ({ count, note }) => (count < 0 ? undefined : { lane: note ?? 'crm', at: count }) };
			const step = fc.record({ key: fc.nat({ max: 8 }), at: fc.integer({ min: -3, max: 12 }), lane: fc.constantFrom('crm', 'erp'), look: fc.boolean() });
			await fc.assert(
				fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.nat({ max: 12 }), fc.nat({ max: 5 }), async (steps, until, limit) => {
					under = await make();
					await under.setClock(START);
					const model = new Map<string, { at: number; lane: string }>();
					for (const { key, at, lane, look } of steps) {
						const name = k(`job ${key}`);
						if (look) await under.store.due(jobs, lane, until, limit);
						if (at < -1) model.delete(name);
						else model.set(name, { at, lane });
						await under.store.transact(jobs, [name], (tx) => (at < -1 ? tx.delete(0) : tx.set(0, { count: at, until: START + 9_999, note: lane })));
					}
					for (const lane of ['crm', 'erp']) {
						const expected = [...model]
							.filter(([, one]) => one.lane === lane && one.at >= 0 && one.at <= until)
							.sort(([a, x], [b, y]) => x.at - y.at || (a < b ? -1 : 1))
							.slice(0, limit)
							.map(([name]) => name);
						assert.deepEqual(await under.store.due(jobs, lane, until, limit), expected);
					}
				}),
				runs,
			);
		});

		test('a decision sees the store\'s clock and its own writes, also where a key stands twice in the batch', async () => {
			const seen = await under.store.transact(counters(), [k('a'), k('b'), k('a')], (tx) => {
				tx.set(0, { count: 1 });
				tx.set(2, { count: (tx.get(2)?.count ?? 0) + 1 });
				tx.delete(1);
				return [tx.now, tx.get(0)?.count, tx.get(1)];
			});
			expect(seen).toEqual([START, 2, undefined]);
		});

		test('a decision that throws changes nothing', async () => {
			await write(under.store, 'a', { count: 1 });
			await write(under.store, 'b', { count: 1, note: 'b' });
			await expect(
				under.store.transact(counters(), [k('a'), k('b'), k('c')], (tx) => {
					tx.set(0, { count: 9, note: 'x' });
					tx.delete(1);
					tx.set(2, { count: 9 });
					tx.set(0, { count: 10 });
					throw new Error('in the middle');
				}),
			).rejects.toThrow('in the middle');
			expect(await read(under.store, 'a')).toEqual({ count: 1 });
			expect(await read(under.store, 'b')).toMatchObject({ count: 1, note: 'b' });
			expect(await read(under.store, 'c')).toBeUndefined();
		});

		test('an entry is known until its millisecond, and not at it', async () => {
			for (const note of [undefined, 'not compact']) {
				await under.setClock(START);
				await write(under.store, 'a', { count: 1, until: START + 1000, ...(note === undefined ? {} : { note }) });
				await under.setClock(START + 999);
				expect(await read(under.store, 'a')).toBeDefined();
				await under.setClock(START + 1000);
				expect(await read(under.store, 'a')).toBeUndefined();
			}
		});

		test('forgets the lowest-ranked beyond the cap, never an error', async () => {
			for (let i = 0; i < 100; i += 1) await write(under.store, `key ${i}`, { count: i }, counters('counters', 20));
			const known = await under.store.transact(
				counters('counters', 20),
				Array.from({ length: 100 }, (_, i) => k(`key ${i}`)),
				(tx) => Array.from({ length: 100 }, (_, i) => i).filter((i) => tx.get(i) !== undefined),
			);
			expect(known.length).toBeGreaterThanOrEqual(18);
			expect(known.length).toBeLessThanOrEqual(20);
			expect(known).toEqual(Array.from({ length: known.length }, (_, i) => 100 - known.length + i));
		});

		test('collections do not meet, and are counted one by one', async () => {
			await write(under.store, 'a', { count: 1 }, counters('one'));
			expect(await read(under.store, 'a', counters('two'))).toBeUndefined();
			await write(under.store, 'a', { count: 2 }, counters('two'));
			await write(under.store, 'b', { count: 3, note: '' }, counters('two'));
			expect(await read(under.store, 'a', counters('one'))).toEqual({ count: 1 });
			const sizes = await (await under.reopen()).sizes();
			expect(sizes.find(({ collection }) => collection === 'two')).toMatchObject({ entries: 2 });
			expect(sizes.find(({ collection }) => collection === 'one')?.bytes).toBeGreaterThan(0);
		});

		test('tokens only grow: between decisions, over a reset, over a restart, while the clock jumps back', async () => {
			let last = 0;
			const next = async (store: StateStore): Promise<void> => {
				for (const token of await store.transact(counters(), [], (tx) => [tx.nextToken(), tx.nextToken()])) {
					expect(token).toBeGreaterThan(last);
					expect(Number.isSafeInteger(token)).toBe(true);
					last = token;
				}
			};
			await next(under.store);
			await under.store.reset();
			await next(under.store);
			await under.setClock(START - 3_600_000);
			await next(under.store);
			await next(await under.reopen());
		});

		test('after a reset nothing is known', async () => {
			await write(under.store, 'a', { count: 1 });
			await under.store.reset();
			expect(await read(under.store, 'a')).toBeUndefined();
			expect(await read(await under.reopen(), 'a')).toBeUndefined();
		});

		test('everything is there after a restart', async () => {
			await fc.assert(
				fc.asyncProperty(fc.dictionary(fc.string({ unit: 'binary' }), fc.record({ count: fc.nat(), note: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }) })), async (entries) => {
					under = await make();
					await under.setClock(START);
					const names = Object.keys(entries);
					const full = names.map((name): Counter => {
						const { count, note } = entries[name]!;
						return { count, until: START + 1 + count, ...(note === undefined ? {} : { note }) };
					});
					await under.store.transact(counters(), names.map(k), (tx) => full.forEach((entry, i) => tx.set(i, entry)));
					const again = await (await under.reopen()).transact(counters(), names.map(k), (tx) => names.map((_, i) => tx.get(i)));
					assert.deepEqual(again, full);
				}),
				runs,
			);
		});

		test('entries that name themselves are found by key and listed by name, also after restarts', async () => {
			const entry = fc.record<Named>({ name: fc.string({ unit: 'binary' }), count: fc.nat(), note: fc.string() }, { requiredKeys: ['name', 'count'], noNullPrototype: true });
			await fc.assert(
				fc.asyncProperty(fc.uniqueArray(entry, { selector: ({ name }) => name }), async (entries) => {
					under = await make();
					await under.setClock(START);
					const keys = entries.map(({ name }) => k(name));
					await under.store.transact(nameds, keys, (tx) => entries.forEach((one, i) => tx.set(i, one)));
					const listed = async (store: StateStore): Promise<unknown[]> => {
						const seen: [string, Named][] = [];
						await store.scan(nameds, (key, one) => seen.push([key, one]));
						return seen.sort(([a], [b]) => (a < b ? -1 : 1));
					};
					const expected = keys.map((key, i) => [key, entries[i]]).sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1));
					assert.deepEqual(await listed(under.store), expected);
					const again = await under.reopen();
					assert.deepEqual(await listed(again), expected);
					assert.deepEqual(await again.transact(nameds, keys, (tx) => entries.map((_, i) => tx.get(i))), entries);
				}),
				runs,
			);
		});

		test('concurrent decisions on one key do not lose each other\'s work', async () => {
			const add = async (): Promise<number> =>
				await under.store.transact(counters(), [k('a')], (tx) => {
					const count = (tx.get(0)?.count ?? 0) + 1;
					tx.set(0, { count });
					return count;
				});
			const counts = await Promise.all(Array.from({ length: 50 }, add));
			expect([...counts].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
		});
	});
}
