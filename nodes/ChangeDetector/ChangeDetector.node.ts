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
import { readSync } from './settings';
import { confirmItems } from './confirmItems';
import { detectItems, releaseWaiting } from './detectItems';
import { UNCHANGED } from './emit';
import { expectEchoes } from './expectEchoes';
import { properties } from './properties';
import { whenInDatabase } from '../shared/n8n/stateFields';
import { stateMethods } from '../shared/n8n/testStateDatabase';

/** Runs in the editor as an expression, so it must stand on its own. */
const OUTPUTS = `={{ ((parameters) => {
	const named = (...names) => names.map((displayName) => ({ type: 'main', displayName }));
	switch (parameters.operation) {
		case 'confirm': return named('Confirmed', 'Refused');
		case 'expectEcho': return named('Expected');
		default: return named('Changed', 'Deleted', 'Unchanged');
	}
})($parameter) }}` as const;

export class ChangeDetector implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Change Detector',
		name: 'changeDetector',
		icon: { light: 'file:changeDetector.svg', dark: 'file:changeDetector.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ detect: "Detect", confirm: "Confirm", expectEcho: "Expect Echo", releaseWaiting: "Release Waiting", resetMemory: "Reset Memory" })[$parameter["operation"]] + ": " + ($parameter["settingsFrom"] === "profile" ? "by Profile" : $parameter["sync"]) }}',
		description: 'Lets through only records that really changed or were deleted since they were last delivered',
		defaults: { name: 'Change Detector' },
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
		case 'confirm':
			return await confirmItems(ctx);
		case 'expectEcho':
			return await expectEchoes(ctx);
		case 'releaseWaiting':
			return await releaseWaiting(ctx);
		case 'resetMemory': {
			await resetState(ctx, readSync(ctx));
			// The outputs stay those of Detect, so that no wire is lost; and nothing comes out of Changed or Deleted.
			return [[], [], ctx.getInputData().map((item, i) => passOn(item, i))];
		}
		default:
			return await detectItems(ctx);
	}
}

/** Where items go that nothing is done with. */
function failurePlace(operation: string): FailurePlace {
	if (operation === 'confirm') return { outputs: 2, failed: 1 };
	if (operation === 'expectEcho') return { outputs: 1, failed: 0 };
	return { outputs: 3, failed: UNCHANGED };
}
