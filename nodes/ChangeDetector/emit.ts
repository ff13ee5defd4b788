import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { passOn } from '../shared/n8n/items';
import type { Report } from '../shared/changes/decide';
import { receiptsBeside } from '../shared/checkpoint/receipts';
import { canonicalJson } from '../shared/record/canonical';
import { SYNC_KEY, type ChangeReceipt, type CheckpointReceipt, type SyncEnvelope } from '../shared/record/envelope';
import { keyHash, keyToHex, sha256 } from '../shared/record/fingerprint';
import { isRecord } from '../shared/record/json';
import { parseStamp } from '../shared/reconcile/stamp';
import type { ChangedFields } from './changedFields';
import type { RecordReader } from './readRecord';
import { keyValues } from './readRecord';

/** Where each kind of item comes out. */
export const CHANGED = 0, DELETED = 1, UNCHANGED = 2;

export interface Emitter {
	readonly sync: string;
	readonly system: string;
}

/** What a detector says anew of each item: what another said before must not stand beside it. */
const OWN: readonly (keyof SyncEnvelope)[] = ['operation', 'changed', 'changedKnown', 'changeId', 'reasons', 'why', 'outcome', 'events', 'repeated', 'sameVersion'];

function earlier(json: unknown): SyncEnvelope {
	const before = isRecord(json) ? json[SYNC_KEY] : undefined;
	if (!isRecord(before)) return {};
	const rest: SyncEnvelope = { ...before };
	for (const name of OWN) delete rest[name];
	return rest;
}

/** The same for every report of a change until it is confirmed, and never again: the key for an Idempotency Guard. */
function changeId({ sync, system }: Emitter, key: string, token: number): string {
	return Buffer.from(sha256(canonicalJson([sync, system, key, token])).slice(0, 12), 'latin1').toString('base64url');
}

export interface Reported {
	readonly key: string;
	readonly report: Report;
	readonly fields: ChangedFields | undefined;
	/** The version as the record has it. */
	readonly versionValue: unknown;
	/** How many events it stands for. */
	readonly events: number;
	readonly disputed: boolean;
	/** The reads of this sync that wait for it. */
	readonly checkpoints: readonly CheckpointReceipt[];
}

/** The envelope of a change or delete. @param json the item's; undefined where there is none */
export function reportEnvelope(emitter: Emitter, json: unknown, { key, report, fields, versionValue, events, disputed, checkpoints }: Reported): SyncEnvelope {
	const envelope = earlier(json);
	const { sync, system } = emitter;
	const { operation, token } = report;
	const changedAt = typeof versionValue === 'string' || versionValue instanceof Date ? parseStamp(versionValue) : undefined;
	const receipt: ChangeReceipt | undefined = token === undefined ? undefined : { kind: 'change', sync, system, key: keyToHex(keyHash(key)), token };
	const receipts = [
		...receiptsBeside(envelope.receipts, sync),
		...checkpoints,
		...(receipt === undefined ? [] : [receipt]),
	];
	return {
		...envelope,
		sync,
		key,
		operation,
		...(system === '' ? {} : { source: system }),
		...(fields === undefined ? {} : { changed: [...fields.names], changedKnown: fields.areKnown }),
		...(token === undefined ? {} : { changeId: changeId(emitter, key, token) }),
		...(changedAt === undefined ? {} : { changedAt: new Date(changedAt).toISOString() }),
		...(events > 1 ? { events } : {}),
		...(report.repeated === true ? { repeated: true } : {}),
		...(report.sameVersion === true || disputed ? { sameVersion: true } : {}),
		verdict: report.verdict,
		...(receipts.length === 0 ? {} : { receipts }),
	};
}

/** The envelope of an item that is no change. */
export function quietEnvelope({ sync }: Emitter, json: unknown, key: string, verdict: string): SyncEnvelope {
	return { ...earlier(json), sync, key, verdict };
}

export function withEnvelope(item: INodeExecutionData, index: number, envelope: SyncEnvelope): INodeExecutionData {
	return passOn(item, index, { ...item.json, [SYNC_KEY]: envelope as IDataObject });
}

/** The item of a record that has none any more: its key, in the form the other records' keys have. */
export function keyItem(reader: RecordReader, key: string, numeric: readonly boolean[], envelope: SyncEnvelope, items: number): INodeExecutionData {
	const json: IDataObject = {};
	keyValues(reader.keyPaths, key).forEach((text, i) => {
		const asNumber = numeric[i] === true && String(Number(text)) === text;
		reader.keyPaths[i]!.set(json, asNumber ? Number(text) : text);
	});
	json[SYNC_KEY] = envelope as IDataObject;
	return { json, ...linkedToFirst(items) };
}

/** What no single item stands for is linked to the first one, so that item linking leads back to the list. */
export function linkedToFirst(items: number): Pick<INodeExecutionData, 'pairedItem'> {
	return { pairedItem: items === 0 ? [] : { item: 0 } };
}
