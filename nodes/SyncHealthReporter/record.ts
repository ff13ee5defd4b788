import type { FieldPath } from '../shared/record/path';
import { isRecord } from '../shared/record/json';
import type { Batch } from './health';
import { OUTCOMES, placeOf, type Outcome } from './outcomes';
import { addValue } from './sketch';
import { DAY } from './timeBuckets';

/** A latency of more than ten years is a wrong date, not a slow sync. */
export const LONGEST_LATENCY = 3653 * DAY;

/** What an item, or an envelope, says about its outcome. */
export type Told =
	| { kind: 'outcome'; outcome: Outcome }
	/** Nothing that tells an outcome. */
	| { kind: 'silent' }
	/** `_sync.outcome` is set, but is none of ours. */
	| { kind: 'unknown'; said: unknown };

const SILENT: Told = { kind: 'silent' };

// Answers are made once: reading an item allocates nothing.
const told = (outcome: Outcome): Told => ({ kind: 'outcome', outcome });
const FAILED = told('failed');
const CREATED = told('created');
const BY_NAME = new Map<unknown, Told>(OUTCOMES.map((outcome) => [outcome, told(outcome)]));
const BY_VERDICT = new Map<unknown, Told>([
	['duplicate', told('duplicate')],
	['inProgress', told('duplicate')],
	['mismatch', told('mismatch')],
	['rejected', told('rejected')],
	['review', told('conflict')],
	['inSync', told('unchanged')],
	['echo', told('echo')],
	['unchanged', told('unchanged')],
	['waiting', told('unchanged')],
	['alreadyDeleted', told('unchanged')],
	['unknownDelete', told('unchanged')],
	['stale', told('duplicate')],
	['superseded', told('duplicate')],
	['inFlight', told('duplicate')],
	['deletesHeld', told('conflict')],
]);
const BY_OPERATION = new Map<unknown, Told>([
	['create', CREATED],
	['update', told('updated')],
	['delete', told('updated')],
]);

/**
 * What an envelope says, the first that applies: its outcome, an error, its verdict, its operation. An effect
 * the Guard let through as new, with no operation named, was created.
 *
 * @param envelope the item's `_sync`, its own or one found upstream
 * @param failed whether the item carries an error
 */
export function readOutcome(envelope: unknown, failed: boolean): Told {
	const record = isRecord(envelope) ? envelope : undefined;
	const outcome = record?.['outcome'];
	if (outcome !== undefined && outcome !== null && outcome !== '') {
		return BY_NAME.get(outcome) ?? { kind: 'unknown', said: outcome };
	}
	if (failed) return FAILED;
	if (record === undefined) return SILENT;
	const verdict = record['verdict'];
	return BY_VERDICT.get(verdict) ?? BY_OPERATION.get(record['operation']) ?? (verdict === 'new' ? CREATED : SILENT);
}

export function toldOf(outcome: Outcome): Told {
	return BY_NAME.get(outcome)!;
}

/** Outcomes that have a latency. */
export function isWritten(outcome: Outcome): boolean {
	return outcome === 'created' || outcome === 'updated';
}

/** Whether n8n, or the node before, marked the item as failed: an error beside the json, or one in it. */
export function hasError(item: { json?: unknown; error?: unknown }): boolean {
	if (item.error !== undefined && item.error !== null) return true;
	const error = isRecord(item.json) ? item.json['error'] : undefined;
	return (typeof error === 'string' && error !== '') || isRecord(error) || error instanceof Error;
}

/**
 * Counts one item. Latency is measured for written items only.
 *
 * @param changedAt when the source changed; looked at only where the item was written
 * @param now ms since 1970
 */
export function countItem(batch: Batch, outcome: Outcome, changedAt: () => unknown, now: number): void {
	batch.counts[placeOf(outcome)]! += 1;
	if (!isWritten(outcome)) return;
	const latency = now - momentOf(changedAt());
	if (latency >= 0 && latency <= LONGEST_LATENCY) addValue(batch.latency, latency);
	else batch.withoutLatency += 1;
}

const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s?(Z|[+-]\d\d(:?\d\d)?)$/i;

/**
 * @param value an ISO text with an offset, a Date, or ms since 1970
 * @returns ms since 1970; NaN for everything else. Local times and bare dates are no moments: nothing is guessed.
 */
export function momentOf(value: unknown): number {
	if (typeof value === 'number') return value;
	if (value instanceof Date) return value.getTime();
	if (typeof value !== 'string' || !MOMENT.test(value)) return NaN;
	return Date.parse(value);
}

/** Reads the time of the source's change from where the user said, or from `_sync.changedAt`. */
export function changedAtOf(json: unknown, envelope: unknown, path: FieldPath | undefined): unknown {
	if (path !== undefined) return path.get(json);
	return isRecord(envelope) ? envelope['changedAt'] : undefined;
}
