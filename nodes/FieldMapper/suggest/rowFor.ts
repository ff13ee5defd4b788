import { compileMapping } from '../compileMapping';
import { FORMAT, type MappingFile, type MappingFileRow } from '../file/format';
import { readFile } from '../file/readFile';
import type { PairReading } from './readPair';

/**
 * Makes the row as a mapping file has it, and asks the mapper whether it takes it: a row that would lose something is
 * proposed one way, one that is no row at all as raw.
 *
 * @returns the row, and what had to be changed for it
 */
export function rowFor(source: string, target: string, reading: PairReading, noValueWords: readonly string[]): { row: MappingFileRow; note: string | undefined } {
	const { type, settings, pairs } = reading;
	const row: MappingFileRow = {
		source,
		target,
		type,
		...(Object.keys(settings).length === 0 ? {} : { settings }),
		...(pairs === undefined ? {} : { values: pairs.map((pair) => ({ ...pair })) }),
	};
	if (isAccepted([row], noValueWords)) return { row, note: undefined };
	const oneWay: MappingFileRow = { ...row, way: 'forward' };
	if (isAccepted([oneWay], noValueWords)) return { row: oneWay, note: 'proposed one way: going back would lose something' };
	return { row: { source, target, type: 'raw' }, note: `proposed raw: a row of type ${type} does not work with these settings` };
}

/** The proposal as a mapping kept as a file: to paste under Define By: JSON. */
export function mappingFile(rows: readonly MappingFileRow[], noValueWords: readonly string[]): MappingFile {
	return { format: FORMAT, ...(noValueWords.length === 0 ? {} : { noValueWords: [...noValueWords] }), rows: [...rows] };
}

/** Whether the mapper takes these rows, and proves that they lose nothing. */
export function isAccepted(rows: readonly MappingFileRow[], noValueWords: readonly string[]): boolean {
	const { definition, rules } = readFile(mappingFile(rows, noValueWords));
	return compileMapping(definition, 'forward', noValueWords, rules).kind === 'mapping';
}
