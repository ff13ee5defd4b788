import type { Receipt } from '../record/envelope';
import type { KeyHash, StateStore } from '../state/port';
import { alertAbout, alertOf, type Alert } from './alert';
import { queue } from './collection';
import type { DeadReason, Job, RecordEntry } from './entry';
import { Gatekeeper, type Limits } from './gatekeeper';
import { afterLostLease, isTooOld } from './job';
import { onLedger, withJob, withoutJobs, type Ledger } from './ledger';
import { goOn, reportGivenUp, reportLostTry, type SagaFollowUp } from './reportSaga';
import type { Compensation } from './rollBack';
import { supersededBy } from './supersede';

export interface TakeRequest {
	/** Undefined: all in which anything waits. */
	readonly targets?: readonly string[];
	/** At most so many, compensations included. */
	readonly limit: number;
	readonly leaseMs: number;
	readonly limits: Limits;
}

export interface TakenJob {
	readonly target: string;
	readonly record: string;
	readonly job: Job;
	/** Of the lease. */
	readonly token: number;
	/** Which call it is part of. */
	readonly batch: number;
}

/** A job that was given up, told once. */
export interface DeadJob {
	readonly target: string;
	readonly record: string;
	readonly job: Job;
	readonly alert: Alert;
}

export interface Taken {
	readonly jobs: readonly TakenJob[];
	readonly dead: readonly DeadJob[];
	readonly compensations: readonly Compensation[];
	/** Of effects over several systems, and of dead letters that are closed with them. */
	readonly alerts: readonly Alert[];
	/** Promises of work that is not to be done any more, since its effect is taken back. */
	readonly closed: readonly Receipt[];
}

/**
 * Hands out what is due: of each record the first job only, of each system what it takes now. Whatever is handed out is
 * leased: if nobody says how it ended, that counts as a try, and it is handed out again.
 */
export async function takeDue(store: StateStore, request: TakeRequest): Promise<Taken> {
	const { targets, limit, leaseMs, limits } = request;
	const now = await store.transact(queue, [], (tx) => tx.now);
	const lanes = targets ?? (await store.lanes(queue));
	const found = await Promise.all(lanes.map(async (lane) => await store.due(queue, lane, now, limit)));
	const keys = [...new Set(interleaved(found))];
	if (keys.length === 0) return { jobs: [], dead: [], compensations: [], alerts: [], closed: [] };
	const sagas = await sagasOf(store, keys);
	return await onLedger(store, { keys, targets: lanes, sagas }, (ledger) => take(ledger, keys, limit, leaseMs, limits));
}

/** One of each system in turn, so that a system with much to do does not starve the others. */
function interleaved<T>(lists: readonly (readonly T[])[]): T[] {
	const all: T[] = [];
	for (let i = 0; lists.some((list) => i < list.length); i += 1) for (const list of lists) if (i < list.length) all.push(list[i]!);
	return all;
}

/** The effects that these jobs are part of: whether they are taken back decides whether the job is still wanted. */
async function sagasOf(store: StateStore, keys: readonly KeyHash[]): Promise<string[]> {
	return await store.transact(queue, keys, (tx) =>
		keys.flatMap((_, i) => {
			const entry = tx.get(i);
			const saga = entry?.kind === 'record' ? entry.jobs[0]?.saga : undefined;
			return saga === undefined ? [] : [saga];
		}),
	);
}

function take(ledger: Ledger, keys: readonly KeyHash[], limit: number, leaseMs: number, limits: Limits): Taken {
	const gatekeeper = new Gatekeeper(ledger, limits, leaseMs);
	const jobs: TakenJob[] = [], dead: DeadJob[] = [], compensations: Compensation[] = [], alerts: Alert[] = [], closed: Receipt[] = [];
	const follow = (next: SagaFollowUp): void => {
		compensations.push(...(next.compensations ?? []));
		alerts.push(...(next.alert === undefined ? [] : [next.alert]), ...(next.over ?? []));
		closed.push(...(next.rolledBack ?? []));
	};
	for (const key of keys) {
		if (jobs.length + compensations.length >= limit) break;
		const entry = ledger.at(key);
		if (entry?.kind === 'saga') {
			follow(goOn(ledger, entry, leaseMs));
		}
		if (entry?.kind !== 'record') continue;
		let ready = readyHead(ledger, entry, closed);
		if (ready === undefined) continue;
		const { target, record } = entry;
		if (ready.state.kind === 'dead') {
			const isPart = ready.saga !== undefined && ledger.saga(ready.saga) !== undefined;
			const instead = isPart ? undefined : supersededBy(withJob(ledger.record(target, record), ready), ready, ledger.now);
			if (instead !== undefined) {
				ledger.setRecord(instead.entry, 'discarded');
				if (instead.job.state.kind !== 'dead') continue;
				ready = instead.job;
			}
			ledger.setRecord(alertOf(withJob(ledger.record(target, record), ready), reasonOf(ready), ready.last).entry);
			const alert = alertAbout(entry, reasonOf(ready), ready.last);
			// Given up just now: whoever gave it up before has told of it.
			const isKnown = entry.jobs[0]?.state.kind === 'dead';
			const { letter = alert, ...followed } = isKnown ? {} : reportGivenUp(ledger, target, ready, alert, leaseMs);
			follow(followed);
			dead.push({ target, record, job: ready, alert: letter });
			continue;
		}
		const passage = gatekeeper.pass(target, ready.operation, ready.payload);
		const current = ledger.record(target, record);
		if (!passage.ok) {
			// Later, so that it does not stand in the way of what may go.
			ledger.setRecord(withJob(current, { ...ready, state: { kind: 'waiting', dueAt: Math.max(passage.at, ledger.now + 1) } }));
			continue;
		}
		const token = ledger.nextToken();
		const job: Job = { ...ready, state: { kind: 'leased', token, until: ledger.now + leaseMs } };
		ledger.setRecord(withJob(current, job));
		jobs.push({ target, record, job, token, batch: passage.batch });
	}
	return { jobs, dead, compensations, alerts, closed };
}

const reasonOf = ({ state }: Job): DeadReason => (state.kind === 'dead' ? state.reason : 'attempts');

/**
 * The record's first job if something is to be done with it now: tried (waiting), or told of (dead). What another run
 * did meanwhile, and what waits for its time, is left alone.
 */
function readyHead(ledger: Ledger, entry: RecordEntry, closed: Receipt[]): Job | undefined {
	const head = entry.jobs[0];
	if (head === undefined || (head.saga !== undefined && !ledger.knowsSaga(head.saga))) return undefined;
	const { now } = ledger;
	const isLost = head.state.kind === 'leased' && head.state.until <= now;
	if (head.state.kind === 'leased' && isLost) reportLostTry(ledger, entry.target, head, head.state.token);
	// Nothing of an effect that is taken back is sent any more.
	if (head.saga !== undefined && (isLost || head.state.kind === 'waiting') && ledger.saga(head.saga)?.rollBack !== undefined) {
		ledger.setRecord(withoutJobs(entry, new Set([head.id])), 'discarded');
		closed.push(...head.receipts);
		return undefined;
	}
	const { state } = head;
	switch (state.kind) {
		case 'dead':
			return state.told ? undefined : { ...head, state: { ...state, told: true } };
		case 'waiting':
			if (state.dueAt > now) return undefined;
			return isTooOld(head, now) ? { ...head, state: { kind: 'dead', at: now, reason: 'age', told: true } } : head;
		case 'leased': {
			if (state.until > now) return undefined;
			const lost = afterLostLease(head, now);
			return lost.state.kind === 'dead' ? { ...lost, state: { ...lost.state, told: true } } : lost;
		}
	}
}
