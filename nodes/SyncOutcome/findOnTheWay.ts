import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ItemProblem } from '../shared/n8n/items';
import type { Found } from '../shared/n8n/promised';
import { allStations, tracer, type Station } from '../shared/n8n/trace';
import { SYNC_KEY, type SyncEnvelope } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import type { FieldPath } from '../shared/record/path';

/** What the pack's nodes left about an item, the nearest first. */
export interface OnTheWay {
	readonly envelopes: readonly SyncEnvelope[];
	/** As the last of them put the record out; undefined if none stands upstream. */
	readonly record: Record<string, unknown> | undefined;
}

export type Finder = (item: INodeExecutionData, index: number) => Found<OnTheWay>;

/**
 * By item linking. A way that breaks off counts as found where something was found before the break: what lies further
 * away is then left to expire, which is safe; with nothing found, nobody knows whose item this is.
 */
export function byLinking(ctx: IExecuteFunctions, input: number): Finder {
	const trace = tracer(ctx, input);
	return (item, index) => {
		const own = ownEnvelope(item);
		const { stations, broken } = trace(index);
		const way = onTheWay(own, item, stations);
		if (way.envelopes.length === 0 && broken !== undefined) return { ok: false, problem: broken };
		return { ok: true, value: way };
	};
}

/**
 * By a key in the app's answer: for apps that answer with items of their own, linked to nothing. The key must be that
 * of exactly one item of each node.
 */
export function byKey(ctx: IExecuteFunctions, path: FieldPath): Finder {
	let nodes: Map<string, Station[]>[] | undefined;
	return (item) => {
		nodes ??= allStations(ctx).map(byItsKey);
		const value: unknown = path.get(item.json);
		const key = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
		if (key === '') return { ok: false, problem: noKey(path, value) };
		const stations: Station[] = [];
		for (const node of nodes) {
			const [first, second] = node.get(key) ?? [];
			if (second !== undefined) return { ok: false, problem: severalHave(key, second.node) };
			if (first !== undefined) stations.push(first);
		}
		if (stations.length === 0) return { ok: false, problem: nobodyHas(key, path) };
		return { ok: true, value: onTheWay(ownEnvelope(item), item, stations) };
	};
}

function onTheWay(own: SyncEnvelope | undefined, item: INodeExecutionData, stations: readonly Station[]): OnTheWay {
	const envelopes = stations.flatMap(({ envelope }) => (envelope === undefined ? [] : [envelope]));
	// An app node that hands items through hands `_sync` through: then it is the nearest one's, and says nothing new.
	return {
		envelopes: own === undefined ? envelopes : [own, ...envelopes],
		record: stations.find(({ isNote }) => !isNote)?.json ?? (own === undefined ? undefined : item.json),
	};
}

function ownEnvelope(item: INodeExecutionData): SyncEnvelope | undefined {
	const envelope = isRecord(item.json) ? item.json[SYNC_KEY] : undefined;
	return isRecord(envelope) ? envelope : undefined;
}

function byItsKey(stations: readonly Station[]): Map<string, Station[]> {
	const found = new Map<string, Station[]>();
	for (const station of stations) {
		const key = station.envelope?.key;
		if (key === undefined) continue;
		const known = found.get(String(key));
		if (known === undefined) found.set(String(key), [station]);
		else known.push(station);
	}
	return found;
}

function noKey({ text }: FieldPath, value: unknown): ItemProblem {
	return {
		message: `The answer has no key in "${text}": ${value === undefined ? 'it is missing' : 'it is not a text or a number'}`,
		description: 'Under Key in the Answer, name the field in which the app answers with the record\'s key, or find promises by item linking.',
	};
}

function severalHave(key: string, node: string): ItemProblem {
	return {
		message: `"${node}" put out several items with the key ${key.slice(0, 100)}, so it is not clear which one this answer is for`,
		description: 'Find promises by item linking, or let only one item of each record go to the app in one run (Retry Queue and Change Detector see to that).',
	};
}

function nobodyHas(key: string, { text }: FieldPath): ItemProblem {
	return {
		message: `No item with the key ${key.slice(0, 100)} went to the app in this run`,
		description: `Check that "${text}" holds the same key as _sync.key of the items before the app node, written in the same way.`,
	};
}
