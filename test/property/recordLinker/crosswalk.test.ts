import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
	claimCreate, createKey, crosswalk, CrosswalkFull, decideOnLinks, link, listLinks, matchKey, merge, releaseClaim, unlink,
	type Book, type Member, type RecordRef,
} from '../../../nodes/shared/crosswalk';
import { MemoryState } from '../../../nodes/shared/state/memoryState';
import type { StateStore } from '../../../nodes/shared/state/port';
import { ModelCrosswalk } from './modelCrosswalk';

const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 5000) };
jest.setTimeout(Math.max(120_000, runs.numRuns * 60));

const START = Date.UTC(2026, 0, 1);
const SYSTEMS = ['CRM', 'ERP', '__proto__'];
const IDS = ['1', '2', 'constructor', '__proto__'];

type Step =
	| { do: 'link'; a: RecordRef; b: RecordRef }
	| { do: 'unlink'; a: RecordRef }
	| { do: 'merge'; system: string; merged: string; survivor: string; othersToo: boolean };

const system = fc.constantFrom(...SYSTEMS);
const id = fc.constantFrom(...IDS);
const ref = fc.record({ system, id });
const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('link' as const), a: ref, b: ref }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('unlink' as const), a: ref }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), system, merged: id, survivor: id, othersToo: fc.boolean() }) },
);

async function run(store: StateStore, one: Step, decided: () => void = () => undefined): Promise<string> {
	const refs = one.do === 'merge' ? [one.merged, one.survivor].map((of) => ({ system: one.system, id: of })) : one.do === 'link' ? [one.a, one.b] : [one.a];
	const claims = one.do === 'link' ? [createKey(one.a, one.b.system), createKey(one.b, one.a.system)] : [];
	return await decideOnLinks(store, { ids: refs, claims, newEntities: 1 }, (book) => {
		decided();
		if (one.do === 'link') return link(book, one.a, one.b).kind;
		if (one.do === 'unlink') return unlink(book, one.a) ? 'unlinked' : 'unknown';
		return merge(book, one.system, one.merged, one.survivor, one.othersToo).kind;
	});
}

function runOnModel(model: ModelCrosswalk, one: Step): string {
	if (one.do === 'link') return model.link(one.a, one.b);
	if (one.do === 'unlink') return model.unlink(one.a);
	return model.merge(one.system, one.merged, one.survivor, one.othersToo);
}

/** What the users see: for every pair of systems, who is whose. */
async function seen(store: StateStore): Promise<Record<string, string | undefined>> {
	const all = SYSTEMS.flatMap((name) => IDS.map((one) => ({ system: name, id: one })));
	return await decideOnLinks(store, { ids: all }, (book) => {
		const pairs: Record<string, string | undefined> = {};
		for (const one of all) for (const other of SYSTEMS) pairs[`${one.system}/${one.id} in ${other}`] = book.idIn(book.find(one), other);
		return pairs;
	});
}

function isOneToOne(lists: readonly (readonly Member[])[]): void {
	const of = new Map<string, number>();
	lists.forEach((members, entity) => {
		assert.equal(new Set(members.map(([name]) => name)).size, members.length, 'one id of each system');
		for (const [name, ...ids] of members) {
			for (const one of ids) {
				assert.ok(!of.has(`${name}/${one}`), `${name}/${one} belongs to one record`);
				of.set(`${name}/${one}`, entity);
			}
		}
	});
}

/** State must not fill with what nobody can see. */
async function holdsNothingElse(store: StateStore, lists: readonly (readonly Member[])[]): Promise<void> {
	const ids = lists.flat().flatMap(([, ...all]) => all).length;
	const kinds = { ids: 0, records: 0, count: 0 };
	await store.scan(crosswalk, (_key, entry) => {
		if (typeof entry === 'string') kinds.ids += 1;
		else if (typeof entry === 'number') kinds.count = entry;
		else kinds.records += 1;
	});
	assert.deepEqual(kinds, { ids, records: lists.length, count: ids });
}

test('after any steps the crosswalk is what a plain model of it is: one-to-one for each pair of systems, merged ids resolved', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
			const store = new MemoryState(() => START);
			const model = new ModelCrosswalk();
			for (const one of steps) assert.equal(await run(store, one), runOnModel(model, one));
			const lists = await listLinks(store);
			isOneToOne(lists);
			assert.deepEqual(lists, model.list());
			await holdsNothingElse(store, lists);
			for (const [name, first, ...merged] of lists.flat()) {
				const found = await decideOnLinks(store, { ids: merged.map((one) => ({ system: name, id: one })) }, (book) =>
					merged.map((one) => book.idIn(book.find({ system: name, id: one }), name)),
				);
				assert.deepEqual(found, merged.map(() => first));
			}
		}),
		runs,
	);
});

test('steps taken at once have the outcome of the same steps one after the other', async () => {
	await fc.assert(
		fc.asyncProperty(fc.scheduler(), fc.array(step, { minLength: 2, maxLength: 6 }), fc.array(step, { maxLength: 4 }), async (scheduler, steps, before) => {
			const memory = new MemoryState(() => START);
			const model = new ModelCrosswalk();
			for (const one of before) {
				await run(memory, one);
				runOnModel(model, one);
			}
			// Every transaction waits its turn, and the turns are shuffled.
			const store = Object.create(memory) as StateStore;
			store.transact = scheduler.scheduleFunction(async (...args: Parameters<MemoryState['transact']>) => await memory.transact(...args)) as StateStore['transact'];
			const order: number[] = [];
			const all = Promise.all(steps.map(async (one, i) => await run(store, one, () => order.push(i))));
			await scheduler.waitFor(all);
			const verdicts = await all;
			assert.equal(order.length, steps.length);
			for (const i of order) assert.equal(verdicts[i], runOnModel(model, steps[i]!));
			assert.deepEqual(await listLinks(memory), model.list());
		}),
		runs,
	);
});

test('of any runs that want to create the same at once, one may; until its lease is over, and no longer', async () => {
	const record = fc.record({ id, keys: fc.subarray(['a@x', 'b@x', 'c@x'], { minLength: 1 }) });
	await fc.assert(
		fc.asyncProperty(fc.scheduler(), fc.array(record, { minLength: 2, maxLength: 5 }), fc.integer({ min: 1, max: 1000 }), async (scheduler, records, leaseMs) => {
			let now = START;
			const memory = new MemoryState(() => now);
			const store = Object.create(memory) as StateStore;
			store.transact = scheduler.scheduleFunction(async (...args: Parameters<MemoryState['transact']>) => await memory.transact(...args)) as StateStore['transact'];
			const claim = async (on: StateStore, one: (typeof records)[number]) => {
				const self = { system: 'CRM', id: one.id };
				const keys = one.keys.map((value) => matchKey('ERP', [['email', 'email', value]]));
				return await decideOnLinks(on, { ids: [self], claims: [createKey(self, 'ERP'), ...keys] }, (book) => claimCreate(book, self, 'ERP', keys, leaseMs));
			};
			const all = Promise.all(records.map(async (one) => await claim(store, one)));
			await scheduler.waitFor(all);
			const verdicts = await all;
			const granted = records.filter((_, i) => verdicts[i]!.kind === 'granted');
			const used = granted.flatMap(({ id: own, keys }) => [`id ${own}`, ...keys]);
			assert.equal(new Set(used).size, used.length, 'nothing is being created twice');
			records.forEach((one, i) => {
				const mine = [`id ${one.id}`, ...one.keys];
				assert.ok(verdicts[i]!.kind === 'granted' || mine.some((key) => used.includes(key)), 'nobody is told to wait for nothing');
			});
			now = START + leaseMs - 1;
			for (const one of granted) assert.equal((await claim(memory, one)).kind, 'busy');
			now = START + leaseMs;
			assert.equal((await claim(memory, granted[0]!)).kind, 'granted');
		}),
		runs,
	);
});

test('a promise that was given back is free for the next, and a stale holder gives back nothing', async () => {
	let now = START;
	const store = new MemoryState(() => now);
	const self = { system: 'CRM', id: '1' };
	const own = createKey(self, 'ERP');
	const keys = [matchKey('ERP', [['email', 'email', 'a@x']])];
	const other = { system: 'CRM', id: '2' };
	const claims = [own, createKey(other, 'ERP'), ...keys];
	const on = async <R>(decide: (book: Book) => R): Promise<R> => await decideOnLinks(store, { ids: [self], claims }, decide);
	const first = await on((book) => claimCreate(book, self, 'ERP', keys, 1000));
	assert(first.kind === 'granted');
	now += 1000;
	const second = await on((book) => claimCreate(book, self, 'ERP', keys, 1000));
	assert(second.kind === 'granted' && second.token > first.token);
	expect(await on((book) => releaseClaim(book, own, first.token))).toBe(false);
	expect((await on((book) => claimCreate(book, self, 'ERP', keys, 1000))).kind).toBe('busy');
	expect(await on((book) => releaseClaim(book, own, second.token))).toBe(true);
	expect((await on((book) => claimCreate(book, other, 'ERP', keys, 1000))).kind).toBe('granted');
});

test('who reads an old list meets what was created since: the match keys stay taken for a lease after the link', async () => {
	let now = START;
	const store = new MemoryState(() => now);
	const keys = [matchKey('ERP', [['email', 'email', 'a@x']])];
	const want = (one: RecordRef) => decideOnLinks(store, { ids: [one], claims: [createKey(one, 'ERP'), ...keys] }, (book) => claimCreate(book, one, 'ERP', keys, 1000));
	await want({ system: 'CRM', id: '1' });
	now += 500;
	await run(store, { do: 'link', a: { system: 'CRM', id: '1' }, b: { system: 'ERP', id: '77' } });
	now += 999;
	expect(await want({ system: 'Shop', id: 'x' })).toEqual({ kind: 'busy', by: { system: 'CRM', id: '1' }, until: START + 1500, made: '77' });
	now += 1;
	expect((await want({ system: 'Shop', id: 'x' })).kind).toBe('granted');
});

test('at the limit a new link is refused as a whole and nothing is forgotten; below it there is room again', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.integer({ min: 0, max: 8 }), async (steps, limit) => {
			const store = new MemoryState(() => START);
			for (const one of steps) {
				const before = await seen(store);
				const refs = one.do === 'merge' ? [one.merged, one.survivor].map((of) => ({ system: one.system, id: of })) : one.do === 'link' ? [one.a, one.b] : [one.a];
				const claims = one.do === 'link' ? [createKey(one.a, one.b.system), createKey(one.b, one.a.system)] : [];
				try {
					await decideOnLinks(store, { ids: refs, claims, newEntities: 1, limit }, (book) => {
						if (one.do === 'link') link(book, one.a, one.b);
						else if (one.do === 'unlink') unlink(book, one.a);
						else merge(book, one.system, one.merged, one.survivor, one.othersToo);
					});
				} catch (error) {
					assert(error instanceof CrosswalkFull);
					assert.deepEqual(await seen(store), before);
				}
				const ids = (await listLinks(store)).flat().flatMap(([, ...all]) => all);
				assert.ok(ids.length <= limit);
			}
		}),
		runs,
	);
});
