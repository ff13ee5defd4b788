import { checkpointReceiptsIn } from '../checkpoint/receipts';
import { readId } from '../crosswalk';
import type { ChangeReceipt, CheckpointReceipt, ClaimReceipt, LinkReceipt, Receipt, RetryReceipt, RollBackReceipt, WriteReceipt } from '../record/envelope';
import { receiptsIn } from '../record/receipts';
import { writeReceiptsIn } from '../reconcile/settleReceipts';

/** Everything that was promised for one piece of work, by kind. */
export interface Promises {
	readonly claims: readonly ClaimReceipt[];
	readonly changes: readonly ChangeReceipt[];
	readonly writes: readonly WriteReceipt[];
	readonly links: readonly LinkReceipt[];
	readonly checkpoints: readonly CheckpointReceipt[];
	readonly retry?: RetryReceipt;
	readonly rollBack?: RollBackReceipt;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value);
const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

/**
 * The promises of one sync in what the nodes on an item's way left under `_sync`. Of each kind and key the nearest
 * counts. They come from outside, so what is not whole is none.
 *
 * @param envelopes the nearest first
 */
export function promisesIn(envelopes: readonly unknown[], sync: string): Promises {
	const all = <T extends Receipt>(read: (envelope: unknown) => readonly T[], keyOf: (receipt: T) => string): T[] => {
		const found = new Map<string, T>();
		for (const envelope of envelopes) {
			// Within one envelope the nearest is the last.
			for (const receipt of [...read(envelope)].reverse()) {
				const key = keyOf(receipt);
				if (!found.has(key)) found.set(key, receipt);
			}
		}
		return [...found.values()];
	};
	const [retry] = all((one) => receiptsIn(one, 'retry', sync, ({ token, job }) => isNumber(token) && isNumber(job)), () => '');
	const [rollBack] = all((one) => receiptsIn(one, 'rollBack', sync, ({ token, step }) => isNumber(token) && isNumber(step)), () => '');
	return {
		claims: all((one) => receiptsIn(one, 'claim', sync, ({ token }) => isNumber(token)), ({ key }) => key),
		changes: all((one) => receiptsIn(one, 'change', sync, ({ system, token }) => typeof system === 'string' && isNumber(token)), ({ key, system }) => `${key} ${system}`),
		writes: ofNearest(envelopes, (one) => writeReceiptsIn(one, sync), ({ key, system }) => `${key} ${system}`),
		links: all((one) => receiptsIn(one, 'link', sync, ({ token, system, id, target }) => isNumber(token) && isName(system) && isName(target) && readId(id).ok), ({ key }) => key),
		checkpoints: ofNearest(envelopes, (one) => checkpointReceiptsIn(one, sync), ({ key }) => key),
		...(retry === undefined ? {} : { retry }),
		...(rollBack === undefined ? {} : { rollBack }),
	};
}

/**
 * Of each key all receipts of the nearest node that has any. An item may stand for several that a checkpoint read, and
 * further upstream these are not yet split by systems; a job may have been folded from several writes.
 */
function ofNearest<T extends Receipt>(envelopes: readonly unknown[], read: (envelope: unknown) => readonly T[], keyOf: (receipt: T) => string): T[] {
	const found = new Map<string, T[]>();
	for (const envelope of envelopes) {
		const here = read(envelope);
		for (const key of new Set(here.map(keyOf))) {
			if (!found.has(key)) found.set(key, here.filter((one) => keyOf(one) === key));
		}
	}
	return [...found.values()].flat();
}

/** What a parked job takes along: all but the lease it was handed out by, and the checkpoint, which is told at once. */
export function toKeep({ claims, changes, writes, links }: Promises): Receipt[] {
	return [...claims, ...changes, ...writes, ...links];
}

export function isEmpty({ claims, changes, writes, links, checkpoints, retry, rollBack }: Promises): boolean {
	return claims.length + changes.length + writes.length + links.length + checkpoints.length === 0 && retry === undefined && rollBack === undefined;
}
