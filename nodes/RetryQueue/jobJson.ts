import type { IDataObject } from 'n8n-workflow';
import type { Job } from '../shared/queue/entry';
import { recordKey } from '../shared/queue/keys';
import { expectedVersion } from '../shared/queue/outdated';
import type { TakenJob } from '../shared/queue/takeDue';
import { SYNC_KEY, type RetryReceipt, type SyncEnvelope } from '../shared/record/envelope';
import { keyToHex } from '../shared/record/fingerprint';
import { isRecord } from '../shared/record/json';
import type { FieldPath } from '../shared/record/path';

/** A job as the app node takes it, and as Sync Outcome settles it. */
export function dueJson(sync: string, { target, record, job, token }: TakenJob, keyField: FieldPath | undefined): IDataObject {
	const key = keyToHex(recordKey(target, record));
	const receipt: RetryReceipt = { kind: 'retry', sync, key, token, job: job.id };
	const { operation, targetId, before, saga } = job;
	const version = expectedVersion(job.receipts, operation);
	const envelope: SyncEnvelope = {
		sync, key: record, system: target, verdict: 'due', attempt: job.attempts + 1, queue: { job: job.id, since: token },
		...(operation === undefined ? {} : { operation }),
		...(targetId === undefined ? {} : { targetId }),
		...(version === undefined ? {} : { version }),
		...(before === undefined ? {} : { before }),
		...(saga === undefined ? {} : { changeId: saga }),
		receipts: [...job.receipts, receipt],
	};
	return { ...payloadOf(record, job, keyField), [SYNC_KEY]: envelope as IDataObject };
}

/** What is to be written; where only the key was kept, that, so that the record can be read again. */
export function payloadOf(record: string, { payload }: Job, keyField: FieldPath | undefined): IDataObject {
	if (isRecord(payload)) return payload as IDataObject;
	const json: IDataObject = {};
	if (keyField?.set(json, record) !== true) json['key'] = record;
	return json;
}

/** A parked job for a person to look at. */
export function jobDetails(target: string, record: string, job: Job): IDataObject {
	const { state, attempts, operation, parkedAt, first, last, because } = job;
	return {
		target,
		record,
		job: job.id,
		state: state.kind,
		operation: operation ?? null,
		attempts,
		because: state.kind === 'dead' ? state.reason : because,
		parkedAt: iso(parkedAt),
		dueAt: state.kind === 'waiting' ? iso(state.dueAt) : state.kind === 'leased' ? iso(state.until) : null,
		firstError: first === undefined ? null : { at: iso(first.at), message: first.message, status: first.status ?? null },
		lastError: last === undefined ? null : { at: iso(last.at), message: last.message, status: last.status ?? null, class: last.class },
	} as IDataObject;
}

const iso = (at: number): string => new Date(at).toISOString();
