import type { Job, RecordEntry } from './entry';
import { canFold, fold, foldContents, withChange, type Change } from './job';
import { withJob, withoutJobs } from './ledger';

/**
 * What becomes of a job that was given up when a later change of its record is there: both are one write from then on,
 * so that nothing of the earlier is lost. It does not wait for a person, unless nothing is new in it, or it would create
 * what may exist already; then it is kept with the dead letter, for whoever decides about that.
 */
export function isHeldBy(dead: Job, later: Pick<Job, 'operation' | 'content'>): boolean {
	if (dead.state.kind !== 'dead') return false;
	return later.content === dead.content || (dead.state.reason === 'mayHaveHappened' && later.operation === 'create');
}

/**
 * For a change that waits right behind a job that was given up, because it came while that one was tried.
 *
 * @param dead as it is now; it stands in the entry
 * @param dueAt when what takes its place may be tried
 * @param isAnew even what was refused before is to be tried: something else goes before it
 * @returns the entry with one job in place of both, and that one; undefined if nothing waits there to take its place
 */
export function supersededBy(entry: RecordEntry, dead: Job, dueAt: number, isAnew = false): { entry: RecordEntry; job: Job } | undefined {
	const next = entry.jobs[entry.jobs.findIndex(({ id }) => id === dead.id) + 1];
	if (next?.state.kind !== 'waiting' || next.supersedes !== true || dead.state.kind !== 'dead') return undefined;
	if (!isAnew && isHeldBy(dead, next)) {
		const job = withLater(dead, next);
		const left = withoutJobs(withJob(entry, job), new Set([next.id]));
		return supersededBy(left, job, dueAt) ?? { entry: left, job };
	}
	const waiting: Job = { ...withEarlier(next, dead), state: { kind: 'waiting', dueAt } };
	return { entry: withoutJobs(withJob(entry, waiting), new Set([dead.id])), job: waiting };
}

/**
 * For a change that waits right behind one that is to be tried again: both are one write, unless they cannot be.
 *
 * @returns the entry with one job in place of both, and that one
 */
export function joinedByNext(entry: RecordEntry, job: Job): { entry: RecordEntry; job: Job } | undefined {
	const next = entry.jobs[entry.jobs.findIndex(({ id }) => id === job.id) + 1];
	if (job.state.kind !== 'waiting' || next?.state.kind !== 'waiting' || next.supersedes !== true || !canFold(job, next)) return undefined;
	const both = withLater(job, next);
	return { entry: withoutJobs(withJob(entry, both), new Set([next.id])), job: both };
}

/** The job, and a later change with it. */
export function withLater(job: Job, later: Change & Pick<Job, 'content'>): Job {
	return withChange(job, fold(job, later), foldContents(job, later));
}

function withEarlier(job: Job, dead: Job): Job {
	const folded = fold(dead, job);
	// Whoever updates what may have been created has seen it.
	const isSeen = dead.state.kind === 'dead' && dead.state.reason === 'mayHaveHappened';
	return withChange(job, isSeen ? { ...folded, operation: job.operation } : folded, foldContents(dead, job));
}
