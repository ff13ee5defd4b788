import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { withError } from '../shared/n8n/failClosed';
import { failItem, failNode, passOn } from '../shared/n8n/items';
import { openState } from '../shared/n8n/openState';
import { SYNC_KEY } from '../shared/record/envelope';
import { isRecord } from '../shared/record/json';
import { addExpected, type Write } from '../shared/changes/echoLedger';
import { receiptIn } from './findReceipts';
import { readDefinition, readEchoSettings, readerFor } from './settings';

/** Remembers what is about to be written, field by field of the items, and hands them on as they are. */
export async function expectEchoes(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	const settings = readEchoSettings(ctx, ctx.getNodeParameter('echoSystem', 0, ''));
	if (settings.system === '') failNode(ctx, 'System is empty', 'Name the system that is written to, as its Change Detector has it under Options, System.');
	const reader = readerFor(ctx, readDefinition(ctx));
	const output: INodeExecutionData[] = [];
	const writes: Write[] = [];
	items.forEach((item, i) => {
		const read = reader.read(item.json);
		if (!read.ok) {
			output.push(withError(failItem(ctx, item, i, read.problem)));
			return;
		}
		const { key, fields, sums } = read.reading;
		const change = receiptIn(item.json[SYNC_KEY], settings.sync)?.token;
		const content = isDelete(item.json) ? {} : { sums, fields: fields.map(({ name }) => name) };
		writes.push({ key, written: { ...content, ...(change === undefined ? {} : { change }) } });
		output.push(passOn(item, i));
	});
	const store = await openState(ctx, settings.sync, settings.ifStateLost);
	await addExpected(store, settings.system, writes, settings.echoMs);
	return [output];
}

function isDelete(json: unknown): boolean {
	const envelope = isRecord(json) ? json[SYNC_KEY] : undefined;
	return isRecord(envelope) && envelope['operation'] === 'delete';
}
