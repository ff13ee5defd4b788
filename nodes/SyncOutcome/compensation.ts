import { keyToHex } from '../shared/record/fingerprint';
import type { FieldPath } from '../shared/record/path';
import { isRecord } from '../shared/record/json';
import { sagaKey } from '../shared/queue/keys';
import type { Compensation } from '../shared/queue/rollBack';

/** The saga's key, as receipts have it. */
export function compensationKey(saga: string): string {
	return keyToHex(sagaKey(saga));
}

/** What is to be there again; for a delete only the record's key, in the field it is known to stand in. */
export function compensationPayload({ payload, record }: Compensation, key: FieldPath | undefined): Record<string, unknown> {
	if (isRecord(payload)) return { ...payload };
	const json = {};
	if (key?.set(json, record) !== true) (json as Record<string, unknown>)['key'] = record;
	return json;
}
