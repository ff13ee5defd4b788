import type { INodeExecutionData } from 'n8n-workflow';
import { run } from './runNode';
import { HANGS_MS } from '../../support/hangs';

const jsons = (items: INodeExecutionData[]): unknown[] => items.map((item) => item.json);

describe('the Field Mapper node', () => {
	it('sends mapped items and rejected items to their outputs, each linked to the item it came from', async () => {
		const { mapped, rejected } = await run({ items: [{ a: 'one' }, { a: 2 }, { a: 'three' }] });
		expect(mapped).toEqual([
			{ json: { x: 'one' }, pairedItem: { item: 0 } },
			{ json: { x: 'three' }, pairedItem: { item: 2 } },
		]);
		expect(rejected).toMatchObject([{ json: { a: 2 }, pairedItem: { item: 1 } }]);
	});

	it('hands out a rejected item as it came, with the reasons under _sync beside what was there', async () => {
		const { rejected } = await run({ items: [{ a: 2, b: { c: [1] }, _sync: { key: 'K1' } }] });
		expect(jsons(rejected)).toEqual([
			{
				a: 2,
				b: { c: [1] },
				_sync: {
					key: 'K1',
					verdict: 'rejected',
					rejected: [expect.objectContaining({ field: 'x', path: 'a', value: 2, rule: 'notText' })],
				},
			},
		]);
	});

	it('reads its parameters once, however many items there are', async () => {
		const few = await run({ items: [{ a: '1' }] });
		const many = await run({ items: Array.from({ length: 500 }, () => ({ a: '1' })) });
		expect(many.reads).toBe(few.reads);
	});

	it('hands out nothing for no items, and says nothing', async () => {
		expect(await run({ items: [] })).toMatchObject({ mapped: [], rejected: [], hints: [] });
	});

	it('passes binary data on by reference, to both outputs', async () => {
		const binary = { file: { data: 'AA==', mimeType: 'text/plain' } };
		const { mapped, rejected } = await run({ items: [{ a: 'x' }, { a: 1 }], binary });
		expect(mapped[0]!.binary).toBe(binary);
		expect(rejected[0]!.binary).toBe(binary);
	});

	it.each([
		['null', null, 'null'],
		['a list', [1], 'a list'],
		['a text', 'x', 'a string'],
		['undefined', undefined, 'a undefined'],
	])('stops at an item that is %s, naming it; or goes on, and rejects it, where the user chose so', async (_, json, words) => {
		await expect(run({ items: [{ a: 'x' }, json] })).rejects.toThrow(`Item 1 is not a record but ${words}`);
		const { mapped, rejected } = await run({ items: [{ a: 'x' }, json], continueOnFail: true });
		expect(mapped).toHaveLength(1);
		expect(rejected).toMatchObject([{ json: { error: expect.stringContaining('Item 1') as string }, pairedItem: { item: 1 } }]);
	});

	it('stops before the first item if the table is wrong, naming the row and the way out', async () => {
		const attempt = run({ items: [], rows: [{ source: 'a', target: 'x' }, { source: 'b', target: 'x' }] });
		await expect(attempt).rejects.toMatchObject({
			message: 'Row 2 (b → x): going forward, it writes the same field as Row 1 (a → x)',
			description: 'Give each row its own place, or set one of them to the other way only.',
		});
	});

	it('says in a hint how many items were rejected and why', async () => {
		const { hints } = await run({ items: [{ a: 1 }, { a: 2 }, { a: 'x' }] });
		expect(hints).toEqual([
			'2 of 3 items were rejected: a (notText) 2×. The first, a: The value is the number 1, and this row takes text. If it is meant as text (a postal code, say), turn on Accept Numbers in the Text Settings of the row. Each one says why under _sync.rejected.',
		]);
	});
});

describe('fields that no row reads', () => {
	const item = { a: 'x', fax: '1', nested: { a: '2', b: { c: 3 } }, list: [{ v: 1, w: 2 }, { v: 3 }] };
	const rows = [
		{ source: 'a', target: 'x' },
		{ source: 'nested.a', target: 'n' },
		{ source: 'list[0].v', target: 'v', type: 'integer' },
	];

	it('are dropped', async () => {
		const { mapped, hints } = await run({ items: [item], rows });
		expect(jsons(mapped)).toEqual([{ x: 'x', n: '2', v: 1 }]);
		expect(hints).toEqual([]);
	});

	it('are kept where they were, the largest parts by reference', async () => {
		const { mapped } = await run({ items: [item], rows, unmapped: 'keep' });
		expect(jsons(mapped)).toEqual([{ x: 'x', n: '2', v: 1, fax: '1', nested: { b: { c: 3 } }, list: [{ w: 2 }, { v: 3 }] }]);
		expect((mapped[0]!.json['nested'] as { b: unknown }).b).toBe(item.nested.b);
	});

	it('are reported by name on the item and counted in a hint', async () => {
		const { mapped, hints } = await run({ items: [item, { a: 'y', nested: { a: 'z' }, fax: null }], rows: rows.slice(0, 2), unmapped: 'report' });
		expect(jsons(mapped)).toEqual([
			{ x: 'x', n: '2', _sync: { unmapped: ['fax', 'nested.b', 'list'] } },
			{ x: 'y', n: 'z', _sync: { unmapped: ['fax'] } },
		]);
		expect(hints).toEqual(['Fields that no row reads, with the number of items: fax 2×, list 1×, nested.b 1×.']);
	});

	it('that are kept never overwrite a mapped field, and are named instead', async () => {
		const { mapped } = await run({ items: [{ a: 'new', x: 'old', deep: 'old' }], rows: [{ source: 'a', target: 'x' }], unmapped: 'keep' });
		expect(jsons(mapped)).toEqual([{ x: 'new', deep: 'old', _sync: { unmapped: ['x'] } }]);
	});

	it('that are kept join the fields that rows write into the same object, and leave the input alone', async () => {
		const input = Object.freeze({ a: 'new', meta: Object.freeze({ b: 1, x: 'old' }) });
		const { mapped } = await run({ items: [input], rows: [{ source: 'a', target: 'meta.x' }], unmapped: 'keep' });
		expect(jsons(mapped)).toEqual([{ meta: { x: 'new', b: 1 }, _sync: { unmapped: ['meta.x'] } }]);
		expect(input).toEqual({ a: 'new', meta: { b: 1, x: 'old' } });
	});

	it('that are kept are never written into an object that a row handed on', async () => {
		const input = { data: { a: 1 }, meta: { b: 2 } };
		const { mapped } = await run({ items: [input], rows: [{ source: 'data', target: 'meta', type: 'raw' }], unmapped: 'keep' });
		expect(jsons(mapped)).toEqual([{ meta: { a: 1 }, _sync: { unmapped: ['meta'] } }]);
		expect(input).toEqual({ data: { a: 1 }, meta: { b: 2 } });
	});

	it('include one called __proto__, as plain data', async () => {
		const hostile = JSON.parse('{"a":"x","__proto__":{"polluted":1},"constructor":"c"}') as object;
		const kept = await run({ items: [hostile], unmapped: 'keep' });
		expect(JSON.stringify(kept.mapped[0]!.json)).toBe('{"x":"x","__proto__":{"polluted":1},"constructor":"c"}');
		const reported = await run({ items: [hostile], unmapped: 'report' });
		expect(reported.mapped[0]!.json['_sync']).toEqual({ unmapped: ['__proto__', 'constructor'] });
		expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
	});

	it('are named up to a limit, so that a record of any width stays cheap', async () => {
		const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`f${i}`, i]));
		const { mapped, hints } = await run({ items: [{ a: 'x', ...wide }], unmapped: 'report' });
		const { unmapped } = mapped[0]!.json['_sync'] as { unmapped: string[] };
		expect(unmapped).toHaveLength(101);
		expect(unmapped.at(-1)).toBe('… and 49900 more');
		expect(hints[0]!.length).toBeLessThan(300);
	});
});

describe('what the sync nodes tell each other under _sync', () => {
	const items = [{ a: 'x', _sync: { key: 'K' } }];

	it('goes on forward and stays behind going back, where the record is for an app node', async () => {
		expect(jsons((await run({ items })).mapped)).toEqual([{ x: 'x', _sync: { key: 'K' } }]);
		expect(jsons((await run({ items: [{ x: 'x', _sync: { key: 'K' } }], direction: 'reverse' })).mapped)).toEqual([{ a: 'x' }]);
	});

	it('is kept or dropped where the user says so, and is never an unmapped field', async () => {
		expect(jsons((await run({ items, syncDetails: 'drop', unmapped: 'keep' })).mapped)).toEqual([{ x: 'x' }]);
		expect(jsons((await run({ items: [{ x: 'x', _sync: { key: 'K' } }], direction: 'reverse', syncDetails: 'keep' })).mapped)).toEqual([{ a: 'x', _sync: { key: 'K' } }]);
		expect((await run({ items, unmapped: 'report' })).hints).toEqual([]);
	});

	it('can be read by a row: the id of the record in the other system', async () => {
		const { mapped } = await run({
			items: [{ x: 'x', _sync: { targetId: '77' } }],
			direction: 'reverse',
			rows: [{ source: 'a', target: 'x' }, { source: 'id', target: '_sync.targetId', way: 'reverse' }],
		});
		expect(jsons(mapped)).toEqual([{ a: 'x', id: '77' }]);
	});
});

describe('hostile items', () => {
	const rows = [
		{ source: '__proto__', target: 'p' },
		{ source: 'constructor', target: '__proto__.polluted' },
		{ source: 'deep', target: 'constructor', type: 'raw' },
	];

	it('with __proto__ and constructor as names are plain data on both sides', async () => {
		const item = JSON.parse('{"__proto__":"a","constructor":"b","deep":{"c":1}}') as object;
		const { mapped } = await run({ items: [item], rows });
		expect(JSON.stringify(mapped[0]!.json)).toBe('{"p":"a","__proto__":{"polluted":"b"},"constructor":{"c":1}}');
		const back = await run({ items: [mapped[0]!.json], rows, direction: 'reverse' });
		expect(JSON.stringify(back.mapped[0]!.json)).toBe('{"__proto__":"a","constructor":"b","deep":{"c":1}}');
		expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
	});

	it('10,000 levels deep pass as raw, and are rejected elsewhere without being walked', async () => {
		let deep: object = {};
		for (let i = 0; i < 10_000; i += 1) deep = { deep };
		const raw = await run({ items: [deep], rows: [{ source: 'deep', target: 'x', type: 'raw' }], unmapped: 'keep' });
		expect(raw.mapped[0]!.json['x']).toBe((deep as { deep: object }).deep);
		const text = await run({ items: [{ a: deep, b: deep }], unmapped: 'report' });
		expect(text.rejected[0]!.json['_sync']).toMatchObject({ rejected: [{ value: 'an object' }] });
	});

	it('of 50 MB are mapped in well under a second, and rejected with a short reason', async () => {
		const big = 'x'.repeat(50 * 1024 * 1024);
		const start = performance.now();
		const { mapped } = await run({ items: [{ a: big }], words: 'NULL' });
		expect(mapped[0]!.json['x']).toBe(big);
		const { rejected } = await run({ items: [{ a: big }], rows: [{ source: 'a', target: 'x', type: 'integer' }] });
		expect(performance.now() - start).toBeLessThan(HANGS_MS);
		expect(JSON.stringify(rejected[0]!.json['_sync']).length).toBeLessThan(1000);
	});

	it('with NaN, infinities and broken text get reasons that JSON can carry', async () => {
		const types = ['text', 'integer', 'decimal', 'boolean', 'date', 'moment', 'list'];
		const values = [NaN, Infinity, '\ud800', { a: 1 }, [1, null], new Date(NaN), () => 1, Symbol('s')];
		for (const type of types) {
			const { mapped, rejected } = await run({ items: values.map((a) => ({ a })), rows: [{ source: 'a', target: 'x', type }] });
			expect(mapped).toHaveLength(0);
			expect(rejected).toHaveLength(values.length);
			for (const { json } of rejected) {
				const reasons = (json['_sync'] as { rejected: unknown }).rejected;
				expect(JSON.parse(JSON.stringify(reasons))).toEqual(reasons);
				expect(JSON.stringify(reasons).isWellFormed()).toBe(true);
			}
		}
	});
});
