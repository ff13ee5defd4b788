import type { Report, Terms } from '../shared/changes/decide';
import { changeCollection } from '../shared/changes/entryLayout';
import { knownFields } from '../shared/changes/fieldNames';
import { locate } from '../shared/changes/locate';
import { factorOf, FULL_SUMS, sameSums } from '../shared/changes/sums';
import { keyHash } from '../shared/record/fingerprint';
import type { StateStore } from '../shared/state/port';
import { fieldNamer, type ChangedFields } from './changedFields';
import { coalesce, type RecordArrivals } from './coalesce';
import { detect, type Detected, type Task } from './detect';
import { expectedEchoes, strikeOut } from '../shared/changes/echoLedger';
import { missingFrom, type Missing } from './fullList';
import type { Released } from './quiet';
import type { RecordReader, RecordReading } from './readRecord';
import type { DetectSettings } from './settings';

/** What a run has found. */
export interface Findings {
	readonly settings: DetectSettings;
	readonly reader: RecordReader;
	readonly detected: Detected;
	readonly missing: Missing;
	readonly released: Released;
	nameFields(report: Report, reading: RecordReading): ChangedFields;
}

/**
 * Decides about all that is to be looked at, and remembers it.
 *
 * @param unreadable items whose record cannot be told
 */
export async function decideAll(
	store: StateStore,
	settings: DetectSettings,
	reader: RecordReader,
	released: Released,
	unreadable: number,
): Promise<Findings> {
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
