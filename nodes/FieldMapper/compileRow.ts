import type { Direction, FieldRow, MappingRow } from './definition';
import { throughLists } from './eachElement';
import { compileOutcomes, type Outcomes } from './missingOutcomes';
import type { IsNoValueWord } from './noValueWords';
import { oneField, type Place } from './place';
import { Problem, show, Tolerated } from './problem';
import { readAs } from './readAs';
import { compileSelector, type FieldSelector } from './selector/selector';
import type { TableRules } from './tableRules';
import { asItIs, type Codec, type CompiledType, type Context } from './types/type';

export { LEAVE_OUT } from './problem';

/**
 * @param value what stands there, undefined where it is absent
 * @param record the record it stands in; undefined where there is none (the proof)
 * @returns what to write, LEAVE_OUT, or a Problem (Tolerated: what to write stands in it)
 */
export type Convert = (value: unknown, record?: Context) => unknown;

/** A row made ready for one direction. */
export interface CompiledRow {
	readonly from: Place;
	readonly to: Place;
	/** Other fields its type looks at. */
	readonly looksAt: readonly FieldSelector[];
	readonly convert: Convert;
	/** What `convert` does to one element, where the row goes through lists; else the same. */
	readonly convertOne: Convert;
	/** The record is nothing without this field: it says Reject where the field is absent. */
	readonly needed: boolean;
}

/**
 * @param isNoValueWord words that mean "no value" in the source of this row
 * @returns the row as a closure, or why its settings cannot work
 */
export function compileRow(
	row: FieldRow,
	type: CompiledType,
	direction: Direction,
	isNoValueWord: IsNoValueWord | undefined,
	rules: TableRules,
): CompiledRow | Problem {
	const forward = direction === 'forward';
	const [reader, writer] = forward ? [type.source, type.target] : [type.target, type.source];
	const readDefault = (typed: string): unknown => {
		const inner = type.fromText(typed);
		return inner instanceof Problem ? inner : writer.write(inner);
	};
	const outcomes = outcomesOf(row, direction, rules, readDefault);
	if (outcomes instanceof Problem) return outcomes;
	const translate = compileTranslation(reader, writer, rules);
	const convert = forward
		? converter(translate, outcomes, type.clean, isNoValueWord)
		: converter(guardWords(translate, isNoValueWord), outcomes, type.clean, undefined);
	const [from, to] = forward ? [row.source, row.target] : [row.target, row.source];
	const needed = row.missing[direction].absent === 'reject';
	const beside = compileSelector(type.looksAt?.[forward ? 'source' : 'target'] ?? '');
	const more = { looksAt: beside.ok ? [beside.selector] : [], convertOne: convert, needed };
	if (from.lists.length === 0) return { from: oneField(from), to: oneField(to), convert, ...more };
	return { ...throughLists(from, to, convert), ...more };
}

/** What a row of any kind gives where there is no value. */
export function outcomesOf(
	{ missing }: MappingRow,
	direction: Direction,
	{ sourceClears, targetClears, noValueWords }: TableRules,
	readDefault: (typed: string) => unknown,
): Outcomes | Problem {
	const [reads, writes] = direction === 'forward' ? [sourceClears, targetClears] : [targetClears, sourceClears];
	return compileOutcomes(missing[direction], readDefault, reads, writes, noValueWords[0]);
}

function compileTranslation(reader: Codec<unknown>, writer: Codec<unknown>, { wrongType }: TableRules): Convert {
	const read = readAs(reader.read, wrongType);
	const { write } = writer;
	if (write === asItIs) return read;
	return (value, record) => {
		const inner = read(value, record);
		return inner instanceof Problem ? inner : write(inner);
	};
}

function converter(
	translate: Convert,
	{ absent, nothing, empty }: Outcomes,
	clean: ((text: string) => string) | undefined,
	isNoValueWord: IsNoValueWord | undefined,
): Convert {
	return (given, record) => {
		let value = given;
		if (typeof value === 'string') {
			if (clean !== undefined) value = clean(value);
			if (value === '' && empty !== undefined) return empty();
			if (isNoValueWord?.(value as string) === true) return nothing();
		} else if (value === undefined) {
			return absent();
		} else if (value === null) {
			return nothing();
		} else if (value instanceof Problem) {
			// The path itself does not lead to one value.
			return value;
		}
		return translate(value, record);
	};
}

/** Going back, a real value must not be written as a word that the source reads as "no value". */
function guardWords(translate: Convert, isNoValueWord: IsNoValueWord | undefined): Convert {
	if (isNoValueWord === undefined) return translate;
	return (value, record) => {
		const written = translate(value, record);
		const text = written instanceof Tolerated ? written.instead : written;
		return typeof text === 'string' && isNoValueWord(text) ? noValueWord(text) : written;
	};
}

export function noValueWord(text: string): Problem {
	return new Problem('noValueWord', `${show(text)} would be read back as "no value".`, 'Turn on Ignore No-Value Words in this row if it is a real value here.');
}
