import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { withError } from '../shared/n8n/failClosed';
import { failItem, passOn } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import type { Found } from '../shared/n8n/promised';
import { pathSetting } from '../shared/n8n/readSetting';
import { contentOf } from '../shared/outcome/contentOf';
import { giveBackPromises } from '../shared/outcome/keep';
import { promisesIn } from '../shared/outcome/promises';
import { discard, redrive, type Edited, type JobRef, type ManageResult } from '../shared/queue/manage';
import { SYNC_KEY } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import { readBasics } from './settings';
import { readRef } from './readRef';

const DONE = 0, REFUSED = 1;

/** Has what was given up tried again, as it was or as the item says. */
export async function redriveItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync, ifStateLost } = readBasics(ctx);
	const edited = editedReader(ctx);
	return await manage(ctx, sync, async (refs, items) => {
		const asked = refs.map((ref, r) => {
			const change = edited(items[r]!);
			return change === undefined ? ref : { ...ref, edited: change };
		});
		return await redrive(await openState(ctx, sync, ifStateLost), asked);
	});
}

/** Forgets parked work for good; what was promised for it is given back. */
export async function discardItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync, ifStateLost } = readBasics(ctx);
	return await manage(ctx, sync, async (refs) => {
		const store = await openState(ctx, sync, ifStateLost);
		const results = await discard(store, refs);
		const closed = results.flatMap((one) => (one.kind === 'discarded' ? one.closed : []));
		if (closed.length > 0) await giveBackPromises(store, [promisesIn([{ receipts: closed }], sync)]);
		return results;
	});
}

async function manage(ctx: IExecuteFunctions, sync: string, work: (refs: JobRef[], items: INodeExecutionData[]) => Promise<ManageResult[]>): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	const outputs: [INodeExecutionData[], INodeExecutionData[]] = [[], []];
	const found: { ref: JobRef; item: INodeExecutionData; i: number }[] = [];
	items.forEach((item, i) => {
		const ref: Found<JobRef> = readRef(item);
		if (ref.ok) found.push({ ref: ref.value, item, i });
		else outputs[REFUSED].push(withError(failItem(ctx, item, i, ref.problem)));
	});
	const results = await work(found.map(({ ref }) => ref), found.map(({ item }) => item));
	results.forEach((result, r) => {
		const { ref, item, i } = found[r]!;
		const envelope = { sync, key: ref.record, system: ref.target };
		if (result.kind === 'refused') {
			outputs[REFUSED].push(passOn(item, i, { ...item.json, [SYNC_KEY]: { ...envelope, verdict: 'refused', refused: { code: result.because, message: WHY[result.because] } } }));
		} else {
			outputs[DONE].push(passOn(item, i, { ...item.json, [SYNC_KEY]: { ...envelope, verdict: result.kind, queue: { job: result.job.id } } as IDataObject }));
		}
	});
	return outputs;
}

const WHY: Record<Extract<ManageResult, { kind: 'refused' }>['because'], string> = {
	unknown: 'There is nothing parked of this: it is done, discarded, superseded or taken back with its effect, or target and record are written otherwise.',
	leased: 'A run is trying it, or a newer change of this record, right now. Try again when that is over.',
	takenBack: 'The effect over several systems that it is part of is being taken back. This dead letter is closed when all of it is taken back; then send the whole change anew from its source.',
};

function editedReader(ctx: IExecuteFunctions): (item: INodeExecutionData) => Edited | undefined {
	if (ctx.getNodeParameter('redriveWith', 0, 'kept') !== 'item') return () => undefined;
	const path = pathSetting(ctx, 'Payload Field', String(ctx.getNodeParameter('payloadField', 0, 'payload')));
	return ({ json }) => {
		const payload: unknown = path.get(json);
		const content = contentOf(payload);
		// A field that is not there changes nothing.
		return isRecord(payload) && content !== undefined ? { payload, content } : undefined;
	};
}

