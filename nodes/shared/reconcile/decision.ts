import type { RecordMemory } from './memory';

/** What kind of thing happened to a field. */
export type DecisionKind =
	/** One system changed it, or several to the same value. */
	| 'changed'
	/** Nobody changed it; a value planned before has not arrived everywhere. */
	| 'again'
	/** Several changed it differently; a rule settled it. */
	| 'settled'
	/** The systems differ and were never seen to agree; a rule settled it. */
	| 'firstRun'
	/** Several changed it, and a rule made one value of all changes: nothing is lost. */
	| 'merged'
	/** A system that may not change it did; the true value is written back, if the policy says so. */
	| 'blocked'
	/** Left to a person: nothing is written. */
	| 'undecided'
	/** Its owner, or another system whose value is needed (`ask`), could not be asked this time: nothing is written. */
	| 'waiting'
	/** A person decided (`applyDecision`). */
	| 'decided';

export interface LostValue {
	readonly system: number;
	readonly value: unknown;
}

/** What was decided about one field of one record. Systems and fields are places in the shape. */
export interface Decision {
	readonly field: number;
	readonly kind: DecisionKind;
	/**
	 * `onlyOneChanged`, `sameChange`, `plannedBefore`, a rule's kind, `mayNotWrite` (only systems without the right to
	 * changed it), `person`, `tieBreak`, `unknown` (not all sides are known yet); for an undecided field the rule that would have decided.
	 */
	readonly rule: string;
	/** The system whose value counts (undecided: would have counted; merged: the first by name that contributed). */
	readonly winner: number;
	readonly value: unknown;
	/** Values that were entered and do not count, with their systems. */
	readonly lost: readonly LostValue[];
	/** Systems that are to be written, as bits; 0 where undecided. */
	readonly targets: number;
	/** Systems that show the winning value, as bits: the change came from them. None where a merge made a new value. */
	readonly sources: number;
	/**
	 * Systems whose present record is needed to decide, as bits: give all their rows in one round. Not 0 only in rounds
	 * with unasked systems, for `waiting` and for `blocked` changes to be written back.
	 */
	readonly ask: number;
	/** `open`: reported before and unchanged since. */
	readonly status: 'new' | 'open';
}

/** Everything decided about one record. Sets of systems are bits. */
export interface Outcome {
	/** What to remember; undefined if nothing changed. */
	readonly memory: RecordMemory | undefined;
	readonly decisions: readonly Decision[];
	/** Systems the record is to be created in (or created in again: see `revived`, `kept`). */
	readonly creates: number;
	/** Systems the record is to be deleted in; then decisions only report changes that do not count. */
	readonly deletes: number;
	/** Systems that held the record and no longer do. Without a delete policy nothing follows from it. */
	readonly vanished: number;
	/** Those of `vanished` not reported before. */
	readonly newlyVanished: number;
	/** Deletes that could not stand, and why; undefined for nearly all records. */
	readonly refused: RefusedDelete | undefined;
	/** Systems that brought a deleted record back: it is created where it was deleted. */
	readonly revived: number;
	/** Systems that alone hold the record and may not create it elsewhere (`Policy.creators`). */
	readonly strays: number;
	/** Systems whose row was dropped: an older version, or an event from before the record was deleted. */
	readonly stale: number;
	/** Systems that show other content under the version already known; their change is settled as a conflict. */
	readonly sameVersion: number;
	readonly gaps: readonly VersionGap[];
}

/** A delete that is not carried over. The record is created again where it was deleted, unless `held`. */
export interface RefusedDelete {
	/** Systems that deleted it. */
	readonly systems: number;
	readonly why:
		/** Another system changed the record since: the change is kept. */
		| 'updated'
		/** The systems have no right to delete. */
		| 'mayNotDelete'
		/** The systems were never seen to agree on the record. */
		| 'noBase'
		/** The brake is on (`Round.holdDeletes`). */
		| 'held';
	/** Systems that would have been written, had it been carried over. */
	readonly targets: number;
	/** `open`: reported before. */
	readonly status: 'new' | 'open';
}

/** Versions of a system that count up by one, and jumped. */
export interface VersionGap {
	readonly system: number;
	readonly from: number;
	readonly to: number;
}

/** Nothing to write, nothing to report. */
export function isQuiet(outcome: Outcome): boolean {
	return (
		outcome.decisions.length === 0 && outcome.gaps.length === 0 && outcome.refused === undefined &&
		(outcome.creates | outcome.deletes | outcome.vanished | outcome.revived | outcome.strays | outcome.stale | outcome.sameVersion) === 0
	);
}

export const NO_DECISIONS: readonly Decision[] = [];
export const NO_GAPS: readonly VersionGap[] = [];

/** The outcome for nearly all records. */
export const NOTHING: Outcome = Object.freeze({
	memory: undefined, decisions: NO_DECISIONS, creates: 0, deletes: 0, vanished: 0, newlyVanished: 0, refused: undefined,
	revived: 0, strays: 0, stale: 0, sameVersion: 0, gaps: NO_GAPS,
});
