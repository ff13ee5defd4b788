import type { Shape } from './shape';

/**
 * How a conflict over a field is settled. Systems are places in the shape. Rules are asked in order; one that cannot
 * say passes on to the next, and at the very end stands `compareValues`.
 */
export type Rule =
	/** The value of this system counts, whoever changed it. */
	| { kind: 'owner'; system: number }
	/** The first of these systems that is party to the conflict. */
	| { kind: 'priority'; order: readonly number[] }
	/** The system whose record was changed last. A missing, unreadable or future time: the rule cannot say. */
	| { kind: 'newest' }
	/** The system whose record has the highest version. One without a version: the rule cannot say. */
	| { kind: 'highestVersion' }
	/** Anything before nothing (null, a blank text, an empty list or object). */
	| { kind: 'nonEmpty' }
	/** The text with the most characters, or the list with the most elements; of unlike kinds the rule cannot say. */
	| { kind: 'longest' }
	/** The smallest or greatest number, decimal text or moment; of unlike kinds the rule cannot say. */
	| { kind: 'min' }
	| { kind: 'max' }
	| MergeRule
	/** A person decides. */
	| { kind: 'manual' };

/**
 * Rules that make one value of several, out of what each system changed. They need what the systems had before, so
 * the memory keeps **that one field's value** (`RecordMemory.kept`), and the record no longer has the compact form.
 * The result may be a value no system shows; then every system is a target.
 */
export type MergeRule =
	/** A counter: what was agreed plus every system's change. Numbers, or decimal texts, exact. */
	| { kind: 'sum' }
	/** A list without order or repeats: elements added anywhere are added, elements removed anywhere are removed. */
	| { kind: 'union' }
	/** A list of records told apart by this sub-field: merged element by element, and each element field by field. */
	| { kind: 'keyed'; key: string };

/** What holds for every record of a run. */
export interface Policy {
	readonly shape: Shape;
	/** The systems taking part, as places in the shape. */
	readonly systems: readonly number[];
	/** Per field of the shape its rules in the order they are asked; empty: not compared. */
	readonly rules: readonly (readonly Rule[] | undefined)[];
	/** Modified times closer than this (ms) are concurrent: clocks are not that exact. */
	readonly skewMs: number;
	/** A record some system lacks and was never seen there is to be created there. */
	readonly creates: boolean;
	/**
	 * Per field of the shape the systems whose changes count, as bits; undefined: all. A change elsewhere is never
	 * applied: it is `blocked`. An owner rule says the same for one system.
	 */
	readonly writers?: readonly (number | undefined)[];
	/** Whether the true value is written back over a blocked change; true unless said otherwise. */
	readonly writeBack?: boolean;
	/** Systems whose new records are created in the others, as bits; all unless said otherwise. */
	readonly creators?: number;
	/** Deletes are carried over; without it a vanished record is reported, and nothing more. */
	readonly deletes?: DeletePolicy;
	/** Systems whose versions go up by one with each change, as bits: a jump is reported as a gap. */
	readonly consecutive?: number;
}

export interface DeletePolicy {
	/** Systems whose deletes count, as bits. Others' are `blocked`, and the record is created there again if `writeBack`. */
	readonly by: number;
	/**
	 * Systems whose list is declared to be complete, as bits; all unless said otherwise. A record missing from another
	 * list has vanished, and nothing more. What a system itself says to be deleted always counts.
	 */
	readonly full?: number;
}

/** What is true of one run's listings. All of it in bits of systems, as places in the shape. */
export interface Round {
	/** The clock, ms since 1970. */
	readonly now: number;
	/** Systems whose listing is missing: nothing is concluded about them, nothing is written to them. */
	readonly unlisted: number;
	/** Systems whose listing has holes: a record not found there may exist, so it is not created there. */
	readonly incomplete: number;
	/**
	 * Systems that were not asked: what is remembered of them stands for what they show, and they are written to. For
	 * events set all bits; the rows given are what was heard. In such a round nothing is planned a second time (its
	 * first write may still be on the way; a comparison of lists repairs what was lost), and where a value counts
	 * that only an unasked system has, the decision says whom to `ask`.
	 */
	readonly unasked?: number;
	/** The brake is on (`brakeDeletes`): deletes are reported as held, and nothing of them is remembered. */
	readonly holdDeletes?: boolean;
}

export const DEFAULT_SKEW_MS = 2000;
/** A modified time further ahead of the clock than this is a broken clock's, and counts as missing. */
export const FUTURE_MS = 5 * 60_000;

/** One system's view of a record. */
export interface Row {
	/** Per field of the shape: undefined where the system has no say in it; null is a value. */
	readonly values: readonly unknown[];
	/** When the system says the record was last changed, as it gives it. */
	readonly modified: unknown;
	/**
	 * The record's version in this system, as it gives it: a number, digits, or a time. undefined or null: none. Rows
	 * older than the version remembered are dropped. Needs a shape that is `versioned`.
	 */
	readonly version?: unknown;
	/** The system says that it deleted the record; `values` are not looked at. */
	readonly deleted?: boolean;
	/** The system says that it created or restored the record just now: asked where neither version nor time tell. */
	readonly restored?: boolean;
}

/**
 * Rows by place of the system in the shape. undefined: the record is not in the system's listing, which means it is
 * not there, unless the round says the listing is missing or incomplete, or the system was not asked.
 */
export type Rows = readonly (Row | undefined)[];
