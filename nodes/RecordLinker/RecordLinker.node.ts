import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { passOn } from '../shared/n8n/items';
import { failClosed } from '../shared/n8n/failClosed';
import { resetState } from '../shared/n8n/openState';
import { linkItems } from './linkItems';
import { listItems } from './listItems';
import { lookUpItems } from './lookUpItems';
import { matchItems } from './matchItems';
import { mergeItems } from './mergeItems';
import { failurePlaceOf, INPUTS, OUTPUTS } from './ports';
import { properties } from './properties';
import { readSettings, readText } from './readDefinition';
import { unlinkItems } from './unlinkItems';
import { whenInDatabase } from '../shared/n8n/stateFields';
import { stateMethods } from '../shared/n8n/testStateDatabase';

export class RecordLinker implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Record Linker',
		name: 'recordLinker',
		icon: { light: 'file:recordLinker.svg', dark: 'file:recordLinker.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ link: "Link", list: "List", lookUp: "Look Up", match: "Match", merge: "Merge", resetMemory: "Reset Memory", unlink: "Unlink" })[$parameter["operation"]] + ": " + ($parameter["settingsFrom"] === "profile" ? "by Profile" : $parameter["sync"]) }}',
		description: 'Knows which ID in one system is which ID in another, and finds matches by rules, so that nothing is created twice',
		defaults: { name: 'Record Linker' },
		usableAsTool: true,
		inputs: INPUTS,
		// An empty list of candidates is a list.
		requiredInputs: 1,
		outputs: OUTPUTS,
		credentials: [{ name: 'syncStatePostgreSqlApi', required: true, testedBy: 'testStateDatabase', displayOptions: whenInDatabase }],
		properties,
	};

	methods = stateMethods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('operation', 0) as string;
		return await failClosed(this, run(this, operation), () => failurePlaceOf(operation, readText(this, 'linkWhat')));
	}
}

async function run(ctx: IExecuteFunctions, operation: string): Promise<INodeExecutionData[][]> {
	switch (operation) {
		case 'link':
			return await linkItems(ctx);
		case 'list':
			return await listItems(ctx);
		case 'lookUp':
			return await lookUpItems(ctx);
		case 'merge':
			return await mergeItems(ctx);
		case 'unlink':
			return await unlinkItems(ctx);
		case 'resetMemory': {
			await resetState(ctx, readSettings(ctx).sync);
			// The outputs stay those of Match, so that no wire is lost; and nothing comes out of New, where records are created.
			const passed = ctx.getInputData().map((item, i) => passOn(item, i));
			return [[], [], passed];
		}
		default:
			return await matchItems(ctx);
	}
}
