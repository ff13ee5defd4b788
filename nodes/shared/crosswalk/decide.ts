import { keyFromHex } from '../record/fingerprint';
import type { KeyHash, StateStore, Transaction } from '../state/port';
import { Book } from './book';
import { crosswalk, isClaim, isMembers, type LinkEntry } from './entry';
import { COUNT_KEY, entityKey, idKey, type RecordRef } from './keys';

/** What a decision is about. Which entities and further ids that touches is found out. */
export interface Wanted {
	readonly ids: readonly RecordRef[];
	/** Claims that may be read or written. */
	readonly claims?: readonly KeyHash[];
	/** How many entities may come into being. */
	readonly newEntities?: number;
	/** At most this many ids; a look needs none. */
	readonly limit?: number;
	/** What would be decided: nothing is stored. */
	readonly dryRun?: boolean;
}

/** Others kept changing what the decision is about, faster than it could be read. Nothing was stored. */
export class CrosswalkBusy extends Error {
	constructor() {
		super(`the same records were changed ${MAX_ROUNDS} times while they were read`);
		this.name = 'CrosswalkBusy';
	}
}

/** Without others at work three do: the ids, their entities, the entities' other ids. */
const MAX_ROUNDS = 20;

/**
 * Reads and decides atomically, though which keys are involved is known only after reading: keys are read, and what
 * they lead to is added, until one transaction holds all there is to follow. In that one it is decided.
 *
 * @param decide synchronous, may be run again, and changes nothing but the book; its changes are stored with it
 * @throws CrosswalkBusy, CrosswalkFull, StateProblem
 */
export async function decideOnLinks<R>(store: StateStore, wanted: Wanted, decide: (book: Book) => R): Promise<R> {
	const places = new Map<KeyHash, number>();
	const add = (key: KeyHash): void => {
		if (!places.has(key)) places.set(key, places.size);
	};
	add(COUNT_KEY);
	for (const { system, id } of wanted.ids) add(idKey(system, id));
	for (const key of wanted.claims ?? []) add(key);
	let names: readonly KeyHash[] = [];
	for (let round = 0; round < MAX_ROUNDS; round += 1) {
		const needed = (wanted.newEntities ?? 0) - names.length;
		const found = await store.transact(crosswalk, [...places.keys()], (tx): Found<R> => {
			const missing = followed(tx, places);
			// A dry run must not even take numbers: state would count as changed.
			const made = Array.from({ length: needed }, (_, i) => entityKey(wanted.dryRun === true ? -1 - i : tx.nextToken()));
			if (missing.size > 0 || made.length > 0) return { missing, made };
			const book = new Book(tx, places, names, wanted.dryRun === true);
			const result = decide(book);
			book.commit(wanted.limit ?? Infinity);
			return { result };
		});
		if ('result' in found) return found.result;
		for (const key of found.missing) add(key);
		for (const key of found.made) add(key);
		names = [...names, ...found.made];
	}
	throw new CrosswalkBusy();
}

type Found<R> = { result: R } | { missing: ReadonlySet<KeyHash>; made: readonly KeyHash[] };

/** The keys that what is stored leads to, and that are not among those of the transaction. */
function followed(tx: Transaction<LinkEntry>, places: ReadonlyMap<KeyHash, number>): Set<KeyHash> {
	const missing = new Set<KeyHash>();
	const follow = (key: KeyHash): void => {
		if (!places.has(key)) missing.add(key);
	};
	for (const place of places.values()) {
		const entry = tx.get(place);
		if (typeof entry === 'string') follow(entry);
		else if (isMembers(entry)) for (const [system, ...ids] of entry) for (const id of ids) follow(idKey(system, id));
		else if (isClaim(entry)) for (const key of entry.keys ?? []) follow(keyFromHex(key));
	}
	return missing;
}
