import type { Moved } from '../moved';
import type { Collection, KeyHash } from '../port';

/** What one collection holds, read through its layout and opened if it was encrypted. */
export interface Holding {
	readonly collection: Collection<unknown>;
	readonly entries: ReadonlyMap<KeyHash, unknown>;
	/** How many more there are that are over and not yet removed. */
	readonly over: number;
}

/** @returns how a collection of this name and form is read; undefined if this version does not know it */
export type FindCollection = (name: string, form: string) => Collection<unknown> | undefined;

/** A sync's memory in one store that nobody else changes meanwhile. What is done to it counts when it is kept, whole or not at all. */
export interface HeldState {
	/** No token that was handed out here is larger. */
	readonly lastToken: number;
	/** Set if the memory was copied elsewhere and closed here. */
	readonly moved: Moved | undefined;
	/** How many entries each collection has; those that are over may be counted. */
	counts(): Promise<ReadonlyMap<string, number>>;
	/** Reads all of it as it now is, what was put here included. @throws StateProblem if something cannot be read */
	read(find: FindCollection): Promise<Holding[]>;
	/** Forgets everything and remembers this instead; it is open then. */
	replaceBy(holdings: readonly Holding[], lastToken: number): Promise<void>;
	/** No node may use it from now on. */
	close(moved: Moved): Promise<void>;
	/** Called once all is right, before it is kept. */
	prepare(): Promise<void>;
}
