import type { Shape } from './shape';

/** How a conflict over a field is settled. Systems are places in the shape. */
export type Rule =
	/** The value of this system counts, whoever changed it. */
	| { kind: 'owner'; system: number }
	/** The first of these systems that is party to the conflict. */
	| { kind: 'priority'; order: readonly number[] }
	/** The system whose record was changed last. */
	| { kind: 'newest' }
	/** A person decides. */
	| { kind: 'manual' };

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
}

/** What is true of one run's listings. */
export interface Round {
	/** The clock, ms since 1970. */
	readonly now: number;
	/** Systems whose listing is missing (as bits): nothing is concluded about them, nothing is written to them. */
	readonly unlisted: number;
	/** Systems whose listing has holes (as bits): a record not found there may exist, so it is not created there. */
	readonly incomplete: number;
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
}

/** Rows by place of the system in the shape; undefined: the system does not list the record. */
export type Rows = readonly (Row | undefined)[];
