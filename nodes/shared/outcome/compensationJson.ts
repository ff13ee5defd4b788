import { SYNC_KEY, type RollBackReceipt, type SyncEnvelope } from '../record/envelope';
import { keyToHex } from '../record/fingerprint';
import { isRecord } from '../record/json';
import type { FieldPath } from '../record/path';
import { sagaKey } from '../queue/keys';
import type { Compensation } from '../queue/rollBack';

/** A write that takes something back, as an item for the app node of its system. @param key where the record's key goes, for a delete */
export function compensationJson(sync: string, one: Compensation, key: FieldPath | undefined): Record<string, unknown> {
	const { saga, step, token, record, target, operation, targetId, reason, attempt, changeId } = one;
	const receipt: RollBackReceipt = { kind: 'rollBack', sync, key: keyToHex(sagaKey(saga)), token, step };
	const envelope: SyncEnvelope = {
		sync, key: record, system: target, operation, attempt, changeId, reason, rollBack: true, verdict: 'rollBack',
		...(targetId === undefined ? {} : { targetId }),
		receipts: [receipt],
	};
	return { ...payloadOf(one, key), [SYNC_KEY]: envelope };
}

/** What is to be there again; for a delete only the record's key, in the field it is known to stand in. */
function payloadOf({ payload, record }: Compensation, key: FieldPath | undefined): Record<string, unknown> {
	if (isRecord(payload)) return { ...payload };
	const json = {};
	if (key?.set(json, record) !== true) (json as Record<string, unknown>)['key'] = record;
	return json;
}
