import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failItem, failNode } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import type { SyncEnvelope } from '../shared/record/envelope';
import { keyHash } from '../shared/record/fingerprint';
import type { FieldPath } from '../shared/record/path';
import { MAX_FIELDS, recordCollection, shapeFor, type Policy } from '../shared/reconcile';
import { comparedFields, readListing, type BadItem } from './listing';
import { resolve } from './resolve';
import { emptyInputItem, notReconciledItem, reviewItems } from './reviewItems';
import { placeRule } from './ruleSettings';
import { readSettings, type Settings } from './settings';
import { inSyncItem, writeItems } from './writeItems';

/** Everything the emitting part needs to know about this run. */
export interface Run {
	readonly settings: Settings;
	readonly policy: Policy;
	/** Per field of the shape its path; undefined where it is not compared in this run. */
	readonly paths: readonly (FieldPath | undefined)[];
	readonly items: readonly (readonly INodeExecutionData[])[];
	readonly now: number;
}

/** Reads, joins, decides in one transaction, and puts the decisions on the outputs. */
export async function reconcileItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = readSettings(ctx);
	const { systems } = settings;
	const listing = readListing(ctx, settings);
	stopAtEmptyInputs(ctx, settings, listing.items);
	// A run that is to stop stops before anything is remembered.
	if (!ctx.continueOnFail()) for (const one of listing.bad) fail(ctx, listing.items, one);

	const fields = comparedFields(settings, listing);
	if (fields.length > MAX_FIELDS) {
		failNode(ctx, `The records have ${fields.length} fields; ${MAX_FIELDS} can be compared`, 'Set Fields to Compare to Listed, and list those that are to be kept in step.');
	}
	const state = await openState(ctx, settings.sync, settings.ifStateLost);
	const shape = await shapeFor(state, systems.map((system) => system.name), fields.map((field) => field.text));
	const byName = new Map(fields.map((field) => [field.text, field]));
	const paths = shape.fields.map((name) => byName.get(name));
	const fallback = placeRule(settings.defaultRule, shape);
	const policy: Policy = {
		shape,
		systems: systems.map((system) => shape.systems.indexOf(system.name)),
		rules: shape.fields.map((name, f) => {
			if (paths[f] === undefined) return undefined;
			const own = settings.fields.get(name)?.rule;
			return own === undefined ? [fallback] : [placeRule(own, shape), fallback];
		}),
		skewMs: settings.skewMs,
		creates: settings.creates,
	};

	const keys = listing.records.map((record) => keyHash(record.key));
	const resolved = await state.transact(recordCollection(shape, settings.cap), keys, (tx) =>
		resolve(tx, { settings, policy, paths, listing, stopAtBadValue: !ctx.continueOnFail() }),
	);
	for (const one of resolved.bad) if (!ctx.continueOnFail()) fail(ctx, listing.items, one);

	const run: Run = { settings, policy, paths, items: listing.items, now: resolved.now };
	const outputs: INodeExecutionData[][] = systems.map(() => []);
	const review: INodeExecutionData[] = [];
	const inSync: INodeExecutionData[] = [];
	for (const input of resolved.leftOut) review.push(emptyInputItem(run, input));
	for (const { record, rows, outcome } of resolved.busy) {
		writeItems(run, record, rows, outcome, outputs);
		reviewItems(run, record, rows, outcome, review);
	}
	// One envelope for all: it says the same of each.
	const envelope: SyncEnvelope = { sync: settings.sync, verdict: 'inSync' };
	if (settings.inSync === 'items') for (const record of resolved.quiet) inSync.push(inSyncItem(run, record, envelope));
	for (const one of [...listing.bad, ...resolved.bad]) review.push(fail(ctx, listing.items, one));
	for (const record of resolved.notReconciled) {
		const item = notReconciledItem(run, record, [...listing.bad, ...resolved.bad]);
		if (item !== undefined) review.push(item);
	}
	giveHints(ctx, settings, { fields, holes: listing.holes, leftOut: resolved.leftOut, records: listing.records.length });
	return [...outputs, review, inSync];
}

function fail(ctx: IExecuteFunctions, items: readonly (readonly INodeExecutionData[])[], bad: BadItem): INodeExecutionData {
	return failItem(ctx, items[bad.input]![bad.index]!, bad.index, bad.problem, bad.input);
}

function stopAtEmptyInputs(ctx: IExecuteFunctions, settings: Settings, items: readonly (readonly unknown[])[]): void {
	if (settings.emptyInput !== 'stop') return;
	const empty = settings.systems.filter((_, input) => items[input]!.length === 0).map((system) => system.name);
	if (empty.length === 0) return;
	failNode(ctx, `No records arrived from ${empty.join(', ')}`, 'The option If an Input Is Empty says to stop then. Check the node before this input: an error or a filter may have left nothing.');
}

interface Noteworthy {
	fields: readonly FieldPath[];
	holes: ReadonlySet<number>;
	leftOut: readonly number[];
	records: number;
}

function giveHints(ctx: IExecuteFunctions, settings: Settings, found: Noteworthy): void {
	const warn = (message: string): void => ctx.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	const names = (inputs: Iterable<number>): string => [...inputs].map((input) => settings.systems[input]!.name).join(', ');
	if (found.leftOut.length > 0) {
		warn(`No records arrived from ${names(found.leftOut)}, which has held some before. It was left out of this run: nothing is written to it, and nothing counts as vanished from it.`);
	}
	if (found.holes.size > 0) {
		warn(`Some items of ${names(found.holes)} have no readable record key. Nothing is created there, and nothing counts as vanished from it, in this run.`);
	}
	const unused = [...settings.fields.keys()].filter((name) => !found.fields.some((field) => field.text === name));
	if (unused.length > 0) {
		warn(`No record has the field ${unused.map((name) => `"${name}"`).join(', ')}, for which there is a rule. Check the spelling; fields inside others have to be listed under Fields.`);
	}
	if (found.records > settings.cap) {
		warn(`There are ${found.records} records, and only ${settings.cap} are remembered. Raise Records to Remember under Options, or records without memory are compared as on a first run.`);
	}
}
