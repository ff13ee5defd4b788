import type { FieldPath } from '../shared/record/path';
import {
	reconcileRecord, valueFingerprint, wasSeenIn, type Outcome, type Policy, type RecordMemory, type Round, type Row, type Rows,
} from '../shared/reconcile';
import type { Transaction } from '../shared/state/port';
import type { BadItem, Joined, Listing } from './listing';
import type { Settings } from './settings';

export interface Task {
	readonly settings: Settings;
	readonly policy: Policy;
	readonly paths: readonly (FieldPath | undefined)[];
	readonly listing: Listing;
	/** One value that cannot be compared stops all: then nothing is to be remembered either. */
	readonly stopAtBadValue: boolean;
}

export interface Busy {
	readonly record: Joined;
	readonly rows: Rows;
	readonly outcome: Outcome;
}

export interface Resolved {
	readonly now: number;
	/** Records to write or to report. */
	readonly busy: Busy[];
	/** Records that need nothing. */
	readonly quiet: Joined[];
	readonly bad: BadItem[];
	readonly notReconciled: Joined[];
	/** Inputs that are empty although their system held records before. */
	readonly leftOut: number[];
}

/** Decides all records of a run at one instant. */
export function resolve(tx: Transaction<RecordMemory>, task: Task): Resolved {
	const { policy, listing } = task;
	const { records } = listing;
	const leftOut = emptyInputs(task, tx);
	const bits = (inputs: Iterable<number>): number => {
		let mask = 0;
		for (const input of inputs) mask |= 1 << policy.systems[input]!;
		return mask;
	};
	const round: Round = { now: tx.now, unlisted: bits(leftOut), incomplete: bits(listing.holes) };
	const read = rowReader(task);
	const result: Resolved = { now: tx.now, busy: [], quiet: [], bad: [], notReconciled: [], leftOut };
	const changes: [i: number, memory: RecordMemory][] = [];
	for (let i = 0; i < records.length; i += 1) {
		const record = records[i]!;
		if (record.broken === true) {
			result.notReconciled.push(record);
			continue;
		}
		const rows = read(record);
		let outcome: Outcome;
		try {
			outcome = reconcileRecord(policy, round, tx.get(i), rows);
		} catch (error) {
			const values = badValues(task, record, rows);
			result.bad.push(...(values.length > 0 ? values : [unexpected(record, error as Error)]));
			result.notReconciled.push(record);
			continue;
		}
		if (outcome.memory !== undefined) changes.push([i, outcome.memory]);
		if (outcome.decisions.length === 0 && outcome.creates === 0 && outcome.vanished === 0) result.quiet.push(record);
		else result.busy.push({ record, rows: keep(rows), outcome });
	}
	if (result.bad.length > 0 && task.stopAtBadValue) return result;
	for (const [i, memory] of changes) tx.set(i, memory);
	return result;
}

/** An empty listing of a system that held some of these records is more likely a failure than the truth. */
function emptyInputs({ settings, policy, listing }: Task, tx: Transaction<RecordMemory>): number[] {
	return settings.systems.map((_, input) => input).filter((input) => {
		if (listing.items[input]!.length > 0) return false;
		if (settings.emptyInput === 'leaveOut') return true;
		const name = policy.shape.systems[policy.systems[input]!]!;
		return listing.records.some((_, i) => {
			const memory = tx.get(i);
			return memory !== undefined && wasSeenIn(memory, policy.shape, name);
		});
	});
}

/**
 * Reads a record's values into rows by place of the shape. The rows are the same ones for every record: most records
 * need nothing, and 10,000 of them would otherwise cost as much to collect as to compare.
 */
function rowReader({ settings, policy, paths, listing }: Task): (record: Joined) => Rows {
	const places = policy.systems;
	const fields = paths.length;
	const rows = policy.shape.systems.map((): Row | undefined => undefined);
	const ownRows = places.map(() => ({ values: new Array<unknown>(fields).fill(undefined), modified: undefined as unknown }));
	return (record) => {
		for (let input = 0; input < places.length; input += 1) {
			const index = record.at[input]!;
			const place = places[input]!;
			if (index < 0) {
				rows[place] = undefined;
				continue;
			}
			const { json } = listing.items[input]![index]!;
			const row = ownRows[input]!;
			for (let f = 0; f < fields; f += 1) {
				const path = paths[f];
				if (path !== undefined) row.values[f] = path.get(json);
			}
			row.modified = settings.systems[input]!.modified?.get(json);
			rows[place] = row;
		}
		return rows;
	};
}

/** Rows of a record's own. */
function keep(rows: Rows): Rows {
	return rows.map((row) => row && { values: [...row.values], modified: row.modified });
}

/** Which items of the record hold what JSON cannot, and where. */
function badValues({ settings, policy, paths }: Task, record: Joined, rows: Rows): BadItem[] {
	const found: BadItem[] = [];
	policy.systems.forEach((place, input) => {
		const row = rows[place];
		if (row === undefined) return;
		for (const [f, value] of row.values.entries()) {
			if (value === undefined) continue;
			try {
				valueFingerprint(value);
			} catch (error) {
				const { message } = error as Error;
				const index = record.at[input]!;
				found.push({
					input,
					index,
					problem: {
						message: `Item ${index} of ${settings.systems[input]!.name}, field "${paths[f]!.text}": ${message}`,
						description: 'The record was not reconciled. Correct the value before this node, or leave the field out of the comparison.',
					},
				});
				return;
			}
		}
	});
	return found;
}

/** Not a value's fault, so ours: said on the record's first item, so that the others go on. */
function unexpected(record: Joined, error: Error): BadItem {
	const input = record.at.findIndex((index) => index >= 0);
	return {
		input,
		index: record.at[input]!,
		problem: { message: `The record could not be reconciled: ${error.message}`, description: 'This is an error of this node. Please report it.' },
	};
}
