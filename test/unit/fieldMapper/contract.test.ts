import { run } from './runNode';
import { through } from './harness';

const jsons = (items: { json: unknown }[]): unknown[] => items.map(({ json }) => json);
const rows = [{ source: 'a', target: 'x' }, { source: 'n', target: 'y', type: 'integer' }];

describe('a value of another type', () => {
	const items = [{ a: 5021, n: '7' }, { a: 'ok', n: 'many' }];

	it('is rejected, unless the table says otherwise', async () => {
		const { mapped, rejected } = await run({ items, rows });
		expect([mapped.length, rejected.length]).toEqual([0, 2]);
	});

	it('is coerced where nothing is lost, and rejected elsewhere', async () => {
		const { mapped, rejected } = await run({ items, rows, more: { wrongType: 'coerce' } });
		expect(jsons(mapped)).toEqual([{ x: '5021', y: 7 }]);
		expect(rejected[0]!.json).toMatchObject({ n: 'many', _sync: { rejected: [{ rule: 'notInteger' }] } });
	});

	it.each([
		[{ type: 'text' }, 1.5, '1.5'],
		[{ type: 'text' }, true, 'true'],
		[{ type: 'boolean' }, 'true', true],
		[{ type: 'boolean', booleanSettings: { sourceAs: 'number' } }, '1', true],
		[{ type: 'enum', enumSettings: { sourceKind: 'number' }, enumValues: { pair: [{ source: '1', target: 'on' }] } }, '1', 'on'],
		[{ type: 'date', dateSettings: { sourcePattern: 'yyyyMMdd' } }, 20240301, '2024-03-01'],
		[{ type: 'enum', enumValues: { pair: [{ source: '1', target: 'on' }] } }, 1, 'on'],
	])('%j: %j is taken for %j', async (row, value, expected) => {
		const { mapped } = await run({ items: [{ a: value }], rows: [{ source: 'a', target: 'x', ...row }], more: { wrongType: 'coerce' } });
		expect(jsons(mapped)).toEqual([{ x: expected }]);
	});

	it.each([
		[{ type: 'text' }, 2 ** 53 + 2],
		[{ type: 'text' }, NaN],
		[{ type: 'integer' }, '007'],
		[{ type: 'integer' }, 1.5],
		[{ type: 'decimal', decimalSettings: { sourceAs: 'dotComma' } }, '1.5'],
		[{ type: 'boolean' }, 'yes'],
		[{ type: 'enum', enumValues: { pair: [{ source: 'A', target: 'B' }] } }, 'B'],
		[{ type: 'date' }, 20240301],
	])('%j: %j is not guessed at', async (row, value) => {
		const { rejected } = await run({ items: [{ a: value }], rows: [{ source: 'a', target: 'x', ...row }], more: { wrongType: 'coerce' } });
		expect(rejected).toHaveLength(1);
	});

	it('is kept as it came, named and counted', async () => {
		const { mapped, hints } = await run({ items, rows, more: { wrongType: 'keep' } });
		expect(jsons(mapped)).toEqual([
			{ x: 5021, y: 7, _sync: { wrongType: [expect.objectContaining({ field: 'x', path: 'a', value: 5021, rule: 'notText' })] } },
			{ x: 'ok', y: 'many', _sync: { wrongType: [expect.objectContaining({ path: 'n', rule: 'notInteger' })] } },
		]);
		expect(hints[0]).toBe('Values of another type than their rows declare, with the number of them: a 1×, n 1×. They are named under _sync.wrongType.');
	});

	it('is left out, named and counted', async () => {
		const { mapped } = await run({ items, rows, more: { wrongType: 'report' } });
		expect(jsons(mapped)).toMatchObject([{ y: 7, _sync: { wrongType: [{ path: 'a' }] } }, { x: 'ok', _sync: { wrongType: [{ path: 'n' }] } }]);
		expect(mapped[0]!.json).not.toHaveProperty('x');
	});

	it('in a list is treated element by element', async () => {
		const table = [{ source: 'l[*].a', target: 'm[*].b' }];
		const list = [{ l: [{ a: 'x' }, { a: 1 }] }];
		expect((await run({ items: list, rows: table, more: { wrongType: 'keep' } })).mapped[0]!.json).toMatchObject({ m: [{ b: 'x' }, { b: 1 }] });
		expect((await run({ items: list, rows: table, more: { wrongType: 'report' } })).mapped[0]!.json).toMatchObject({ m: [{ b: 'x' }, {}] });
	});

	it('that would be read back as no value is rejected all the same', async () => {
		const { rejected } = await run({ items: [{ y: 'NULL' }], rows, direction: 'reverse', words: 'NULL', more: { wrongType: 'keep' } });
		expect(rejected[0]!.json).toMatchObject({ _sync: { rejected: [{ rule: 'noValueWord' }] } });
	});
});

describe('fields that no row reads', () => {
	it('reject the item where the table says so, each of them named', async () => {
		const { mapped, rejected } = await run({ items: [{ a: 'x', n: 1 }, { a: 'x', fax: '1', tags: [2] }], rows, unmapped: 'reject' });
		expect(mapped).toHaveLength(1);
		expect((rejected[0]!.json['_sync'] as { rejected: unknown }).rejected).toEqual([
			expect.objectContaining({ field: 'fax', path: 'fax', value: '1', rule: 'unmapped' }),
			expect.objectContaining({ path: 'tags', value: 'a list of 1', rule: 'unmapped' }),
		]);
	});

	it('are not those that a type looks at: the field with the currency of an amount', async () => {
		const table = [{ source: 'amount', target: 'total', type: 'money', way: 'forward', moneySettings: { sourceCurrencyField: 'order.currency', targetMark: 'codeAfter', targetAs: 'dot' } }];
		const { mapped, rejected } = await run({ items: [{ amount: 5, order: { currency: 'EUR' } }], rows: table, unmapped: 'reject' });
		expect(rejected.map(({ json }) => json['_sync'])).toEqual([]);
		expect(jsons(mapped)).toEqual([{ total: '5.00 EUR' }]);
	});

	it('are found inside the elements of lists, under one name', async () => {
		const table = [{ source: 'l[*].a', target: 'm[*].b' }, { source: 'e[t=w].v', target: 'v' }];
		const item = { l: [{ a: 'x', extra: 1 }, { extra: 2 }], e: [{ t: 'w', v: 'x', since: 1 }, { t: 'h', v: 'y' }] };
		const { mapped, hints } = await run({ items: [item], rows: table, unmapped: 'report' });
		expect(mapped[0]!.json['_sync']).toEqual({ unmapped: ['l[*].extra', 'e[0].since', 'e[1]'] });
		expect(hints).toEqual(['Fields that no row reads, with the number of items: e[0].since 1×, e[1] 1×, l[*].extra 1×.']);
	});

	it('inside lists that rows rebuild cannot be kept, and are named', async () => {
		const table = [{ source: 'l[*].a', target: 'l[*].b' }];
		const { mapped } = await run({ items: [{ l: [{ a: 'x', extra: 1 }] }], rows: table, unmapped: 'keep' });
		expect(mapped[0]!.json).toEqual({ l: [{ b: 'x' }], _sync: { unmapped: ['l[*].extra'] } });
	});
});

describe('an item that can be mapped in part', () => {
	const item = { a: 1, n: 2, _sync: { key: 'K' } };
	const reason = expect.objectContaining({ path: 'a', rule: 'notText' });

	it('goes to Mapped with its good fields and the reasons, if asked', async () => {
		const { mapped, rejected, hints } = await run({ items: [item], rows, more: { 'options.partly': 'mapped' } });
		expect(jsons(mapped)).toEqual([{ y: 2, _sync: { key: 'K', verdict: 'partlyMapped', rejected: [reason] } }]);
		expect(rejected).toHaveLength(0);
		expect(hints[0]).toContain('1 of 1 items were mapped in part or rejected');
	});

	it('goes to both outputs, if asked', async () => {
		const { mapped, rejected } = await run({ items: [item], rows, more: { 'options.partly': 'both' } });
		expect(jsons(mapped)).toMatchObject([{ y: 2, _sync: { verdict: 'partlyMapped' } }]);
		expect(jsons(rejected)).toMatchObject([{ a: 1, n: 2, _sync: { verdict: 'rejected', rejected: [{ path: 'a' }] } }]);
	});

	it('names its reasons also where _sync is dropped: nothing is lost silently', async () => {
		const { mapped } = await run({ items: [{ x: 1, y: 2 }], rows, direction: 'reverse', more: { 'options.partly': 'mapped' } });
		expect(jsons(mapped)).toMatchObject([{ n: 2, _sync: { rejected: [{ path: 'x' }] } }]);
	});

	it('is rejected as a whole where a needed field is at fault, or none is left', async () => {
		const needed = [{ ...rows[0], missing: { absent: 'reject' } }, rows[1]];
		for (const table of [needed, [rows[0]]]) {
			const { mapped, rejected } = await run({ items: [item], rows: table, more: { 'options.partly': 'mapped' } });
			expect([mapped.length, rejected.length]).toEqual([0, 1]);
		}
	});

	it('goes on with fields that no row reads named as reasons', async () => {
		const { mapped } = await run({ items: [{ a: 'x', fax: 1 }], rows, unmapped: 'reject', more: { 'options.partly': 'mapped' } });
		expect(jsons(mapped)).toMatchObject([{ x: 'x', _sync: { rejected: [{ path: 'fax', rule: 'unmapped' }] } }]);
	});
});

describe('a field that was emptied', () => {
	it('is cleared in the way the other system has for it', async () => {
		const more = { 'options.targetClears': 'emptyText' };
		expect(jsons((await run({ items: [{ a: null, n: null }], rows, more })).mapped)).toEqual([{ x: '', y: '' }]);
		expect(jsons((await run({ items: [{ x: '', y: '' }], rows, more, direction: 'reverse' })).mapped)).toEqual([{ a: null, n: null }]);
	});

	it('is written as the word that means no value, and read back as none', async () => {
		const more = { 'options.sourceClears': 'word' };
		expect(jsons((await run({ items: [{ x: null }], rows, more, direction: 'reverse', words: 'NULL, N/A' })).mapped)).toEqual([{ a: 'NULL' }]);
		expect(jsons((await run({ items: [{ a: 'NULL' }], rows, more, words: 'NULL, N/A' })).mapped)).toEqual([{ x: null }]);
		await expect(run({ items: [{ x: null }], rows, more, direction: 'reverse' })).rejects.toThrow('it is to clear fields with a word, and none is named');
	});

	it('may also be left alone, defaulted or rejected; and an absent one may be cleared', () => {
		expect(through({ missing: { null: 'leaveOut' } }, null)).toEqual({ absent: true });
		expect(through({ way: 'forward', missing: { absent: 'clear' } }, undefined)).toEqual({ value: null });
		expect(through({ missing: { empty: 'clear' } }, '')).toEqual({ value: null });
	});
});
