import assert from 'node:assert/strict';
import fc from 'fast-check';
import { settleWork, type Parking, type Reporter, type Work } from '../../nodes/shared/outcome/settle';
import { toKeep, type Promises } from '../../nodes/shared/outcome/promises';
import { report as toQueue, type ReportResult } from '../../nodes/shared/queue/report';
import type { RetryReceipt } from '../../nodes/shared/record/envelope';
import { keyHash, keyToHex } from '../../nodes/shared/record/fingerprint';
import type { Collection } from '../../nodes/shared/state/port';
import { AGE_MS, Crash, dying, PARKING, SYNC, World, type Fate } from './outcomeModel';

/** Two properties share what is asked for; 10,000 histories in every run of the tests. */
const total = Number(process.env['FC_RUNS'] ?? 10_000);
const runs = { numRuns: Math.ceil(total / 2) };
jest.setTimeout(Math.max(60_000, total * 30));

/** A queue as simple as can be that keeps to the form of `report`: one job a record. */
interface Job { content: number; promises: Promises; attempts: number; state: 'waiting' | 'leased' | 'dead'; token: number }
const jobs: Collection<Job> = {
	name: 'jobs', cap: Infinity, expiresAt: () => Infinity, layoutOf: () => undefined,
	layout: { signature: 'jobs', stride: 0, pack: () => false, unpack: () => { throw new Error('packed nothing'); }, expiresAt: () => Infinity, rank: () => 0 },
};
const jobKey = (record: string): string => keyHash(`job ${record}`);
const MOST_JOBS = 2;

/** The jobs of a batch, in one transaction. `full`: beyond so many jobs failures are refused. */
const report: Reporter = async (store, reports) => {
	let known = 0;
	await store.scan(jobs, () => (known += 1));
	return await store.transact(jobs, reports.map(({ record }) => jobKey(record)), (tx) =>
		reports.map((one, i): ReportResult => {
			const job = tx.get(i);
			if (one.retry !== undefined && (job === undefined || job.token !== one.retry.token)) return { kind: 'refused', because: 'stale' };
			if (one.ok) {
				if (job === undefined) return { kind: 'done' };
				tx.delete(i);
				known -= 1;
				return { kind: one.retry === undefined ? 'cleared' : 'done' };
			}
			if (one.park === undefined) return { kind: 'released' };
			if (job === undefined && known >= MOST_JOBS) return { kind: 'refused', because: 'full' };
			if (job === undefined) known += 1;
			const attempts = job !== undefined && one.retry === undefined && job.content === one.park.content ? job.attempts : (job?.attempts ?? 0) + 1;
			const dead = one.failure.class === 'permanent' || one.failure.class === 'conflict' || attempts >= one.park.terms.maxAttempts;
			const promises = job?.promises ?? promisesOf(one.park.receipts as never);
			tx.set(i, { content: one.park.content, promises, attempts, state: dead ? 'dead' : 'waiting', token: 0 });
			return dead ? { kind: 'dead', attempts } : { kind: 'parked', attempts };
		}));
};

function promisesOf(receipts: readonly { kind: string }[]): Promises {
	const of = <T>(kind: string): T[] => receipts.filter((one) => one.kind === kind) as T[];
	return { claims: of('claim'), changes: of('change'), writes: [], links: of('link'), checkpoints: [] };
}

const fate = fc.constantFrom<Fate>('success', 'success', 'transient', 'permanent', 'unknown');
const record = fc.nat({ max: 2 });
const content = fc.nat({ max: 1 });
const death = fc.option(fc.record({ calls: fc.nat({ max: 12 }), after: fc.boolean(), again: fc.boolean() }), { nil: undefined, freq: 3 });
const batch = fc.array(fc.record({ record, content, fate }), { minLength: 1, maxLength: 3 });

type Command =
	| { kind: 'deliver'; batch: { record: number; content: number; fate: Fate }[]; death: { calls: number; after: boolean; again: boolean } | undefined; park: boolean }
	| { kind: 'lose'; record: number; content: number }
	| { kind: 'retry'; record: number; fate: Fate; death: { calls: number; after: boolean; again: boolean } | undefined }
	| { kind: 'tick'; ms: number };
const command: fc.Arbitrary<Command> = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('deliver' as const), batch, death, park: fc.integer({ min: 0, max: 3 }).map((n) => n > 0) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const), record, content }) },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('retry' as const), record, fate, death }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('tick' as const), ms: fc.integer({ min: 1, max: 1_500 }) }) },
);

async function tell(world: World, work: Work[], parking: Parking | undefined, died: { calls: number; after: boolean; again: boolean } | undefined): Promise<void> {
	if (died !== undefined) {
		try {
			await settleWork(dying(world.state, died.calls, died.after), SYNC, work, parking, report);
		} catch (error) {
			if (!(error instanceof Crash)) throw error;
			if (!died.again) return;
		}
	}
	const settled = await settleWork(world.state, SYNC, work, parking, report);
	assert.equal(settled.length, work.length, 'one answer for each item');
	settled.forEach(({ result }, w) => checkKept(world, work[w]!, work, result, died !== undefined));
}

/** What a batch that was told to its end must have left behind. */
function checkKept(world: World, one: Work, all: readonly Work[], result: ReportResult, repeated: boolean): void {
	const [claim] = one.promises.claims;
	if (claim === undefined || all.some((other) => other !== one && other.record === one.record)) return;
	const entry = world.guardEntry(claim.key);
	const isOurs = entry?.state === 'claimed' && entry.token === claim.token;
	if (one.ok) assert.ok(!isOurs, 'the claim of what succeeded is completed');
	else if (result.kind === 'parked' || result.kind === 'dead') {
		if (isOurs) assert.ok(entry.leaseUntil >= world.now + AGE_MS, 'nobody else may do what waits');
	} else if (result.kind === 'released' || result.because === 'full') assert.ok(!isOurs || repeated, 'what nobody keeps can be done by the next');
}

test('no effect happens twice, whatever dies and however often it is told; what waits is nobody else\'s to do', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 14 }), async (commands) => {
			const world = new World();
			for (const one of commands) {
				if (one.kind === 'tick') world.now += one.ms;
				else if (one.kind === 'lose') await world.promise(one.record, one.content);
				else if (one.kind === 'deliver') {
					const work: Work[] = [];
					for (const item of one.batch) {
						const promises = await world.promise(item.record, item.content);
						if (promises !== undefined) work.push(world.answer(item.record, item.content, promises, item.fate));
					}
					if (work.length > 0) await tell(world, work, one.park ? PARKING : undefined, one.death);
				} else {
					const leased = world.state.transactNow(jobs, [jobKey(String(one.record))], (tx) => {
						const job = tx.get(0);
						if (job?.state !== 'waiting') return undefined;
						const token = tx.nextToken();
						tx.set(0, { ...job, state: 'leased', token });
						return { ...job, token };
					});
					if (leased !== undefined) {
						const retry: RetryReceipt = { kind: 'retry', sync: SYNC, key: keyToHex(jobKey(String(one.record))), token: leased.token, job: 1 };
						await tell(world, [world.answer(one.record, leased.content, { ...leased.promises, retry }, one.fate)], PARKING, one.death);
					}
				}
			}
			for (const [effect, times] of world.effects) assert.ok(times <= 1, `${effect} happened ${times} times`);
		}),
		runs,
	);
});

test('a run that died while settling and is told again comes to the same as one that did not die', async () => {
	await fc.assert(
		fc.asyncProperty(batch, fc.boolean(), fc.nat({ max: 14 }), fc.boolean(), async (items, park, calls, after) => {
			const world = new World();
			const work: Work[] = [];
			for (const item of items) {
				const promises = await world.promise(item.record, item.content);
				if (promises !== undefined) work.push(world.answer(item.record, item.content, promises, item.fate));
			}
			const other = world.copy();
			const parking = park ? PARKING : undefined;
			await settleWork(world.state, SYNC, work, parking, report);
			await settleWork(dying(other.state, calls, after), SYNC, work, parking, report).catch((error: unknown) => {
				if (!(error instanceof Crash)) throw error;
			});
			await settleWork(other.state, SYNC, work, parking, report);
			assert.deepEqual(await other.promised(), await world.promised());
		}),
		runs,
	);
});

test('the same with the real queue, one item a record', async () => {
	const real: Reporter = async (store, reports) => await toQueue(store, reports, () => 0.5);
	const distinct = fc.uniqueArray(fc.record({ record, content, fate }), { minLength: 1, maxLength: 3, selector: (one) => one.record });
	await fc.assert(
		fc.asyncProperty(distinct, fc.boolean(), fc.nat({ max: 14 }), fc.boolean(), async (items, park, calls, after) => {
			const world = new World();
			const work: Work[] = [];
			for (const item of items) {
				const promises = await world.promise(item.record, item.content);
				if (promises !== undefined) work.push(world.answer(item.record, item.content, promises, item.fate));
			}
			const other = world.copy();
			const parking = park ? PARKING : undefined;
			await settleWork(world.state, SYNC, work, parking, real);
			await settleWork(dying(other.state, calls, after), SYNC, work, parking, real).catch((error: unknown) => {
				if (!(error instanceof Crash)) throw error;
			});
			await settleWork(other.state, SYNC, work, parking, real);
			assert.deepEqual(await other.promised(), await world.promised());
		}),
		{ numRuns: 2_000 },
	);
});

test('wherever a run dies: the queue has forgotten only what is settled, and a claim is held only for what the queue has', async () => {
	await fc.assert(
		fc.asyncProperty(fate, fc.boolean(), fc.nat({ max: 12 }), fc.boolean(), async (how, isRetry, calls, after) => {
			const world = new World();
			const promises = (await world.promise(0, 0))!;
			const token = 7;
			if (isRetry) world.state.transactNow(jobs, [jobKey('0')], (tx) => tx.set(0, { content: 0, promises, attempts: 1, state: 'leased', token }));
			const retry: RetryReceipt = { kind: 'retry', sync: SYNC, key: keyToHex(jobKey('0')), token, job: 1 };
			const lease = leaseOf(world, promises);
			const work = world.answer(0, 0, isRetry ? { ...promises, retry } : promises, how);
			await settleWork(dying(world.state, calls, after), SYNC, [work], PARKING, report).catch((error: unknown) => {
				if (!(error instanceof Crash)) throw error;
			});
			const job = world.state.transactNow(jobs, [jobKey('0')], (tx) => tx.get(0));
			if (isRetry && job === undefined) {
				assert.equal(world.guardEntry(promises.claims[0]!.key)?.state, 'completed');
				assert.ok(await world.linked(0));
				assert.ok(!world.pending(0));
			}
			if (leaseOf(world, promises) > lease || (world.createClaim(0)?.until ?? 0) > lease) assert.ok(job !== undefined && job.state !== 'leased');
		}),
		{ numRuns: 2_000 },
	);
});

const leaseOf = (world: World, { claims: [claim] }: Promises): number => {
	const entry = world.guardEntry(claim!.key);
	return entry?.state === 'claimed' ? entry.leaseUntil : 0;
};

test('a holder whose lease ran out settles nothing of the one who has the claim now', async () => {
	await fc.assert(
		fc.asyncProperty(fate, fc.boolean(), async (late, park) => {
			const world = new World();
			const terms = { repeatable: true };
			const first = (await world.promise(0, 0, terms))!;
			world.now += 1_000;
			const second = (await world.promise(0, 0, terms))!;
			const before = world.guardEntry(second.claims[0]!.key);
			await settleWork(world.state, SYNC, [world.answer(0, 0, { ...first, links: [], changes: [] }, late)], park ? PARKING : undefined, report);
			assert.deepEqual(world.guardEntry(second.claims[0]!.key), before);
		}),
		{ numRuns: 200 },
	);
});

test('what a parked job keeps is all that was promised but its lease and its checkpoint', async () => {
	const world = new World();
	const promises = (await world.promise(0, 0))!;
	expect(toKeep(promises).map(({ kind }) => kind)).toEqual(['claim', 'change', 'link']);
});
