import { forward, reverse, rule, through } from './harness';

const type = (name: string, settings: object = {}, more: object = {}): Record<string, unknown> => ({
	type: name,
	[`${name}Settings`]: settings,
	...more,
});

describe('text', () => {
	it('is kept letter for letter', () => {
		for (const value of ['05021', ' a  b ', '0', 'false', 'null', 'Straße', 'e\u0301', '\u0000', '']) {
			expect(forward(type('text'), value)).toBe(value);
			expect(reverse(type('text'), value)).toBe(value);
		}
	});

	it('takes no number unless that is declared, and then tells exactly which text it is', () => {
		expect(rule(type('text'), 5021)).toBe('notText');
		const accepting = type('text', { acceptNumbers: true });
		expect([5021, 0, -0, 12.5, 1e-7, 123456789012345].map((value) => forward(accepting, value))).toEqual([
			'5021',
			'0',
			'0',
			'12.5',
			'0.0000001',
			'123456789012345',
		]);
		expect(reverse(accepting, '05021')).toBe('05021');
	});

	it('refuses a number that has lost its last digits', () => {
		const accepting = type('text', { acceptNumbers: true });
		expect(rule(accepting, 2 ** 53)).toBe('beyondExact');
		expect(rule(accepting, NaN)).toBe('notFinite');
		expect(rule(accepting, Infinity)).toBe('notFinite');
	});

	it.each([[true], [{}], [[]], [new Date(0)]])('rejects %p', (value) => {
		expect(rule(type('text'), value)).toBe('notText');
		expect(rule(type('text', { acceptNumbers: true }), value)).toBe('notText');
	});

	it('rejects half a surrogate pair, in a reason that JSON can carry', () => {
		const outcome = through(type('text'), 'x\ud83d');
		expect(outcome).toMatchObject({ rejected: { rule: 'brokenText', value: 'x\ufffd' } });
	});

	it('cleans up only as asked', () => {
		expect(forward(type('text', { spaces: 'trim' }), '  a  b ')).toBe('a  b');
		expect(forward(type('text', { spaces: 'collapse' }), '  a \u00a0\n b ')).toBe('a b');
		expect(forward(type('text', { unicode: 'nfc' }), 'e\u0301')).toBe('é');
		expect(forward(type('text', { case: 'upper' }, { way: 'forward' }), 'McDonald')).toBe('MCDONALD');
		expect(forward(type('text', { case: 'lower' }, { way: 'forward' }), 'McDonald')).toBe('mcdonald');
	});
});

describe('integer', () => {
	it('is a number while that is exact, and text beyond, from text or number', () => {
		expect(forward(type('integer'), '42')).toBe(42);
		expect(forward(type('integer'), -7)).toBe(-7);
		expect(forward(type('integer'), '9007199254740991')).toBe(9007199254740991);
		expect(forward(type('integer'), '9007199254740993')).toBe('9007199254740993');
		expect(forward(type('integer'), '-123456789012345678901234567890')).toBe('-123456789012345678901234567890');
		expect(Object.is(forward(type('integer'), '-0'), 0)).toBe(true);
		expect(Object.is(forward(type('integer'), -0), 0)).toBe(true);
	});

	it('is text where the side says so', () => {
		expect(forward(type('integer', { targetAs: 'text' }), 42)).toBe('42');
		expect(reverse(type('integer', { sourceAs: 'text' }), 42)).toBe('42');
		expect(reverse(type('integer', { sourceAs: 'text' }), '9007199254740993')).toBe('9007199254740993');
	});

	it.each([
		['007', 'leadingZero'],
		['-01', 'leadingZero'],
		['12.0', 'notInteger'],
		['1e3', 'notInteger'],
		['1,234', 'notInteger'],
		[' 1', 'notInteger'],
		['+1', 'notInteger'],
		['', 'notInteger'],
		[1.5, 'notInteger'],
		[true, 'notInteger'],
		[2 ** 53, 'beyondExact'],
		[1e300, 'beyondExact'],
		[NaN, 'notFinite'],
		[-Infinity, 'notFinite'],
	])('rejects %p (%s)', (value, expected) => {
		expect(rule(type('integer'), value)).toBe(expected);
	});
});

describe('decimal', () => {
	it('is a number where that says exactly the same, and plain text where not', () => {
		const pairs: [unknown, unknown][] = [
			['12.50', 12.5],
			['0.1', 0.1],
			['-0.00', 0],
			[0.1 + 0.2, 0.30000000000000004],
			['0.12345678901234567890123', '0.12345678901234567890123'],
			['12345678901234567.89', '12345678901234567.89'],
			['9007199254740993', '9007199254740993'],
			[-0, 0],
		];
		for (const [value, expected] of pairs) expect(forward(type('decimal'), value)).toBe(expected);
	});

	it.each([
		['dot', '1234567.5'],
		['commaDot', '1,234,567.5'],
		['comma', '1234567,5'],
		['dotComma', '1.234.567,5'],
		['spaceComma', '1 234 567,5'],
		['apostropheDot', "1'234'567.5"],
	])('is read and written in the form %s', (form, text) => {
		const row = type('decimal', { sourceAs: form });
		expect(forward(row, text)).toBe(1234567.5);
		expect(reverse(row, 1234567.5)).toBe(text);
		expect(reverse(row, -1234567.5)).toBe(`-${text}`);
		expect(reverse(row, 0.25)).toBe(`0${text.at(-2)}25`);
		expect(reverse(row, 999)).toBe('999');
	});

	it('reads both grouped and ungrouped digits, but no broken groups', () => {
		const row = type('decimal', { sourceAs: 'dotComma' });
		expect(forward(row, '1234,5')).toBe(1234.5);
		expect(forward(row, '1.234')).toBe(1234);
		for (const text of ['1.23', '1.2345', '12.34.567', '1234.567', '1.234.5', '1,234,5']) expect(rule(row, text)).toBe('notDecimal');
	});

	it.each([0, 2, 3, 4])('keeps money with %i decimals', (decimals) => {
		const row = type('decimal', { sourceAs: 'dot', sourceDecimals: decimals });
		const text = decimals === 0 ? '1250' : `1250.${'0'.repeat(decimals)}`;
		expect(forward(row, text)).toBe(1250);
		expect(reverse(row, 1250)).toBe(text);
		expect(rule(row, decimals === 0 ? 0.5 : Number(`0.${'0'.repeat(decimals)}1`), 'reverse')).toBe('tooManyDecimals');
	});

	it('never rounds: too many decimals are rejected, as number and as text', () => {
		expect(rule(type('decimal', { targetDecimals: 2 }), 1.005)).toBe('tooManyDecimals');
		expect(forward(type('decimal', { targetDecimals: 2 }), '1.500')).toBe(1.5);
		expect(forward(type('decimal', { targetAs: 'dot', targetDecimals: 2 }), 1.5)).toBe('1.50');
	});

	it.each([
		['05021', 'leadingZero'],
		['1,5', 'notDecimal'],
		['1e5', 'notDecimal'],
		['€ 5', 'notDecimal'],
		['.5', 'notDecimal'],
		['5.', 'notDecimal'],
		['', 'notDecimal'],
		['-', 'notDecimal'],
		[false, 'notDecimal'],
		[2 ** 60, 'beyondExact'],
		[NaN, 'notFinite'],
	])('rejects %p (%s)', (value, expected) => {
		expect(rule(type('decimal'), value)).toBe(expected);
	});

	it('spells tiny and large numbers out', () => {
		expect(forward(type('decimal', { targetAs: 'dot' }), 1.5e-9)).toBe('0.0000000015');
		expect(forward(type('decimal', { targetAs: 'dot' }), 9007199254740991)).toBe('9007199254740991');
	});
});

describe('boolean', () => {
	it('is true or false and nothing else unless declared', () => {
		expect(forward(type('boolean'), false)).toBe(false);
		for (const value of [0, 1, 'true', 'false', 'yes', '', []]) expect(rule(type('boolean'), value)).toBe('notBoolean');
	});

	it('is 1 and 0 where the side says so', () => {
		const row = type('boolean', { sourceAs: 'number' });
		expect([forward(row, 1), forward(row, 0), forward(row, true)]).toEqual([true, false, true]);
		expect([reverse(row, true), reverse(row, false)]).toEqual([1, 0]);
		expect(rule(row, 2)).toBe('notBoolean');
		expect(rule(row, '1')).toBe('notBoolean');
	});

	it('reads all declared words and writes the first', () => {
		const row = type('boolean', { sourceAs: 'words', sourceTrue: 'Ja, J', sourceFalse: 'Nein, N' });
		expect(['Ja', 'j', ' JA ', 'Nein', 'n'].map((word) => forward(row, word))).toEqual([true, true, true, false, false]);
		expect([reverse(row, true), reverse(row, false)]).toEqual(['Ja', 'Nein']);
		expect(rule(row, 'vielleicht')).toBe('notBoolean');
	});
});

describe('date', () => {
	it('is read and written by its pattern, and stays that day', () => {
		const row = type('date', { sourcePattern: 'd.M.yyyy', targetPattern: 'yyyyMMdd' });
		expect(forward(row, '1.3.2024')).toBe('20240301');
		expect(forward(row, '29.2.2024')).toBe('20240229');
		expect(reverse(row, '20240301')).toBe('1.3.2024');
		expect(forward(type('date', { sourcePattern: "dd 'of' MM yyyy" }), '01 of 03 2024')).toBe('2024-03-01');
	});

	it.each([
		['2024-02-30', 'noSuchDate'],
		['2023-02-29', 'noSuchDate'],
		['1900-02-29', 'noSuchDate'],
		['2024-13-01', 'noSuchDate'],
		['2024-00-01', 'noSuchDate'],
		['0000-01-01', 'noSuchDate'],
		['2024-3-1', 'notDate'],
		['01.03.2024', 'notDate'],
		['2024-03-01T00:00:00Z', 'notDate'],
		[new Date(0), 'notDate'],
		[20240301, 'notDate'],
		['', 'notDate'],
	])('rejects %p (%s)', (value, expected) => {
		expect(rule(type('date'), value)).toBe(expected);
	});
});

describe('moment', () => {
	it('is the same instant in UTC, whatever offset it came with', () => {
		expect(forward(type('moment'), '2024-03-01T10:30:00+01:00')).toBe('2024-03-01T09:30:00.000Z');
		expect(forward(type('moment'), '2024-03-01 09:30:00.5+00')).toBe('2024-03-01T09:30:00.500Z');
		expect(forward(type('moment'), '2024-03-01T09:30Z')).toBe('2024-03-01T09:30:00.000Z');
		expect(forward(type('moment'), '2024-03-01T00:15:00-0330')).toBe('2024-03-01T03:45:00.000Z');
		expect(forward(type('moment'), '0099-03-01T00:00:00Z')).toBe('0099-03-01T00:00:00.000Z');
		expect(forward(type('moment'), new Date(86_400_000))).toBe('1970-01-02T00:00:00.000Z');
	});

	it('needs an offset or a named zone', () => {
		expect(rule(type('moment'), '2024-03-01T10:30:00')).toBe('noOffset');
		const berlin = type('moment', { sourceZone: 'Europe/Berlin' });
		expect(forward(berlin, '2024-03-01T10:30:00')).toBe('2024-03-01T09:30:00.000Z');
		expect(forward(berlin, '2024-07-01T10:30:00')).toBe('2024-07-01T08:30:00.000Z');
		expect(reverse(berlin, '2024-07-01T08:30:00Z')).toBe('2024-07-01T10:30:00.000+02:00');
	});

	it('rejects the hour that summer time skips and the one it repeats, unless told which moment is meant', () => {
		const local = (clockChange: string): Record<string, unknown> =>
			type('moment', { sourceAs: 'local', sourceZone: 'Europe/Berlin', clockChange });
		const [skipped, repeated] = ['2024-03-31T02:30:00', '2024-10-27T02:30:00'];
		expect(rule(local('reject'), skipped)).toBe('skippedTime');
		expect(rule(local('reject'), repeated)).toBe('repeatedTime');
		expect(forward(local('earlier'), repeated)).toBe('2024-10-27T00:30:00.000Z');
		expect(forward(local('later'), repeated)).toBe('2024-10-27T01:30:00.000Z');
		expect(forward(local('earlier'), skipped)).toBe('2024-03-31T00:30:00.000Z');
		expect(forward(local('later'), skipped)).toBe('2024-03-31T01:30:00.000Z');
		expect(forward(local('reject'), '2024-03-31T03:00:00')).toBe('2024-03-31T01:00:00.000Z');
		expect(forward(local('reject'), '2024-10-27T01:59:59.999')).toBe('2024-10-26T23:59:59.999Z');
	});

	it('does not write a local time that would be read back as another moment', () => {
		const local = type('moment', { sourceAs: 'local', sourceZone: 'Europe/Berlin' });
		expect(rule(local, '2024-10-27T00:30:00Z', 'reverse')).toBe('notExpressible');
		expect(rule(local, '2024-10-27T01:30:00Z', 'reverse')).toBe('notExpressible');
		expect(reverse(local, '2024-10-27T02:30:00Z')).toBe('2024-10-27T03:30:00.000');
	});

	it('is an epoch in milliseconds or seconds where the side says so', () => {
		expect(forward(type('moment', { sourceAs: 'epochMs' }), 1709285400123)).toBe('2024-03-01T09:30:00.123Z');
		expect(forward(type('moment', { sourceAs: 'epochSeconds' }), '1709285400')).toBe('2024-03-01T09:30:00.000Z');
		expect(reverse(type('moment', { sourceAs: 'epochSeconds' }), '2024-03-01T09:30:00Z')).toBe(1709285400);
		expect(rule(type('moment', { sourceAs: 'epochSeconds' }), '2024-03-01T09:30:00.123Z', 'reverse')).toBe('notExpressible');
		expect(rule(type('moment', { sourceAs: 'epochSeconds' }), 1709285400123)).toBe('noSuchMoment');
		expect(rule(type('moment', { sourceAs: 'epochMs' }), 1.5)).toBe('notMoment');
	});

	it('is read and written by a pattern, with an offset or a zone', () => {
		const zoned = type('moment', { sourceAs: 'pattern', sourcePattern: 'dd.MM.yyyy HH:mm', sourceZone: 'Europe/Berlin' });
		expect(forward(zoned, '01.03.2024 10:30')).toBe('2024-03-01T09:30:00.000Z');
		expect(reverse(zoned, '2024-03-01T09:30:00Z')).toBe('01.03.2024 10:30');
		expect(rule(zoned, '2024-03-01T09:30:07Z', 'reverse')).toBe('notExpressible');
		expect(rule(zoned, '31.03.2024 02:30')).toBe('skippedTime');
		expect(rule(zoned, 'yesterday')).toBe('notMoment');
		const offset = type('moment', { sourceAs: 'pattern', sourcePattern: 'yyyy/MM/dd h:mm:ss a ZZ' });
		expect(forward(offset, '2024/03/01 10:30:00 PM +02:00')).toBe('2024-03-01T20:30:00.000Z');
	});

	it('rejects what is finer than a millisecond, or cuts it in a one-way row', () => {
		expect(rule(type('moment'), '2024-03-01T09:30:00.123456Z')).toBe('beyondMillisecond');
		expect(forward(type('moment'), '2024-03-01T09:30:00.123000Z')).toBe('2024-03-01T09:30:00.123Z');
		expect(forward(type('moment', { finer: 'cut' }, { way: 'forward' }), '2024-03-01T09:30:00.123456Z')).toBe('2024-03-01T09:30:00.123Z');
	});

	it.each([
		['2024-02-30T00:00:00Z', 'noSuchMoment'],
		['2023-02-29T00:00:00.000Z', 'noSuchMoment'],
		['0000-01-01T00:00:00.000Z', 'noSuchMoment'],
		['2024-03-01T24:00:00.000Z', 'noSuchMoment'],
		['2024-03-01T24:00:00Z', 'noSuchMoment'],
		['2024-03-01T09:30:60Z', 'noSuchMoment'],
		['2024-03-01T09:30:00+25:00', 'noSuchMoment'],
		['0001-01-01T00:00:00+01:00', 'noSuchMoment'],
		['2024-03-01', 'notMoment'],
		['', 'notMoment'],
		[1709285400, 'notMoment'],
		[new Date(NaN), 'noSuchMoment'],
	])('rejects %p (%s)', (value, expected) => {
		expect(rule(type('moment'), value)).toBe(expected);
	});
});

describe('enum', () => {
	const pairs = { enumValues: { pair: [{ source: 'A', target: 'active' }, { source: 'I', target: 'inactive' }] } };

	it('maps each value to its counterpart and back', () => {
		expect(forward(type('enum', {}, pairs), 'A')).toBe('active');
		expect(reverse(type('enum', {}, pairs), 'inactive')).toBe('I');
	});

	it('rejects an unknown value and says what is known', () => {
		expect(through(type('enum', {}, pairs), 'a')).toMatchObject({
			rejected: { rule: 'unknownValue', message: 'The value "a" is not in the list of this row ("A", "I").', fix: expect.stringContaining('Did you mean "A"?') as string },
		});
		for (const value of ['active', 1, true, {}, 'constructor', '__proto__', '']) expect(rule(type('enum', {}, pairs), value)).toBe('unknownValue');
	});

	it('tells the number 1 from the text "1"', () => {
		const numbers = type('enum', { sourceKind: 'number', targetKind: 'boolean' }, { enumValues: { pair: [{ source: '1', target: 'true' }, { source: '0', target: 'false' }] } });
		expect([forward(numbers, 1), forward(numbers, 0)]).toEqual([true, false]);
		expect(reverse(numbers, false)).toBe(0);
		expect(rule(numbers, '1')).toBe('unknownValue');
	});
});

describe('list', () => {
	it('is split and joined', () => {
		const row = type('list', { sourceAs: 'text', sourceSeparator: ';' });
		expect(forward(row, 'a; b;c')).toEqual(['a', 'b', 'c']);
		expect(reverse(row, ['a', 'b'])).toBe('a;b');
		expect(forward(row, '')).toEqual([]);
		expect(reverse(row, [])).toBe('');
	});

	it('checks every value by its type, and says which one is wrong', () => {
		const row = type('list', { itemType: 'integer', sourceAs: 'text' });
		expect(forward(row, '1,2,9007199254740993')).toEqual([1, 2, '9007199254740993']);
		expect(reverse(row, [1, '9007199254740993'])).toBe('1,9007199254740993');
		expect(through(row, '1,x')).toMatchObject({ rejected: { rule: 'notInteger', message: 'Value 2 of the list: "x" is not a whole number.' } });
		expect(rule(type('list'), ['a', null])).toBe('emptyEntry');
		expect(rule(type('list'), ['a', 1])).toBe('notText');
	});

	it('refuses to join what could not be split again', () => {
		const row = type('list', { sourceAs: 'text', sourceSeparator: '--' });
		for (const value of [['a--b'], ['a-', 'b'], ['a-', '-b'], [''], ['a', ' b']]) expect(rule(row, value, 'reverse')).toBe('notExpressible');
		for (const value of [['a', '-b'], ['', ''], ['-a'], ['a', 'b']]) expect(forward(row, reverse(row, value))).toEqual(value);
	});

	it('takes no text for a list and no list for a text', () => {
		expect(rule(type('list'), 'a,b')).toBe('notList');
		expect(rule(type('list', { sourceAs: 'text' }), ['a'])).toBe('notList');
	});
});

describe('raw', () => {
	it('is the same thing, by reference', () => {
		const value = { deep: [1, null, ''] };
		expect(forward(type('raw'), value)).toBe(value);
		expect([0, '', false, 'NULL'].map((one) => forward(type('raw'), one))).toEqual([0, '', false, 'NULL']);
		expect(rule(type('raw'), NaN)).toBe('notFinite');
	});
});
