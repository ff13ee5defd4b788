import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { failClosed } from '../shared/n8n/failClosed';
import { copyState } from './copy/copyState';
import { properties } from './description';
import { recordItems } from './recordItems';
import { reportHealth } from './reportHealth';
import { resetHealth } from './resetHealth';
import { unlessInStaticData } from '../shared/n8n/stateFields';
import { stateMethods } from '../shared/n8n/testStateDatabase';

/** Runs in the editor as an expression, so it must stand on its own. */
const OUTPUTS = `={{ $parameter["operation"] === "report"
	? [{ type: "main", displayName: "Report" }, { type: "main", displayName: "Alert" }]
	: [{ type: "main" }] }}` as const;

export class SyncHealthReporter implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sync Health Reporter',
		name: 'syncHealthReporter',
		icon: { light: 'file:syncHealthReporter.svg', dark: 'file:syncHealthReporter.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ record: "Record Outcomes", report: "Report", reset: "Reset", copyState: "Copy State" })[$parameter["operation"]] + ": " + $parameter["sync"] }}',
		description: 'Counts what became of each item, shows how healthy the sync is, and alerts when it matters',
		defaults: { name: 'Sync Health Reporter' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [{ name: 'syncStatePostgreSqlApi', required: true, testedBy: 'testStateDatabase', displayOptions: unlessInStaticData }],
		properties,
	};

	methods = stateMethods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('operation', 0) as string;
		return await failClosed(this, run(this, operation), () => ({ outputs: operation === 'report' ? 2 : 1, failed: 0 }));
	}
}

async function run(ctx: IExecuteFunctions, operation: string): Promise<INodeExecutionData[][]> {
	switch (operation) {
		case 'copyState':
			return await copyState(ctx);
		case 'report':
			return await reportHealth(ctx);
		case 'reset':
			return await resetHealth(ctx);
		default:
			return await recordItems(ctx);
	}
}
