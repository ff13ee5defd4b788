import { canonicalJson } from '../shared/record/canonical';
import { LEAVE_OUT, type CompiledRow } from './compileRow';
import { Problem, show } from './problem';
import type { CompiledType } from './types/type';

/**
 * Looks for a value that a both-way row would change for good, among the edges of its type and the three ways to
 * have no value.
 *
 * The law: what goes there and back is what it was, up to spelling. Spelling is what the row's own settings declare
 * to mean the same (spaces trimmed, `yes` and `y`, a number where numbers count as text): such a value comes back in
 * the row's own spelling, and goes there again as the same value. A value that is rejected is not lost.
 *
 * @returns the loss, told with the value that shows it; undefined if there is none
 */
export function findLoss(type: CompiledType, forward: CompiledRow, reverse: CompiledRow): Problem | undefined {
	const refused = type.refuse?.('both');
	if (refused !== undefined) return refused;
	return (
		findLossOneWay(type.samples.map((sample) => type.source.write(sample)), forward, reverse, 'there and back') ??
		findLossOneWay(type.samples.map((sample) => type.target.write(sample)), reverse, forward, 'back and there again')
	);
}

function findLossOneWay(
	values: readonly unknown[],
	there: CompiledRow,
	back: CompiledRow,
	journey: string,
): Problem | undefined {
	for (const start of [undefined, null, '', ...values]) {
		if (start instanceof Problem) continue;
		const middle = there.convert(start);
		if (middle instanceof Problem) continue;
		const end = back.convert(middle === LEAVE_OUT ? undefined : middle);
		if (survives(start, middle, end, there)) continue;
		return new Problem(
			'lossy',
			`going ${journey}, ${told(start)} becomes ${told(middle)} and then ${end instanceof Problem ? `cannot go on (${end.message})` : told(end)}`,
			'Change what the row does when there is no value, or use one row for each way.',
		);
	}
	return undefined;
}

function survives(start: unknown, middle: unknown, end: unknown, there: CompiledRow): boolean {
	if (same(start, end)) return true;
	if (isMissing(start) !== isMissing(middle)) return false;
	// The row may say that absent, null and '' are one, or that one of them is refused; none may become a value.
	if (isMissing(start) && (isMissing(end) || end instanceof Problem)) return true;
	return !(end instanceof Problem) && same(there.convert(end === LEAVE_OUT ? undefined : end), middle);
}

function isMissing(value: unknown): boolean {
	return value === undefined || value === LEAVE_OUT || value === null || value === '';
}

function same(a: unknown, b: unknown): boolean {
	return inWords(a) === inWords(b);
}

function inWords(value: unknown): string {
	if (value === undefined || value === LEAVE_OUT) return 'absent';
	return value instanceof Problem ? 'rejected' : canonicalJson(value);
}

function told(value: unknown): string {
	return value === undefined || value === LEAVE_OUT ? 'an absent field' : Array.isArray(value) ? JSON.stringify(value) : show(value);
}
