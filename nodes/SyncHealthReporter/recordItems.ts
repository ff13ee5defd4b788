import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failItem, failNode, type ItemProblem } from '../shared/n8n/items';
import { findUpstream, type Upstream } from '../shared/n8n/upstream';
import { SYNC_KEY } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import { compilePath, type FieldPath } from '../shared/record/path';
import { addBatch, emptyBatch } from './health';
import { openHealth, withHealth } from './healthState';
import { OUTCOMES, placeOf, sumOf, type Outcome } from './outcomes';
import { changedAtOf, countItem, hasError, isWritten, readOutcome, toldOf, type Told } from './record';

/** The nodes whose envelope tells an outcome, wherever they stand upstream. */
const TELLERS = ['idempotencyGuard', 'conflictResolver', 'changeDetector', 'recordLinker', 'retryQueue', 'fieldMapper'];

/** The Conflict Resolver hands on untouched, without an envelope, what needs nothing; all else it marks. */
const SAYS_NOTHING_IN_SYNC = ['conflictResolver'];

/** Counts each item and hands it out as it came. */
export async function recordItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	if (items.length === 0) return [items];
	const { store, ifLost } = await openHealth(ctx);
	const path = changedAtPath(ctx);
	const chosen = chosenOutcome(ctx);
	const ifUnknown = ctx.getNodeParameter('options.ifUnknown', 0, 'stop') as Outcome | 'stop';

	const batch = emptyBatch();
	const now = Date.now();
	let lookUpstream: ((index: number) => Upstream) | undefined;
	const upstream = (index: number) =>
		(lookUpstream ??= findUpstream(ctx, TELLERS, (found) => readOutcome(found, false).kind !== 'silent', SAYS_NOTHING_IN_SYNC))(index);
	const failures: [index: number, item: INodeExecutionData][] = [];

	const needsTime = (outcome: Outcome) => path === undefined && isWritten(outcome);

	let json: unknown;
	let envelope: unknown;
	const changedAt = () => changedAtOf(json, envelope, path);
	for (let i = 0; i < items.length; i += 1) {
		const item = items[i]!;
		json = item.json;
		envelope = isRecord(json) ? json[SYNC_KEY] : undefined;
		const outcome = chosen(i);
		let told = outcome === undefined ? readOutcome(envelope, hasError(item)) : toldOf(outcome);
		let broken: ItemProblem | undefined;
		const isMute = told.kind === 'silent';
		if (isMute || (told.kind === 'outcome' && needsTime(told.outcome) && !isRecord(envelope))) {
			const found = upstream(i);
			if (found.kind === 'broken') broken = found.problem;
			if (found.kind === 'bare' && isMute) told = toldOf('unchanged');
			if (found.kind === 'found') {
				if (isMute) told = readOutcome(found.envelope, false);
				if (!isRecord(envelope) || envelope['changedAt'] === undefined) envelope = found.envelope;
			}
		}
		const decided = decide(told, broken, ifUnknown);
		if (typeof decided === 'string') countItem(batch, decided, changedAt, now);
		else failures.push([i, failItem(ctx, item, i, decided)]);
	}

	if (sumOf(batch.counts) > 0) {
		await withHealth(ctx, store, ifLost, (health, at) => {
			addBatch(health, batch, at);
			return { result: undefined, keep: true };
		});
	}
	// A list of its own: n8n empties the list a node returns when it sorts out items for the error output.
	const passed = items.map(withoutMark);
	for (const [index, item] of failures) passed[index] = item;
	return [passed];
}

/**
 * The item itself, or, where the node before marked it as failed, the item without that mark: n8n would take the
 * mark for this node's and replace the item's data. What failed still stands in `json.error`.
 */
function withoutMark(item: INodeExecutionData): INodeExecutionData {
	if (item.error === undefined) return item;
	const rest = { ...item };
	delete rest.error;
	return rest;
}

function decide(told: Told, broken: ItemProblem | undefined, ifUnknown: Outcome | 'stop'): Outcome | ItemProblem {
	if (told.kind === 'outcome') return told.outcome;
	if (told.kind === 'unknown') {
		return {
			message: `_sync.outcome is ${shown(told.said)}, which is no outcome`,
			description: `Outcomes are ${OUTCOMES.join(', ')}.`,
		};
	}
	if (ifUnknown !== 'stop') return ifUnknown;
	if (broken !== undefined) return { message: broken.message, description: `${broken.description} ${CHOOSE}` };
	return {
		message: 'Neither this item nor the nodes before say what became of it',
		description: `No Idempotency Guard, Conflict Resolver or Field Mapper stands in its history, or none named an operation. ${CHOOSE}`,
	};
}

const CHOOSE = 'Or choose the outcome in this node (Outcome), or what such items count as (Options > If the Item Does Not Say).';

/** A value from outside in a message: short, whatever it is. */
function shown(value: unknown): string {
	return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : `of type ${typeof value}`;
}

/** A function from the item's index to the outcome the user set, or undefined where it is to be read from the item. */
function chosenOutcome(ctx: IExecuteFunctions): (index: number) => Outcome | undefined {
	const check = (value: unknown): Outcome | undefined => {
		if (value === 'fromItem') return undefined;
		if (placeOf(value) >= 0) return value as Outcome;
		return failNode(ctx, `The Outcome is ${shown(value)}, which is no outcome`, `Choose one from the list: fromItem, ${OUTCOMES.join(', ')}.`);
	};
	const raw = ctx.getNode().parameters['outcome'];
	if (typeof raw === 'string' && raw.startsWith('=')) return (index) => check(ctx.getNodeParameter('outcome', index));
	const fixed = check(ctx.getNodeParameter('outcome', 0));
	return () => fixed;
}

function changedAtPath(ctx: IExecuteFunctions): FieldPath | undefined {
	const text = ctx.getNodeParameter('options.changedAtField', 0, '') as string;
	if (text === '') return undefined;
	const compiled = compilePath(text);
	if (!compiled.ok) failNode(ctx, compiled.problem, 'Correct the option "Changed-At Field", or remove it.');
	return compiled.path;
}
