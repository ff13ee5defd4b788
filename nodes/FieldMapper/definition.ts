import { compilePath, type FieldPath } from '../shared/record/path';
import { getOwn, isRecord } from '../shared/record/json';
import { isTypeName, TYPES, type TypeName } from './types';
import { badChoice, oneOf, readSettings } from './types/settings';
import { WAYS, type ValuePair, type Way } from './types/type';
import { Problem } from './problem';

export const DIRECTIONS = ['forward', 'reverse'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const WHEN_ABSENT = ['leaveOut', 'null', 'emptyText', 'default', 'reject'] as const;
export const WHEN_NULL = ['null', 'leaveOut', 'emptyText', 'default', 'reject'] as const;
export const WHEN_EMPTY = ['asIs', 'leaveOut', 'null', 'default', 'reject'] as const;

/** What a row does where there is no value, in one direction. */
export interface MissingPolicy {
	readonly absent: (typeof WHEN_ABSENT)[number];
	readonly null: (typeof WHEN_NULL)[number];
	readonly empty: (typeof WHEN_EMPTY)[number];
	/** As typed in; undefined where the row has no default. */
	readonly default: string | undefined;
}

/** One row of the table, checked for shape; `settings` are complete. */
export interface MappingRow {
	/** The row as messages call it. */
	readonly label: string;
	readonly source: FieldPath;
	readonly target: FieldPath;
	readonly type: TypeName;
	readonly way: Way;
	readonly settings: Readonly<Record<string, unknown>>;
	readonly pairs: readonly ValuePair[];
	readonly missing: Readonly<Record<Direction, MissingPolicy>>;
	/** Take "NULL" and its like for what they say: this row does not know words that mean "no value". */
	readonly ignoreNoValueWords: boolean;
}

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
 * Reads the table as it stands in the node's parameters (or in a file: it is plain JSON).
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

function labelOf(row: unknown, index: number): string {
	const source = textOf(row, 'source');
	const target = textOf(row, 'target') || source;
	return source === '' ? `Row ${index + 1}` : `Row ${index + 1} (${source} → ${target})`;
}

function textOf(from: unknown, name: string): string {
	const value = isRecord(from) ? getOwn(from, name) : undefined;
	return typeof value === 'string' ? value : '';
}

function part(from: unknown, name: string): Record<string, unknown> {
	const value = isRecord(from) ? getOwn(from, name) : undefined;
	return isRecord(value) ? value : {};
}

function readRow(row: unknown, label: string): MappingRow | Problem {
	if (!isRecord(row)) return new Problem('badRow', 'it is not a row', 'Give each row a source and a target field.');
	const sourceText = textOf(row, 'source');
	const source = compilePath(sourceText);
	if (!source.ok) return badPath(source.problem);
	const target = compilePath(textOf(row, 'target') || sourceText);
	if (!target.ok) return badPath(target.problem);
	const type = row['type'] ?? 'text';
	if (!isTypeName(type)) {
		return new Problem('badType', `there is no type "${String(type)}"`, `Choose one of ${Object.keys(TYPES).join(', ')}.`);
	}
	const way = oneOf(WAYS, row['way']);
	if (way === undefined) return badChoice('Use This Row', row['way'], WAYS);
	const settings = readSettings(part(row, `${type}Settings`), TYPES[type].settings);
	if (settings instanceof Problem) return settings;
	const forward = readMissing(part(row, 'missing'));
	if (forward instanceof Problem) return forward;
	const reverse = readMissing(part(row, 'missingReverse'));
	if (reverse instanceof Problem) return reverse;
	return {
		label,
		source: source.path,
		target: target.path,
		type,
		way,
		settings,
		pairs: readPairs(part(row, 'enumValues')['pair']),
		missing: { forward, reverse },
		ignoreNoValueWords: part(row, 'missing')['ignoreWords'] === true || part(row, 'missingReverse')['ignoreWords'] === true,
	};
}

function badPath(problem: string): Problem {
	return new Problem('badPath', problem, 'Write a field name, or a path such as address.street, emails[0].value or ["a.b"].');
}

function readMissing(typed: Record<string, unknown>): MissingPolicy | Problem {
	const absent = oneOf(WHEN_ABSENT, typed['absent']);
	if (absent === undefined) return badChoice('When Absent', typed['absent'], WHEN_ABSENT);
	const nothing = oneOf(WHEN_NULL, typed['null']);
	if (nothing === undefined) return badChoice('When Null', typed['null'], WHEN_NULL);
	const empty = oneOf(WHEN_EMPTY, typed['empty']);
	if (empty === undefined) return badChoice('When Empty', typed['empty'], WHEN_EMPTY);
	const value = typed['default'];
	const needsDefault = [absent, nothing, empty].includes('default');
	if (needsDefault && (value === undefined || value === '')) {
		return new Problem('noDefault', 'it is to use a default, and none is given', 'Add the field Default under When There Is No Value.');
	}
	return { absent, null: nothing, empty, default: needsDefault ? String(value) : undefined };
}

function readPairs(typed: unknown): ValuePair[] {
	if (!Array.isArray(typed)) return [];
	return typed.map((pair: unknown) => ({ source: scalarText(pair, 'source'), target: scalarText(pair, 'target') }));
}

function scalarText(from: unknown, name: string): string {
	const value = isRecord(from) ? getOwn(from, name) : undefined;
	return value === undefined || value === null ? '' : String(value);
}
