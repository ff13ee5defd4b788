import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isRecord } from '../../shared/record/json';
import { failNode } from '../../shared/n8n/items';
import { DIRECTIONS, type Direction } from '../definition';
import { readTable } from '../readTable';
import { headlineOf } from '../report/checkHeadline';
import { checkPage } from '../report/checkPage';
import { checkRecords, type CheckCounts } from './checkRecords';
import { checkRows } from './checkRows';
import { checkTable } from './checkTable';

const OUTPUTS = ['rows', 'html', 'htmlFile'] as const;
type Output = (typeof OUTPUTS)[number];

interface CheckOptions {
	examples?: number;
	fileField?: string;
	unmapped?: boolean;
}

/** The operation Check Mapping: says what the table does to these items. What it finds stands in its output only. */
export async function checkItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const direction = ctx.getNodeParameter('direction', 0, 'forward') as Direction;
	if (!DIRECTIONS.includes(direction)) failNode(ctx, `There is no direction "${String(direction)}"`, 'Choose forward or reverse.');
	const output = ctx.getNodeParameter('checkOutput', 0, 'rows') as Output;
	if (!OUTPUTS.includes(output)) failNode(ctx, `There is no output "${String(output)}"`, 'Choose rows, html or htmlFile.');
	const { examples = 3, fileField = 'data', unmapped = true } = ctx.getNodeParameter('checkOptions', 0, {}) as CheckOptions;
	const { definition, noValueWords, rules } = readTable(ctx);
	const table = checkTable(definition, direction, noValueWords, rules);

	const items = ctx.getInputData();
	const places: number[] = [];
	const records: Record<string, unknown>[] = [];
	items.forEach(({ json }, i) => {
		if (!isRecord(json)) return;
		places.push(i);
		records.push(json);
	});
	const counts = checkRecords(table, records, mostExamples(ctx, examples), places);
	const message = hintOf(counts, items.length - records.length);
	ctx.addExecutionHints({ message, location: 'outputPane' });

	// What comes out is made of all items. One list for all rows: n8n stores it once.
	const pairedItem = items.map((_, item) => ({ item }));
	if (output === 'rows') return [checkRows(counts, unmapped).map((json) => ({ json: json as IDataObject, pairedItem }))];
	const page = checkPage(counts, ctx.getNode().name);
	const json: IDataObject = { headline: headlineOf(counts).title, items: counts.records, mapped: counts.accepted };
	if (output === 'html') return [[{ json: { ...json, html: page }, pairedItem }]];
	const file = await ctx.helpers.prepareBinaryData(Buffer.from(page), 'mapping-check.html', 'text/html');
	return [[{ json, binary: { [fileField === '' ? 'data' : fileField]: file }, pairedItem }]];
}

function mostExamples(ctx: IExecuteFunctions, typed: number): number {
	if (Number.isInteger(typed) && typed >= 1 && typed <= 50) return typed;
	return failNode(ctx, `Examples per Finding is ${String(typed).slice(0, 80)}`, 'Choose a whole number from 1 to 50.');
}

/** Counts only: hints are kept with the execution. */
function hintOf(counts: CheckCounts, notRecords: number): string {
	const { title, reasons } = headlineOf(counts);
	const left = notRecords === 0 ? [] : [notRecords === 1 ? '1 item is no record and was not looked at.' : `${notRecords} items are no records and were not looked at.`];
	return [`${title}.`, ...reasons, ...left].join(' ');
}
