import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { inputItems, passOn } from '../shared/n8n/items';
import { resetState } from '../shared/n8n/openState';
import { readBasics } from './settings';

/** Forgets the sync; every item goes on to In Sync. */
export async function resetMemory(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { sync, systems } = readBasics(ctx);
	await resetState(ctx, sync);
	const passed = systems.flatMap((_, input) =>
		inputItems(ctx, input).map((item, index) => passOn(item, index, item.json, input)),
	);
	return [...systems.map(() => []), [], passed];
}
