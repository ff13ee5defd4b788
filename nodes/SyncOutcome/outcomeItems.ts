import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { inputItems } from '../shared/n8n/items';
import { onLinks } from '../shared/n8n/onLinks';
import { openState } from '../shared/n8n/openState';
import type { Found } from '../shared/n8n/promised';
import { settleWork, type Reporter, type Work } from '../shared/outcome/settle';
import { COMPENSATION_LEASE_MS, report } from '../shared/queue/report';
import { Emitter } from './emit';
import { byKey, byLinking } from './findOnTheWay';
import { readWork } from './readWork';
import { splitBatch } from './splitBatch';
import { readSettings, type OutcomeSettings } from './settings';

export const SUCCEEDED = 0, FAILED = 1;

/** An item, where it came in, and what it says of a record; a problem where nobody knows whose it is. */
export interface Told {
	readonly item: INodeExecutionData;
	readonly input: number;
	readonly index: number;
	readonly work: Found<Work>;
}

/** Settles what both inputs say, and tells what became of it. */
export async function outcomeItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = readSettings(ctx);
	const told = [SUCCEEDED, FAILED].flatMap((input) => tellAll(ctx, input, settings));
	const known = told.flatMap(({ work }) => (work.ok ? [work.value] : []));

	const store = await openState(ctx, settings.sync, settings.ifStateLost);
	const tell: Reporter = async (queue, reports) => await report(queue, reports, Math.random, settings.handOut ? COMPENSATION_LEASE_MS : 0);
	const settled = await onLinks(ctx, settleWork(store, settings.sync, known, settings.parking, tell));

	const emitter = new Emitter(ctx, settings);
	let k = 0;
	for (const one of told) {
		if (one.work.ok) emitter.settled(one, one.work.value, settled[k++]!);
		else emitter.unsettled(one, one.work.problem);
	}
	return emitter.outputs();
}

function tellAll(ctx: IExecuteFunctions, input: number, settings: OutcomeSettings): Told[] {
	const items = inputItems(ctx, input);
	if (items.length === 0) return [];
	const find = settings.answerKey === undefined ? byLinking(ctx, input) : byKey(ctx, settings.answerKey);
	const now = Date.now();
	return items.flatMap((item, index): Told[] => {
		const way = find(item, index);
		if (!way.ok) return [{ item, input, index, work: way }];
		return splitBatch(way.value).map((part) => ({ item, input, index, work: readWork(item, part, input === FAILED, settings, now) }));
	});
}
