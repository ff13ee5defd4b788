import { getOwn, isRecord } from '../shared/record/json';
import type { MissingPolicy } from './missingPolicy';
import type { PartsTypeName } from './parts';
import type { Parts } from './parts/readParts';
import { Problem } from './problem';
import { readRow } from './readRow';
import type { FieldSelector } from './selector/selector';
import type { TypeName } from './types';
import type { ValuePair, Way } from './types/type';

export { WHEN_ABSENT, WHEN_EMPTY, WHEN_NULL, type MissingPolicy } from './missingPolicy';

export const DIRECTIONS = ['forward', 'reverse'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What rows of any kind have. */
interface AnyRow {
	/** The row as messages call it. */
	readonly label: string;
	readonly way: Way;
	/** Complete. */
	readonly settings: Readonly<Record<string, unknown>>;
	readonly pairs: readonly ValuePair[];
	readonly missing: Readonly<Record<Direction, MissingPolicy>>;
	/** Take "NULL" and its like for what they say: this row does not know words that mean "no value". */
	readonly ignoreNoValueWords: boolean;
}

/** One field on each side. */
export interface FieldRow extends AnyRow {
	readonly kind: 'field';
	readonly type: TypeName;
	readonly source: FieldSelector;
	readonly target: FieldSelector;
}

/** Several fields on one side, and what they make on the other. */
export interface PartsRow extends AnyRow {
	readonly kind: 'parts';
	readonly type: PartsTypeName;
	readonly source: { readonly text: string };
	readonly target: { readonly text: string };
	/** The side that has the several fields. */
	readonly partsIn: 'source' | 'target';
	readonly parts: Parts;
	readonly whole: FieldSelector;
}

/** One row of the table, checked for shape. */
export type MappingRow = FieldRow | PartsRow;

/** A row that cannot be used, and why. */
export interface RowProblem {
	readonly row: string;
	readonly problem: Problem;
}

export interface Definition {
	readonly rows: readonly MappingRow[];
	readonly problems: readonly RowProblem[];
}

/**
 * Reads the table as it stands in the node's parameters.
 *
 * @param rows `[{ source, target, type, way, <type>Settings, enumValues, missing, missingReverse }]`; what is left out
 * has its default
 */
export function readDefinition(rows: unknown): Definition {
	const read: MappingRow[] = [];
	const problems: RowProblem[] = [];
	const list = Array.isArray(rows) ? rows : [];
	list.forEach((row: unknown, index) => {
		const label = labelOf(row, index);
		const result = readRow(row, label);
		if (result instanceof Problem) problems.push({ row: label, problem: result });
		else read.push(result);
	});
	return { rows: read, problems };
}

/** What messages call a row, whatever is wrong with it. */
export function labelOf(row: unknown, index: number): string {
	const source = textIn(row, 'source');
	const target = textIn(row, 'target') || source;
	return source === '' ? `Row ${index + 1}` : `Row ${index + 1} (${source} → ${target})`;
}

function textIn(row: unknown, name: string): string {
	const value = isRecord(row) ? getOwn(row, name) : undefined;
	return typeof value === 'string' ? value : '';
}

/** The fields a row reads, or writes, on one side. */
export function fieldsOf(row: MappingRow, side: 'source' | 'target'): readonly FieldSelector[] {
	if (row.kind === 'field') return [row[side]];
	return row.partsIn === side ? row.parts.fields : [row.whole];
}
