import { getOwn, isRecord, setOwn } from '../../shared/record/json';
import { makePath } from '../../shared/record/path';
import { Problem, show } from '../problem';
import { isPick, stepsText, type Pick, type SelectorStep } from './step';

/** Steps without `[*]`, compiled: they lead to one value. */
export interface Reach {
	/** @returns the value, undefined where it is absent, or a Problem where nobody can tell which one is meant */
	get(from: unknown): unknown;
	/** Writes into `target`, which the caller owns. @returns false where something stands in the way */
	set(target: object, value: unknown): boolean;
}

export function compileReach(text: string, steps: readonly Exclude<SelectorStep, symbol>[]): Reach {
	const at = steps.findIndex(isPick);
	if (at < 0) return makePath(text, steps as readonly (string | number)[]);
	const list = makePath(stepsText(steps.slice(0, at)), steps.slice(0, at) as (string | number)[]);
	const pick = steps[at] as Pick;
	const rest = compileReach(text, steps.slice(at + 1));
	const name = stepsText(steps.slice(0, at + 1));
	return {
		get: (from) => {
			const element = find(list.get(from), pick, name);
			return element === undefined || element instanceof Problem ? element : rest.get(element);
		},
		set: (target, value) => {
			let elements = list.get(target);
			if (elements === undefined || elements === null) {
				elements = [];
				if (!list.set(target, elements)) return false;
			}
			if (!Array.isArray(elements)) return false;
			let element = elements.find((one) => fits(one, pick)) as object | undefined;
			if (element === undefined) {
				element = {};
				setOwn(element, pick.key, pick.value);
				elements.push(element);
			}
			return rest.set(element, value);
		},
	};
}

export function fits(element: unknown, { key, value }: Pick): boolean {
	return isRecord(element) && getOwn(element, key) === value;
}

function find(list: unknown, pick: Pick, name: string): unknown {
	if (list === undefined || list === null) return undefined;
	if (!Array.isArray(list)) return notAList(list, name);
	let found: unknown;
	for (const element of list) {
		if (!fits(element, pick)) continue;
		if (found !== undefined) {
			return new Problem(
				'ambiguous',
				`Several elements fit ${name}, and nobody can tell which one is meant.`,
				'Correct the list in the system it comes from, or name a condition that only one element meets.',
			);
		}
		found = element;
	}
	return found;
}

/** @param name the path up to and with the bracket */
export function notAList(value: unknown, name: string): Problem {
	return new Problem('notList', `The value is ${show(value)}, and ${name} asks for a list.`, 'Choose a path that leads to a list, or leave the brackets out.');
}
