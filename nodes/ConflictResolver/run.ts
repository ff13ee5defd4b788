import type { INodeExecutionData, IPairedItemData } from 'n8n-workflow';
import type { CheckpointReceipt } from '../shared/record/envelope';
import type { FieldPath } from '../shared/record/path';
import type { Policy } from '../shared/reconcile';
import type { Joined, Listing } from './listing';
import type { Settings } from './settings';

/** Everything the emitting part needs to know about this run. */
export interface Run {
	readonly settings: Settings;
	readonly policy: Policy;
	/** Per field of the shape its path; undefined where it is not compared in this run. */
	readonly paths: readonly (FieldPath | undefined)[];
	readonly listing: Listing;
	readonly now: number;
	/** The reads of this sync that wait for the record. */
	checkpointsOf(record: Joined): readonly CheckpointReceipt[];
}

/** Every item that shows the record, or says what happened to it. */
export function pairs({ listing }: Run, record: Joined): IPairedItemData[] {
	const found: IPairedItemData[] = [];
	for (let s = 0; s < record.at.length; s += 1) {
		const input = listing.inputs[s]!;
		const changes = record.changes?.[s];
		if (changes !== undefined) for (const change of changes) found.push({ item: change.index, input });
		else if (record.at[s]! >= 0) found.push({ item: record.at[s]!, input });
	}
	return found;
}

/** The record's item of a system; undefined if it shows none. */
export function itemOf({ listing }: Run, record: Joined, system: number): INodeExecutionData | undefined {
	return listing.items[system]?.[record.at[system] ?? -1];
}

/** The system whose form of the key counts: the first by name, so that the order of the systems means nothing. */
export function firstHolder({ settings }: Run, record: Joined): number {
	const holders = record.at.flatMap((index, system) => (index >= 0 ? [system] : []));
	const name = (system: number): string => settings.systems[system]!.name;
	return holders.reduce((first, system) => (name(system) < name(first) ? system : first));
}

/** The record key, in the form of the given system if it shows the record, else of the first that does. */
export function keyOf(run: Run, record: Joined, system = -1): unknown {
	const holder = (record.at[system] ?? -1) >= 0 ? system : firstHolder(run, record);
	return run.settings.key.get(itemOf(run, record, holder)!.json);
}

/** Names of the systems in a set of bits, in the order of the systems. */
export function namesIn({ policy, settings }: Run, bits: number): string[] {
	return settings.systems.flatMap(({ name }, s) => ((bits & (1 << policy.systems[s]!)) === 0 ? [] : [name]));
}
