import { compilePath } from '../../shared/record/path';
import { bareValue, EACH, isPick, type SelectorStep } from './step';

export type StepsResult = { ok: true; steps: readonly SelectorStep[] } | { ok: false; problem: string };

// Read from the left, so that a bracket inside a quoted name is part of the name.
const QUOTED = String.raw`"[^"]*"|'[^']*'`;
const CONDITION = String.raw`\[\s*(?:(?<key>${QUOTED})|(?<bareKey>[^\]["'=*]+?))\s*=\s*(?:(?<value>${QUOTED})|(?<bare>[^\]"']+?))\s*\]`;
const BRACKET = new RegExp(String.raw`${CONDITION}|(?<name>\["[^]*?"\]|\['[^]*?'\])|(?<each>\[\s*\*\s*\])`, 'g');

/**
 * Reads `emails[type=work].value` and `lines[*].sku`, and all that `compilePath` reads.
 *
 * @returns the steps, or what is wrong in words for the user
 */
export function parseSteps(text: string): StepsResult {
	const steps: SelectorStep[] = [];
	const wrong = (problem: string): string => `The path "${text}" ${problem}`;
	let at = 0;
	/** Takes the names and positions up to `end`. @returns what is wrong with them */
	const takePlain = (end: number): string | undefined => {
		const piece = text.slice(at, end);
		if (at > 0 && piece === '') return undefined;
		if (at === 0 && end === 0 && text !== '') return wrong('begins with a list: name the field that holds it, for example emails[type=work].value');
		if (at > 0 && !/^[.[]/.test(piece)) return wrong('needs a dot or [ after ]');
		if (at > 0 && piece === '.') return wrong('ends with a dot');
		const result = compilePath(at > 0 ? piece.replace(/^\./, '') : piece, text);
		if (!result.ok) return result.problem;
		steps.push(...result.path.steps);
		return undefined;
	};
	for (const match of text.matchAll(BRACKET)) {
		const { key, bareKey, value, bare, name, each } = match.groups!;
		if (name !== undefined) continue;
		const problem = takePlain(match.index);
		if (problem !== undefined) return { ok: false, problem };
		if (each === undefined) {
			steps.push({ key: key === undefined ? bareKey! : key.slice(1, -1), value: value === undefined ? bareValue(bare!) : value.slice(1, -1) });
		} else {
			steps.push(EACH);
		}
		at = match.index + match[0].length;
	}
	const problem = takePlain(text.length);
	if (problem !== undefined) return { ok: false, problem };
	if (isPick(steps.at(-1)!)) {
		return { ok: false, problem: wrong('ends with a condition: name the field of that element, for example emails[type=work].value') };
	}
	const inElement = steps.findIndex((step, i) => typeof step !== 'string' && i > 0 && isElement(steps[i - 1]!));
	return inElement < 0 ? { ok: true, steps } : { ok: false, problem: wrong('goes from an element of a list straight into another list: name the field that holds it') };
}

function isElement(step: SelectorStep): boolean {
	return step === EACH || isPick(step);
}
