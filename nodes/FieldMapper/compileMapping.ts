import { compileBuilder, type BuildRecord } from './buildRecord';
import type { CompiledRow } from './compileRow';
import type { Definition, Direction, MappingRow, RowProblem } from './definition';
import { compileNoValueWords, type IsNoValueWord } from './noValueWords';
import { growTree, type PathTree } from './pathTree';
import { Problem } from './problem';
import { findLoss } from './proveLossless';
import { readyRow } from './readyRow';
import { STRICT, type TableRules } from './tableRules';
import { clashesOf } from './writtenPlaces';

/** A table made ready for one direction. */
export interface Mapping {
	readonly rows: readonly CompiledRow[];
	/** The places the rows read, and those they write. */
	readonly read: PathTree;
	readonly written: PathTree;
	/** Builds a record that has all fields; undefined where only field by field will do. */
	readonly build: BuildRecord | undefined;
	/** Room for one record's values, used again for each. */
	readonly values: unknown[];
}

export type MappingResult =
	| { readonly kind: 'mapping'; readonly mapping: Mapping }
	| { readonly kind: 'refused'; readonly problems: readonly RowProblem[] };

/**
 * Makes the table ready, and proves what it promises: rows used both ways lose nothing, no two rows write one place.
 * Both directions are checked, whichever one is asked for, so that a table is right or wrong as a whole.
 *
 * @param noValueWords texts of the source system that mean "no value", letter for letter
 */
export function compileMapping(
	definition: Definition,
	direction: Direction,
	noValueWords: readonly string[],
	more: Omit<TableRules, 'noValueWords'> = STRICT,
): MappingResult {
	const rules = { ...more, noValueWords };
	const problems: RowProblem[] = [...definition.problems];
	const words = compileNoValueWords(noValueWords);
	const rows: CompiledRow[] = [];
	for (const row of definition.rows) {
		const compiled = checkRow(row, direction, words, rules);
		if (compiled instanceof Problem) problems.push({ row: row.label, problem: compiled });
		else if (compiled !== undefined) rows.push(compiled);
	}
	problems.push(...clashesOf(definition.rows, 'forward'), ...clashesOf(definition.rows, 'reverse'));
	if (problems.length === 0 && rows.length === 0) {
		problems.push({
			row: 'The table',
			problem: new Problem('noRows', `has no row for this direction`, 'Add a row with the field it reads and the field it writes.'),
		});
	}
	if (problems.length > 0) return { kind: 'refused', problems };
	const to = rows.flatMap((row) => row.to.fields);
	const written = growTree(to).tree;
	return {
		kind: 'mapping',
		mapping: {
			rows,
			read: growTree(rows.flatMap((row) => [...row.from.fields, ...row.looksAt])).tree,
			written,
			// Values stand in the rows' order, so each row must write one place.
			build: rows.some((row) => row.to.several) ? undefined : compileBuilder(to, written),
			values: new Array<unknown>(rows.length),
		},
	};
}

/** @returns the row for this direction, undefined if it is not used in it */
function checkRow(row: MappingRow, direction: Direction, words: IsNoValueWord | undefined, rules: TableRules): CompiledRow | Problem | undefined {
	const ready = readyRow(row, words, rules);
	if (ready instanceof Problem) return ready;
	if (row.way === 'both') {
		const parts = row.kind === 'parts' ? [row.partsIn, row.parts.text] : [];
		const proof = JSON.stringify([row.type, row.settings, row.pairs, row.missing, row.ignoreNoValueWords, rules, parts]);
		if (!proved.has(proof)) {
			const loss = findLoss(ready);
			if (loss !== undefined) return loss;
			if (proved.size >= MOST_PROVED) proved.clear();
			proved.add(proof);
		}
	}
	return ready[direction];
}

/**
 * Settings that lose nothing, proved before: rows of a table are often alike, and a webhook runs the same table for
 * every single item. Holds settings only, never data.
 */
const proved = new Set<string>();
const MOST_PROVED = 1000;
