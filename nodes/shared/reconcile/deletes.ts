import { differs } from './admit';
import { placesOf } from './bits';
import { NO_DECISIONS, type Decision, type LostValue, type Outcome, type RefusedDelete } from './decision';
import { acceptedBy, hasExactly, OVERTAKEN, standingValue } from './fieldState';
import { fieldStates, forget, knowing, tombstone, withoutVersions } from './forget';
import { dayOf, type RecordMemory } from './memory';
import { fieldFingerprint } from './mergeStake';
import type { Policy, Round, Rows } from './policy';
import type { Presence } from './presence';
import { stampOf } from './rules';
import type { Version } from './version';
import { mayWrite } from './voices';

/** All that bears on the existence of one record. */
export interface Scene {
	readonly policy: Policy;
	readonly round: Round;
	readonly known: RecordMemory;
	readonly rows: Rows;
	readonly presence: Presence;
	/** The versions as they are with this round's rows. */
	readonly versions: readonly (Version | null)[] | undefined;
}

/** What a delete comes to: a plan or a report that ends the matter, or a memory to reconcile the fields with. */
export type DeleteStep =
	| { kind: 'done'; outcome: Partial<Outcome> & { memory: RecordMemory | undefined } }
	| {
			kind: 'goOn';
			known: RecordMemory;
			rows: Rows;
			round: Round;
			refused?: RefusedDelete;
			revived?: number;
			stale?: number;
	  };

/** When the record was deleted: as the deletion says, or else now. */
export function deletedWhen({ policy, round, rows, presence }: Scene): number {
	const stamps = policy.systems.filter((s) => (presence.said & (1 << s)) !== 0).map((s) => stampOf(rows, s, round.now));
	const known = stamps.filter((stamp) => stamp !== undefined);
	return known.length === 0 ? round.now : Math.min(round.now, Math.max(...known));
}

/**
 * A delete not known before. It is carried over if its system may delete, was seen to agree on the record, knew the
 * latest value of every field, and nobody else changed the record since.
 */
export function newDeletes(scene: Scene, deleters: number, by: number): DeleteStep {
	const { policy, round, known, rows, presence } = scene;
	const targets = (presence.held & known.seen) | presence.silent;
	const newly = deleters & ~known.gone;
	const vanished = { vanished: deleters, newlyVanished: newly };
	const refuse = (why: RefusedDelete['why'], again = false, status: 'new' | 'open' = newly === 0 ? 'open' : 'new'): DeleteStep => ({
		kind: 'goOn', rows, round, refused: { systems: deleters, why, targets, status }, known: again ? forget(known, deleters) : known,
	});
	const versions = withoutVersions(scene.versions, ~presence.said);
	if (targets === 0 && presence.away === 0 && presence.held === 0) {
		const memory = tombstone({ ...known, day: dayOf(round.now), gone: known.gone | deleters | presence.said }, deletedWhen(scene), versions);
		return { kind: 'done', outcome: { ...vanished, memory } };
	}
	const allowed = deleters & by;
	if (allowed === 0) return refuse('mayNotDelete', policy.writeBack !== false);
	// Seen while no other was listed, and compared with nothing since: nobody knows what would be deleted there.
	const strangers = (presence.held & ~known.seen) | (targets & ~knowing(known, targets));
	if (strangers !== 0 || !hasBase(known, allowed)) return refuse('noBase', true);
	if (!isUntouched(policy, known, rows, targets) || !knewAll(policy, known, allowed)) return refuse('updated', true);
	// Who cannot be asked may have changed it: that is known next time.
	if (presence.away !== 0) return refuse('held');
	if (round.holdDeletes === true) return refuse('held', false, 'new');
	const memory: RecordMemory = {
		...known, day: dayOf(round.now), gone: known.gone | deleters,
		deleting: { at: deletedWhen(scene), by: deleters, from: targets },
	};
	delete memory.unheard;
	return { kind: 'done', outcome: { ...vanished, memory, deletes: targets, decisions: blockedChanges(scene, deleters, targets) } };
}

/** Changes by systems without the right to make them do not keep a record alive, but they are reported. */
export function blockedChanges({ policy, known, rows }: Scene, deleters: number, survivors: number): readonly Decision[] {
	const decisions: Decision[] = [];
	for (const [field, state] of fieldStates(known).entries()) {
		if (policy.rules[field] === undefined) continue;
		const lost: LostValue[] = placesOf(survivors).flatMap((system) => {
			const value = rows[system]?.values[field];
			if (value === undefined || mayWrite(policy, field, system)) return [];
			const accepted = acceptedBy(state, system);
			return accepted === undefined || accepted.includes(fieldFingerprint(policy, field, value)) ? [] : [{ system, value }];
		});
		if (lost.length === 0) continue;
		decisions.push({
			field, kind: 'blocked', rule: 'mayNotWrite', winner: placesOf(deleters)[0]!, value: undefined, lost, targets: 0, sources: 0,
			ask: 0, status: 'new',
		});
	}
	return decisions.length === 0 ? NO_DECISIONS : decisions;
}

function hasBase(known: RecordMemory, systems: number): boolean {
	return fieldStates(known).some((state) => placesOf(systems).some((s) => acceptedBy(state, s) !== undefined));
}

/** Whoever deleted the record had been seen with the latest value of every field it has a say in. */
function knewAll(policy: Policy, known: RecordMemory, deleters: number): boolean {
	return fieldStates(known).every((state, f) =>
		policy.rules[f] === undefined ||
		placesOf(deleters).every((s) =>
			(state.pending?.open?.[s] ?? null) === null && (acceptedBy(state, s) === undefined || hasExactly(state, s, standingValue(state)))));
}

/** None of the systems that still have the record changed it, or is waiting for its change to be looked at. */
export function isUntouched(policy: Policy, known: RecordMemory, rows: Rows, survivors: number): boolean {
	const states = fieldStates(known);
	for (const s of placesOf(survivors)) {
		const mine: Policy = { ...policy, rules: policy.rules.map((rules, f) => (mayWrite(policy, f, s) ? rules : undefined)) };
		const row = rows[s];
		if (row !== undefined && differs(mine, known, s, row)) return false;
		for (const [f, state] of states.entries()) {
			if (policy.rules[f] === undefined) continue;
			const accepted = acceptedBy(state, s);
			const value = row?.values[f];
			// What nobody else's value was ever agreed with has no base, whoever may write it.
			if (accepted?.includes(OVERTAKEN) === true) {
				if (value === undefined ? row === undefined : fieldFingerprint(policy, f, value) !== standingValue(state)) return false;
			}
			if (mine.rules[f] === undefined) continue;
			if (row === undefined && (state.pending?.open?.[s] ?? null) !== null) return false;
			if (value !== undefined && standingValue(state) !== undefined && accepted === undefined) return false;
		}
	}
	return true;
}
