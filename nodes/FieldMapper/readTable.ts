import type { IExecuteFunctions } from 'n8n-workflow';
import { readDefinition, type Definition } from './definition';
import { readFile } from './file/readFile';
import type { UnmappedPolicy } from './mapRecord';
import { splitWords } from './noValueWords';
import type { TableRules } from './tableRules';

/** A table with its contract, read once for all items; not yet checked (`compileMapping`). */
export interface Table {
	readonly definition: Definition;
	/** Texts of the source system that mean "no value". */
	readonly noValueWords: readonly string[];
	readonly rules: TableRules;
	/** What happens to fields that no row reads. */
	readonly unmapped: UnmappedPolicy;
}

/** Reads the table from the node's parameters: its rows, or the JSON that holds all of it. */
export function readTable(ctx: IExecuteFunctions): Table {
	if (ctx.getNodeParameter('defineBy', 0, 'rows') === 'json') return readFile(ctx.getNodeParameter('mappingJson', 0, ''));
	const noValueWords = splitWords(String(ctx.getNodeParameter('noValueWords', 0, '')));
	return {
		definition: readDefinition(ctx.getNodeParameter('rows.row', 0, [])),
		noValueWords,
		rules: {
			noValueWords,
			sourceClears: ctx.getNodeParameter('options.sourceClears', 0, 'null') as TableRules['sourceClears'],
			targetClears: ctx.getNodeParameter('options.targetClears', 0, 'null') as TableRules['targetClears'],
			wrongType: ctx.getNodeParameter('wrongType', 0, 'reject') as TableRules['wrongType'],
		},
		unmapped: ctx.getNodeParameter('unmapped', 0, 'drop') as UnmappedPolicy,
	};
}
