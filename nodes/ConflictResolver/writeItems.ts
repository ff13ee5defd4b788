import type { IDataObject, INodeExecutionData, IPairedItemData } from 'n8n-workflow';
import { SYNC_KEY, type FieldReason, type SyncEnvelope } from '../shared/record/envelope';
import { canonicalJson } from '../shared/record/canonical';
import { sha256 } from '../shared/record/fingerprint';
import { setOwn } from '../shared/record/json';
import { explain, settledValue, stampOf, type Decision, type Outcome, type Rows } from '../shared/reconcile';
import type { Joined } from './listing';
import type { Run } from './reconcileItems';

interface Assignment {
	field: number;
	value: unknown;
	/** Whose value it is, as a place in the shape. */
	from: number;
	decision: Decision | undefined;
}

/** One item for every system the record is to be written to. */
export function writeItems(run: Run, record: Joined, rows: Rows, outcome: Outcome, outputs: INodeExecutionData[][]): void {
	run.policy.systems.forEach((place, input) => {
		const bit = 1 << place;
		const creates = (outcome.creates & bit) !== 0;
		const changed = assignments(run, rows, outcome, (decision) => creates || (decision !== undefined && (decision.targets & bit) !== 0));
		if (creates || changed.length > 0) outputs[input]!.push(writeItem(run, record, rows, outcome, input, creates, changed));
	});
}

function assignments(run: Run, rows: Rows, outcome: Outcome, wanted: (decision: Decision | undefined) => boolean): Assignment[] {
	const found: Assignment[] = [];
	run.paths.forEach((path, field) => {
		if (path === undefined) return;
		const decision = outcome.decisions.find((one) => one.field === field);
		if (!wanted(decision)) return;
		const settled = settledValue(run.policy, rows, outcome, field);
		if (settled !== undefined) found.push({ field, value: settled.value, from: settled.system, decision });
	});
	return found;
}

function writeItem(
	run: Run,
	record: Joined,
	rows: Rows,
	outcome: Outcome,
	input: number,
	creates: boolean,
	changed: readonly Assignment[],
): INodeExecutionData {
	const { settings, policy, paths } = run;
	const json: IDataObject = {};
	const own = record.at[input]!;
	const key = keyOf(run, record, own >= 0 ? input : firstHolder(run, record));
	settings.key.set(json, key);
	const toWrite = creates || settings.write === 'changed' ? changed : wholeRecord(run, rows, outcome, policy.systems[input]!);
	for (const { field, value } of toWrite) paths[field]!.set(json, value);

	const { shape } = policy;
	const reasons: Record<string, FieldReason> = {};
	const why: string[] = [];
	let newest: number | undefined;
	for (const { field, from, decision } of changed) {
		setOwn(reasons, shape.fields[field]!, reasonOf(run, decision, from));
		if (decision !== undefined) why.push(explain(shape, decision));
		// Differences from before the sync began say nothing about how fast it is.
		const stamp = decision?.kind === 'firstRun' ? undefined : stampOf(rows, from, run.now);
		if (stamp !== undefined && (newest === undefined || stamp > newest)) newest = stamp;
	}
	const { name, id } = settings.systems[input]!;
	if (creates) why.unshift(`${name} does not have this record, and has not been seen holding it: it is created there.`);
	const targetId = id === undefined ? key : own < 0 ? undefined : id.get(run.items[input]![own]!.json);
	const envelope: SyncEnvelope = {
		sync: settings.sync,
		key: record.key,
		operation: creates ? 'create' : 'update',
		system: name,
		...(targetId === undefined ? {} : { targetId }),
		changed: changed.map(({ field }) => shape.fields[field]!),
		reasons,
		why: why.join(' '),
		changeId: changeId(run, record, rows, input, changed),
		...(newest === undefined ? {} : { changedAt: new Date(newest).toISOString() }),
		verdict: 'write',
	};
	json[SYNC_KEY] = envelope as IDataObject;
	const source = changed[0] === undefined ? firstHolder(run, record) : policy.systems.indexOf(changed[0].from);
	return { json, pairedItem: pairs(record), ...binaryOf(run, record, source) };
}

/**
 * The same for two plans of the same change, made by two runs at once or again after a lost write: from what the
 * system shows to what it is to show, and when that was entered. An Idempotency Guard in front of the write takes it
 * as its key. Where a source names no time, changing there and back and there again gives the first id again.
 */
function changeId(run: Run, record: Joined, rows: Rows, input: number, changed: readonly Assignment[]): string {
	const seen = rows[run.policy.systems[input]!]?.values;
	const steps = changed.map(({ field, value, from }) => [
		run.policy.shape.fields[field]!,
		seen?.[field] ?? null,
		value,
		stampOf(rows, from, run.now) ?? null,
	]);
	const text = canonicalJson([run.settings.sync, run.settings.systems[input]!.name, record.key, seen === undefined, steps]);
	return Buffer.from(sha256(text).slice(0, 12), 'latin1').toString('base64url');
}

/** All compared fields as they are to be in the system; what is undecided stays as it shows it. */
function wholeRecord(run: Run, rows: Rows, outcome: Outcome, place: number): Assignment[] {
	const settled = assignments(run, rows, outcome, () => true);
	const found = run.paths.map((path, field): Assignment | undefined => {
		if (path === undefined) return undefined;
		const value = rows[place]?.values[field];
		// A field the system has no say in is not written there.
		if (value === undefined) return undefined;
		return settled.find((one) => one.field === field) ?? { field, value, from: place, decision: undefined };
	});
	return found.filter((one) => one !== undefined);
}

export function reasonOf(run: Run, decision: Decision | undefined, from: number): FieldReason {
	const name = (place: number): string => run.policy.shape.systems[place]!;
	if (decision === undefined) return { rule: 'recordMissing', winner: name(from) };
	const lost = decision.lost.map((one) => ({ system: name(one.system), value: one.value }));
	return { rule: decision.rule, winner: name(decision.winner), ...(lost.length === 0 ? {} : { lost }) };
}

/** Every item that shows the record. */
export function pairs(record: Joined): IPairedItemData[] {
	const found: IPairedItemData[] = [];
	for (let input = 0; input < record.at.length; input += 1) {
		if (record.at[input]! >= 0) found.push({ item: record.at[input]!, input });
	}
	return found;
}

/** The input whose form of the key counts: the first by name, so that the order of the inputs means nothing. */
export function firstHolder(run: Run, record: Joined): number {
	const holders = record.at.flatMap((index, input) => (index >= 0 ? [input] : []));
	const name = (input: number): string => run.settings.systems[input]!.name;
	return holders.reduce((first, input) => (name(input) < name(first) ? input : first));
}

export function keyOf(run: Run, record: Joined, input: number): unknown {
	return run.settings.key.get(run.items[input]![record.at[input]!]!.json);
}

function binaryOf(run: Run, record: Joined, input: number): Pick<INodeExecutionData, 'binary'> {
	const binary = run.items[input]?.[record.at[input]!]?.binary;
	return binary === undefined ? {} : { binary };
}

/** A record that needs nothing goes on as its first system shows it, and says so. */
export function inSyncItem(run: Run, record: Joined, envelope: SyncEnvelope): INodeExecutionData {
	const input = record.at.findIndex((index) => index >= 0);
	const { json } = run.items[input]![record.at[input]!]!;
	return { json: { ...json, [SYNC_KEY]: envelope as IDataObject }, pairedItem: pairs(record), ...binaryOf(run, record, input) };
}
