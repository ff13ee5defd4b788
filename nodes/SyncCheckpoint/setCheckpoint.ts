import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { CHECKPOINTS } from '../shared/checkpoint/collection';
import { parseCursor } from '../shared/checkpoint/parseCursor';
import { setTo } from '../shared/checkpoint/standing';
import { failNode, passOn } from '../shared/n8n/items';
import { openStateForGood } from '../shared/n8n/openState';
import { SYNC_KEY } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import { readSettings } from './settings';
import { shown } from './words';

/** Says where to read on, once for all items; the one way back. */
export async function setCheckpoint(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	const { sync, name, key, kind, zone, ifStateLost } = readSettings(ctx);
	const value = ctx.getNodeParameter('setTo', 0, '');
	const isBeginning = value === '' || value === null || value === undefined;
	const at = isBeginning ? undefined : parseCursor(kind, value, zone);
	if (at === undefined && !isBeginning) {
		failNode(
			ctx,
			`"Set To" is ${JSON.stringify(value)}, which is no ${{ time: 'time', number: 'whole number', page: 'page cursor' }[kind]}`,
			kind === 'time' ? 'Use a time with an offset or Z, for example 2026-01-01T00:00:00Z, or name the Time Zone under Options.' : 'Correct it, or leave it empty to read from the beginning.',
		);
	}
	const store = await openStateForGood(ctx, sync, ifStateLost);
	const before = await store.transact(CHECKPOINTS, [key], (tx) => {
		const known = tx.get(0);
		tx.set(0, setTo(known, name, kind, at, tx.nextToken(), tx.now));
		return known === undefined ? null : shown(known.kind, known.at);
	});
	const checkpoint = { ...(name === '' ? {} : { name }), before, at: shown(kind, at) };
	return [items.map((item, i) => {
		const json: IDataObject = isRecord(item.json) ? item.json : {};
		const known = json[SYNC_KEY];
		return passOn(item, i, { ...json, [SYNC_KEY]: { ...(isRecord(known) ? (known as IDataObject) : {}), sync, checkpoint } });
	})];
}
