import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, canonicalJsonWithout, MAX_DEPTH, NotCanonicalError } from '../../../nodes/shared/record/canonical';

const vectors = join(__dirname, '../../data/rfc8785');
const read = (file: string): string => readFileSync(join(vectors, file), 'utf8');

describe('canonical JSON is RFC 8785', () => {
	it.each(['arrays', 'french', 'structures', 'unicode', 'values', 'weird'])('gives the published output for "%s"', (name) => {
		expect(canonicalJson(JSON.parse(read(`${name}.input.json`)))).toBe(read(`${name}.output.json`).replace(/\n$/, ''));
	});

	it('writes the first 10,000 published number samples exactly', () => {
		const lines = createHash('sha256');
		let count = 0;
		for (const [bits, value] of publishedNumbers(10_000)) {
			lines.update(`${bits},${canonicalJson(value)}\n`);
			count += 1;
		}
		expect(count).toBe(10_000);
		expect(lines.digest('hex')).toBe('b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892');
	});

	it('sorts keys by UTF-16 code units, not by code points and not by locale', () => {
		// U+1F602 is written as D83D DE02 and so comes before U+FB33, which is the smaller code point.
		expect(canonicalJson({ '\ufb33': 1, '\u{1f602}': 2, z: 3, ä: 4, Z: 5 })).toBe('{"Z":5,"z":3,"ä":4,"\u{1f602}":2,"\ufb33":1}');
	});

	it('sorts number-like keys as text', () => {
		expect(canonicalJson({ 10: 'ten', 9: 'nine', 1: 'one' })).toBe('{"1":"one","10":"ten","9":"nine"}');
	});
});

describe('canonical JSON and what JSON cannot say', () => {
	it.each([
		['NaN', NaN, 'NaN'],
		['an infinity', -Infinity, '-Infinity'],
		['half a surrogate pair', 'a\ud800', 'half a surrogate pair'],
		['a big integer', 1n, 'bigint'],
		['a function', () => 1, 'function'],
		['a Map', new Map(), 'Map'],
		['an invalid date', new Date(NaN), 'invalid date'],
	])('refuses %s and says where it is', (_, value, words) => {
		const attempt = (): string => canonicalJson({ a: [1, { b: value }] });
		expect(attempt).toThrow(NotCanonicalError);
		expect(attempt).toThrow(words);
		expect(attempt).toThrow('at a.1.b');
	});

	it('refuses half a surrogate pair in a key', () => {
		expect(() => canonicalJson({ '\udc00': 1 })).toThrow(NotCanonicalError);
	});

	it('takes data as deep as the limit and refuses deeper data with a typed error', () => {
		expect(canonicalJson(nested(MAX_DEPTH))).toHaveLength(2 * MAX_DEPTH);
		expect(() => canonicalJson(nested(MAX_DEPTH + 1))).toThrow(NotCanonicalError);
		expect(() => canonicalJson(nested(10_000))).toThrow(`deeper than ${MAX_DEPTH} levels`);
	});

	it('leaves undefined properties out and keeps their place in lists, as JSON.stringify does', () => {
		expect(canonicalJson({ b: undefined, a: [undefined, 1] })).toBe('{"a":[null,1]}');
	});

	it('tells absent, null and empty apart', () => {
		const forms = [{}, { a: null }, { a: '' }, { a: 0 }, { a: false }, { a: '0' }].map(canonicalJson);
		expect(new Set(forms).size).toBe(forms.length);
	});

	it('takes __proto__ and constructor for what they are: names', () => {
		expect(canonicalJson(JSON.parse('{"constructor":1,"__proto__":{"x":2}}'))).toBe('{"__proto__":{"x":2},"constructor":1}');
		expect(canonicalJson({})).toBe('{}');
	});

	it('writes a record without the keys left out, at the top only', () => {
		const record = { b: 1, _sync: { key: 1 }, a: { _sync: 2 } };
		expect(canonicalJsonWithout(record, new Set(['_sync']))).toBe('{"a":{"_sync":2},"b":1}');
	});

	it('is not led astray by records of another shape in between', () => {
		const shapes = [{ b: 1, a: 2 }, { a: 1, c: 2 }, { b: 1, a: 2 }, { b: { b: 1, a: 2 }, a: 3 }, { a: 1, b: 2 }];
		expect(shapes.map((shape) => canonicalJson(shape))).toEqual([
			'{"a":2,"b":1}',
			'{"a":1,"c":2}',
			'{"a":2,"b":1}',
			'{"a":3,"b":{"a":2,"b":1}}',
			'{"a":1,"b":2}',
		]);
	});
});

function nested(levels: number): unknown {
	let value: unknown[] = [];
	for (let i = 1; i < levels; i += 1) value = [value];
	return value;
}

/** The sequence of number samples published with the RFC's reference code: fixed ones, serial ones, then a hash chain. */
function* publishedNumbers(count: number): Generator<[string, number]> {
	const bits = new DataView(new ArrayBuffer(8));
	const sample = (pattern: bigint): [string, number] => {
		bits.setBigUint64(0, pattern);
		return [pattern.toString(16), bits.getFloat64(0)];
	};
	let made = 0;
	const patterns = read('numbers.hex').trim().split('\n').map((hex) => BigInt(`0x${hex}`));
	for (let i = 0n; i < 2000n; i += 1n) patterns.push(0x0010000000000000n + i);
	for (const pattern of patterns) {
		if (made === count) return;
		made += 1;
		yield sample(pattern);
	}
	let block = Buffer.alloc(32);
	while (true) {
		block = createHash('sha256').update(block).digest();
		for (let at = 0; at < 32; at += 8) {
			const [hex, value] = sample(block.readBigUInt64LE(at));
			if (value === 0 || !Number.isFinite(value)) continue;
			if (made === count) return;
			made += 1;
			yield [hex, value];
		}
	}
}
