import type { IExecuteFunctions } from 'n8n-workflow';
import { failNode } from '../shared/n8n/items';
import type { RowProblem } from './definition';

/** Stops the node: the first problem with its way out, and all others below. */
export function refuseTable(ctx: IExecuteFunctions, problems: readonly RowProblem[]): never {
	const [first, ...others] = problems;
	const also = others.map(({ row, problem }) => `${row}: ${problem.message}. ${problem.fix}`);
	failNode(ctx, `${first!.row}: ${first!.problem.message}`, [first!.problem.fix, ...also].join('\n'));
}
