import type { CompiledRow, Convert } from './compileRow';
import { noValueWord, outcomesOf } from './compileRow';
import type { Direction, PartsRow } from './definition';
import type { Outcomes } from './missingOutcomes';
import type { IsNoValueWord } from './noValueWords';
import { notText } from './parts/notText';
import { isMissingPart, type CompiledParts, type Part } from './parts/partsType';
import { oneField, severalFields, type Place } from './place';
import { LEAVE_OUT, Problem } from './problem';
import type { TableRules } from './tableRules';
import { plainFromNumber } from './types/plainDecimal';

/** Which way of the table joins the fields. */
export function joiningDirection({ partsIn }: PartsRow): Direction {
	return partsIn === 'source' ? 'forward' : 'reverse';
}

/** A row of several fields on one side, made ready for one direction. */
export function compilePartsRow(
	row: PartsRow,
	type: CompiledParts,
	direction: Direction,
	isNoValueWord: IsNoValueWord | undefined,
	rules: TableRules,
): CompiledRow | Problem {
	const joins = joiningDirection(row) === direction;
	const several = severalFields(row.parts.text, row.parts.fields);
	const whole = oneField(row.whole);
	const outcomes = outcomesOf(row, direction, rules, (typed) => {
		const read = type.fromText(typed);
		return joins || read instanceof Problem ? read : type.split(read);
	});
	if (outcomes instanceof Problem) return outcomes;
	const words = { read: direction === 'forward' ? isNoValueWord : undefined, written: direction === 'reverse' ? isNoValueWord : undefined };
	const convert = joins ? joiner(row, type, outcomes, words) : splitter(row, type, outcomes, words);
	const [from, to]: [Place, Place] = joins ? [several, whole] : [whole, several];
	return { from, to, looksAt: [], convert, convertOne: convert, needed: row.missing[direction].absent === 'reject' };
}

interface Words {
	/** Words that mean "no value" where the row reads, and those that must not be written as values. */
	readonly read: IsNoValueWord | undefined;
	readonly written: IsNoValueWord | undefined;
}

function joiner(row: PartsRow, type: CompiledParts, outcomes: Outcomes, words: Words): Convert {
	return (values) => {
		const parts: Part[] = [];
		let [missing, nulls, empties] = [0, 0, 0];
		for (const [i, value] of (values as readonly unknown[]).entries()) {
			const part = readPart(value, type, words.read);
			if (part instanceof Problem) return new Problem(part.rule, `${row.parts.fields[i]!.text}: ${part.message}`, part.fix);
			parts.push(part);
			if (part === null) nulls += 1;
			if (part === '') empties += 1;
			if (isMissingPart(part)) missing += 1;
		}
		if (missing === parts.length) {
			if (empties === 0) return nulls === 0 ? outcomes.absent() : outcomes.nothing();
			if (outcomes.empty !== undefined) return outcomes.empty();
		}
		const whole = type.join(parts);
		return typeof whole === 'string' && words.written?.(whole) === true ? noValueWord(whole) : whole;
	};
}

function readPart(value: unknown, type: CompiledParts, isNoValueWord: IsNoValueWord | undefined): Part | Problem {
	if (value === undefined || value === null || value instanceof Problem) return value;
	if (typeof value === 'number' && type.acceptNumbers && Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) {
		return plainFromNumber(value);
	}
	if (typeof value !== 'string') return notText(value);
	if (!value.isWellFormed()) return brokenText();
	const text = type.trim ? value.trim() : value;
	return isNoValueWord?.(text) === true ? null : text;
}

function splitter(row: PartsRow, type: CompiledParts, outcomes: Outcomes, words: Words): Convert {
	const everywhere = (outcome: unknown): unknown => {
		if (outcome === LEAVE_OUT || outcome instanceof Problem || Array.isArray(outcome)) return outcome;
		return row.parts.fields.map(() => outcome);
	};
	return (value) => {
		if (value === undefined) return everywhere(outcomes.absent());
		if (value === null) return everywhere(outcomes.nothing());
		if (value instanceof Problem) return value;
		const whole = typeof value === 'string' && type.trim ? value.trim() : value;
		if (typeof whole === 'string') {
			if (!whole.isWellFormed()) return brokenText();
			if (whole === '' && outcomes.empty !== undefined) return everywhere(outcomes.empty());
			if (words.read?.(whole) === true) return everywhere(outcomes.nothing());
		}
		const parts = type.split(whole);
		if (parts instanceof Problem || words.written === undefined) return parts;
		const word = parts.find((part) => typeof part === 'string' && words.written!(part));
		return word === undefined ? parts : noValueWord(word as string);
	};
}

function brokenText(): Problem {
	return new Problem('brokenText', 'The text holds half of a two-part character: its encoding was broken on the way here.', 'Correct it in the system it comes from.');
}
