import assert from 'node:assert/strict';
import { MemoryState } from '../../nodes/shared/state/memoryState';
import { admit, type Outgoing } from '../../nodes/shared/queue/admit';
import { queue } from '../../nodes/shared/queue/collection';
import type { ErrorClass, Failure, QueueEntry, RetryTerms } from '../../nodes/shared/queue/entry';
import { recordKey } from '../../nodes/shared/queue/keys';
import { discard, listJobs, redrive } from '../../nodes/shared/queue/manage';
import { report, type Report } from '../../nodes/shared/queue/report';
import { takeDue } from '../../nodes/shared/queue/takeDue';
import type { Operation, RetryReceipt } from '../../nodes/shared/record/envelope';
import { keyToHex } from '../../nodes/shared/record/fingerprint';

export const TARGETS = ['CRM', 'ERP'], RECORDS = ['a', 'b', 'c'];
export const TERMS: RetryTerms = { baseMs: 100, capMs: 1_000, maxAttempts: 4, maxAgeMs: 600_000 };
export const LEASE_MS = 5_000, BREAKER = { failures: 3, pauseMs: 2_000 }, QUOTA = { second: 2, minute: 6 }, CAP = 8;

export type Step =
	| { kind: 'change'; target: number; record: number; same: boolean; create: boolean }
	| { kind: 'answer'; which: number; fate: 'ok' | ErrorClass; retryAfterMs?: number; twice: boolean }
	| { kind: 'die'; which: number }
	| { kind: 'take'; limit: number }
	| { kind: 'redrive' | 'discard'; which: number }
	| { kind: 'clock'; by: number }
	/** The process dies; what was decided is durable. */
	| { kind: 'restart' };

interface InFlight {
	target: string;
	record: string;
	/** Numbers of the changes it writes; the last is the newest. */
	seq: number;
	content: number;
	operation: Operation;
	at: number;
	since?: number;
	retry?: RetryReceipt;
}

/** One queue, two systems, and what really came to them. */
export class QueueWorld {
	now = Date.UTC(2026, 0, 1);
	state = new MemoryState(() => this.now);
	readonly inFlight: InFlight[] = [];
	/** By system and record: what it holds now. */
	readonly held = new Map<string, number>();
	/** The newest change that was taken on: sent and answered for, or parked. */
	readonly owed = new Map<string, number>();
	/** By system and record: the newest change anybody made. */
	private readonly newest = new Map<string, number>();
	/** By system and record: a run took longer than its lease. What it then does in which order cannot be helped by any queue. */
	private readonly late = new Set<string>();
	/** By system and record: a run died in the middle of a write. */
	private readonly lost = new Set<string>();
	/** Jobs that were given up and not redriven. */
	private readonly dead = new Set<number>();
	/** By system and record: a create may have happened, and nobody has said what is to become of it. */
	private readonly maybe = new Set<string>();
	/** By system: jobs that went away because something succeeded. */
	private readonly done = new Map<string, number>();
	/** By job: how often it was handed out since it was parked or redriven. */
	private readonly tries = new Map<number, number>();
	/** By system: calls of this very moment. */
	private readonly calls = new Map<string, number>();
	private seq = 0;

	constructor(private readonly later: 'supersede' | 'wait', private readonly random: () => number) {}

	async step(step: Step): Promise<void> {
		switch (step.kind) {
			case 'change':
				return await this.change(TARGETS[step.target]!, RECORDS[step.record]!, step.same, step.create ? 'create' : 'update');
			case 'answer':
				return await this.answer(step);
			case 'die':
				for (const { target, record } of this.inFlight.length > 0 ? this.inFlight.splice(step.which % this.inFlight.length, 1) : []) this.lost.add(`${target} ${record}`);
				return;
			case 'take':
				return await this.take(step.limit);
			case 'redrive':
			case 'discard':
				return await this.manage(step.kind, step.which);
			case 'clock':
				this.now += step.by;
				this.calls.clear();
				return;
			case 'restart':
				this.state = MemoryState.from(this.state.image(), () => this.now);
		}
	}

	/** A flow brings a change, while earlier ones of the same record may be on their way. */
	private async change(target: string, record: string, same: boolean, operation: Operation): Promise<void> {
		const place = `${target} ${record}`;
		if (!same || !this.newest.has(place)) this.newest.set(place, (this.seq += 1));
		const seq = this.newest.get(place)!;
		const out: Outgoing = { target, record, operation, payload: { seq }, kept: { seq }, content: seq, receipts: [] };
		const before = await this.jobs(target, record);
		const limits = { breaker: BREAKER, quotaOf: () => QUOTA };
		const [admission] = await admit(this.state, [out], { later: this.later, terms: TERMS, retryCreates: false, cap: CAP, limits, leaseMs: LEASE_MS, allOrNone: false });
		// Whoever updates it has seen it: it is there.
		if (operation === 'update' && admission!.kind !== 'held' && this.later === 'supersede') this.maybe.delete(place);
		if (admission!.kind === 'send') {
			assert(before.every(({ state }) => state.kind === 'dead'), 'something was sent ahead of what waits for the same record');
			assert(this.late.has(place) || !this.inFlight.some((one) => one.target === target && one.record === record && one.retry === undefined && this.now < one.at + LEASE_MS && this.now >= one.at), 'something was sent while an earlier change of the same record was under way');
			// Clocks are set back: who is passed is not always late by now.
			if (this.inFlight.some((one) => one.target === target && one.record === record)) this.late.add(place);
			assert(before.every(({ content }) => content !== seq), 'what was given up was sent again');
			assert(operation !== 'create' || !this.maybe.has(place), 'what may have been created was created again');
			this.call(target);
			this.inFlight.push({ target, record, seq, content: seq, operation, at: this.now, since: admission!.since });
		} else if (admission!.kind === 'parked') {
			this.owed.set(place, Math.max(seq, this.owed.get(place) ?? 0));
		} else if (admission!.kind === 'held') {
			assert(before.some(({ state, content }) => state.kind === 'dead' && (content === seq || this.maybe.has(place))), 'held back, and not a dead letter');
			this.owed.set(place, Math.max(seq, this.owed.get(place) ?? 0));
		}
	}

	private async take(limit: number): Promise<void> {
		const gates = new Map<string, boolean>();
		for (const target of TARGETS) gates.set(target, await this.isOpen(target));
		const taken = await takeDue(this.state, { limit, leaseMs: LEASE_MS, limits: { breaker: BREAKER, quotaOf: () => QUOTA } });
		assert(taken.jobs.length <= limit, 'more came out than was asked for');
		for (const { target, record, job, token } of taken.jobs) {
			assert(!gates.get(target), 'something was sent while the breaker was open');
			assert(!this.dead.has(job.id), 'a dead letter was tried again');
			this.tries.set(job.id, (this.tries.get(job.id) ?? 0) + 1);
			assert(this.tries.get(job.id)! <= TERMS.maxAttempts, 'it was tried too often');
			this.call(target);
			assert(job.operation !== 'create' || !this.maybe.has(`${target} ${record}`), 'what may have been created was created again');
			if (this.inFlight.some((one) => one.target === target && one.record === record)) this.late.add(`${target} ${record}`);
			const jobs = await this.jobs(target, record);
			assert.equal(jobs[0]!.id, job.id, 'it went ahead of another of its record');
			this.inFlight.push({ target, record, seq: (job.payload as { seq: number }).seq, content: job.content, operation: job.operation!, at: this.now, retry: { kind: 'retry', sync: 's', key: keyToHex(recordKey(target, record)), token, job: job.id } });
		}
		for (const { target, record, job } of taken.dead) {
			if (job.state.kind === 'dead' && job.state.reason === 'mayHaveHappened') this.maybe.add(`${target} ${record}`);
			assert(!this.dead.has(job.id), 'a dead letter came out twice');
			this.dead.add(job.id);
		}
	}

	private async answer({ which, fate, retryAfterMs, twice }: Extract<Step, { kind: 'answer' }>): Promise<void> {
		const [one] = this.inFlight.length === 0 ? [] : this.inFlight.splice(which % this.inFlight.length, 1);
		if (one === undefined) return;
		const { target, record, seq } = one;
		const place = `${target} ${record}`;
		const base = { target, record, operation: one.operation, ...(one.retry === undefined ? {} : { retry: one.retry }), ...(one.since === undefined ? {} : { since: one.since }) };
		const said: Report = fate === 'ok'
			? { ...base, ok: true }
			: { ...base, ok: false, failure: failure(fate, retryAfterMs), park: { payload: { seq }, content: one.content, receipts: [], terms: TERMS, later: this.later, retryCreates: false, cap: CAP } };
		const isHeld = one.retry === undefined || (await this.jobs(target, record)).some(({ id, state }) => id === one.retry!.job && state.kind === 'leased' && state.token === one.retry!.token);
		// What a run writes after its lease cannot be helped by any queue; here the system turns it away.
		if (one.retry === undefined && this.now >= one.at + LEASE_MS) this.late.add(place);
		if (fate === 'ok' && isHeld) this.held.set(place, one.retry === undefined || this.late.has(place) ? Math.max(seq, this.held.get(place) ?? 0) : seq);
		const jobs = (await this.jobs(target, record)).length;
		const [result] = await report(this.state, [said], this.random);
		if (fate === 'ok') this.done.set(target, (this.done.get(target) ?? 0) + jobs - (await this.jobs(target, record)).length);
		if (!this.late.has(place)) assert.equal(result!.because === 'stale', !isHeld, 'a stale holder was believed, or the holder was not');
		if (result!.kind === 'dead') this.dead.add(result!.job!);
		if (result!.kind === 'dead' && result!.reason === 'mayHaveHappened') this.maybe.add(place);
		else if (fate === 'ok' && isHeld && (await this.jobs(target, record)).every(({ state }) => state.kind !== 'dead')) this.maybe.delete(place);
		if (result!.kind === 'parked' || result!.kind === 'dead' || (fate === 'ok' && isHeld)) this.owed.set(place, Math.max(seq, this.owed.get(place) ?? 0));
		if (result!.kind === 'parked' && fate !== 'ok') assert(result!.dueAt! >= this.now + (retryAfterMs ?? 0), 'it comes back before the system asked for it');
		if (twice && one.retry !== undefined) {
			const before = JSON.stringify(await listJobs(this.state, () => true));
			const [again] = await report(this.state, [said], this.random);
			assert.equal(again!.because, 'stale', 'the same answer counted twice');
			assert.equal(JSON.stringify(await listJobs(this.state, () => true)), before, 'a stale holder changed something');
		}
	}

	private async manage(kind: 'redrive' | 'discard', which: number): Promise<void> {
		const all = await listJobs(this.state, () => true);
		if (all.length === 0) return;
		const { entry, job } = all[which % all.length]!;
		// Nobody waits for a first try for longer than its lease; what it does after that cannot be helped.
		const isLate = this.inFlight.some((one) => one.target === entry.target && one.record === entry.record && one.retry === undefined && this.now >= one.at + LEASE_MS);
		if (kind === 'redrive' && isLate) return;
		const [result] = await (kind === 'redrive' ? redrive : discard)(this.state, [{ ...entry, job: job.id }]);
		const isUnderWay = this.inFlight.some((one) => one.target === entry.target && one.record === entry.record && one.retry === undefined);
		if (result!.kind === 'refused') return assert(job.state.kind === 'leased' || isUnderWay || this.lost.has(`${entry.target} ${entry.record}`), 'refused without a reason');
		this.dead.delete(job.id);
		this.maybe.delete(`${entry.target} ${entry.record}`);
		this.tries.delete(job.id);
		// Nobody owes what a person threw away.
		if (kind !== 'discard') return;
		const place = `${entry.target} ${entry.record}`;
		const left = all.filter((one) => one.job.id !== job.id && one.entry.target === entry.target && one.entry.record === entry.record);
		if (left.length === 0) this.owed.delete(place);
		else this.owed.set(place, Math.max(...left.map((one) => (one.job.payload as { seq: number }).seq)));
	}

	/** What must be true at every moment. */
	async check(): Promise<void> {
		const found = new Map<string, Record<string, number>>();
		const targets: Extract<QueueEntry, { kind: 'target' }>[] = [];
		await this.state.scan(queue, (_, entry) => {
			if (entry.kind === 'target') targets.push(entry);
			if (entry.kind !== 'record') return;
			const counts = found.get(entry.target) ?? {};
			for (const { state } of entry.jobs) counts[state.kind] = (counts[state.kind] ?? 0) + 1;
			found.set(entry.target, counts);
			assert(entry.jobs.filter(({ state }) => state.kind === 'leased').length <= 1, 'two of one record are being tried at once');
			if (this.later === 'supersede') {
				for (const [i, { state }] of entry.jobs.entries()) {
					const next = entry.jobs[i + 1];
					assert(state.kind !== 'dead' || next?.state.kind !== 'waiting', 'a newer change waits behind a dead letter');
				}
			}
			assert(entry.jobs.every(({ id }, i) => i === 0 || entry.jobs[i - 1]!.id < id), 'jobs are out of order');
		});
		for (const { target, counts } of targets) {
			const { parked, waiting, leased, done, dead, discarded } = counts;
			assert.equal(parked, waiting + leased + done + dead + discarded, 'parked = waiting + leased + done + dead + discarded');
			assert.equal(done, this.done.get(target) ?? 0, 'done is what succeeded');
			const real = found.get(target) ?? {};
			assert.deepEqual([waiting, leased, dead], [real['waiting'] ?? 0, real['leased'] ?? 0, real['dead'] ?? 0], 'the counts are not what is there');
			assert(waiting + leased + dead <= CAP + 1, 'more is parked than may be');
		}
	}

	/** Everything works again: in the end each record holds the newest change anybody owes it, or is a dead letter. */
	async settleDown(): Promise<void> {
		for (let round = 0; round < 200; round += 1) {
			while (this.inFlight.length > 0) await this.answer({ kind: 'answer', which: 0, fate: 'ok', twice: false });
			await this.step({ kind: 'clock', by: 20_000 });
			await this.take(100);
			await this.check();
			const left = await listJobs(this.state, ({ job }) => job.state.kind !== 'dead');
			const stuck = new Set((await listJobs(this.state, ({ job, place }) => job.state.kind === 'dead' && place === 0)).map(({ entry }) => `${entry.target} ${entry.record}`));
			if (this.inFlight.length === 0 && left.every(({ entry }) => stuck.has(`${entry.target} ${entry.record}`))) break;
		}
		const left = await listJobs(this.state, () => true);
		for (const [place, seq] of this.owed) {
			const own = left.filter(({ entry }) => `${entry.target} ${entry.record}` === place);
			if (own.some(({ job }) => job.state.kind === 'dead')) continue;
			assert.equal(own.length, 0, `${place} still waits`);
			assert((this.held.get(place) ?? 0) >= seq, `${place} never got change ${seq}`);
		}
	}

	private async jobs(target: string, record: string): Promise<readonly { id: number; content: number; state: { kind: string; token?: number } }[]> {
		return (await listJobs(this.state, ({ entry }) => entry.target === target && entry.record === record)).map(({ job }) => job);
	}

	private async isOpen(target: string): Promise<boolean> {
		let open = false;
		await this.state.scan(queue, (_, entry) => {
			if (entry.kind === 'target' && entry.target === target) open = entry.failuresInRow >= BREAKER.failures && Math.abs(this.now - entry.lastFailureAt) < BREAKER.pauseMs;
		});
		return open;
	}

	/** All calls of one moment are in one second and in one minute. */
	private call(target: string): void {
		this.calls.set(target, (this.calls.get(target) ?? 0) + 1);
		assert(this.calls.get(target)! <= QUOTA.second, 'more calls a second than the system takes');
	}
}

function failure(kind: ErrorClass, retryAfterMs?: number): Failure {
	return { class: kind, message: kind, mayHaveHappened: kind === 'unknown', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
