import { DEFAULT_OPERATION, OPERATIONS } from './operations';

type Expression = `={{${string}}}`;

/** An expression that also runs in the editor, so it carries all names with it. */
function portsOf(side: 'inputs' | 'outputs'): Expression {
	const names = JSON.stringify(Object.fromEntries(OPERATIONS.map((operation) => [operation.value, operation[side]])));
	return `={{ ((all, operation) => (all[operation] ?? all.${DEFAULT_OPERATION}).map((displayName) => displayName === "" ? { type: "main" } : { type: "main", displayName }))(${names}, $parameter.operation) }}`;
}

export const INPUTS = portsOf('inputs');
export const OUTPUTS = portsOf('outputs');
