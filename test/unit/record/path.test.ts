import { compilePath, fieldNamed, type FieldPath } from '../../../nodes/shared/record/path';

const path = (text: string): FieldPath => {
	const result = compilePath(text);
	if (!result.ok) throw new Error(result.problem);
	return result.path;
};
const written = (text: string, value: unknown, target: object = {}): unknown => {
	path(text).set(target, value);
	return target;
};

describe('a field path reads', () => {
	const record = {
		name: 'Ana',
		address: { street: 'Main 1', zip: 0, note: '', gone: null },
		emails: [{ value: 'a@example.com' }, { value: 'b@example.com' }],
		'a.b': { 'c d': 1 },
		list: [[1, 2], [3]],
	};

	it.each([
		['name', 'Ana'],
		['address.street', 'Main 1'],
		['emails[1].value', 'b@example.com'],
		['["a.b"].c d', 1],
		["['a.b']['c d']", 1],
		['["a.b"]["c d"]', 1],
		['list[0][1]', 2],
		['address.zip', 0],
		['address.note', ''],
		['address.gone', null],
		['missing', undefined],
		['missing.street', undefined],
		['name.first', undefined],
		['name.length', undefined],
		['emails.length', undefined],
		['emails[7].value', undefined],
		['address.gone.x', undefined],
	])('%s', (text, expected) => {
		expect(path(text).get(record)).toBe(expected);
	});

	it('only own properties: what objects inherit is not data', () => {
		for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'constructor.name', '__proto__.x']) {
			expect(path(name).get({})).toBeUndefined();
		}
		expect(path('__proto__').get(JSON.parse('{"__proto__":5}'))).toBe(5);
		expect(path('constructor').get({ constructor: 'c' })).toBe('c');
	});

	it.each([[null], [undefined], ['text'], [5], [[1]]])('nothing from %p', (value) => {
		expect(path('a').get(value)).toBeUndefined();
		expect(path('a.b').get(value)).toBeUndefined();
		expect(path('a.b.c').get(value)).toBeUndefined();
	});
});

describe('a field path writes', () => {
	it('top-level and nested fields, making objects and lists on the way', () => {
		expect(written('a', 1)).toEqual({ a: 1 });
		expect(written('a.b.c', 1)).toEqual({ a: { b: { c: 1 } } });
		expect(written('a[0].b', 1)).toEqual({ a: [{ b: 1 }] });
		expect(written('["a.b"]', 1)).toEqual({ 'a.b': 1 });
		expect(written('a.b', 2, { a: { c: 1 } })).toEqual({ a: { b: 2, c: 1 } });
		expect(written('a.b', 2, { a: null })).toEqual({ a: { b: 2 } });
	});

	it('null into the positions of a list that it skips, since JSON has no holes', () => {
		const target = written('a[2]', 'x') as { a: unknown[] };
		expect(target).toStrictEqual({ a: [null, null, 'x'] });
		expect(Object.keys(target.a)).toEqual(['0', '1', '2']);
	});

	it.each([
		['a.b', { a: 5 }],
		['a.b', { a: 'text' }],
		['a.b', { a: [1] }],
		['a[0]', { a: { b: 1 } }],
	])('nothing through %s where %p stands in the way', (text, target) => {
		const before = structuredClone(target);
		expect(path(text).set(target, 1)).toBe(false);
		expect(target).toEqual(before);
	});

	it('__proto__ and constructor as plain data', () => {
		const target = {};
		expect(path('__proto__.polluted').set(target, 'yes')).toBe(true);
		expect(path('constructor.name').set(target, 'c')).toBe(true);
		expect(JSON.stringify(target)).toBe('{"__proto__":{"polluted":"yes"},"constructor":{"name":"c"}}');
		expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
		expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
	});
});

describe('a field path that makes no sense is refused in words', () => {
	it.each([
		['', 'is empty'],
		['  ', 'is empty'],
		['a.', 'ends with a dot'],
		['.a', 'empty name'],
		['a..b', 'empty name'],
		['a[0].', 'ends with a dot'],
		['a[x]', 'a number or a quoted name'],
		['a[-1]', 'a number or a quoted name'],
		['a[', 'a number or a quoted name'],
		['a["b', 'no closing'],
		['a[0]b', 'needs a dot or ['],
		['a[100000]', '99999 is the highest'],
	])('"%s"', (text, words) => {
		const result = compilePath(text);
		expect(result).toEqual({ ok: false, problem: expect.stringContaining(words) as unknown });
	});
});

describe('fieldNamed', () => {
	it('takes the whole text as one name', () => {
		expect(fieldNamed('a.b[0]').get({ 'a.b[0]': 1 })).toBe(1);
	});
});
