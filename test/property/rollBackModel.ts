import assert from 'node:assert/strict';
import type { Operation } from '../../nodes/shared/record/envelope';
import * as core from '../../nodes/shared/queue/rollBack';
import type { Failure, RetryTerms, SagaEntry } from '../../nodes/shared/queue/entry';

/** What is tested: the functions as they are, or one of them broken by hand. */
export type Core = typeof core;

export interface TargetSetup {
	operation: Operation;
	final: boolean;
	keepsBefore: boolean;
	tellsId: boolean;
}

export interface Setup {
	targets: TargetSetup[];
	policy: core.RollBackPolicy;
	terms: RetryTerms;
}

/** How an app behaves when it is called. `lostAnswer`: it did it, and nobody heard. */
export type Fate = 'ok' | 'lostAnswer' | 'noAnswer' | 'busy' | 'refuses';

export type Step =
	| { kind: 'start'; target: number }
	| { kind: 'retry'; target: number }
	| { kind: 'write'; which: number; fate: Fate }
	| { kind: 'report'; which: number; twice: boolean; lastTry: boolean }
	| { kind: 'writerDies'; which: number }
	| { kind: 'take' }
	| { kind: 'undo'; which: number; fate: Fate }
	| { kind: 'settle'; which: number; twice: boolean; random: number }
	| { kind: 'takerDies'; which: number }
	| { kind: 'clock'; by: number }
	| { kind: 'person'; choice: 'rollBack' | 'forward'; stuck: 'again' | 'handled' };

interface Writer {
	target: number;
	attempt: number;
	/** Undefined until the app was called. */
	ended?: { ok: true } | { ok: false; failure: Failure };
}

interface Taker {
	compensation: core.Compensation;
	ended?: { failure?: Failure };
}

interface App {
	/** Undefined: it has no such record. */
	value: string | undefined;
	/** Effects the compensations had: calls that changed something. */
	undone: number;
}

const LEASE_MS = 60_000;
const failure = (of: Partial<Failure>): Failure => ({ class: 'permanent', message: 'no', mayHaveHappened: false, ...of });

/** Systems, runs that write to them and runs that take back, all dying when they like; and one saga about it. */
export class RollBackModel {
	now = Date.UTC(2026, 2, 29, 0, 59, 59);
	saga: SagaEntry | undefined;
	apps: App[];
	writers: Writer[] = [];
	takers: Taker[] = [];
	/** Targets whose first try has begun. */
	begun = new Set<number>();
	/** Targets with a job in the queue; the token of the lease if it is handed out. */
	jobs = new Map<number, { token?: number }>();
	tokens = 0;
	handedOut: core.Compensation[] = [];
	alerts: core.SagaAlert[] = [];
	forgotten = false;

	readonly setup: Setup;

	constructor(made: Setup, readonly core: Core) {
		// fast-check's records have no prototype, which is no plain JSON.
		const setup = copy(made);
		this.setup = setup;
		this.apps = setup.targets.map(({ operation }, i) => ({ value: operation === 'create' ? undefined : initial(i), undone: 0 }));
	}

	/** What a decision returned is stored as JSON, and what it was given must not have been touched. */
	change<R extends { saga: SagaEntry }>(decide: (saga: SagaEntry) => R): R {
		const given = this.saga ?? this.core.newSaga('effect', 'R1', 1_000_000_000, this.now);
		const result = decide(freeze(copy(given)));
		const told = this.core.takeAlert(freeze(copy(result.saga)));
		if (told.alert !== undefined) this.alerts.push(told.alert);
		this.check(given, told.saga);
		const complete = this.core.isComplete(told.saga, this.setup.targets.map((_, i) => name(i)));
		this.saga = complete ? undefined : (copy(told.saga));
		if (this.saga !== undefined) assert.deepEqual(this.saga, told.saga, 'the saga is plain JSON');
		this.forgotten ||= complete;
		return result;
	}

	check(before: SagaEntry, after: SagaEntry): void {
		assert.ok(before.rollBack === undefined || after.rollBack !== undefined, 'a roll back that has begun goes on');
		const open = after.steps.filter(({ state }) => state.kind === 'compensating' && state.token !== undefined);
		assert.ok(open.length <= 1, 'one at a time');
		assert.ok(new Set(after.steps.map(({ target }) => target)).size === after.steps.length, 'a step told twice is one step');
		for (const { state } of after.steps) if (state.kind === 'compensating') assert.ok(state.attempts < this.setup.terms.maxAttempts);
	}

	do(step: Step): void {
		switch (step.kind) {
			case 'start':
				return this.start(step.target % this.apps.length);
			case 'retry':
				return this.retry(step.target % this.apps.length);
			case 'write':
				return pick(this.writers.filter((one) => one.ended === undefined), step.which, (one) => this.write(one, step.fate));
			case 'report':
				return pick(this.writers.filter((one) => one.ended !== undefined), step.which, (one) => this.report(one, step.lastTry, step.twice));
			case 'writerDies':
				return pick(this.writers, step.which, (one) => this.writerDies(one));
			case 'take':
				return this.take();
			case 'undo':
				return pick(this.takers.filter((one) => one.ended === undefined), step.which, (one) => this.undo(one, step.fate));
			case 'settle':
				return pick(this.takers.filter((one) => one.ended !== undefined), step.which, (one) => this.settle(one, step.random, step.twice));
			case 'takerDies':
				return pick(this.takers, step.which, (one) => void (this.takers = this.takers.filter((other) => other !== one)));
			case 'clock':
				this.now += step.by;
				return;
			case 'person':
				return this.person(step.choice, step.stuck);
		}
	}

	start(target: number): void {
		if (this.begun.has(target) || this.saga?.rollBack !== undefined) return;
		this.begun.add(target);
		this.writers.push({ target, attempt: 0 });
	}

	/** The queue hands a job out; or again, when the lease of whoever has it ran out. */
	retry(target: number): void {
		const job = this.jobs.get(target);
		if (job === undefined) return;
		if (job.token !== undefined) this.loseLease(target, job.token);
		// Nothing of an effect that is taken back is sent any more.
		if (this.saga?.rollBack !== undefined) return void this.jobs.delete(target);
		const token = (this.tokens += 1);
		this.jobs.set(target, { token });
		this.writers.push({ target, attempt: token });
	}

	/** Nobody said how that try ended. */
	loseLease(target: number, token: number): void {
		this.change((saga) => ({ saga: this.core.recordStep(saga, this.told(target, token, false), 'unknown', this.now) }));
	}

	write(writer: Writer, fate: Fate): void {
		const app = this.apps[writer.target]!;
		const { operation } = this.setup.targets[writer.target]!;
		const wrong = operation === 'create' ? app.value !== undefined : app.value === undefined;
		if (fate === 'refuses' || (wrong && (fate === 'ok' || fate === 'lostAnswer'))) writer.ended = { ok: false, failure: failure({ status: 422 }) };
		else if (fate === 'busy') writer.ended = { ok: false, failure: failure({ class: 'transient', status: 503 }) };
		else if (fate === 'noAnswer') writer.ended = { ok: false, failure: failure({ class: 'transient', code: 'ETIMEDOUT', mayHaveHappened: true }) };
		else {
			app.value = operation === 'delete' ? undefined : `after ${writer.target}`;
			writer.ended = fate === 'ok' ? { ok: true } : { ok: false, failure: failure({ class: 'transient', code: 'ETIMEDOUT', mayHaveHappened: true }) };
		}
	}

	told(target: number, attempt: number, ok: boolean): core.StepReport {
		const { operation, final, keepsBefore, tellsId } = this.setup.targets[target]!;
		const knowsId = operation !== 'create' || (ok && tellsId);
		return {
			target: name(target), operation, final, attempt,
			...(knowsId ? { targetId: `id ${target}` } : {}),
			...(keepsBefore && operation !== 'create' ? { before: initial(target) } : {}),
		};
	}

	report(writer: Writer, lastTry: boolean, twice: boolean): void {
		const { target, attempt } = writer;
		const ended = writer.ended!;
		this.writers = this.writers.filter((one) => one !== writer);
		const job = this.jobs.get(target);
		const isStale = attempt > 0 && job?.token !== attempt;
		const isForGood = !ended.ok && !isStale && (lastTry || ended.failure.class === 'permanent');
		const { policy, terms } = this.setup;
		for (let i = 0; i < (twice ? 2 : 1); i += 1) {
			const before = this.saga;
			this.change((saga) => {
				const step = this.told(target, attempt, ended.ok);
				if (ended.ok) return { saga: this.core.recordStep(saga, step, 'done', this.now) };
				if (isForGood) return { saga: this.core.failStep(saga, step, ended.failure, policy, terms, this.now) };
				return { saga: ended.failure.mayHaveHappened ? this.core.recordStep(saga, step, 'unknown', this.now) : saga };
			});
			if (i === 1) assert.deepEqual(states(this.saga), states(before), 'what is told again changes nothing');
			if (this.saga === undefined) break;
		}
		if (isStale) return;
		if (ended.ok || (isForGood && policy === 'rollBack')) this.jobs.delete(target);
		else this.jobs.set(target, {});
	}

	writerDies(writer: Writer): void {
		// A first try that was made and never told of is known to nobody; the Guard before it says so.
		if (writer.attempt === 0 && writer.ended !== undefined) return;
		this.writers = this.writers.filter((one) => one !== writer);
		if (writer.attempt === 0) this.begun.delete(writer.target);
	}

	targetOf(target: string): TargetSetup {
		return this.setup.targets[Number(target.slice(1))]!;
	}

	take(): void {
		const before = this.saga;
		if (before === undefined) return;
		const { compensation } = this.change((saga) => this.core.takeCompensation(saga, this.now, LEASE_MS, () => (this.tokens += 1)));
		if (compensation === undefined) return;
		const { steps } = this.saga!;
		const index = steps.findIndex(({ target }) => target === compensation.target);
		const step = steps[index]!;
		assert.ok(this.saga!.rollBack !== undefined, 'nothing is taken back without need');
		assert.ok(step.state.kind === 'compensating' && step.state.token === compensation.token);
		assert.ok(compensation.token > Math.max(0, ...this.handedOut.map(({ token }) => token)), 'tokens only grow');
		const open = ['done', 'unknown', 'compensating', 'stuck'];
		assert.ok(steps.slice(index + 1).every(({ state }) => !open.includes(state.kind)), 'in reverse order, the next when the one before is taken back');
		assert.ok(steps.every(({ target, state }) => !this.targetOf(target).final || !open.includes(state.kind)), 'never past a final step');
		const held = before.steps.some(({ state }) => state.kind === 'compensating' && state.until !== undefined && state.until > this.now);
		assert.ok(!held, 'not while another is at it');
		const { operation } = this.targetOf(compensation.target);
		assert.equal(compensation.operation, { create: 'delete', update: 'update', delete: 'create' }[operation]);
		this.handedOut.push(compensation);
		this.takers.push({ compensation });
	}

	undo(taker: Taker, fate: Fate): void {
		const { target, operation, payload, targetId } = taker.compensation;
		const app = this.apps[Number(target.slice(1))]!;
		const refusal =
			fate === 'refuses' ? failure({ status: 403 })
			: fate === 'busy' ? failure({ class: 'rateLimit', status: 429, retryAfterMs: 5_000 })
			: fate === 'noAnswer' ? failure({ class: 'transient', mayHaveHappened: true })
			: operation === 'create' ? (app.value === undefined ? undefined : failure({ class: 'conflict', status: 409 }))
			: app.value === undefined || (operation === 'delete' && targetId === undefined) ? failure({ status: 404 })
			: undefined;
		if (refusal === undefined) {
			const value = operation === 'delete' ? undefined : String(payload);
			if (value !== app.value) app.undone += 1;
			app.value = value;
		}
		const lost = refusal === undefined && fate === 'lostAnswer' ? failure({ class: 'transient', mayHaveHappened: true }) : refusal;
		taker.ended = lost === undefined ? {} : { failure: lost };
	}

	settle(taker: Taker, random: number, twice: boolean): void {
		const { compensation, ended } = taker;
		this.takers = this.takers.filter((one) => one !== taker);
		for (let i = 0; i < (twice ? 2 : 1); i += 1) {
			const before = this.saga;
			const mine = before?.steps.find(({ state }) => state.kind === 'compensating' && state.token === compensation.token);
			const { kind } = this.change((saga) => this.core.settleCompensation(saga, compensation.token, ended!.failure, random, this.now));
			if (mine === undefined) {
				assert.deepEqual([kind, this.saga], ['stale', before], 'a stale holder changes nothing');
				continue;
			}
			assert.notEqual(kind, 'stale');
			const now = this.saga!.steps.find(({ target }) => target === mine.target)!.state;
			if (ended!.failure === undefined) assert.equal(now.kind, 'compensated');
			if (now.kind === 'compensating') this.checkDelay(now.attempts, now.dueAt - this.now, ended!.failure!.retryAfterMs ?? 0);
		}
	}

	checkDelay(attempts: number, delay: number, retryAfterMs: number): void {
		const { baseMs, capMs } = this.setup.terms;
		assert.ok(delay >= retryAfterMs && delay <= Math.max(retryAfterMs, Math.min(capMs, baseMs * 2 ** attempts)), `a delay of ${delay} ms after ${attempts}`);
	}

	/** Answers, or sees to what is stuck; mends by hand what he says he mended. */
	person(choice: 'rollBack' | 'forward', how: 'again' | 'handled'): void {
		const { saga } = this;
		if (saga === undefined) return;
		if (saga.asked !== undefined) {
			const answered = this.core.answer(saga, choice, this.now);
			assert.equal(answered.ok, choice === 'forward' || !saga.asked.final);
			if (answered.ok) this.change(() => ({ saga: answered.saga }));
		}
		const stuck = saga.steps.find(({ state }) => state.kind === 'stuck');
		if (stuck === undefined) return;
		const resolved = this.core.resolveStuck(saga, stuck.target, how, this.now);
		assert.equal(resolved === undefined, how === 'again' && stuck.final);
		if (resolved === undefined) return;
		const target = Number(stuck.target.slice(1));
		if (how === 'handled') this.apps[target]!.value = this.setup.targets[target]!.operation === 'create' ? undefined : initial(target);
		this.change(() => ({ saga: resolved }));
	}

	/** All runs end, the apps work again, and people do what they are asked. */
	quiet(choice: 'rollBack' | 'forward'): void {
		for (let round = 0; round < 100; round += 1) {
			for (const one of [...this.writers]) if (one.ended === undefined) this.writers = this.writers.filter((other) => other !== one);
			for (const one of [...this.writers]) this.report(one, false, false);
			for (const [target, { token }] of [...this.jobs]) {
				if (token !== undefined && !this.writers.some((one) => one.attempt === token)) this.loseLease(target, token);
				this.jobs.set(target, {});
			}
			for (const one of [...this.takers]) {
				if (one.ended === undefined) this.undo(one, 'ok');
				this.settle(one, 0.5, false);
			}
			this.person(this.saga?.asked?.final === true ? 'forward' : choice, 'handled');
			const due = this.saga === undefined ? undefined : this.core.sagaDue(this.saga);
			if (due === undefined) {
				if (this.saga?.steps.every(({ state }) => state.kind !== 'stuck') !== false && this.saga?.asked === undefined) return;
				continue;
			}
			this.now = Math.max(this.now, due.at);
			const [handed, steps] = [this.handedOut.length, JSON.stringify(this.saga)];
			this.take();
			assert.ok(this.handedOut.length > handed || JSON.stringify(this.saga) !== steps, 'what is due is handed out, or is no longer due');
		}
		assert.fail('it ends');
	}

	/** The system holds what it held before anything was done. */
	isAsBefore(target: number): boolean {
		return this.apps[target]!.value === (this.setup.targets[target]!.operation === 'create' ? undefined : initial(target));
	}
}

const name = (target: number): string => `T${target}`;
const initial = (target: number): string => `before ${target}`;
const states = (saga: SagaEntry | undefined): unknown => saga?.steps.map(({ target, state }) => [target, state.kind]);

function pick<T>(list: readonly T[], which: number, then: (one: T) => void): void {
	const one = list[which % Math.max(1, list.length)];
	if (one !== undefined) then(one);
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function freeze<T>(value: T): T {
	if (typeof value === 'object' && value !== null) {
		Object.values(value).forEach(freeze);
		Object.freeze(value);
	}
	return value;
}
