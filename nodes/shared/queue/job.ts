import type { Operation, Receipt } from '../record/envelope';
import { getOwn, isRecord, setOwn } from '../record/json';
import { delayAfter } from './backoff';
import type { DeadReason, Failure, Job } from './entry';
import { plansAgree, withoutFields } from './plans';

/** What becomes of a job after a try that failed: it waits, or it is given up. */
export function afterFailure(job: Job, failure: Failure, random: number, now: number, notBefore = 0): Job {
	const last = { ...failure, at: now };
	const tried: Job = { ...job, because: 'failed', attempts: job.attempts + 1, first: job.first ?? last, last };
	const reason = whyGiveUp(tried, failure, now);
	if (reason !== undefined) return { ...tried, state: { kind: 'dead', at: now, reason, told: true } };
	const dueAt = Math.max(now + delayAfter(job.terms, tried.attempts, random, failure.retryAfterMs), notBefore);
	return { ...tried, state: { kind: 'waiting', dueAt } };
}

function whyGiveUp(job: Job, { class: kind, mayHaveHappened }: Failure, now: number): DeadReason | undefined {
	if (kind === 'permanent' || kind === 'conflict') return kind;
	// A second try could create a second record.
	if (mayHaveHappened && job.operation === 'create' && !job.retryCreates) return 'mayHaveHappened';
	if (job.attempts >= job.terms.maxAttempts) return 'attempts';
	return isTooOld(job, now) ? 'age' : undefined;
}

export function isTooOld({ parkedAt, terms }: Job, now: number): boolean {
	return now - parkedAt >= terms.maxAgeMs;
}

/** Whoever had it never said how it ended: a try like any other, that may have had its effect. */
export function afterLostLease(job: Job, now: number): Job {
	const message = 'Whoever took it never said how it ended: the run was stopped, or it took longer than the lease.';
	const failed = afterFailure(job, { class: 'unknown', message, mayHaveHappened: true }, 0, now);
	if (failed.state.kind !== 'dead') return failed;
	const reason = failed.state.reason === 'attempts' ? 'lostLeases' : failed.state.reason;
	return { ...failed, state: { ...failed.state, reason, told: false } };
}

/** What a change is, as far as two changes of one record can be made one. */
export interface Change {
	readonly operation: Operation | undefined;
	readonly payload?: unknown;
	readonly receipts: readonly Receipt[];
	readonly targetId?: unknown;
}

/**
 * Two changes of one record as one: fields of the later over those of the earlier. What is deleted and created again is
 * there with what it is created with; what is created and deleted again need not have been there, but may be.
 */
export function fold(earlier: Change, later: Change): Change {
	const operation = foldOperations(earlier.operation, later.operation);
	const isWhole = later.operation === 'delete' || earlier.operation === 'delete';
	const payload = isWhole ? later.payload : foldPayloads(earlier.payload, later.payload);
	const targetId = later.targetId ?? earlier.targetId;
	return {
		operation,
		...(payload === undefined ? {} : { payload }),
		receipts: foldReceipts(earlier.receipts, later.receipts),
		...(targetId === undefined ? {} : { targetId }),
	};
}

/**
 * Stands for the content of both as one: that of the later, unless fields of the earlier are left.
 */
export function foldContents(earlier: Pick<Job, 'payload' | 'content'>, later: Pick<Job, 'payload' | 'content'>): number {
	const isCovered = !isRecord(earlier.payload) || !isRecord(later.payload) || covers(later.payload, earlier.payload);
	return isCovered ? later.content : (Math.imul(earlier.content, 31) + later.content) >>> 0;
}

/**
 * Whether one write can stand for both. Not where both have an object under the same name and the later one lacks
 * something of the earlier: nobody can tell whether an app puts it in the other's place or adds to it. Then each is
 * written, in its order. Where both are planned writes, their plans tell: none of the fields is to be different.
 */
export function canFold(earlier: Change, later: Change): boolean {
	const [old, fresh] = [earlier.payload, later.payload];
	if (!isRecord(old) || !isRecord(fresh) || earlier.operation === 'delete' || later.operation === 'delete') return true;
	const isClear = Object.entries(old).every(([name, value]) => {
		const instead = getOwn(fresh, name);
		return !isRecord(value) || !isRecord(instead) || covers(instead, value);
	});
	return isClear || plansAgree(earlier.receipts, later.receipts);
}

/** Whether everything the earlier has a value for, the later has one for. */
function covers(later: Record<string, unknown>, earlier: Record<string, unknown>): boolean {
	return Object.entries(earlier).every(([name, value]) => {
		if (!Object.hasOwn(later, name)) return false;
		const instead = getOwn(later, name);
		return !isRecord(value) || !isRecord(instead) || covers(instead, value);
	});
}

function foldOperations(earlier: Operation | undefined, later: Operation | undefined): Operation | undefined {
	if (earlier === 'create' && later !== 'delete') return 'create';
	if (earlier === 'delete' && later === 'create') return 'update';
	return later ?? earlier;
}

/** Where only the key of one is kept, the record is read anew, and that has both. Nothing of the earlier gets lost in an object of the later. */
function foldPayloads(earlier: unknown, later: unknown): unknown {
	if (earlier === undefined || later === undefined) return undefined;
	if (!isRecord(earlier) || !isRecord(later)) return later;
	const folded = { ...earlier };
	for (const [name, value] of Object.entries(later)) setOwn(folded, name, Object.hasOwn(earlier, name) ? foldPayloads(getOwn(earlier, name), value) : value);
	return folded;
}

/** Of what is the same promise, the later. */
function foldReceipts(earlier: readonly Receipt[], later: readonly Receipt[]): Receipt[] {
	const left = earlier.flatMap((one): Receipt[] => (one.kind === 'write' ? withoutFields(one, later) : later.some((other) => isSamePromise(one, other)) ? [] : [one]));
	return [...left, ...later];
}

function isSamePromise(a: Receipt, b: Receipt): boolean {
	return a.kind === b.kind && a.sync === b.sync && a.key === b.key && ('system' in a ? a.system : '') === ('system' in b ? b.system : '') && tokenOf(a) === tokenOf(b);
}

const tokenOf = (receipt: Receipt): number => ('token' in receipt ? receipt.token : 0);

/** The job with another change in place of its own. */
export function withChange(job: Job, { receipts, ...change }: Change, content: number): Job {
	const next = { ...job, receipts: [...receipts], content };
	delete next.payload;
	return { ...next, ...change };
}
