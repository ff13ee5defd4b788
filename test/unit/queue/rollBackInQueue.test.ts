import type { Failure, RetryTerms, SagaEntry } from '../../../nodes/shared/queue/entry';
import { queue } from '../../../nodes/shared/queue/collection';
import { recordKey, sagaKey } from '../../../nodes/shared/queue/keys';
import { report, type Report, type ReportResult } from '../../../nodes/shared/queue/report';
import { takeDue, type Taken } from '../../../nodes/shared/queue/takeDue';
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
