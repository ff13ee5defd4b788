import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { SYNC_KEY } from '../shared/record/envelope';
import { setOwn } from '../shared/record/json';
import { explain, type Decision, type Outcome, type Rows } from '../shared/reconcile';
import type { BadItem, Joined } from './listing';
import type { Run } from './reconcileItems';
import { firstHolder, keyOf, pairs, reasonOf } from './writeItems';

/** Kinds of decisions the user can choose to see, by the name of their choice. */
const SHOWN_AS: Partial<Record<Decision['kind'], string>> = {
	undecided: 'undecided', waiting: 'undecided', blocked: 'blocked', settled: 'settled', firstRun: 'firstRun',
};

/** One item for every field, and every system that lost the record, that someone should look at. */
export function reviewItems(run: Run, record: Joined, rows: Rows, outcome: Outcome, review: INodeExecutionData[]): void {
	const { settings, policy, paths } = run;
	const isShown = (kind: string | undefined, status: 'new' | 'open'): boolean =>
		kind !== undefined && settings.review.has(kind) && (status === 'new' || settings.repeatOpen);
	for (const decision of outcome.decisions) {
		if (!isShown(SHOWN_AS[decision.kind], decision.status)) continue;
		const values = {};
		policy.systems.forEach((place, input) => {
			const value = rows[place]?.values[decision.field];
			if (value !== undefined) setOwn(values, settings.systems[input]!.name, value);
		});
		const field = paths[decision.field]!.text;
		review.push(reviewItem(run, record, {
			kind: decision.kind, status: decision.status, field, rule: decision.rule,
			winner: policy.shape.systems[decision.winner]!, values, message: explain(policy.shape, decision),
		}, decision));
	}
	policy.systems.forEach((place, input) => {
		const bit = 1 << place;
		if ((outcome.vanished & bit) === 0) return;
		const status = (outcome.newlyVanished & bit) !== 0 ? 'new' : 'open';
		if (!isShown('vanished', status)) return;
		const { name } = settings.systems[input]!;
		review.push(reviewItem(run, record, {
			kind: 'vanished', status, system: name,
			message: `${name} held this record and no longer lists it. Nothing is deleted elsewhere, and it is not created again.`,
		}));
	});
}

/** A system whose listing is empty is left out; it is said once, on the first record of another system. */
export function emptyInputItem(run: Run, input: number): INodeExecutionData {
	const { name } = run.settings.systems[input]!;
	const other = run.items.findIndex((items) => items.length > 0);
	return {
		json: {
			kind: 'emptyInput', status: 'new', system: name,
			message: `No records arrived from ${name}. It was left out of this run: nothing is written to it, and nothing counts as vanished from it.`,
			[SYNC_KEY]: { sync: run.settings.sync, verdict: 'review' },
		},
		pairedItem: { item: 0, input: other },
	};
}

/** The items of a record that are sound themselves but were left alone because another is not. */
export function notReconciledItem(run: Run, record: Joined, bad: readonly BadItem[]): INodeExecutionData | undefined {
	const isBad = (input: number): boolean => bad.some((one) => one.input === input && one.index === record.at[input]);
	const sound = record.at.map((index, input) => (index >= 0 && !isBad(input) ? index : -1));
	if (sound.every((index) => index < 0)) return undefined;
	const left: Joined = { key: record.key, at: sound };
	const names = pairs(left).map((pair) => run.settings.systems[pair.input!]!.name);
	return reviewItem(run, left, {
		kind: 'notReconciled', status: 'new', systems: names,
		message: 'This record was not reconciled, because an item of another system that shows it has an error.',
	});
}

function reviewItem(run: Run, record: Joined, what: IDataObject, decision?: Decision): INodeExecutionData {
	const { settings } = run;
	const json: IDataObject = { ...what };
	settings.key.set(json, keyOf(run, record, firstHolder(run, record)));
	const reasons = {};
	if (decision !== undefined) setOwn(reasons, String(what['field']), reasonOf(run, decision, decision.winner));
	json[SYNC_KEY] = { sync: settings.sync, key: record.key, verdict: 'review', kind: what['kind'] as string, reasons };
	return { json, pairedItem: pairs(record) };
}
