import { admit, type Admission, type AdmitTerms, type Outgoing } from '../../../nodes/shared/queue/admit';
import { discard, listJobs, redrive } from '../../../nodes/shared/queue/manage';
import { report, type Park, type ReportResult, type SagaReport } from '../../../nodes/shared/queue/report';
import { takeDue, type TakenJob } from '../../../nodes/shared/queue/takeDue';
import { recordKey } from '../../../nodes/shared/queue/keys';
import { TERMS } from '../../../nodes/shared/queue/terms';
import type { Failure, Job } from '../../../nodes/shared/queue/entry';
import type { Operation, Receipt } from '../../../nodes/shared/record/envelope';
import { keyToHex } from '../../../nodes/shared/record/fingerprint';
import { MemoryState } from '../../../nodes/shared/state/memoryState';

const LEASE = 600_000;
let now: number;
let state: MemoryState;
beforeEach(() => {
	now = Date.UTC(2026, 0, 1);
	state = new MemoryState(() => now);
});

const REFUSED: Failure = { class: 'permanent', status: 422, message: 'no', mayHaveHappened: false };
const SILENT: Failure = { class: 'transient', message: 'timeout', mayHaveHappened: true };
const place = { target: 'ERP', record: '1' };
const limits = { breaker: { failures: 5, pauseMs: 60_000 }, quotaOf: () => ({}) };
const claim = (key: string): Receipt => ({ kind: 'claim', sync: 's', key, token: 1 }) as Receipt;

const outgoing = (operation: Operation, payload: object, content: number, key: string): Outgoing => ({ ...place, operation, payload, kept: payload, content, receipts: [claim(key)] });
const terms = (later: 'supersede' | 'wait'): AdmitTerms => ({ later, terms: TERMS, retryCreates: false, cap: 100, limits, leaseMs: LEASE, allOrNone: false });
const send = async (one: Outgoing, later: 'supersede' | 'wait' = 'supersede', more: Partial<AdmitTerms> = {}) => (await admit(state, [one], { ...terms(later), ...more }))[0]!;
const jobs = async (): Promise<Job[]> => (await listJobs(state, () => true)).map(({ job }) => job);

async function fail(operation: Operation, payload: object, content: number, failure: Failure, later: 'supersede' | 'wait' = 'supersede'): Promise<void> {
	const park: Park = { payload, content, receipts: [claim('first')], terms: TERMS, later, retryCreates: false, cap: 100 };
	await report(state, [{ ...place, operation, ok: false, failure, park }], () => 0);
}

async function take(): Promise<TakenJob> {
	now += 3_600_000;
	return (await takeDue(state, { limit: 10, leaseMs: LEASE, limits })).jobs[0]!;
}

async function refuse({ token, job }: TakenJob, failure: Failure): Promise<string> {
	const retry = { kind: 'retry' as const, sync: 's', key: keyToHex(recordKey('ERP', '1')), token, job: job.id };
	return (await report(state, [{ ...place, ok: false, failure, retry }], () => 0))[0]!.kind;
}

async function succeed({ token, job }: TakenJob, saga?: SagaReport): Promise<ReportResult> {
	const retry = { kind: 'retry' as const, sync: 's', key: keyToHex(recordKey('ERP', '1')), token, job: job.id };
	return (await report(state, [{ ...place, ok: true, retry, ...(saga === undefined ? {} : { saga }) }], () => 0))[0]!;
}

test('a change that came while an earlier one was tried does not wait behind its dead letter: both become one write', async () => {
	await fail('create', { name: 'Ada', city: 'Rome' }, 1, { ...SILENT, mayHaveHappened: false });
	const tried = await take();
	expect(await send(outgoing('update', { city: 'Rio' }, 2, 'second'))).toMatchObject({ kind: 'parked', because: 'order' });
	expect(await refuse(tried, REFUSED)).toBe('parked');
	expect(await jobs()).toMatchObject([{ state: { kind: 'waiting' }, attempts: 0, operation: 'create', payload: { name: 'Ada', city: 'Rio' }, receipts: [claim('first'), claim('second')] }]);
	expect((await take()).job.payload).toEqual({ name: 'Ada', city: 'Rio' });
});

test('where changes wait their turn, it waits until somebody decides about the dead letter', async () => {
	await fail('update', { city: 'Rome' }, 1, { ...SILENT, mayHaveHappened: false }, 'wait');
	const tried = await take();
	await send(outgoing('update', { city: 'Rio' }, 2, 'second'), 'wait');
	expect(await refuse(tried, REFUSED)).toBe('dead');
	expect(await take()).toBeUndefined();
	await discard(state, [place]);
	expect((await take()).job.payload).toEqual({ city: 'Rio' });
});

test('the same again stays with its dead letter, with its promises', async () => {
	await fail('update', { city: 'Rome' }, 1, { ...SILENT, mayHaveHappened: false });
	const tried = await take();
	await send(outgoing('update', { city: 'Rome' }, 1, 'second'));
	expect(await refuse(tried, REFUSED)).toBe('dead');
	expect(await jobs()).toMatchObject([{ state: { kind: 'dead' }, receipts: [claim('first'), claim('second')] }]);
});

test('what may have been created is not created by a later change; an update of it goes through as an update', async () => {
	await fail('create', { name: 'Ada', city: 'Rome' }, 1, SILENT);
	expect(await send(outgoing('create', { name: 'Ada', city: 'Rio' }, 2, 'second'))).toMatchObject({ kind: 'held', maybeCreated: true });
	expect(await jobs()).toMatchObject([{ state: { kind: 'dead', reason: 'mayHaveHappened' }, payload: { name: 'Ada', city: 'Rio' } }]);
	// No call is free, so it has to wait behind the dead letter, and takes its place.
	const none = { limits: { ...limits, quotaOf: () => ({ second: 1 }) } };
	await send({ ...outgoing('update', {}, 9, 'x'), record: 'other' }, 'supersede', none);
	expect(await send(outgoing('update', { city: 'Oslo' }, 3, 'third'), 'supersede', none)).toMatchObject({ kind: 'parked', because: 'quota' });
	expect(await jobs()).toMatchObject([{ state: { kind: 'waiting' }, operation: 'update', payload: { name: 'Ada', city: 'Oslo' } }]);
});

test('a dead letter is not redriven while a newer change of its record is on its way', async () => {
	await fail('update', { city: 'Rome' }, 1, REFUSED);
	expect(await send(outgoing('update', { city: 'Rio' }, 2, 'second'))).toMatchObject({ kind: 'send' });
	expect(await redrive(state, [place])).toEqual([{ kind: 'refused', because: 'leased' }]);
	now += LEASE;
	expect(await redrive(state, [place])).toMatchObject([{ kind: 'redriven' }]);
});

test('two changes as one are known as the later by content, unless something of the earlier is left', async () => {
	await fail('update', { city: 'Rome' }, 1, { ...SILENT, mayHaveHappened: false });
	await send(outgoing('update', { city: 'Rio' }, 2, 'second'));
	expect(await jobs()).toMatchObject([{ payload: { city: 'Rio' }, content: 2 }]);
	await send(outgoing('update', { name: 'Ada' }, 4, 'third'));
	expect(await jobs()).toMatchObject([{ payload: { city: 'Rio', name: 'Ada' } }]);
	expect([1, 2, 4]).not.toContain((await jobs())[0]!.content);
	// Nor is it known as one of them when the other comes again.
	await send(outgoing('update', { city: 'Rio' }, 2, 'fourth'));
	expect([1, 2, 4]).not.toContain((await jobs())[0]!.content);
});

test('what waits behind a first try is due as soon as that succeeded', async () => {
	const [first, second] = [outgoing('update', { n: 1 }, 1, 'a'), outgoing('update', { n: 2 }, 2, 'b')];
	const [sent] = await admit(state, [first, second], terms('wait'));
	const taking = async (): Promise<number> => (await takeDue(state, { limit: 10, leaseMs: LEASE, limits })).jobs.length;
	expect(await taking()).toBe(0);
	await report(state, [{ ...place, operation: 'update', ok: true, since: (sent as { since: number }).since }], () => 0);
	expect(await taking()).toBe(1);
});

test('the same again, planned while the first try was under way, is done with that; its promises are closed, not forgotten', async () => {
	await fail('update', { city: 'Rome' }, 1, { ...SILENT, mayHaveHappened: false });
	const tried = await take();
	expect(await send(outgoing('update', { city: 'Rome' }, 1, 'second'))).toMatchObject({ kind: 'parked', because: 'order' });
	expect(await succeed(tried)).toMatchObject({ kind: 'done', closed: [claim('second')] });
	expect(await jobs()).toEqual([]);
});

test.each<[string, Operation, object, 'supersede' | 'wait']>([
	['other content', 'update', { city: 'Rio' }, 'supersede'],
	['more fields', 'update', { city: 'Rome', name: 'Ada' }, 'supersede'],
	['another operation', 'delete', { city: 'Rome' }, 'supersede'],
	['each event counts', 'update', { city: 'Rome' }, 'wait'],
])('what waits behind a try that succeeds is written, too, unless it is the same: %s', async (_, operation, payload, later) => {
	await fail('update', { city: 'Rome' }, 1, { ...SILENT, mayHaveHappened: false }, later);
	const tried = await take();
	const isSame = JSON.stringify(payload) === JSON.stringify({ city: 'Rome' });
	await send(outgoing(operation, payload, isSame ? 1 : 2, 'second'), later);
	expect(await succeed(tried)).not.toHaveProperty('closed');
	expect((await take()).job).toMatchObject({ operation, payload });
});

test('objects under one name with different fields are not made one: each is written, in its order', async () => {
	await fail('update', { address: { city: 'Rome' } }, 1, { ...SILENT, mayHaveHappened: false });
	await send(outgoing('update', { address: { phone: '1' } }, 2, 'second'));
	await send(outgoing('update', { address: { phone: '2' }, name: 'Ada' }, 3, 'third'));
	const first = await take();
	expect(first.job.payload).toEqual({ address: { city: 'Rome' } });
	await succeed(first);
	expect((await take()).job).toMatchObject({ payload: { address: { phone: '2' }, name: 'Ada' }, receipts: [claim('second'), claim('third')] });
});

test('where one write has to stand for both, nothing of an object of the earlier is lost', async () => {
	await fail('update', { address: { city: 'Rome', zip: '1' } }, 1, { ...SILENT, mayHaveHappened: false });
	const tried = await take();
	await send(outgoing('update', { address: { zip: '2' } }, 2, 'second'));
	expect(await refuse(tried, REFUSED)).toBe('parked');
	expect((await take()).job.payload).toEqual({ address: { city: 'Rome', zip: '2' } });
});

/** Parks it, since another record has the only call there is. */
async function park(one: Outgoing): Promise<void> {
	const few = { limits: { ...limits, quotaOf: () => ({ second: 1 }) } };
	await send({ ...outgoing('update', {}, 9, 'x'), record: 'other' }, 'supersede', few);
	expect(await send(one, 'supersede', few)).toMatchObject({ kind: 'parked' });
}

const planned = (fields: Record<string, number>): Receipt => ({ kind: 'write', sync: 's', key: 'aa', system: 'ERP', operation: 'update', fields: Object.entries(fields) });
const plan = (payload: object, content: number, fields: Record<string, number>): Outgoing => ({ ...place, operation: 'update', payload, kept: payload, content, receipts: [planned(fields)] });

test('where plans tell that nothing differs, objects are made one, and each field stays promised once', async () => {
	await fail('update', { other: 1 }, 1, { ...SILENT, mayHaveHappened: false });
	const tried = await take();
	await send(plan({ address: { city: 'Rome', phone: '1' } }, 2, { city: 11, phone: 12 }));
	await send(plan({ address: { phone: '1' } }, 3, { phone: 12 }));
	await send(plan({ address: { zip: '9' } }, 4, { zip: 13 }));
	await succeed(tried);
	expect((await take()).job).toMatchObject({ payload: { address: { city: 'Rome', phone: '1', zip: '9' } }, receipts: [planned({ city: 11 }), planned({ phone: 12 }), planned({ zip: 13 })] });
	expect(await jobs()).toHaveLength(1);
});

test('where plans differ in a field, objects are not made one', async () => {
	await park(plan({ address: { city: 'Rome', phone: '1' } }, 1, { city: 11, phone: 12 }));
	await send(plan({ address: { phone: '2' } }, 2, { phone: 22 }));
	expect((await jobs()).map(({ payload }) => payload)).toEqual([{ address: { city: 'Rome', phone: '1' } }, { address: { phone: '2' } }]);
});

test('part of what a try has written, planned again while it was under way, is done with it, whoever claimed it', async () => {
	await park({ ...plan({ address: { city: 'Rome', phone: '1' } }, 1, { city: 11, phone: 12 }), saga: 'one' });
	const tried = await take();
	await send({ ...plan({ address: { phone: '1' } }, 2, { phone: 12 }), saga: 'another' });
	expect(await succeed(tried)).toMatchObject({ kind: 'done', closed: [planned({ phone: 12 })] });
	expect(await jobs()).toEqual([]);
});

test('of effects over several systems, each has a part of its own, the same or not', async () => {
	await park({ ...plan({ city: 'Rome' }, 1, { city: 11 }), saga: 'one' });
	const tried = await take();
	await send({ ...plan({ city: 'Rome' }, 1, { city: 11 }), saga: 'another' });
	await succeed(tried, { id: 'one', policy: 'rollBack', final: false, keepMs: 1_000 });
	expect(await jobs()).toMatchObject([{ saga: 'another' }]);
});

describe('what was let through is under way until somebody says what became of it', () => {
	const sent = async (one: Outgoing, later: 'supersede' | 'wait' = 'supersede'): Promise<{ since: number }> => {
		const admission = await send(one, later);
		expect(admission.kind).toBe('send');
		return admission as Extract<Admission, { kind: 'send' }>;
	};
	const told = async (since: number, ok: boolean, payload: object = {}, content = 1): Promise<ReportResult> => {
		const park: Park = { payload, content, receipts: [claim('first')], terms: TERMS, later: 'supersede', retryCreates: false, cap: 100 };
		const base = { ...place, operation: 'update' as const, since };
		return (await report(state, [ok ? { ...base, ok } : { ...base, ok, failure: { ...SILENT, mayHaveHappened: false }, park }], () => 0))[0]!;
	};
	const later = outgoing('update', { city: 'Rio' }, 2, 'second');

	test('a later change waits, and goes as soon as the first is done', async () => {
		const { since } = await sent(outgoing('update', { city: 'Rome' }, 1, 'first'));
		expect(await send(later)).toMatchObject({ kind: 'parked', because: 'order', dueAt: now + LEASE });
		expect((await takeDue(state, { limit: 10, leaseMs: LEASE, limits })).jobs).toEqual([]);
		await told(since, true);
		expect((await takeDue(state, { limit: 10, leaseMs: LEASE, limits })).jobs[0]!.job.payload).toEqual({ city: 'Rio' });
	});

	test('the same again is done with it', async () => {
		const { since } = await sent(outgoing('update', { city: 'Rome' }, 1, 'first'));
		await send(outgoing('update', { city: 'Rome' }, 1, 'second'));
		expect(await told(since, true)).toMatchObject({ closed: [claim('second')] });
		expect(await jobs()).toEqual([]);
	});

	test('if it fails, both are one write, in its place', async () => {
		const { since } = await sent(outgoing('update', { city: 'Rome', name: 'Ada' }, 1, 'first'));
		await send(later);
		expect(await told(since, false, { city: 'Rome', name: 'Ada' })).toMatchObject({ kind: 'parked', attempts: 1, job: since });
		expect(await jobs()).toMatchObject([{ payload: { city: 'Rio', name: 'Ada' }, receipts: [claim('first'), claim('second')] }]);
	});

	test('told twice, it is parked once', async () => {
		const { since } = await sent(outgoing('update', { city: 'Rome' }, 1, 'first'));
		await told(since, false, { city: 'Rome' });
		expect(await told(since, false, { city: 'Rome' })).toMatchObject({ kind: 'parked', job: since, attempts: 1 });
		expect(await jobs()).toHaveLength(1);
	});

	test('if it fails and they cannot be one write, it still goes first', async () => {
		const { since } = await sent(outgoing('update', { address: { city: 'Rome' } }, 1, 'first'));
		await send(outgoing('update', { address: { zip: '1' } }, 2, 'second'));
		await told(since, false, { address: { city: 'Rome' } });
		expect((await jobs()).map(({ payload }) => payload)).toEqual([{ address: { city: 'Rome' } }, { address: { zip: '1' } }]);
	});

	test('if nobody ever says, it is over with its lease: the run died', async () => {
		await sent(outgoing('update', { city: 'Rome' }, 1, 'first'));
		now += LEASE;
		await sent(later);
	});

	test('if it took longer than it had and failed, what is newer stays: nothing old is put over it', async () => {
		const { since } = await sent(outgoing('update', { city: 'Rome' }, 1, 'first'));
		now += LEASE;
		const second = await sent(later);
		expect(await told(since, false, { city: 'Rome' })).toEqual({ kind: 'refused', because: 'stale' });
		expect(await jobs()).toEqual([]);
		// Nor does it end what is under way by now.
		expect(await send(outgoing('update', { city: 'Oslo' }, 3, 'third'))).toMatchObject({ kind: 'parked', because: 'order' });
		await told(second.since, true);
		expect((await takeDue(state, { limit: 10, leaseMs: LEASE, limits })).jobs[0]!.job.payload).toEqual({ city: 'Oslo' });
	});
});
