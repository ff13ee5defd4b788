import { canonicalJson } from '../shared/record/canonical';
import { LEAVE_OUT, type CompiledRow } from './compileRow';
import { Problem, show } from './problem';
import type { IsNoValueWord } from './noValueWords';
import type { Codec, CompiledType } from './types/type';

/**
 * Looks for a value that a both-way row would change for good, among the edges of its type and the three ways to
 * have no value.
 *
 * The law: what goes there and back is what it was, up to spelling. Spelling is what the row's own settings declare
 * to mean the same (spaces trimmed, `yes` and `y`, a number where numbers count as text): such a value comes back in
 * the row's own spelling, and goes there again as the same value. A value that is rejected is not lost.
 *
 * @param isNoValueWord the words that count as null on the source side of this row
 * @returns the loss, told with the value that shows it; undefined if there is none
 */
export function findLoss(
	type: CompiledType,
	forward: CompiledRow,
	reverse: CompiledRow,
	isNoValueWord: IsNoValueWord | undefined,
): Problem | undefined {
	const refused = type.refuse?.('both');
	if (refused !== undefined) return refused;
	const inTarget = isNothing;
	const inSource = (value: unknown): boolean => isNothing(value) || (typeof value === 'string' && isNoValueWord?.(value) === true);
	const written = (codec: Codec<unknown>): unknown[] => [undefined, null, '', ...type.samples.map((sample) => codec.write(sample))];
	return (
		findLossOneWay(written(type.source), { there: forward, back: reverse, isMissing: inSource, isMissingThere: inTarget }) ??
		findLossOneWay(written(type.target), { there: reverse, back: forward, isMissing: inTarget, isMissingThere: inSource })
	);
}

interface Journey extends Ends {
	readonly there: CompiledRow;
	readonly back: CompiledRow;
}

/** What means "no value" where a journey starts and ends, and what where it turns. */
export interface Ends {
	readonly isMissing: (value: unknown) => boolean;
	readonly isMissingThere: (value: unknown) => boolean;
}

/** One value's way there and back, as the rows' `convert` gave it. */
export interface Trip {
	readonly start: unknown;
	readonly middle: unknown;
	readonly end: unknown;
	/** Where `end` would go: asked for only where it is not what set out. */
	readonly again: () => unknown;
}

/** No value in a system that has no words for it. */
export function isNothing(value: unknown): boolean {
	return value === undefined || value === LEAVE_OUT || value === null || value === '';
}

function findLossOneWay(values: readonly unknown[], journey: Journey): Problem | undefined {
	const { there, back } = journey;
	for (const start of values) {
		if (start instanceof Problem) continue;
		const middle = there.convert(start);
		if (middle instanceof Problem) continue;
		const end = back.convert(middle === LEAVE_OUT ? undefined : middle);
		const again = (): unknown => (end instanceof Problem ? end : there.convert(end === LEAVE_OUT ? undefined : end));
		if (survives({ start, middle, end, again }, journey)) continue;
		return new Problem(
			'lossy',
			`${told(start)} in ${there.from.text} would become ${told(middle)} in ${there.to.text}, and then ${end instanceof Problem ? `could not go back (${end.message})` : `come back as ${told(end)}`}`,
			'Change what the row does when there is no value, or use one row for each way.',
		);
	}
	return undefined;
}

/** The law: is what came back what set out, up to spelling? */
export function survives({ start, middle, end, again }: Trip, { isMissing, isMissingThere }: Ends): boolean {
	if (sameValue(start, end)) return true;
	if (!isMissing(start)) return !isMissingThere(middle) && sameValue(again(), middle);
	// The row may say that absent, null and '' are one, or that one of them is refused; none may become a value.
	if (!isMissingThere(middle)) return false;
	if (end instanceof Problem) return true;
	const then = again();
	return isMissing(end) && (then instanceof Problem || isMissingThere(then));
}

export function sameValue(a: unknown, b: unknown): boolean {
	return a === b || inWords(a) === inWords(b);
}

function inWords(value: unknown): string {
	if (value === undefined || value === LEAVE_OUT) return 'absent';
	return value instanceof Problem ? 'rejected' : canonicalJson(value);
}

function told(value: unknown): string {
	if (value === undefined || value === LEAVE_OUT) return 'an absent field';
	return Array.isArray(value) ? JSON.stringify(value) : show(value);
}
