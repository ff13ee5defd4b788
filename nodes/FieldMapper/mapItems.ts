import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isRecord } from '../shared/record/json';
import { failItem } from '../shared/n8n/items';
import { Rejected } from './applyMapping';
import { compileMapping } from './compileMapping';
import type { Direction } from './definition';
import { watchDrift } from './drift/watch';
import { RejectionCount, toleratedHint, unmappedHint } from './hints';
import { mapRecord, partlyMapped, rejectedRecord, type RecordPlan } from './mapRecord';
import { readTable } from './readTable';
import { refuseTable } from './refuseTable';

/** What happens to the good fields of an item that has a field at fault. */
type Partly = 'no' | 'mapped' | 'both';

/** The operation Map: every item comes out mapped or rejected (or both, where the user asks for that). */
export async function mapItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	const plan = readPlan(ctx);
	const partly = ctx.getNodeParameter('options.partly', 0, 'no') as Partly;
	const drift = ctx.getNodeParameter('drift', 0, false) === true ? await watchDrift(ctx, items, plan.direction, plan) : [];
	const rejections = new RejectionCount(partly === 'mapped');
	const mapped: INodeExecutionData[] = [];
	const rejected: INodeExecutionData[] = [];

	for (let i = 0; i < items.length; i += 1) {
		const item = items[i]!;
		if (!isRecord(item.json)) {
			rejected.push(failItem(ctx, item, i, notARecord(item.json, i)));
			continue;
		}
		const result = mapRecord(plan, item.json, drift);
		if (!(result instanceof Rejected)) {
			mapped.push(itemOf(result, item, i));
			continue;
		}
		rejections.add(result.reasons);
		const { rest } = result;
		const goesOn = partly !== 'no' && rest !== undefined;
		if (goesOn) mapped.push(itemOf(partlyMapped({ ...result, rest }), item, i));
		if (!goesOn || partly === 'both') rejected.push(itemOf(rejectedRecord(item.json, result, drift), item, i));
	}

	for (const message of [rejections.hint(items.length), toleratedHint(plan.toleratedCounts, plan.keepSync), unmappedHint(plan.unmappedCounts)]) {
		if (message !== undefined) ctx.addExecutionHints({ message, location: 'outputPane' });
	}
	return [mapped, rejected];
}

function itemOf(json: Record<string, unknown>, item: INodeExecutionData, index: number): INodeExecutionData {
	const out: INodeExecutionData = { json: json as IDataObject, pairedItem: { item: index } };
	if (item.binary !== undefined) out.binary = item.binary;
	return out;
}

/** Reads the parameters, once for all items. */
function readPlan(ctx: IExecuteFunctions): RecordPlan {
	const direction = ctx.getNodeParameter('direction', 0, 'forward') as Direction;
	const { definition, noValueWords, rules, unmapped, details } = readTable(ctx);
	const syncDetails = ctx.getNodeParameter('options.syncDetails', 0, 'auto') as 'auto' | 'keep' | 'drop';
	const result = compileMapping(definition, direction, noValueWords, rules);
	return {
		mapping: result.kind === 'mapping' ? result.mapping : refuseTable(ctx, result.problems),
		direction,
		unmapped,
		...(direction === 'forward' && details !== undefined ? { details } : {}),
		keepSync: syncDetails === 'keep' || (syncDetails === 'auto' && direction === 'forward'),
		unmappedCounts: new Map(),
		toleratedCounts: new Map(),
	};
}

function notARecord(json: unknown, index: number): { message: string; description: string } {
	return {
		message: `Item ${index} is not a record but ${Array.isArray(json) ? 'a list' : json === null ? 'null' : `a ${typeof json}`}`,
		description: 'A record is an object with named fields. Split lists into items before this node.',
	};
}
