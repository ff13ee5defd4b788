import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { readId } from '../shared/crosswalk';
import { findUpstream } from '../shared/n8n/upstream';
import { SYNC_KEY, type LinkReceipt, type SyncEnvelope } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import type { Read } from './batch';

const NODE = ['recordLinker'];
const HEX = /^[0-9a-f]{16}$/;

/** Finds what Match promised about an item: on the item itself, or behind the app node that replaced it. Never guesses. */
export function promiseFinder(ctx: IExecuteFunctions, sync: string): (item: INodeExecutionData, i: number) => Read<LinkReceipt> {
	const find = finder(ctx, (envelope) => receiptIn(envelope, sync));
	return (item, i) =>
		find(item, i, {
			message: `No promise of "${sync}" to create this record was found`,
			description: 'Connect this node behind the app node that creates what came out of New of a Record Linker with the operation Match and the same Sync Name, without Report Only.',
		});
}

/** A Review item's question, as Match put it. */
export interface OpenReview {
	from: { system: string; id: string };
	target: string;
	candidates: readonly string[];
	/** In hex. */
	keys: readonly string[];
}

export function reviewFinder(ctx: IExecuteFunctions, sync: string): (item: INodeExecutionData, i: number) => Read<OpenReview> {
	const find = finder(ctx, (envelope) => reviewIn(envelope, sync));
	return (item, i) =>
		find(item, i, {
			message: `No review of "${sync}" was found for this item`,
			description: 'Connect this node behind the Review output of a Record Linker with the operation Match and the same Sync Name. An item that comes back on its own must still carry _sync.review.',
		});
}

function finder<T>(ctx: IExecuteFunctions, read: (envelope: unknown) => T | undefined) {
	const upstream = findUpstream(ctx, NODE, (envelope: SyncEnvelope) => read(envelope) !== undefined);
	return (item: INodeExecutionData, i: number, missing: { message: string; description: string }): Read<T> => {
		const own = read(isRecord(item.json) ? item.json[SYNC_KEY] : undefined);
		if (own !== undefined) return { ok: true, value: own };
		const found = upstream(i);
		if (found.kind === 'broken') return { ok: false, problem: found.problem };
		const value = found.kind === 'found' ? read(found.envelope) : undefined;
		return value === undefined ? { ok: false, problem: missing } : { ok: true, value };
	};
}

function receiptIn(envelope: unknown, sync: string): LinkReceipt | undefined {
	const receipts = isRecord(envelope) ? envelope['receipts'] : undefined;
	if (!Array.isArray(receipts)) return undefined;
	// The last one: an item may pass several linkers, and the nearest is the one meant.
	return (receipts as unknown[]).findLast((one): one is LinkReceipt => isReceipt(one) && one.sync === sync);
}

function isReceipt(one: unknown): one is LinkReceipt {
	if (!isRecord(one) || one['kind'] !== 'link' || typeof one['token'] !== 'number') return false;
	return typeof one['key'] === 'string' && HEX.test(one['key']) && isName(one['system']) && isName(one['target']) && readId(one['id']).ok;
}

function reviewIn(envelope: unknown, sync: string): OpenReview | undefined {
	const review = isRecord(envelope) && envelope['verdict'] === 'review' ? envelope['review'] : undefined;
	if (!isRecord(review) || review['sync'] !== sync) return undefined;
	const { from, target, candidates, keys } = review;
	if (!isRecord(from) || !isName(from['system']) || !isName(target) || !Array.isArray(candidates) || !Array.isArray(keys)) return undefined;
	const id = readId(from['id']);
	if (!id.ok) return undefined;
	return {
		from: { system: from['system'], id: id.id },
		target,
		candidates: candidates.flatMap((one: unknown) => (isRecord(one) && typeof one['id'] === 'string' ? [one['id']] : [])),
		keys: keys.filter((key): key is string => typeof key === 'string' && HEX.test(key)),
	};
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';
