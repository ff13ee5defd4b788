import { compilePartsRow, joiningDirection } from './compilePartsRow';
import { compileRow, type CompiledRow } from './compileRow';
import { DIRECTIONS, type Direction, type FieldRow, type MappingRow, type PartsRow } from './definition';
import type { IsNoValueWord } from './noValueWords';
import { PARTS_TYPES } from './parts';
import type { CompiledParts, Use } from './parts/partsType';
import { Problem } from './problem';
import type { TableRules } from './tableRules';
import { TYPES } from './types';
import type { CompiledType } from './types/type';

/** A row of any kind, compiled for the ways it is used, not yet proved (`findLoss`). */
export type ReadyRow = {
	readonly forward?: CompiledRow;
	readonly reverse?: CompiledRow;
	/** The words that count as null on the source side of this row; undefined where there are none. */
	readonly isNoValueWord: IsNoValueWord | undefined;
} & ({ readonly kind: 'field'; readonly type: CompiledType } | { readonly kind: 'parts'; readonly type: CompiledParts; readonly partsIn: 'source' | 'target' });

/**
 * @param words the words of the table that mean "no value"
 * @returns the row, or the first reason why its settings cannot work
 */
export function readyRow(row: MappingRow, words: IsNoValueWord | undefined, rules: TableRules): ReadyRow | Problem {
	return row.kind === 'field' ? readyFieldRow(row, words, rules) : readyPartsRow(row, words, rules);
}

function readyFieldRow(row: FieldRow, words: IsNoValueWord | undefined, rules: TableRules): ReadyRow | Problem {
	const type = TYPES[row.type].compile(row.settings, row.pairs);
	if (type instanceof Problem) return type;
	const refused = row.way === 'both' ? undefined : type.refuse?.(row.way);
	if (refused !== undefined) return refused;
	const isNoValueWord = row.ignoreNoValueWords || type.opaque === true ? undefined : words;
	const ways = compileWays(row, (direction) => compileRow(row, type, direction, isNoValueWord, rules));
	return ways instanceof Problem ? ways : { kind: 'field', type, isNoValueWord, ...ways };
}

function readyPartsRow(row: PartsRow, words: IsNoValueWord | undefined, rules: TableRules): ReadyRow | Problem {
	const use: Use = row.way === 'both' ? 'both' : row.way === joiningDirection(row) ? 'join' : 'split';
	const type = PARTS_TYPES[row.type].compile(row.settings, row.parts, use);
	if (type instanceof Problem) return type;
	const isNoValueWord = row.ignoreNoValueWords ? undefined : words;
	const ways = compileWays(row, (direction) => compilePartsRow(row, type, direction, isNoValueWord, rules));
	return ways instanceof Problem ? ways : { kind: 'parts', type, partsIn: row.partsIn, isNoValueWord, ...ways };
}

type Ways = { readonly [D in Direction]?: CompiledRow };

function compileWays({ way }: MappingRow, compile: (direction: Direction) => CompiledRow | Problem): Ways | Problem {
	const ways: { [D in Direction]?: CompiledRow } = {};
	for (const direction of DIRECTIONS) {
		if (way !== 'both' && way !== direction) continue;
		const compiled = compile(direction);
		if (compiled instanceof Problem) return compiled;
		ways[direction] = compiled;
	}
	return ways;
}
