import { LEAVE_OUT, type CompiledRow } from './compileRow';
import type { Mapping } from './compileMapping';
import { preview, Problem } from './problem';

/** Why one field could not be mapped. */
export interface FieldRejection {
	/** The field that would have been written. */
	field: string;
	/** The path that was read. */
	path: string;
	/** What stood there; absent where nothing did. Long text is cut, objects and lists are described. */
	value?: unknown;
	rule: string;
	message: string;
	fix: string;
}

/** A record that could not be mapped, with every field that is at fault. */
export class Rejected {
	constructor(readonly reasons: readonly FieldRejection[]) {}
}

/**
 * Maps one record. Never changes it; what it hands out is new, except for values of type raw.
 *
 * @returns the mapped record, or all reasons why there is none
 */
export function applyMapping(mapping: Mapping, record: Readonly<Record<string, unknown>>): Record<string, unknown> | Rejected {
	const { rows, values } = mapping;
	let complete = true;
	for (let i = 0; i < rows.length; i += 1) {
		const row = rows[i]!;
		const value = row.convert(row.from.get(record), record);
		if (typeof value !== 'string') {
			if (value === LEAVE_OUT) complete = false;
			else if (value instanceof Problem) return rejectAll(rows, i, record);
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

/** Goes on from the first field at fault, to name the others too. */
function rejectAll(rows: readonly CompiledRow[], first: number, record: Readonly<Record<string, unknown>>): Rejected {
	const reasons: FieldRejection[] = [];
	for (const row of rows.slice(first)) {
		const value = row.from.get(record);
		const problem = row.convert(value, record);
		if (!(problem instanceof Problem)) continue;
		reasons.push({
			field: row.to.text,
			path: row.from.text,
			...(value === undefined ? {} : { value: preview(value) }),
			rule: problem.rule,
			message: problem.message,
			fix: problem.fix,
		});
	}
	return new Rejected(reasons);
}
