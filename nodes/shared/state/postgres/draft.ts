import type { Collection, KeyHash, Transaction } from '../port';
import { TOKENS_A_BLOCK } from './schema';

/** A decision that asks for more tokens than were fetched is made again with more of them. */
export class NeedsTokens extends Error {}

/** What a decision sees, and what it has decided so far. */
export class Draft<E> implements Transaction<E> {
	/** By key: the entry as it is to be, or undefined if it is to be forgotten. */
	readonly writes = new Map<KeyHash, E | undefined>();
	/** How many tokens were asked for. */
	tokensTaken = 0;

	/**
	 * @param now ms since 1970, the database's
	 * @param known the entries of the keys, those that are over included
	 * @param blocks the first number of each block of tokens, in ascending order
	 */
	constructor(
		private readonly collection: Collection<E>,
		private readonly keys: readonly KeyHash[],
		readonly now: number,
		private readonly known: ReadonlyMap<KeyHash, E>,
		private readonly blocks: readonly number[],
	) {}

	get(i: number): E | undefined {
		const key = this.keys[i]!;
		const entry = this.writes.has(key) ? this.writes.get(key) : this.known.get(key);
		return entry === undefined || this.collection.expiresAt(entry) <= this.now ? undefined : entry;
	}

	set(i: number, entry: E): void {
		this.writes.set(this.keys[i]!, entry);
	}

	delete(i: number): void {
		this.writes.set(this.keys[i]!, undefined);
	}

	nextToken(): number {
		const block = this.blocks[Math.floor(this.tokensTaken / TOKENS_A_BLOCK)];
		if (block === undefined) throw new NeedsTokens('more tokens than expected');
		const token = block + (this.tokensTaken % TOKENS_A_BLOCK);
		this.tokensTaken += 1;
		return token;
	}
}
