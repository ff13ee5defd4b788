import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { compileMapping } from './compileMapping';
import { DIRECTIONS } from './definition';
import { writeFile } from './file/writeFile';
import { readTable } from './readTable';
import { refuseTable } from './refuseTable';

/** The operation Export Mapping: one item that holds the table, as Define By: JSON and a file take it. */
export async function exportMapping(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const table = readTable(ctx);
	for (const direction of DIRECTIONS) {
		const result = compileMapping(table.definition, direction, table.noValueWords, table.rules);
		// A table used one way only has no row for the other.
		if (result.kind === 'refused' && result.problems.some(({ problem }) => problem.rule !== 'noRows')) refuseTable(ctx, result.problems);
	}
	const pairedItem = ctx.getInputData().map((_, item) => ({ item }));
	return [[{ json: writeFile(table) as unknown as IDataObject, pairedItem }]];
}
