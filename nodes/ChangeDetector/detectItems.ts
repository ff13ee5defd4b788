import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Terms } from '../shared/changes/decide';
import { changeCollection } from '../shared/changes/entryLayout';
import { knownFields } from '../shared/changes/fieldNames';
import { locate } from '../shared/changes/locate';
import { factorOf, FULL_SUMS, sameSums } from '../shared/changes/sums';
import { withError } from '../shared/n8n/failClosed';
import { failItem, failNode } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { isRecord } from '../shared/record/json';
import { keyHash } from '../shared/record/fingerprint';
import type { StateStore } from '../shared/state/port';
import { fieldNamer } from './changedFields';
import { coalesce, type Arrival, type RecordArrivals } from './coalesce';
import { detect, type Detected, type Task } from './detect';
import { expectedEchoes, strikeOut } from './echoLedger';
import { UNCHANGED } from './emit';
import { emitDetected, type Emission } from './emitDetected';
import { missingFrom, type Missing } from './fullList';
import { nothingWaits, releaseDue, type Released } from './quiet';
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
	emitDetected(ctx, { ...(await decideAll(store, settings, reader, released, read.unreadable)), items }, outputs);
	return outputs;
}

/** Lets out what has waited long enough; the items themselves, a schedule's, say nothing. */
export async function releaseWaiting(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = readDetectSettings(ctx);
	const reader = readerFor(ctx, settings.definition);
	const items = ctx.getInputData();
	const outputs: INodeExecutionData[][] = [[], [], items.map((item, i) => ({ ...item, pairedItem: { item: i } }))];
	const store = await openState(ctx, settings.sync, settings.ifStateLost);
	const released = await releaseDue(store, { ...settings, quietMs: 0, onlyDue: true }, reader, [], () => ({}));
	emitDetected(ctx, { ...(await decideAll(store, settings, reader, released, 0)), items }, outputs);
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

async function decideAll(
	store: StateStore,
	settings: DetectSettings,
	reader: RecordReader,
	released: Released,
	unreadable: number,
): Promise<Omit<Emission, 'items'>> {
	const { system } = settings;
	const records = coalesce(released.arrivals);
	const known = await knownFields(store, system, namesIn(records));
	const keys = records.map(({ key }) => keyHash(key));
	const missing: Missing = settings.reportsMissing
		? await missingFrom({ hashes: new Set(keys), count: records.length, unreadable }, store, system, settings.limits)
		: { keys: [] };
	const echoes = await expectedEchoes(store, system, records.map(({ key }) => key));
	const task: Task = { records, missing: missing.keys, isList: settings.isList, echoes, terms: termsOf(settings, reader, known) };
	const collection = changeCollection(system, roomFor(settings.cap));
	const detected = await store.transact(collection, [...keys, ...missing.keys.map(keyHash)], (tx): Detected => detect(tx, task));
	await strikeOut(store, system, detected.echoed);
	await released.remove();
	return { settings, reader, detected, missing, released, nameFields: fieldNamer(reader, known) };
}

/** A table that is full forgets a sixteenth at once: as many more have room, so that no listed record is among them. */
function roomFor(cap: number): number {
	return Math.ceil((cap * 16) / 15) + 1;
}

function termsOf(settings: DetectSettings, reader: RecordReader, known: readonly string[]): Omit<Terms, 'now' | 'nextToken'> {
	const dropped = known.filter((name) => !reader.compares(name)).map(factorOf);
	return {
		atOnce: settings.atOnce,
		holdMs: settings.holdMs,
		tombstoneMs: settings.tombstoneMs,
		allSums: settings.allSums,
		// A field that is no longer compared is no change; with the short sums that could not be told for certain.
		isSame: (remembered, seen) =>
			sameSums(remembered, seen) ||
			(dropped.length > 0 && Math.min(remembered.length, seen.length) === FULL_SUMS && locate(remembered, seen, dropped) !== undefined),
	};
}

function namesIn(records: readonly RecordArrivals[]): Set<string> {
	const names = new Set<string>();
	let last: RecordArrivals['arrivals'][number]['reading']['fields'] = [];
	for (const { arrivals } of records) {
		for (const { reading } of arrivals) {
			// Records of one list mostly share their fields.
			const { fields } = reading;
			if (fields.length === last.length && fields.every((field, i) => field === last[i])) continue;
			last = fields;
			for (const { name } of fields) names.add(name);
		}
	}
	return names;
}
