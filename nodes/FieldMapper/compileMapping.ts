import { SYNC_KEY } from '../shared/record/envelope';
import type { FieldPath } from '../shared/record/path';
import { compileBuilder, type BuildRecord } from './buildRecord';
import { compileRow, type CompiledRow } from './compileRow';
import type { Definition, Direction, MappingRow, RowProblem } from './definition';
import { compileNoValueWords, type IsNoValueWord } from './noValueWords';
import { growTree, type Clash, type PathTree } from './pathTree';
import { Problem } from './problem';
import { findLoss } from './proveLossless';
import { TYPES } from './types';

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
export function compileMapping(definition: Definition, direction: Direction, noValueWords: readonly string[]): MappingResult {
	const problems: RowProblem[] = [...definition.problems];
	const isNoValueWord = compileNoValueWords(noValueWords);
	const rows: CompiledRow[] = [];
	const words = JSON.stringify(noValueWords);
	for (const row of definition.rows) {
		const compiled = checkRow(row, direction, isNoValueWord, words);
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
	const to = rows.map((row) => row.to);
	const written = growTree(to).tree;
	return {
		kind: 'mapping',
		mapping: {
			rows,
			read: growTree(rows.map((row) => row.from)).tree,
			written,
			build: compileBuilder(to, written),
			values: new Array<unknown>(rows.length),
		},
	};
}

/** @returns the row for this direction, undefined if it is not used in it */
function checkRow(
	row: MappingRow,
	direction: Direction,
	noValueWord: IsNoValueWord | undefined,
	words: string,
): CompiledRow | Problem | undefined {
	const type = TYPES[row.type].compile(row.settings, row.pairs);
	if (type instanceof Problem) return type;
	const isNoValueWord = row.ignoreNoValueWords || type.opaque === true ? undefined : noValueWord;
	if (row.way !== 'both') {
		const refused = type.refuse?.(row.way);
		if (refused !== undefined) return refused;
		const compiled = compileRow(row, type, row.way, isNoValueWord);
		return compiled instanceof Problem || row.way === direction ? compiled : undefined;
	}
	const forward = compileRow(row, type, 'forward', isNoValueWord);
	if (forward instanceof Problem) return forward;
	const reverse = compileRow(row, type, 'reverse', isNoValueWord);
	if (reverse instanceof Problem) return reverse;
	const proof = JSON.stringify([row.type, row.settings, row.pairs, row.missing, row.ignoreNoValueWords, words]);
	if (!proved.has(proof)) {
		const loss = findLoss(type, forward, reverse, isNoValueWord);
		if (loss !== undefined) return loss;
		if (proved.size >= MOST_PROVED) proved.clear();
		proved.add(proof);
	}
	return direction === 'forward' ? forward : reverse;
}

/**
 * Settings that lose nothing, proved before: rows of a table are often alike, and a webhook runs the same table for
 * every single item. Holds settings only, never data.
 */
const proved = new Set<string>();
const MOST_PROVED = 1000;

function clashesOf(rows: readonly MappingRow[], direction: Direction): RowProblem[] {
	const used = rows.filter((row) => row.way === 'both' || row.way === direction);
	const written = (row: MappingRow): FieldPath => (direction === 'forward' ? row.target : row.source);
	const labels = new Map(used.map((row) => [written(row), row.label]));
	const { clashes } = growTree(used.map(written));
	return [
		...clashes.map((clash) => ({ row: labels.get(clash.path)!, problem: clashProblem(clash, labels.get(clash.other)!, direction) })),
		...used
			.filter((row) => written(row).steps[0] === SYNC_KEY)
			.map((row) => ({
				row: row.label,
				problem: new Problem('reserved', `it writes into ${SYNC_KEY}, which belongs to the sync nodes`, 'Choose another field.'),
			})),
	];
}

function clashProblem(clash: Clash, other: string, direction: Direction): Problem {
	const going = direction === 'forward' ? 'going forward' : 'going back';
	const fix = 'Give each row its own place, or set one of them to the other way only.';
	if (clash.kind === 'shape') {
		return new Problem('sameTarget', `${going}, it and ${other} need one place to be a list and an object`, fix);
	}
	return clash.kind === 'same'
		? new Problem('sameTarget', `${going}, it writes the same field as ${other}`, fix)
		: new Problem('sameTarget', `${going}, it writes inside what ${other} writes, or around it`, fix);
}
