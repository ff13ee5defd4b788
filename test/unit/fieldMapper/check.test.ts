import { checkRecords, type CheckCounts } from '../../../nodes/FieldMapper/check/checkRecords';
import { checkRows } from '../../../nodes/FieldMapper/check/checkRows';
import { checkTable } from '../../../nodes/FieldMapper/check/checkTable';
import { readDefinition, type Direction } from '../../../nodes/FieldMapper/definition';
import { checkPage } from '../../../nodes/FieldMapper/report/checkPage';

type Row = Record<string, unknown>;
interface Setup {
	direction?: Direction;
	words?: string[];
	examples?: number;
}

function check(rows: Row[], records: Row[], { direction = 'forward', words = [], examples = 3 }: Setup = {}): CheckCounts {
	return checkRecords(checkTable(readDefinition(rows), direction, words), records, examples);
}

function found(rows: Row[], records: Row[], setup: Setup = {}): Row[] {
	return checkRows(check(rows, records, setup), true);
}

const of = (source: string, values: unknown[]): Row[] => values.map((value) => (value === undefined ? {} : { [source]: value }));

describe('a checked row', () => {
	it('counts each item as filled, absent, null or empty, and in one fate', () => {
		const [row] = found([{ source: 'a' }], of('a', ['x', undefined, null, '', 'y', 7]));
		expect(row).toMatchObject({
			verdict: 'rejects',
			filledShare: 0.5,
			absentShare: 0.1667,
			nullShare: 0.1667,
			emptyShare: 0.1667,
			rejectedShare: 0.1667,
			counts: { items: 6, filled: 3, absent: 1, null: 1, empty: 1, same: 5, respelled: 0, lost: 0, oneWay: 0, rejected: 1 },
		});
	});

	it('never rounds a share to nothing or to all', () => {
		const [row] = found([{ source: 'a' }], [...of('a', Array<string>(99_999).fill('x')), { a: 5 }]);
		expect(row).toMatchObject({ rejectedShare: 0.0001, filledShare: 1 });
	});

	it('says what is rejected, by which rule, with examples and what makes it right', () => {
		const [row] = found([{ source: 'zip', target: 'postalCode' }], of('zip', [5021, 5021, '12209', 68306, 67000, 28023]));
		expect(row).toMatchObject({ field: 'zip → postalCode', verdict: 'rejects', proof: expect.stringContaining('proved') as string });
		expect(row!['rejections']).toEqual([
			{
				rule: 'notText',
				items: 5,
				message: expect.stringContaining('5021') as string,
				fix: expect.stringContaining('Accept Numbers') as string,
				examples: [{ item: 0, value: 5021 }, { item: 3, value: 68306 }, { item: 4, value: 67000 }],
			},
		]);
		expect(row!['finding']).toContain('5 of 6 are rejected (notText)');
	});

	it('names what a row respells: numbers as text, no-value words, spaces, composed letters', () => {
		const changeOf = (row: Row, value: unknown, words: string[] = []): unknown => {
			const [checked] = found([{ source: 'a', ...row }], [{ a: value }], { words });
			expect(checked!['verdict']).toBe('respells');
			return checked!['respellings'];
		};
		expect(changeOf({ textSettings: { acceptNumbers: true } }, 5021)).toEqual([
			{ change: 'numberAsText', words: expect.stringContaining('zeros') as string, items: 1, examples: [{ item: 0, value: 5021, there: '5021', back: '5021' }] },
		]);
		expect(changeOf({}, 'NULL', ['NULL'])).toMatchObject([{ change: 'noValueWord', examples: [{ value: 'NULL', there: null, back: null }] }]);
		expect(changeOf({ textSettings: { spaces: 'trim' } }, 'BSBEV ')).toMatchObject([{ change: 'spacesAround', examples: [{ value: 'BSBEV ', back: 'BSBEV' }] }]);
		expect(changeOf({ textSettings: { spaces: 'trim' } }, '  ')).toMatchObject([{ change: 'spacesAround' }]);
		expect(changeOf({ textSettings: { spaces: 'collapse' } }, 'a  b')).toMatchObject([{ change: 'spacesWithin' }]);
		expect(changeOf({ textSettings: { unicode: 'nfc' } }, 'e\u0301')).toMatchObject([{ change: 'unicodeForm' }]);
		expect(changeOf({ type: 'integer' }, '12')).toMatchObject([{ change: 'textAsNumber', examples: [{ value: '12', there: 12, back: 12 }] }]);
		expect(changeOf({ type: 'boolean', booleanSettings: { sourceAs: 'words', sourceTrue: 'yes,y', sourceFalse: 'no' } }, 'y')).toMatchObject([{ change: 'spelling', examples: [{ value: 'y', there: true, back: 'yes' }] }]);
		expect(changeOf({ missing: { null: 'leaveOut' } }, null)).toMatchObject([{ change: 'noValueStates', examples: [{ value: null }] }]);
	});

	it('counts a no-value word as null and spaces that are trimmed as empty', () => {
		const [row] = found([{ source: 'a', textSettings: { spaces: 'trim' } }], of('a', ['NULL', ' NULL ', '  ', 'x']), { words: ['NULL'] });
		expect(row!['counts']).toMatchObject({ filled: 1, null: 2, empty: 1, absent: 0 });
	});

	it('shows what a pair of one-way rows loses, value by value', () => {
		const rows = [
			{ source: 'a', target: 'b', way: 'forward', textSettings: { case: 'upper' } },
			{ source: 'a', target: 'b', way: 'reverse' },
		];
		const [row, back] = found(rows, of('a', ['McDonald', 'IKEA', 'Otto']));
		expect(row).toMatchObject({ verdict: 'loses', lostShare: 0.6667, proof: expect.stringContaining('one way') as string });
		expect(row!['losses']).toMatchObject([{ change: 'letterCase', items: 2, examples: [{ item: 0, value: 'McDonald', there: 'MCDONALD', back: 'MCDONALD' }, { value: 'Otto' }] }]);
		expect(row!['finding']).toContain('2 of 3 do not come back: "McDonald" → "MCDONALD" → "MCDONALD"');
		expect(back).toMatchObject({ verdict: 'other way only', counts: { items: 0 } });
	});

	it('tells values that become nothing, come from nothing, or cannot go back', () => {
		const pair = (there: Row, back: Row): Row[] => [
			{ source: 'a', target: 'b', way: 'forward', ...there },
			{ source: 'a', target: 'b', way: 'reverse', ...back },
		];
		const changes = (rows: Row[], value: unknown): unknown => (found(rows, of('a', [value]))[0]!['losses'] as Row[]).map(({ change }) => change);
		expect(changes(pair({ missing: { absent: 'default', default: 'none' } }, {}), undefined)).toEqual(['becameValue']);
		expect(changes(pair({}, { type: 'integer' }), 'twelve')).toEqual(['cannotGoBack']);
		expect(changes(pair({ type: 'integer' }, { type: 'text', textSettings: { acceptNumbers: true } }), '12')).toEqual([]);
	});

	it('says that a one-way row without a partner brings nothing back', () => {
		const [row] = found([{ source: 'a', way: 'forward' }], of('a', ['x']));
		expect(row).toMatchObject({ verdict: 'fine', finding: 'Used one way, and no row brings the value back.', counts: { oneWay: 1 } });
	});

	it('lists values an enum does not know, and those of its list that never come', () => {
		const enumRow = { source: 's', type: 'enum', enumValues: { pair: [{ source: 'A', target: 'active' }, { source: 'B', target: 'blocked' }, { source: 'C', target: 'closed' }] } };
		const [row] = found([enumRow], of('s', ['A', 'X', 'a', 'X', 1, 'B', null]));
		expect(row).toMatchObject({
			verdict: 'rejects',
			unknownValues: [{ value: 'X', items: 2 }, { value: 1, items: 1 }, { value: 'a', items: 1 }],
			unusedValues: ['C'],
		});
		expect(row!['finding']).toContain('Not in the list: "X" 2×, 1 1×, "a" 1×.');
		expect(row!['finding']).toContain('In the list, but in no item: "C".');

		const [reverse] = found([enumRow], of('s', ['active', 'A']), { direction: 'reverse' });
		expect(reverse).toMatchObject({ unknownValues: [{ value: 'A', items: 1 }], unusedValues: ['blocked', 'closed'] });
	});

	it('goes from the target to the source where the items are target records', () => {
		const rows = [{ source: 'address.zip', target: 'postalCode' }];
		const [row] = found(rows, [{ postalCode: '12209' }, { postalCode: 'NULL' }], { direction: 'reverse', words: ['NULL'] });
		expect(row).toMatchObject({ counts: { filled: 2, same: 1, rejected: 1 }, rejections: [{ rule: 'noValueWord', examples: [{ item: 1, value: 'NULL' }] }] });
	});
});

describe('a table that would be refused', () => {
	it('still shows each row with the verdict before the first item, and what it does to the items', () => {
		const rows = [
			{ source: 'name', textSettings: { case: 'lower' } },
			{ source: 'a..b' },
			{ source: 'x', target: 'same' },
			{ source: 'y', target: 'same' },
		];
		const [name, x, y, broken] = found(rows, [{ name: 'Anna', x: '1', y: '2' }]);
		expect(name).toMatchObject({ verdict: 'refused', lostShare: 1, proof: expect.stringContaining('McDonald') as string });
		expect(x).toMatchObject({ verdict: 'loses', losses: [{ change: 'otherValue', examples: [{ value: '1', there: '1', back: '2' }] }] });
		expect(y!['finding']).toContain('it writes the same field as Row 3');
		expect(broken).toMatchObject({ field: 'Row 2 (a..b → a..b)', verdict: 'refused', counts: { items: 0 } });
	});

	it('is told where there is no row at all', () => {
		const counts = check([], [{ a: 1 }]);
		expect(counts.table.problems).toMatchObject([{ rule: 'noRows' }]);
		expect(checkPage(counts, 'X')).toContain('The table cannot be used as it is');
	});
});

describe('the rows of the result', () => {
	it('name fields that no row reads, with how often they are filled', () => {
		const rows = found([{ source: 'a' }], [{ a: 'x', b: 1, c: { d: null } }, { a: 'y', b: '' }]);
		expect(rows.slice(1)).toEqual([
			{ field: 'b', verdict: 'not in the table', finding: 'No row reads this field; 1 of 2 items have a value in it.', filledShare: 0.5, absentShare: 0, counts: { items: 2, filled: 1, absent: 0 } },
			{ field: 'c', verdict: 'not in the table', finding: 'No row reads this field; 1 of 2 items have a value in it.', filledShare: 0.5, absentShare: 0.5, counts: { items: 2, filled: 1, absent: 1 } },
		]);
		expect(checkRows(check([{ source: 'a' }], [{ a: 'x', b: 1 }]), false)).toHaveLength(1);
	});

	it('count a field that stands in many elements of a list once for each item', () => {
		const rows = found([{ source: 'lines[*].sku', target: 'items[*].code' }], [{ lines: [{ sku: 'A', note: '' }, { sku: 'B', note: 'x' }, { sku: 'C', note: 'y' }] }, { lines: [{ sku: 'A' }] }]);
		expect(rows.slice(1)).toMatchObject([{ field: 'lines[*].note', filledShare: 0.5, counts: { items: 2, filled: 1, absent: 1 } }]);
	});

	it('begin with what a person reads first', () => {
		expect(Object.keys(found([{ source: 'a' }], [{ a: 'x' }])[0]!).slice(0, 4)).toEqual(['field', 'verdict', 'finding', 'filledShare']);
	});

	it('say so where there is nothing to look at, or nothing in the field', () => {
		expect(found([{ source: 'a' }], [])[0]).toMatchObject({ verdict: 'fine', finding: 'There was no item to look at.', filledShare: null });
		expect(found([{ source: 'a' }], [{ a: null }, {}])[0]).toMatchObject({ verdict: 'never filled', finding: 'No item has a value here.' });
		expect(found([{ source: 'a' }], [{ a: 'x' }])[0]!['finding']).toBe('All 1 come back as they were.');
	});

	it('keep long texts short and objects readable', () => {
		const [row] = found([{ source: 'a' }], of('a', [{ deep: { er: 1 } }, 'x'.repeat(5000)]), { examples: 5 });
		expect(row!['rejections']).toMatchObject([{ rule: 'notText', examples: [{ value: '{"deep":{"er":1}}' }] }]);
		let deep: Row = {};
		for (let i = 0; i < 20_000; i += 1) deep = { deep };
		expect(() => found([{ source: 'a' }], [{ a: deep }])).not.toThrow();
	});

	it('leave the records as they are, also frozen ones', () => {
		const record = Object.freeze({ a: Object.freeze({ b: 'x' }), ['__proto__']: 'y' });
		expect(() => found([{ source: 'a.b', target: 'c.d' }], [record])).not.toThrow();
	});
});

describe('the page', () => {
	const nasty = '<script>alert("1")</script>&\'';
	const counts = check([{ source: 'a' }, { source: nasty, textSettings: { acceptNumbers: true } }], [{ a: { [nasty]: nasty }, [nasty]: 5, [`${nasty}2`]: nasty }]);
	const page = checkPage(counts, nasty);

	it('escapes names and values, and loads nothing', () => {
		expect(page).not.toContain('<script');
		expect(page).toContain('&lt;script&gt;');
		expect(page).toContain("default-src 'none'");
		expect(page).not.toMatch(/https?:\/\//);
	});

	it('holds the verdict, the shares and the examples, in light and dark', () => {
		expect(page).toContain('prefers-color-scheme:dark');
		expect(page).toContain('Nothing is lost, but not every item is taken');
		expect(page).toMatch(/<span class="tag watch">rejects<\/span>/);
		expect(page).toContain('another spelling (1 of 1)');
		expect(page).toContain('<code>5</code>');
		expect(page).toContain('Fields that no row reads');
	});

	it('is content where all is well', () => {
		const good = checkPage(check([{ source: 'a' }], [{ a: 'x' }]), 'Customers');
		expect(good).toContain('All 1 items are mapped, and nothing is lost');
		expect(good).not.toContain('<h2>Examples</h2>');
	});
});

describe('rows of other kinds', () => {
	it('that go through a list are checked element by element, each row for itself', () => {
		const rows = [
			{ source: 'lines[*].sku', target: 'items[*].code', textSettings: { spaces: 'trim' } },
			{ source: 'lines[*].qty', target: 'items[*].count', type: 'integer' },
		];
		const [sku, qty] = found(rows, [
			{ lines: [{ sku: 'A ', qty: 1 }, { sku: 'B', qty: 2 }] },
			{ lines: [{ sku: 'C', qty: 'many' }, { sku: 'D', qty: 'few' }] },
			{ lines: [] },
			{},
		]);
		expect(sku).toMatchObject({ verdict: 'respells', counts: { filled: 3, absent: 1, same: 3, respelled: 1, lost: 0 }, respellings: [{ examples: [{ value: '["A ","B"]', there: '["A","B"]', back: '["A","B"]' }] }] });
		expect(qty).toMatchObject({ verdict: 'rejects', counts: { same: 3, rejected: 1 }, rejections: [{ rule: 'notInteger', items: 1, examples: [{ item: 1, value: 'many' }, { item: 1, value: 'few' }] }] });
	});

	it('of several fields are checked as one value, there and back', () => {
		const [both] = found([{ source: '{city} / {zip}', target: 'place', type: 'template' }], [{ city: 'Bern', zip: '3000' }, { city: 'A / B', zip: '1' }, { city: 'Ulm' }, {}]);
		expect(both).toMatchObject({ field: '{city} / {zip} → place', counts: { items: 4, lost: 0 } });
		expect(both!['counts']).toMatchObject({ same: 2, rejected: 2, absent: 1 });
		const [split] = found([{ source: 'name', target: '{first} {last}', type: 'nameParts', way: 'forward' }], [{ name: 'Ana Lopez' }, { name: 'Prince' }]);
		expect(split).toMatchObject({ verdict: 'rejects', counts: { oneWay: 1, rejected: 1 } });
	});

	it('let values of another type pass where the table says so', () => {
		const table = checkTable(readDefinition([{ source: 'a' }]), 'forward', [], { sourceClears: 'null', targetClears: 'null', wrongType: 'keep' });
		const counts = checkRecords(table, [{ a: 5 }, { a: 'x' }], 3);
		expect(counts.accepted).toBe(2);
		expect(checkRows(counts, true)[0]).toMatchObject({ verdict: 'lets pass', counts: { letPass: 1, rejected: 0, same: 1 }, rejections: [{ rule: 'notText' }], finding: expect.stringContaining('1 of 2 is let pass') as string });
	});
});
