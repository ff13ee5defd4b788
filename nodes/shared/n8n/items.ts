import { NodeOperationError, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { isRecord } from '../record/json';

/** What went wrong with one item, in the user's words: what is wrong, and what to do. */
export interface ItemProblem {
	message: string;
	description: string;
}

/**
 * The one way an item fails. Stops the node with an error that names the item, or, where the user chose to go on,
 * returns the item with the error on it (n8n moves it to the error output if there is one).
 *
 * @param index the item's place in its input
 * @param input which input it came from
 */
export function failItem(
	ctx: IExecuteFunctions,
	item: INodeExecutionData,
	index: number,
	problem: ItemProblem,
	input = 0,
): INodeExecutionData {
	const error = new NodeOperationError(ctx.getNode(), problem.message, {
		itemIndex: index,
		description: problem.description,
	});
	if (!ctx.continueOnFail()) throw error;
	const json = isRecord(item.json) ? item.json : {};
	// n8n moves items with `error` to the error output, and on any other output replaces their data by it.
	const toErrorOutput = ctx.getNode().onError === 'continueErrorOutput';
	return {
		json: { ...json, error: problem.message, errorDescription: problem.description },
		...(toErrorOutput ? { error } : {}),
		pairedItem: { item: index, input },
		...(item.binary === undefined ? {} : { binary: item.binary }),
	};
}

/**
 * An item handed on, with other `json` if given. Built from its parts and never spread: an item from an app's error
 * output carries `error`, and n8n replaces the data of such an item by the error's text wherever it comes out.
 *
 * @param index the item's place in its input
 * @param input which input it came from
 */
export function passOn(item: INodeExecutionData, index: number, json: IDataObject = item.json, input = 0): INodeExecutionData {
	return {
		json,
		pairedItem: input === 0 ? { item: index } : { item: index, input },
		...(item.binary === undefined ? {} : { binary: item.binary }),
	};
}

/** A problem with the node's own settings: always stops the node, since no item can be right. */
export function failNode(ctx: IExecuteFunctions, message: string, description: string): never {
	throw new NodeOperationError(ctx.getNode(), message, { description });
}

/** An input's items; none for an input n8n has nothing for. */
export function inputItems(ctx: IExecuteFunctions, input: number): INodeExecutionData[] {
	try {
		return ctx.getInputData(input) ?? [];
	} catch {
		// n8n throws for an input that is not wired, or whose branch did not run.
		return [];
	}
}
