import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { claimItems } from './claimItems';
import { forgetItems } from './forgetItems';
import { properties } from './properties';
import { resetState } from '../shared/n8n/openState';
import { settleItems } from './settleItems';

/** Runs in the editor as an expression, so it must stand on its own. */
const OUTPUTS = `={{ ((parameters) => {
	const named = (...names) => names.map((displayName) => ({ type: 'main', displayName }));
	switch (parameters.operation) {
		case 'complete': return named('Completed', 'Refused');
		case 'release': return named('Released', 'Refused');
		case 'forget': return named('Forgotten');
		case 'resetMemory': return named('Done');
		default: return parameters.outputs === 'one' ? named('All') : named('New', 'Duplicate', 'In Progress', 'Mismatch');
	}
})($parameter) }}` as const;

export class IdempotencyGuard implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Idempotency Guard',
		name: 'idempotencyGuard',
		icon: { light: 'file:idempotencyGuard.svg', dark: 'file:idempotencyGuard.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ claim: "Claim", complete: "Complete", release: "Release", forget: "Forget", resetMemory: "Reset Memory" })[$parameter["operation"]] + ": " + $parameter["sync"] }}',
		description: 'Lets each intended effect through once, also when webhooks arrive twice or at the same moment',
		defaults: { name: 'Idempotency Guard' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('operation', 0) as string;
		switch (operation) {
			case 'complete':
			case 'release':
				return await settleItems(this, operation);
			case 'forget':
				return await forgetItems(this);
			case 'resetMemory':
				await resetState(this, this.getNodeParameter('sync', 0) as string);
				return [this.getInputData().map((item, i) => ({ ...item, pairedItem: { item: i } }))];
			default:
				return await claimItems(this);
		}
	}
}
