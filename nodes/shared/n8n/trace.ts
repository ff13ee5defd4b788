import type { IExecuteFunctions, INodeExecutionData, IPairedItemData, ISourceData } from 'n8n-workflow';
import { SYNC_KEY, type SyncEnvelope } from '../record/envelope';
import { isRecord } from '../record/json';
import type { ItemProblem } from './items';
import { WHOLE_ITEM, whyUnreachable } from './upstream';

/** What a node of the pack put out on an item's way. */
export interface Station {
	/** The node's name. */
	readonly node: string;
	readonly json: Record<string, unknown>;
	/** Its `_sync`; undefined where it left none. */
	readonly envelope: SyncEnvelope | undefined;
	/** It only says something about the record, which is another node's. */
	readonly isNote: boolean;
}

/** An item's way back through the nodes of the pack, up to the last Sync Outcome: what lies before that is settled. */
export interface Trace {
	/** The nearest first. */
	readonly stations: readonly Station[];
	/** Why a node could not be reached; the first of these, from the item's side. */
	readonly broken?: ItemProblem;
}

/** Which of the pack's nodes put something on items that the end of a flow wants to know. */
const STATIONS = ['idempotencyGuard', 'conflictResolver', 'changeDetector', 'recordLinker', 'fieldMapper', 'retryQueue', 'syncCheckpoint'];
/** Where a flow ended before. */
const END = 'syncOutcome';
/** Edit Fields: with it people add to `_sync` what no node of ours knows. */
const NOTES = 'set';

/**
 * Follows items of any input back to everything the pack's nodes put out for them, with n8n's own item linking: one
 * walk a node and item, no expressions. n8n's `$('…').itemMatching` knows the first input only.
 *
 * @param input the node's input the items came in by
 */
export function tracer(ctx: IExecuteFunctions, input: number): (index: number) => Trace {
	const nodes = executedStations(ctx);
	if (nodes.length === 0) return () => ({ stations: [] });
	const follow = ctx.getWorkflowDataProxy(0)['$getPairedItem'] as GetPairedItem;
	const source = ctx.getInputSourceData(input);
	return (index) => {
		const stations: Station[] = [];
		let broken: ItemProblem | undefined;
		for (const { name, ends, isNote } of nodes) {
			let item: INodeExecutionData | undefined;
			try {
				item = follow(name, source, { item: index, input });
			} catch (error) {
				if (!isNote) broken ??= whyUnreachable(ctx, error, name);
				continue;
			}
			if (isRecord(item?.json) && (!isNote || isRecord(item.json[SYNC_KEY]))) stations.push({ ...stationOf(name, item.json), isNote });
			if (ends) break;
		}
		return broken === undefined ? { stations } : { stations, broken };
	};
}

/**
 * Everything the pack's nodes before this one put out in this run, for finding an item's promises by a key: of each
 * node the last run, where the way to this node begins. The nearest node first.
 */
export function allStations(ctx: IExecuteFunctions): Station[][] {
	const proxy = ctx.getWorkflowDataProxy(0);
	return executedStations(ctx).filter(({ isNote }) => !isNote).map(({ name }) => {
		const items = (proxy.$(name, WHOLE_ITEM) as { all(): INodeExecutionData[] }).all();
		return items.flatMap(({ json }) => (isRecord(json) ? [stationOf(name, json)] : []));
	});
}

type GetPairedItem = (node: string, source: ISourceData, paired: IPairedItemData) => INodeExecutionData | undefined;

/** n8n lists ancestors before descendants: reversed, the nearest comes first. */
function executedStations(ctx: IExecuteFunctions): { name: string; ends: boolean; isNote: boolean }[] {
	const proxy = ctx.getWorkflowDataProxy(0);
	return ctx
		.getParentNodes(ctx.getNode().name)
		.reverse()
		.filter(({ type, disabled }) => disabled !== true && [END, NOTES, ...STATIONS].some((one) => type.endsWith(`.${one}`)))
		.filter(({ name }) => (proxy.$(name, WHOLE_ITEM) as { isExecuted: boolean }).isExecuted)
		.map(({ name, type }) => ({ name, ends: type.endsWith(`.${END}`), isNote: type.endsWith(`.${NOTES}`) }));
}

function stationOf(node: string, json: Record<string, unknown>): Station {
	const envelope = json[SYNC_KEY];
	return { node, json, envelope: isRecord(envelope) ? envelope : undefined, isNote: false };
}
