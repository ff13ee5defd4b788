import { markCheckpoints } from '../checkpoint/markCheckpoints';
import type { Failure, RetryTerms } from '../queue/entry';
import type { Report, ReportResult, SagaReport } from '../queue/report';
import type { Operation, Receipt } from '../record/envelope';
import type { StateStore } from '../state/port';
import { acceptPromises, type Accepted, type Trouble } from './accept';
import { giveBackPromises, keepPromises, rollBackPromises } from './keep';
import { promisesIn, toKeep, type Promises } from './promises';

/** What became of one piece of work: one record in one system. */
export type Work = WorkBase & (Success | Failed);

interface WorkBase {
	readonly target: string;
	/** The record's key as text. */
	readonly record: string;
	readonly operation: Operation | undefined;
	readonly targetId?: unknown;
	readonly promises: Promises;
	readonly saga?: SagaReport;
	/** From when this was sent: what was parked later is not older news. */
	readonly since?: number;
}

export interface Success extends Pick<Accepted, 'result' | 'version' | 'madeId' | 'echoFrom'> {
	readonly ok: true;
}

export interface Failed {
	readonly ok: false;
	readonly failure: Failure;
	/** What is to be tried again; undefined: only the key is kept. */
	readonly payload?: unknown;
	/** 32 bits of the payload's fingerprint. */
	readonly content: number;
}

/** How failures are kept; undefined where they are not. */
export interface Parking {
	readonly terms: RetryTerms;
	readonly later: 'supersede' | 'wait';
	/** A create that may have happened is tried again like everything else. */
	readonly retryCreates: boolean;
	/** At most this many jobs of a system may be parked. */
	readonly cap: number;
}

/** The queue's one door, `report` of nodes/shared/queue. */
export type Reporter = (store: StateStore, reports: readonly Report[]) => Promise<ReportResult[]>;

export interface Settlement {
	readonly result: ReportResult;
	/** Of work that succeeded: what could not be settled as it was meant. */
	readonly troubles: readonly Trouble[];
}

/**
 * Settles everything that was promised for a batch of work. The order survives a crash at any point: what succeeded is
 * settled before the queue forgets it, what failed is parked before its promises are held, and only then the
 * checkpoint moves. Work that is told again after a crash comes to the same.
 *
 * @param sync whose promises these are
 * @param parking undefined: failures are not kept, and their promises are given back
 */
export async function settleWork(store: StateStore, sync: string, work: readonly Work[], parking: Parking | undefined, report: Reporter): Promise<Settlement[]> {
	const succeeded = work.flatMap((one, w) => (one.ok ? [w] : []));
	const found = await acceptPromises(store, succeeded.map((w) => withoutWrites(work[w] as Work & Success)));
	const troubles = new Map(succeeded.map((w, i) => [w, found[i]!]));

	const results = work.length === 0 ? [] : await report(store, work.map((one) => reportOf(one, parking)));

	await followUp(store, sync, work, results, parking);
	// A record that was created and is not linked must not be created again, whoever has to look at it.
	const unlinked = [...troubles.values()].flatMap((list) => list.flatMap((one) => (one.kind === 'noId' || one.kind === 'link' ? [one.receipt] : [])));
	if (unlinked.length > 0) await keepPromises(store, [{ claims: [], writes: [], links: unlinked }], UNLINKED_MS);

	await markCheckpoints(
		store,
		work.flatMap((one, w) => {
			const accounted = isAccounted(one, results[w]!);
			return one.promises.checkpoints.map((receipt) => ({ receipt, accounted, by: one.target }));
		}),
	);
	return work.map((_, w) => ({ result: results[w]!, troubles: troubles.get(w) ?? [] }));
}

/**
 * A write that may be taken back is not what the systems agree on: that is seen in the next comparison. Else what is
 * taken back would count as a change somebody made there, and go to all others.
 */
function withoutWrites(one: Work & Success): Work & Success {
	return one.saga === undefined ? one : { ...one, promises: { ...one.promises, writes: [] } };
}

/** Long enough for a person to come back from holiday. */
const UNLINKED_MS = 30 * 24 * 3_600_000;

function reportOf(one: Work, parking: Parking | undefined): Report {
	const { target, record, operation, targetId, promises, saga, since } = one;
	const base = {
		target,
		record,
		...(operation === undefined ? {} : { operation }),
		...(targetId === undefined ? {} : { targetId }),
		...(promises.retry === undefined ? {} : { retry: promises.retry }),
		...(promises.rollBack === undefined ? {} : { rollBack: promises.rollBack }),
		...(saga === undefined ? {} : { saga }),
		...(since === undefined ? {} : { since }),
		...(promises.writes.length === 0 ? {} : { planned: promises.writes }),
	};
	if (one.ok) return { ...base, ok: true };
	const { failure, payload, content } = one;
	if (parking === undefined) return { ...base, ok: false, failure };
	return { ...base, ok: false, failure, park: { ...(payload === undefined ? {} : { payload }), content, receipts: toKeep(promises), ...parking } };
}

/** What the queue's answers mean for the promises. */
async function followUp(store: StateStore, sync: string, work: readonly Work[], results: readonly ReportResult[], parking: Parking | undefined): Promise<void> {
	const kept: Promises[] = [], given: Promises[] = [], done: Promises[] = [], rolledBack: Promises[] = [];
	work.forEach((one, w) => {
		const result = results[w]!;
		if (result.rolledBack !== undefined) rolledBack.push(promisesIn([{ receipts: result.rolledBack }], sync));
		const closed = closedBy(one, result, sync);
		if (one.ok) {
			if (closed === undefined) return;
			// Overtaken by this success: not to be done any more, and not known to have been.
			done.push({ ...closed, writes: [], links: [] });
			given.push({ ...closed, claims: [], writes: [] });
			return;
		}
		if (isKept(result)) kept.push(one.promises);
		else if (isGivenUp(result)) given.push(one.promises);
		if (closed !== undefined) given.push(closed);
	});
	if (done.length > 0) await acceptPromises(store, done.map((promises) => ({ promises })));
	if (kept.length > 0 && parking !== undefined) await keepPromises(store, kept, parking.terms.maxAgeMs);
	if (given.length > 0) await giveBackPromises(store, given);
	if (rolledBack.length > 0) await rollBackPromises(store, rolledBack);
}

/** Promises of jobs that are gone with this report, but for those it was itself about. */
function closedBy({ promises }: Work, { closed = [] }: ReportResult, sync: string): Promises | undefined {
	const own = new Set(toKeep(promises).map(nameOf));
	const others = closed.filter((receipt) => !own.has(nameOf(receipt)));
	return others.length === 0 ? undefined : promisesIn([{ receipts: others }], sync);
}

const nameOf = (receipt: Receipt): string => JSON.stringify(receipt);

const isKept = ({ kind }: ReportResult): boolean => kind === 'parked' || kind === 'dead';

/** Not kept by anybody: a lease that is another's by now is no reason to give back what that one works on. */
function isGivenUp(result: ReportResult): boolean {
	return result.kind === 'released' || (result.kind === 'refused' && result.because === 'full');
}

/** Whether nobody needs to bring this again: it is done, or the queue has it, or has it with somebody else. */
function isAccounted(one: Work, result: ReportResult): boolean {
	return one.ok || !isGivenUp(result);
}
