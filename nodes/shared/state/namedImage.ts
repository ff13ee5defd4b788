import { keyHash } from '../record/fingerprint';
import { base91Length, fromBase91, toBase91 } from './base91';
import { readNames, writeNames } from './nameColumn';
import { PackedTable } from './packedTable';
import type { KeyHash } from './port';

/** Names that stand in one order, and the text they were last written as. */
interface Run {
	keys: readonly KeyHash[];
	bytes: number;
	text: string;
}

/** New names are written behind the ordered ones until they are this share of them: ordering all costs the most. */
const MOST_UNORDERED = 1 / 8;
const FEW = 64;

/**
 * The names of a packed table's entries, and the image of both: `~<names>,<bytes>,…,<bytes of values>~`, the names run
 * by run, then the entries in the order of the names. Texts of names that did not change are not made again, so that
 * saving after few changes costs little more than writing the entries.
 */
export class NamedImage {
	private readonly names = new Map<KeyHash, string>();
	private ordered: Run = { keys: [], bytes: 0, text: '' };
	private added: KeyHash[] = [];
	/** Whether a name of `ordered` or `added` is gone. */
	private stale = false;

	/** @returns undefined for a text that cannot be read */
	static read(image: string, stride: number, used: (bytes: Buffer, at: number) => number): { names: NamedImage; packed: PackedTable } | undefined {
		const head = HEAD.exec(image.slice(0, HEAD_LENGTH));
		if (head === null) return undefined;
		const [count, bytes, addedCount, addedBytes, valueBytes] = head.slice(1).map(Number) as [number, number, number, number, number];
		const ordered = readRun(image, head[0].length, count, bytes);
		const added = ordered && readRun(image, ordered.end, addedCount, addedBytes);
		if (added === undefined) return undefined;
		const values = fromBase91(image.slice(added.end), valueBytes);
		const packed = values && unite([...ordered!.keys, ...added.keys], values, stride, used);
		if (packed === undefined) return undefined;
		return { names: NamedImage.of(ordered!, added), packed };
	}

	private static of(ordered: ReadRun, added: ReadRun): NamedImage {
		const image = new NamedImage();
		for (const { keys, names } of [ordered, added]) keys.forEach((key, i) => image.names.set(key, names[i]!));
		image.ordered = ordered;
		image.added = [...added.keys];
		return image;
	}

	get(key: KeyHash): string | undefined {
		return this.names.get(key);
	}

	set(key: KeyHash, name: string): void {
		if (this.names.has(key)) return;
		this.names.set(key, name);
		this.added.push(key);
	}

	delete(key: KeyHash): void {
		if (this.names.delete(key)) this.stale = true;
	}

	write(packed: PackedTable, used: (bytes: Buffer, at: number) => number): string {
		if (this.stale || this.added.length > FEW + this.ordered.keys.length * MOST_UNORDERED) this.order();
		const runs = [this.ordered, this.runOf(this.added)];
		const values = this.values(packed, used, runs);
		const head = runs.flatMap(({ keys, bytes }) => [keys.length, bytes]);
		return `~${[...head, values.length].join()}~${runs.map(({ text }) => text).join('')}${toBase91(values)}`;
	}

	private order(): void {
		const sorted = [...this.names].sort(([, a], [, b]) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0));
		this.ordered = this.runOf(sorted.map(([key]) => key));
		this.added = [];
		this.stale = false;
	}

	private runOf(keys: readonly KeyHash[]): Run {
		const bytes = writeNames(keys.map((key) => this.names.get(key)!));
		return { keys, bytes: bytes.length, text: toBase91(bytes) };
	}

	private values(packed: PackedTable, used: (bytes: Buffer, at: number) => number, runs: readonly Run[]): Buffer {
		const { buffer } = packed;
		const values = Buffer.allocUnsafe(packed.size * packed.stride);
		let end = 0;
		for (const { keys } of runs) {
			for (const key of keys) {
				const at = packed.find(key);
				end += buffer.copy(values, end, at, at + used(buffer, at));
			}
		}
		return values.subarray(0, end);
	}
}

const HEAD = /^~(\d{1,9}),(\d{1,10}),(\d{1,9}),(\d{1,10}),(\d{1,10})~/;
const HEAD_LENGTH = 60;

/** How many entries a named image holds; undefined if it is none. */
export function namedEntriesIn(image: string): number | undefined {
	const head = HEAD.exec(image.slice(0, HEAD_LENGTH));
	return head === null ? undefined : Number(head[1]) + Number(head[3]);
}

interface ReadRun extends Run {
	names: readonly string[];
	/** Where in the image it ends. */
	end: number;
}

function readRun(image: string, at: number, count: number, bytes: number): ReadRun | undefined {
	const end = at + base91Length(bytes);
	const text = image.slice(at, end);
	const decoded = fromBase91(text, bytes);
	const names = decoded && readNames(decoded, count);
	return names && { names, keys: names.map(keyHash), bytes, text, end };
}

/** @returns a table of the entries that stand one behind the other in `values`, if they are as many as the keys */
function unite(keys: readonly KeyHash[], values: Buffer, stride: number, used: (bytes: Buffer, at: number) => number): PackedTable | undefined {
	const packed = new PackedTable(stride, keys.length);
	let from = 0;
	for (const key of keys) {
		// No entry is empty: where one begins there is at least a byte.
		const length = from < values.length ? used(values, from) : 0;
		if (!(length > 0 && from + length <= values.length)) return undefined;
		values.copy(packed.buffer, packed.put(key), from, from + length);
		from += length;
	}
	return from === values.length && packed.size === keys.length ? packed : undefined;
}
