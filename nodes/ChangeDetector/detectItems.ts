import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { markCheckpoints } from '../shared/checkpoint/markCheckpoints';
import { withError } from '../shared/n8n/failClosed';
import { failItem, failNode, passOn } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { isRecord } from '../shared/record/json';
import { owedTo } from './checkpoints';
import type { Arrival } from './coalesce';
import { decideAll } from './decideAll';
import { UNCHANGED } from './emit';
import { emitDetected } from './emitDetected';
import { nothingWaits, releaseDue } from './quiet';
import type { RecordReader } from './readRecord';
import { readDetectSettings, readerFor, type DetectSettings } from './settings';

/** Reads what arrived, decides in one transaction, and puts the decisions on the outputs. */
export async function detectItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = readDetectSettings(ctx);
	const reader = readerFor(ctx, settings.definition);
	const items = ctx.getInputData();
	const outputs: INodeExecutionData[][] = [[], [], []];

	const read = isEmptyList(items, settings) ? { arrivals: [], unreadable: 0 } : readItems(ctx, items, reader, outputs[UNCHANGED]!);
	if (settings.isList) checkRoom(ctx, settings, read.arrivals);
	const store = await openState(ctx, settings.sync, settings.ifStateLost);
	const released = settings.isList
		? nothingWaits(read.arrivals)
		: await releaseDue(store, { ...settings, onlyDue: false }, reader, read.arrivals, (item) => items[item]!.json);
	const findings = await decideAll(store, settings, reader, released, read.unreadable);
	const owed = owedTo(ctx, items, findings);
	emitDetected(ctx, { ...findings, items, checkpoints: owed.carried }, outputs);
	await markCheckpoints(store, owed.settled.map((receipt) => ({ receipt, accounted: true })));
	return outputs;
}

/** Lets out what has waited long enough; the items themselves, a schedule's, say nothing. */
export async function releaseWaiting(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = readDetectSettings(ctx);
	const reader = readerFor(ctx, settings.definition);
	const items = ctx.getInputData();
	const outputs: INodeExecutionData[][] = [[], [], items.map((item, i) => passOn(item, i))];
	const store = await openState(ctx, settings.sync, settings.ifStateLost);
	const released = await releaseDue(store, { ...settings, quietMs: 0, onlyDue: true }, reader, [], () => ({}));
	emitDetected(ctx, { ...(await decideAll(store, settings, reader, released, 0)), items, checkpoints: new Map() }, outputs);
	return outputs;
}

function checkRoom(ctx: IExecuteFunctions, { cap }: DetectSettings, arrivals: readonly Arrival[]): void {
	if (arrivals.length <= cap) return;
	const records = new Set(arrivals.map(({ reading }) => reading.key)).size;
	if (records <= cap) return;
	failNode(
		ctx,
		`The list has ${records} records, and ${cap} are remembered`,
		'Those forgotten would count as new in every run. Raise Records to Remember under Options.',
	);
}

/** n8n runs no node without items: an empty list arrives as one empty item, from a node that is to always output data. */
function isEmptyList(items: readonly INodeExecutionData[], settings: DetectSettings): boolean {
	const json: unknown = items[0]?.json;
	return settings.isList && items.length === 1 && isRecord(json) && Object.keys(json).length === 0;
}

function readItems(ctx: IExecuteFunctions, items: readonly INodeExecutionData[], reader: RecordReader, failed: INodeExecutionData[]): { arrivals: Arrival[]; unreadable: number } {
	const arrivals: Arrival[] = [];
	items.forEach((item, i) => {
		const read = reader.read(item.json);
		if (read.ok) arrivals.push({ reading: read.reading, item: i });
		else failed.push(withError(failItem(ctx, item, i, read.problem)));
	});
	return { arrivals, unreadable: items.length - arrivals.length };
}
