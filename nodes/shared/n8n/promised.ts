import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { SYNC_KEY } from '../record/envelope';
import { isRecord } from '../record/json';
import type { ItemProblem } from './items';
import { findUpstream } from './upstream';

/** What was found of an item, or why nothing was. */
export type Found<T> = { ok: true; value: T } | { ok: false; problem: ItemProblem };

/**
 * Finds what a node before this one promised about an item: on the item itself, or behind the app node that replaced
 * it. Never guesses.
 *
 * @param nodeType of the node that promised, without the package's name, e.g. `idempotencyGuard`
 * @param read what the envelope under `_sync` promises; undefined if nothing of the kind
 * @returns a function from an item and its index to the promise; `missing` is what is said where there is none
 */
export function promiseFinder<T>(
	ctx: IExecuteFunctions,
	nodeType: string,
	read: (envelope: unknown) => T | undefined,
): (item: INodeExecutionData, index: number, missing: ItemProblem) => Found<T> {
	const upstream = findUpstream(ctx, [nodeType], (envelope) => read(envelope) !== undefined);
	return (item, index, missing) => {
		const own = read(isRecord(item.json) ? item.json[SYNC_KEY] : undefined);
		if (own !== undefined) return { ok: true, value: own };
		const found = upstream(index);
		if (found.kind === 'broken') return { ok: false, problem: found.problem };
		const value = found.kind === 'found' ? read(found.envelope) : undefined;
		return value === undefined ? { ok: false, problem: missing } : { ok: true, value };
	};
}
