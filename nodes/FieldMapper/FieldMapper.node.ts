import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { failClosed } from '../shared/n8n/failClosed';
import { failNode } from '../shared/n8n/items';
import { properties } from './description';
import { DEFAULT_OPERATION, operationNamed, OPERATIONS } from './operations';
import { INPUTS, OUTPUTS } from './ports';
import { whenInDatabase } from '../shared/n8n/stateFields';
import { stateMethods } from '../shared/n8n/testStateDatabase';

export class FieldMapper implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Field Mapper',
		name: 'fieldMapper',
		icon: { light: 'file:fieldMapper.svg', dark: 'file:fieldMapper.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ($parameter["operation"] ?? "map") !== "map" ? ({ export: "Export Mapping", check: "Check Mapping", suggest: "Suggest Mapping" })[$parameter["operation"]] : $parameter["direction"] === "reverse" ? "Reverse: target → source" : "Forward: source → target" }}',
		description: "Turns one system's record into another's by a typed table that works both ways and loses nothing silently",
		defaults: { name: 'Field Mapper' },
		usableAsTool: true,
		inputs: INPUTS,
		outputs: OUTPUTS,
		credentials: [{ name: 'syncStatePostgreSqlApi', required: true, testedBy: 'testStateDatabase', displayOptions: { show: { ...whenInDatabase.show, drift: [true] } } }],
		properties,
	};

	methods = stateMethods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const chosen: unknown = this.getNodeParameter('operation', 0, DEFAULT_OPERATION);
		const operation = operationNamed(chosen);
		if (operation === undefined) {
			failNode(this, `There is no operation "${String(chosen)}"`, `Choose one of ${OPERATIONS.map(({ name }) => name).join(', ')}.`);
		}
		const { inputs, outputs, failed } = operation;
		return await failClosed(this, operation.run(this), () => ({ outputs: outputs.length, failed, inputs: inputs.length }));
	}
}
