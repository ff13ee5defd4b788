import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { HEALTH_KEY, healthCollection } from './document';
import { openHealth } from './healthState';

/** Forgets the sync's health and its alerts, nothing else, and passes the items on. */
export async function resetHealth(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync, store } = await openHealth(ctx);
	await store.transact(healthCollection, [HEALTH_KEY], (tx) => tx.delete(0));
	if (ctx.getMode() === 'manual') {
		ctx.addExecutionHints({
			message: `Test run: the health of "${sync}" was not reset, only this run's scratch copy. Reset works when the workflow runs in production, for example from its schedule or webhook.`,
			type: 'warning',
			location: 'outputPane',
		});
	}
	return [ctx.getInputData()];
}
