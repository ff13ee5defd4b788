import type { KeyHash, Transaction } from '../state/port';
import { isClaim, isMembers, type CreateClaim, type LinkEntry, type Member, type Members } from './entry';
import { COUNT_KEY, idKey, type RecordRef } from './keys';

/** One record as all systems have it, and the key it is kept under. */
export interface Entity {
	readonly key: KeyHash;
	readonly members: Members;
}

/** The crosswalk may hold no more ids. Nothing was stored. */
export class CrosswalkFull extends Error {
	constructor(readonly limit: number) {
		super(`the crosswalk would hold more than ${limit} ids`);
		this.name = 'CrosswalkFull';
	}
}

/**
 * The crosswalk inside one transaction: reads what the transaction's keys hold, collects changes, and writes them at
 * the end, so that an operation that is refused half-way changes nothing.
 *
 * An id belongs to an entity only if each names the other. Whatever else the store may hold (two processes that
 * overwrote each other), what is read is a partial one-to-one map for each pair of systems.
 */
export class Book {
	private readonly changed = new Map<KeyHash, LinkEntry | undefined>();
	private readonly freeNames: KeyHash[];

	/**
	 * @param placeOf where each key stands in the transaction
	 * @param names keys for new entities, as many as may be needed
	 * @param dryRun decide as ever, and store nothing
	 */
	constructor(
		private readonly tx: Transaction<LinkEntry>,
		private readonly placeOf: ReadonlyMap<KeyHash, number>,
		names: readonly KeyHash[],
		private readonly dryRun = false,
	) {
		this.freeNames = [...names].reverse();
	}

	/** The store's clock, ms since 1970. */
	get now(): number {
		return this.tx.now;
	}

	/** @returns the entity the id belongs to, also where it was merged into another */
	find(ref: RecordRef): Entity | undefined {
		const key = this.read(idKey(ref.system, ref.id));
		if (typeof key !== 'string') return undefined;
		const members = this.membersOf(key);
		return members.some(([system, ...ids]) => system === ref.system && ids.includes(ref.id)) ? { key, members } : undefined;
	}

	/** @returns the id of the record in a system */
	idIn(entity: Entity | undefined, system: string): string | undefined {
		return entity?.members.find(([name]) => name === system)?.[1];
	}

	claimAt(key: KeyHash): CreateClaim | undefined {
		const entry = this.read(key);
		return isClaim(entry) ? entry : undefined;
	}

	set(key: KeyHash, entry: LinkEntry): void {
		this.changed.set(key, entry);
	}

	delete(key: KeyHash): void {
		this.changed.set(key, undefined);
	}

	nextToken(): number {
		return this.dryRun ? 0 : this.tx.nextToken();
	}

	/** Writes an entity with its ids. What has fewer than two ids says nothing, and is forgotten. */
	put(key: KeyHash | undefined, members: readonly Member[]): void {
		const ids = members.flatMap(([system, ...all]) => all.map((id) => idKey(system, id)));
		if (ids.length < 2) {
			if (key !== undefined) this.delete(key);
			for (const id of ids) this.delete(id);
			return;
		}
		const name = key ?? this.freeNames.pop()!;
		this.set(name, [...members].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
		for (const id of ids) if (this.read(id) !== name) this.set(id, name);
	}

	/**
	 * Writes what was changed.
	 *
	 * @throws CrosswalkFull if there would be more ids than `limit`; fewer than before is always possible
	 */
	commit(limit: number): void {
		let more = 0;
		for (const [key, entry] of this.changed) {
			const before = typeof this.stored(key) === 'string';
			more += Number(typeof entry === 'string') - Number(before);
		}
		const count = this.stored(COUNT_KEY);
		const ids = Math.max(0, (typeof count === 'number' ? count : 0) + more);
		if (more > 0 && ids > limit) throw new CrosswalkFull(limit);
		if (this.dryRun) return;
		if (more !== 0) this.set(COUNT_KEY, ids);
		for (const [key, entry] of this.changed) {
			if (entry !== undefined) this.tx.set(this.placeOf.get(key)!, entry);
			else if (this.stored(key) !== undefined) this.tx.delete(this.placeOf.get(key)!);
		}
	}

	private membersOf(key: KeyHash): Members {
		const stored = this.read(key);
		if (!isMembers(stored)) return [];
		const own = ([system, ...ids]: Member): string[] => ids.filter((id) => this.read(idKey(system, id)) === key);
		if (stored.every((member) => own(member).length === member.length - 1)) return stored;
		return stored.flatMap((member) => {
			const [id, ...merged] = own(member);
			return id === undefined ? [] : [[member[0], id, ...merged] as const];
		});
	}

	private read(key: KeyHash): LinkEntry | undefined {
		return this.changed.has(key) ? this.changed.get(key) : this.stored(key);
	}

	private stored(key: KeyHash): LinkEntry | undefined {
		const place = this.placeOf.get(key);
		if (place === undefined) throw new Error('A key of the crosswalk was not asked for before the decision');
		return this.tx.get(place);
	}
}
