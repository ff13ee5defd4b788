/** Why a value or a setting cannot be used: a stable name for the rule, what is wrong, and what makes it right. */
export class Problem {
	constructor(
		readonly rule: string,
		readonly message: string,
		readonly fix: string,
	) {}
}

/** What a row gives where nothing is to be written: the field stays absent. */
export const LEAVE_OUT = Symbol('leave out');

/** A value that did not fit its row and that the table lets pass all the same: what to write instead, and why it matters. */
export class Tolerated extends Problem {
	/** @param instead the value as it came, or LEAVE_OUT */
	constructor(
		problem: Problem,
		readonly instead: unknown,
	) {
		super(problem.rule, problem.message, problem.fix);
	}
}

/** What is wrong with single elements of a list that a row goes through. */
export class ElementProblems extends Problem {
	constructor(readonly elements: readonly ElementProblem[]) {
		const { rule, message, fix } = elements[0]!.problem;
		super(rule, message, fix);
	}
}

export interface ElementProblem {
	/** The element's own path, such as `lines[3].sku`. */
	readonly path: string;
	readonly value: unknown;
	readonly problem: Problem;
}

const SHOWN = 60;

/** A value as a message shows it: short, in quotes if it is text, and never broken in half a character. */
export function show(value: unknown): string {
	switch (typeof value) {
		case 'string': {
			const cut = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
			return `"${cut.toWellFormed()}"`;
		}
		case 'object':
			if (value === null) return 'null';
			if (Array.isArray(value)) return `a list of ${value.length}`;
			return value instanceof Date ? 'a date object' : 'an object';
		case 'function':
		case 'symbol':
			return `a ${typeof value}`;
		default:
			return String(value);
	}
}

/** The value as a reason carries it: scalars as they are (long text cut), the rest described in words. */
export function preview(value: unknown): unknown {
	if (typeof value === 'boolean' || value === null) return value;
	if (typeof value === 'number' && Number.isFinite(value)) return value;
	if (typeof value === 'string') {
		return (value.length > 200 ? `${value.slice(0, 200)}…` : value).toWellFormed();
	}
	return show(value);
}
