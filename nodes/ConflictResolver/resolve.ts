import {
	isQuiet, reconcileRecord, wasSeenIn, type Brake, type Outcome, type RecordMemory, type Round, type Rows,
} from '../shared/reconcile';
import { knowing } from '../shared/reconcile/forget';
import { reshape } from '../shared/reconcile/reshape';
import type { Transaction } from '../shared/state/port';
import { badValues, unexpected } from './badValues';
import { brakeFor } from './brakeFor';
import type { Heard } from './eventRows';
import type { BadItem, Joined } from './listing';
import { keepRows, rowReader, type RowTask } from './rowReader';
import { isLinked } from './targetIds';
import { isUnderWay } from './underWay';

export interface Task extends RowTask {
	/** One value that cannot be compared stops all: then nothing is to be remembered either. */
	readonly stopAtBadValue: boolean;
}

/** A record to write or to report. */
export interface Busy {
	readonly record: Joined;
	readonly rows: Rows;
	readonly outcome: Outcome;
	/** What was remembered before this run. */
	readonly before: RecordMemory | undefined;
	readonly heard: readonly (Heard | undefined)[] | undefined;
	/** In the mode Event: not known from anywhere, and to be looked at before it is created elsewhere. */
	readonly unknown: boolean;
}

export interface Resolved {
	readonly now: number;
	readonly busy: Busy[];
	/** Records that need nothing. */
	readonly quiet: Joined[];
	/** In the mode Event records for which something planned may not have arrived yet. */
	readonly underWay: ReadonlySet<Joined>;
	readonly bad: BadItem[];
	readonly notReconciled: Joined[];
	/** Inputs that are empty although their system held records before. */
	readonly leftOut: number[];
	readonly brake: Brake;
}

const RELEASED: Brake = { held: false, reasons: [] };

/** Decides all records of a run at one instant. */
export function resolve(tx: Transaction<RecordMemory>, task: Task): Resolved {
	const { settings, policy, listing } = task;
	const { records } = listing;
	const isEvent = settings.event !== undefined;
	const leftOut = isEvent ? [] : emptyInputs(task, tx);
	const bits = (inputs: Iterable<number>): number => {
		let mask = 0;
		for (const input of inputs) mask |= 1 << policy.systems[input]!;
		return mask;
	};
	const all = bits(policy.systems.keys());
	const round: Round = {
		now: tx.now, unlisted: bits(leftOut), incomplete: bits(listing.holes), ...(isEvent ? { unasked: all } : {}),
	};
	const read = rowReader(task);
	const decide = (record: Joined, memory: RecordMemory | undefined, in_: Round): Omit<Busy, 'record' | 'before'> => {
		const { rows, heard } = read(record, memory);
		const unsure = isEvent ? unsureOf(task, record, memory, all) : 0;
		const outcome = reconcileRecord(policy, unsure === 0 ? in_ : { ...in_, incomplete: in_.incomplete | unsure }, memory, rows);
		const isThere = rows.some((row) => row !== undefined && row.deleted !== true);
		return { rows, heard, outcome, unknown: unsure !== 0 && isThere };
	};

	const underWay = new Set<Joined>();
	const result = { now: tx.now, underWay, busy: [] as Busy[], quiet: [] as Joined[], bad: [] as BadItem[], notReconciled: [] as Joined[], leftOut };
	const changes = new Map<number, RecordMemory>();
	const deletes: { i: number; at: number }[] = [];
	for (let i = 0; i < records.length; i += 1) {
		const record = records[i]!;
		if (record.broken === true) {
			result.notReconciled.push(record);
			continue;
		}
		const before = tx.get(i);
		try {
			const decided = decide(record, before, round);
			const { outcome, rows } = decided;
			if (outcome.memory !== undefined) changes.set(i, outcome.memory);
			if (outcome.deletes !== 0) deletes.push({ i, at: result.busy.length });
			if (isEvent && isUnderWay(outcome.memory ?? before)) underWay.add(record);
			if (isQuiet(outcome) && !decided.unknown && !contradicts(decided.heard)) result.quiet.push(record);
			else result.busy.push({ ...decided, record, before, rows: isEvent ? rows : keepRows(rows) });
		} catch (error) {
			const { rows } = read(record, before);
			const values = badValues(task, record, rows);
			result.bad.push(...(values.length > 0 ? values : [unexpected(task, record, error as Error)]));
			result.notReconciled.push(record);
		}
	}
	if (result.bad.length > 0 && task.stopAtBadValue) return { ...result, brake: RELEASED };
	const brake = deletes.length === 0 ? RELEASED : brakeFor(task, tx, result.busy, deletes);
	if (brake.held) {
		for (const { i, at } of deletes) {
			const one = result.busy[at]!;
			const again = decide(one.record, one.before, { ...round, holdDeletes: true });
			result.busy[at] = { ...one, outcome: again.outcome };
			changes.delete(i);
			if (again.outcome.memory !== undefined) changes.set(i, again.outcome.memory);
		}
	}
	for (const [i, memory] of changes) tx.set(i, memory);
	return { ...result, brake };
}

/**
 * Systems, as bits, that may hold the record although nobody has seen it there: those a Record Linker knows it from,
 * and all of them where that is to be looked at first and no event says that the record is new. It is not created
 * there: only a comparison can tell what they have.
 */
function unsureOf({ settings, policy, listing }: Task, record: Joined, memory: RecordMemory | undefined, all: number): number {
	const asks = settings.event?.unknownRecord === 'review' && !saysCreated(record);
	const known = memory === undefined ? undefined : reshape(memory, policy.shape);
	const familiar = known === undefined ? 0 : known.seen | knowing(known, all);
	let unsure = 0;
	settings.systems.forEach(({ name }, system) => {
		const bit = 1 << policy.systems[system]!;
		if (record.changes![system] !== undefined || (familiar & bit) !== 0) return;
		if (asks || isLinked(listing, record, name)) unsure |= bit;
	});
	return unsure;
}

function saysCreated({ changes = [] }: Joined): boolean {
	return changes.some((one) => one?.some((change) => change.kind === 'created') === true);
}

function contradicts(heard: readonly (Heard | undefined)[] | undefined): boolean {
	return heard?.some((one) => one?.contradicts === true || (one?.stale ?? 0) > 0) === true;
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
