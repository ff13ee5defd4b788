import type { IExecuteFunctions } from 'n8n-workflow';
import { readDefinition, type Definition } from './definition';
import { findProfile, systemOfProfile } from '../shared/n8n/findProfile';
import { readFile } from './file/readFile';
import type { UnmappedPolicy } from './mapRecord';
import { splitWords } from '../shared/record/words';
import { profileTable } from './profileTable';
import { sourceDetails, type SourceDetails } from './sourceDetails';
import type { TableRules } from './tableRules';

/** A table with its contract, read once for all items; not yet checked (`compileMapping`). */
export interface Table {
	readonly definition: Definition;
	/** Texts of the source system that mean "no value". */
	readonly noValueWords: readonly string[];
	readonly rules: TableRules;
	/** What happens to fields that no row reads. */
	readonly unmapped: UnmappedPolicy;
	/** What goes along under `_sync` when mapping forward, where a Sync Profile says where it stands. */
	readonly details?: SourceDetails;
}

/** Reads the table from the node's parameters, its rows or the JSON that holds all of it, or from a Sync Profile. */
export function readTable(ctx: IExecuteFunctions): Table {
	const defineBy = ctx.getNodeParameter('defineBy', 0, 'rows');
	if (defineBy === 'json') return readFile(ctx.getNodeParameter('mappingJson', 0, ''));
	if (defineBy === 'profile') return readProfileTable(ctx);
	const options = ctx.getNodeParameter('operation', 0, 'map') === 'check' ? 'checkOptions' : 'options';
	const noValueWords = splitWords(String(ctx.getNodeParameter('noValueWords', 0, '')));
	return {
		definition: readDefinition(ctx.getNodeParameter('rows.row', 0, [])),
		noValueWords,
		rules: {
			noValueWords,
			sourceClears: ctx.getNodeParameter(`${options}.sourceClears`, 0, 'null') as TableRules['sourceClears'],
			targetClears: ctx.getNodeParameter(`${options}.targetClears`, 0, 'null') as TableRules['targetClears'],
			wrongType: ctx.getNodeParameter('wrongType', 0, 'reject') as TableRules['wrongType'],
		},
		unmapped: ctx.getNodeParameter('unmapped', 0, 'drop') as UnmappedPolicy,
	};
}

function readProfileTable(ctx: IExecuteFunctions): Table {
	const profile = findProfile(ctx);
	const name = String(ctx.getNodeParameter('system', 0, '')).trim();
	const system = systemOfProfile(ctx, profile, name, 'System');
	return { ...profileTable(profile, name), details: sourceDetails(profile, system) };
}
