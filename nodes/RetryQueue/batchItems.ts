import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { withoutSync } from '../shared/idempotency/result';
import { SYNC_KEY, type Operation } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';

export interface BatchMember {
	readonly batch: number;
	/** A record with its `_sync`, as it would come out alone. */
	readonly json: IDataObject;
	/** The places of the items it was made from. */
	readonly pairs: readonly number[];
	readonly target: string;
	readonly operation: Operation | undefined;
}

/**
 * One item a call: the records as a list, and under `_sync.batch` what each of them would have carried. Sync Outcome
 * settles all of them by what became of the call.
 */
export function groupBatches(sync: string, verdict: string, members: readonly BatchMember[]): INodeExecutionData[] {
	const batches = new Map<number, BatchMember[]>();
	for (const member of members) {
		const known = batches.get(member.batch);
		if (known === undefined) batches.set(member.batch, [member]);
		else known.push(member);
	}
	return [...batches.values()].map((all) => {
		const { target, operation } = all[0]!;
		const records = all.map(({ json }) => withoutSync(json));
		const batch = all.map(({ json }, place) => ({ ...(isRecord(json[SYNC_KEY]) ? json[SYNC_KEY] : {}), record: records[place] }));
		const envelope = { sync, system: target, ...(operation === undefined ? {} : { operation }), verdict, batch };
		const pairs = [...new Set(all.flatMap((one) => one.pairs))];
		return { json: { target, ...(operation === undefined ? {} : { operation }), records, [SYNC_KEY]: envelope } as IDataObject, pairedItem: pairs.map((item) => ({ item })) };
	});
}
