import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Members } from '../shared/crosswalk';
import { withError } from '../shared/n8n/failClosed';
import { failItem, type ItemProblem } from '../shared/n8n/items';
import { SYNC_KEY, type LinkReceipt, type SyncEnvelope } from '../shared/record/envelope';
import { isRecord, setOwn } from '../shared/record/json';

/** The item with what this node says of it. What earlier nodes said stays where nothing else is known. */
export function withEnvelope(item: INodeExecutionData, index: number, sync: string, says: SyncEnvelope, receipt?: LinkReceipt): INodeExecutionData {
	const before = item.json[SYNC_KEY];
	const envelope: SyncEnvelope = { ...(isRecord(before) ? before : {}) };
	// What Match said of the item earlier is not true of it any more.
	for (const name of OWN) delete envelope[name];
	envelope.sync ??= sync;
	Object.assign(envelope, says);
	if (receipt !== undefined) envelope.receipts = [...(Array.isArray(envelope.receipts) ? envelope.receipts : []), receipt];
	const result: INodeExecutionData = { ...item, json: { ...item.json, [SYNC_KEY]: envelope as IDataObject }, pairedItem: { item: index } };
	// An app node's error stands in the JSON. Where an item carries it as such, too, n8n would put nothing else out.
	delete result.error;
	return result;
}

const OWN = ['link', 'links', 'review', 'refused', 'targetId', 'leaseUntil', 'reportOnly'] as const;

/** The ids of one record by system. */
export function linksOf(members: Members): Record<string, string> {
	const links = {};
	for (const [system, id] of members) setOwn(links, system, id);
	return links as Record<string, string>;
}

/** Stops the node, or puts the item out with the error, where nothing is done with it. */
export function withProblem(ctx: IExecuteFunctions, item: INodeExecutionData, index: number, problem: ItemProblem, input = 0): INodeExecutionData {
	return withError(failItem(ctx, item, index, problem, input));
}

/** A record that is linked is updated where it was to be created; what is to be deleted stays so. */
export function operationFor(json: unknown, verdict: 'linked' | 'new'): Pick<SyncEnvelope, 'operation'> {
	if (verdict === 'new') return { operation: 'create' };
	return { operation: isDelete(json) ? 'delete' : 'update' };
}

export function isDelete(json: unknown): boolean {
	const envelope = isRecord(json) ? json[SYNC_KEY] : undefined;
	return isRecord(envelope) && envelope['operation'] === 'delete';
}
