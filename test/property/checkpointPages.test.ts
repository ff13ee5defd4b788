import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CHECKPOINTS } from '../../nodes/shared/checkpoint/collection';
import type { CheckpointEntry } from '../../nodes/shared/checkpoint/entry';
import { markItems } from '../../nodes/shared/checkpoint/mark';
import { markCheckpoints } from '../../nodes/shared/checkpoint/markCheckpoints';
import { propose, type ProposeTerms, type ReadItem } from '../../nodes/shared/checkpoint/propose';
import { checkpointReceiptsIn, receiptsBeside, shareOf } from '../../nodes/shared/checkpoint/receipts';
import { readOn, setTo } from '../../nodes/shared/checkpoint/standing';
import type { CheckpointReceipt } from '../../nodes/shared/record/envelope';
import { MemoryState } from '../../nodes/shared/state/memoryState';
import { keyHash, keyToHex } from '../../nodes/shared/record/fingerprint';
import { receiptFor } from './checkpointModel';

const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 5000) };
jest.setTimeout(Math.max(120_000, runs.numRuns * 60));

const KEY = keyHash('crm');
const TERMS: ProposeTerms = { name: 'crm', kind: 'page', run: '', sorted: false, keepMs: 5000, futureMs: 0, future: 'use', tolerance: 0, wentBack: 'process' };

/** A log in pages: page n holds entries of its own, and says as `next` what asks for page n + 1. No order can be seen in it. */
const next = (page: number): string => keyToHex(keyHash(`page ${page}`));
const pageOf = (cursor: unknown, pages: number): number => {
	if (cursor === undefined) return 0;
	return Array.from({ length: pages + 1 }, (_, page) => page).find((page) => next(page - 1) === cursor)!;
};

/** Some items, or all up to one. */
const told = fc.oneof(
	fc.array(fc.tuple(fc.nat({ max: 8 }), fc.constantFrom(true, true, true, true, false)), { minLength: 1, maxLength: 10 }),
	fc.nat({ max: 8 }).map((last) => Array.from({ length: last + 1 }, (_, i): [number, boolean] => [i, true])),
);
const step = fc.oneof(
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('begin' as const), upTo: fc.integer({ min: 1, max: 4 }) }) },
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('report' as const), run: fc.constantFrom(0, 0, 1, 2), items: told }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('die' as const), run: fc.nat({ max: 2 }) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('jump' as const), by: fc.constantFrom(10, 6000, -6000) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('set' as const), page: fc.nat({ max: 3 }) }) },
);

test('pages without an order: the checkpoint goes from page to page, never back but by Set, and never past an entry that nobody settled', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 8, maxLength: 8 }), fc.array(step, { maxLength: 30 }), async (sizes, steps) => {
			let clock = 1_000_000;
			const state = new MemoryState(() => clock);
			const done = new Set<string>();
			let running: { name: string; receipt: CheckpointReceipt }[][] = [];
			let standing = 0;
			let begun = 0;
			const entry = async () => await state.transact(CHECKPOINTS, [KEY], (tx) => tx.get(0));
			const begin = async (upTo: number): Promise<{ name: string; receipt: CheckpointReceipt }[]> => {
				const from = pageOf((await entry())?.at, sizes.length);
				const names: string[] = [];
				const items: ReadItem[] = [];
				for (let page = from; page < Math.min(sizes.length, from + upTo); page += 1) {
					for (let i = 0; i < sizes[page]!; i += 1) {
						names.push(`${page}.${i}`);
						items.push({ cursor: i === sizes[page]! - 1 ? next(page) : undefined, id: '' });
					}
				}
				const proposed = await state.transact(CHECKPOINTS, [KEY], (tx) => {
					const result = propose(tx.get(0), items, { ...TERMS, run: `${(begun += 1)}` }, { now: tx.now, nextToken: () => tx.nextToken() });
					assert.ok(result.kind === 'proposed');
					if (result.entry !== undefined) tx.set(0, result.entry);
					return result;
				});
				return proposed.places.flatMap((place, i) => (place.kind === 'read' ? [{ name: names[i]!, receipt: receiptFor(proposed.token!, place) }] : []));
			};
			for (const one of steps) {
				const runOf = (back: number) => running[running.length - 1 - (back % (running.length || 1))];
				switch (one.kind) {
					case 'begin':
						running.push(await begin(one.upTo));
						break;
					case 'report': {
						const items = runOf(one.run) ?? [];
						if (items.length === 0) break;
						const marks = one.items.map(([i, accounted]) => ({ ...items[i % items.length]!, accounted }));
						for (const { name, accounted } of marks) if (accounted) done.add(name);
						await markCheckpoints(state, marks);
						break;
					}
					case 'die': {
						const dying = runOf(one.run);
						running = running.filter((run) => run !== dying);
						break;
					}
					case 'jump':
						clock += one.by;
						break;
					case 'set': {
						// Back, as far as there is anything to go back to.
						const page = Math.min(one.page, standing);
						const at = page === 0 ? undefined : next(page - 1);
						await state.transact(CHECKPOINTS, [KEY], (tx) => tx.set(0, setTo(tx.get(0), 'crm', 'page', at, tx.nextToken(), tx.now)));
						standing = page;
						break;
					}
				}
				const now = pageOf((await entry())?.at, sizes.length);
				assert.ok(now >= standing, `moved back from page ${standing} to ${now}`);
				standing = now;
				for (let page = 0; page < now; page += 1) for (let i = 0; i < sizes[page]!; i += 1) assert.ok(done.has(`${page}.${i}`), `stands at page ${now}, past ${page}.${i}`);
			}
			// A read that goes well, told of item by item, takes it to the end.
			for (const { receipt } of await begin(sizes.length)) await markCheckpoints(state, [{ receipt, accounted: true }]);
			assert.equal(pageOf((await entry())?.at, sizes.length), sizes.length);
		}),
		runs,
	);
});

test('shares of shares add up: an item is settled with the last of its parts, in whatever order and however often they are told', async () => {
	const tree = fc.letrec<{ tree: number | unknown[] }>((tie) => ({
		tree: fc.oneof({ maxDepth: 4, depthSize: 'small' }, fc.constant(0), fc.array(tie('tree'), { minLength: 1, maxLength: 4 })),
	})).tree;
	await fc.assert(
		fc.asyncProperty(tree, fc.nat(), async (shape, seed) => {
			const state = new MemoryState(() => 1_000_000);
			const proposed = await state.transact(CHECKPOINTS, [KEY], (tx) => {
				const result = propose(undefined, [{ cursor: 5, id: '' }], { ...TERMS, kind: 'number', sorted: true }, { now: tx.now, nextToken: () => tx.nextToken() });
				assert.ok(result.kind === 'proposed');
				tx.set(0, result.entry!);
				return result;
			});
			const place = proposed.places[0]!;
			assert.ok(place.kind === 'read');
			const leaves: CheckpointReceipt[] = [];
			const split = (receipt: CheckpointReceipt, below: unknown): void => {
				if (!Array.isArray(below)) leaves.push(receipt);
				else below.forEach((one, i) => split(shareOf([receipt], i, below.length)[0]!, one));
			};
			split(receiptFor(proposed.token!, place), shape);
			const order = leaves.map((leaf, i) => ({ leaf, rank: Math.imul(i + 1, seed | 1) >>> 0 })).sort((a, b) => a.rank - b.rank).map(({ leaf }) => leaf);
			for (let i = 0; i < order.length; i += 1) {
				const at = (): Promise<unknown> => state.transact(CHECKPOINTS, [KEY], (tx) => tx.get(0)?.at);
				assert.equal(await at(), undefined);
				// Those told before, once more.
				await markCheckpoints(state, order.slice(0, i + 1).map((receipt) => ({ receipt, accounted: true })));
				assert.equal(await at(), i === order.length - 1 ? 5 : undefined);
			}
		}),
		runs,
	);
});

test('nothing that may stand under _sync harms: what is not whole is no receipt, and what is made up moves nothing', async () => {
	const junk = fc.oneof(fc.anything(), fc.record({ kind: fc.constant('checkpoint'), sync: fc.constant('s'), key: fc.constantFrom(keyToHex(KEY), '__proto__', ''), token: fc.oneof(fc.nat(), fc.anything()), at: fc.oneof(fc.integer(), fc.anything()), cursor: fc.oneof(fc.tuple(fc.oneof(fc.nat(), fc.string(), fc.constant(null)), fc.string()), fc.anything()), of: fc.oneof(fc.integer(), fc.anything()), part: fc.oneof(fc.string(), fc.anything()) }, { requiredKeys: ['kind', 'sync'] }));
	await fc.assert(
		fc.asyncProperty(fc.oneof(fc.anything(), fc.record({ receipts: fc.oneof(fc.array(junk), fc.anything()) })), async (envelope) => {
			const state = new MemoryState(() => 1_000_000);
			const before: CheckpointEntry = setTo(undefined, 'crm', 'number', 7, 1, 1);
			await state.transact(CHECKPOINTS, [KEY], (tx) => tx.set(0, before));
			const receipts = checkpointReceiptsIn(envelope, 's');
			assert.ok(receipts.every(({ of, at, cursor }) => of >= 1 && at >= 0 && Array.isArray(cursor)));
			assert.ok(receiptsBeside((envelope as { receipts?: unknown } | null)?.receipts, 's').every((one) => one?.kind !== 'checkpoint' || one.sync !== 's'));
			await markCheckpoints(state, receipts.map((receipt) => ({ receipt, accounted: true })));
			assert.equal(await state.transact(CHECKPOINTS, [KEY], (tx) => tx.get(0)?.at), 7);
			assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
		}),
		runs,
	);
});

test.each([
	['of no parts', { of: 0 }], ['of half a part', { of: 1.5 }], ['at no place', { at: -1 }], ['without a cursor', { cursor: undefined }], ['with a list for a cursor', { cursor: [[], ''] }],
	['without a fingerprint', { cursor: [1] }], ['that may be still', { still: 'no' }], ['of a part without a name', { part: 1 }], ['of a read without a number', { token: '1' }], ['of another sync', { sync: 't' }],
	['with half a key', { key: keyToHex(KEY).slice(1) }],
])('a receipt %s is none', (_what, wrong) => {
	const whole = { kind: 'checkpoint', sync: 's', key: keyToHex(KEY), token: 1, at: 0, cursor: [1, ''], of: 1, part: '' };
	assert.equal(checkpointReceiptsIn({ receipts: [whole] }, 's').length, 1);
	assert.deepEqual(checkpointReceiptsIn({ receipts: [{ ...whole, ...wrong }] }, 's'), []);
});

test('what is remembered follows what is open, not what was read', () => {
	const read = (entry: CheckpointEntry | undefined, count: number, from: number) => {
		const items = Array.from({ length: count }, (_, i) => ({ cursor: from + i, id: String(from + i).padStart(8, '0') }));
		const result = propose(entry, items, { ...TERMS, kind: 'number', sorted: true }, { now: 1, nextToken: () => from + 1 });
		assert.ok(result.kind === 'proposed');
		return { entry: result.entry!, token: result.token!, items };
	};
	const marks = ({ token, items }: ReturnType<typeof read>, accounted: (i: number) => boolean | undefined) =>
		items.flatMap(({ cursor, id }, at) => (accounted(at) === undefined ? [] : [{ token, at, cursor, still: false, id, of: 1, part: '', accounted: accounted(at)! }]));
	const first = read(undefined, 10_000, 0);
	assert.ok(JSON.stringify(first.entry).length < 400);
	// The first is missing: one range.
	const gap = markItems(first.entry, marks(first, (i) => (i === 0 ? undefined : true)), 1).entry!;
	assert.ok(JSON.stringify(gap).length < 500, `${JSON.stringify(gap).length}`);
	// A failure at once lets go of all behind it, and the read is no longer waited for when what is before it is settled.
	const failed = markItems(gap, marks(first, (i) => (i === 0 ? false : undefined)), 1);
	assert.deepEqual([failed.entry!.open.map(({ ranges, parts, failedAt }) => [ranges, parts, failedAt]), failed.entry!.at, failed.marked], [[[[], [], 0]], undefined, ['held']]);
	const held = readOn(failed.entry, 'crm', 'number', 0, 1);
	assert.ok(held.kind === 'standing' && held.standing.open === 0);
	const far = markItems(first.entry, marks(first, (i) => (i >= 6000 ? true : undefined)), 1).entry!;
	const behind = markItems(far, marks(first, (i) => (i === 5000 ? false : i > 0 && i < 4000 ? true : undefined)), 1).entry!;
	assert.deepEqual(behind.open[0]!.ranges.map(({ from, to }) => [from, to]), [[1, 3999]]);
	const later = markItems(gap, [...marks(first, (i) => (i === 9999 ? true : undefined))], 1);
	assert.deepEqual([later.entry?.open ?? gap.open, later.marked], [gap.open, ['counted']]);
	const whole = markItems(gap, marks(first, (i) => (i === 0 ? true : undefined)), 1).entry!;
	assert.deepEqual([whole.open, whole.at, whole.edge], [[], 9999, [{ at: 9999, ids: '00009999' }]]);
	const known = readOn(whole, 'crm', 'number', 0, 1);
	assert.ok(known.kind === 'standing' && known.standing.since === 9999);
});
