import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { SYNC_KEY } from '../record/envelope';
import { isRecord } from '../record/json';
import { failItem, inputItems } from './items';

/** How many outputs the node has, and which of them takes items that nothing is to be done with. */
export interface FailurePlace {
	outputs: number;
	failed: number;
	/** 1 if not given. */
	inputs?: number;
}

/**
 * Runs a node's work. Where a node that throws is set to go on, n8n passes its input to its first output, which for
 * our nodes means New, Mapped or "Write to …": everything would be let through just when nothing is known. So each
 * item comes out with the error, where nothing is done with it.
 */
export async function failClosed(
	ctx: IExecuteFunctions,
	work: Promise<INodeExecutionData[][]>,
	place: () => FailurePlace,
): Promise<INodeExecutionData[][]> {
	if (!ctx.continueOnFail()) return await work;
	return await work.catch((error: unknown) => failAll(ctx, place(), error));
}

function failAll(ctx: IExecuteFunctions, { outputs, failed, inputs = 1 }: FailurePlace, error: unknown): INodeExecutionData[][] {
	const { message, description } = error as Error & { description?: string | null };
	const out = Array.from({ length: outputs }, (): INodeExecutionData[] => []);
	for (let input = 0; input < inputs; input += 1) {
		inputItems(ctx, input).forEach((item, i) => {
			out[failed]!.push(withError(failItem(ctx, item, i, { message, description: description ?? '' }, input)));
		});
	}
	return out;
}

/** An earlier node's verdict must not speak for an item that got none here. */
export function withError(failed: INodeExecutionData): INodeExecutionData {
	const before = failed.json[SYNC_KEY];
	const envelope = { ...(isRecord(before) ? before : {}), verdict: 'error' };
	return { ...failed, json: { ...failed.json, [SYNC_KEY]: envelope } } as INodeExecutionData;
}
