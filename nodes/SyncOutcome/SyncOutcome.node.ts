import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { failClosed } from '../shared/n8n/failClosed';
import { whenInDatabase } from '../shared/n8n/stateFields';
import { stateMethods } from '../shared/n8n/testStateDatabase';
import { outcomeItems } from './outcomeItems';
import { properties } from './properties';

const NEEDS_ATTENTION = 2;

export class SyncOutcome implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sync Outcome',
		name: 'syncOutcome',
		icon: { light: 'file:syncOutcome.svg', dark: 'file:syncOutcome.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["settingsFrom"] === "profile" ? "by Profile" : $parameter["sync"] }}',
		description: 'The end of a flow: told what succeeded and what failed, it settles all that the nodes before it promised',
		defaults: { name: 'Sync Outcome' },
		usableAsTool: true,
		inputs: [
			{ type: NodeConnectionTypes.Main, displayName: 'Succeeded' },
			{ type: NodeConnectionTypes.Main, displayName: 'Failed' },
		],
		outputs: [
			{ type: NodeConnectionTypes.Main, displayName: 'Settled' },
			{ type: NodeConnectionTypes.Main, displayName: 'Roll Back' },
			{ type: NodeConnectionTypes.Main, displayName: 'Needs Attention' },
		],
		credentials: [{ name: 'syncStatePostgreSqlApi', required: true, testedBy: 'testStateDatabase', displayOptions: whenInDatabase }],
		properties,
	};

	methods = stateMethods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await failClosed(this, outcomeItems(this), () => ({ outputs: 3, failed: NEEDS_ATTENTION, inputs: 2 }));
	}
}
