import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { withError } from '../shared/n8n/failClosed';
import { failItem, passOn, type ItemProblem } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { SYNC_KEY, type ClaimReceipt } from '../shared/record/envelope';
import { keyToHex } from '../shared/record/fingerprint';
import { isRecord } from '../shared/record/json';
import type { Collection, StateStore } from '../shared/state/port';
import { guardCollection, type GuardEntry } from '../shared/idempotency/entry';
import { fingerprintPayload, type PayloadChoice } from './fingerprints';
import { claim, findInterrupted, takeBack, type ClaimTerms, type ClaimVerdict } from '../shared/idempotency/protocol';
import { readCap, readKey, readPayloadChoice, readSettings, readTerms } from './settings';

/** Where each verdict comes out, if the outputs are separate. */
export const OUTPUT_OF: Record<ClaimVerdict['kind'], number> = { new: 0, duplicate: 1, inProgress: 2, mismatch: 3 };

export async function claimItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	const { sync, ifStateLost } = readSettings(ctx);
	const cap = readCap(ctx);
	const terms = readTerms(ctx);
	const keyOf = readKey(ctx);
	const payload = readPayloadChoice(ctx);
	const separate = ctx.getNodeParameter('outputs', 0) === 'separate';
	const outputs: INodeExecutionData[][] = separate ? [[], [], [], []] : [[]];

	const keys: string[] = [];
	const fingerprints: number[] = [];
	/** The item behind each key: items with an error have none. */
	const itemOf: number[] = [];
	for (let i = 0; i < items.length; i += 1) {
		const read = readItem(items[i]!.json, i, keyOf, payload);
		if ('message' in read) {
			outputs[separate ? OUTPUT_OF.mismatch : 0]!.push(withError(failItem(ctx, items[i]!, i, read)));
		} else {
			keys.push(read.key);
			fingerprints.push(read.fingerprint);
			itemOf.push(i);
		}
	}

	const store = await openState(ctx, sync, ifStateLost);
	const verdicts = await claimAll(store, guardCollection(cap), keys, fingerprints, terms);

	for (let k = 0; k < verdicts.length; k += 1) {
		const verdict = verdicts[k]!;
		const i = itemOf[k]!;
		const receipt = verdict.kind === 'new' && !terms.completeAtOnce ? receiptFor(sync, keys[k]!, verdict.token) : undefined;
		outputs[separate ? OUTPUT_OF[verdict.kind] : 0]!.push(withVerdict(items[i]!, i, sync, verdict, receipt));
	}
	return outputs;
}

/** Claims, and makes the claims durable before any effect can begin. */
async function claimAll(
	store: StateStore,
	collection: Collection<GuardEntry>,
	keys: readonly string[],
	fingerprints: readonly number[],
	terms: ClaimTerms,
): Promise<ClaimVerdict[]> {
	const verdicts = await store.transact(collection, keys, (tx) => keys.map((_key, k) => claim(tx, k, fingerprints[k]!, terms)), 'new');
	const granted = keys.filter((_key, k) => verdicts[k]!.kind === 'new');
	let recorded = false;
	try {
		const claimedBefore = new Set(await store.recordClaims(granted));
		recorded = true;
		if (terms.completeAtOnce) await store.settleClaims(granted);
		if (claimedBefore.size === 0) return verdicts;
		return await store.transact(collection, keys, (tx) =>
			verdicts.map((verdict, k) => (claimedBefore.has(keys[k]!) ? findInterrupted(tx, k, verdict, terms) : verdict)),
		);
	} finally {
		// Fail closed: what is not on record is not let through, and must not block the next try.
		if (!recorded) await store.transact(collection, keys, (tx) => verdicts.forEach((verdict, k) => takeBack(tx, k, verdict)));
	}
}

function readItem(
	json: unknown,
	i: number,
	keyOf: ReturnType<typeof readKey>,
	payload: PayloadChoice,
): { key: string; fingerprint: number } | ItemProblem {
	if (!isRecord(json)) {
		return { message: 'This item is not a record', description: 'Its JSON must be an object with fields. Check the node before this one.' };
	}
	const key = keyOf(json, i);
	if (!key.ok) return key;
	const fingerprint = fingerprintPayload(json, payload);
	if (!fingerprint.ok) return fingerprint;
	return { key: key.value, fingerprint: fingerprint.value };
}

function receiptFor(sync: string, key: string, token: number): ClaimReceipt {
	return { kind: 'claim', sync, key: keyToHex(key), token };
}

function withVerdict(
	item: INodeExecutionData,
	i: number,
	sync: string,
	verdict: ClaimVerdict,
	receipt: ClaimReceipt | undefined,
): INodeExecutionData {
	const before = item.json[SYNC_KEY];
	const envelope: IDataObject = isRecord(before) ? { ...(before as IDataObject) } : {};
	envelope['sync'] ??= sync;
	envelope['verdict'] = verdict.kind;
	if (receipt !== undefined) {
		const earlier = envelope['receipts'];
		envelope['receipts'] = [...(Array.isArray(earlier) ? (earlier as ClaimReceipt[]) : []), receipt] as unknown as IDataObject[];
	}
	if ('interrupted' in verdict && verdict.interrupted) envelope['interrupted'] = true;
	if (verdict.kind === 'inProgress') envelope['leaseUntil'] = new Date(verdict.leaseUntil).toISOString();
	// A copy: what later nodes do to the item must not reach what is remembered.
	if (verdict.kind === 'duplicate' && verdict.result !== undefined) envelope['result'] = structuredClone(verdict.result) as IDataObject;
	return passOn(item, i, { ...item.json, [SYNC_KEY]: envelope });
}
