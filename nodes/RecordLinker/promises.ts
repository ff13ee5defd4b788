import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { readId } from '../shared/crosswalk';
import { promiseFinder, type Found } from '../shared/n8n/promised';
import type { LinkReceipt } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import { receiptsIn } from '../shared/record/receipts';

const NODE = 'recordLinker';
const HEX = /^[0-9a-f]{16}$/;

/** Finds what Match promised about an item. */
export function createFinder(ctx: IExecuteFunctions, sync: string): (item: INodeExecutionData, i: number) => Found<LinkReceipt> {
	const find = promiseFinder(ctx, NODE, (envelope) => receiptIn(envelope, sync));
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

export function reviewFinder(ctx: IExecuteFunctions, sync: string): (item: INodeExecutionData, i: number) => Found<OpenReview> {
	const find = promiseFinder(ctx, NODE, (envelope) => reviewIn(envelope, sync));
	return (item, i) =>
		find(item, i, {
			message: `No review of "${sync}" was found for this item`,
			description: 'Connect this node behind the Review output of a Record Linker with the operation Match and the same Sync Name. An item that comes back on its own must still carry _sync.review.',
		});
}

/** The last one: an item may pass several linkers, and the nearest is the one meant. */
function receiptIn(envelope: unknown, sync: string): LinkReceipt | undefined {
	return receiptsIn(
		envelope, 'link', sync,
		({ token, system, target, id }) => typeof token === 'number' && isName(system) && isName(target) && readId(id).ok,
	).at(-1);
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
