import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { RefusedBecause } from '../shared/changes/confirm';
import { confirmChanges } from '../shared/changes/confirmChanges';
import { addExpected } from '../shared/changes/echoLedger';
import { landedWrites } from '../shared/changes/landedWrites';
import { withError } from '../shared/n8n/failClosed';
import { failItem, passOn } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { SYNC_KEY, type ChangeReceipt } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import { receiptFinder } from './findReceipts';
import { readEchoSettings } from './settings';

const WHY_REFUSED: Record<RefusedBecause, string> = {
	unknownRecord: 'Nothing is remembered of the record: the memory was reset, or it was forgotten',
	notPending: 'The change was confirmed already, or the record was since seen as we wrote it',
	newerChange: 'Another change of the record was reported since, and is still to be delivered',
};

export async function confirmItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	const { sync, ifStateLost, system, echoMs } = readEchoSettings(ctx);
	const receiptOf = receiptFinder(ctx, sync);
	const confirmed: INodeExecutionData[] = [];
	const refused: INodeExecutionData[] = [];
	const receipts: ChangeReceipt[] = [];
	const itemOf: number[] = [];
	items.forEach((item, i) => {
		const found = receiptOf(item, i);
		if (found.ok) {
			receipts.push(found.value);
			itemOf.push(i);
		} else {
			refused.push(withError(failItem(ctx, item, i, found.problem)));
		}
	});

	const store = await openState(ctx, sync, ifStateLost);
	const settled = await confirmChanges(store, receipts);
	if (system !== '') await addExpected(store, system, await landedWrites(store, system, receipts, settled), echoMs);

	settled.forEach((one, r) => {
		const i = itemOf[r]!;
		if (one.kind === 'confirmed') confirmed.push(passOn(items[i]!, i));
		else refused.push(withReason(items[i]!, i, one.because));
	});
	return [confirmed, refused];
}

function withReason(item: INodeExecutionData, i: number, code: RefusedBecause): INodeExecutionData {
	const json = isRecord(item.json) ? (item.json as IDataObject) : {};
	const before = json[SYNC_KEY];
	const envelope = { ...(isRecord(before) ? (before as IDataObject) : {}), verdict: 'refused', refused: { code, message: WHY_REFUSED[code] } };
	return passOn(item, i, { ...json, [SYNC_KEY]: envelope });
}
