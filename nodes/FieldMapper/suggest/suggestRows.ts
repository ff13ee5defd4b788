import type { MappingFile } from '../file/format';
import { mappingFile } from './rowFor';
import type { Proposal, Suggestion } from './suggestMapping';

type Json = Record<string, unknown>;

/**
 * The proposal to read as a table: one row for each pair of fields, the surest first, then the fields of both sides
 * that found no partner.
 */
export function suggestRows({ proposals, withoutTarget, withoutSource }: Suggestion): Json[] {
	const sorted = [...proposals].sort((a, b) => b.confidence - a.confidence);
	return [
		...sorted.map(({ source, target, confidence, reasons, row }) => ({
			source,
			target,
			type: row.type,
			confidence,
			reasons: reasons.join('; '),
			way: row.way ?? 'both',
			settings: row.settings ?? {},
			...(row.values === undefined ? {} : { values: row.values }),
		})),
		...withoutTarget.map((source) => ({ source, target: null, type: null, confidence: 0, reasons: 'no field of the target is like it' })),
		...withoutSource.map((target) => ({ source: null, target, type: null, confidence: 0, reasons: 'no field of the source is like it' })),
	];
}

/** The proposal as a mapping file, with confidence and reasons as each row's note. */
export function suggestedFile({ proposals, noValueWords }: Suggestion): MappingFile {
	return mappingFile(proposals.map(noted), noValueWords);
}

function noted({ row, confidence, reasons }: Proposal): MappingFile['rows'][number] {
	return { ...row, note: `Suggested with a confidence of ${confidence}: ${reasons.join('; ')}.` };
}
