import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { failClosed, type FailurePlace } from '../shared/n8n/failClosed';
import { passOn } from '../shared/n8n/items';
import { resetState } from '../shared/n8n/openState';
import { whenInDatabase } from '../shared/n8n/stateFields';
import { stateMethods } from '../shared/n8n/testStateDatabase';
import { properties } from './properties';
import { proposeItems, REJECTED } from './proposeItems';
import { readSince } from './readSince';
import { setCheckpoint } from './setCheckpoint';
import { readSync } from './settings';

/** Runs in the editor as an expression, so it must stand on its own. */
const OUTPUTS = `={{ ((parameters) => {
	const named = (...names) => names.map((displayName) => ({ type: 'main', displayName }));
	switch (parameters.operation) {
		case 'read': return named('Since');
		case 'set': return named('Set');
		default: return named('Items', 'Handled Before', 'Rejected');
	}
})($parameter) }}` as const;

export class SyncCheckpoint implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sync Checkpoint',
		name: 'syncCheckpoint',
		icon: { light: 'file:syncCheckpoint.svg', dark: 'file:syncCheckpoint.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ read: "Read", propose: "Propose", set: "Set", resetMemory: "Reset Memory" })[$parameter["operation"]] + ": " + ($parameter["settingsFrom"] === "profile" ? ($parameter["system"] || "by Profile") : $parameter["sync"] + ($parameter["checkpoint"] ? " / " + $parameter["checkpoint"] : "")) }}',
		description: 'Remembers how far a scheduled sync has read, and moves on only when everything read is written or parked',
		defaults: { name: 'Sync Checkpoint' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [{ name: 'syncStatePostgreSqlApi', required: true, testedBy: 'testStateDatabase', displayOptions: whenInDatabase }],
		properties,
	};

	methods = stateMethods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('operation', 0) as string;
		return await failClosed(this, run(this, operation), () => failurePlace(operation));
	}
}

async function run(ctx: IExecuteFunctions, operation: string): Promise<INodeExecutionData[][]> {
	switch (operation) {
		case 'read':
			return await readSince(ctx);
		case 'set':
			return await setCheckpoint(ctx);
		case 'resetMemory': {
			await resetState(ctx, readSync(ctx));
			// The outputs stay those of Propose, so that no wire is lost; and nothing comes out of Items.
			return [[], ctx.getInputData().map((item, i) => passOn(item, i)), []];
		}
		default:
			return await proposeItems(ctx);
	}
}

/** Where items go that nothing is done with. */
function failurePlace(operation: string): FailurePlace {
	return operation === 'read' || operation === 'set' ? { outputs: 1, failed: 0 } : { outputs: 3, failed: REJECTED };
}
