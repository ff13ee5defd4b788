import { acceptedBy, OVERTAKEN, standingValue } from './fieldState';
import type { FieldView } from './fieldView';
import { comparable, mergeSides, type MergeSide } from './merge';
import type { Reported } from './plan';
import type { Policy } from './policy';
import { firstByName, mergeRuleOf, type Candidate } from './rules';
import { valueFingerprint } from './valueFingerprint';
import type { Voices } from './voices';

/**
 * The fingerprint by which a field's value is compared, planned and settled: for sets and keyed lists without regard
 * to the order of elements.
 *
 * @throws NotCanonicalError for a value JSON cannot hold
 */
export function fieldFingerprint(policy: Pick<Policy, 'rules'>, field: number, value: unknown): number {
	const rule = mergeRuleOf(policy.rules[field]);
	return valueFingerprint(rule === undefined ? value : comparable(rule, value));
}

/** One value made of all changes, if the field's policy merges and can; undefined if the next rules are to decide. */
export function mergeStake(
	policy: Policy,
	view: FieldView,
	{ known, changed, newcomers, stake }: Voices,
): { winner: Candidate; reported: Reported } | undefined {
	const rule = mergeRuleOf(policy.rules[view.field]);
	const contributors = [...changed, ...newcomers];
	if (rule === undefined || contributors.some((one) => one.silent)) return undefined;
	const valueOf = (fingerprint: number | undefined): unknown => {
		const kept = view.keptValue(fingerprint);
		return kept === undefined ? view.shown.find((one) => one.fingerprint === fingerprint)?.value : kept;
	};
	const standing = standingValue(known);
	const start = valueOf(standing);
	if (standing !== undefined && start === undefined) return undefined;
	const sides: MergeSide[] = [];
	for (const one of contributors) {
		const accepted = newcomers.includes(one) ? [] : acceptedBy(known, one.system)!.filter((fingerprint) => fingerprint !== OVERTAKEN);
		const bases = [...new Set(accepted)].map(valueOf);
		if (bases.includes(undefined)) return undefined;
		if (stake.length === 1 && accepted.length === 1 && accepted[0] === standing) return undefined;
		sides.push({ bases, value: one.value });
	}
	const merged = mergeSides(rule, start, sides);
	if (merged === undefined) return undefined;
	const fingerprint = fieldFingerprint(policy, view.field, merged.value);
	const lost = merged.conflict ? contributors.filter((one) => one.fingerprint !== fingerprint) : [];
	return {
		winner: { system: firstByName(policy, contributors).system, fingerprint, value: merged.value },
		reported: { kind: merged.conflict ? 'settled' : 'merged', rule: rule.kind, lost },
	};
}
