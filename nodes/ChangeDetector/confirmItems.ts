import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { RefusedBecause } from '../shared/changes/confirm';
import { confirmChanges, type Settled } from '../shared/changes/confirmChanges';
import { changeCollection } from '../shared/changes/entryLayout';
import { sameSums } from '../shared/changes/sums';
import { withError } from '../shared/n8n/failClosed';
import { failItem } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { SYNC_KEY, type ChangeReceipt } from '../shared/record/envelope';
import { keyHash } from '../shared/record/fingerprint';
import { isRecord } from '../shared/record/json';
import type { StateStore } from '../shared/state/port';
import { addExpected, type Write } from './echoLedger';
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
		if (one.kind === 'confirmed') confirmed.push({ ...items[i]!, pairedItem: { item: i } });
		else refused.push(withReason(items[i]!, i, one.because));
	});
	return [confirmed, refused];
}

/**
 * What was confirmed, and whether the system has shown it: an echo that came before the confirmation is none to wait
 * for. A record the system's detector knows nothing of is there from now on, so that deleting it is a change.
 */
export async function landedWrites(store: StateStore, system: string, receipts: readonly ChangeReceipt[], settled: readonly Settled[]): Promise<Write[]> {
	const done = settled.flatMap((one, r) => (one.kind === 'confirmed' ? [{ ...one.entry, change: receipts[r]!.token }] : []));
	return await store.transact(changeCollection(system), done.map(({ key }) => keyHash(key)), (tx) =>
		done.map(({ key, step, sums, change }, i): Write => {
			const seen = tx.get(i);
			const content = seen?.pending === undefined ? seen?.sums : seen.pending.sums;
			const wasSeen = sums === undefined || content === undefined ? seen !== undefined && sums === content : sameSums(content, sums);
			if (sums !== undefined && seen?.sums === undefined && seen?.pending === undefined) {
				tx.set(i, { key, step, sums, ...(seen?.version === undefined ? {} : { version: seen.version }) });
			}
			return { key, written: { ...(sums === undefined ? {} : { sums }), change, state: 'landed' }, wasSeen };
		}),
	);
}

function withReason(item: INodeExecutionData, i: number, code: RefusedBecause): INodeExecutionData {
	const json = isRecord(item.json) ? (item.json as IDataObject) : {};
	const before = json[SYNC_KEY];
	const envelope = { ...(isRecord(before) ? (before as IDataObject) : {}), verdict: 'refused', refused: { code, message: WHY_REFUSED[code] } };
	return { ...item, json: { ...json, [SYNC_KEY]: envelope }, pairedItem: { item: i } };
}
