import { compileMapping } from '../compileMapping';
import type { CompiledRow } from '../compileRow';
import type { Definition, Direction, MappingRow } from '../definition';
import { compileNoValueWords, type IsNoValueWord } from '../noValueWords';
import { Problem } from '../problem';
import { isNothing, type Ends } from '../proveLossless';
import { readyRow } from '../readyRow';
import { STRICT, type TableRules } from '../tableRules';

/** What the check before the first item says of a row. */
export type Proof =
	| { readonly kind: 'proved' }
	/** Used one way: there is nothing to prove, and nothing is promised of the way back. */
	| { readonly kind: 'oneWay' }
	| { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** A row made ready to be watched at work. */
export interface CheckedRow extends Ends {
	readonly label: string;
	/** Absent where the row cannot be read at all. */
	readonly row?: MappingRow;
	readonly proof: Proof;
	/** The row in the direction the items go; absent where it is not used in it, or cannot be. */
	readonly there?: CompiledRow;
	/** What brings its value back: the row itself, or the row for the other way between the same two fields. */
	readonly back?: CompiledRow;
	/** Text as the row reads it, cleaned up. */
	readonly clean: (text: string) => string;
	/** The settings give up something of the value itself (upper and lower case, parts of a second). */
	readonly givesUp: boolean;
}

export interface CheckTable {
	readonly direction: Direction;
	readonly rows: readonly CheckedRow[];
	/** Whether a text of the items means "no value"; undefined where there is no such text. */
	readonly isNoValueWord: IsNoValueWord | undefined;
	/** What is wrong with the table as a whole. */
	readonly problems: readonly Problem[];
}

interface Ready {
	readonly forward?: CompiledRow;
	readonly reverse?: CompiledRow;
	readonly clean?: (text: string) => string;
	readonly isNoValueWord?: IsNoValueWord;
	readonly givesUp: boolean;
}

/**
 * Makes a table ready to be checked on items. Unlike `compileMapping` it takes a table that is refused, too, so that
 * a person sees what the refused rows do to real values.
 *
 * @param direction which side the items come from: `forward` means the source
 * @param more what holds for all rows besides `noValueWords`
 */
export function checkTable(definition: Definition, direction: Direction, noValueWords: readonly string[], more: Omit<TableRules, 'noValueWords'> = STRICT): CheckTable {
	const rules = { ...more, noValueWords };
	const result = compileMapping(definition, direction, noValueWords, more);
	const problems = new Map<string, Problem[]>();
	if (result.kind === 'refused') {
		for (const { row, problem } of result.problems) problems.set(row, [...(problems.get(row) ?? []), problem]);
	}
	const words = compileNoValueWords(noValueWords);
	const ready = definition.rows.map((row) => makeReady(row, words, rules));
	const back = findBack(definition.rows, ready, direction);
	const rows = definition.rows.map((row, i): CheckedRow => {
		const { [direction]: there, clean = (text) => text, isNoValueWord, givesUp } = ready[i]!;
		// Of several fields that are joined, none has a value.
		const inAll = (isMissing: (value: unknown) => boolean) => (value: unknown): boolean =>
			row.kind === 'parts' && Array.isArray(value) ? value.every(isMissing) : isMissing(value);
		const isMissing = inAll((value) => isNothing(typeof value === 'string' ? clean(value) : value));
		const isMissingInSource = inAll(
			(value) => isMissing(value) || (typeof value === 'string' && isNoValueWord?.(clean(value)) === true),
		);
		const forward = direction === 'forward';
		const brings = back(row, i);
		return {
			label: row.label,
			row,
			proof: proofOf(row, problems.get(row.label)),
			...(there === undefined ? {} : { there }),
			...(brings === undefined ? {} : { back: brings }),
			clean,
			givesUp,
			isMissing: forward ? isMissingInSource : isMissing,
			isMissingThere: forward ? isMissing : isMissingInSource,
		};
	});
	const labels = new Set(definition.rows.map(({ label }) => label));
	const unreadable = definition.problems.map(({ row, problem }): CheckedRow => ({
		label: row,
		proof: { kind: 'refused', problems: [problem] },
		clean: (text) => text,
		givesUp: false,
		isMissing: isNothing,
		isMissingThere: isNothing,
	}));
	for (const { label } of unreadable) labels.add(label);
	return {
		direction,
		rows: [...rows, ...unreadable],
		isNoValueWord: direction === 'forward' ? words : undefined,
		problems: [...problems].filter(([label]) => !labels.has(label)).flatMap(([, list]) => list),
	};
}

function proofOf({ way }: MappingRow, problems: readonly Problem[] | undefined): Proof {
	if (problems !== undefined) return { kind: 'refused', problems };
	return { kind: way === 'both' ? 'proved' : 'oneWay' };
}

/** What cannot be compiled is left out: `compileMapping` says why. */
function makeReady(row: MappingRow, words: IsNoValueWord | undefined, rules: TableRules): Ready {
	const ready = readyRow(row, words, rules);
	if (ready instanceof Problem) return { givesUp: false };
	const { forward, reverse, isNoValueWord } = ready;
	const clean = ready.kind === 'field' ? ready.type.clean : undefined;
	return {
		...(forward === undefined ? {} : { forward }),
		...(reverse === undefined ? {} : { reverse }),
		...(clean === undefined ? {} : { clean }),
		...(isNoValueWord === undefined ? {} : { isNoValueWord }),
		givesUp: ready.kind === 'field' && ready.type.refuse?.('both') !== undefined,
	};
}

type FindBack = (row: MappingRow, index: number) => CompiledRow | undefined;

function findBack(rows: readonly MappingRow[], ready: readonly Ready[], direction: Direction): FindBack {
	const opposite = direction === 'forward' ? 'reverse' : 'forward';
	const between = ({ source, target }: MappingRow): string => JSON.stringify([source.text, target.text]);
	const others = new Map<string, CompiledRow>();
	rows.forEach((row, i) => {
		const back = ready[i]![opposite];
		if (row.way === opposite && back !== undefined) others.set(between(row), back);
	});
	return (row, i) => (row.way === 'both' ? ready[i]![opposite] : row.way === direction ? others.get(between(row)) : undefined);
}
