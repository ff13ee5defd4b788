import type { IDataObject, IExecuteFunctions, INodeExecutionData, IPairedItemData } from 'n8n-workflow';
import { SYNC_KEY, type SyncEnvelope } from '../shared/record/envelope';
import { decideRun, failBad } from './decideRun';
import { giveHints } from './hints';
import { heldItem, reviewItems } from './reviewItems';
import { readSettings } from './settings';
import { writeItems } from './writeItems';

/**
 * Says what Reconcile would do, and remembers nothing of it. Everything comes out on the last output: what goes to
 * "Write to …" is written by somebody.
 */
export async function planItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = readSettings(ctx);
	const withItems = ctx.getNodeParameter('planItems', 0, false) === true;
	const decided = await decideRun(ctx, settings, false);
	const { run, resolved } = decided;
	const writes: INodeExecutionData[][] = settings.systems.map(() => []);
	const cases: INodeExecutionData[] = [];
	if (resolved.brake.held) cases.push(heldItem(run, resolved));
	for (const busy of resolved.busy) {
		writeItems(run, busy, writes);
		reviewItems(run, busy, cases);
	}
	giveHints(ctx, decided);
	const failed = [...run.listing.bad, ...resolved.bad].map((one) => failBad(ctx, run.listing, one));
	const plan = [
		...settings.systems.flatMap(({ name }, system) => summaries(settings.sync, writes[system]!, 'operation', (operation, count, fields) => ({
			system: name, operation, count, fields,
			message: `${count} ${count === 1 ? 'record' : 'records'} to ${operation} in ${name}.`,
		}))),
		...summaries(settings.sync, cases, 'kind', (kind, count) => ({
			system: null, operation: 'review', kind, count, message: `${count} for Review: ${kind}.`,
		})),
		...(withItems ? [...writes.flat(), ...cases].map(planned) : []),
	];
	const isEmpty = plan.length === 0 && resolved.quiet.length > 0;
	if (isEmpty) plan.push(nothing(settings.sync, run.listing.inputs));
	return [...settings.systems.map(() => []), failed, [], plan];
}

/** One item for each group that is not empty. */
function summaries(
	sync: string,
	items: readonly INodeExecutionData[],
	by: 'operation' | 'kind',
	describe: (group: string, count: number, fields: IDataObject) => IDataObject,
): INodeExecutionData[] {
	const groups = new Map<string, INodeExecutionData[]>();
	for (const item of items) {
		const group = String((item.json[SYNC_KEY] as SyncEnvelope)[by]);
		const members = groups.get(group);
		if (members === undefined) groups.set(group, [item]);
		else members.push(item);
	}
	return [...groups].map(([group, members]) => ({
		json: { ...describe(group, members.length, countFields(members)), [SYNC_KEY]: { sync, verdict: 'plan' } },
		pairedItem: members.flatMap((item) => item.pairedItem as IPairedItemData | IPairedItemData[]),
	}));
}

/** How often each field would be written. */
function countFields(items: readonly INodeExecutionData[]): IDataObject {
	const counts = new Map<string, number>();
	for (const item of items) {
		for (const field of (item.json[SYNC_KEY] as SyncEnvelope).changed ?? []) counts.set(field, (counts.get(field) ?? 0) + 1);
	}
	return Object.fromEntries(counts);
}

/** A planned item promises nothing: it carries no receipts. */
function planned(item: INodeExecutionData): INodeExecutionData {
	const envelope = { ...(item.json[SYNC_KEY] as SyncEnvelope), verdict: 'planned' };
	delete envelope.receipts;
	return { ...item, json: { ...item.json, [SYNC_KEY]: envelope as IDataObject } };
}

function nothing(sync: string, inputs: readonly number[]): INodeExecutionData {
	return {
		json: { system: null, operation: 'none', count: 0, message: 'Nothing is to be written: the systems agree.', [SYNC_KEY]: { sync, verdict: 'plan' } },
		pairedItem: { item: 0, input: inputs[0] ?? 0 },
	};
}
