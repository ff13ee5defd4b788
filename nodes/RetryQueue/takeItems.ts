import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { openState } from '../shared/n8n/openState';
import { numberSetting } from '../shared/n8n/readSetting';
import { tellAlert } from '../shared/outcome/attention';
import { compensationJson } from '../shared/outcome/compensationJson';
import { rollBackPromises } from '../shared/outcome/keep';
import { promisesIn } from '../shared/outcome/promises';
import type { Alert } from '../shared/queue/alert';
import { takeDue, type DeadJob } from '../shared/queue/takeDue';
import { SYNC_KEY } from '../shared/record/envelope';
import { splitWords } from '../shared/record/words';
import { groupBatches } from './batchItems';
import { AT_MOST } from './defaults';
import { dueJson, jobDetails, payloadOf } from './jobJson';
import { readBasics, readKeyField, readLimits } from './settings';

/** Hands out what is due, for the app nodes, and tells once of what was given up. */
export async function takeItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync, ifStateLost, options } = readBasics(ctx);
	const { limits, leaseMs } = readLimits(ctx, options);
	const keyField = readKeyField(ctx);
	const limit = Math.floor(numberSetting(ctx, 'At Most', ctx.getNodeParameter('atMost', 0, AT_MOST), 1, 100_000));
	const targets = splitWords(String(ctx.getNodeParameter('onlyTargets', 0, '') ?? ''));
	const store = await openState(ctx, sync, ifStateLost);
	const taken = await takeDue(store, { ...(targets.length === 0 ? {} : { targets }), limit, leaseMs, limits });
	if (taken.closed.length > 0) await rollBackPromises(store, [promisesIn([{ receipts: taken.closed }], sync)]);

	const members = taken.jobs.map((one) => ({ batch: one.batch, json: dueJson(sync, one, keyField), pairs: [0], target: one.target, operation: one.job.operation }));
	const due = limits.batch === undefined ? members.map(({ json }) => ({ json, pairedItem: { item: 0 } })) : groupBatches(sync, 'due', members);
	const backwards = taken.compensations.map((one) => ({ json: compensationJson(sync, one, keyField) as IDataObject, pairedItem: { item: 0 } }));
	const dead = taken.dead.map((one) => deadItem(sync, one));
	const alerts = taken.alerts.map((alert) => alertItem(sync, alert));
	return [[...due, ...backwards], [...dead, ...alerts]];
}

/** With what was to be written, so that a form can show it and Redrive can take it back changed. */
function deadItem(sync: string, { target, record, job, alert }: DeadJob): INodeExecutionData {
	const { reason } = alert;
	const told = tellAlert(sync, alert, job);
	const json = { ...told, details: jobDetails(target, record, job), payload: payloadOf(record, job, undefined) };
	return { json: { ...json, [SYNC_KEY]: { sync, key: record, system: target, verdict: 'deadLetter', reason, queue: { job: job.id } } } as unknown as IDataObject, pairedItem: { item: 0 } };
}

function alertItem(sync: string, alert: Alert): INodeExecutionData {
	const { target, record, kind, reason } = alert;
	return { json: { ...tellAlert(sync, alert), [SYNC_KEY]: { sync, key: record, system: target, verdict: kind === 'over' ? 'over' : 'needsAttention', reason } } as unknown as IDataObject, pairedItem: { item: 0 } };
}
