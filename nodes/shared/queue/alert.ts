import type { DeadReason, FailureAt, RecordEntry } from './entry';

/** What a person must be told: when something first needs one, when the reason changes, and when it is over. */
export interface Alert {
	kind: 'new' | 'over';
	reason: string;
	record: string;
	target: string;
	targetId?: unknown;
	failure?: FailureAt;
	tried?: string;
	whatToDo?: string;
}

/** A dead letter is told once for each reason: what was refused, and how. */
export function alertOf(entry: RecordEntry, reason: DeadReason, failure: FailureAt | undefined): { entry: RecordEntry; alert?: Alert } {
	const about = [reason, failure?.status ?? failure?.code ?? ''].join(' ').trim();
	if (entry.alerted === about) return { entry };
	return { entry: { ...entry, alerted: about }, alert: alertAbout(entry, reason, failure) };
}

export function alertAbout({ target, record }: Pick<RecordEntry, 'target' | 'record'>, reason: DeadReason, failure: FailureAt | undefined): Alert {
	return { kind: 'new', reason, record, target, ...(failure === undefined ? {} : { failure }) };
}

/** Once nothing of a record is a dead letter any more, a person who was told of one is told that it is over. */
export function withAlertOver(entry: RecordEntry): { entry: RecordEntry; alert?: Alert } {
	const { alerted, ...rest } = entry;
	if (alerted === undefined || rest.jobs.some(({ state }) => state.kind === 'dead')) return { entry };
	return { entry: rest, alert: { kind: 'over', reason: alerted, record: rest.record, target: rest.target } };
}
