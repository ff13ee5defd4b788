import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { SYNC_KEY } from '../shared/record/envelope';
import { setOwn } from '../shared/record/json';
import { explain, type Decision } from '../shared/reconcile';
import { baseStates, decisionForm, type DecisionForm } from './decisionForm';
import type { BadItem, Joined } from './listing';
import { recordCases } from './recordCases';
import type { Busy, Resolved } from './resolve';
import { keyOf, namesIn, pairs, type Run } from './run';
import { reasonOf } from './writeItems';

/** Kinds of decisions the user can choose to see, by the name of their choice. */
const SHOWN_AS: Partial<Record<Decision['kind'], string>> = {
	undecided: 'undecided', waiting: 'undecided', blocked: 'blocked', settled: 'settled', firstRun: 'firstRun',
};

/** One item for every field, and everything about the record, that someone should look at. */
export function reviewItems(run: Run, busy: Busy, review: INodeExecutionData[]): void {
	const { settings } = run;
	const isShown = (kind: string | undefined, status: 'new' | 'open'): boolean =>
		kind !== undefined && settings.review.has(kind) && (status === 'new' || settings.repeatOpen);
	for (const decision of busy.outcome.decisions) {
		if (isShown(SHOWN_AS[decision.kind], decision.status)) review.push(fieldItem(run, busy, decision));
	}
	for (const { shownAs, json } of recordCases(run, busy)) {
		if (shownAs === undefined || isShown(shownAs, json.status)) review.push(reviewItem(run, busy.record, json));
	}
}

function fieldItem(run: Run, busy: Busy, decision: Decision): INodeExecutionData {
	const { settings, policy, paths } = run;
	const values: IDataObject = {};
	policy.systems.forEach((place, system) => {
		const value = busy.rows[place]?.values[decision.field];
		if (value !== undefined) setOwn(values, settings.systems[system]!.name, value);
	});
	const field = paths[decision.field]!.text;
	const form = decisionForm(run, busy, decision);
	const json: IDataObject = {
		kind: decision.kind, status: decision.status, field, rule: decision.rule,
		winner: policy.shape.systems[decision.winner]!,
		...(settings.reviewForm === 'flat' ? flat(values, form) : nested(values, form)),
		base: baseStates(run, busy, decision.field),
		...(decision.ask === 0 ? {} : { ask: namesIn(run, decision.ask) }),
		message: explain(policy.shape, decision),
	};
	if (settings.reviewForm === 'flat') delete json['base'];
	const reasons = {};
	setOwn(reasons, field, reasonOf(run, decision, decision.winner));
	return reviewItem(run, busy.record, json, reasons);
}

function nested(values: IDataObject, form: DecisionForm | undefined): IDataObject {
	return { values, ...(form === undefined ? {} : { decision: { id: form.id, choose: '', value: null, choices: [...form.choices] } }) };
}

/** As forms, tables and sheets have it: no field holds others. */
function flat(values: IDataObject, form: DecisionForm | undefined): IDataObject {
	const fields: IDataObject = {};
	for (const [system, value] of Object.entries(values)) {
		setOwn(fields, `value_${system}`, typeof value === 'object' && value !== null ? JSON.stringify(value) : value);
	}
	return { ...fields, ...(form === undefined ? {} : { decisionId: form.id, choose: '', value: '', choices: form.choices.join(', ') }) };
}

/** A system whose listing is empty is left out; it is said once, on the first record of another system. */
export function emptyInputItem(run: Run, system: number): INodeExecutionData {
	const { name } = run.settings.systems[system]!;
	const other = run.listing.items.findIndex((items) => items.length > 0);
	return runItem(run, { item: 0, input: other }, {
		kind: 'emptyInput', system: name,
		message: `No records arrived from ${name}. It was left out of this run: nothing is written to it, and nothing counts as vanished from it.`,
	});
}

/** All deletes of the run are held; it is said once, on the first record that would have been deleted. */
export function heldItem(run: Run, { busy, brake }: Resolved): INodeExecutionData {
	const held = busy.filter((one) => one.outcome.refused?.why === 'held');
	const { record } = held[0] ?? busy[0]!;
	return runItem(run, pairs(run, record)[0]!, {
		kind: 'deletesHeld', count: held.length, reasons: [...brake.reasons],
		message: `${held.length} deletes are held. ${brake.reasons.join(' ')} If this is right, raise the limits under Options for one run; if not, look at what lists these records.`,
	});
}

function runItem(run: Run, pair: { item: number; input?: number }, json: IDataObject): INodeExecutionData {
	return {
		json: { ...json, status: 'new', [SYNC_KEY]: { sync: run.settings.sync, verdict: 'review', kind: json['kind'] as string } },
		pairedItem: pair,
	};
}

/** The items of a record that are sound themselves but were left alone because another is not. */
export function notReconciledItem(run: Run, record: Joined, bad: readonly BadItem[]): INodeExecutionData | undefined {
	const { inputs } = run.listing;
	const isBad = (system: number, index: number): boolean => bad.some((one) => one.input === inputs[system] && one.index === index);
	const left: Joined = {
		key: record.key,
		at: record.at.map((index, system) => (index >= 0 && !isBad(system, index) ? index : -1)),
	};
	if (left.at.every((index) => index < 0)) return undefined;
	const names = run.settings.systems.filter((_, system) => left.at[system]! >= 0).map((system) => system.name);
	return reviewItem(run, left, {
		kind: 'notReconciled', status: 'new', systems: names,
		message: 'This record was not reconciled, because another item that shows it has an error.',
	});
}

function reviewItem(run: Run, record: Joined, what: IDataObject, reasons: IDataObject = {}): INodeExecutionData {
	const { settings } = run;
	const json: IDataObject = { ...what };
	settings.key.set(json, keyOf(run, record));
	json[SYNC_KEY] = { sync: settings.sync, key: record.key, verdict: 'review', kind: what['kind'] as string, reasons };
	return { json, pairedItem: pairs(run, record) };
}
