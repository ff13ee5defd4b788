import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { pickFields, withoutSync } from '../shared/idempotency/result';
import type { ItemProblem } from '../shared/n8n/items';
import type { Found } from '../shared/n8n/promised';
import { tracer } from '../shared/n8n/trace';
import { contentOf } from '../shared/outcome/contentOf';
import { promisesIn, toKeep } from '../shared/outcome/promises';
import { effectIn, first, isGiven, isKey, isName, isOfSync, isOperation } from '../shared/outcome/says';
import type { Outgoing } from '../shared/queue/admit';
import { SYNC_KEY, type SyncEnvelope } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import type { FieldPath } from '../shared/record/path';
import { readKeyField } from './settings';

/** What an item is to write where, as the nodes before it say, or else its own fields. */
export function outgoingReader(ctx: IExecuteFunctions, sync: string, keep: 'whole' | 'fields' | 'key', fields: readonly FieldPath[]): (item: INodeExecutionData, i: number) => Found<Outgoing> {
	const trace = tracer(ctx, 0);
	const keyField = readKeyField(ctx);
	const fixed = String(ctx.getNodeParameter('target', 0, '') ?? '').trim();
	return (item, i) => {
		if (!isRecord(item.json)) return { ok: false, problem: NOT_A_RECORD };
		const own = isRecord(item.json[SYNC_KEY]) ? [item.json[SYNC_KEY] as SyncEnvelope] : [];
		const upstream = trace(i).stations.flatMap(({ envelope }) => (envelope === undefined ? [] : [envelope]));
		const envelopes = [...own, ...upstream].filter((one) => isOfSync(one, sync));
		const payload = withoutSync(item.json);
		const key = first(envelopes, 'key', isKey) ?? keyField?.get(payload);
		if (!isKey(key)) return { ok: false, problem: NO_KEY };
		const target = first(envelopes, 'system', isName) ?? fixed;
		if (target === '') return { ok: false, problem: NO_TARGET };
		const content = contentOf(payload);
		if (content === undefined) return { ok: false, problem: NOT_PLAIN };
		const promises = promisesIn(envelopes, sync);
		const saga = effectIn(envelopes, promises);
		const kept = keep === 'key' ? undefined : keep === 'fields' ? pickFields(payload, fields) : payload;
		const targetId = first(envelopes, 'targetId', isGiven), before = first(envelopes, 'before', isRecord);
		return {
			ok: true,
			value: {
				target,
				record: String(key),
				operation: first(envelopes, 'operation', isOperation),
				...(targetId === undefined ? {} : { targetId }),
				payload,
				...(kept === undefined ? {} : { kept }),
				content,
				receipts: toKeep(promises),
				...(saga === undefined ? {} : { saga }),
				...(before === undefined ? {} : { before }),
			},
		};
	};
}

const NOT_A_RECORD: ItemProblem = {
	message: 'This item is not a record',
	description: 'Its JSON must be an object with fields. Check the node before this one.',
};
const NO_KEY: ItemProblem = {
	message: 'It is not known which record this item stands for',
	description: 'No node of this sync before it left a record key for it. Name the field that holds the key under Key Field, and check the Sync Name.',
};
const NO_TARGET: ItemProblem = {
	message: 'It is not known which system this item goes to',
	description: 'No node of this sync before it says so (Conflict Resolver and Record Linker do). Write the system\'s name under Target System.',
};
const NOT_PLAIN: ItemProblem = {
	message: 'This item cannot be kept if it has to wait: it is no plain data',
	description: 'It holds numbers that are not finite, broken encoding, or is nested deeper than 500 levels. Correct it before it comes here.',
};
