import { applyMapping, Rejected } from '../../../nodes/FieldMapper/applyMapping';
import { ready, refusal, rule, through } from './harness';

const row = (source: string, target: string, more: object = {}): Record<string, unknown> => ({ source, target, type: 'text', ...more });

describe('one table, both directions', () => {
	const rows = [row('customer.name', 'name'), row('customer.tags[0]', 'tag'), row('["a.b"]', 'meta.c'), { source: 'same' }];
	const source = { customer: { name: 'Ana', tags: ['x'] }, 'a.b': 'y', same: 'z' };
	const target = { name: 'Ana', tag: 'x', meta: { c: 'y' }, same: 'z' };

	it('maps forward and back', () => {
		expect(applyMapping(ready(rows), source)).toStrictEqual(target);
		expect(applyMapping(ready(rows, 'reverse'), target)).toStrictEqual(source);
	});

	it('writes the fields in the order of the rows', () => {
		const names = ['z', 'a', '10', 'm', '2'].map((name) => row(name, `f_${name}`));
		expect(Object.keys(applyMapping(ready(names), { a: '1', z: '2', 10: '3', m: '4', 2: '5' }))).toEqual(['f_z', 'f_a', 'f_10', 'f_m', 'f_2']);
	});

	it('uses a one-way row in its direction only', () => {
		const mixed = [row('a', 'x', { way: 'forward' }), row('b', 'y', { way: 'reverse' }), row('c', 'z')];
		expect(applyMapping(ready(mixed), { a: '1', b: '2', c: '3' })).toEqual({ x: '1', z: '3' });
		expect(applyMapping(ready(mixed, 'reverse'), { x: '1', y: '2', z: '3' })).toEqual({ b: '2', c: '3' });
	});

	it('lets two rows read one field, and two rows write one field in different directions', () => {
		expect(applyMapping(ready([row('a', 'x', { way: 'forward' }), row('a', 'y', { way: 'forward' })]), { a: '1' })).toEqual({ x: '1', y: '1' });
		const twoRows = [row('a', 'x', { way: 'forward', textSettings: { case: 'upper' } }), row('a', 'x', { way: 'reverse' })];
		expect(applyMapping(ready(twoRows), { a: 'q' })).toEqual({ x: 'Q' });
	});

	it('fills positions of a list that no row writes with null', () => {
		expect(applyMapping(ready([row('a', 'list[1]')]), { a: 'x' })).toStrictEqual({ list: [null, 'x'] });
	});

	it('names every field that is at fault, not only the first', () => {
		const table = [row('a', 'x'), row('b', 'y'), row('c', 'z', { type: 'integer' })];
		const result = applyMapping(ready(table), { a: 1, b: 'fine', c: 'NaN' });
		expect(result).toBeInstanceOf(Rejected);
		expect((result as Rejected).reasons).toEqual([
			{ field: 'x', path: 'a', value: 1, rule: 'notText', message: expect.stringContaining('number 1') as string, fix: expect.stringContaining('Accept Numbers') as string },
			{ field: 'z', path: 'c', value: 'NaN', rule: 'notInteger', message: '"NaN" is not a whole number.', fix: expect.any(String) as string },
		]);
	});
});

describe('absent, null and empty are three things', () => {
	const text = { type: 'text' };

	it('survive as they are by default, as 0, false and "" do', () => {
		for (const direction of ['forward', 'reverse'] as const) {
			expect(through(text, undefined, direction)).toEqual({ absent: true });
			expect(through(text, null, direction)).toEqual({ value: null });
			expect(through(text, '', direction)).toEqual({ value: '' });
			expect(through({ type: 'integer' }, 0, direction)).toEqual({ value: 0 });
			expect(through({ type: 'boolean' }, false, direction)).toEqual({ value: false });
		}
	});

	it.each([
		['absent', undefined],
		['null', null],
		['empty', ''],
	])('%s: left out, null, empty, a default, or rejected', (state, value) => {
		const policy = (choice: string): Record<string, unknown> => ({ ...text, way: 'forward', missing: { [state]: choice, default: 'none' } });
		expect(through(policy('leaveOut'), value)).toEqual({ absent: true });
		expect(through(policy('null'), value)).toEqual({ value: null });
		expect(through(policy('default'), value)).toEqual({ value: 'none' });
		expect(rule(policy('reject'), value)).toBe(state);
		if (state !== 'empty') expect(through(policy('emptyText'), value)).toEqual({ value: '' });
	});

	it('have one policy for each direction', () => {
		const phone = { ...text, missing: { empty: 'null' }, missingReverse: { null: 'emptyText' } };
		expect(through(phone, '')).toEqual({ value: null });
		expect(through(phone, null, 'reverse')).toEqual({ value: '' });
	});

	it('a default is checked and spelled by the type of the row', () => {
		const fallback = (type: string, value: unknown, more: object = {}): unknown =>
			through({ type, way: 'forward', missing: { absent: 'default', default: value }, ...more }, undefined);
		expect(fallback('integer', '12')).toEqual({ value: 12 });
		expect(fallback('integer', 0)).toEqual({ value: 0 });
		expect(fallback('decimal', '12.50', { decimalSettings: { targetAs: 'comma', targetDecimals: 2 } })).toEqual({ value: '12,50' });
		expect(fallback('boolean', 'false')).toEqual({ value: false });
		expect(fallback('date', '2024-03-01', { dateSettings: { targetPattern: 'dd.MM.yyyy' } })).toEqual({ value: '01.03.2024' });
		expect(fallback('moment', '2024-03-01T10:30:00+01:00')).toEqual({ value: '2024-03-01T09:30:00.000Z' });
		expect(fallback('list', 'a, b')).toEqual({ value: ['a', 'b'] });
		expect(fallback('raw', '{"a":1}')).toEqual({ value: { a: 1 } });
		expect(fallback('enum', 'on', { enumValues: { pair: [{ source: 'A', target: 'on' }] } })).toEqual({ value: 'on' });
	});

	it('a default is each record\'s own: no two records share an object', () => {
		const mapping = ready([row('a', 'x', { type: 'raw', way: 'forward', missing: { absent: 'default', default: '{"n":[]}' } })]);
		const [one, two] = [applyMapping(mapping, {}), applyMapping(mapping, {})] as { x: unknown }[];
		expect(one).toEqual({ x: { n: [] } });
		expect(one!.x).not.toBe(two!.x);
	});
});

describe('text that means no value', () => {
	it('counts as null on reading the source, letter for letter', () => {
		expect(through({ type: 'text' }, 'NULL', 'forward', ['NULL', 'N/A'])).toEqual({ value: null });
		expect(through({ type: 'text' }, 'N/A', 'forward', ['NULL', 'N/A'])).toEqual({ value: null });
		for (const name of ['null', 'Null', 'NULLS', 'NULL ', '']) {
			expect(through({ type: 'text' }, name, 'forward', ['NULL'])).toEqual({ value: name });
		}
	});

	it('is found behind spaces if the row trims them, and works with every type', () => {
		expect(through({ type: 'text', textSettings: { spaces: 'trim' } }, ' NULL ', 'forward', ['NULL'])).toEqual({ value: null });
		expect(through({ type: 'integer' }, 'NULL', 'forward', ['NULL'])).toEqual({ value: null });
		expect(through({ type: 'text', missing: { null: 'reject' } }, 'NULL', 'forward', ['NULL'])).toMatchObject({ rejected: { rule: 'null', value: 'NULL' } });
	});

	it('is not written as a real value, since it would be read back as none', () => {
		expect(rule({ type: 'text' }, 'NULL', 'reverse', ['NULL'])).toBe('noValueWord');
		expect(through({ type: 'text' }, null, 'reverse', ['NULL'])).toEqual({ value: null });
	});

	it('is written where the row says that null is spelled so', () => {
		const spelled = { type: 'text', missingReverse: { null: 'default', default: 'NULL' } };
		expect(through(spelled, null, 'reverse', ['NULL'])).toEqual({ value: 'NULL' });
		expect(through(spelled, 'NULL', 'forward', ['NULL'])).toEqual({ value: null });
	});

	it('is a value like any other in a row that ignores such words, and in raw rows', () => {
		const person = { type: 'text', missing: { ignoreWords: true } };
		expect(through(person, 'NULL', 'forward', ['NULL'])).toEqual({ value: 'NULL' });
		expect(through(person, 'NULL', 'reverse', ['NULL'])).toEqual({ value: 'NULL' });
		expect(through({ type: 'raw' }, 'NULL', 'forward', ['NULL'])).toEqual({ value: 'NULL' });
	});
});

describe('a table that cannot be right is refused before the first item, naming the row', () => {
	it.each([
		['no row for the direction', [row('a', 'b', { way: 'reverse' })], 'has no row for this direction'],
		['an empty table', [], 'has no row'],
		['a row without a source', [{ source: '', target: 'x' }], 'Row 1: The path "" is empty'],
		['a broken path', [row('a', 'b'), row('a..b', 'c')], 'Row 2 (a..b → c): The path "a..b" has an empty name'],
		['an unknown type', [row('a', 'b', { type: 'number' })], 'there is no type "number"'],
		['a type that objects inherit', [row('a', 'b', { type: 'constructor' })], 'there is no type "constructor"'],
		['an unknown choice', [row('a', 'b', { textSettings: { spaces: 'none' } })], '"none" is no choice for spaces'],
		['an unknown way', [row('a', 'b', { way: 'sideways' })], '"sideways" is no choice'],
		['a default that is missing', [row('a', 'b', { way: 'forward', missing: { null: 'default' } })], 'none is given'],
		['a default of another type', [row('a', 'b', { type: 'integer', way: 'forward', missing: { null: 'default', default: 'x' } })], 'its default cannot be used: "x" is not a whole number'],
		['two rows that write one field', [row('a', 'x'), row('b', 'x')], 'Row 2 (b → x): going forward, it writes the same field as Row 1 (a → x)'],
		['one field spelled in two ways', [row('a', 'x.y'), row('b', 'x["y"]')], 'writes the same field'],
		['two rows that write one field going back', [row('a', 'x'), row('a', 'y')], 'going back, it writes the same field'],
		['a row that writes inside another', [row('a', 'x', { type: 'raw' }), row('b', 'x.y')], 'writes inside what Row 1'],
		['a row that writes around another', [row('b', 'x.y'), row('a', 'x', { type: 'raw' })], 'or around it'],
		['a place that is list and object', [row('a', 'x[0]'), row('b', 'x.y')], 'a list and an object'],
		['a row that writes _sync', [row('a', '_sync.key')], 'belongs to the sync nodes'],
		['a zone that does not exist', [row('a', 'b', { type: 'moment', momentSettings: { sourceZone: 'Europe/Atlantis' } })], 'no time zone "Europe/Atlantis"'],
		['local time without a zone', [row('a', 'b', { type: 'moment', momentSettings: { sourceAs: 'local' } })], 'local time without a zone'],
		['a date pattern without a day', [row('a', 'b', { type: 'date', dateSettings: { sourcePattern: 'MM.yyyy' } })], 'the day (dd) is missing'],
		['a date pattern with a short year', [row('a', 'b', { type: 'date', dateSettings: { sourcePattern: 'dd.MM.yy' } })], 'a year of two digits may be of any century'],
		['a date pattern that runs on', [row('a', 'b', { type: 'date', dateSettings: { sourcePattern: 'dMyyyy' } })], 'cannot be told apart'],
		['a date pattern with a time', [row('a', 'b', { type: 'date', dateSettings: { sourcePattern: 'yyyy-MM-dd HH:mm' } })], '"HH" is not known'],
		['a moment pattern without a year', [row('a', 'b', { type: 'moment', momentSettings: { sourceAs: 'pattern', sourcePattern: 'dd.MM. HH:mm', sourceZone: 'UTC' } })], 'the year (yyyy) is missing'],
		['a moment pattern without offset or zone', [row('a', 'b', { type: 'moment', momentSettings: { sourceAs: 'pattern', sourcePattern: 'yyyy-MM-dd HH:mm' } })], 'no time zone is named'],
		['hours to twelve without am and pm', [row('a', 'b', { type: 'moment', momentSettings: { sourceAs: 'pattern', sourcePattern: 'yyyy-MM-dd hh:mm ZZ' } })], 'h needs a for am and pm'],
		['an enum without values', [row('a', 'b', { type: 'enum' })], 'the list of values is empty'],
		['an enum of numbers with a word', [row('a', 'b', { type: 'enum', enumSettings: { sourceKind: 'number' }, enumValues: { pair: [{ source: 'A', target: 'x' }] } })], 'is not a number'],
		['one word for yes and no', [row('a', 'b', { type: 'boolean', booleanSettings: { sourceAs: 'words', sourceTrue: 'x', sourceFalse: 'y, X' } })], 'stands for both yes and no'],
		['a list without a separator', [row('a', 'b', { type: 'list', listSettings: { sourceAs: 'text', sourceSeparator: '' } })], 'the separator is missing'],
	])('%s', (_, rows, words) => {
		expect(refusal(rows)).toContain(words);
	});

	it('names all rows at fault at once', () => {
		const message = refusal([row('a..', 'x'), row('b', 'y', { type: 'nope' })]);
		expect(message).toContain('Row 1');
		expect(message).toContain('Row 2');
	});
});

describe('a row used both ways that would lose something is refused, with a value that shows it', () => {
	const pairs = (list: [string, string][]): object => ({ enumValues: { pair: list.map(([source, target]) => ({ source, target })) } });

	it.each([
		['a change of case', { textSettings: { case: 'upper' } }, '"McDonald" would come back as "MCDONALD"'],
		['cut fractions of a second', { type: 'moment', momentSettings: { finer: 'cut' } }, '09:30:00.123456 would come back as 09:30:00.123'],
		['two source values that become one', { type: 'enum', ...pairs([['A', 'on'], ['B', 'on']]) }, '"B" would come back as "A"'],
		['a source value that stands twice', { type: 'enum', ...pairs([['A', 'on'], ['A', 'off']]) }, 'the source value "A" stands twice'],
		['null that becomes a value', { missing: { null: 'default', default: 'unknown' } }, 'null in a would become "unknown" in b, and then come back as "unknown"'],
		['an absent field that becomes a value', { missingReverse: { absent: 'default', default: '-' } }, 'an absent field in a would become an absent field in b, and then come back as "-"'],
		['an empty text that becomes a value', { missing: { empty: 'default', default: 'x' } }, '"" in a would become "x" in b'],
		['a value whose counterpart means no value', { type: 'enum', ...pairs([['A', '']]), missingReverse: { empty: 'null' } }, '"A" in a would become "" in b, and then come back as null'],
		['null that becomes an empty list', { type: 'list', listSettings: { sourceAs: 'text' }, missingReverse: { null: 'emptyText' } }, 'null in a would become null in b, and then come back as ""'],
	])('%s', (_, more, words) => {
		expect(refusal([row('a', 'b', more)])).toContain(words);
		expect(refusal([row('a', 'b', more)], 'reverse')).toContain(words);
	});

	it('null that becomes a value which can never go back', () => {
		const spelled = row('a', 'b', { missing: { null: 'default', default: 'NULL' } });
		expect(() => ready([spelled], 'forward', ['NULL'])).toThrow('null in a would become "NULL" in b, and then could not go back');
	});

	it('works one way, and with one row for each way', () => {
		const fill = { missing: { null: 'default', default: 'unknown' } };
		const mapping = ready([row('a', 'b', { ...fill, way: 'forward' }), row('a', 'b', { way: 'reverse' })]);
		expect(applyMapping(mapping, { a: null })).toEqual({ b: 'unknown' });
		expect(ready([row('a', 'b', { type: 'enum', ...pairs([['A', 'on'], ['B', 'on']]), way: 'forward' })]).rows).toHaveLength(1);
	});

	it('is not refused for spellings that it declares to mean the same', () => {
		ready([
			row('a', 'a1', { textSettings: { spaces: 'collapse', unicode: 'nfc', acceptNumbers: true } }),
			row('b', 'b1', { missing: { empty: 'null' }, missingReverse: { null: 'emptyText' } }),
			row('c', 'c1', { missing: { null: 'leaveOut' } }),
			row('d', 'd1', { type: 'decimal', decimalSettings: { sourceAs: 'dotComma', sourceDecimals: 2, targetDecimals: 2 } }),
			row('e', 'e1', { type: 'moment', momentSettings: { sourceAs: 'local', sourceZone: 'America/New_York', targetAs: 'epochSeconds' } }),
			row('f', 'f1', { type: 'list', listSettings: { sourceAs: 'text', itemType: 'decimal' } }),
			row('g', 'g1', { missing: { absent: 'reject', null: 'reject', empty: 'reject' } }),
			row('h', 'h1', { missing: { absent: 'reject', null: 'reject', empty: 'reject' }, missingReverse: { absent: 'reject', null: 'reject', empty: 'reject' } }),
		]);
	});
});
