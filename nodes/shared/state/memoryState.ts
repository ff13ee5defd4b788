import { countLoose } from './looseEntries';
import { namedEntriesIn } from './namedImage';
import { MOVED, movedCollection, MOVED_KEY, type Moved } from './moved';
import { Table, type TableImage } from './table';
import type { Collection, KeyHash, StateSize, StateStore, Transaction } from './port';

/** No process claims a thousand keys a millisecond for long. Numbers stay exact until the year 2255. */
const TOKENS_PER_MS = 1000;

/** Stands for the writer of the image a state began with. */
const OURS = '';

/** The image of a whole state, collection by collection. */
export interface StateImage {
	/** The last token handed out. */
	token: number;
	/** One for each collection, and more where another image's entries wait to be merged: earlier ones count more. */
	tables: (TableImage & { name: string })[];
}

/**
 * The state of one sync in memory. Decisions run to their end without giving way, so that in one process each is
 * atomic. Tables found in an image are decoded when first used: their layout comes with the collection.
 */
export class MemoryState implements StateStore {
	private readonly tables = new Map<string, Table<unknown>>();
	/** Images not decoded yet, by collection and by who wrote them; ours is first. */
	private readonly images = new Map<string, Map<string, TableImage>>();
	private token = 0;
	/** Counts changes: a durable image with a lower number is older. */
	revision = 0;
	/** While somebody copies the memory: ends when that is over. Whoever decides looks right before it. */
	held: Promise<void> | undefined;

	/** @param clock ms since 1970 */
	constructor(private readonly clock: () => number) {
		// Tokens that a killed process handed out and could not save must not come again.
		this.token = tokensAt(clock());
	}

	static from(image: StateImage, clock: () => number): MemoryState {
		const state = new MemoryState(clock);
		state.take(image, OURS);
		return state;
	}

	image(): StateImage {
		const tables: StateImage['tables'] = [];
		for (const [name, table] of this.tables) tables.push({ name, ...table.image() });
		for (const [name, images] of this.images) for (const image of images.values()) tables.push({ name, ...image });
		return { token: this.token, tables };
	}

	/** Synchronous, unlike the port's, for callers that know they are in memory. */
	transactNow<E, R>(collection: Collection<E>, keys: readonly KeyHash[], decide: (tx: Transaction<E>) => R): R {
		const now = this.clock();
		const table = this.table(collection);
		/** What stood there before each write. */
		const before: [key: KeyHash, entry: E | undefined][] = [];
		const lastToken = this.token;
		let result: R;
		let decided = false;
		try {
			result = decide({
				now,
				get: (i) => {
					const entry = table.get(keys[i]!);
					return entry === undefined || collection.expiresAt(entry) <= now ? undefined : entry;
				},
				set: (i, entry) => {
					before.push([keys[i]!, table.get(keys[i]!)]);
					table.set(keys[i]!, entry);
				},
				delete: (i) => {
					before.push([keys[i]!, table.get(keys[i]!)]);
					table.delete(keys[i]!);
				},
				nextToken: () => {
					this.token = Math.max(this.token + 1, tokensAt(now));
					return this.token;
				},
			});
			decided = true;
		} finally {
			if (!decided) undo(table, before);
		}
		if (before.length > 0 || this.token !== lastToken) {
			table.tidy(collection, now);
			this.revision += 1;
		}
		return result;
	}

	async transact<E, R>(collection: Collection<E>, keys: readonly KeyHash[], decide: (tx: Transaction<E>) => R): Promise<R> {
		return this.transactNow(collection, keys, decide);
	}

	/** Synchronous, unlike the port's, for callers that know they are in memory. */
	scanNow<E>(collection: Collection<E>, visit: (key: KeyHash, entry: E) => void): void {
		this.eachNow(collection, (key, entry, isOver) => {
			if (!isOver) visit(key, entry);
		});
	}

	/** Every entry, those that are over included. */
	eachNow<E>(collection: Collection<E>, visit: (key: KeyHash, entry: E, isOver: boolean) => void): void {
		const now = this.clock();
		this.table(collection).each((key, entry) => visit(key, entry, collection.expiresAt(entry) <= now));
	}

	async scan<E>(collection: Collection<E>, visit: (key: KeyHash, entry: E) => void): Promise<void> {
		this.scanNow(collection, visit);
	}

	/** Synchronous, unlike the port's, for callers that know they are in memory. */
	dueNow<E>(collection: Collection<E>, lane: string, until: number, limit: number): KeyHash[] {
		return this.table(collection).dueIndex(collection).first(lane, until, limit);
	}

	async due<E>(collection: Collection<E>, lane: string, until: number, limit: number): Promise<KeyHash[]> {
		return this.dueNow(collection, lane, until, limit);
	}

	lanesNow<E>(collection: Collection<E>): string[] {
		return this.table(collection).dueIndex(collection).names();
	}

	async lanes<E>(collection: Collection<E>): Promise<string[]> {
		return this.lanesNow(collection);
	}

	/** Memory alone has nothing more durable to offer. */
	async recordClaims(): Promise<KeyHash[]> {
		return [];
	}

	async settleClaims(): Promise<void> {}

	async sizes(): Promise<StateSize[]> {
		const sizes = new Map<string, StateSize>();
		for (const { name, ...image } of this.image().tables) {
			const { entries, bytes } = sizes.get(name) ?? { entries: 0, bytes: 0 };
			sizes.set(name, {
				collection: name,
				entries: entries + countEntries(image),
				bytes: bytes + image.packed.length + image.loose.length,
			});
		}
		return [...sizes.values()];
	}

	async reset(): Promise<void> {
		this.resetNow();
	}

	/** The token goes on: a claim from before the reset must not come alive again. */
	resetNow(): void {
		this.tables.clear();
		this.images.clear();
		this.revision += 1;
	}

	/** No token that was handed out is larger. */
	get lastToken(): number {
		return this.token;
	}

	/** The collections there are, and the form of each: where several images wait to be merged, that of the first. */
	contents(): { name: string; form: string }[] {
		const forms = new Map<string, string>();
		for (const { name, signature } of this.image().tables) if (!forms.has(name)) forms.set(name, signature);
		return Array.from(forms, ([name, form]) => ({ name, form }));
	}

	/** Set once the memory was copied elsewhere and closed here. */
	get moved(): Moved | undefined {
		if (!this.tables.has(MOVED) && !this.images.has(MOVED)) return undefined;
		return this.transactNow(movedCollection, [MOVED_KEY], (tx) => tx.get(0));
	}

	/** Puts another memory in the place of this one, in one step. Tokens go on from the higher one. */
	replaceNow(image: StateImage): void {
		this.resetNow();
		this.take(image, OURS);
	}

	/** Has whoever minds `held` wait, since a copy takes a while. @returns ends it */
	async hold(): Promise<() => void> {
		while (this.held !== undefined) await this.held;
		let end: () => void;
		this.held = new Promise((done) => (end = done));
		return () => {
			this.held = undefined;
			end();
		};
	}

	/**
	 * Takes over what another image of the same sync knows and this state does not; tokens go on from the higher
	 * one. Entries are merged when their collection is next used, since only then their layout is known.
	 *
	 * @param writer who wrote the image: a later one of the same writer takes the place of one still waiting
	 */
	adopt(image: StateImage, writer: string): void {
		this.take(image, writer);
		this.revision += 1;
	}

	/**
	 * For those who chose to start over rather than stop.
	 *
	 * @returns whether what was remembered of the collection could not be read, and is forgotten now
	 */
	dropIfUnreadable<E>(collection: Collection<E>): boolean {
		try {
			this.table(collection);
			return false;
		} catch {
			// What was decoded earlier stays; only images can be unreadable.
			this.images.delete(collection.name);
			this.revision += 1;
			return true;
		}
	}

	private take(image: StateImage, writer: string): void {
		this.token = Math.max(this.token, image.token);
		const seen = new Map<string, number>();
		for (const { name, ...table } of image.tables) {
			let images = this.images.get(name);
			if (images === undefined) this.images.set(name, (images = new Map()));
			// A second table of one name in one image is what that image's writer had not merged itself.
			const place = seen.get(name) ?? 0;
			images.set(place === 0 ? writer : `${writer} ${place}`, table);
			seen.set(name, place + 1);
		}
	}

	/** @throws StateProblem if what is remembered cannot be read; nothing is changed then */
	private table<E>(collection: Collection<E>): Table<E> {
		const { name, layout } = collection;
		let table = this.tables.get(name) as Table<E> | undefined;
		const images = this.images.get(name);
		if (images !== undefined) {
			const loaded = [...images.values()].map((image) => Table.load(collection, image));
			table ??= loaded.shift()!;
			table.convertTo(layout);
			for (const other of loaded) table.adopt(other, collection);
			this.images.delete(name);
		}
		table ??= new Table(layout);
		table.convertTo(layout);
		this.tables.set(name, table as Table<unknown>);
		return table;
	}
}

function tokensAt(now: number): number {
	return Math.max(0, Math.floor(now)) * TOKENS_PER_MS;
}

function undo<E>(table: Table<E>, before: readonly [KeyHash, E | undefined][]): void {
	for (const [key, entry] of [...before].reverse()) {
		if (entry === undefined) table.delete(key);
		else table.set(key, entry);
	}
}

function countEntries(image: TableImage): number {
	const packed = namedEntriesIn(image.packed) ?? Buffer.byteLength(image.packed, 'base64') / (8 + image.stride);
	return packed + countLoose(image.loose);
}
