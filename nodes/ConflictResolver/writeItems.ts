import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { shareOf } from '../shared/checkpoint/receipts';
import { SYNC_KEY, type FieldReason, type Operation, type RecordVersion, type SyncEnvelope, type WriteReceipt } from '../shared/record/envelope';
import { keyHash, keyToHex } from '../shared/record/fingerprint';
import { setOwn } from '../shared/record/json';
import { explain, fieldFingerprint, settledValue, stampOf, type Decision } from '../shared/reconcile';
import { beforeDelete, beforeWrite } from './beforeWrite';
import { changeId, shortId } from './changeId';
import type { Joined } from './listing';
import type { Busy } from './resolve';
import { itemOf, keyOf, namesIn, pairs, type Run } from './run';
import { targetIdOf } from './targetIds';
import { targetVersion } from './targetVersion';

interface Assignment {
	field: number;
	value: unknown;
	/** Whose value it is, as a place in the shape. */
	from: number;
	decision: Decision | undefined;
}

/**
 * One item for every system the record is to be written to, or deleted in.
 *
 * @returns whether there was any
 */
export function writeItems(run: Run, busy: Busy, outputs: INodeExecutionData[][]): boolean {
	const { outcome, record } = busy;
	const written: [system: number, item: INodeExecutionData][] = [];
	run.policy.systems.forEach((place, system) => {
		const bit = 1 << place;
		const creates = (outcome.creates & bit) !== 0;
		const deletes = (outcome.deletes & bit) !== 0;
		const changed = deletes ? [] : assignments(run, busy, (decision) => creates || (decision !== undefined && (decision.targets & bit) !== 0));
		if (!deletes && !creates && changed.length === 0) return;
		written.push([system, deletes ? deleteItem(run, busy, system) : writeItem(run, busy, system, creates, changed)]);
	});
	const checkpoints = written.length === 0 ? [] : run.checkpointsOf(record);
	written.forEach(([system, item], place) => {
		if (checkpoints.length > 0) (item.json[SYNC_KEY] as SyncEnvelope).receipts!.push(...shareOf(checkpoints, place, written.length));
		outputs[system]!.push(item);
	});
	return written.length > 0;
}

function assignments(run: Run, { rows, outcome }: Busy, wanted: (decision: Decision | undefined) => boolean): Assignment[] {
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

function writeItem(run: Run, busy: Busy, system: number, creates: boolean, changed: readonly Assignment[]): INodeExecutionData {
	const { settings, policy, paths } = run;
	const { record, rows } = busy;
	const json: IDataObject = {};
	settings.key.set(json, keyOf(run, record, system));
	const toWrite = creates || settings.write === 'changed' ? changed : wholeRecord(run, busy, policy.systems[system]!);
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
	if (creates) why.unshift(whyCreated(run, busy, system));
	const steps = changed.map(({ field, value, from }) => ({ field, value, stamp: stampOf(rows, from, run.now) }));
	const operation = creates ? 'create' : 'update';
	const before = creates ? undefined : beforeWrite(run, record, system, toWrite.map(({ field }) => field));
	json[SYNC_KEY] = {
		...envelopeOf(run, busy, system, operation, changed),
		...(before === undefined ? {} : { before }),
		reasons,
		why: why.join(' '),
		changeId: changeId(run, busy, system, operation, steps),
		...(newest === undefined ? {} : { changedAt: new Date(newest).toISOString() }),
	} as IDataObject;
	const source = changed[0] === undefined ? -1 : policy.systems.indexOf(changed[0].from);
	return { json, pairedItem: pairs(run, record), ...binaryOf(itemOf(run, record, source)) };
}

/** The key alone: whoever deletes needs no more. */
function deleteItem(run: Run, busy: Busy, system: number): INodeExecutionData {
	const { record, outcome } = busy;
	const json: IDataObject = {};
	run.settings.key.set(json, keyOf(run, record, system));
	const before = beforeDelete(run, record, system);
	const by = namesIn(run, (outcome.memory ?? busy.before)?.deleting?.by ?? outcome.vanished);
	json[SYNC_KEY] = {
		...envelopeOf(run, busy, system, 'delete', []),
		...(before === undefined ? {} : { before }),
		why: `${by.join(' and ') || 'Another system'} deleted this record, and nobody has changed it since: it is deleted in ${run.settings.systems[system]!.name}, too.`,
		changeId: changeId(run, busy, system, 'delete', []),
	} as IDataObject;
	return { json, pairedItem: pairs(run, record) };
}

/** What every planned write says of itself, with the receipt that lets it be confirmed. */
function envelopeOf(run: Run, busy: Busy, system: number, operation: Operation, changed: readonly Assignment[]): SyncEnvelope {
	const { settings, policy } = run;
	const { record } = busy;
	const { name } = settings.systems[system]!;
	const targetId = targetIdOf(run, record, system);
	const version = operation === 'create' ? undefined : targetVersion(run, busy, system);
	const fields = changed.map(({ field, value }): [string, number] => [policy.shape.fields[field]!, fieldFingerprint(policy, field, value)]);
	return {
		sync: settings.sync,
		key: record.key,
		operation,
		system: name,
		...(targetId === undefined ? {} : { targetId }),
		...(version === undefined ? {} : { version }),
		// All writes of a record planned at once are one effect; planned again, they are another.
		...(settings.keepBefore ? { effectId: shortId([settings.sync, record.key, run.now]) } : {}),
		changed: changed.map(({ field }) => policy.shape.fields[field]!),
		verdict: 'write',
		receipts: [receiptFor(settings.sync, record.key, name, operation, fields, version)],
	};
}

export function receiptFor(sync: string, key: string, system: string, operation: Operation, fields: [field: string, fingerprint: number][], version: RecordVersion | undefined): WriteReceipt {
	return {
		kind: 'write',
		sync,
		key: keyToHex(keyHash(key)),
		system,
		operation,
		fields,
		...(version === undefined ? {} : { version }),
	};
}

function whyCreated(run: Run, { outcome }: Busy, system: number): string {
	const { name } = run.settings.systems[system]!;
	const bit = 1 << run.policy.systems[system]!;
	if (outcome.refused !== undefined && (outcome.refused.systems & bit) !== 0) {
		return outcome.refused.why === 'updated'
			? `${name} deleted this record, but it was changed elsewhere since: it is created there again.`
			: `${name} deleted this record and may not: it is created there again.`;
	}
	if (outcome.revived !== 0) return `This record was deleted, and ${namesIn(run, outcome.revived).join(' and ')} brought it back: it is created in ${name} again.`;
	return `${name} does not have this record, and has not been seen holding it: it is created there.`;
}

/** All compared fields as they are to be in the system; what is undecided stays as it shows it. */
function wholeRecord(run: Run, busy: Busy, place: number): Assignment[] {
	const settled = assignments(run, busy, () => true);
	const found = run.paths.map((path, field): Assignment | undefined => {
		if (path === undefined) return undefined;
		const value = busy.rows[place]?.values[field];
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

function binaryOf(item: INodeExecutionData | undefined): Pick<INodeExecutionData, 'binary'> {
	return item?.binary === undefined ? {} : { binary: item.binary };
}

/** A record that needs nothing goes on as its first system shows it, and says so. */
export function inSyncItem(run: Run, record: Joined, envelope: SyncEnvelope): INodeExecutionData {
	const item = itemOf(run, record, record.at.findIndex((index) => index >= 0))!;
	return { json: { ...item.json, [SYNC_KEY]: envelope as IDataObject }, pairedItem: pairs(run, record), ...binaryOf(item) };
}
