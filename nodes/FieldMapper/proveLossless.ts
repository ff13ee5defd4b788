import { canonicalJson } from '../shared/record/canonical';
import { LEAVE_OUT, type CompiledRow } from './compileRow';
import { Problem, show } from './problem';
import { isMissingPart } from './parts/partsType';
import type { ReadyRow } from './readyRow';
import type { Context } from './types/type';

/**
 * Looks for a value that a both-way row would change for good, among the edges of its type and the three ways to
 * have no value.
 *
 * The law: what goes there and back is what it was, up to spelling. Spelling is what the row's own settings declare
 * to mean the same (spaces trimmed, `yes` and `y`, a number where numbers count as text): such a value comes back in
 * the row's own spelling, and goes there again as the same value. A value that is rejected is not lost. Several
 * fields that are joined come back each as it was.
 *
 * @param row one that is compiled for both directions
 * @returns the loss, told with the value that shows it; undefined if there is none
 */
export function findLoss(row: ReadyRow): Problem | undefined {
	const { forward, reverse, isNoValueWord } = row as ReadyRow & Required<Pick<ReadyRow, 'forward' | 'reverse'>>;
	const refused = row.kind === 'field' ? row.type.refuse?.('both') : undefined;
	if (refused !== undefined) return refused;
	const inTarget = isNothing;
	const inSource = (value: unknown): boolean => isNothing(value) || (typeof value === 'string' && isNoValueWord?.(value) === true);
	for (const { source, target, record } of startsOf(row)) {
		const loss =
			findLossOneWay(source, { there: forward, back: reverse, record, isMissing: inSource, isMissingThere: inTarget }) ??
			findLossOneWay(target, { there: reverse, back: forward, record, isMissing: inTarget, isMissingThere: inSource });
		if (loss !== undefined) return loss;
	}
	return undefined;
}

/** What the proof sends on its way, from each side, beside what else the record holds. */
interface Starts {
	readonly source: unknown[];
	readonly target: unknown[];
	readonly record: Context;
}

function startsOf(row: ReadyRow): Starts[] {
	const nothing = [undefined, null, ''];
	if (row.kind === 'field') {
		const { source, target, samples, samplesInRecords = [{ record: undefined, samples }] } = row.type;
		return samplesInRecords.map((one) => ({
			source: [...nothing, ...one.samples.map((sample) => source.write(sample))],
			target: [...nothing, ...one.samples.map((sample) => target.write(sample))],
			record: one.record,
		}));
	}
	const { samples } = row.type;
	const count = (row.partsIn === 'source' ? row.forward! : row.reverse!).from.fields.length;
	const parts = [...nothing.map((none) => new Array<unknown>(count).fill(none)), ...samples.parts];
	const wholes = [...nothing, ...samples.wholes];
	return [{ ...(row.partsIn === 'source' ? { source: parts, target: wholes } : { source: wholes, target: parts }), record: undefined }];
}

interface Journey extends Ends {
	readonly there: CompiledRow;
	readonly back: CompiledRow;
	readonly record: Context;
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

/** No value in a system that has no words for it; of several fields: in none of them. */
export function isNothing(value: unknown): boolean {
	return value === undefined || value === LEAVE_OUT || value === null || value === '';
}

function findLossOneWay(values: readonly unknown[], journey: Journey): Problem | undefined {
	const { there, back, record } = journey;
	const ends = { isMissing: eachOf(there, 'from', journey.isMissing), isMissingThere: eachOf(there, 'to', journey.isMissingThere) };
	for (const start of values) {
		if (start instanceof Problem) continue;
		const middle = there.convertOne(start, record);
		if (middle instanceof Problem) continue;
		const end = back.convertOne(asRead(back, middle), record);
		const again = (): unknown => (end instanceof Problem ? end : there.convertOne(asRead(there, end), record));
		if (there.from.several ? partsSurvive(start, end, ends.isMissing) : survives({ start, middle, end, again }, ends)) continue;
		return new Problem(
			'lossy',
			`${told(start)} in ${there.from.text} would become ${told(middle)} in ${there.to.text}, and then ${end instanceof Problem ? `could not go back (${end.message})` : `come back as ${told(end)}`}`,
			'Change what the row does when there is no value, or use one row for each way.',
		);
	}
	return undefined;
}

/** What a row reads where another one has written this. */
function asRead({ from }: CompiledRow, written: unknown): unknown {
	if (!from.several) return written === LEAVE_OUT ? undefined : written;
	return from.fields.map((_, i) => {
		const part: unknown = Array.isArray(written) ? written[i] : undefined;
		return part === LEAVE_OUT ? undefined : part;
	});
}

function eachOf(row: CompiledRow, end: 'from' | 'to', isMissing: (value: unknown) => boolean): (value: unknown) => boolean {
	if (!row[end].several) return isMissing;
	return (value) => (Array.isArray(value) ? value.every(isMissing) : isMissing(value));
}

/** Each field comes back as it was; one without a value may come back as another way to have none. */
function partsSurvive(start: unknown, end: unknown, allMissing: (value: unknown) => boolean): boolean {
	if (end instanceof Problem) return allMissing(start);
	const ends = end === LEAVE_OUT ? [] : (end as readonly unknown[]);
	return (start as readonly unknown[]).every((part, i) => sameValue(part, ends[i]) || (isMissingPart(part) && isMissingPart(ends[i])));
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
	if (a === b) return true;
	// Plain values that are not the same have no canonical form in common.
	return !(isPlain(a) && isPlain(b)) && inWords(a) === inWords(b);
}

function isPlain(value: unknown): boolean {
	return value === null || typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

function inWords(value: unknown): string {
	if (value === undefined || value === LEAVE_OUT) return 'absent';
	if (value instanceof Problem) return 'rejected';
	// The values of several fields, some of which may be absent.
	if (Array.isArray(value) && value.some((part) => part === undefined || part === LEAVE_OUT)) return JSON.stringify(value.map(inWords));
	return canonicalJson(value);
}

function told(value: unknown): string {
	if (value === undefined || value === LEAVE_OUT) return 'an absent field';
	if (!Array.isArray(value)) return show(value);
	return `[${value.map((part: unknown) => (part === undefined || part === LEAVE_OUT ? 'absent' : JSON.stringify(part))).join(', ')}]`;
}
