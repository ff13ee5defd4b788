import type { KeyHash, StateStore, Transaction } from '../state/port';
import { queue } from './collection';
import type { Job, QueueEntry, RecordEntry, SagaEntry, TargetEntry } from './entry';
import { recordKey, sagaKey, targetKey } from './keys';

/** Whose entries a decision is about. */
export interface Touched {
	readonly records?: readonly { readonly target: string; readonly record: string }[];
	readonly targets?: readonly string[];
	readonly sagas?: readonly string[];
	/** Keys as receipts and `due` have them. */
	readonly keys?: readonly KeyHash[];
}

/**
 * Everything a batch may read and change, in one transaction. The target of every record is added by itself.
 *
 * @param decide is run again where it comes upon entries that could not be known before; then it may see them too
 */
export async function onLedger<R>(store: StateStore, touched: Touched, decide: (ledger: Ledger) => R): Promise<R> {
	const places = new Map<KeyHash, number>();
	const add = (key: KeyHash): void => {
		if (!places.has(key)) places.set(key, places.size);
	};
	for (const { target, record } of touched.records ?? []) {
		add(recordKey(target, record));
		add(targetKey(target));
	}
	for (const target of touched.targets ?? []) add(targetKey(target));
	for (const id of touched.sagas ?? []) add(sagaKey(id));
	for (const key of touched.keys ?? []) add(key);
	for (;;) {
		const { result, missed } = await store.transact(queue, [...places.keys()], (tx) => {
			const ledger = new Ledger(tx, places);
			const found = decide(ledger);
			if (ledger.missed.size === 0) ledger.commit();
			return { result: found, missed: ledger.missed };
		});
		if (missed.size === 0) return result;
		missed.forEach(add);
	}
}

type Count = keyof TargetEntry['counts'];

/** The entries of one transaction, and the counts that follow from what is done to them. */
export class Ledger {
	readonly now: number;
	private readonly entries = new Map<KeyHash, QueueEntry | undefined>();
	private readonly changed = new Set<KeyHash>();
	/** Keys of what was asked for and not named before: nothing of this decision counts then. */
	readonly missed = new Set<KeyHash>();

	constructor(
		private readonly tx: Transaction<QueueEntry>,
		private readonly places: ReadonlyMap<KeyHash, number>,
	) {
		this.now = tx.now;
	}

	nextToken(): number {
		return this.tx.nextToken();
	}

	/** @returns undefined if it is unknown */
	at(key: KeyHash): QueueEntry | undefined {
		if (!this.entries.has(key)) {
			const place = this.places.get(key);
			if (place === undefined) throw new Error('the queue was not told of a key before');
			this.entries.set(key, this.tx.get(place));
		}
		return this.entries.get(key);
	}

	record(target: string, record: string): RecordEntry {
		const entry = this.at(recordKey(target, record));
		return entry?.kind === 'record' ? entry : { kind: 'record', target, record, jobs: [] };
	}

	/** As `record`, for one that was perhaps not named before: then there seems to be nothing, and all is decided anew. */
	findRecord(target: string, record: string): RecordEntry {
		const keys = [recordKey(target, record), targetKey(target)];
		const missed = keys.filter((key) => !this.places.has(key));
		missed.forEach((key) => this.missed.add(key));
		return missed.length === 0 ? this.record(target, record) : { kind: 'record', target, record, jobs: [] };
	}

	/** Keeps what became of a record's jobs, and counts it. Jobs that are gone were `gone`: done or discarded. */
	setRecord(entry: RecordEntry, gone: 'done' | 'discarded' = 'done'): void {
		const { target, record, jobs } = entry;
		const before = this.record(target, record).jobs;
		const counts = { ...this.target(target).counts };
		for (const { state } of before) counts[state.kind] -= 1;
		for (const { state } of jobs) counts[state.kind] += 1;
		counts.parked += jobs.filter(({ id }) => !before.some((one) => one.id === id)).length;
		counts[gone] += before.filter(({ id }) => !jobs.some((one) => one.id === id)).length;
		this.setTarget({ ...this.target(target), counts });
		const key = recordKey(target, record);
		this.entries.set(key, isNothing(entry) ? undefined : entry);
		this.changed.add(key);
	}

	target(target: string): TargetEntry {
		const entry = this.at(targetKey(target));
		return entry?.kind === 'target' ? entry : newTarget(target);
	}

	setTarget(entry: TargetEntry): void {
		const key = targetKey(entry.target);
		this.at(key);
		this.entries.set(key, entry);
		this.changed.add(key);
	}

	saga(id: string): SagaEntry | undefined {
		const entry = this.at(sagaKey(id));
		return entry?.kind === 'saga' ? entry : undefined;
	}

	/** Whether `saga` may be asked: somebody else may have put a job of another effect there since the look. */
	knowsSaga(id: string): boolean {
		return this.places.has(sagaKey(id));
	}

	/** @param entry undefined: it is forgotten */
	setSaga(id: string, entry: SagaEntry | undefined): void {
		const key = sagaKey(id);
		this.at(key);
		this.entries.set(key, entry);
		this.changed.add(key);
	}

	/** Nothing of what was decided is to be. */
	abandon(): void {
		this.changed.clear();
	}

	commit(): void {
		for (const key of this.changed) {
			const entry = this.entries.get(key);
			const place = this.places.get(key)!;
			if (entry === undefined) this.tx.delete(place);
			else this.tx.set(place, entry);
		}
	}
}

export const COUNTS: readonly Count[] = ['parked', 'waiting', 'leased', 'done', 'dead', 'discarded'];

function newTarget(target: string): TargetEntry {
	const used = { from: 0, calls: 0 };
	return {
		kind: 'target', target, failuresInRow: 0, lastFailureAt: 0, pausedUntil: 0,
		used: { second: used, minute: used, day: used },
		counts: { parked: 0, waiting: 0, leased: 0, done: 0, dead: 0, discarded: 0 },
	};
}

function isNothing({ jobs, alerted, refusals, sent }: RecordEntry): boolean {
	return jobs.length === 0 && alerted === undefined && refusals === undefined && sent === undefined;
}

/** The entry with one job in place of the one with its id. */
export function withJob(entry: RecordEntry, job: Job): RecordEntry {
	return { ...entry, jobs: entry.jobs.map((one) => (one.id === job.id ? job : one)) };
}

export function withoutJobs(entry: RecordEntry, ids: ReadonlySet<number>): RecordEntry {
	return { ...entry, jobs: entry.jobs.filter(({ id }) => !ids.has(id)) };
}

/** The entry with a job more, in the order of the numbers. */
export function withNewJob(entry: RecordEntry, job: Job): RecordEntry {
	return { ...entry, jobs: [...entry.jobs, job].sort((a, b) => a.id - b.id) };
}

/** Whether a change of the record is on its way, and nothing else is to go before it is over. */
export function isUnderWay({ sent }: RecordEntry, now: number): boolean {
	return sent !== undefined && sent.until > now;
}

/** Whether something newer than that number was let through, and nobody has said what became of it. */
export function isPassed({ sent }: RecordEntry, id: number): boolean {
	return sent !== undefined && sent.since > id;
}

export function withoutSent(entry: RecordEntry): RecordEntry {
	if (entry.sent === undefined) return entry;
	const next = { ...entry };
	delete next.sent;
	return next;
}

/** What stood behind what is over now need not wait for its own time. */
export function freed(entry: RecordEntry, now: number): RecordEntry {
	const [head] = entry.jobs;
	if (head?.state.kind !== 'waiting' || head.because !== 'order') return entry;
	return withJob(entry, { ...head, state: { kind: 'waiting', dueAt: Math.min(head.state.dueAt, now) } });
}
