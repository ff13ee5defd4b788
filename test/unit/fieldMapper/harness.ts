import { applyMapping, Rejected, type FieldRejection } from '../../../nodes/FieldMapper/applyMapping';
import { compileMapping, type Mapping } from '../../../nodes/FieldMapper/compileMapping';
import { readDefinition, type Direction } from '../../../nodes/FieldMapper/definition';

export type RowInput = Record<string, unknown>;

/** The table made ready, as a node with these rows would; throws where the node would refuse it. */
export function ready(rows: readonly unknown[], direction: Direction = 'forward', words: readonly string[] = []): Mapping {
	const result = compileMapping(readDefinition(rows), direction, words);
	if (result.kind === 'mapping') return result.mapping;
	throw new Error(result.problems.map(({ row, problem }) => `${row}: ${problem.message} | ${problem.fix}`).join('\n'));
}

/** What a table is refused for. Fails if it is not. */
export function refusal(rows: readonly unknown[], direction: Direction = 'forward'): string {
	try {
		ready(rows, direction);
	} catch (error) {
		return (error as Error).message;
	}
	throw new Error('the table was accepted');
}

export type Outcome = { value: unknown } | { absent: true } | { rejected: FieldRejection };

/** What one row of a type makes of one value; `undefined` stands for an absent field. */
export function through(row: RowInput, value: unknown, direction: Direction = 'forward', words: readonly string[] = []): Outcome {
	const mapping = ready([{ source: 's', target: 't', ...row }], direction, words);
	const [from, to] = direction === 'forward' ? ['s', 't'] : ['t', 's'];
	const result = applyMapping(mapping, value === undefined ? {} : { [from]: value });
	if (result instanceof Rejected) return { rejected: result.reasons[0]! };
	return Object.hasOwn(result, to) ? { value: result[to] } : { absent: true };
}

/** The value itself; throws if there is none. */
export function forward(row: RowInput, value: unknown): unknown {
	return valueOf(through(row, value, 'forward'));
}

export function reverse(row: RowInput, value: unknown): unknown {
	return valueOf(through(row, value, 'reverse'));
}

function valueOf(outcome: Outcome): unknown {
	if ('value' in outcome) return outcome.value;
	throw new Error('rejected' in outcome ? `${outcome.rejected.rule}: ${outcome.rejected.message}` : 'absent');
}

/** The rule a value is rejected by. */
export function rule(row: RowInput, value: unknown, direction: Direction = 'forward', words: readonly string[] = []): string {
	const outcome = through(row, value, direction, words);
	if ('rejected' in outcome) return outcome.rejected.rule;
	throw new Error(`not rejected: ${JSON.stringify(outcome)}`);
}
