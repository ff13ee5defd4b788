import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { CheckpointReceipt, SyncEnvelope } from '../shared/record/envelope';
import type { RecordArrivals } from './coalesce';
import type { Findings } from './decideAll';
import type { Decided } from './detect';
import {
	CHANGED, DELETED, keyItem, linkedToFirst, quietEnvelope, reportEnvelope, UNCHANGED, withEnvelope, type Emitter,
} from './emit';
import type { Missing } from './fullList';

/** Everything the emitting part needs to know about a run. */
export interface Emission extends Findings {
	readonly items: readonly INodeExecutionData[];
	/** Which reads wait for a record that is handed on. */
	readonly checkpoints: ReadonlyMap<RecordArrivals, readonly CheckpointReceipt[]>;
}

/** So many keys are listed where deletes are held. */
const MOST_KEYS_SHOWN = 100;

/** Puts every decision on its output: what arrived in its order, then what a list lacks. */
export function emitDetected(ctx: IExecuteFunctions, run: Emission, outputs: INodeExecutionData[][]): void {
	const { settings, items, detected, missing, released } = run;
	const emitter: Emitter = settings;
	// Losers stand before their record's winner: the order of the items is what people expect.
	const inOrder = [...detected.arrivals].sort((a, b) => (a.arrival.item ?? -1) - (b.arrival.item ?? -1));
	for (const one of inOrder) emitArrival(run, emitter, one, outputs);
	for (const { key, arrivals } of released.waiting) {
		for (const { item } of arrivals) {
			outputs[UNCHANGED]!.push(withEnvelope(items[item!]!, item!, quietEnvelope(emitter, items[item!]!.json, key, 'waiting')));
		}
	}
	const numeric = numericKeys(run);
	for (const { key, decision } of missing.keys.length === 0 ? [] : detected.missing) {
		if (decision.verdict !== 'deleted') continue;
		const envelope = reportEnvelope(emitter, undefined, { key, report: decision, fields: undefined, versionValue: undefined, events: 1, disputed: false, checkpoints: [] });
		outputs[DELETED]!.push(keyItem(run.reader, key, numeric, envelope, items.length));
	}
	if (missing.held !== undefined) outputs[UNCHANGED]!.push(heldItem(ctx, run, missing.held));
	giveHints(ctx, run);
}

function emitArrival(run: Emission, emitter: Emitter, { record, arrival, decision }: Decided, outputs: INodeExecutionData[][]): void {
	const { reading, item: index, stored } = arrival;
	const source: INodeExecutionData = index === undefined ? { json: stored!.json } : run.items[index]!;
	const put = (output: number, envelope: SyncEnvelope): void => {
		const item = withEnvelope(source, index ?? 0, envelope);
		outputs[output]!.push(index === undefined ? { ...item, ...linkedToFirst(run.items.length) } : item);
	};
	if (decision === undefined) return put(UNCHANGED, quietEnvelope(emitter, source.json, reading.key, 'superseded'));
	if (decision.verdict !== 'changed' && decision.verdict !== 'deleted') {
		if (decision.verdict === 'unchanged' && run.settings.onlyNotable) return;
		return put(UNCHANGED, quietEnvelope(emitter, source.json, reading.key, decision.verdict));
	}
	const { key, events, disputed } = record;
	const fields = decision.verdict === 'changed' ? run.nameFields(decision, reading) : undefined;
	put(
		decision.verdict === 'changed' ? CHANGED : DELETED,
		reportEnvelope(emitter, source.json, { key, report: decision, fields, versionValue: reading.versionValue, events, disputed, checkpoints: run.checkpoints.get(record) ?? [] }),
	);
}

/** Per key field, whether the records of this run have it as a number. */
function numericKeys({ reader, detected, items }: Emission): boolean[] {
	const first = detected.arrivals.find(({ arrival }) => arrival.item !== undefined)?.arrival.item;
	return reader.keyPaths.map((path) => first !== undefined && typeof path.get(items[first]!.json) === 'number');
}

function heldItem(ctx: IExecuteFunctions, run: Emission, held: NonNullable<Missing['held']>): INodeExecutionData {
	const { keys, reason } = held;
	const message = `Deletes of ${keys.length} missing records are held. ${reason}`;
	ctx.addExecutionHints({ message: `${message} If they were really deleted, raise Most Deletes per Run under Options for one run.`, type: 'warning', location: 'outputPane' });
	const json: IDataObject = {
		_sync: { sync: run.settings.sync, verdict: 'deletesHeld', held: { count: keys.length, reason, keys: keys.slice(0, MOST_KEYS_SHOWN) } },
	};
	return { json, ...linkedToFirst(run.items.length) };
}

function giveHints(ctx: IExecuteFunctions, { detected, released }: Emission): void {
	let stale = 0, disputed = 0;
	for (const { decision, record } of detected.arrivals) {
		if (decision?.verdict === 'stale') stale += 1;
		if (decision?.verdict === 'changed' && (decision.sameVersion === true || record.disputed)) disputed += 1;
	}
	const hint = (message: string): void => ctx.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	if (stale > 0) hint(`${stale} items are older than what was applied, and were dropped: they are in Unchanged as stale.`);
	if (disputed > 0) hint(`${disputed} records have the version of what was applied before, and other content. They are in Changed with _sync.sameVersion: their version does not tell which is newer.`);
	if (released.unreadable > 0) hint(`${released.unreadable} records that wait cannot be read with the present settings, and go on waiting. Check the Record Key and Fields.`);
}
