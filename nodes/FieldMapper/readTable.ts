import type { IExecuteFunctions } from 'n8n-workflow';
import { readDefinition, type Definition } from './definition';
import { splitWords } from './noValueWords';

/** The table as the node's parameters hold it, read once for all items; not yet checked (`compileMapping`). */
export interface Table {
	readonly definition: Definition;
	/** Texts of the source system that mean "no value". */
	readonly noValueWords: readonly string[];
}

export function readTable(ctx: IExecuteFunctions): Table {
	return {
		definition: readDefinition(ctx.getNodeParameter('rows.row', 0, [])),
		noValueWords: splitWords(String(ctx.getNodeParameter('noValueWords', 0, ''))),
	};
}
