import { Table, type TableImage } from './table';
import type { Collection, KeyHash, StateStore, Transaction } from './port';

/** The image of a whole state, collection by collection. */
export interface StateImage {
	/** The last token handed out. */
	token: number;
	tables: Record<string, TableImage>;
}

/**
 * The state of one sync in memory. Decisions run to their end without giving way, so that in one process each is
 * atomic. Tables found in an image are decoded when first used: their layout comes with the collection.
 */
export class MemoryState implements StateStore {
	private tables = new Map<string, Table<unknown>>();
	private images = new Map<string, TableImage>();
	private toAdopt: [collection: string, image: TableImage][] = [];
	private token = 0;
	/** Counts changes: a durable image with a lower number is older. */
	revision = 0;

	/** @param clock ms since 1970 */
	constructor(private readonly clock: () => number) {}

	static from(image: StateImage, clock: () => number): MemoryState {
		const state = new MemoryState(clock);
		state.token = image.token;
		state.images = new Map(Object.entries(image.tables));
		return state;
	}

	image(): StateImage {
		const tables = Object.fromEntries(this.images);
		for (const [name, table] of this.tables) tables[name] = table.image();
		return { token: this.token, tables };
	}

	/** Synchronous, unlike the port's, for callers that know they are in memory. */
	transactNow<E, R>(collection: Collection<E>, keys: readonly KeyHash[], decide: (tx: Transaction<E>) => R): R {
		const now = this.clock();
		const table = this.table(collection);
		let changed = false;
		const result = decide({
			now,
			get: (i) => {
				const entry = table.get(keys[i]!);
				return entry === undefined || collection.expiresAt(entry) <= now ? undefined : entry;
			},
			set: (i, entry) => {
				table.set(keys[i]!, entry);
				changed = true;
			},
			delete: (i) => {
				table.delete(keys[i]!);
				changed = true;
			},
			nextToken: () => {
				this.token += 1;
				changed = true;
				return this.token;
			},
		});
		if (changed) {
			table.tidy(collection, now);
			this.revision += 1;
		}
		return result;
	}

	async transact<E, R>(collection: Collection<E>, keys: readonly KeyHash[], decide: (tx: Transaction<E>) => R): Promise<R> {
		return this.transactNow(collection, keys, decide);
	}

	async sizes(): Promise<{ collection: string; entries: number; bytes: number }[]> {
		const { tables } = this.image();
		return Object.entries(tables).map(([collection, image]) => ({
			collection,
			entries: this.tables.get(collection)?.size ?? countEntries(image),
			bytes: image.packed.length + image.loose.length,
		}));
	}

	async reset(): Promise<void> {
		this.resetNow();
	}

	/** The token goes on: a claim from before the reset must not come alive again. */
	resetNow(): void {
		this.tables.clear();
		this.images.clear();
		this.toAdopt = [];
		this.revision += 1;
	}

	/**
	 * Takes over what another image of the same sync knows and this state does not; tokens go on from the higher
	 * one. Entries are merged when their collection is next used, since only then their layout is known.
	 */
	adopt(image: StateImage): void {
		this.token = Math.max(this.token, image.token);
		for (const [name, theirs] of Object.entries(image.tables)) {
			if (!this.tables.has(name) && !this.images.has(name)) this.images.set(name, theirs);
			else this.toAdopt.push([name, theirs]);
		}
		this.revision += 1;
	}

	private table<E>(collection: Collection<E>): Table<E> {
		let table = this.tables.get(collection.name) as Table<E> | undefined;
		if (table === undefined) {
			const image = this.images.get(collection.name);
			table = image === undefined ? new Table(collection.layout) : Table.load(collection, image);
			this.images.delete(collection.name);
			this.tables.set(collection.name, table as Table<unknown>);
		}
		table.convertTo(collection.layout);
		for (const [name, image] of this.toAdopt) if (name === collection.name) table.adopt(Table.load(collection, image));
		this.toAdopt = this.toAdopt.filter(([name]) => name !== collection.name);
		return table;
	}
}

function countEntries(image: TableImage): number {
	const packed = Buffer.byteLength(image.packed, 'base64') / (8 + image.stride);
	return packed + (image.loose === '' ? 0 : (JSON.parse(image.loose) as unknown[]).length);
}
