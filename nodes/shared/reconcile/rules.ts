import { FUTURE_MS, type MergeRule, type Policy, type Round, type Rows, type Rule } from './policy';
import { preferenceAmong } from './preference';
import { parseStamp } from './stamp';
import { compareValues } from './totalOrder';
import { compareVersions, parseVersion } from './version';

/** A system that is party to a conflict, with what it shows. */
export interface Candidate {
	readonly system: number;
	readonly fingerprint: number;
	readonly value: unknown;
	/** It was not asked: the fingerprint is remembered, the value is not known. */
	readonly silent?: true;
}

export interface Choice {
	/** The rule that decided. */
	rule: Exclude<Rule['kind'], 'manual'> | 'tieBreak';
	winner: Candidate;
}

export type Chosen = { kind: 'chosen'; choice: Choice } | { kind: 'manual'; wouldBe: Choice };

/**
 * Settles a conflict: each rule in turn narrows the candidates until one value is left, or passes; what is left at
 * the end is settled by the total order over values.
 *
 * @param candidates at least one; their order has no influence
 * @returns the choice, or `manual` with the choice the other rules would have made
 */
export function chooseWinner(
	policy: Policy,
	round: Round,
	rules: readonly Rule[],
	candidates: readonly Candidate[],
	rows: Rows,
): Chosen {
	let left = candidates;
	for (const [at, rule] of rules.entries()) {
		if (rule.kind === 'manual') {
			const others = rules.slice(at + 1).filter((other) => other.kind !== 'manual');
			const would = chooseWinner(policy, round, others, left, rows);
			return { kind: 'manual', wouldBe: would.kind === 'chosen' ? would.choice : would.wouldBe };
		}
		left = narrow(policy, round, rule, left, rows);
		if (left.every((one) => one.fingerprint === left[0]!.fingerprint)) {
			return { kind: 'chosen', choice: { rule: rule.kind, winner: firstByName(policy, left) } };
		}
	}
	let best = left[0]!;
	for (const one of left) if (compareValues(one.value, best.value) > 0) best = one;
	const same = left.filter((one) => one.fingerprint === best.fingerprint);
	return { kind: 'chosen', choice: { rule: 'tieBreak', winner: firstByName(policy, same) } };
}

/** The candidates the rule prefers; all of them where it cannot say. */
function narrow(
	policy: Policy,
	round: Round,
	rule: Exclude<Rule, { kind: 'manual' }>,
	candidates: readonly Candidate[],
	rows: Rows,
): readonly Candidate[] {
	switch (rule.kind) {
		case 'owner':
			return orAll(candidates.filter((one) => one.system === rule.system), candidates);
		case 'priority': {
			const first = rule.order.find((system) => candidates.some((one) => one.system === system));
			return orAll(candidates.filter((one) => one.system === first), candidates);
		}
		case 'sum':
		case 'union':
		case 'keyed':
			// What could be merged was merged before this is asked.
			return candidates;
		case 'newest': {
			const times = candidates.map((one) => stampOf(rows, one.system, round.now));
			// A missing time is neither old nor new: no comparison with it says anything.
			if (times.includes(undefined)) return candidates;
			const newest = Math.max(...(times as number[]));
			return candidates.filter((_, i) => newest - times[i]! <= policy.skewMs);
		}
		case 'highestVersion': {
			const versions = candidates.map((one) => parseVersion(rows[one.system]?.version));
			if (versions.includes(undefined)) return candidates;
			return greatest(candidates, (_a, _b, i, j) => compareVersions(versions[i]!, versions[j]!));
		}
		default: {
			const order = preferenceAmong(rule.kind, candidates.map((one) => one.value));
			return order === undefined ? candidates : greatest(candidates, (a, b) => order(a.value, b.value));
		}
	}
}

/** All candidates that none is greater than. */
function greatest(
	candidates: readonly Candidate[],
	order: (a: Candidate, b: Candidate, i: number, j: number) => number,
): readonly Candidate[] {
	return candidates.filter((a, i) => candidates.every((b, j) => order(b, a, j, i) <= 0));
}

function orAll(some: readonly Candidate[], all: readonly Candidate[]): readonly Candidate[] {
	return some.length > 0 ? some : all;
}

/** The rule that merges the field's values, if it has one: it stands for all conflicts it can merge. */
export function mergeRuleOf(rules: readonly Rule[] | undefined): MergeRule | undefined {
	return rules?.find((rule) => rule.kind === 'sum' || rule.kind === 'union' || rule.kind === 'keyed');
}

/** The modified time a system gives for the record, in ms; undefined if missing, unreadable or from the future. */
export function stampOf(rows: Rows, system: number, now: number): number | undefined {
	const stamp = parseStamp(rows[system]?.modified);
	return stamp === undefined || stamp > now + FUTURE_MS ? undefined : stamp;
}

/** Among systems that show the same value the name decides who is said to have won: never their position. */
export function firstByName(policy: Policy, candidates: readonly Candidate[]): Candidate {
	const name = (one: Candidate): string => policy.shape.systems[one.system]!;
	return candidates.reduce((first, one) => (name(one) < name(first) ? one : first));
}
