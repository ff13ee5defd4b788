import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { checkpointFinder } from '../shared/n8n/checkpointReceipts';
import { failItem, failNode } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { keyHash } from '../shared/record/fingerprint';
import type { CheckpointReceipt } from '../shared/record/envelope';
import type { FieldPath } from '../shared/record/path';
import { MAX_FIELDS, recordCollection, shapeFor } from '../shared/reconcile';
import type { StateStore } from '../shared/state/port';
import { withoutWriting } from '../shared/state/withoutWriting';
import { comparedFields, readListing, type BadItem, type Joined, type Listing } from './listing';
import { policyFor } from './policyFor';
import { readEvents } from './readEvents';
import { resolve, type Resolved } from './resolve';
import type { Run } from './run';
import type { Settings } from './settings';

const DAY_MS = 86_400_000;

/** A run that has read everything and decided everything, and put nothing out yet. */
export interface Decided {
	readonly run: Run;
	readonly resolved: Resolved;
	readonly fields: readonly FieldPath[];
	readonly store: StateStore;
}

/**
 * Reads, joins, and decides in one transaction.
 *
 * @param keep false for a plan: nothing of what is decided is remembered
 */
export async function decideRun(ctx: IExecuteFunctions, settings: Settings, keep: boolean): Promise<Decided> {
	const { systems } = settings;
	const listing = settings.event === undefined ? readListing(ctx, settings) : readEvents(ctx, settings, settings.event);
	if (settings.event === undefined) stopAtEmptyInputs(ctx, settings, listing.items);
	// A run that is to stop stops before anything is remembered.
	if (!ctx.continueOnFail()) for (const one of listing.bad) failBad(ctx, listing, one);

	const fields = comparedFields(settings, listing);
	if (fields.length > MAX_FIELDS) {
		failNode(ctx, `The records have ${fields.length} fields; ${MAX_FIELDS} can be compared`, 'Set Fields to Compare to Listed, and list those that are to be kept in step.');
	}
	const opened = await openState(ctx, settings.sync, settings.ifStateLost);
	const state = keep ? opened : withoutWriting(opened);
	const versioned = systems.some((system) => system.version !== undefined);
	const shape = await shapeFor(state, systems.map((system) => system.name), fields.map((field) => field.text), versioned);
	const byName = new Map(fields.map((field) => [field.text, field]));
	const paths = shape.fields.map((name) => byName.get(name));
	const policy = policyFor(settings, shape, paths);

	const collection = recordCollection(shape, settings.cap, settings.deletes.rememberDays * DAY_MS);
	const keys = listing.records.map((record) => keyHash(record.key));
	const resolved = await state.transact(collection, keys, (tx) =>
		resolve(tx, { settings, policy, paths, listing, stopAtBadValue: !ctx.continueOnFail() }),
	);
	if (!ctx.continueOnFail()) for (const one of resolved.bad) failBad(ctx, listing, one);
	const find = checkpointFinder(ctx, settings.sync);
	const checkpointsOf = (record: Joined): CheckpointReceipt[] => placesOf(record).flatMap(([system, index]) => find(listing.items[system]![index]!, index, listing.inputs[system]!));
	return { run: { settings, policy, paths, listing, now: resolved.now, checkpointsOf }, resolved, fields, store: state };
}

/** The items that show the record, or say what happened to it: their systems, and their places. */
function placesOf({ at, changes }: Joined): [system: number, index: number][] {
	return at.flatMap((index, system) => changes?.[system]?.map((change): [number, number] => [system, change.index]) ?? (index >= 0 ? [[system, index] as [number, number]] : []));
}

export function failBad(ctx: IExecuteFunctions, listing: Listing, bad: BadItem): INodeExecutionData {
	return failItem(ctx, listing.items[bad.input]![bad.index]!, bad.index, bad.problem, bad.input);
}

function stopAtEmptyInputs(ctx: IExecuteFunctions, settings: Settings, items: readonly (readonly unknown[])[]): void {
	if (settings.emptyInput !== 'stop') return;
	const empty = settings.systems.filter((_, input) => items[input]!.length === 0).map((system) => system.name);
	if (empty.length === 0) return;
	failNode(ctx, `No records arrived from ${empty.join(', ')}`, 'The option If an Input Is Empty says to stop then. Check the node before this input: an error or a filter may have left nothing.');
}
