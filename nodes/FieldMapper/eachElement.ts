import { isRecord } from '../shared/record/json';
import type { Convert, CompiledRow } from './compileRow';
import type { Place } from './place';
import { ElementProblems, LEAVE_OUT, Problem, show, Tolerated, type ElementProblem } from './problem';
import { notAList } from './selector/reach';
import { ITSELF, type FieldSelector } from './selector/selector';
import { stepsText } from './selector/step';
import type { Context } from './types/type';

/** The values a row read from the elements of a list, one for each of them, none left out. */
class Spread {
	readonly values: unknown[] = [];
}

/** So many elements at fault are named for one row; a list may hold any number of them. */
const MOST_NAMED = 20;

/**
 * A row that goes through lists, `lines[*].sku` to `items[*].code`: element by element, lengths kept. A list that is
 * absent stays absent, null stays null and [] stays []; what the row says about no value holds for each element.
 */
export function throughLists(from: FieldSelector, to: FieldSelector, convertOne: Convert): Pick<CompiledRow, 'from' | 'to' | 'convert'> {
	const source: Place = { text: from.text, fields: [from], several: false, get: from.get, set: from.set };
	const target: Place = { text: to.text, fields: [to], several: false, get: to.get, set: (out, spread) => spreadOut(to, 0, out, spread) };
	return { from: source, to: target, convert: (list, record) => convertAll(from, to, convertOne, list, record) };
}

function convertAll(from: FieldSelector, to: FieldSelector, convertOne: Convert, top: unknown, record: Context): unknown {
	const depth = from.lists.length;
	const problems: ElementProblem[] = [];
	let tolerated: Tolerated | undefined;
	const positions: number[] = [];
	const fail = (value: unknown, problem: Problem): undefined => {
		if (problems.length < MOST_NAMED) problems.push({ path: pathAt(from, positions), value, problem });
		return undefined;
	};
	const place = (value: unknown): unknown => {
		const converted = convertOne(value, record);
		let result = converted;
		if (converted instanceof Tolerated) {
			tolerated ??= converted;
			result = converted.instead;
		} else if (converted instanceof Problem) {
			return fail(value, converted);
		}
		return result === LEAVE_OUT && to.reaches[depth] === ITSELF ? fail(value, noHole(to)) : result;
	};
	const goThrough = (list: unknown, level: number): unknown => {
		if (list === undefined || list === null) {
			const missing = convertOne(list, record);
			if (missing instanceof Problem && !(missing instanceof Tolerated)) return fail(list, missing);
			return list === null ? null : LEAVE_OUT;
		}
		if (!Array.isArray(list)) return fail(list, list instanceof Problem ? list : notAList(list, `${from.lists[level - 1]!}[*]`));
		const spread = new Spread();
		const reach = from.reaches[level]!;
		for (let i = 0; i < list.length; i += 1) {
			const element: unknown = list[i];
			positions.push(i);
			if (reach !== ITSELF && !isRecord(element)) spread.values.push(fail(element, noRecord(element)));
			else spread.values.push(level === depth ? place(reach.get(element)) : goThrough(reach.get(element), level + 1));
			positions.pop();
		}
		return spread;
	};
	const result = goThrough(top, 1);
	if (problems.length > 0) return new ElementProblems(problems);
	return tolerated === undefined ? result : new Tolerated(tolerated, result);
}

/** Writes what `convertAll` made; elements that other rows wrote are joined. */
function spreadOut(to: FieldSelector, level: number, target: object, spread: unknown): boolean {
	const reach = to.reaches[level]!;
	if (!(spread instanceof Spread)) return reach.set(target, spread);
	let list = reach.get(target);
	if (!Array.isArray(list)) {
		list = [];
		if (!reach.set(target, list)) return false;
	}
	const elements = list as unknown[];
	const next = to.reaches[level + 1]!;
	return spread.values.every((value, i) => {
		if (next === ITSELF) {
			elements[i] = value;
			return true;
		}
		const element = (elements[i] ??= {}) as object;
		if (value === LEAVE_OUT) return true;
		return value instanceof Spread ? spreadOut(to, level + 1, element, value) : next.set(element, value);
	});
}

/** `lines[*].sku` with the positions of the element that is meant: `lines[3].sku`. */
function pathAt({ steps }: FieldSelector, positions: readonly number[]): string {
	let at = 0;
	return stepsText(steps.map((step) => (typeof step === 'symbol' ? (positions[at++] ?? step) : step)));
}

function noRecord(element: unknown): Problem {
	return new Problem('notRecord', `The element is ${show(element)}, and the row reads a field of it.`, 'Correct the list in the system it comes from.');
}

function noHole(to: FieldSelector): Problem {
	return new Problem(
		'noHole',
		`The element has no value, and ${to.text} cannot leave one out without shifting the others.`,
		'Choose under When There Is No Value what to write instead.',
	);
}
