import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { decideOnLinks, type Book, type Wanted } from '../shared/crosswalk';
import { openState } from '../shared/n8n/openState';
import type { Found } from '../shared/n8n/promised';
import { withProblem } from './emit';
import { onLinks } from '../shared/n8n/onLinks';
import { mostIds } from './parameters';
import { readSettings } from './readDefinition';

/** One operation on each item, decided for the whole batch at once and in the order of the items. */
export interface Batch<T, V> {
	outputs: number;
	/** Where items go that cannot be read. */
	failed: number;
	read(item: INodeExecutionData, index: number): Found<T>;
	/** What the decision on one item is about. */
	wanted(task: T): Wanted;
	decide(book: Book, task: T): V;
	emit(item: INodeExecutionData, index: number, verdict: V, task: T): { output: number; item: INodeExecutionData };
}

export async function runBatch<T, V>(ctx: IExecuteFunctions, { outputs, failed, read, wanted, decide, emit }: Batch<T, V>): Promise<INodeExecutionData[][]> {
	const items = ctx.getInputData();
	const { sync, ifStateLost } = readSettings(ctx);
	const limit = mostIds(ctx);
	const out = Array.from({ length: outputs }, (): INodeExecutionData[] => []);
	const tasks = items.map((item, i): { task: T } | { error: INodeExecutionData } => {
		const result = read(item, i);
		return result.ok ? { task: result.value } : { error: withProblem(ctx, item, i, result.problem) };
	});
	const good = tasks.flatMap((one) => ('task' in one ? [one.task] : []));
	const store = await openState(ctx, sync, ifStateLost);
	const all = good.map(wanted);
	const together: Wanted = {
		ids: all.flatMap(({ ids }) => ids),
		claims: all.flatMap(({ claims }) => claims ?? []),
		newEntities: all.reduce((sum, { newEntities }) => sum + (newEntities ?? 0), 0),
		limit,
	};
	const verdicts = await onLinks(ctx, decideOnLinks(store, together, (book) => good.map((task) => decide(book, task))));
	let next = 0;
	items.forEach((item, i) => {
		const one = tasks[i]!;
		if ('error' in one) {
			out[failed]!.push(one.error);
			return;
		}
		const { output, item: emitted } = emit(item, i, verdicts[next]!, one.task);
		next += 1;
		out[output]!.push(emitted);
	});
	return out;
}
