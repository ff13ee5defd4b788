import { parseSteps } from './parse';
import { compileReach, type Reach } from './reach';
import { EACH, stepsText, type SelectorStep } from './step';

/** A field that a row reads or writes, compiled once. Without `[type=work]` and `[*]` it is as quick as a plain path. */
export interface FieldSelector extends Reach {
	/** As the user wrote it. */
	readonly text: string;
	readonly steps: readonly SelectorStep[];
	/**
	 * What leads from a record to a list, from an element of that list to the next list, …, and to the value: one more
	 * than there are `[*]`. `get` and `set` are those of the first.
	 */
	readonly reaches: readonly Reach[];
	/** The path of each list that is gone through, for messages. */
	readonly lists: readonly string[];
}

export type SelectorResult = { ok: true; selector: FieldSelector } | { ok: false; problem: string };

/** Leads from an element to itself: behind a `[*]` that ends the path. */
export const ITSELF: Reach = { get: (from) => from, set: () => false };

/**
 * Compiles `address.street`, `emails[0].value`, `emails[type=work].value`, `["a.b"].c`, `lines[*].sku`.
 *
 * @param text the path as the user wrote it
 * @returns the compiled selector, or what is wrong with it in words for the user
 */
export function compileSelector(text: string): SelectorResult {
	const result = parseSteps(text);
	if (!result.ok) return result;
	const { steps } = result;
	const reaches: Reach[] = [];
	const lists: string[] = [];
	let run: Exclude<SelectorStep, symbol>[] = [];
	steps.forEach((step, i) => {
		if (step !== EACH) {
			run.push(step);
			return;
		}
		lists.push(stepsText(steps.slice(0, i)));
		reaches.push(run.length === 0 ? ITSELF : compileReach(text, run));
		run = [];
	});
	reaches.push(run.length === 0 ? ITSELF : compileReach(text, run));
	const { get, set } = reaches[0]!;
	return { ok: true, selector: { text, steps, reaches, lists, get, set } };
}
