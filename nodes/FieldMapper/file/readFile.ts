import { getOwn, isRecord } from '../../shared/record/json';
import { labelOf, readDefinition, type RowProblem } from '../definition';
import { UNMAPPED, type UnmappedPolicy } from '../mapRecord';
import { Problem } from '../problem';
import type { Table } from '../readTable';
import { CLEAR_WAYS, WRONG_TYPE, type TableRules } from '../tableRules';
import { oneOf } from '../types/settings';
import { checkObject, checkSettings } from './checkShape';
import { FORMAT } from './format';
import { FILE_SHAPES, ROW_SHAPES, settingSpecsOf, TYPE_NAMES } from './specs';

/**
 * Reads a mapping kept as JSON (`MappingFile`), as text or parsed. Nothing in it is passed over: a name that is not
 * known is a problem, since it is most likely one misspelled.
 *
 * @returns the table; what is wrong with it is in `definition.problems`, by row
 */
export function readFile(json: unknown): Table {
	const file = typeof json === 'string' ? parse(json) : json;
	if (file instanceof Problem) return broken(file);
	if (!isRecord(file)) return broken(new Problem('badFile', 'is not an object', `Begin with { "format": "${FORMAT}", "rows": [ … ] }.`));
	const problems: RowProblem[] = checkObject(file, FILE_SHAPES, '').map((problem) => ({ row: THE_MAPPING, problem }));
	for (const needed of ['format', 'rows']) {
		if (getOwn(file, needed) === undefined) {
			problems.push({ row: THE_MAPPING, problem: new Problem('badFile', `has no "${needed}"`, `Begin with { "format": "${FORMAT}", "rows": [ … ] }.`) });
		}
	}
	const rows = getOwn(file, 'rows');
	const list: unknown[] = Array.isArray(rows) ? rows : [];
	list.forEach((row, i) => problems.push(...checkRow(row).map((problem) => ({ row: labelOf(row, i), problem }))));
	const noValueWords = problems.length === 0 ? ((getOwn(file, 'noValueWords') as string[] | undefined) ?? []) : [];
	const rules: TableRules = {
		noValueWords,
		sourceClears: oneOf(CLEAR_WAYS, getOwn(file, 'sourceClears')) ?? 'null',
		targetClears: getOwn(file, 'targetClears') === 'emptyText' ? 'emptyText' : 'null',
		wrongType: oneOf(WRONG_TYPE, getOwn(file, 'wrongType')) ?? 'reject',
	};
	const unmapped: UnmappedPolicy = oneOf(UNMAPPED, getOwn(file, 'unmapped')) ?? 'drop';
	const definition = problems.length === 0 ? readDefinition(list.map((row) => asParameters(row as Record<string, unknown>))) : { rows: [], problems };
	return { definition, noValueWords, rules, unmapped };
}

const THE_MAPPING = 'The mapping';

function broken(problem: Problem): Table {
	return { ...readFile({ format: FORMAT, rows: [] }), definition: { rows: [], problems: [{ row: THE_MAPPING, problem }] } };
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch (error) {
		return new Problem('badFile', `is no valid JSON: ${(error as Error).message}`, 'Correct it at that place, or export it again.');
	}
}

function checkRow(row: unknown): Problem[] {
	if (!isRecord(row)) return [new Problem('badFile', 'it is not a row', 'Write { "source": "…", "target": "…", "type": "text" }.')];
	const problems = checkObject(row, ROW_SHAPES, '');
	const type = getOwn(row, 'type') ?? 'text';
	const settings = getOwn(row, 'settings');
	if (isRecord(settings) && TYPE_NAMES.includes(type as string)) problems.push(...checkSettings(settings, settingSpecsOf(type as string), type as string));
	return problems;
}

/** The row as the editor would hold it. */
function asParameters(row: Record<string, unknown>): Record<string, unknown> {
	const type = (getOwn(row, 'type') ?? 'text') as string;
	const missing = getOwn(row, 'missing') as object | undefined;
	return {
		source: getOwn(row, 'source'),
		target: getOwn(row, 'target'),
		type,
		way: getOwn(row, 'way'),
		[`${type}Settings`]: getOwn(row, 'settings') ?? {},
		enumValues: { pair: getOwn(row, 'values') ?? [] },
		missing: { ...missing, ignoreWords: getOwn(row, 'ignoreNoValueWords') === true },
		missingReverse: getOwn(row, 'missingReverse') ?? {},
	};
}
