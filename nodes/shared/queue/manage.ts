import type { Operation, Receipt } from '../record/envelope';
import { keyToHex } from '../record/fingerprint';
import type { StateStore } from '../state/port';
import { withAlertOver, type Alert } from './alert';
import { queue } from './collection';
import type { Job, RecordEntry, SagaEntry, TargetEntry } from './entry';
import { isUnderWay, onLedger, withJob, withoutJobs } from './ledger';
import { goOn, type SagaFollowUp } from './reportSaga';
import { answer, resolveStuck, type Compensation } from './rollBack';

/** A parked job, for a person to look at. */
export interface ListedJob {
	/** In hex. */
	readonly key: string;
	readonly entry: Pick<RecordEntry, 'target' | 'record'>;
	readonly job: Job;
	/** 0 for the first of its record: the others wait for it. */
	readonly place: number;
}

/** Everything parked, the oldest first. */
export async function listJobs(store: StateStore, wanted: (one: ListedJob) => boolean): Promise<ListedJob[]> {
	const found: ListedJob[] = [];
	await store.scan(queue, (key, entry) => {
		if (entry.kind !== 'record') return;
		const { target, record } = entry;
		entry.jobs.forEach((job, place) => {
			const one = { key: keyToHex(key), entry: { target, record }, job, place };
			if (wanted(one)) found.push(one);
		});
	});
	return found.sort((a, b) => a.job.id - b.job.id);
}

/** What each system has parked, by name. */
export async function countJobs(store: StateStore): Promise<{ target: TargetEntry; oldestDueAt: number | undefined }[]> {
	const targets = new Map<string, TargetEntry>();
	const oldest = new Map<string, number>();
	await store.scan(queue, (_, entry) => {
		if (entry.kind === 'target') targets.set(entry.target, entry);
		if (entry.kind !== 'record') return;
		for (const { state } of entry.jobs) {
			if (state.kind === 'waiting') oldest.set(entry.target, Math.min(oldest.get(entry.target) ?? Infinity, state.dueAt));
		}
	});
	return [...targets.values()].sort((a, b) => (a.target < b.target ? -1 : 1)).map((target) => ({ target, oldestDueAt: oldest.get(target.target) }));
}

/** Which job is meant: by its number, or, without one, the first that was given up of a record, or else its first. */
export interface JobRef {
	readonly target: string;
	readonly record: string;
	readonly job?: number;
}

export type ManageResult =
	| { kind: 'redriven' | 'discarded'; entry: Pick<RecordEntry, 'target' | 'record'>; job: Job; closed: readonly Receipt[]; alert?: Alert }
	/** `leased`: a run has it, or a newer change of its record, right now. `takenBack`: its effect over several systems was taken back. */
	| { kind: 'refused'; because: 'unknown' | 'leased' | 'takenBack' };

/** What a redriven job is to write instead. */
export interface Edited {
	readonly payload: unknown;
	readonly content: number;
	readonly operation?: Operation;
}

/** Has jobs tried again as if they had just come, at once. */
export async function redrive(store: StateStore, refs: readonly (JobRef & { readonly edited?: Edited })[]): Promise<ManageResult[]> {
	const sagas = await sagasOf(store, refs);
	return await onLedger(store, { records: refs, sagas }, (ledger) =>
		refs.map((ref): ManageResult => {
			const entry = ledger.record(ref.target, ref.record);
			const job = meant(entry, ref);
			if (job === undefined) return { kind: 'refused', because: 'unknown' };
			// What is newer is on its way: it would arrive before it.
			if (job.state.kind === 'leased' || isUnderWay(entry, ledger.now)) return { kind: 'refused', because: 'leased' };
			if (job.saga !== undefined && !ledger.knowsSaga(job.saga)) return { kind: 'refused', because: 'leased' };
			if (job.saga !== undefined && ledger.saga(job.saga)?.rollBack !== undefined) return { kind: 'refused', because: 'takenBack' };
			const fresh: Job = { ...job, ...ref.edited, parkedAt: ledger.now, attempts: 0, state: { kind: 'waiting', dueAt: ledger.now } };
			ledger.setRecord(withJob(entry, fresh));
			return { kind: 'redriven', entry, job: fresh, closed: [] };
		}),
	);
}

/** Forgets jobs for good. What was promised for them is to be given back. */
export async function discard(store: StateStore, refs: readonly JobRef[]): Promise<ManageResult[]> {
	return await onLedger(store, { records: refs }, (ledger) =>
		refs.map((ref): ManageResult => {
			const entry = ledger.record(ref.target, ref.record);
			const job = meant(entry, ref);
			if (job === undefined) return { kind: 'refused', because: 'unknown' };
			if (job.state.kind === 'leased' && job.state.until > ledger.now) return { kind: 'refused', because: 'leased' };
			const { entry: left, alert } = withAlertOver(withoutJobs(entry, new Set([job.id])));
			ledger.setRecord(left, 'discarded');
			return { kind: 'discarded', entry, job, closed: job.receipts, ...(alert === undefined ? {} : { alert }) };
		}),
	);
}

function meant({ jobs }: RecordEntry, { job }: JobRef): Job | undefined {
	if (job !== undefined) return jobs.find(({ id }) => id === job);
	return jobs.find(({ state }) => state.kind === 'dead') ?? jobs[0];
}

async function sagasOf(store: StateStore, refs: readonly JobRef[]): Promise<string[]> {
	return await onLedger(store, { records: refs }, (ledger) =>
		refs.flatMap(({ target, record }) => ledger.record(target, record).jobs.flatMap(({ saga }) => (saga === undefined ? [] : [saga]))),
	);
}

/** What a person says about an effect over several systems. */
export type SagaAnswer = { readonly kind: 'rollBack' | 'forward' } | { readonly kind: 'again' | 'handled'; readonly target: string };

export type SagaAnswered =
	/** `over`: what people were told of, and nobody needs to look at any more. `rolledBack`: promises of what was taken back. */
	| { kind: 'answered'; compensations: readonly Compensation[]; over: readonly Alert[]; rolledBack: readonly Receipt[] }
	| { kind: 'refused'; because: 'unknown' | 'nobodyAsked' | 'final' | 'notStuck' };

/** Effects of a record that wait for a person, or were taken back only in part. */
export async function openSagas(store: StateStore, record?: string): Promise<SagaEntry[]> {
	const found: SagaEntry[] = [];
	await store.scan(queue, (_, entry) => {
		if (entry.kind !== 'saga' || (record !== undefined && entry.record !== record)) return;
		if (entry.asked !== undefined || entry.steps.some(({ state }) => state.kind === 'stuck')) found.push(entry);
	});
	return found;
}

export async function answerSaga(store: StateStore, id: string, said: SagaAnswer, leaseMs: number): Promise<SagaAnswered> {
	return await onLedger(store, { sagas: [id] }, (ledger): SagaAnswered => {
		const saga = ledger.saga(id);
		if (saga === undefined) return { kind: 'refused', because: 'unknown' };
		if ('target' in said) {
			const next = resolveStuck(saga, said.target, said.kind, ledger.now);
			return next === undefined ? { kind: 'refused', because: 'notStuck' } : answered(goOn(ledger, next, leaseMs));
		}
		const result = answer(saga, said.kind, ledger.now);
		return result.ok ? answered(goOn(ledger, result.saga, leaseMs)) : { kind: 'refused', because: result.because };
	});
}

function answered({ compensations = [], alert, over = [], rolledBack = [] }: SagaFollowUp): SagaAnswered {
	return { kind: 'answered', compensations, over: alert?.kind === 'over' ? [alert, ...over] : over, rolledBack };
}
