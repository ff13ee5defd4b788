import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isRecord } from '../../shared/record/json';
import { failNode, inputItems } from '../../shared/n8n/items';
import { suggestedFile, suggestRows } from './suggestRows';
import { suggestMapping, type Suggestion, type SuggestRules } from './suggestMapping';

/** The operation Suggest Mapping: proposes a table from records of both sides. It changes nothing. */
export async function suggestItems(ctx: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const rules = readRules(ctx);
	const [source, target] = [recordsOf(ctx, 0), recordsOf(ctx, 1)];
	for (const [records, side] of [[source, 'Source'], [target, 'Target']] as const) {
		if (records.length === 0) failNode(ctx, `There is no record at the input ${side}`, `Connect a node that gives some records of the ${side.toLowerCase()} system, as many as easily come: 50 tell more than 5.`);
	}
	const suggestion = suggestMapping(source, target, rules);
	ctx.addExecutionHints({ message: hintOf(suggestion), location: 'outputPane' });
	const pairedItem = [0, 1].flatMap((input) => ctx.getInputData(input).map((_, item) => ({ item, input })));
	const asItem = (json: object): INodeExecutionData => ({ json: json as IDataObject, pairedItem });
	return [suggestRows(suggestion).map(asItem), [asItem(suggestedFile(suggestion))]];
}

function readRules(ctx: IExecuteFunctions): SuggestRules {
	const { sampleSize = 500, leastConfidence = 0.5 } = ctx.getNodeParameter('suggestOptions', 0, {}) as Partial<SuggestRules>;
	if (!Number.isInteger(sampleSize) || sampleSize < 1 || sampleSize > 10_000) {
		failNode(ctx, `Sample Size is ${String(sampleSize).slice(0, 80)}`, 'Choose a whole number from 1 to 10000.');
	}
	if (!(leastConfidence >= 0 && leastConfidence <= 1)) {
		failNode(ctx, `Least Confidence is ${String(leastConfidence).slice(0, 80)}`, 'Choose a number from 0 to 1.');
	}
	return { sampleSize, leastConfidence };
}

function recordsOf(ctx: IExecuteFunctions, input: number): Record<string, unknown>[] {
	return inputItems(ctx, input).map(({ json }): unknown => json).filter(isRecord);
}

/** Names of fields and counts only: hints are kept with the execution. */
function hintOf({ proposals, withoutTarget, withoutSource, noValueWords, key }: Suggestion): string {
	const matched =
		key === undefined
			? 'No records of the two sides could be matched, so values could not be compared record by record.'
			: `${key.records} records were matched by ${key.source} and ${key.target}.`;
	const words = noValueWords.length === 0 ? '' : ` The source seems to write ${noValueWords.join(', ')} where it has no value.`;
	return `${proposals.length} rows are proposed; ${withoutTarget.length} fields of the source and ${withoutSource.length} of the target found no partner. ${matched}${words} Nothing is applied: read them, then paste the output Definition under Define By: JSON.`;
}
