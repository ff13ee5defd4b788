import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failItem, passOn } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { isRecord } from '../shared/record/json';
import { guardCollection } from '../shared/idempotency/entry';
import { forget } from '../shared/idempotency/protocol';
import { readKey, readSettings } from './settings';

export async function forgetItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	const { sync, ifStateLost } = readSettings(ctx);
	const keyOf = readKey(ctx);
	const output: INodeExecutionData[] = [];
	const keys: string[] = [];
	items.forEach((item, i) => {
		const key = keyOf(isRecord(item.json) ? item.json : {}, i);
		if (key.ok) {
			keys.push(key.value);
			output.push(passOn(item, i));
		} else {
			output.push(failItem(ctx, item, i, key));
		}
	});
	const store = await openState(ctx, sync, ifStateLost);
	await store.transact(guardCollection(), keys, (tx) => keys.forEach((_key, k) => forget(tx, k)));
	await store.settleClaims(keys);
	return [output];
}
