import { candidateFinder } from './candidates';
import { Columns } from './columns';
import { ruleScorer, type Score } from './compare';
import type { KindTerms } from './kinds';
import type { Rule } from './rules';

/** One system's records for matching. Several rows may show one record (several events of it in one run). */
export interface Side {
	readonly rows: readonly unknown[];
	/** Per row the number of its record. */
	readonly recordOf: readonly number[];
	/** Per record its id. */
	readonly ids: readonly string[];
}

export interface Candidate {
	/** Number of the other system's record. */
	readonly record: number;
	readonly rule: number;
	readonly score: number;
	/** The rows by which they are alike. */
	readonly rows: readonly [own: number, other: number] | undefined;
	/** Other records of this system that want the same candidate by the same rule. */
	readonly rivals: readonly number[];
}

/** `weak`: only a rule that asks for a look. `taken`: linked with another record. `tooMany`: the rule fits too many to tell. */
export type ReviewReason = 'ambiguous' | 'taken' | 'weak' | 'tooMany';

export type Match =
	| { kind: 'certain'; candidate: Candidate }
	| { kind: 'review'; reason: ReviewReason; candidates: readonly Candidate[]; count: number }
	| { kind: 'none' };

/** More candidates of one record than this are not compared one by one: a rule so wide is not certain of any. */
const MOST_COMPARED = 20_000;
/** More records than this that fit one record are not told apart any more. */
const MOST_FITTING = 50;
/** How many candidates a review shows: the best, and among equals those with the lowest ids. */
const MOST_SHOWN = 10;

/**
 * Matches records by rules in their order. A rule is certain of a pair if neither of the two fits anything else by
 * it; and what was in doubt at one rule is not made certain by a later one. Nothing depends on the order of records.
 *
 * @param taken which records of the other system are linked with one of this system already
 * @returns per record of `left`
 */
export function matchRecords(rules: readonly Rule[], left: Side, right: Side, taken: readonly boolean[], terms: KindTerms): Match[] {
	const columns = new Columns([left.rows, right.rows], terms);
	const matches = left.ids.map((): Match => ({ kind: 'none' }));
	const rowsOf = left.ids.map((): number[] => []);
	left.recordOf.forEach((record, row) => rowsOf[record]!.push(row));
	// By id, so that rivals are named in the same order whatever order they come in.
	let open = [...left.ids.keys()].sort((a, b) => (left.ids[a]! < left.ids[b]! ? -1 : 1));
	const gone = [...taken];
	const doubted = right.ids.map(() => false);

	for (const [r, rule] of rules.entries()) {
		if (open.length === 0) break;
		const found = findPairs(r, rule, columns, open, rowsOf, right);
		const wantedBy = new Map<number, number[]>();
		for (const [record, { pairs }] of found) {
			for (const other of pairs.keys()) {
				const rivals = wantedBy.get(other);
				if (rivals === undefined) wantedBy.set(other, [record]);
				else rivals.push(record);
			}
		}
		const sampleOf = doubtCrowds(found.values(), doubted, right);
		const nowDoubted = new Set<number>();
		const nowGone: number[] = [];
		for (const [record, { pairs, crowd }] of found) {
			// A weak hint at a record that has its partner says nothing.
			const worth = rule.then === 'link' ? [...pairs.values()] : [...pairs.values()].filter((pair) => !gone[pair.record]);
			if (worth.length === 0 && crowd.length === 0) continue;
			const [only] = worth;
			const alone = worth.length === 1 && crowd.length === 0 && wantedBy.get(only!.record)!.length === 1 && !doubted[only!.record];
			if (alone && rule.then === 'link' && !gone[only!.record]) {
				matches[record] = { kind: 'certain', candidate: only! };
				nowGone.push(only!.record);
				continue;
			}
			const reason: ReviewReason = crowd.length > 0 ? 'tooMany' : worth.every((pair) => gone[pair.record]) ? 'taken' : alone ? 'weak' : 'ambiguous';
			const candidates = [...worth, ...sampleOf(crowd).map((one): Candidate => ({ record: one, rule: r, score: 0, rows: undefined, rivals: [] }))]
				.sort((a, b) => b.score - a.score || (right.ids[a.record]! < right.ids[b.record]! ? -1 : 1))
				.slice(0, MOST_SHOWN)
				.map((one) => ({ ...one, rivals: (wantedBy.get(one.record) ?? []).filter((other) => other !== record).slice(0, MOST_SHOWN) }));
			matches[record] = { kind: 'review', reason, candidates, count: worth.length + crowd.length };
			for (const pair of worth) nowDoubted.add(pair.record);
		}
		for (const record of nowGone) gone[record] = true;
		for (const record of nowDoubted) doubted[record] = true;
		open = open.filter((record) => matches[record]!.kind === 'none');
	}
	return matches;
}

interface Found {
	/** By record of the other system. */
	pairs: Map<number, Candidate>;
	/** Rows that were too many to be compared. */
	crowd: readonly number[];
}

function findPairs(r: number, rule: Rule, columns: Columns, open: readonly number[], rowsOf: readonly (readonly number[])[], right: Side): Map<number, Found> {
	const candidatesOf = candidateFinder(rule, columns, right.rows.length);
	const score = ruleScorer(rule, columns);
	// What is found by a hash join alone fits already.
	const most = rule.conditions.every(({ how }) => how === 'same') ? MOST_FITTING : MOST_COMPARED;
	const found = new Map<number, Found>();
	for (const record of open) {
		const pairs = new Map<number, Candidate>();
		let crowd: readonly number[] = NOBODY;
		for (const row of rowsOf[record]!) {
			const candidates = candidatesOf(row);
			const fits = candidates.length > most ? undefined : fitting(r, row, candidates, score, right);
			if (fits === undefined) crowd = crowd.length === 0 ? candidates : [...crowd, ...candidates];
			else for (const fit of fits.values()) if (fit.score > (pairs.get(fit.record)?.score ?? -1)) pairs.set(fit.record, fit);
		}
		if (pairs.size > 0 || crowd.length > 0) found.set(record, { pairs, crowd });
	}
	return found;
}

const NOBODY: readonly number[] = [];

/** @returns by record of the other system; undefined where more fit than can be told apart */
function fitting(r: number, row: number, candidates: readonly number[], score: Score, right: Side): Map<number, Candidate> | undefined {
	const pairs = new Map<number, Candidate>();
	for (const other of candidates) {
		const points = score(row, other);
		if (points === undefined) continue;
		const record = right.recordOf[other]!;
		const known = pairs.get(record);
		if (known === undefined || points > known.score) pairs.set(record, { record, rule: r, score: points, rows: [row, other], rivals: [] });
		if (pairs.size > MOST_FITTING) return undefined;
	}
	return pairs;
}

/**
 * Whoever stands in a crowd is in doubt.
 *
 * @returns some of a crowd's records: those with the lowest ids, so the same ones whatever order they come in
 */
function doubtCrowds(found: Iterable<Found>, doubted: boolean[], right: Side): (crowd: readonly number[]) => readonly number[] {
	const samples = new Map<readonly number[], readonly number[]>([[NOBODY, NOBODY]]);
	for (const { crowd } of found) {
		if (samples.has(crowd)) continue;
		let sample: number[] = [];
		for (const row of crowd) {
			const record = right.recordOf[row]!;
			doubted[record] = true;
			const id = right.ids[record]!;
			if (sample.length === MOST_SHOWN && id >= right.ids[sample.at(-1)!]!) continue;
			if (sample.includes(record)) continue;
			const at = sample.findIndex((one) => right.ids[one]! > id);
			sample = at < 0 ? [...sample, record] : [...sample.slice(0, at), record, ...sample.slice(at)];
			sample = sample.slice(0, MOST_SHOWN);
		}
		samples.set(crowd, sample);
	}
	return (crowd) => samples.get(crowd)!;
}
