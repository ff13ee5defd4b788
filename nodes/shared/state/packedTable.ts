const KEY_BYTES = 8;
const MIN_SLOTS = 16;

/**
 * A hash table from 8-byte keys to fixed-size entries that lives in one flat buffer, so that its durable image
 * is that buffer and loading 100,000 entries costs about as much as reading them (bench/state). Keys are hashes
 * already: their first four bytes are the table's hash.
 */
export class PackedTable {
	/** Bytes a slot takes: key and entry. */
	readonly slotBytes: number;
	private bytes: Buffer;
	private used = 0;
	private index: Int32Array;
	private mask: number;

	constructor(readonly stride: number, slots = MIN_SLOTS) {
		this.slotBytes = KEY_BYTES + stride;
		this.bytes = Buffer.alloc(slots * this.slotBytes);
		this.index = new Int32Array(indexSize(slots));
		this.mask = this.index.length - 1;
	}

	/** @param image as `image()` gave it; its length must be a multiple of the slot size */
	static from(stride: number, image: Buffer): PackedTable | undefined {
		const table = new PackedTable(stride);
		if (image.length % table.slotBytes !== 0) return undefined;
		table.bytes = image;
		table.used = image.length / table.slotBytes;
		table.rebuildIndex();
		return table;
	}

	get size(): number {
		return this.used;
	}

	/** The filled part of the table; valid until the next change. */
	image(): Buffer {
		return this.bytes.subarray(0, this.used * this.slotBytes);
	}

	/** The buffer that offsets point into; changes when the table grows. */
	get buffer(): Buffer {
		return this.bytes;
	}

	/** @returns the offset of the key's entry in `buffer`, or -1 */
	find(key: string): number {
		const place = this.index[this.probe(key)]!;
		return place === 0 ? -1 : this.entryAt(place - 1);
	}

	/** @returns the offset of the key's entry, made if it was not there */
	put(key: string): number {
		const at = this.probe(key);
		const place = this.index[at]!;
		if (place !== 0) return this.entryAt(place - 1);
		if ((this.used + 1) * this.slotBytes > this.bytes.length) {
			this.grow();
			return this.put(key);
		}
		const slot = this.used;
		this.used += 1;
		this.index[at] = slot + 1;
		this.bytes.write(key, slot * this.slotBytes, KEY_BYTES, 'latin1');
		return this.entryAt(slot);
	}

	remove(key: string): boolean {
		const at = this.probe(key);
		const place = this.index[at]!;
		if (place === 0) return false;
		const slot = place - 1;
		const last = this.used - 1;
		if (slot !== last) {
			// The last entry moves into the gap, so that the image stays dense.
			this.index[this.probe(this.keyAt(last))] = slot + 1;
			this.bytes.copyWithin(slot * this.slotBytes, last * this.slotBytes, (last + 1) * this.slotBytes);
		}
		this.used = last;
		this.closeGap(at);
		return true;
	}

	keyAt(slot: number): string {
		const at = slot * this.slotBytes;
		return this.bytes.toString('latin1', at, at + KEY_BYTES);
	}

	/** The offset of a slot's entry in `buffer`. */
	entryAt(slot: number): number {
		return slot * this.slotBytes + KEY_BYTES;
	}

	/** Where the key stands in the index, or the empty place where it would. */
	private probe(key: string): number {
		const bytes = this.bytes;
		const a = key.charCodeAt(0), b = key.charCodeAt(1), c = key.charCodeAt(2), d = key.charCodeAt(3);
		const e = key.charCodeAt(4), f = key.charCodeAt(5), g = key.charCodeAt(6), h = key.charCodeAt(7);
		let at = (a | (b << 8) | (c << 16) | (d << 24)) & this.mask;
		for (;;) {
			const place = this.index[at]!;
			if (place === 0) return at;
			const p = (place - 1) * this.slotBytes;
			if (
				bytes[p] === a && bytes[p + 1] === b && bytes[p + 2] === c && bytes[p + 3] === d &&
				bytes[p + 4] === e && bytes[p + 5] === f && bytes[p + 6] === g && bytes[p + 7] === h
			) {
				return at;
			}
			at = (at + 1) & this.mask;
		}
	}

	/** Where the slot's key would like to stand in the index. */
	private home(slot: number): number {
		return this.bytes.readInt32LE(slot * this.slotBytes) & this.mask;
	}

	/** Backward-shift deletion for linear probing (Knuth, TAOCP 3, 6.4 R): no tombstones to collect. */
	private closeGap(gap: number): void {
		const { index, mask } = this;
		let hole = gap;
		let at = gap;
		for (;;) {
			at = (at + 1) & mask;
			const place = index[at]!;
			if (place === 0) break;
			const distance = (at - this.home(place - 1)) & mask;
			if (distance >= ((at - hole) & mask)) {
				index[hole] = place;
				hole = at;
			}
		}
		index[hole] = 0;
	}

	private grow(): void {
		const slots = Math.max(MIN_SLOTS, Math.ceil(this.used * 1.5) + 1);
		const bytes = Buffer.alloc(slots * this.slotBytes);
		this.image().copy(bytes);
		this.bytes = bytes;
		if (indexSize(slots) > this.index.length) this.rebuildIndex(slots);
	}

	private rebuildIndex(slots = this.used): void {
		this.index = new Int32Array(indexSize(slots));
		this.mask = this.index.length - 1;
		const { index, mask, bytes, slotBytes } = this;
		for (let slot = 0, p = 0; slot < this.used; slot += 1, p += slotBytes) {
			let at = (bytes[p]! | (bytes[p + 1]! << 8) | (bytes[p + 2]! << 16) | (bytes[p + 3]! << 24)) & mask;
			while (index[at] !== 0) at = (at + 1) & mask;
			index[at] = slot + 1;
		}
	}
}

/** A power of two that keeps the index at most half full. */
function indexSize(slots: number): number {
	return 2 ** Math.ceil(Math.log2(Math.max(MIN_SLOTS, slots) * 2));
}
