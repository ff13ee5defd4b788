import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isRecord } from '../shared/record/json';
import { failItem, failNode } from '../shared/n8n/items';
import { Rejected } from './applyMapping';
import { compileMapping, type Mapping } from './compileMapping';
import type { Direction, RowProblem } from './definition';
import { RejectionCount, unmappedHint } from './hints';
import { mapRecord, rejectedRecord, type RecordPlan, type UnmappedPolicy } from './mapRecord';
import { readTable } from './readTable';

/** The operation Map: every item comes out mapped or rejected. */
export async function mapItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	const plan = readPlan(ctx);
	const rejections = new RejectionCount();
	const mapped: INodeExecutionData[] = [];
	const rejected: INodeExecutionData[] = [];

	for (let i = 0; i < items.length; i += 1) {
		const item = items[i]!;
		if (!isRecord(item.json)) {
			rejected.push(failItem(ctx, item, i, notARecord(item.json, i)));
			continue;
		}
		const result = mapRecord(plan, item.json);
		const refused = result instanceof Rejected;
		const out: INodeExecutionData = {
			json: (refused ? rejectedRecord(item.json, result) : result) as IDataObject,
			pairedItem: { item: i },
		};
		if (item.binary !== undefined) out.binary = item.binary;
		if (refused) rejections.add(result.reasons);
		(refused ? rejected : mapped).push(out);
	}

	for (const message of [rejections.hint(items.length), unmappedHint(plan.unmappedCounts)]) {
		if (message !== undefined) ctx.addExecutionHints({ message, location: 'outputPane' });
	}
	return [mapped, rejected];
}

/** Reads the parameters, once for all items. */
function readPlan(ctx: IExecuteFunctions): RecordPlan {
	const direction = ctx.getNodeParameter('direction', 0, 'forward') as Direction;
	const { definition, noValueWords } = readTable(ctx);
	const unmapped = ctx.getNodeParameter('unmapped', 0, 'drop') as UnmappedPolicy;
	const syncDetails = ctx.getNodeParameter('options.syncDetails', 0, 'auto') as 'auto' | 'keep' | 'drop';
	const result = compileMapping(definition, direction, noValueWords);
	const mapping: Mapping = result.kind === 'mapping' ? result.mapping : refuseTable(ctx, result.problems);
	return {
		mapping,
		unmapped,
		keepSync: syncDetails === 'keep' || (syncDetails === 'auto' && direction === 'forward'),
		unmappedCounts: new Map(),
	};
}

function refuseTable(ctx: IExecuteFunctions, problems: readonly RowProblem[]): never {
	const [first, ...others] = problems;
	const also = others.map(({ row, problem }) => `${row}: ${problem.message}. ${problem.fix}`);
	failNode(ctx, `${first!.row}: ${first!.problem.message}`, [first!.problem.fix, ...also].join('\n'));
}

function notARecord(json: unknown, index: number): { message: string; description: string } {
	return {
		message: `Item ${index} is not a record but ${Array.isArray(json) ? 'a list' : json === null ? 'null' : `a ${typeof json}`}`,
		description: 'A record is an object with named fields. Split lists into items before this node.',
	};
}
