import type { CheckCounts } from './checkRecords';
import type { Example } from './examples';
import { DOUBTS } from './doubts';
import { FATES, STATES, type FieldTally, type Finding } from './fieldTally';
import { CHANGES, type Change } from './nameChange';
import type { UnmappedField } from './unmappedFields';
import { findingsOf, verdictOf } from './verdict';

type Json = Record<string, unknown>;

/**
 * The result as rows of a table, one for each row of the mapping in its order, then one for each field of the items
 * that no row reads. Shares are fractions of the items; what may hold several things stands at the end.
 */
export function checkRows(counts: CheckCounts, withUnmapped: boolean): Json[] {
	const rows = counts.fields.map(fieldRow);
	return withUnmapped ? [...rows, ...[...counts.unmapped.values()].map((field) => unmappedRow(field, counts.records))] : rows;
}

function fieldRow(field: FieldTally): Json {
	const { checked, items, states, fates, rejections, respelled, lost, doubts, values } = field;
	const { row } = checked;
	const share = (count: number): number | null => shareOf(count, items);
	return {
		field: row === undefined ? checked.label : `${row.source.text} → ${row.target.text}`,
		verdict: verdictOf(field),
		finding: findingsOf(field).join('\n'),
		filledShare: share(states.filled),
		absentShare: share(states.absent),
		nullShare: share(states.null),
		emptyShare: share(states.empty),
		rejectedShare: share(fates.rejected),
		respelledShare: share(fates.respelled),
		lostShare: share(fates.lost),
		proof: proofText(field),
		...(row === undefined ? {} : { source: row.source.text, target: row.target.text, type: row.type, way: row.way }),
		counts: { items, ...pick(states, STATES), ...pick(fates, FATES) },
		rejections: [...rejections.values()].map(({ rule, count, message, fix, examples }) => ({ rule, items: count, message, fix, examples: examples.list })),
		losses: changes(lost),
		respellings: changes(respelled),
		doubts: [...doubts].map(([doubt, { count, examples }]) => ({ doubt, words: DOUBTS[doubt], items: count, examples: examples.list })),
		...(values === undefined ? {} : { unknownValues: values.unknownValues(), unusedValues: values.unusedValues() }),
	};
}

function unmappedRow({ path, items, filled }: UnmappedField, records: number): Json {
	return {
		field: path,
		verdict: 'not in the table',
		finding: `No row reads this field; ${filled} of ${records} items have a value in it.`,
		filledShare: shareOf(filled, records),
		absentShare: shareOf(records - items, records),
		counts: { items: records, filled, absent: records - items },
	};
}

function proofText({ checked: { proof } }: FieldTally): string {
	if (proof.kind === 'proved') return 'proved: what goes there comes back';
	if (proof.kind === 'oneWay') return 'one way: nothing is promised of the way back';
	return `refused: ${proof.problems.map(({ message }) => message).join('; ')}`;
}

function changes(findings: ReadonlyMap<Change, Finding>): { change: Change; words: string; items: number; examples: Example[] }[] {
	return [...findings].map(([change, { count, examples }]) => ({ change, words: CHANGES[change], items: count, examples: examples.list }));
}

function pick<K extends string>(counts: Readonly<Record<K, number>>, names: readonly K[]): Record<string, number> {
	return Object.fromEntries(names.map((name) => [name, counts[name]]));
}

/** Four decimals; never rounds to 0 or 1 what is not. */
function shareOf(count: number, all: number): number | null {
	if (all === 0) return null;
	if (count === 0 || count === all) return count / all;
	return Math.min(0.9999, Math.max(0.0001, Math.round((count / all) * 10_000) / 10_000));
}
