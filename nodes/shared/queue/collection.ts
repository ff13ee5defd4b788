import type { Due, Layout } from '../state/port';
import type { QueueCollection, QueueEntry } from './entry';
import { REFUSALS_MS } from './outdated';
import { sagaDue, sagaExpiresAt } from './rollBack';

/** Entries hold texts of any length: all are kept as JSON. */
const layout: Layout<QueueEntry> = {
	signature: 'queue.1',
	stride: 1,
	pack: () => false,
	unpack: () => {
		throw new Error('the queue has no packed entries');
	},
	expiresAt: () => Infinity,
	rank: () => Infinity,
};

/** Parked work is never forgotten by itself: where there is no room, nothing more is parked (`Park.cap`). */
export const queue: QueueCollection = {
	name: 'queue',
	cap: Infinity,
	layout,
	layoutOf: (signature) => (signature === layout.signature ? layout : undefined),
	expiresAt,
	due: dueOf,
	secret: ['jobs.payload', 'jobs.before', 'steps.before'],
};

/** So long after its lease a run may still say what became of what it was let through with. */
const LATE_MS = 24 * 3_600_000;

function expiresAt(entry: QueueEntry): number {
	if (entry.kind === 'saga') return sagaExpiresAt(entry);
	if (entry.kind === 'target' || entry.jobs.length > 0 || entry.alerted !== undefined) return Infinity;
	return Math.max(entry.refusals === undefined ? 0 : entry.refusals.at + REFUSALS_MS, entry.sent === undefined ? 0 : entry.sent.until + LATE_MS);
}

/** When something is next to be done about an entry. Of a record that is its first job: the others stand behind it. */
export function dueOf(entry: QueueEntry): Due | undefined {
	if (entry.kind === 'saga') return sagaDue(entry);
	if (entry.kind === 'target') return undefined;
	const { target, jobs } = entry;
	const state = jobs[0]?.state;
	switch (state?.kind) {
		case 'waiting':
			return { lane: target, at: state.dueAt };
		case 'leased':
			return { lane: target, at: state.until };
		case 'dead':
			return state.told ? undefined : { lane: target, at: state.at };
		default:
			return undefined;
	}
}
