import { MemoryState } from '../memoryState';
import { MOVED_KEY, movedCollection, type Moved } from '../moved';
import type { KeyHash } from '../port';
import type { HeldOpen } from '../staticData';
import { readable, STORES_OWN } from './findCollection';
import type { FindCollection, HeldState, Holding } from './held';

/**
 * A sync's memory in workflow static data, held for a copy. All is done on copies, and `keep` puts the result in the
 * place of the memory in one step.
 */
export class HeldMemory implements HeldState {
	private readonly before: MemoryState;
	private instead: MemoryState | undefined;
	private note: Moved | undefined;

	/** @param clock ms since 1970 */
	constructor(
		private readonly opened: Pick<HeldOpen, 'state' | 'journal' | 'mark'>,
		private readonly clock: () => number,
	) {
		this.before = MemoryState.from(opened.state.image(), clock);
	}

	get lastToken(): number {
		return this.before.lastToken;
	}

	get moved(): Moved | undefined {
		return this.before.moved;
	}

	async counts(): Promise<ReadonlyMap<string, number>> {
		const sizes = await this.before.sizes();
		return new Map(sizes.filter(({ collection }) => !STORES_OWN.has(collection)).map(({ collection, entries }) => [collection, entries]));
	}

	async read(find: FindCollection): Promise<Holding[]> {
		// From the text that n8n saves: what cannot be read back after a restart is noticed now.
		const state = this.instead === undefined ? this.before : MemoryState.from(this.instead.image(), this.clock);
		const holdings: Holding[] = [];
		for (const { name, form } of state.contents()) {
			if (STORES_OWN.has(name)) continue;
			const collection = readable(find, name, form);
			const entries = new Map<KeyHash, unknown>();
			let over = 0;
			state.eachNow(collection, (key, entry, isOver) => {
				if (isOver) over += 1;
				else entries.set(key, entry);
			});
			holdings.push({ collection, entries, over });
		}
		return holdings;
	}

	async replaceBy(holdings: readonly Holding[], lastToken: number): Promise<void> {
		const state = MemoryState.from({ token: Math.max(lastToken, this.lastToken), tables: [] }, this.clock);
		for (const { collection, entries } of holdings) {
			state.transactNow(collection, [...entries.keys()], (tx) => {
				let i = 0;
				for (const entry of entries.values()) tx.set(i++, entry);
			});
		}
		this.instead = state;
	}

	async close(moved: Moved): Promise<void> {
		this.note = moved;
	}

	async prepare(): Promise<void> {
		// Should n8n be killed before it saves, the nodes must find their memory lost, not never used.
		if (this.instead !== undefined) await this.opened.mark();
	}

	/** Cannot fail. */
	keep(): void {
		const { state, journal } = this.opened;
		const { instead, note } = this;
		if (instead !== undefined) {
			state.replaceNow(instead.image());
			// Names of claims from before stand for nothing the copy knows of.
			journal?.beginAnew();
		}
		if (note !== undefined) state.transactNow(movedCollection, [MOVED_KEY], (tx) => tx.set(0, note));
	}
}
