import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { markCheckpoints } from '../shared/checkpoint/markCheckpoints';
import type { SyncEnvelope } from '../shared/record/envelope';
import { decideRun, failBad } from './decideRun';
import { giveHints, staleOf } from './hints';
import { emptyInputItem, heldItem, notReconciledItem, reviewItems } from './reviewItems';
import { readSettings } from './settings';
import { inSyncItem, writeItems } from './writeItems';

/** Decides, and puts the decisions on the outputs. */
export async function reconcileItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = readSettings(ctx);
	const decided = await decideRun(ctx, settings, true);
	const { run, resolved, store } = decided;
	const unwritten = [...resolved.quiet];
	const outputs: INodeExecutionData[][] = settings.systems.map(() => []);
	const review: INodeExecutionData[] = [];
	const inSync: INodeExecutionData[] = [];
	for (const system of resolved.leftOut) review.push(emptyInputItem(run, system));
	if (resolved.brake.held) review.push(heldItem(run, resolved));
	for (const busy of resolved.busy) {
		const before = review.length;
		const written = writeItems(run, busy, outputs);
		reviewItems(run, busy, review);
		// Nothing but old news: the record is as it is known, and the item says what was dropped.
		if (!written) unwritten.push(busy.record);
		const stale = staleOf(busy);
		if (!written && stale > 0 && review.length === before && settings.inSync === 'items') {
			inSync.push(inSyncItem(run, busy.record, { sync: settings.sync, verdict: 'inSync', stale }));
		}
	}
	// One envelope for all: it says the same of each.
	const envelope: SyncEnvelope = { sync: settings.sync, verdict: 'inSync' };
	if (settings.inSync === 'items') for (const record of resolved.quiet) inSync.push(inSyncItem(run, record, envelope));
	for (const one of [...run.listing.bad, ...resolved.bad]) review.push(failBad(ctx, run.listing, one));
	for (const record of resolved.notReconciled) {
		const item = notReconciledItem(run, record, [...run.listing.bad, ...resolved.bad]);
		if (item !== undefined) review.push(item);
	}
	giveHints(ctx, decided);
	// What there is to say of these is remembered and said. Only where a write is under way somebody else has to tell.
	const dealtWith = unwritten.filter((record) => !resolved.underWay.has(record));
	await markCheckpoints(store, dealtWith.flatMap((record) => run.checkpointsOf(record).map((receipt) => ({ receipt, accounted: true }))));
	return [...outputs, review, inSync];
}
