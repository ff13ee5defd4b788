import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { SYNC_KEY, type SyncEnvelope } from '../record/envelope';
import { isRecord } from '../record/json';
import type { ItemProblem } from './items';

/** What looking upstream for one item gave. */
export type Upstream =
	/** The nearest ancestor item that carries an envelope, and the name of the node that put it out. */
	| { kind: 'found'; node: string; envelope: SyncEnvelope }
	/** The nearest wanted node handed the item on without an accepted envelope, and the caller takes that for an answer. */
	| { kind: 'bare'; node: string }
	/** Nothing of the wanted kind stands in this item's history. */
	| { kind: 'none' }
	/** The history cannot be followed, so nobody knows. Never a reason to guess. */
	| { kind: 'broken'; problem: ItemProblem };

/**
 * Finds what nodes before this one said about an item, also when an app node in between replaced its `json`.
 * Uses n8n's item linking through one data proxy, never an expression (about 10 µs an item, PLATFORM.md).
 * Looks at the node's first input. Does not look at the item itself: do that first, it is free.
 *
 * @param ctx the executing node
 * @param types the node types to look for, without the package's name, e.g. `['idempotencyGuard']`
 * @param accept leaves out envelopes that are not what is looked for (then the search goes on further upstream)
 * @param acceptBare the types whose items without an accepted envelope say something, too, and end the search
 * @returns a function from an item's index to its nearest ancestor's envelope
 */
export function findUpstream(
	ctx: IExecuteFunctions,
	types: readonly string[],
	accept: (envelope: SyncEnvelope) => boolean = () => true,
	acceptBare: readonly string[] = [],
): (index: number) => Upstream {
	const wanted = types.map((type) => `.${type}`);
	// n8n lists ancestors before descendants: reversed, the nearest comes first.
	const candidates = ctx
		.getParentNodes(ctx.getNode().name)
		.reverse()
		.filter((node) => node.disabled !== true && wanted.some((type) => node.type.endsWith(type)))
		.map(({ name, type }) => ({ name, endsBare: acceptBare.some((bare) => type.endsWith(`.${bare}`)) }));
	if (candidates.length === 0) return () => ({ kind: 'none' });

	const proxy = ctx.getWorkflowDataProxy(0);
	const nodes = candidates
		.map(({ name, endsBare }) => ({ name, endsBare, reach: proxy.$(name, WHOLE_ITEM) as ReachedNode }))
		.filter(({ reach }) => reach.isExecuted);

	return (index) => {
		let broken: Upstream | undefined;
		for (const { name, endsBare, reach } of nodes) {
			let item: INodeExecutionData | undefined;
			try {
				item = reach.itemMatching(index);
			} catch (error) {
				const problem = whyUnreachable(ctx, error, name);
				if (problem === undefined) continue;
				// Several ancestors at this node: one further away would be no more certain.
				if (contextOf(error)['type'] === 'paired_item_multiple_matches') return { kind: 'broken', problem };
				broken ??= { kind: 'broken', problem };
				continue;
			}
			const envelope = isRecord(item?.json) ? item.json[SYNC_KEY] : undefined;
			if (isRecord(envelope) && accept(envelope)) return { kind: 'found', node: name, envelope };
			if (endsBare) return { kind: 'bare', node: name };
		}
		return broken ?? { kind: 'none' };
	};
}

/** Without it, workflows with combined binary mode get only the item's `json`. */
export const WHOLE_ITEM = true;

interface ReachedNode {
	readonly isExecuted: boolean;
	itemMatching(index: number): INodeExecutionData | undefined;
}

/** @returns undefined where the item's history was followed to its start and simply does not pass the node */
export function whyUnreachable(ctx: IExecuteFunctions, error: unknown, target: string): ItemProblem | undefined {
	const { type, nodeCause } = contextOf(error);
	if (type === 'paired_item_no_connection') return undefined;
	if (error instanceof TypeError && !error.message.includes('pairedItem')) {
		// n8n 2.41 trips over the start of the history when the first node's items are linked to nothing.
		return undefined;
	}
	// n8n names the target itself where a link points behind the end of the target's items.
	const at = typeof nodeCause === 'string' && nodeCause !== target ? nodeCause : undefined;
	if (type === 'paired_item_multiple_matches') {
		return {
			message: `This item was made from several items of "${target}", so it is not clear which one it stands for`,
			description:
				`Somewhere between "${target}" and this node items were combined (Aggregate, Summarize, Merge, a Code node). ` +
				'Place this node before that step, where one item is still one record.',
		};
	}
	if (type === 'paired_item_no_info' && at !== undefined && ctx.getParentNodes(at).length === 0) return undefined;
	return {
		message:
			at === undefined
				? `This item cannot be traced back to "${target}": item linking is broken on the way`
				: `This item cannot be traced back to "${target}": "${at}" does not say which item each of its items came from`,
		description:
			`If ${at === undefined ? 'there' : `"${at}"`} is a Code node, return pairedItem with each item, for example ` +
			'{ json: …, pairedItem: index }. If its data is pinned, unpin it and run again. ' +
			`Or place this node directly behind "${target}".`,
	};
}

function contextOf(error: unknown): Record<string, unknown> {
	const context = (error as { context?: unknown } | null)?.context;
	return isRecord(context) ? context : {};
}
