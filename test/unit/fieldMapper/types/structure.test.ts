import { compile, problemOf, refused, through } from './codec';

const lossOf = (name: 'json' | 'object' | 'extract', settings: object, way: 'both' | 'forward' | 'reverse' = 'both'): string | undefined => {
	const type = compile(name, { ...settings });
	if (!('refuse' in type)) throw new Error('refused');
	return type.refuse!(way)?.message;
};

describe('object', () => {
	it('is handed on as the same object', () => {
		const value = { a: { b: [1, null, ''] } };
		expect(through('object').forward(value)).toBe(value);
		expect(through('object').reverse(value)).toBe(value);
		expect(through('object').forward(Object.assign(Object.create(null), { a: 1 }))).toEqual({ a: 1 });
	});

	it('has the keys it may and must have', () => {
		const { forward } = through('object', { keys: 'street, city', requiredKeys: 'city' });
		expect(forward({ city: 'Wien' })).toEqual({ city: 'Wien' });
		expect([{ street: 'x' }, { city: undefined }, { city: 'x', zip: 1 }].map(forward)).toEqual(['rule: missingKey', 'rule: missingKey', 'rule: unknownKey']);
		expect(problemOf('object', { keys: 'a' }, { a: 1, b: 2 }).message).toBe('The object has "b", which is not among the allowed keys.');
		expect(through('object', { keys: 'a', otherKeys: 'drop' }).forward({ a: 1, b: 2, constructor: 3 })).toEqual({ a: 1 });
		expect(lossOf('object', { keys: 'a', otherKeys: 'drop' })).toContain('would come back without "other"');
		expect(lossOf('object', { otherKeys: 'drop' })).toBeUndefined();
	});

	it('treats __proto__ as a key like any other', () => {
		const hostile = JSON.parse('{"__proto__": {"polluted": 1}, "a": 2}') as object;
		expect(through('object', { keys: 'a' }).forward(hostile)).toBe('rule: unknownKey');
		const kept = through('object', { keys: 'a, __proto__', otherKeys: 'drop' }).forward(hostile) as object;
		expect(Object.hasOwn(kept, '__proto__')).toBe(true);
		expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
		expect(problemOf('object', { requiredKeys: 'toString' }, {}).rule).toBe('missingKey');
	});

	it.each([
		[[1], 'notObject', 'type List'],
		['{"a":1}', 'notObject', 'JSON Text'],
		[new Date(0), 'notObject', 'type that fits'],
		[new Map(), 'notObject', 'type that fits'],
		[5, 'notObject', 'type that fits'],
		[{ a: { b: NaN } }, 'notPlain', 'Correct it'],
		[{ a: [() => 1] }, 'notPlain', 'Correct it'],
		[{ a: 10n }, 'notPlain', 'Correct it'],
		[{ a: new Map() }, 'notPlain', 'Correct it'],
		[{ a: '\ud800' }, 'notPlain', 'Correct it'],
		[{ '\ud800': 1 }, 'notPlain', 'Correct it'],
		[{ a: new Date(NaN) }, 'notPlain', 'Correct it'],
		[{ a: [undefined] }, 'notPlain', 'Correct it'],
	])('rejects %p (%s)', (value, rule, fix) => {
		expect(problemOf('object', {}, value)).toMatchObject({ rule, fix: expect.stringContaining(fix) as string });
	});

	it('says where in the object it is', () => {
		expect(problemOf('object', {}, { a: [{ b: Infinity }] }).message).toBe('It holds the number Infinity at a.0.b.');
	});
});

describe('JSON text', () => {
	it('is the value it stands for, and back', () => {
		const { forward, reverse } = through('json');
		expect(forward(' {"b": [1, 2.50, null], "a": "\\u00e9"} ')).toEqual({ b: [1, 2.5, null], a: 'é' });
		expect(reverse({ b: [1, 2.5, null], a: 'é' })).toBe('{"b":[1,2.5,null],"a":"é"}');
		expect(through('json', { spelling: 'sorted' }).reverse({ b: 1, a: [] })).toBe('{"a":[],"b":1}');
		expect(through('json', { spelling: 'lines' }).reverse({ a: 1 })).toBe('{\n  "a": 1\n}');
		expect(['"x"', '0', 'false', '-0', '""'].map(forward)).toEqual(['x', 0, false, 0, '']);
	});

	it.each([
		['9007199254740993'],
		['{"id": 12345678901234567890}'],
		['[1, [-9007199254740993]]'],
		['0.12345678901234567891'],
		['1e400'],
		['-1e400'],
		['1e999999999'],
		['1e-999999999'],
		['5e-325'],
		['1e300'],
		['123456789012345678e-1'],
		[`0.${'1'.repeat(100_000)}`],
		['9'.repeat(100_000)],
	])('rejects a number that would lose digits: %.40s', (text) => {
		expect(through('json').forward(text)).toBe('rule: beyondExact');
	});

	it('says which number, and what it would become', () => {
		expect(problemOf('json', {}, '{"id":9007199254740993}').message).toBe('The JSON text holds the number 9007199254740993, which would lose digits: it would become 9007199254740992.');
	});

	it('takes numbers that say the same in another spelling', () => {
		expect(['9007199254740991', '1.10', '1E2', '1.5e-7', '100e-2', '0.0', '-0.0', '0e5', '12345678901234567890e-15'].map((text) => through('json').forward(`[${text}]`))).toEqual([
			[9007199254740991], [1.1], [100], [1.5e-7], [1], [0], [0], [0], 'rule: beyondExact',
		]);
	});

	it('keeps long numbers as text one way, and says why not both ways', () => {
		const { forward } = through('json', { bigNumbers: 'text' });
		expect(forward('{"id":12345678901234567890,"in text":"12345678901234567890","n":1.5,"x":[-9007199254740993]}')).toEqual({
			id: '12345678901234567890', 'in text': '12345678901234567890', n: 1.5, x: ['-9007199254740993'],
		});
		expect(lossOf('json', { bigNumbers: 'text' })).toContain('12345678901234567890 would come back as "12345678901234567890"');
		expect(lossOf('json', { bigNumbers: 'text' }, 'forward')).toBeUndefined();
	});

	it('rejects what JSON.parse would lose without a word', () => {
		expect(problemOf('json', {}, '{"a": 1, "b": {"a": 2}, "a": 3}')).toMatchObject({ rule: 'twoValues', message: expect.stringContaining('"a" twice') as string });
		expect(['{"a":1,"\\u0061":2}', '{"__proto__":1,"__proto__":2}', '[{"a":1,"a":1}]'].map(through('json').forward)).toEqual(Array(3).fill('rule: twoValues'));
		expect(through('json').forward('[{"a":1},{"a":2},{"x":"a","a":"x"}]')).toEqual([{ a: 1 }, { a: 2 }, { x: 'a', a: 'x' }]);
		expect(['"\\ud800"', '{"\\udc00":1}', '"\ud800"', '"\\ud800\\u0041"'].map(through('json').forward)).toEqual(Array(4).fill('rule: brokenText'));
		expect(through('json').forward('"\\ud834\\udd1e \\\\ud800"')).toBe('𝄞 \\ud800');
	});

	it.each([
		['', 'notJson', 'No Value'],
		['{', 'notJson', 'Correct it'],
		["{'a':1}", 'notJson', 'Correct it'],
		['{"a":1,}', 'notJson', 'Correct it'],
		['01', 'notJson', 'Correct it'],
		['1.', 'notJson', 'Correct it'],
		['-', 'notJson', 'Correct it'],
		['NaN', 'notJson', 'Correct it'],
		['"a', 'notJson', 'Correct it'],
		['"\\x"', 'notJson', 'Correct it'],
		['{"\\u":1}', 'notJson', 'Correct it'],
		['1 2', 'notJson', 'Correct it'],
		[']]]]', 'notJson', 'Correct it'],
		['null', 'jsonNull', 'Text That Means No Value'],
		[{ a: 1 }, 'notJson', 'Choose Value'],
		[5, 'notJson', 'Choose Value'],
	])('rejects %p (%s)', (value, rule, fix) => {
		expect(problemOf('json', {}, value)).toMatchObject({ rule, fix: expect.stringContaining(fix) as string });
	});

	it('holds what it has to hold', () => {
		expect(through('json', { holds: 'object' }).forward('[1]')).toBe('rule: notObject');
		expect(through('json', { holds: 'list' }).forward('{}')).toBe('rule: notList');
		expect(through('json', { holds: 'list' }).reverse({})).toBe('rule: notList');
		expect(through('json', { holds: 'list' }).forward('[1]')).toEqual([1]);
	});

	it('never writes what JSON cannot carry', () => {
		for (const value of [NaN, { a: Infinity }, [() => 1], { a: 1n }, '\ud800', new Map()]) expect(through('json').reverse(value)).toBe('rule: notPlain');
	});

	it('leaves __proto__ plain data', () => {
		const value = through('json').forward('{"__proto__":{"polluted":1}}') as object;
		expect(Object.hasOwn(value, '__proto__')).toBe(true);
		expect('polluted' in {}).toBe(false);
		expect(through('json').reverse(value)).toBe('{"__proto__":{"polluted":1}}');
	});
});

describe('base64', () => {
	// The vectors of RFC 4648.
	it.each([['', '', ''], ['f', 'Zg==', '66'], ['fo', 'Zm8=', '666f'], ['foo', 'Zm9v', '666f6f'], ['foob', 'Zm9vYg==', '666f6f62'], ['fooba', 'Zm9vYmE=', '666f6f6261'], ['foobar', 'Zm9vYmFy', '666f6f626172']])('%p is %s and %s', (text, base64, hex) => {
		expect([through('base64').forward(base64), through('base64').reverse(text)]).toEqual([text, base64]);
		const inHex = through('base64', { targetAs: 'hex' });
		expect([inHex.forward(base64), inHex.reverse(hex)]).toEqual([hex, base64]);
	});

	it('is URL-safe where that is asked for, with or without = at the end', () => {
		const { forward, reverse } = through('base64', { sourceAs: 'base64url', targetAs: 'hex' });
		expect([forward('--__'), forward('_w'), forward('_w=='), reverse('fbefff'), reverse('FF')]).toEqual(['fbefff', 'ff', 'ff', '--__', '_w']);
		expect(['++//', '_w=', '_x', '_', '_w===', '=_w='].map(forward)).toEqual(Array(6).fill('rule: notBase64'));
	});

	it.each([['Zg'], ['Zg='], ['Zg==='], ['Zh=='], ['Zm 9v'], ['Zm9v\n'], ['--__'], ['Zm9v='], ['=Zm9'], ['Z'], ['Zm9v!'], ['é===']])('is decoded strictly: not %p', (value) => {
		expect(through('base64').forward(value)).toBe('rule: notBase64');
	});

	it('says what is wrong', () => {
		expect(problemOf('base64', {}, 'Zm9v Zg==').message).toContain('it holds " " at place 5');
		expect(problemOf('base64', {}, 'Zg').message).toContain('multiple of four');
		expect(problemOf('base64', {}, 'Zh==').message).toContain('its end cannot be');
	});

	it('is text only where the bytes are UTF-8, mark at the beginning included', () => {
		expect(through('base64').forward('/w==')).toBe('rule: notUtf8');
		expect(through('base64').forward('7aCA')).toBe('rule: notUtf8');
		expect(through('base64').forward('77u/YQ==')).toBe('\ufeffa');
		expect(through('base64').reverse('\ud800')).toBe('rule: brokenText');
		expect(through('base64', { targetAs: 'hex' }).forward('/w==')).toBe('ff');
	});

	it.each([['f'], ['gg'], ['0x66'], ['66 6f'], [66], ['６６']])('is no hex: %p', (value) => {
		expect(through('base64', { sourceAs: 'hex' }).forward(value)).toMatch(/^rule: not(Hex|Text)$/);
	});
});

describe('extract', () => {
	it('takes the first group, a named one, or the whole match', () => {
		const take = (pattern: string, group = ''): unknown => through('extract', { pattern, group }).forward('Order 4711 of 2024-03-01');
		expect([take('\\d+'), take('Order (\\d+)'), take('(?P<y>\\d{4})-(?<m>\\d\\d)', 'm'), take('(\\d{4})-(\\d\\d)', '2'), take('(\\d{4})-(\\d\\d)', '0')]).toEqual(['4711', '4711', '03', '03', '2024-03']);
		expect(refused('extract', { pattern: '(a)(?<n>b)', group: 'x' })).toContain('has no group "x"');
		expect(refused('extract', { pattern: 'a', group: '1' })).toContain('no group');
		expect(refused('extract', { pattern: '(a)', group: '__proto__' })).toContain('no group');
	});

	it('does with a text that does not match what the row says', () => {
		expect(problemOf('extract', { pattern: '\\d+' }, 'none')).toMatchObject({ rule: 'noMatch', message: 'The pattern "\\d+" finds nothing in "none".' });
		expect(through('extract', { pattern: '\\d+', noMatch: 'leaveOut' }).forward('none')).toBe('left out');
		expect(through('extract', { pattern: '\\d+', noMatch: 'null' }).forward('none')).toBeNull();
		expect(through('extract', { pattern: 'a|(b)' }).forward('a')).toBe('rule: noMatch');
	});

	it('works one way only, unless the text around the part is known', () => {
		expect(lossOf('extract', { pattern: '(\\d+)' })).toContain('"see 4711, please" and "4711" could both give "4711"');
		expect([lossOf('extract', { pattern: '(\\d+)' }, 'forward'), lossOf('extract', { pattern: '(\\d+)', from: 'target' }, 'reverse')]).toEqual([undefined, undefined]);
		expect(lossOf('extract', { pattern: '(\\d+)' }, 'reverse')).toBeDefined();
		expect(lossOf('extract', { pattern: '(\\d+)', from: 'target' }, 'forward')).toBeDefined();
		expect(lossOf('extract', { pattern: '^INV-(\\d+)$', noMatch: 'leaveOut' })).toContain('would not come back');
	});

	it.each([
		['^INV-(\\d+)$', 'INV-4711', '4711'],
		['^urn:crm:(?P<id>[^:]+)\\.x$', 'urn:crm:a b.x', 'a b'],
		['^(\\d+) €$', '12 €', '12'],
		['^\\[((?:a|b)+)\\]$', '[abba]', 'abba'],
		['^<([^)(]+)>$', '<x>', 'x'],
	])('works both ways for %s', (pattern, whole, part) => {
		expect(lossOf('extract', { pattern })).toBeUndefined();
		const { forward, reverse } = through('extract', { pattern });
		expect([forward(whole), reverse(part)]).toEqual([part, whole]);
		expect(reverse(`${part}\n`)).toMatch(/notExpressible|\n/);
		const back = through('extract', { pattern, from: 'target' });
		expect([back.forward(part), back.reverse(whole)]).toEqual([whole, part]);
	});

	it.each([['INV-(\\d+)'], ['^INV-(\\d+)'], ['^.(\\d+)$'], ['^a?(\\d+)$'], ['^(\\d+)|b$'], ['^(\\d+)+$'], ['^(?:x)(\\d+)$'], ['^(?i)inv(\\d+)$'], ['^(?i:x)(y)$'], ['^\\d(a)$'], ['^(a)\\$'], ['^a{2}(b)$'], ['^x(a)b+$'], ['^(a)(b)$'], ['^a$']])('does not take %s for reversible', (pattern) => {
		expect(lossOf('extract', { pattern })).toBeDefined();
	});

	it('writes no text in which another part would be found', () => {
		const { reverse } = through('extract', { pattern: '^INV-(\\d+)$' });
		expect(['x', '', '12 ', '1\n'].map(reverse)).toEqual(Array(4).fill('rule: notExpressible'));
	});

	it.each([
		['(?=a)', 'looks ahead or behind'],
		['(?<!a)b', 'looks ahead or behind'],
		['(a)\\1', 'refers back'],
		['(?<n>a)\\k<n>', 'refers back'],
		['(?>a)', 'atomic or possessive'],
		['a++', 'atomic or possessive'],
		['(', 'missing closing )'],
		['a{1001}', 'invalid repeat count'],
		['((a{1000}){1000})', 'invalid repeat count'],
		['', 'is missing'],
		['a'.repeat(1001), '1000 are the most'],
	])('refuses %.20s: %s', (pattern, why) => {
		expect(refused('extract', { pattern })).toContain(why);
	});

	/**
	 * An engine that goes back and tries again needs 2ⁿ or n³ steps and more for these; the sizes are such that it
	 * would not end in this century (the cubic ones: today). That the test ends is the proof.
	 */
	it.each([
		['(a+)+$', 'a'.repeat(50_000) + '!', undefined],
		['(a|a)*b?$', 'a'.repeat(50_000) + '!', undefined],
		['(a|aa)+$', 'a'.repeat(50_000) + '!', undefined],
		['([a-zA-Z]+)*[0-9]', 'a'.repeat(50_000), undefined],
		['(.*)*[xy]$', 'a'.repeat(50_000), undefined],
		['(\\w+\\s?)*$', `${'word '.repeat(10_000)}!`, undefined],
		['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(50_000), undefined],
		['(x+x+)+[yz]', 'x'.repeat(50_000), undefined],
		['\\s*\\s*\\s*\\s*[;,]', ' '.repeat(20_000), undefined],
		[`${'a?'.repeat(60)}${'a'.repeat(60)}`, 'a'.repeat(60), ''],
		['(.*?,){25}P', '1,'.repeat(20_000), undefined],
		['^([a-z0-9]+[._-]?)+@(([a-z0-9]+-?)+\\.)+[a-z]{2,}$', `${'a'.repeat(30_000)}@${'a'.repeat(10_000)}`, undefined],
	])('ends for %s on a text that never ends elsewhere', (pattern, text, found) => {
		const result = through('extract', { pattern }).forward(text);
		if (found === undefined) expect(String(result).slice(0, 20)).toMatch(/^(rule: noMatch)?$/);
		else expect(result).toBe('a'.repeat(60));
	});

	it('bounds the work for one value by the size of pattern and text', () => {
		const text = 'a'.repeat(200_001);
		expect(through('extract', { pattern: 'a+' }).forward(text)).toBe('rule: tooLong');
		expect(through('extract', { pattern: 'a+' }).forward(text.slice(1))).toBe(text.slice(1));
		expect(problemOf('extract', { pattern: '(?:a|a?){900}[bc]' }, 'a'.repeat(40_000))).toMatchObject({ rule: 'tooLong', fix: expect.stringContaining('simpler pattern') as string });
	});

	it('takes text only, and whole characters', () => {
		expect([5, true, {}, ['a'], '\ud800'].map(through('extract', { pattern: '.' }).forward)).toEqual([...Array(4).fill('rule: notText'), 'rule: brokenText']);
		expect(through('extract', { pattern: '^.$' }).forward('𝄞')).toBe('𝄞');
	});
});
