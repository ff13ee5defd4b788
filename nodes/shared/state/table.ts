import { DueIndex } from './dueIndex';
import { LooseEntries } from './looseEntries';
import { NamedImage } from './namedImage';
import { PackedTable } from './packedTable';
import { StateProblem, type Collection, type Due, type KeyHash, type Layout } from './port';

/** How often entries that are over are swept out, beside being ignored the moment they are over. */
const SWEEP_EVERY_MS = 60_000;

/** The durable image of a table: ASCII without line breaks. */
export interface TableImage {
	signature: string;
	stride: number;
	/** Base64 of the packed entries; of a named layout what `NamedImage` writes. */
	packed: string;
	/** The entries that did not fit, as `LooseEntries` writes them: while they are few, JSON `[[key in base64, entry], …]`. */
	loose: string;
}

/** One collection in memory: compact entries in a packed table, the others in a map beside it. */
export class Table<E> {
	private packed: PackedTable;
	private loose = new LooseEntries<E>();
	/** The names of packed entries, where the layout has any. */
	private named: NamedImage | undefined;
	private sweptAt = 0;
	/** Made when it is first asked for. */
	private dues: { of(entry: E): Due | undefined; index: DueIndex } | undefined;

	constructor(private layout: Layout<E>) {
		this.packed = new PackedTable(layout.stride);
		this.named = layout.named && new NamedImage();
	}

	/** @throws StateProblem `corrupt` or `newer` if the image cannot be read with this collection */
	static load<E>(collection: Collection<E>, image: TableImage): Table<E> {
		const layout = collection.layoutOf(image.signature);
		if (layout === undefined) {
			throw new StateProblem('newer', `its "${collection.name}" entries have a form this version does not know (${image.signature})`);
		}
		const table = new Table<E>(layout);
		const named = layout.named && NamedImage.read(image.packed, layout.stride, layout.named.used);
		const packed = layout.named === undefined ? PackedTable.from(layout.stride, Buffer.from(image.packed, 'base64')) : named?.packed;
		if (packed === undefined || layout.stride !== image.stride) {
			throw new StateProblem('corrupt', `its "${collection.name}" entries have the wrong length`);
		}
		table.packed = packed;
		table.named = named?.names;
		const loose = LooseEntries.read<E>(image.loose);
		if (loose === undefined) throw new StateProblem('corrupt', `its "${collection.name}" entries are not readable`);
		table.loose = loose;
		table.convertTo(collection.layout);
		return table;
	}

	get size(): number {
		return this.packed.size + this.loose.size;
	}

	get bytes(): number {
		return this.packed.image().length;
	}

	image(): TableImage {
		return {
			signature: this.layout.signature,
			stride: this.layout.stride,
			packed: this.named?.write(this.packed, this.layout.named!.used) ?? this.packed.image().toString('base64'),
			loose: this.loose.write(),
		};
	}

	get(key: KeyHash): E | undefined {
		const at = this.packed.find(key);
		return at >= 0 ? this.layout.unpack(this.packed.buffer, at, this.nameOf(key)) : this.loose.get(key);
	}

	set(key: KeyHash, entry: E): void {
		const due = this.dues?.of(entry);
		if (due !== undefined) this.dues!.index.add(key, due);
		const at = this.packed.put(key);
		if (this.layout.pack(entry, this.packed.buffer, at)) {
			this.named?.set(key, this.layout.named!.nameOf(entry));
			this.loose.delete(key);
		} else {
			this.removePacked(key);
			this.loose.set(key, entry);
		}
	}

	delete(key: KeyHash): void {
		this.removePacked(key);
		this.loose.delete(key);
	}

	/** Which entries are due, whether or not they are over. */
	dueIndex(collection: Collection<E>): DueIndex {
		if (this.dues === undefined) {
			const of = (entry: E): Due | undefined => collection.due?.(entry);
			const index = new DueIndex((key) => {
				const entry = this.get(key);
				return entry === undefined ? undefined : of(entry);
			});
			this.dues = { of, index };
			this.each((key, entry) => {
				const due = of(entry);
				if (due !== undefined) index.add(key, due);
			});
		}
		return this.dues.index;
	}

	private removePacked(key: KeyHash): void {
		if (this.packed.remove(key)) this.named?.delete(key);
	}

	private nameOf(key: KeyHash): string {
		return this.named?.get(key) ?? '';
	}

	/** Every entry, those that are over included. The table must not be changed on the way. */
	each(visit: (key: KeyHash, entry: E) => void): void {
		for (let slot = 0; slot < this.packed.size; slot += 1) {
			const key = this.packed.keyAt(slot);
			visit(key, this.layout.unpack(this.packed.buffer, this.packed.entryAt(slot), this.nameOf(key)));
		}
		for (const [key, entry] of this.loose) visit(key, entry);
	}

	/** Re-writes all entries if the user's settings changed what an entry looks like (a field was added). */
	convertTo(layout: Layout<E>): void {
		if (layout.signature === this.layout.signature) return;
		const old = this.packed;
		const oldLayout = this.layout;
		const oldNames = this.named;
		this.layout = layout;
		this.packed = new PackedTable(layout.stride, Math.max(16, old.size));
		this.named = layout.named && new NamedImage();
		for (let slot = 0; slot < old.size; slot += 1) {
			const key = old.keyAt(slot);
			this.set(key, oldLayout.unpack(old.buffer, old.entryAt(slot), oldNames?.get(key) ?? ''));
		}
	}

	/** Entries known to `other` and not to us are taken over; where both know a key, the collection chooses, or ours stays. */
	adopt(other: Table<E>, collection: Collection<E>): void {
		other.convertTo(this.layout);
		const take = (key: KeyHash, theirs: E): void => {
			const ours = this.get(key);
			const kept = ours === undefined ? theirs : (collection.merge?.(ours, theirs) ?? ours);
			if (kept !== ours) this.set(key, kept);
		};
		for (let slot = 0; slot < other.packed.size; slot += 1) {
			const key = other.packed.keyAt(slot);
			take(key, other.get(key)!);
		}
		for (const [key, entry] of other.loose) take(key, entry);
	}

	/** Forgets what is over (at most once a minute) and, beyond the cap, what ranks lowest. */
	tidy(collection: Collection<E>, now: number): void {
		// A clock that jumped back must not stop the sweeping.
		if (now - this.sweptAt >= SWEEP_EVERY_MS || now < this.sweptAt) {
			this.sweptAt = now;
			this.sweep(collection, now);
		}
		if (this.size > collection.cap) this.evict(collection, now);
	}

	private sweep(collection: Collection<E>, now: number): void {
		for (let slot = this.packed.size - 1; slot >= 0; slot -= 1) {
			if (this.layout.expiresAt(this.packed.buffer, this.packed.entryAt(slot)) <= now) {
				this.removePacked(this.packed.keyAt(slot));
			}
		}
		for (const [key, entry] of this.loose) if (collection.expiresAt(entry) <= now) this.loose.delete(key);
	}

	/**
	 * The lowest-ranked go, and among equals those that came first. Some more than needed go at once, so that a full
	 * table does not look for the lowest at every insert.
	 */
	private evict(collection: Collection<E>, now: number): void {
		const surplus = this.size - Math.max(0, collection.cap - Math.floor(collection.cap / 16));
		const packed = new Float64Array(this.packed.size);
		for (let slot = 0; slot < packed.length; slot += 1) {
			packed[slot] = this.layout.rank(this.packed.buffer, this.packed.entryAt(slot));
		}
		const loose = Array.from(this.loose, ([key, entry]) => ({ key, rank: collection.rank?.(entry, now) ?? Infinity }));
		const sorted = new Float64Array(this.size);
		sorted.set(packed);
		sorted.set(loose.map(({ rank }) => rank), packed.length);
		sorted.sort();
		const limit = sorted[surplus - 1]!;
		let spared = 0;
		for (let i = surplus; sorted[i] === limit; i += 1) spared += 1;
		const goes = (rank: number): boolean => {
			if (rank !== limit) return rank < limit;
			spared -= 1;
			return spared < 0;
		};
		// From the end, since what came last stands there and is to be spared among equals.
		for (const { key, rank } of loose.reverse()) if (goes(rank)) this.loose.delete(key);
		// Removal moves the last entry into the gap: one that was looked at already.
		for (let slot = packed.length - 1; slot >= 0; slot -= 1) {
			if (goes(packed[slot]!)) this.removePacked(this.packed.keyAt(slot));
		}
	}
}
