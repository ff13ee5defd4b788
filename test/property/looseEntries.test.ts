import fc from 'fast-check';
import { LooseEntries, countLoose, type PartSizes } from '../../nodes/shared/state/looseEntries';
import { keyHash } from '../../nodes/shared/record/fingerprint';

// What stands in the image is what is remembered, however it came about; and what did not change is not written again.

type Entry = { n: number; text: string };
const SMALL: PartSizes = { entries: 4, packFrom: 120 };
const KEYS = Array.from({ length: 24 }, (_, n) => keyHash(`key ${n}`));

type Step = { kind: 'set'; key: number; entry: Entry } | { kind: 'delete'; key: number } | { kind: 'write' } | { kind: 'reload' };
const key = fc.nat(KEYS.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('set' as const), key, entry: fc.record({ n: fc.nat(), text: fc.oneof(fc.constantFrom('', 'é~', '"quoted"', 'x'.repeat(60)), fc.string({ unit: 'grapheme', maxLength: 5 })) }) }) },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
	{ weight: 3, arbitrary: fc.constant({ kind: 'write' as const }) },
	{ weight: 1, arbitrary: fc.constant({ kind: 'reload' as const }) },
);

const read = (text: string): LooseEntries<Entry> => {
	const loose = LooseEntries.read<Entry>(text, SMALL);
	if (loose === undefined) throw new Error(`unreadable: ${text.slice(0, 200)}`);
	return loose;
};
const sorted = (entries: Iterable<[string, Entry]>): [string, Entry][] => [...entries].map(([k, { n, text }]): [string, Entry] => [k, { n, text }]).sort(([a], [b]) => (a < b ? -1 : 1));

test('whatever is set, forgotten, written and read back: the image holds what is remembered, and says how much', () => {
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			const truth = new Map<string, Entry>();
			let loose = new LooseEntries<Entry>(SMALL);
			const check = (): string => {
				const text = loose.write();
				expect(text).toMatch(/^[\x20-\x7e]*$/);
				expect(sorted(read(text))).toEqual(sorted(truth));
				expect([countLoose(text), loose.size]).toEqual([truth.size, truth.size]);
				expect(loose.write()).toBe(text);
				return text;
			};
			for (const one of steps) {
				switch (one.kind) {
					case 'set':
						loose.set(KEYS[one.key]!, one.entry);
						truth.set(KEYS[one.key]!, one.entry);
						break;
					case 'delete':
						loose.delete(KEYS[one.key]!);
						truth.delete(KEYS[one.key]!);
						break;
					case 'write':
						check();
						break;
					case 'reload':
						loose = read(check());
				}
			}
			check();
			expect(sorted(loose)).toEqual(sorted(truth));
		}),
		{ numRuns: Number(process.env['FC_RUNS'] ?? 5000) },
	);
});

test('nothing that is gone is kept for ever: with all of it forgotten, the image is empty', () => {
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			const loose = new LooseEntries<Entry>(SMALL);
			for (const one of steps) {
				if (one.kind === 'set') loose.set(KEYS[one.key]!, one.entry);
				if (one.kind === 'delete') loose.delete(KEYS[one.key]!);
				if (one.kind === 'write') loose.write();
			}
			for (const one of KEYS) loose.delete(one);
			// Nothing is to be done if nothing changed; else one more save must do.
			loose.write();
			loose.set(KEYS[0]!, { n: 1, text: '' });
			expect(countLoose(loose.write())).toBe(1);
			loose.delete(KEYS[0]!);
			expect(loose.write()).toBe('');
		}),
		{ numRuns: Number(process.env['FC_RUNS'] ?? 5000) },
	);
});

/** What a save adds to the image that was not in the one before it, in entries. */
function written(before: string, after: string): number {
	const parts = (text: string): string[] => {
		const [, head = '', body = ''] = /^~\d+:([^~]*)~(.*)$/s.exec(text) ?? [undefined, '', ''];
		let at = 0;
		return head.split(',').map((one) => body.slice(at, (at += Number(one.slice(1)))));
	};
	const known = new Set(parts(before));
	return parts(after).filter((one) => !known.has(one)).reduce((sum, text) => sum + LooseEntries.read<Entry>(text.startsWith('[') ? text : `~0:z${text.length}~${text}`)!.size, 0);
}

test('a save after a hundred changes of 20,000 writes little more than those, again and again, and the image stays small', () => {
	const loose = new LooseEntries<Entry>();
	const keys = Array.from({ length: 20_000 }, (_, n) => keyHash(`record ${n}`));
	keys.forEach((one, n) => loose.set(one, { n, text: 'as it was' }));
	let image = loose.write();
	const first = image.length;
	let all = 0;
	for (let run = 0; run < 40; run += 1) {
		for (let i = 0; i < 100; i += 1) loose.set(keys[(run * 7_919 + i * 104_729) % keys.length]!, { n: run, text: 'changed' });
		const next = loose.write();
		const count = written(image, next);
		expect(count).toBeLessThanOrEqual(100 + 2 * 4_096);
		all += count;
		image = next;
	}
	expect(all).toBeLessThan(40 * 100 * 30);
	expect(image.length).toBeLessThan(2 * first);
	expect(sorted(LooseEntries.read<Entry>(image)!)).toEqual(sorted(loose));
});

test('an image of before there were parts is read, and written in parts from then on', () => {
	const list = KEYS.map((one, n): [string, Entry] => [one, { n, text: '' }]);
	const old = JSON.stringify(list.map(([one, entry]) => [Buffer.from(one, 'latin1').toString('base64'), entry]));
	const loose = read(old);
	expect(sorted(loose)).toEqual(sorted(list));
	const text = loose.write();
	expect(text).toMatch(/^~24:/);
	expect(sorted(read(text))).toEqual(sorted(list));
	// Few entries stand there as ever.
	expect(LooseEntries.read<Entry>(old)!.write()).toBe(old);
});

test.each([
	['no JSON', '['], ['no list', '{}'], ['no pairs', '[null]'], ['a head cut off', '~2:j5'], ['parts cut off', '~1:j30~[["a",{}]]'], ['more than the head says', '~1:j9~[["a",1]]x'],
	['no number', '~1:jx~[]'], ['what is not compressed', '~1:z4~AAAA'], ['a pair of three', '[["a",1,2]]'],
])('what cannot be read is said to be so: %s', (_, text) => {
	expect(LooseEntries.read(text)).toBeUndefined();
});
