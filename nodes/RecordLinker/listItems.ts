import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { listLinks, type Members } from '../shared/crosswalk';
import { openState } from '../shared/n8n/openState';
import { setOwn } from '../shared/record/json';
import { linksOf } from './emit';
import { readOptions, readSettings } from './readDefinition';

/** One item for each record of the crosswalk: its id in each system, and the ids merged into these. */
export async function listItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync, ifStateLost } = readSettings(ctx);
	const lacking = (readOptions(ctx).lackingSystem ?? '').trim();
	const store = await openState(ctx, sync, ifStateLost);
	const all = await listLinks(store);
	const shown = lacking === '' ? all : all.filter((members) => !members.some(([system]) => system === lacking));
	// They come from the memory; the first item stands for the run that asked.
	const pairedItem = { item: 0 };
	return [shown.map((members) => ({ json: { links: linksOf(members), merged: mergedOf(members) } as IDataObject, pairedItem }))];
}

function mergedOf(members: Members): Record<string, string[]> {
	const merged = {};
	for (const [system, , ...ids] of members) if (ids.length > 0) setOwn(merged, system, ids);
	return merged as Record<string, string[]>;
}
