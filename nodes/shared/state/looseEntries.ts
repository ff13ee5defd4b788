import { deflateSync, inflateSync } from 'fflate/browser';
import { asciiJson, parseJson } from './json';
import type { KeyHash } from './port';

/** A stretch of the image that stays as it is while enough of it is still true. */
interface Part {
	readonly text: string;
	readonly form: 'json' | 'packed';
	readonly keys: readonly KeyHash[];
	/** How many of its entries are the newest of their key. */
	live: number;
}

/** How large a part gets, and from how many characters on it is compressed: below, it stays readable. */
export interface PartSizes {
	readonly entries: number;
	readonly packFrom: number;
}

const SIZES: PartSizes = { entries: 4_096, packFrom: 32_768 };

/**
 * The entries of a table that are kept as JSON, and their durable image. The image is written in parts, each encoded
 * once: what changed since stands in a new part behind, and what is newer counts (a log-structured merge tree: O'Neil
 * and others, 1996). So saving after few changes costs little more than those, however much is remembered. Parts of
 * which more than half is outdated are written anew, a few at a time.
 */
export class LooseEntries<E> {
	private readonly entries = new Map<KeyHash, E>();
	/** The oldest first. */
	private parts: Part[] = [];
	/** Where what is true of a key now stands, also that it is gone; none for what changed since the last image. */
	private readonly home = new Map<KeyHash, Part>();
	/** How many parts say something of a key that is not true any more. */
	private readonly outdated = new Map<KeyHash, number>();
	private readonly changed = new Set<KeyHash>();
	private text = '';

	constructor(private readonly sizes: PartSizes = SIZES) {}

	/** @returns undefined for a text that cannot be read */
	static read<E>(text: string, sizes: PartSizes = SIZES): LooseEntries<E> | undefined {
		const loose = new LooseEntries<E>(sizes);
		const parts = split(text);
		for (const part of parts ?? []) if (!loose.takePart(part.text, part.form)) return undefined;
		if (parts === undefined) return undefined;
		// Written in one piece, by an earlier version: the next image has it in parts.
		if (parts.length === 1 && parts[0]!.form === 'json' && loose.size > sizes.entries) loose.beginAnew();
		else loose.text = text;
		return loose;
	}

	get size(): number {
		return this.entries.size;
	}

	get(key: KeyHash): E | undefined {
		return this.entries.get(key);
	}

	set(key: KeyHash, entry: E): void {
		this.leaveHome(key);
		this.entries.set(key, entry);
		this.changed.add(key);
	}

	delete(key: KeyHash): void {
		if (!this.entries.has(key)) return;
		this.leaveHome(key);
		this.entries.delete(key);
		this.changed.add(key);
	}

	[Symbol.iterator](): MapIterator<[KeyHash, E]> {
		return this.entries[Symbol.iterator]();
	}

	/** ASCII without line breaks. */
	write(): string {
		if (this.changed.size === 0) return this.text;
		const fresh = [...this.changed];
		this.changed.clear();
		this.takeBack(fresh);
		const told = fresh.filter((key) => this.entries.has(key) || this.outdated.has(key));
		for (let at = 0; at < told.length; at += this.sizes.entries) this.addPart(told.slice(at, at + this.sizes.entries));
		this.text = this.joined();
		return this.text;
	}

	/** What is to be written anew beside what changed: small parts, so that they stay few, and those mostly outdated. */
	private takeBack(fresh: KeyHash[]): void {
		for (let last = this.parts.at(-1); last !== undefined && last.keys.length <= fresh.length && last.keys.length + fresh.length <= this.sizes.entries; last = this.parts.at(-1)) {
			this.dissolve(last, fresh);
		}
		// Not all at once: no save is to cost much more than its own changes, or a part.
		let budget = Math.max(this.sizes.entries, 2 * fresh.length);
		for (const part of [...this.parts]) {
			if (2 * part.live >= part.keys.length || part.live > budget) continue;
			budget -= part.live;
			this.dissolve(part, fresh);
		}
	}

	private dissolve(part: Part, fresh: KeyHash[]): void {
		this.parts = this.parts.filter((one) => one !== part);
		for (const key of part.keys) {
			if (this.home.get(key) === part) {
				this.home.delete(key);
				fresh.push(key);
			} else {
				this.count(key, -1);
			}
		}
	}

	private addPart(keys: readonly KeyHash[]): void {
		const rows = keys.map((key) => {
			const name = Buffer.from(key, 'latin1').toString('base64');
			const entry = this.entries.get(key);
			return entry === undefined ? [name] : [name, entry];
		});
		const json = asciiJson(rows);
		const form = json.length < this.sizes.packFrom ? 'json' : 'packed';
		const text = form === 'json' ? json : Buffer.from(deflateSync(Buffer.from(json, 'latin1'), { level: 1 })).toString('base64');
		const part: Part = { text, form, keys, live: rows.filter((row) => row.length === 2).length };
		this.parts.push(part);
		for (const key of keys) this.home.set(key, part);
	}

	private joined(): string {
		const [first, ...more] = this.parts;
		if (first === undefined) return '';
		// One readable part is written as ever.
		if (more.length === 0 && first.form === 'json') return first.text;
		const head = this.parts.map(({ form, text }) => `${form === 'json' ? 'j' : 'z'}${text.length}`);
		// Put together, not joined: V8 copies the characters only once, when somebody reads the whole.
		return this.parts.reduce((image, { text }) => image + text, `~${this.size}:${head.join()}~`);
	}

	private takePart(text: string, form: Part['form']): boolean {
		const rows = readRows<E>(text, form);
		if (rows === undefined) return false;
		const part: Part = { text, form, keys: rows.map(([name]) => Buffer.from(name, 'base64').toString('latin1')), live: 0 };
		this.parts.push(part);
		rows.forEach((row, i) => {
			const key = part.keys[i]!;
			this.leaveHome(key);
			this.home.set(key, part);
			if (row.length === 2) {
				this.entries.set(key, row[1]);
				part.live += 1;
			} else {
				this.entries.delete(key);
			}
		});
		return true;
	}

	/** What stands of the key in a part is outdated from now on. */
	private leaveHome(key: KeyHash): void {
		const part = this.home.get(key);
		if (part === undefined) return;
		if (this.entries.has(key)) part.live -= 1;
		this.home.delete(key);
		this.count(key, 1);
	}

	private count(key: KeyHash, by: number): void {
		const count = (this.outdated.get(key) ?? 0) + by;
		if (count === 0) this.outdated.delete(key);
		else this.outdated.set(key, count);
	}

	private beginAnew(): void {
		this.parts = [];
		this.home.clear();
		for (const key of this.entries.keys()) this.changed.add(key);
	}
}

/** How many entries a text as `write` gives it holds; 0 for one that cannot be read. */
export function countLoose(text: string): number {
	const count = /^~(\d{1,12}):/.exec(text.slice(0, 20))?.[1];
	if (count !== undefined) return Number(count);
	const rows = text === '' ? [] : parseJson(text);
	return Array.isArray(rows) ? rows.length : 0;
}

const HEAD = /^~\d{1,12}:([jz]\d{1,12}(?:,[jz]\d{1,12})*)$/;

function split(text: string): Pick<Part, 'text' | 'form'>[] | undefined {
	if (text === '') return [];
	if (!text.startsWith('~')) return [{ text, form: 'json' }];
	const end = text.indexOf('~', 1);
	const head = HEAD.exec(text.slice(0, Math.max(0, end)));
	if (head === null) return undefined;
	let at = end + 1;
	const parts = head[1]!.split(',').map((part): Pick<Part, 'text' | 'form'> => {
		const from = at;
		at += Number(part.slice(1));
		return { text: text.slice(from, at), form: part.startsWith('z') ? 'packed' : 'json' };
	});
	return at === text.length ? parts : undefined;
}

type Row<E> = [name: string] | [name: string, entry: E];

function readRows<E>(text: string, form: Part['form']): Row<E>[] | undefined {
	const rows = parseJson(form === 'json' ? text : unpack(text));
	if (!Array.isArray(rows)) return undefined;
	const isRow = (row: unknown): boolean => Array.isArray(row) && typeof row[0] === 'string' && (row.length === 1 || row.length === 2);
	return rows.every(isRow) ? (rows as Row<E>[]) : undefined;
}

function unpack(text: string): string {
	try {
		return Buffer.from(inflateSync(Buffer.from(text, 'base64'))).toString('latin1');
	} catch {
		return '';
	}
}
