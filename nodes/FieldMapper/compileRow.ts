import type { FieldPath } from '../shared/record/path';
import type { Direction, MappingRow, MissingPolicy } from './definition';
import type { IsNoValueWord } from './noValueWords';
import { Problem, show } from './problem';
import { asItIs, type Codec, type CompiledType, type Context } from './types/type';

/** What a row gives where nothing is to be written: the field stays absent. */
export const LEAVE_OUT = Symbol('leave out');

/** A row made ready for one direction. */
export interface CompiledRow {
	readonly from: FieldPath;
	readonly to: FieldPath;
	/**
	 * @param value what stands at `from`, undefined where it is absent
	 * @param record the record it stands in
	 * @returns what to write at `to`, LEAVE_OUT, or a Problem
	 */
	readonly convert: Convert;
}

/**
 * @param isNoValueWord words that mean "no value" in the source of this row
 * @returns the row as a closure, or why its settings cannot work
 */
export function compileRow(
	row: MappingRow,
	type: CompiledType,
	direction: Direction,
	isNoValueWord: IsNoValueWord | undefined,
): CompiledRow | Problem {
	const forward = direction === 'forward';
	const [reader, writer] = forward ? [type.source, type.target] : [type.target, type.source];
	const policy = row.missing[direction];
	const fallback = compileDefault(policy, type, writer);
	if (fallback instanceof Problem) return fallback;
	const outcomes = {
		absent: outcome(policy.absent, 'absent', fallback),
		nothing: outcome(policy.null, 'null', fallback),
		empty: outcome(policy.empty, 'empty', fallback),
	};
	const translate = compileTranslation(reader, writer);
	const convert = forward
		? converter(translate, outcomes, type.clean, isNoValueWord)
		: guardWords(converter(translate, outcomes, type.clean, undefined), isNoValueWord, fallback);
	return {
		from: forward ? row.source : row.target,
		to: forward ? row.target : row.source,
		convert,
	};
}

type Convert = (value: unknown, record?: Context) => unknown;
type Outcome = () => unknown;

function compileDefault(policy: MissingPolicy, type: CompiledType, writer: Codec<unknown>): Outcome | Problem {
	if (policy.default === undefined) return () => LEAVE_OUT;
	const inner = type.fromText(policy.default);
	const value = inner instanceof Problem ? inner : writer.write(inner);
	if (value instanceof Problem) return new Problem('badDefault', `its default cannot be used: ${value.message}`, value.fix);
	// Each record gets its own copy: records must not share what someone may change.
	if (typeof value === 'object' && value !== null) return () => structuredClone(value);
	return () => value;
}

const MISSING: Readonly<Record<'absent' | 'null' | 'empty', Problem>> = {
	absent: new Problem('absent', 'The field is not there, and the row needs it.', 'Fill it in the system it comes from, or choose under When There Is No Value what to do.'),
	null: new Problem('null', 'The field is null, and the row needs a value.', 'Fill it in the system it comes from, or choose under When There Is No Value what to do.'),
	empty: new Problem('empty', 'The field is an empty text, and the row needs a value.', 'Fill it in the system it comes from, or choose under When There Is No Value what to do.'),
};

/** @returns what to give where there is no value; undefined where '' is a value like any other */
function outcome(choice: string, state: 'absent' | 'null' | 'empty', fallback: Outcome): Outcome | undefined {
	switch (choice) {
		case 'leaveOut':
			return () => LEAVE_OUT;
		case 'null':
			return () => null;
		case 'emptyText':
			return () => '';
		case 'default':
			return fallback;
		case 'reject':
			return () => MISSING[state];
		default:
			return undefined;
	}
}

function compileTranslation(reader: Codec<unknown>, writer: Codec<unknown>): Convert {
	const { read } = reader;
	const { write } = writer;
	if (write === asItIs) return read;
	return (value, record) => {
		const inner = read(value, record);
		return inner instanceof Problem ? inner : write(inner);
	};
}

function converter(
	translate: Convert,
	{ absent, nothing, empty }: { absent: Outcome | undefined; nothing: Outcome | undefined; empty: Outcome | undefined },
	clean: ((text: string) => string) | undefined,
	isNoValueWord: IsNoValueWord | undefined,
): Convert {
	return (given, record) => {
		let value = given;
		if (typeof value === 'string') {
			if (clean !== undefined) value = clean(value);
			if (value === '' && empty !== undefined) return empty();
			if (isNoValueWord?.(value as string) === true) return nothing!();
		} else if (value === undefined) {
			return absent!();
		} else if (value === null) {
			return nothing!();
		}
		return translate(value, record);
	};
}

/** Going back, a real value must not be written as a word that the source reads as "no value". */
function guardWords(convert: Convert, isNoValueWord: IsNoValueWord | undefined, fallback: Outcome): Convert {
	if (isNoValueWord === undefined) return convert;
	return (value, record) => {
		const written = convert(value, record);
		if (typeof written !== 'string' || !isNoValueWord(written) || written === fallback()) return written;
		return new Problem(
			'noValueWord',
			`${show(written)} would be read back as "no value".`,
			'Turn on Ignore No-Value Words in this row if it is a real value here.',
		);
	};
}
