import { LEAVE_OUT, type CompiledRow } from './compileRow';
import type { Mapping } from './compileMapping';
import { previewAt } from './place';
import { ElementProblems, preview, Problem, Tolerated } from './problem';

/** Why one field could not be mapped. */
export interface FieldRejection {
	/** The field that would have been written. */
	field: string;
	/** The path that was read; in a list, with the element's position. */
	path: string;
	/** What stood there; absent where nothing did. Long text is cut, objects and lists are described. */
	value?: unknown;
	rule: string;
	message: string;
	fix: string;
}

/** A record that could not be mapped as it should, with every field that is at fault. */
export class Rejected {
	constructor(
		readonly reasons: readonly FieldRejection[],
		/** The other fields; undefined where nothing may go on without the ones at fault. */
		readonly rest: Record<string, unknown> | undefined,
	) {}
}

type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * Maps one record. Never changes it; what it hands out is new, except for values of type raw.
 *
 * @param tolerated takes a reason for each value that did not fit and that the table lets pass
 * @returns the mapped record, or all reasons why there is none
 */
export function applyMapping(mapping: Mapping, record: JsonRecord, tolerated?: FieldRejection[]): Record<string, unknown> | Rejected {
	const { rows, values } = mapping;
	let complete = true;
	for (let i = 0; i < rows.length; i += 1) {
		const row = rows[i]!;
		let value = row.convert(row.from.get(record), record);
		if (typeof value !== 'string') {
			if (value instanceof Problem) {
				if (!(value instanceof Tolerated)) return rejectAll(mapping, i, record, tolerated);
				tolerated?.push(...reasonsOf(row, record, value));
				value = value.instead;
			}
			if (value === LEAVE_OUT) complete = false;
		}
		values[i] = value;
	}
	return complete && mapping.build !== undefined ? mapping.build(values) : buildSparse(rows, values);
}

function buildSparse(rows: readonly CompiledRow[], values: readonly unknown[]): Record<string, unknown> {
	const out: Record<string, unknown> = {};
	for (let i = 0; i < rows.length; i += 1) {
		const value = values[i];
		if (value !== LEAVE_OUT) rows[i]!.to.set(out, value);
	}
	return out;
}

/** Goes on from the first field at fault, to name the others too, and to map the rest. */
function rejectAll({ rows, values }: Mapping, first: number, record: JsonRecord, tolerated: FieldRejection[] | undefined): Rejected {
	const reasons: FieldRejection[] = [];
	let usable = true;
	let mapped = values.slice(0, first).some((value) => value !== LEAVE_OUT);
	for (let i = first; i < rows.length; i += 1) {
		const row = rows[i]!;
		const value = row.convert(row.from.get(record), record);
		values[i] = value;
		if (value instanceof Tolerated) {
			values[i] = value.instead;
			tolerated?.push(...reasonsOf(row, record, value));
		} else if (value instanceof Problem) {
			values[i] = LEAVE_OUT;
			reasons.push(...reasonsOf(row, record, value));
			if (row.needed) usable = false;
		}
		mapped ||= values[i] !== LEAVE_OUT;
	}
	return new Rejected(reasons, usable && mapped ? buildSparse(rows, values) : undefined);
}

function reasonsOf(row: CompiledRow, record: JsonRecord, problem: Problem): FieldRejection[] {
	const field = row.to.text;
	if (problem instanceof ElementProblems) {
		return problem.elements.map((element) => reason(field, element.path, element.value === undefined ? undefined : preview(element.value), element.problem));
	}
	const value = row.from.get(record);
	// Where the path itself is at fault, there is no value to show.
	return [reason(field, row.from.text, value === undefined || value instanceof Problem ? undefined : previewAt(row.from, value), problem)];
}

function reason(field: string, path: string, value: unknown, { rule, message, fix }: Problem): FieldRejection {
	return { field, path, ...(value === undefined ? {} : { value }), rule, message, fix };
}
