import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PackedTable } from '../../nodes/shared/state/packedTable';
import type { Collection, Layout } from '../../nodes/shared/state/port';
import { Table } from '../../nodes/shared/state/table';

const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 1000) };
jest.setTimeout(Math.max(60_000, runs.numRuns * 60));

/** Few keys, so that they meet again, and most of them share their first four bytes: the table's hash. */
const key = fc.oneof(
	{ weight: 3, arbitrary: fc.nat({ max: 40 }).map((n) => `\u0000\u00ff\u0080a${String.fromCharCode(n)}bcd`) },
	fc.array(fc.nat({ max: 255 }), { minLength: 8, maxLength: 8 }).map((bytes) => String.fromCharCode(...bytes)),
	fc.constantFrom('\0\0\0\0\0\0\0\0', 'ÿÿÿÿÿÿÿÿ', '__proto_'),
);

type Step = { do: 'put' | 'remove' | 'find' | 'reload'; key: string; value: number };
const steps = fc.array(
	fc.record<Step>({
		do: fc.oneof({ weight: 5, arbitrary: fc.constant('put' as const) }, { weight: 3, arbitrary: fc.constantFrom('remove', 'find') }, fc.constant('reload' as const)),
		key,
		value: fc.nat({ max: 0xffffffff }),
	}),
	{ maxLength: 120, size: 'max' },
);

describe('PackedTable', () => {
	test('behaves like a Map under any puts, removals, growth and round trips of its image', () => {
		fc.assert(
			fc.property(steps, (list) => {
				let table = new PackedTable(4);
				const model = new Map<string, number>();
				for (const step of list) {
					switch (step.do) {
						case 'put': {
							// The buffer may move when the table grows.
							const at = table.put(step.key);
							table.buffer.writeUInt32LE(step.value, at);
							model.set(step.key, step.value);
							break;
						}
						case 'remove':
							assert.equal(table.remove(step.key), model.delete(step.key));
							break;
						case 'reload':
							table = PackedTable.from(4, Buffer.from(table.image()))!;
							break;
						case 'find': {
							const at = table.find(step.key);
							assert.equal(at < 0 ? undefined : table.buffer.readUInt32LE(at), model.get(step.key));
						}
					}
				}
				expect(table.size).toBe(model.size);
				expect(table.image().length).toBe(model.size * 12);
				for (const [name, value] of model) assert.equal(table.buffer.readUInt32LE(table.find(name)), value);
				const slots = Array.from({ length: table.size }, (_, slot) => table.keyAt(slot)).sort();
				assert.deepEqual(slots, [...model.keys()].sort());
			}),
			runs,
		);
	});

	test('refuses an image that is no whole number of entries', () => {
		expect(PackedTable.from(4, Buffer.alloc(11))).toBeUndefined();
		expect(PackedTable.from(4, Buffer.alloc(12))?.size).toBe(1);
	});
});

interface Note {
	at: number;
	until: number;
	/** Not part of the first layout, and any text at all keeps an entry out of the compact form. */
	text?: string;
	extra?: number;
}

const packs = (signature: string, stride: number, extra: boolean): Layout<Note> => ({
	signature,
	stride,
	pack(note, bytes, at) {
		if (note.text !== undefined) return false;
		bytes.writeUInt32LE(note.at, at);
		bytes.writeUInt32LE(note.until, at + 4);
		if (extra) bytes.writeUInt8(note.extra ?? 0, at + 8);
		return true;
	},
	unpack: (bytes, at) => ({
		at: bytes.readUInt32LE(at),
		until: bytes.readUInt32LE(at + 4),
		...(extra && bytes[at + 8] !== 0 ? { extra: bytes[at + 8]! } : {}),
	}),
	expiresAt: (bytes, at) => bytes.readUInt32LE(at + 4),
	rank: (bytes, at) => bytes.readUInt32LE(at),
});
const narrow = packs('note.1', 8, false);
const wide = packs('note.2', 9, true);

const notes = (layout: Layout<Note>, cap = Infinity, ranked = true): Collection<Note> => ({
	name: 'notes',
	cap,
	layout,
	layoutOf: (signature) => [narrow, wide].find((known) => known.signature === signature),
	expiresAt: (note) => note.until,
	...(ranked ? { rank: (note: Note) => note.at } : {}),
});

const note = fc.record<Note>(
	{ at: fc.nat({ max: 1000 }), until: fc.nat({ max: 100_000 }), text: fc.string({ unit: 'binary' }) },
	{ requiredKeys: ['at', 'until'], noNullPrototype: true },
);

describe('Table', () => {
	test('behaves like a Map, compact or not, through its image and through another layout and back', () => {
		fc.assert(
			fc.property(
				fc.array(fc.record({ do: fc.constantFrom('set', 'set', 'set', 'delete', 'reload', 'convert'), key, note }), { maxLength: 60 }),
				(list) => {
					let layout = narrow;
					let table = new Table<Note>(layout);
					const model = new Map<string, Note>();
					for (const step of list) {
						if (step.do === 'set') {
							table.set(step.key, step.note);
							model.set(step.key, step.note);
						} else if (step.do === 'delete') {
							table.delete(step.key);
							model.delete(step.key);
						} else {
							if (step.do === 'convert') layout = layout === narrow ? wide : narrow;
							table = Table.load(notes(layout), JSON.parse(JSON.stringify(table.image())));
						}
						assert.deepEqual(table.get(step.key), model.get(step.key));
					}
					expect(table.size).toBe(model.size);
					for (const [name, entry] of model) assert.deepEqual(table.get(name), entry);
				},
			),
			runs,
		);
	});

	test('beyond the cap it keeps the newest, whatever their form and order, and never more than the cap', () => {
		fc.assert(
			fc.property(fc.array(note, { minLength: 1, maxLength: 80 }), fc.integer({ min: 1, max: 40 }), (list, cap) => {
				const table = new Table<Note>(narrow);
				list.forEach((entry, i) => table.set(String(i).padStart(8, '0'), { ...entry, until: 100_000 }));
				table.tidy(notes(narrow, cap), 0);
				const kept = list.filter((_, i) => table.get(String(i).padStart(8, '0')) !== undefined).map(({ at }) => at);
				const gone = list.filter((_, i) => table.get(String(i).padStart(8, '0')) === undefined).map(({ at }) => at);
				expect(kept.length).toBe(list.length <= cap ? list.length : cap - Math.floor(cap / 16));
				expect(table.size).toBe(kept.length);
				expect(Math.max(-1, ...gone)).toBeLessThanOrEqual(Math.min(Infinity, ...kept));
			}),
			runs,
		);
	});

	test('a batch of one moment does not push itself out: what is older goes first', () => {
		const table = new Table<Note>(narrow);
		table.set('old-one.', { at: 1, until: 9 });
		for (let i = 0; i < 40; i += 1) table.set(`batch-${String(i).padStart(2, '0')}`, { at: 5, until: 9 });
		table.tidy(notes(narrow, 32), 0);
		expect(table.get('old-one.')).toBeUndefined();
		expect(table.get('batch-00')).toBeUndefined();
		expect(table.get('batch-39')).toBeDefined();
		expect(table.size).toBe(30);
	});

	test('entries kept as JSON go last where the collection does not rank them, the first ones first', () => {
		const table = new Table<Note>(narrow);
		for (let i = 0; i < 6; i += 1) table.set(`loose-0${i}`, { at: 0, until: 9, text: '' });
		for (let i = 0; i < 6; i += 1) table.set(`packed-${i}`, { at: 5, until: 9 });
		table.tidy(notes(narrow, 4, false), 0);
		expect(table.size).toBe(4);
		expect(['loose-02', 'loose-05'].map((name) => table.get(name)?.text)).toEqual(['', '']);
		expect(table.get('loose-01')).toBeUndefined();
	});

	test('sweeping removes exactly what is over', () => {
		fc.assert(
			fc.property(fc.array(note, { maxLength: 60 }), fc.nat({ max: 100_000 }), (list, now) => {
				const table = new Table<Note>(narrow);
				list.forEach((entry, i) => table.set(String(i).padStart(8, '0'), entry));
				table.tidy(notes(narrow), now + 60_000_000);
				table.tidy(notes(narrow), now); // The clock jumped back: sweeps all the same, and wakes nothing.
				expect(table.size).toBe(0);
				list.forEach((entry, i) => table.set(String(i).padStart(8, '0'), entry));
				table.tidy(notes(narrow), now - 1);
				list.forEach((entry, i) => assert.equal(table.get(String(i).padStart(8, '0')) === undefined, entry.until <= now - 1));
			}),
			runs,
		);
	});

	test('adopting takes what is not known, and keeps or merges what is', () => {
		fc.assert(
			fc.property(fc.dictionary(key, note, { noNullPrototype: false }), fc.dictionary(key, note), fc.boolean(), (mine, theirs, merging) => {
				const merge = (ours: Note, other: Note): Note => (other.at > ours.at ? other : ours);
				const collection = { ...notes(narrow), ...(merging ? { merge } : {}) };
				const table = new Table<Note>(narrow);
				const other = new Table<Note>(wide);
				const [us, them] = [new Map(Object.entries(mine)), new Map(Object.entries(theirs))];
				for (const [name, entry] of us) table.set(name, entry);
				for (const [name, entry] of them) other.set(name, entry);
				table.adopt(other, collection);
				for (const name of new Set([...us.keys(), ...them.keys()])) {
					const [ours, its] = [us.get(name), them.get(name)];
					const expected = ours === undefined ? its : its === undefined || !merging ? ours : merge(ours, its);
					assert.deepEqual(table.get(name), expected);
				}
			}),
			runs,
		);
	});

	test.each([
		['another length of entry', { signature: 'note.1', stride: 9, packed: '', loose: '' }, 'corrupt'],
		['half an entry', { signature: 'note.1', stride: 8, packed: Buffer.alloc(20).toString('base64'), loose: '' }, 'corrupt'],
		['loose entries that are not JSON', { signature: 'note.1', stride: 8, packed: '', loose: '[' }, 'corrupt'],
		['loose entries that are no list of pairs', { signature: 'note.1', stride: 8, packed: '', loose: '[null]' }, 'corrupt'],
		['a form nobody here knows', { signature: 'note.3', stride: 8, packed: '', loose: '' }, 'newer'],
	])('refuses an image with %s', (_name, image, kind) => {
		expect(() => Table.load(notes(narrow), image)).toThrow(expect.objectContaining({ name: 'StateProblem', kind }));
	});
});
