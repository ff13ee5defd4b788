import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { resetState } from '../shared/n8n/openState';
import { inputItems } from './listing';
import { readSystems } from './settings';

/** Forgets the sync; every item goes on to In Sync. */
export async function resetMemory(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const systems = readSystems(ctx);
	await resetState(ctx, ctx.getNodeParameter('sync', 0) as string);
	const passed = systems.flatMap((_, input) =>
		inputItems(ctx, input).map((item, index) => ({ ...item, pairedItem: { item: index, input } })),
	);
	return [...systems.map(() => []), [], passed];
}
