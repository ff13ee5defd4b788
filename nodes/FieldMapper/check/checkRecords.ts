import { LEAVE_OUT, type CompiledRow } from '../compileRow';
import { Problem, Tolerated } from '../problem';
import type { CheckTable } from './checkTable';
import { FieldTally } from './fieldTally';
import { UnmappedFields, type UnmappedField } from './unmappedFields';
import { asFound, valueAt } from './valueAt';

export interface CheckCounts {
	readonly table: CheckTable;
	/** How many records were looked at, and how many of them every row took. */
	records: number;
	accepted: number;
	/** One for each row, in the table's order. */
	readonly fields: readonly FieldTally[];
	readonly unmapped: ReadonlyMap<string, UnmappedField>;
	/** There were more fields than are told apart. */
	unmappedIsCut: boolean;
}

type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * Sends records through the table and back, as two nodes would: whole records, so that rows which look at other
 * fields see them. A value that is rejected is left out on the way back. Changes no record.
 *
 * @param mostExamples how many examples each finding keeps
 * @param places what to call each record in an example; its place in the list if not given
 */
export function checkRecords(table: CheckTable, records: readonly JsonRecord[], mostExamples: number, places?: readonly number[]): CheckCounts {
	const side = table.direction === 'forward' ? 'source' : 'target';
	const fields = table.rows.map((row) => new FieldTally(row, side, mostExamples));
	const unmapped = new UnmappedFields(table);
	const counts: CheckCounts = { table, records: records.length, accepted: 0, fields, unmapped: unmapped.fields, unmappedIsCut: false };
	records.forEach((record, i) => {
		if (checkRecord(table, fields, record, places?.[i] ?? i)) counts.accepted += 1;
		unmapped.add(record);
	});
	counts.unmappedIsCut = unmapped.isCut;
	return counts;
}

/** @returns whether every row took its value */
function checkRecord({ rows }: CheckTable, fields: readonly FieldTally[], record: JsonRecord, item: number): boolean {
	const theres = rows.map(({ there }) => there);
	const there = passOn(theres, record);
	const back = passOn(rows.map((row) => row.back), there.out);
	let third: Passed | undefined;
	let accepted = true;
	for (let i = 0; i < rows.length; i += 1) {
		const row = rows[i]!.there;
		if (row === undefined) continue;
		const made = there.values[i];
		const end = back.values[i];
		const taken = fields[i]!.add({
			item,
			start: valueAt(row.from, record),
			middle: made instanceof Problem ? made : asFound(row.to, made, there.out),
			end: end instanceof Problem ? end : valueAt(row.from, back.out),
			again: () => {
				if (end instanceof Problem) return end;
				if (!throughLists(row)) return asFound(row.to, row.convert(row.from.get(back.out), back.out), back.out);
				third ??= passOn(theres, back.out);
				const again = third.values[i];
				return again instanceof Problem ? again : asFound(row.to, again, third.out);
			},
		});
		accepted &&= taken;
	}
	return accepted;
}

/** What such a row makes shows only in the record it is written to. */
function throughLists({ to }: CompiledRow): boolean {
	return to.fields.some(({ lists }) => lists.length > 0);
}

interface Passed {
	/** What each row made; a Problem where it made nothing. */
	readonly values: readonly unknown[];
	/** The record made of all that. */
	readonly out: Record<string, unknown>;
}

function passOn(rows: readonly (CompiledRow | undefined)[], record: JsonRecord): Passed {
	const out: Record<string, unknown> = {};
	const values = rows.map((row) => {
		if (row === undefined) return LEAVE_OUT;
		const made = row.convert(row.from.get(record), record);
		const value = made instanceof Tolerated ? made.instead : made;
		if (value !== LEAVE_OUT && !(value instanceof Problem)) row.to.set(out, value);
		return made;
	});
	return { values, out };
}
