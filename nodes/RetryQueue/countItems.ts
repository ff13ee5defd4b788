import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { openState } from '../shared/n8n/openState';
import { gateOf } from '../shared/queue/breaker';
import { countJobs } from '../shared/queue/manage';
import { readBasics, readLimits } from './settings';

/** One item a system: how much was ever parked, and what became of it. */
export async function countItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync, ifStateLost, options } = readBasics(ctx);
	const { limits } = readLimits(ctx, options);
	const store = await openState(ctx, sync, ifStateLost);
	const now = Date.now();
	const counted = await countJobs(store);
	return [
		counted.map(({ target, oldestDueAt }) => ({
			json: {
				target: target.target,
				...target.counts,
				accounted: target.counts.parked === target.counts.waiting + target.counts.leased + target.counts.done + target.counts.dead + target.counts.discarded,
				paused: gateOf(target, limits.breaker, now) !== 'closed' || target.pausedUntil > now,
				failuresInRow: target.failuresInRow,
				oldestDueAt: oldestDueAt === undefined ? null : new Date(oldestDueAt).toISOString(),
			} as IDataObject,
			pairedItem: { item: 0 },
		})),
	];
}
