import type { MappingFileRow } from '../file/format';
import type { Match } from './agreement';
import { assignOneToOne } from './assign';
import { fieldKinds, type FieldKinds } from './fieldKinds';
import { matchRecords, type KeyPair } from './matchRecords';
import { guessNoValueWords } from './noValueGuess';
import { profileFields, sample, type JsonRecord } from './profile';
import { weighPair, type PairEvidence } from './readPair';
import { isAccepted, rowFor } from './rowFor';

export interface Proposal {
	readonly source: string;
	readonly target: string;
	/** 0 to 1. */
	readonly confidence: number;
	readonly reasons: readonly string[];
	/** The row as a mapping file has it. */
	readonly row: MappingFileRow;
}

export interface Suggestion {
	/** In the order of the source's fields. */
	readonly proposals: readonly Proposal[];
	readonly withoutTarget: readonly string[];
	readonly withoutSource: readonly string[];
	/** Texts of the source that seem to mean "no value". */
	readonly noValueWords: readonly string[];
	/** The fields by which records of both sides were matched, and how many were. */
	readonly key: { readonly source: string; readonly target: string; readonly records: number } | undefined;
}

export interface SuggestRules {
	/** At most so many records of each side are looked at, spread evenly. */
	readonly sampleSize: number;
	/** Rows below this confidence are not proposed. */
	readonly leastConfidence: number;
}

/** So many matched records are compared for each pair of fields. */
const MOST_MATCHES = 200;

/**
 * Proposes a table from records of both sides: which field becomes which, of what type, and how sure that is. The same
 * records give the same proposal. Nothing is applied; every row proposed is one the mapper accepts.
 */
export function suggestMapping(sourceRecords: readonly JsonRecord[], targetRecords: readonly JsonRecord[], rules: SuggestRules): Suggestion {
	const sourceSample = sample(sourceRecords, rules.sampleSize);
	const noValueWords = guessNoValueWords(sourceSample);
	const source = { records: sourceSample, fields: profileFields(sourceSample, new Set(noValueWords)).map(fieldKinds) };
	const targetSample = sample(targetRecords, rules.sampleSize);
	const target = { records: targetSample, fields: profileFields(targetSample, new Set()).map(fieldKinds) };
	const key = matchRecords(source, target);
	const chosen = assignOneToOne(candidatesOf(source.fields, target.fields, key), rules.leastConfidence);
	const proposals = accepted(
		chosen.map(({ source: i, target: j, evidence }) => propose(source.fields[i]!, target.fields[j]!, evidence, key, noValueWords)),
		noValueWords,
	);
	const mapped = { source: new Set(proposals.map((one) => one.source)), target: new Set(proposals.map((one) => one.target)) };
	const others = (fields: readonly FieldKinds[], known: ReadonlySet<string>): string[] => fields.map(({ field }) => field.path).filter((path) => !known.has(path));
	return {
		proposals,
		withoutTarget: others(source.fields, mapped.source),
		withoutSource: others(target.fields, mapped.target),
		noValueWords,
		key: key === undefined ? undefined : { source: key.source, target: key.target, records: key.matches.length },
	};
}

function candidatesOf(source: readonly FieldKinds[], target: readonly FieldKinds[], key: KeyPair | undefined): Weighed[] {
	const matches: readonly Match[] = sample(key?.matches ?? [], MOST_MATCHES);
	return source.flatMap((one, i) =>
		target.flatMap((other, j): Weighed[] => {
			const evidence = weighPair(one, other, matches);
			return evidence === undefined ? [] : [{ source: i, target: j, confidence: evidence.confidence, evidence }];
		}),
	);
}

interface Weighed {
	readonly source: number;
	readonly target: number;
	readonly confidence: number;
	readonly evidence: PairEvidence;
}

function propose(source: FieldKinds, target: FieldKinds, { reading, confidence, reasons }: PairEvidence, key: KeyPair | undefined, noValueWords: readonly string[]): Proposal {
	const isKey = source.field.path === key?.source && target.field.path === key.target;
	const { row, note } = rowFor(source.field.path, target.field.path, reading, noValueWords);
	return {
		source: source.field.path,
		target: target.field.path,
		confidence,
		reasons: [...(isKey ? ['records of both sides were matched by these two fields'] : []), ...reasons, ...(note === undefined ? [] : [note])],
		row,
	};
}

/** Leaves out what clashes: where a field is an object in some records and text in others, both cannot be written. */
function accepted(proposals: readonly Proposal[], noValueWords: readonly string[]): Proposal[] {
	const kept: Proposal[] = [];
	for (const proposal of [...proposals].sort((a, b) => b.confidence - a.confidence)) {
		const rows = [...kept, proposal].map(({ row }) => row);
		if (isAccepted(rows, noValueWords)) kept.push(proposal);
	}
	return proposals.filter((proposal) => kept.includes(proposal));
}
