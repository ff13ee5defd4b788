/**
 * The one port all stateful nodes use: an atomic read-decide-write over a set of keys, for a whole batch at once.
 * Stores: workflow static data (here), PostgreSQL (postgres/). Nothing in this file knows either.
 */

/** A key as state knows it: the first 64 bits of its SHA-256, as eight one-byte characters (`keyHash`). */
export type KeyHash = string;

/** How entries of a collection look in compact form: a fixed number of bytes behind the eight of the key. */
export interface Layout<E> {
	/** Changes whenever the bytes mean something else; state written under another signature is converted. */
	readonly signature: string;
	/** Bytes an entry takes, without its key. */
	readonly stride: number;
	/** Writes the entry at `at`; returns false if it does not fit the compact form and must be kept as JSON. */
	pack(entry: E, bytes: Buffer, at: number): boolean;
	/** @param name given for a layout with named entries */
	unpack(bytes: Buffer, at: number, name?: string): E;
	/** When the packed entry is over, in ms since 1970; Infinity if never. */
	expiresAt(bytes: Buffer, at: number): number;
	/** Where the entry stands in the queue for eviction: the lowest goes first. */
	rank(bytes: Buffer, at: number): number;
	/** For entries that say what their key is the hash of. */
	readonly named?: NamedEntries<E>;
}

/**
 * Entries that keep the text their key is the `keyHash` of, so that they can be listed by name. What is stored is the
 * text, in as few bits as can be, and not the hash; and of each entry's bytes only those in use.
 */
export interface NamedEntries<E> {
	/** The text whose `keyHash` is the entry's key. */
	nameOf(entry: E): string;
	/** How many of the `stride` bytes the packed entry uses; told by its first bytes alone. */
	used(bytes: Buffer, at: number): number;
}

/** A kind of thing remembered. `E` is plain JSON data. */
export interface Collection<E> {
	/** Stable: part of what is stored. */
	readonly name: string;
	/** At most this many entries; the lowest-ranked are forgotten first, never an error. */
	readonly cap: number;
	readonly layout: Layout<E>;
	/** The layout that wrote state found under another signature; undefined if it is not known (then: refuse). */
	layoutOf(signature: string): Layout<E> | undefined;
	/** When an entry is over, in ms since 1970; Infinity if never. */
	expiresAt(entry: E): number;
	/** As `layout.rank`, for entries that are kept as JSON. Without it they are forgotten after all compact ones. */
	rank?(entry: E, now: number): number;
	/** Which of two entries for one key to keep, when two processes have written; without it the one known first. */
	merge?(ours: E, theirs: E): E;
	/** For entries that wait for a time: `StateStore.due` finds them by it. Undefined: this one waits for nothing. */
	due?(entry: E): Due | undefined;
	/**
	 * Where entries hold a user's data, if anywhere: properties by name, or below others as `jobs.payload`, through
	 * arrays. A store that was given a key keeps them encrypted.
	 */
	readonly secret?: readonly string[];
}

/** When an entry's turn comes (ms since 1970), among those of its lane (a target system, say). */
export interface Due {
	readonly lane: string;
	readonly at: number;
}

/** What a decision may see and do. All of it happens at one instant, or not at all. */
export interface Transaction<E> {
	/** The store's clock, ms since 1970. */
	readonly now: number;
	/** @returns the entry of the i-th key as it stands now, own writes included; undefined if unknown or over. */
	get(i: number): E | undefined;
	set(i: number, entry: E): void;
	delete(i: number): void;
	/**
	 * A number larger than any handed out before by this state: by every decision that ended before this one began,
	 * and by every one about the same key.
	 */
	nextToken(): number;
}

/** What one collection takes. */
export interface StateSize {
	collection: string;
	entries: number;
	bytes: number;
}

export interface StateStore {
	/**
	 * @param keys may hold the same key twice: a later read sees an earlier write
	 * @param decide synchronous and pure apart from the transaction; may be run again by a store that retries
	 * @param likely `new`: the caller guesses that none of the keys is known. A right guess may save time, a wrong one
	 * costs some, and neither changes what comes out; `now` may be half a second ahead
	 */
	transact<E, R>(collection: Collection<E>, keys: readonly KeyHash[], decide: (tx: Transaction<E>) => R, likely?: 'new'): Promise<R>;
	/**
	 * Visits every entry that is not over, in no order that means anything. A look, not a decision: by the time the
	 * caller acts on it, others may have changed what was seen, so decide again in `transact` over the keys found.
	 *
	 * @param visit must not use the store
	 */
	scan<E>(collection: Collection<E>, visit: (key: KeyHash, entry: E) => void): Promise<void>;
	/**
	 * The entries of a lane whose time has come, the earliest first, at a cost that follows `limit` and not how many
	 * wait. A look, as `scan`: decide in `transact`.
	 *
	 * @param until ms since 1970, inclusive
	 */
	due<E>(collection: Collection<E>, lane: string, until: number, limit: number): Promise<KeyHash[]>;
	/** The lanes in which any entry waits, for whatever time. */
	lanes<E>(collection: Collection<E>): Promise<string[]>;
	/**
	 * Makes new claims durable before their effects begin; called between the claim and the effect.
	 * @returns those of the keys that a run which was killed had claimed and this state does not remember
	 */
	recordClaims(keys: readonly KeyHash[]): Promise<KeyHash[]>;
	/** Called when claims are completed, released or forgotten. */
	settleClaims(keys: readonly KeyHash[]): Promise<void>;
	/** Entries and bytes held, per collection, for the health report. */
	sizes(): Promise<StateSize[]>;
	/** Forgets everything of this sync. */
	reset(): Promise<void>;
}

/** Why state cannot be used. Each kind has its own way out, told by the shell in the user's words. */
export type StateProblemKind =
	| 'lost'
	| 'corrupt'
	| 'newer'
	| 'severalProcesses'
	| 'unreachable'
	/** It was copied to another store, and closed here. */
	| 'moved'
	/** The database that holds the state; the problem itself says what to do. */
	| 'database';

export class StateProblem extends Error {
	constructor(
		readonly kind: StateProblemKind,
		message: string,
		/** What the user can do about it, where the kind alone does not say. */
		readonly advice?: string,
	) {
		super(message);
		this.name = 'StateProblem';
	}
}

/** @param error whatever the place where state is kept answered with */
export function unreachable(error: unknown): StateProblem {
	if (error instanceof StateProblem) return error;
	return new StateProblem('unreachable', error instanceof Error ? error.message : String(error));
}
