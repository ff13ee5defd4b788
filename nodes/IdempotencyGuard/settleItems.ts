import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failItem, passOn } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { promiseFinder } from '../shared/n8n/promised';
import { SYNC_KEY, type ClaimReceipt } from '../shared/record/envelope';
import { keyFromHex } from '../shared/record/fingerprint';
import { isRecord } from '../shared/record/json';
import { receiptsIn } from '../shared/record/receipts';
import { guardCollection } from '../shared/idempotency/entry';
import { complete, release, type SettleVerdict } from '../shared/idempotency/protocol';
import { MOST_RESULT, resultToKeep, type ResultChoice } from '../shared/idempotency/result';
import { readPaths, readSettings } from './settings';

const WHY_REFUSED: Record<Extract<SettleVerdict, { kind: 'refused' }>['because'], string> = {
	unknownKey: 'The key is no longer known: it was forgotten, released, or its time was over',
	alreadyCompleted: 'The key was completed already, by this run or by another',
	newerClaim: 'The lease had run out, and another run holds the key now',
};

export async function settleItems(ctx: IExecuteFunctions, operation: 'complete' | 'release'): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	const { sync, ifStateLost } = readSettings(ctx);
	const resultOf = operation === 'complete' ? readResult(ctx) : () => undefined;
	const receiptOf = promiseFinder(ctx, 'idempotencyGuard', (envelope) => claimIn(envelope, sync));
	const missing = {
		message: `No claim of "${sync}" was found for this item`,
		description:
			'Connect this node behind the New output of an Idempotency Guard with the operation Claim and the same Sync Name, and without Complete at Once.',
	};
	const settled: INodeExecutionData[] = [];
	const refused: INodeExecutionData[] = [];

	const receipts: ClaimReceipt[] = [];
	const itemOf: number[] = [];
	for (let i = 0; i < items.length; i += 1) {
		const found = receiptOf(items[i]!, i, missing);
		if (found.ok) {
			receipts.push(found.value);
			itemOf.push(i);
		} else {
			refused.push(failItem(ctx, items[i]!, i, found.problem));
		}
	}

	const store = await openState(ctx, sync, ifStateLost);
	const keys = receipts.map(({ key }) => keyFromHex(key));
	const verdicts = await store.transact(guardCollection(), keys, (tx) =>
		receipts.map(({ token }, k) =>
			operation === 'complete' ? complete(tx, k, token, resultOf(items[itemOf[k]!]!.json)) : release(tx, k, token),
		),
	);

	await store.settleClaims(keys.filter((_key, k) => verdicts[k]!.kind === 'settled'));

	for (let k = 0; k < verdicts.length; k += 1) {
		const i = itemOf[k]!;
		const verdict = verdicts[k]!;
		const item = items[i]!;
		if (verdict.kind === 'settled') settled.push(passOn(item, i));
		else refused.push(withReason(item, i, WHY_REFUSED[verdict.because], verdict.because));
	}
	return [settled, refused];
}

/** The last one: an item may pass two guards, and the nearest is the one meant. */
function claimIn(envelope: unknown, sync: string): ClaimReceipt | undefined {
	return receiptsIn(envelope, 'claim', sync, ({ token }) => typeof token === 'number').at(-1);
}

/** @returns what to keep of an app's answer; undefined for nothing, or for what is too large or no plain data */
function readResult(ctx: IExecuteFunctions): (json: IDataObject) => unknown {
	const kind = ctx.getNodeParameter('keepResult', 0) as ResultChoice['kind'];
	const choice: ResultChoice = kind === 'fields' ? { kind, paths: readPaths(ctx, 'resultFields', 'Result Fields') } : { kind };
	let warned = false;
	return (json) => {
		const { result, tooMuch } = resultToKeep(json, choice);
		if (tooMuch && !warned) {
			warned = true;
			ctx.addExecutionHints({
				message: `Some results were not kept: larger than ${MOST_RESULT / 1024} kB, or no plain data. Their keys are completed all the same. Choose Result Fields to keep less.`,
				type: 'warning',
				location: 'outputPane',
			});
		}
		return result;
	};
}

function withReason(item: INodeExecutionData, i: number, message: string, code: string): INodeExecutionData {
	const json = isRecord(item.json) ? item.json : {};
	const before = json[SYNC_KEY];
	const envelope = { ...(isRecord(before) ? (before as IDataObject) : {}), verdict: 'refused', refused: { code, message } };
	return passOn(item, i, { ...json, [SYNC_KEY]: envelope });
}
