import type { Operation, Receipt, RetryReceipt, RollBackReceipt } from '../record/envelope';
import { keyFromHex } from '../record/fingerprint';
import type { StateStore } from '../state/port';
import { alertOf, withAlertOver, type Alert } from './alert';
import { afterAnswer } from './breaker';
import type { DeadReason, Failure, FailureAt, Job, RecordEntry, RetryTerms } from './entry';
import { afterFailure, canFold, fold, foldContents, withChange } from './job';
import { freed, isPassed, onLedger, withJob, withNewJob, withoutJobs, withoutSent, type Ledger } from './ledger';
import { expectedVersion, isOutdated, withoutRefusals, withRefusal } from './outdated';
import { isPlannedBy } from './plans';
import { joinedByNext, supersededBy } from './supersede';
import type { Compensation, RollBackPolicy } from './rollBack';
import { reportCompensation, reportStep } from './reportSaga';

/** What becomes of an effect over several systems, and what is known of this one's part. */
export interface SagaReport {
	id: string;
	policy: RollBackPolicy;
	/** What was there before an update or a delete. */
	before?: unknown;
	/** Neither this nor what was done before it is taken back. */
	final: boolean;
	/** All systems the effect is for, where that is known: once all have it, it is forgotten. */
	targets?: readonly string[];
	/** How long it is remembered after the last thing that happened. */
	keepMs: number;
}

export interface ReportBase {
	target: string;
	/** The record's key as text. */
	record: string;
	operation?: Operation;
	targetId?: unknown;
	/** The lease of the job this was a try of. */
	retry?: RetryReceipt;
	/** The lease of the compensation this was a try of. */
	rollBack?: RollBackReceipt;
	saga?: SagaReport;
	/** A number of the state's own from when this was sent: what was parked later is not older news. */
	since?: number;
	/** What its plan promised: a write on condition that is refused is planned anew, and not tried again. */
	planned?: readonly Receipt[];
}

/** How a failure is kept. */
export interface Park {
	/** Left out: only the key is kept. */
	payload?: unknown;
	/** 32 bits of its fingerprint. */
	content: number;
	receipts: Receipt[];
	terms: RetryTerms;
	later: 'supersede' | 'wait';
	/** A create that may have happened is tried again like everything else. */
	retryCreates: boolean;
	/** At most this many jobs of a system may be parked; none more are. */
	cap: number;
}

/** What one item tells the queue. Without `park` a failure is not kept. */
export type Report = ReportBase & ({ ok: true } | { ok: false; failure: Failure; park?: Park });

export interface ReportResult {
	/** `rolledBack`: given up for good, with nothing left of the effect over several systems that it was part of. */
	kind: 'done' | 'cleared' | 'parked' | 'dead' | 'rolledBack' | 'released' | 'refused';
	because?: 'full' | 'stale' | 'outdated';
	reason?: DeadReason;
	/** Tries so far, this one included. */
	attempts?: number;
	dueAt?: number;
	job?: number;
	first?: FailureAt;
	alert?: Alert;
	/** Of dead letters that are closed with it, since their effect is taken back. */
	over?: readonly Alert[];
	compensations?: Compensation[];
	/** Promises to settle now if the work succeeded, or to give back if not. */
	closed?: Receipt[];
	/** Promises of what was taken back. */
	rolledBack?: readonly Receipt[];
}

/** How long whoever is handed a compensation has to settle it. */
export const COMPENSATION_LEASE_MS = 300_000;

/**
 * Tells the queue what became of a batch of work, in one transaction.
 *
 * @param random one number for each report, 0 ≤ n < 1
 * @param leaseMs for compensations that follow; 0: they are left to Take Due
 */
export async function report(store: StateStore, reports: readonly Report[], random: () => number, leaseMs = COMPENSATION_LEASE_MS): Promise<ReportResult[]> {
	const touched = {
		records: reports,
		keys: reports.flatMap(({ retry, rollBack }) => [retry, rollBack].flatMap((one) => (one === undefined ? [] : [keyFromHex(one.key)]))),
		sagas: reports.flatMap(({ saga }) => (saga === undefined ? [] : [saga.id])),
	};
	return await onLedger(store, touched, (ledger) => reports.map((one) => reportOne(ledger, one, random(), leaseMs)));
}

function reportOne(ledger: Ledger, one: Report, random: number, leaseMs: number): ReportResult {
	ledger.setTarget(afterAnswer(ledger.target(one.target), one.ok ? undefined : one.failure, ledger.now));
	if (one.rollBack !== undefined) return reportCompensation(ledger, one, one.rollBack, random, leaseMs);
	const result = one.ok ? succeeded(ledger, one) : failed(ledger, one, random);
	if (one.saga === undefined) return result;
	// What an effect over several systems has to say is the more important of two.
	return { ...result, ...reportStep(ledger, one, one.saga, result, leaseMs) };
}

/** The job the report is about, while the reporter holds it. */
function held(entry: RecordEntry, { retry }: Report): Job | undefined {
	return entry.jobs.find(({ id, state }) => id === retry?.job && state.kind === 'leased' && state.token === retry.token);
}

/** What was let through is over, unless another was since then: this one took longer than it had. */
function isOverWith({ sent }: RecordEntry, { retry, since = Infinity }: Report): boolean {
	return sent !== undefined && retry === undefined && since >= sent.since;
}

function succeeded(ledger: Ledger, one: Report): ReportResult {
	const known = ledger.record(one.target, one.record);
	const isOver = isOverWith(known, one);
	const entry = isOver ? withoutSent(known) : known;
	const own = held(entry, one);
	if (one.retry !== undefined && own === undefined) return { kind: 'refused', because: 'stale' };
	const first = own ?? (isOver ? { id: known.sent!.since, ...known.sent!, receipts: one.planned ?? [] } : undefined);
	const again = first === undefined ? undefined : sameAgain(entry, first, one);
	const cleared = entry.jobs.filter((job) => job !== own && (job === again || isOlder(job, one, own)));
	const gone = new Set([...cleared, ...(own === undefined ? [] : [own])].map(({ id }) => id));
	if (gone.size === 0) {
		const next = freed(withoutRefusals(entry), ledger.now);
		if (next !== known) ledger.setRecord(next);
		return { kind: 'done' };
	}
	const { entry: left, alert } = withAlertOver(withoutJobs(withoutRefusals(entry), gone));
	ledger.setRecord(freed(left, ledger.now));
	return {
		kind: own === undefined ? 'cleared' : 'done',
		...(own === undefined ? {} : { attempts: own.attempts + 1, job: own.id }),
		...(alert === undefined ? {} : { alert }),
		...(cleared.length === 0 ? {} : { closed: cleared.flatMap(({ receipts }) => receipts) }),
	};
}

/** A later success of the same record makes what was parked before needless. What another run has is that one's. */
function isOlder({ id, state, supersedes }: Job, { since }: Report, own: Job | undefined): boolean {
	if (state.kind === 'leased' || (state.kind === 'waiting' && supersedes !== true)) return false;
	return id < (own?.id ?? since ?? Infinity);
}

/** What has just been written. */
type Written = Pick<Job, 'id' | 'operation' | 'content' | 'saga'> & { readonly receipts: readonly Receipt[] };

/**
 * The same again, planned while the first try was under way or lost: with that it is done. Where each event counts, it
 * is not the same.
 */
function sameAgain({ jobs }: RecordEntry, first: Written, { saga }: Report): Job | undefined {
	const next = jobs.find(({ id }) => id > first.id);
	if (next?.state.kind !== 'waiting' || next.supersedes !== true || next.operation !== first.operation) return undefined;
	// Each effect over several systems has a part of its own here.
	if (saga !== undefined && next.saga !== (first.saga ?? saga.id)) return undefined;
	return isPlannedBy(next.receipts, first.receipts) || next.content === first.content ? next : undefined;
}

function failed(ledger: Ledger, one: Report & { ok: false }, random: number): ReportResult {
	const { failure, park, retry } = one;
	const { now } = ledger;
	const entry = ledger.record(one.target, one.record);
	const { pausedUntil } = ledger.target(one.target);
	if (retry !== undefined) {
		const job = held(entry, one);
		if (job === undefined) return { kind: 'refused', because: 'stale' };
		const outdated = giveBackOutdated(ledger, entry, one, job);
		if (outdated !== undefined) return outdated;
		// Whoever reports knows the terms of today.
		const ruled = park === undefined ? job : { ...job, terms: park.terms, retryCreates: park.retryCreates };
		const tried = afterFailure(ruled, failure, random, now, pausedUntil);
		const dueAt = Math.max(now + (failure.retryAfterMs ?? 0), pausedUntil);
		// What an effect over several systems does not get is told to all of it.
		const instead = one.saga === undefined ? supersededBy(withJob(entry, tried), tried, dueAt) : undefined;
		if (instead === undefined) return keep(ledger, entry, tried);
		ledger.setRecord(instead.entry, 'discarded');
		if (instead.job.state.kind === 'dead') return keep(ledger, instead.entry, instead.job);
		return { kind: 'parked', attempts: tried.attempts, job: instead.job.id, dueAt };
	}
	return failedFirst(ledger, one, random);
}

/** What was let through, or never saw the queue, failed: it is parked where it stood. */
function failedFirst(ledger: Ledger, one: Report & { ok: false }, random: number): ReportResult {
	const { failure, park, target, record, since = Infinity } = one;
	const { now } = ledger;
	const { pausedUntil } = ledger.target(target);
	const before = ledger.record(target, record);
	const entry = isOverWith(before, one) ? freed(withoutSent(before), now) : before;
	if (entry !== before) ledger.setRecord(entry);
	const outdated = giveBackOutdated(ledger, entry, one, undefined);
	if (outdated !== undefined) return outdated;
	// It took longer than it had, and what is newer went ahead: to try it again would put the old over the new.
	const isLate = isPassed(entry, since) || entry.jobs.some(({ id, state }) => id > since && state.kind !== 'waiting');
	if (isLate) return { kind: 'refused', because: 'stale' };
	if (park === undefined) return { kind: 'released' };
	const dead = entry.jobs.find(({ state, content }) => state.kind === 'dead' && content === park.content);
	if (dead !== undefined) return keep(ledger, entry, { ...dead, attempts: dead.attempts + 1, last: { ...failure, at: now } });

	// It was told before, by a run that was stopped right after.
	const known = entry.jobs.find(({ id }) => id === since);
	if (known !== undefined) return keep(ledger, entry, known);

	const last = entry.jobs.at(-1);
	const change = { operation: one.operation, ...park };
	if (last?.state.kind === 'waiting' && since > last.id && park.later === 'supersede' && canFold(last, change)) {
		return keep(ledger, entry, afterFailure(withChange(last, fold(last, change), foldContents(last, change)), failure, random, now, pausedUntil));
	}
	const superseded = new Set(park.later === 'supersede' ? entry.jobs.filter(({ state }) => state.kind === 'dead').map(({ id }) => id) : []);
	if (superseded.size === 0 && isFull(ledger, target, park.cap)) return { kind: 'refused', because: 'full' };
	const closed = entry.jobs.filter(({ id }) => superseded.has(id)).flatMap(({ receipts }) => receipts);
	const left = withoutJobs(entry, superseded);
	if (superseded.size > 0) ledger.setRecord(left, 'discarded');
	// It stands before what came later.
	const job = afterFailure(newJob(one.since ?? ledger.nextToken(), now, one, park), failure, random, now, pausedUntil);
	const parked = withNewJob(left, job);
	ledger.setRecord(parked);
	const dueAt = Math.max(now + (failure.retryAfterMs ?? 0), pausedUntil);
	const joined = one.saga === undefined ? (joinedByNext(parked, job) ?? supersededBy(parked, job, dueAt)) : undefined;
	if (joined !== undefined) ledger.setRecord(joined.entry, 'discarded');
	return { ...keep(ledger, joined?.entry ?? parked, joined?.job ?? job), ...(closed.length === 0 ? {} : { closed }) };
}

/** A plan that was overtaken by what somebody did in the system is nobody's any more: the next comparison makes a new one. */
function giveBackOutdated(ledger: Ledger, entry: RecordEntry, { failure, planned = [], operation }: Report & { ok: false }, job: Job | undefined): ReportResult | undefined {
	const what = job?.operation ?? operation;
	if (!isOutdated(failure, planned, what)) return undefined;
	const counted = withRefusal(entry, expectedVersion(planned, what), ledger.now);
	if (counted === undefined) return undefined;
	if (job === undefined) {
		ledger.setRecord(counted);
		return { kind: 'released', because: 'outdated' };
	}
	const { entry: left, alert } = withAlertOver(withoutJobs(counted, new Set([job.id])));
	ledger.setRecord(freed(left, ledger.now), 'discarded');
	return { kind: 'released', because: 'outdated', attempts: job.attempts + 1, job: job.id, ...(alert === undefined ? {} : { alert }) };
}

export function isFull(ledger: Ledger, target: string, cap: number): boolean {
	const { waiting, leased, dead } = ledger.target(target).counts;
	return waiting + leased + dead >= cap;
}

function newJob(id: number, now: number, one: ReportBase, park: Park): Job {
	const { operation, targetId, saga } = one;
	const { payload, content, receipts, terms, retryCreates } = park;
	return {
		id,
		because: 'failed',
		parkedAt: now,
		operation,
		...(targetId === undefined ? {} : { targetId }),
		...(payload === undefined ? {} : { payload }),
		content,
		receipts,
		...(saga === undefined ? {} : { saga: saga.id }),
		...(saga?.before === undefined ? {} : { before: saga.before }),
		retryCreates,
		...(park.later === 'supersede' ? { supersedes: true } : {}),
		terms,
		attempts: 0,
		state: { kind: 'waiting', dueAt: now },
	};
}

/** Remembers a job that failed, and says whether a person must hear of it: once for each reason. */
function keep(ledger: Ledger, entry: RecordEntry, job: Job): ReportResult {
	const { state, last, attempts, first } = job;
	const next = withJob(entry, job);
	const told = { attempts, job: job.id, ...(first === undefined ? {} : { first }) };
	if (state.kind !== 'dead') {
		ledger.setRecord(next);
		return { kind: 'parked', ...told, ...(state.kind === 'waiting' ? { dueAt: state.dueAt } : {}) };
	}
	const { alert, entry: alerted } = alertOf(next, state.reason, last);
	ledger.setRecord(alerted);
	return { kind: 'dead', reason: state.reason, ...told, ...(alert === undefined ? {} : { alert }) };
}
