import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failItem, type ItemProblem } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { findUpstream } from '../shared/n8n/upstream';
import { canonicalJson } from '../shared/record/canonical';
import { SYNC_KEY, type ClaimReceipt } from '../shared/record/envelope';
import { isRecord, setOwn } from '../shared/record/json';
import { guardCollection } from './entry';
import { withoutSync } from './fingerprints';
import { complete, release, type SettleVerdict } from './protocol';
import { readPaths, readSettings } from './settings';

/** A stored result larger than this is not kept: state must stay small. In characters of JSON. */
const MOST_RESULT = 16_384;

const WHY_REFUSED: Record<Extract<SettleVerdict, { kind: 'refused' }>['because'], string> = {
	unknownKey: 'The key is no longer known: it was forgotten, released, or its time was over',
	alreadyCompleted: 'The key was completed already, by this run or by another',
	newerClaim: 'The lease had run out, and another run holds the key now',
};

export async function settleItems(ctx: IExecuteFunctions, operation: 'complete' | 'release'): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	const { sync, ifStateLost } = readSettings(ctx);
	const resultOf = operation === 'complete' ? readResult(ctx) : () => undefined;
	const receiptOf = receiptFinder(ctx, items, sync);
	const settled: INodeExecutionData[] = [];
	const refused: INodeExecutionData[] = [];

	const receipts: ClaimReceipt[] = [];
	const itemOf: number[] = [];
	for (let i = 0; i < items.length; i += 1) {
		const found = receiptOf(i);
		if ('message' in found) {
			refused.push(failItem(ctx, items[i]!, i, found));
		} else {
			receipts.push(found);
			itemOf.push(i);
		}
	}

	const store = await openState(ctx, sync, ifStateLost);
	const keys = receipts.map(({ key }) => Buffer.from(key, 'hex').toString('latin1'));
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
		if (verdict.kind === 'settled') settled.push({ ...item, pairedItem: { item: i } });
		else refused.push(withReason(item, i, WHY_REFUSED[verdict.because], verdict.because));
	}
	return [settled, refused];
}

/** Finds each item's claim: on the item itself, or behind the app node that replaced it. Never guesses. */
function receiptFinder(ctx: IExecuteFunctions, items: INodeExecutionData[], sync: string): (i: number) => ClaimReceipt | ItemProblem {
	const upstream = findUpstream(ctx, ['idempotencyGuard'], (envelope) => claimIn(envelope, sync) !== undefined);
	return (i) => {
		const own = claimIn(items[i]!.json?.[SYNC_KEY], sync);
		if (own !== undefined) return own;
		const found = upstream(i);
		if (found.kind === 'broken') return found.problem;
		const receipt = found.kind === 'found' ? claimIn(found.envelope, sync) : undefined;
		return (
			receipt ?? {
				message: `No claim of "${sync}" was found for this item`,
				description:
					'Connect this node behind the New output of an Idempotency Guard with the operation Claim and the same Sync Name, and without Complete at Once.',
			}
		);
	};
}

function claimIn(envelope: unknown, sync: string): ClaimReceipt | undefined {
	const receipts = isRecord(envelope) ? envelope['receipts'] : undefined;
	if (!Array.isArray(receipts)) return undefined;
	// The last one: an item may pass two guards, and the nearest is the one meant.
	return (receipts as unknown[]).findLast((receipt): receipt is ClaimReceipt => isClaim(receipt) && receipt.sync === sync);
}

function isClaim(receipt: unknown): receipt is ClaimReceipt {
	return (
		isRecord(receipt) &&
		receipt['kind'] === 'claim' &&
		typeof receipt['token'] === 'number' &&
		typeof receipt['key'] === 'string' &&
		/^[0-9a-f]{16}$/.test(receipt['key'])
	);
}

/** @returns what to keep of an app's answer; undefined for nothing, or for what is too large or no plain data */
function readResult(ctx: IExecuteFunctions): (json: IDataObject) => unknown {
	const choice = ctx.getNodeParameter('keepResult', 0) as 'none' | 'whole' | 'fields';
	if (choice === 'none') return () => undefined;
	const paths = choice === 'fields' ? readPaths(ctx, 'resultFields', 'Result Fields') : [];
	let warned = false;
	return (json) => {
		const result = choice === 'whole' ? withoutSync(json) : pickFields(json, paths);
		const text = canonicalOrUndefined(result);
		if (text !== undefined && text.length <= MOST_RESULT) return JSON.parse(text) as unknown;
		if (!warned) {
			warned = true;
			ctx.addExecutionHints({
				message: `Some results were not kept: larger than ${MOST_RESULT / 1024} kB, or no plain data. Their keys are completed all the same. Choose Result Fields to keep less.`,
				type: 'warning',
				location: 'outputPane',
			});
		}
		return undefined;
	};
}

function pickFields(json: IDataObject, paths: ReturnType<typeof readPaths>): Record<string, unknown> {
	const picked = {};
	for (const path of paths) {
		const value = path.get(json);
		if (value !== undefined) setOwn(picked, path.text, value);
	}
	return picked;
}

function canonicalOrUndefined(value: unknown): string | undefined {
	try {
		return canonicalJson(value);
	} catch {
		return undefined;
	}
}

function withReason(item: INodeExecutionData, i: number, message: string, code: string): INodeExecutionData {
	const json = isRecord(item.json) ? item.json : {};
	const before = json[SYNC_KEY];
	const envelope = { ...(isRecord(before) ? (before as IDataObject) : {}), verdict: 'refused', refused: { code, message } };
	return { ...item, json: { ...json, [SYNC_KEY]: envelope }, pairedItem: { item: i } };
}
