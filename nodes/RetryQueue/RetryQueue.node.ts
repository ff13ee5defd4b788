import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { failClosed, type FailurePlace } from '../shared/n8n/failClosed';
import { whenInDatabase } from '../shared/n8n/stateFields';
import { stateMethods } from '../shared/n8n/testStateDatabase';
import { answerItems } from './answerItems';
import { countItems } from './countItems';
import { discardItems, redriveItems } from './manageItems';
import { listItems } from './listItems';
import { properties } from './properties';
import { sendItems } from './sendItems';
import { takeItems } from './takeItems';

/** Runs in the editor as an expression, so it must stand on its own. */
const OUTPUTS = `={{ ((operation) => ({
	takeDue: ['Due', 'Dead Letter'],
	list: ['Found'],
	redrive: ['Redriven', 'Refused'],
	discard: ['Discarded', 'Refused'],
	count: ['Counts'],
	rollBack: ['Roll Back', 'Answered', 'Refused'],
}[operation] || ['Send', 'Parked']).map((displayName) => ({ type: 'main', displayName })))($parameter.operation) }}` as const;

const OPERATIONS: Record<string, { run: (ctx: IExecuteFunctions) => Promise<INodeExecutionData[][]>; place: FailurePlace }> = {
	send: { run: sendItems, place: { outputs: 2, failed: 1 } },
	takeDue: { run: takeItems, place: { outputs: 2, failed: 1 } },
	list: { run: listItems, place: { outputs: 1, failed: 0 } },
	redrive: { run: redriveItems, place: { outputs: 2, failed: 1 } },
	discard: { run: discardItems, place: { outputs: 2, failed: 1 } },
	count: { run: countItems, place: { outputs: 1, failed: 0 } },
	rollBack: { run: answerItems, place: { outputs: 3, failed: 2 } },
};

export class RetryQueue implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Retry Queue',
		name: 'retryQueue',
		icon: { light: 'file:retryQueue.svg', dark: 'file:retryQueue.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ send: "Send or Park", takeDue: "Take Due", list: "List", redrive: "Redrive", discard: "Discard", count: "Count", rollBack: "Roll Back" })[$parameter["operation"]] }}',
		description: 'Keeps what could not be written, hands it out when it is due, and sends no system more than it takes',
		defaults: { name: 'Retry Queue' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [{ name: 'syncStatePostgreSqlApi', required: true, testedBy: 'testStateDatabase', displayOptions: whenInDatabase }],
		properties,
	};

	methods = stateMethods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { run, place } = OPERATIONS[this.getNodeParameter('operation', 0) as string] ?? OPERATIONS['send']!;
		return await failClosed(this, run(this), () => place);
	}
}
