import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { base91Length, fromBase91, toBase91 } from '../../nodes/shared/state/base91';
import { MemoryState } from '../../nodes/shared/state/memoryState';
import { readNames, writeNames } from '../../nodes/shared/state/nameColumn';
import type { Collection, Layout } from '../../nodes/shared/state/port';
import { Table } from '../../nodes/shared/state/table';

const RUNS = Number(process.env['FC_RUNS'] ?? 5000);
const runs = { numRuns: RUNS };
jest.setTimeout(Math.max(60_000, RUNS * 60));

/** Names of every form, many of them neighbours. */
const name = fc.oneof(
	fc.nat({ max: 300 }).map((n) => `customer-${String(n).padStart(5, '0')}`),
	fc.nat().map(String),
	fc.uuid(),
	fc.uuid().map((id) => id.toUpperCase()),
	fc.string({ unit: 'binary' }),
	fc.string({ unit: 'binary', minLength: 40, maxLength: 300 }),
	fc.array(fc.nat({ max: 0xffff }), { maxLength: 4 }).map((units) => String.fromCharCode(...units)),
	fc.constantFrom('', '__proto__', '-', '00', 'a@b.example', 'ö', '\ud800', 'x'.repeat(5000)),
);

test('bytes come back from base 91, which JSON writes as it is', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
			const text = toBase91(bytes);
			assert.equal(text.length, base91Length(bytes.length));
			assert.equal(JSON.stringify(text), `"${text}"`);
			assert.ok(!text.includes('~'));
			assert.deepEqual(fromBase91(text, bytes.length), Buffer.from(bytes));
		}),
		runs,
	);
});

test('base 91 of another length, or with foreign characters, is refused', () => {
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.nat(), fc.constantFrom('~', '"', '\\', ' ', 'ö', '\u0000'), (bytes, place, foreign) => {
			const text = toBase91(bytes);
			assert.equal(fromBase91(`${text}!!`, bytes.length), undefined);
			assert.equal(fromBase91(text.slice(2), bytes.length), undefined);
			const at = place % text.length;
			assert.equal(fromBase91(text.slice(0, at) + foreign + text.slice(at + 1), bytes.length), undefined);
		}),
		runs,
	);
});

test('names of any form come back in their order', () => {
	fc.assert(
		fc.property(fc.array(name, { maxLength: 30, size: 'max' }), (names) => {
			assert.deepEqual(readNames(writeNames(names), names.length), names);
		}),
		runs,
	);
});

interface Note {
	name: string;
	/** One byte is enough for some. */
	count: number;
	until: number;
	text?: string;
}

const layoutOf = (signature: string, wide: boolean): Layout<Note> => ({
	signature,
	stride: wide ? 16 : 15,
	pack(note, bytes, at) {
		if (note.text !== undefined) return false;
		const short = note.count < 128 && note.until === Infinity;
		bytes[at] = short ? note.count : 0x80;
		if (short) return true;
		bytes.writeUIntLE(note.count, at + 1, 6);
		bytes.writeDoubleLE(note.until, at + 7);
		if (wide) bytes[at + 15] = 7;
		return true;
	},
	unpack: (bytes, at, called = '') => ({
		name: called,
		...(bytes[at]! < 128 ? { count: bytes[at]!, until: Infinity } : { count: bytes.readUIntLE(at + 1, 6), until: bytes.readDoubleLE(at + 7) }),
	}),
	expiresAt: (bytes, at) => (bytes[at]! < 128 ? Infinity : bytes.readDoubleLE(at + 7)),
	rank: (bytes, at) => (bytes[at]! < 128 ? bytes[at]! : bytes.readUIntLE(at + 1, 6)),
	named: { nameOf: (note) => note.name, used: (bytes, at) => (bytes[at]! < 128 ? 1 : wide ? 16 : 15) },
});
const layouts = [layoutOf('named/1', false), layoutOf('named/2', true)];
const notes = (layout: Layout<Note>, cap = Infinity): Collection<Note> => ({
	name: 'notes',
	cap,
	layout,
	layoutOf: (signature) => layouts.find((known) => known.signature === signature),
	expiresAt: ({ until }) => until,
	rank: ({ count }) => count,
});

const step = fc.record({
	do: fc.constantFrom('set', 'set', 'set', 'set', 'delete', 'reload', 'convert', 'image'),
	name,
	count: fc.oneof(fc.nat({ max: 200 }), fc.nat({ max: 2 ** 31 })),
	until: fc.constantFrom(Infinity, 1000),
	text: fc.option(fc.string(), { nil: undefined, freq: 5 }),
});

test('a table of named entries behaves like a Map, through its image and through another layout and back', () => {
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (list) => {
			let layout = layouts[0]!;
			let table = new Table<Note>(layout);
			const model = new Map<string, Note>();
			for (const { do: what, text, ...rest } of list) {
				const key = keyHash(rest.name);
				const note: Note = { name: rest.name, count: rest.count, until: rest.until, ...(text === undefined ? {} : { text }) };
				switch (what) {
					case 'set':
						table.set(key, note);
						model.set(key, note);
						break;
					case 'delete':
						table.delete(key);
						model.delete(key);
						break;
					case 'image':
						table.image();
						break;
					case 'reload':
						table = Table.load(notes(layout), table.image());
						break;
					default:
						layout = layout === layouts[0] ? layouts[1]! : layouts[0]!;
						table.convertTo(layout);
				}
			}
			assert.equal(table.size, model.size);
			for (const again of [table, Table.load(notes(layout), table.image())]) {
				const seen = new Map<string, Note>();
				again.each((key, note) => seen.set(key, note));
				// What cannot be packed is JSON, which knows no unpaired surrogates problem and no Infinity.
				const plain = (map: Map<string, Note>): unknown => [...map].map(([key, note]) => [key, note.name, note.count, note.text]).sort();
				assert.deepEqual(plain(seen), plain(model));
			}
		}),
		runs,
	);
});

test('eviction and sweeping take the names along', () => {
	fc.assert(
		fc.property(fc.uniqueArray(name, { maxLength: 40 }), fc.integer({ min: 1, max: 30 }), fc.boolean(), (names, cap, over) => {
			const layout = layouts[0]!;
			const table = new Table<Note>(layout);
			names.forEach((called, i) => table.set(keyHash(called), { name: called, count: i * 10, until: over && i % 2 === 0 ? 5 : Infinity }));
			table.tidy(notes(layout, cap), 120_000);
			const again = Table.load(notes(layout), table.image());
			const kept: string[] = [];
			again.each((_key, note) => kept.push(note.name));
			assert.equal(kept.length, table.size);
			assert.ok(kept.length <= cap);
			for (const called of kept) assert.ok(!(over && names.indexOf(called) % 2 === 0));
		}),
		runs,
	);
});

test('an image that is cut off, or has a byte changed, is refused or at least no error of another kind', () => {
	const table = new Table<Note>(layouts[0]!);
	for (let i = 0; i < 40; i += 1) table.set(keyHash(`customer-${i}`), { name: `customer-${i}`, count: i * 9, until: Infinity });
	const image = table.image();
	const load = (packed: string): void => void Table.load(notes(layouts[0]!), { ...image, packed });
	load(image.packed);
	fc.assert(
		fc.property(fc.nat({ max: image.packed.length - 1 }), fc.integer({ min: 0x20, max: 0x7e }), (at, code) => {
			assert.throws(() => load(image.packed.slice(0, at)), { name: 'StateProblem', kind: 'corrupt' });
			const changed = image.packed.slice(0, at) + String.fromCharCode(code) + image.packed.slice(at + 1);
			try {
				load(changed);
			} catch (error) {
				assert.equal((error as Error).name, 'StateProblem');
			}
		}),
		runs,
	);
});

test('what waits undecoded is counted', async () => {
	const now = Date.UTC(2026, 0, 1);
	const state = new MemoryState(() => now);
	const names = ['a', 'b', 'c'];
	state.transactNow(notes(layouts[0]!), names.map(keyHash), (tx) => names.forEach((called, i) => tx.set(i, { name: called, count: 1, until: Infinity })));
	const again = MemoryState.from(state.image(), () => now);
	expect(await again.sizes()).toEqual([expect.objectContaining({ collection: 'notes', entries: 3 })]);
});
