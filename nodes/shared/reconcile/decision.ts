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
	/** A system that may not change it did; the owner's value is written back. */
	| 'blocked'
	/** Left to a person: nothing is written. */
	| 'undecided'
	/** Its owner could not be asked this time: nothing is written. */
	| 'waiting';

export interface LostValue {
	readonly system: number;
	readonly value: unknown;
}

/** What was decided about one field of one record. Systems and fields are places in the shape. */
export interface Decision {
	readonly field: number;
	readonly kind: DecisionKind;
	/**
	 * `onlyOneChanged`, `sameChange`, `plannedBefore`, `owner`, `priority`, `newest`, `tieBreak`; for an undecided
	 * field the rule that would have decided.
	 */
	readonly rule: string;
	/** The system whose value counts (for an undecided field: would have counted). */
	readonly winner: number;
	readonly value: unknown;
	/** Values that were entered and do not count, with their systems. */
	readonly lost: readonly LostValue[];
	/** Systems that show another value and are to be written, as bits; 0 where undecided. */
	readonly targets: number;
	/** Systems that show the winning value, as bits: the change came from them. */
	readonly sources: number;
	/** `open`: reported before and unchanged since. */
	readonly status: 'new' | 'open';
}

/** Everything decided about one record. */
export interface Outcome {
	/** What to remember; undefined if nothing changed. */
	readonly memory: RecordMemory | undefined;
	readonly decisions: readonly Decision[];
	/** Systems the record is to be created in, as bits. */
	readonly creates: number;
	/** Systems that held the record and no longer do, as bits. Nothing is deleted for it, and nothing created. */
	readonly vanished: number;
	/** Those of `vanished` not reported before. */
	readonly newlyVanished: number;
}
