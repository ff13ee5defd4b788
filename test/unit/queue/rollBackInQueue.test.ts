import type { Failure, RetryTerms, SagaEntry, TargetEntry } from '../../../nodes/shared/queue/entry';
import { queue } from '../../../nodes/shared/queue/collection';
import { recordKey, sagaKey, targetKey } from '../../../nodes/shared/queue/keys';
import { report, type Report, type ReportResult } from '../../../nodes/shared/queue/report';
import { takeDue, type Taken } from '../../../nodes/shared/queue/takeDue';
import { answerSaga, discard, listJobs, redrive } from '../../../nodes/shared/queue/manage';
import { keyToHex } from '../../../nodes/shared/record/fingerprint';
import { MemoryState } from '../../../nodes/shared/state/memoryState';

const START = Date.UTC(2026, 0, 1);
const LEASE = 60_000;
const terms: RetryTerms = { baseMs: 1_000, capMs: 1_000, maxAttempts: 3, maxAgeMs: 3_600_000 };
const busy: Failure = { class: 'transient', status: 503, message: 'busy', mayHaveHappened: false };
const refused: Failure = { class: 'permanent', status: 422, message: 'no such tax code', mayHaveHappened: false };

/** An effect over CRM (update), ERP (create) and Billing (create), told to the queue. */
class World {
	now = START;
	readonly state = new MemoryState(() => this.now);
	async tell(target: string, more: Partial<Report> & { ok: boolean; failure?: Failure }): Promise<ReportResult> {
		const base = {
			target, record: 'R1', operation: target === 'CRM' ? 'update' : 'create', targetId: `${target} 1`,
			saga: { id: 'deal', policy: 'rollBack', final: false, targets: ['CRM', 'ERP', 'Billing'], keepMs: 86_400_000, ...(target === 'CRM' ? { before: { name: 'old' } } : {}) },
			...(more.ok ? {} : { park: { payload: { name: 'new' }, content: 1, receipts: [], terms, later: 'supersede', retryCreates: true, cap: 100 } }),
		};
		return (await report(this.state, [{ ...base, ...more } as Report], () => 0.5, LEASE))[0]!;
	}

	async take(): Promise<Taken> {
		return await takeDue(this.state, { limit: 10, leaseMs: LEASE, limits: { breaker: { failures: 5, pauseMs: 60_000 }, quotaOf: () => ({}) } });
	}

	async settle(one: { target: string; token: number; step: number }, failure?: Failure): Promise<ReportResult> {
		const rollBack = { kind: 'rollBack' as const, sync: 's', key: keyToHex(sagaKey('deal')), token: one.token, step: one.step };
		return await this.tell(one.target, { rollBack, ...(failure === undefined ? { ok: true } : { ok: false, failure }) });
	}

	async parked(): Promise<string[]> {
		return (await listJobs(this.state, () => true)).map(({ entry, job }) => `${entry.target} ${job.state.kind}`);
	}

	counts(target: string): unknown {
		return this.state.transactNow(queue, [targetKey(target)], (tx) => (tx.get(0) as TargetEntry).counts);
	}

	saga(): SagaEntry | undefined {
		return this.state.transactNow(queue, [sagaKey('deal')], (tx) => tx.get(0)) as SagaEntry | undefined;
	}

	states(): string[] {
		return (this.saga()?.steps ?? []).map(({ target, state }) => `${target} ${state.kind}`);
	}
}

const handed = (of: { compensations?: readonly { target: string; operation: string }[] }): string[] => (of.compensations ?? []).map(({ target, operation }) => `${target} ${operation}`);

test('a refusal for good hands out the last step to take back, the next when that is settled, and each when its lease is lost', async () => {
	const world = new World();
	await world.tell('CRM', { ok: true });
	await world.tell('ERP', { ok: true });
	const end = await world.tell('Billing', { ok: false, failure: refused });
	expect(handed(end)).toEqual(['ERP delete']);
	expect(handed(await world.take())).toEqual([]);
	world.now += LEASE + 1;
	const again = await world.take();
	expect(handed(again)).toEqual(['ERP delete']);
	const receipt = (one: { token: number; step: number }) => ({ kind: 'rollBack' as const, sync: 's', key: keyToHex(sagaKey('deal')), token: one.token, step: one.step });
	expect(await world.tell('ERP', { ok: true, rollBack: receipt(end.compensations![0]!) })).toMatchObject({ kind: 'refused', because: 'stale' });
	const next = await world.tell('ERP', { ok: true, rollBack: receipt(again.compensations[0]!) });
	expect(next.compensations).toMatchObject([{ target: 'CRM', operation: 'update', targetId: 'CRM 1', payload: { name: 'old' }, reason: expect.stringContaining('no such tax code') as string }]);
	await world.tell('CRM', { ok: true, rollBack: receipt(next.compensations![0]!) });
	expect(world.states()).toEqual(['CRM compensated', 'ERP compensated', 'Billing failed']);
	expect((await world.take()).compensations).toEqual([]);
});

test('what waits for a retry is not sent any more once the effect is taken back', async () => {
	const world = new World();
	await world.tell('CRM', { ok: true });
	await world.tell('ERP', { ok: false, failure: busy });
	await world.tell('Billing', { ok: false, failure: refused });
	world.now += 120_000;
	const taken = await world.take();
	expect(taken.jobs).toEqual([]);
});

test('a job that is given up for its age or its lost leases takes the others back', async () => {
	for (const age of [true, false]) {
		const world = new World();
		await world.tell('CRM', { ok: true });
		await world.tell('ERP', { ok: false, failure: busy });
		const seen: string[] = [];
		for (let i = 0; i < 6; i += 1) {
			world.now += age ? terms.maxAgeMs + 1 : 2 * LEASE;
			seen.push(...handed(await world.take()));
		}
		// A try nobody told the end of may have happened.
		expect([age, seen[0]]).toEqual([age, age ? 'CRM update' : 'ERP delete']);
	}
});

test('a retry that ends after its lease was lost and its step taken back is taken back once more', async () => {
	const world = new World();
	await world.tell('CRM', { ok: false, failure: { ...busy, mayHaveHappened: true } });
	world.now += 2_000;
	const [job] = (await world.take()).jobs;
	const retry = { kind: 'retry' as const, sync: 's', key: keyToHex(recordKey('CRM', 'R1')), token: job!.token, job: job!.job.id };
	const end = await world.tell('Billing', { ok: false, failure: refused });
	expect(handed(end)).toEqual(['CRM update']);
	const rollBack = { kind: 'rollBack' as const, sync: 's', key: keyToHex(sagaKey('deal')), token: end.compensations![0]!.token, step: 0 };
	await world.tell('CRM', { ok: true, rollBack });
	expect(world.states()).toContain('CRM compensated');
	world.now += LEASE + 1;
	await world.take();
	const late = await world.tell('CRM', { ok: true, retry });
	expect([...handed(late), ...handed(await world.take())].includes('CRM update')).toBe(true);
});

test('when all systems have it, what was there before is forgotten at once', async () => {
	const world = new World();
	for (const target of ['CRM', 'ERP', 'Billing']) await world.tell(target, { ok: true });
	expect(world.saga()).toBeUndefined();
});

test('where a person was asked and the refused write is mended, it is told that it is over', async () => {
	const world = new World();
	const asks = { saga: { id: 'deal', policy: 'ask' as const, final: false, targets: ['CRM', 'Billing'], keepMs: 86_400_000 } };
	await world.tell('CRM', { ok: true, ...asks });
	expect((await world.tell('Billing', { ok: false, failure: refused, ...asks })).alert).toMatchObject({ kind: 'new', reason: 'ask', tried: expect.stringContaining('CRM: update done') as string });
	expect((await world.tell('Billing', { ok: true, ...asks })).alert).toMatchObject({ kind: 'over', reason: 'ask' });
	expect(world.saga()).toBeUndefined();
});

describe('the dead letter that began a roll back', () => {
	const ref = { target: 'Billing', record: 'R1' };
	const claim = { kind: 'claim' as const, sync: 's', key: '00'.repeat(8), token: 1 };
	const refusedWith = (more: object = {}): Partial<Report> & { ok: boolean } => ({ ok: false, failure: refused, park: { payload: { name: 'new' }, content: 1, receipts: [claim], terms, later: 'supersede', retryCreates: true, cap: 100 }, ...more });

	test('it stands, and cannot be redriven, until all is taken back; then it is closed, counted, given back, and told to be over', async () => {
		const world = new World();
		await world.tell('CRM', { ok: true });
		await world.tell('ERP', { ok: true });
		const end = await world.tell('Billing', refusedWith());
		expect(end).toMatchObject({ kind: 'dead', alert: { kind: 'new', reason: 'permanent', target: 'Billing', tried: expect.stringContaining('CRM: update done') as string, whatToDo: expect.stringMatching(/^Nothing for now: .* being taken back.*anew from its source/) as string } });
		expect(await world.parked()).toEqual(['Billing dead']);
		expect(await redrive(world.state, [ref])).toEqual([{ kind: 'refused', because: 'takenBack' }]);
		const half = await world.settle(end.compensations![0]!);
		expect([half.over, half.rolledBack, await world.parked()]).toEqual([undefined, undefined, ['Billing dead']]);
		const last = await world.settle(half.compensations![0]!);
		expect(last).toMatchObject({ kind: 'done', over: [{ kind: 'over', reason: 'rolledBack', target: 'Billing', record: 'R1', tried: expect.stringContaining('CRM: update taken back') as string }], rolledBack: [claim] });
		expect(await world.parked()).toEqual([]);
		expect(world.counts('Billing')).toEqual({ parked: 1, waiting: 0, leased: 0, done: 0, dead: 0, discarded: 1 });
		expect(await redrive(world.state, [ref])).toEqual([{ kind: 'refused', because: 'unknown' }]);
		// What is told once more changes nothing.
		expect(await world.settle(half.compensations![0]!)).toEqual({ kind: 'refused', because: 'stale' });
	});

	test('where nothing was done elsewhere it is none: refused, told once, and nothing is kept of it', async () => {
		const world = new World();
		const end = await world.tell('Billing', refusedWith());
		expect(end).toMatchObject({ kind: 'rolledBack', alert: { kind: 'new', whatToDo: expect.stringMatching(/^Nothing of this effect is left in any system/) as string }, rolledBack: [claim], over: [] });
		expect(await world.parked()).toEqual([]);
		expect((await world.take()).dead).toEqual([]);
	});

	test('two systems refuse: both are closed with the last that is taken back', async () => {
		const world = new World();
		await world.tell('CRM', { ok: true });
		const first = await world.tell('ERP', refusedWith());
		expect((await world.tell('Billing', refusedWith())).kind).toBe('dead');
		const last = await world.settle(first.compensations![0]!);
		expect(last.over?.map(({ target }) => target).sort()).toEqual(['Billing', 'ERP']);
		expect(await world.parked()).toEqual([]);
		// One that refuses later finds nothing to take back.
		expect((await world.tell('Shop', refusedWith())).kind).toBe('rolledBack');
	});

	test('a compensation that is stuck keeps it; a person who took it back by hand closes it', async () => {
		const world = new World();
		await world.tell('ERP', { ok: true });
		const end = await world.tell('Billing', refusedWith());
		const stuck = await world.settle(end.compensations![0]!, refused);
		expect(stuck.alert).toMatchObject({ kind: 'new', reason: 'stuck' });
		expect(await world.parked()).toEqual(['Billing dead']);
		const answered = await answerSaga(world.state, 'deal', { kind: 'handled', target: 'ERP' }, LEASE);
		expect(answered).toMatchObject({ kind: 'answered', compensations: [], over: [{ reason: 'stuck', target: 'ERP' }, { reason: 'rolledBack', target: 'Billing' }], rolledBack: [claim] });
		expect(await world.parked()).toEqual([]);
	});

	test('asked, a person has all taken back: the dead letter is closed when that is done; kept, it can be redriven', async () => {
		for (const choice of ['rollBack', 'forward'] as const) {
			const world = new World();
			const asks = { saga: { id: 'deal', policy: 'ask' as const, final: false, targets: ['CRM', 'ERP', 'Billing'], keepMs: 86_400_000 } };
			await world.tell('ERP', { ok: true, ...asks });
			await world.tell('Billing', refusedWith(asks));
			const answered = await answerSaga(world.state, 'deal', { kind: choice }, LEASE);
			if (answered.kind !== 'answered') throw new Error(answered.because);
			expect(await world.parked()).toEqual(['Billing dead']);
			for (const one of answered.compensations) expect((await world.settle(one)).over).toMatchObject([{ kind: 'over', target: 'Billing' }]);
			expect(await world.parked()).toEqual(choice === 'rollBack' ? [] : ['Billing dead']);
			if (choice === 'forward') expect((await redrive(world.state, [ref]))[0]!.kind).toBe('redriven');
		}
	});

	test('given up for its age with nothing done elsewhere: it comes out of Dead Letter once, and is none', async () => {
		const world = new World();
		await world.tell('ERP', { ok: false, failure: busy });
		world.now += terms.maxAgeMs + 1;
		const taken = await world.take();
		expect(taken.dead).toMatchObject([{ target: 'ERP', alert: { kind: 'new', reason: 'age', whatToDo: expect.stringMatching(/^Nothing of this effect is left/) as string } }]);
		expect(taken.alerts).toEqual([]);
		expect(await world.parked()).toEqual([]);
	});

	test('what was discarded before is not missed', async () => {
		const world = new World();
		await world.tell('ERP', { ok: true });
		const end = await world.tell('Billing', refusedWith());
		await discard(world.state, [ref]);
		expect((await world.settle(end.compensations![0]!)).over).toBeUndefined();
		expect(world.states()).toEqual(['ERP compensated', 'Billing failed']);
	});
});
