import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { openState } from '../shared/n8n/openState';
import { numberSetting } from '../shared/n8n/readSetting';
import { listJobs } from '../shared/queue/manage';
import { SYNC_KEY } from '../shared/record/envelope';
import { splitWords } from '../shared/record/words';
import { AT_MOST } from './defaults';
import { jobDetails, payloadOf } from './jobJson';
import { readBasics } from './settings';

/** What is parked, the oldest first; each item says which job it is, so that it can go into Redrive or Discard. */
export async function listItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync, ifStateLost } = readBasics(ctx);
	const limit = Math.floor(numberSetting(ctx, 'At Most', ctx.getNodeParameter('atMost', 0, AT_MOST), 1, 1_000_000));
	const targets = new Set(splitWords(String(ctx.getNodeParameter('onlyTargets', 0, '') ?? '')));
	const records = new Set(splitWords(String(ctx.getNodeParameter('onlyRecords', 0, '') ?? '')));
	const states = new Set(ctx.getNodeParameter('states', 0, ['dead', 'waiting', 'leased']) as string[]);
	const store = await openState(ctx, sync, ifStateLost);
	const found = await listJobs(store, ({ entry, job }) =>
		states.has(job.state.kind) && (targets.size === 0 || targets.has(entry.target)) && (records.size === 0 || records.has(entry.record)));
	const items = found.slice(0, limit).map(({ entry: { target, record }, job, place }): INodeExecutionData => ({
		json: {
			...jobDetails(target, record, job),
			behind: place,
			payload: payloadOf(record, job, undefined),
			[SYNC_KEY]: { sync, key: record, system: target, verdict: 'listed', queue: { job: job.id } },
		} as IDataObject,
		pairedItem: { item: 0 },
	}));
	if (found.length > items.length) {
		ctx.addExecutionHints({ message: `${found.length} are parked; the first ${items.length} are listed. Raise At Most to see more.`, type: 'info', location: 'outputPane' });
	}
	return [items];
}
