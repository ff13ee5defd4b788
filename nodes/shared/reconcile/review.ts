import type { Decision } from './decision';
import { acceptedBy, agreedIfAll, inFlight, standingValue, type FieldState } from './fieldState';
import { keepOnly } from './kept';
import { dayOf, type RecordMemory } from './memory';
import { fieldFingerprint } from './mergeStake';
import type { Policy, Round } from './policy';
import { reshape } from './reshape';
import { mergeRuleOf } from './rules';
import type { Shape } from './shape';

/** What a person decided about one field of a record. */
export interface PersonsDecision {
	/** The field's place in the shape. */
	readonly field: number;
	readonly value: unknown;
	/** `reviewState` as it stood on the review item. */
	readonly state: string;
}

export type ReviewResult =
	/** `decision.targets` says where the value is to be written; 0 if all systems are known to have it. */
	| { kind: 'applied'; memory: RecordMemory; decision: Decision }
	/** The field moved on since the person was asked, or the decision was applied before. */
	| { kind: 'stale'; reason: 'unknownRecord' | 'deleted' | 'movedOn' };

/**
 * Where a field stands, as text without values: the fingerprints of what counts and of what is reported as open. A
 * decision made about it is applied only while it still stands there.
 */
export function reviewState(shape: Shape, remembered: RecordMemory, field: number): string {
	const memory = reshape(remembered, shape);
	const { pending } = stateOf(memory, field);
	const open = pending?.open === undefined ? [] : openByName(shape, pending.open);
	return JSON.stringify([standingValue(stateOf(memory, field)) ?? null, ...open]);
}

/**
 * Applies a person's decision: the value becomes the planned one for every system that knows the field, once.
 *
 * @throws NotCanonicalError for a value JSON cannot hold
 */
export function applyDecision(
	policy: Policy,
	round: Pick<Round, 'now'>,
	remembered: RecordMemory | undefined,
	{ field, value, state }: PersonsDecision,
): ReviewResult {
	if (remembered === undefined) return { kind: 'stale', reason: 'unknownRecord' };
	const memory = reshape(remembered, policy.shape);
	if (memory.deletedAt !== undefined || memory.deleting !== undefined) return { kind: 'stale', reason: 'deleted' };
	if (reviewState(policy.shape, memory, field) !== state) return { kind: 'stale', reason: 'movedOn' };
	const before = stateOf(memory, field);
	const open = before.pending?.open;
	const planned = fieldFingerprint(policy, field, value);
	let targets = 0;
	let sources = 0;
	const accepted: (readonly number[])[] = policy.shape.systems.map((_, s) => {
		const bit = 1 << s;
		const known = acceptedBy(before, s);
		const shows = open?.[s] ?? known?.[0];
		if (shows === undefined || shows === null || (memory.gone & bit) !== 0) return known ?? [];
		const onTheWay = known?.slice(1) ?? [];
		if (shows === planned && onTheWay.length === 0) {
			sources |= bit;
			return [planned];
		}
		if (policy.systems.includes(s)) targets |= bit;
		return [shows, ...inFlight(onTheWay, [planned], shows)];
	});
	const others = (memory.pending ?? []).filter((one) => one.field !== field);
	const after = agreedIfAll({ word: before.word, pending: { field, planned, accepted } });
	const pending = after.pending === undefined ? others : [...others, after.pending];
	const next: RecordMemory = { ...memory, day: dayOf(round.now), words: memory.words.map((word, f) => (f === field ? after.word : word)) };
	delete next.pending;
	if (pending.length > 0) next.pending = pending;
	const isMerged = mergeRuleOf(policy.rules[field]) !== undefined;
	return {
		kind: 'applied',
		memory: keepOnly(next, isMerged ? [{ field, values: [[planned, value]] }] : []),
		decision: {
			field, kind: 'decided', rule: 'person', winner: policy.systems[0]!, value, lost: [], targets, sources, ask: 0,
			status: 'new',
		},
	};
}

function stateOf(memory: RecordMemory, field: number): FieldState {
	return { word: memory.words[field] ?? 0, pending: memory.pending?.find((one) => one.field === field) };
}

/** By name, so that the state says the same after systems were added or reordered. */
function openByName(shape: Shape, open: readonly (number | null)[]): [string, number][] {
	return open
		.flatMap((fingerprint, s): [string, number][] => (fingerprint === null ? [] : [[shape.systems[s]!, fingerprint]]))
		.sort(([a], [b]) => (a < b ? -1 : 1));
}
