import { TYPES } from '../../../../nodes/FieldMapper/types';
import { compile, problemOf, refused, through } from './codec';

describe('a list of any type', () => {
	it('takes the settings of its values, each side its own', () => {
		const row = through('list', { itemType: 'date', sourceAs: 'text', sourceSeparator: ';', dateSettings: { sourcePattern: 'dd.MM.yyyy' } });
		expect(row.forward('01.03.2024; 29.02.2024')).toEqual(['2024-03-01', '2024-02-29']);
		expect(row.reverse(['2024-03-01', '2024-02-29'])).toBe('01.03.2024;29.02.2024');
		expect(row.forward('01.03.2024;2024-03-01')).toBe('rule: notDate');
		const both = through('list', { itemType: 'boolean', booleanSettings: { sourceAs: 'words', sourceTrue: 'ja', sourceFalse: 'nein', targetAs: 'number' } });
		expect([both.forward(['ja', 'nein']), both.reverse([1, 0])]).toEqual([[true, false].map(Number), ['ja', 'nein']]);
	});

	it('names the value that is wrong, with the rule of its type', () => {
		expect(problemOf('list', { itemType: 'moment' }, ['2024-03-01T09:30:00Z', '2024-03-01T09:30:00'])).toMatchObject({
			rule: 'noOffset',
			message: 'Value 2 of the list: "2024-03-01T09:30:00" names no time zone: it could be any of 27 hours.',
		});
		expect(problemOf('list', { itemType: 'moment', targetAs: 'text', momentSettings: { targetAs: 'epochSeconds' } }, ['2024-03-01T09:30:00.5Z'])).toMatchObject({ rule: 'notExpressible' });
	});

	it('cleans its values up as their type does', () => {
		expect(through('list', { textSettings: { spaces: 'trim' } }).forward([' a ', 'b'])).toEqual(['a', 'b']);
		expect(through('list', { itemType: 'email' }).forward([' ada@example.org '])).toEqual(['ada@example.org']);
	});

	it('maps values by a value map', () => {
		const pairs = [{ source: 'A', target: 'active' }, { source: 'I', target: 'inactive' }];
		const row = through('list', { itemType: 'enum', sourceAs: 'text' }, pairs);
		expect([row.forward('A,I,A'), row.reverse(['inactive'])]).toEqual([['active', 'inactive', 'active'], 'I']);
		expect(row.forward('A,x')).toBe('rule: unknownValue');
	});

	it('writes numbers in a text in letters, where they are read so', () => {
		const row = through('list', { itemType: 'moment', targetAs: 'text', momentSettings: { targetAs: 'epochMs' } });
		expect(row.forward(['2024-03-01T09:30:00Z', '1970-01-01T00:00:00Z'])).toBe('1709285400000,0');
		expect(row.reverse('1709285400000,0')).toEqual(['2024-03-01T09:30:00.000Z', '1970-01-01T00:00:00.000Z']);
		const numbers = through('list', { itemType: 'enum', targetAs: 'text', enumSettings: { targetKind: 'number' } }, [{ source: 'a', target: '1' }]);
		expect(numbers.forward(['a'])).toBe('rule: notExpressible');
	});

	it('says which settings of its values are wrong', () => {
		expect(refused('list', { itemType: 'date', dateSettings: { sourcePattern: 'yyyy' } })).toContain('its values: the date pattern "yyyy" cannot be used');
		expect(refused('list', { itemType: 'date', dateSettings: { sourceAs: 'x' } })).toContain('no choice for sourceAs');
		expect(refused('list', { itemType: 'enum' })).toContain('its values: the list of values is empty');
	});

	it('is refused both ways for what its values lose', () => {
		const type = compile('list', { itemType: 'text', textSettings: { case: 'upper' } });
		expect('refuse' in type && type.refuse!('both')?.message).toContain('McDonald');
	});

	it('offers every type of single values', () => {
		const offered = (TYPES.list.settings['itemType'] as unknown as { choice: string[] }).choice;
		expect([...offered].sort()).toEqual(Object.keys(TYPES).filter((name) => !['list', 'object', 'json', 'base64', 'extract', 'raw'].includes(name)).sort());
	});
});

describe('a separator inside a value', () => {
	it.each([
		['double', ['a,b', 'c'], '"a,b",c'],
		['double', ['say "hi"', ''], '"say ""hi""",'],
		['double', [''], '""'],
		['double', [' a ', 'b'], '" a ",b'],
		['backslash', ['a,b', 'c'], 'a\\,b,c'],
		['backslash', ['a\\b', ' c'], 'a\\\\b,\\ c'],
		['backslash', ['𝄞,', '\ta'], '𝄞\\,,\\\ta'],
	])('in %s: %j is %j, and back', (targetQuotes, values, text) => {
		const { forward, reverse } = through('list', { targetAs: 'text', targetQuotes });
		expect(forward(values)).toBe(text);
		expect(reverse(text)).toEqual(values);
	});

	it('is refused without quotes', () => {
		expect(problemOf('list', { targetAs: 'text' }, ['a,b'])).toMatchObject({ rule: 'notExpressible', fix: expect.stringContaining('Separator Inside a Value') as string });
	});

	it('reads what people write around quotes, and rejects broken ones', () => {
		const { reverse } = through('list', { targetAs: 'text', targetQuotes: 'double' });
		expect([reverse(' "a,b" , c '), reverse('a"b,c'), reverse('a,'), reverse('')]).toEqual([['a,b', 'c'], ['a"b', 'c'], ['a', ''], []]);
		expect(['"a', '"a"b,c', 'x,"'].map(reverse)).toEqual(Array(3).fill('rule: brokenList'));
		expect(through('list', { targetAs: 'text', targetQuotes: 'backslash' }).reverse('a\\')).toBe('rule: brokenList');
	});

	it('cannot be the sign that marks it', () => {
		expect(refused('list', { targetAs: 'text', targetSeparator: '"', targetQuotes: 'double' })).toContain('cannot hold the sign');
		expect(refused('list', { targetAs: 'text', targetSeparator: '\\', targetQuotes: 'backslash' })).toContain('cannot hold the sign');
		expect(refused('list', { targetAs: 'text', targetSeparator: '' })).toContain('the separator is missing');
	});
});

describe('a list as a whole', () => {
	it('is sorted by what its values are', () => {
		const sorted = (itemType: string, values: unknown[], settings = {}): unknown => through('list', { itemType, order: 'ascending', ...settings }).forward(values);
		expect(sorted('text', ['b', 'a', 'B', '10', '9'])).toEqual(['10', '9', 'B', 'a', 'b']);
		expect(sorted('integer', [10, 9, '9007199254740993', '-9007199254740993', -1])).toEqual(['-9007199254740993', -1, 9, 10, '9007199254740993']);
		expect(sorted('decimal', ['0.12345678901234567891', '0.12345678901234567890', 0.5, -0.5])).toEqual([-0.5, '0.1234567890123456789', '0.12345678901234567891', 0.5]);
		expect(sorted('duration', ['PT2H', 'PT30M', '-PT1H'])).toEqual(['-PT1H', 'PT30M', 'PT2H']);
		expect(sorted('boolean', [true, false])).toEqual([false, true]);
		const moments = ['2024-03-01T09:30:00.000Z', '2024-03-01T10:30:00.000+05:00', '2024-03-01T09:30:00.000001Z'];
		expect(sorted('moment', moments, { momentSettings: { offset: 'keep', finer: 'keep' } })).toEqual([moments[1], moments[0], moments[2]]);
		expect(through('list', { order: 'descending' }).forward(['a', 'c', 'b'])).toEqual(['c', 'b', 'a']);
	});

	it('has each value once, if asked, and tells 1 from "1"', () => {
		expect(through('list', { duplicates: 'remove' }).forward(['a', 'b', 'a', 'A'])).toEqual(['a', 'b', 'A']);
		expect(through('list', { itemType: 'moment', duplicates: 'remove' }).forward(['2024-03-01T10:30:00+01:00', '2024-03-01T09:30:00Z'])).toEqual(['2024-03-01T09:30:00.000Z']);
		expect(problemOf('list', { duplicates: 'reject' }, ['a', 'b', 'a'])).toMatchObject({ rule: 'twoValues', message: 'Values 1 and 3 of the list are the same: "a".' });
		expect(through('list', { duplicates: 'remove' }).forward(['__proto__', 'constructor', '__proto__'])).toEqual(['__proto__', 'constructor']);
	});

	it('has as many values as stated', () => {
		const { forward } = through('list', { minCount: 1, maxCount: 2 });
		expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(forward)).toEqual(['rule: wrongCount', ['a'], ['a', 'b'], 'rule: wrongCount']);
		expect(problemOf('list', { maxCount: 2 }, ['a', 'b', 'c']).message).toBe('The list has 3 values, and this row takes at most 2.');
		expect(through('list', { duplicates: 'remove', maxCount: 1 }).forward(['a', 'a'])).toEqual(['a']);
	});

	it('drops entries without a value, if asked', () => {
		expect(through('list', { emptyEntries: 'drop', itemType: 'integer' }).forward([1, null, '', 2])).toEqual([1, 2]);
		expect(through('list', { emptyEntries: 'drop', sourceAs: 'text' }).forward('a,,b,')).toEqual(['a', 'b']);
	});

	it.each([
		[{ order: 'ascending' }, '["b", "a"] would come back as ["a", "b"]'],
		[{ duplicates: 'remove' }, '["a", "a"] would come back as ["a"]'],
		[{ emptyEntries: 'drop' }, '["a", null] would come back as ["a"]'],
	])('refuses %j both ways, with what would be lost', (settings, lost) => {
		const type = compile('list', settings);
		if (!('refuse' in type)) throw new Error('no refuse');
		expect(type.refuse!('both')?.message).toContain(lost);
		expect([type.refuse!('forward'), type.refuse!('reverse')]).toEqual([undefined, undefined]);
	});
});
