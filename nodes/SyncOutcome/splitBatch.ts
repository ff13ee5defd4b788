import { getOwn, isRecord } from '../shared/record/json';
import type { OnTheWay } from './findOnTheWay';

/** One record's part of an item that went to the app as a batch. */
export interface Part {
	readonly way: OnTheWay;
	/** Its place among the records of the batch; undefined for an item that is one record. */
	readonly place?: number;
}

/**
 * A Retry Queue may send many records as one item: `records` holds them, and `_sync.batch` what is known of each, in
 * the same order. What the app says of the batch then goes for every one of them.
 */
export function splitBatch(way: OnTheWay): Part[] {
	const whole = way.envelopes.find(({ batch }) => Array.isArray(batch));
	if (whole === undefined) return [{ way }];
	const { sync, system, operation } = whole;
	const records: unknown = way.record === undefined ? undefined : getOwn(way.record, 'records');
	const parts = (whole['batch'] as unknown[]).flatMap((one, place): Part[] => {
		if (!isRecord(one)) return [];
		const listed: unknown = Array.isArray(records) ? (records as unknown[])[place] : undefined;
		const record: unknown = isRecord(one['record']) ? one['record'] : listed;
		const shared = { ...(sync === undefined ? {} : { sync }), ...(system === undefined ? {} : { system }), ...(operation === undefined ? {} : { operation }) };
		return [{ way: { envelopes: [{ ...shared, ...one }], record: isRecord(record) ? record : undefined }, place }];
	});
	// A batch of nothing is still an item that somebody must hear of.
	return parts.length === 0 ? [{ way }] : parts;
}
