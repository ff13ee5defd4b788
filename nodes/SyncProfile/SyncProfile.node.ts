import { NodeConnectionTypes, type IDataObject, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { failNode } from '../shared/n8n/items';
import { profileIn, told, toDo } from '../shared/n8n/findProfile';
import type { SyncProfile as Profile } from '../shared/profile/profile';
import { checkMapping } from './checkMapping';
import { ownershipMatrix } from './explain';
import { profileFile } from './profileFile';
import { properties } from './properties';
import { renderMatrix } from './renderMatrix';

export class SyncProfile implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sync Profile',
		name: 'syncProfile',
		icon: { light: 'file:syncProfile.svg', dark: 'file:syncProfile.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ ({ provide: "Provide", explain: "Explain", export: "Export" })[$parameter["operation"]] + ($parameter["defineBy"] === "rows" ? ": " + $parameter["sync"] : "") }}',
		description: 'Defines a sync in one place: its systems, who owns which field, who wins; the other sync nodes find it upstream',
		defaults: { name: 'Sync Profile' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		const profile = read(this);
		const pairedItem = items.map((_, item) => ({ item }));
		switch (this.getNodeParameter('operation', 0)) {
			case 'export':
				return [[{ json: profileFile(profile) as IDataObject, pairedItem }]];
			case 'explain':
				return [explain(profile, this.getNodeParameter('explainOutput', 0, 'rows') === 'html').map((json) => ({ json, pairedItem }))];
			default:
				return [items.map((item, i) => ({ ...item, pairedItem: { item: i } }))];
		}
	}
}

/** The profile, or an error that names the first row at fault and lists the others. */
function read(ctx: IExecuteFunctions): Profile {
	const result = profileIn(ctx.getNode().parameters);
	const problems = result.ok ? checkMapping(result.profile) : result.problems;
	if (!result.ok || problems.length > 0) return failNode(ctx, told(problems[0]!), toDo(problems));
	return result.profile;
}

/** One item a field, readable as a table; or one item with the whole as a page. */
function explain(profile: Profile, asPage: boolean): IDataObject[] {
	const matrix = ownershipMatrix(profile);
	if (asPage) return [{ html: renderMatrix(profile, matrix) }];
	return matrix.map((row) => ({
		Field: row.field,
		...Object.fromEntries(profile.systems.map(({ name }, s) => [name, row.rights[s]])),
		'If Systems Disagree': row.rule,
	}));
}
