import { ResolverFlow, summary, type Json } from '../support/resolver';

/** All agree on `base`, then CRM and ERP change it; what is planned, by system. */
async function conflict(rule: Json, base: unknown, crm: unknown, erp: unknown, more: { crm?: Json; erp?: Json; systems?: Json[] } = {}) {
	const flow = new ResolverFlow(more.systems ?? ['CRM', 'ERP', 'Shop'], { fieldRules: { rows: [{ field: 'f', ...rule }] } });
	const first = { id: 1, f: base };
	const opened = await flow.compare({ CRM: [{ ...first, ...more.crm }], ERP: [{ ...first, ...more.erp }], Shop: [first] });
	expect(opened.error).toBeUndefined();
	const run = await flow.compare({ CRM: [{ id: 1, f: crm, ...more.crm }], ERP: [{ id: 1, f: erp, ...more.erp }], Shop: [first] });
	expect(run.error).toBeUndefined();
	return { run, flow, values: Object.fromEntries(Object.entries(summary(run)).map(([name, writes]) => [name, ((writes[0] as [string, Json])[1])['f']])) };
}

describe('the rules of the table', () => {
	it.each<[string, Json, unknown, unknown, unknown, Record<string, unknown>]>([
		['Non-Empty', { rule: 'nonEmpty' }, 'x', '', 'y', { CRM: 'y', Shop: 'y' }],
		['Longest', { rule: 'longest' }, 'x', 'abc', 'ab', { ERP: 'abc', Shop: 'abc' }],
		['Smallest', { rule: 'min' }, 5, 7, 3, { CRM: 3, Shop: 3 }],
		['Largest', { rule: 'max' }, 5, 7, 3, { ERP: 7, Shop: 7 }],
		['Priority', { rule: 'priority', order: 'ERP, CRM' }, 'x', 'c', 'e', { CRM: 'e', Shop: 'e' }],
		['Sum of Changes', { rule: 'sum' }, 10, 13, 8, { CRM: 11, ERP: 11, Shop: 11 }],
		['Union of Sets', { rule: 'union' }, ['a', 'b'], ['a', 'b', 'c'], ['b'], { CRM: ['b', 'c'], ERP: ['b', 'c'], Shop: ['b', 'c'] }],
		[
			'Merge Lists by Key', { rule: 'keyedList', listKey: 'sku' }, [{ sku: 1, n: 1 }], [{ sku: 1, n: 2 }], [{ sku: 1, n: 1 }, { sku: 2, n: 1 }],
			{ CRM: [{ sku: 1, n: 2 }, { sku: 2, n: 1 }], ERP: [{ sku: 1, n: 2 }, { sku: 2, n: 1 }], Shop: [{ sku: 1, n: 2 }, { sku: 2, n: 1 }] },
		],
	])('%s', async (_, rule, base, crm, erp, expected) => {
		const { values, run } = await conflict(rule, base, crm, erp);
		expect(values).toEqual(expected);
		expect(run.hints.join()).toBe('');
	});

	it('Highest Version', async () => {
		const systems = [{ name: 'CRM', version: 'v' }, { name: 'ERP', version: 'v' }, { name: 'Shop' }];
		const flow = new ResolverFlow(systems, { fieldRules: { rows: [{ field: 'f', rule: 'highestVersion' }] } });
		const start = { id: 1, f: 'x' };
		await flow.compare({ CRM: [{ ...start, v: 1 }], ERP: [{ ...start, v: 1 }], Shop: [start] });
		const run = await flow.compare({ CRM: [{ id: 1, f: 'c', v: 2 }], ERP: [{ id: 1, f: 'e', v: 9 }], Shop: [start] });
		expect(summary(run)).toEqual({ CRM: [['update', { id: 1, f: 'e' }]], Shop: [['update', { id: 1, f: 'e' }]] });
	});

	it('a merged value is planned once and agreed when it is seen', async () => {
		const { flow } = await conflict({ rule: 'sum' }, 10, 13, 8);
		const seen = [{ id: 1, f: 11 }];
		expect((await flow.compare({ CRM: seen, ERP: seen, Shop: seen })).inSync).toHaveLength(1);
		expect(summary(await flow.compare({ CRM: [{ id: 1, f: 12 }], ERP: [{ id: 1, f: 21 }], Shop: seen }))).toEqual(
			Object.fromEntries(['CRM', 'ERP', 'Shop'].map((name) => [name, [['update', { id: 1, f: 22 }]]])),
		);
	});
});

describe('who may write', () => {
	it('a change in a mirror is set back and reported, and does not win a conflict', async () => {
		const flow = new ResolverFlow(['CRM', { name: 'Shop', role: 'mirror' }]);
		await flow.compare({ CRM: [{ id: 1, a: 'o', b: 'o' }], Shop: [{ id: 1, a: 'o', b: 'o' }] });
		const run = await flow.compare({ CRM: [{ id: 1, a: 'o', b: 'crm' }], Shop: [{ id: 1, a: 'x', b: 'shop' }] });
		expect(summary(run)).toEqual({ Shop: [['update', { id: 1, a: 'o', b: 'crm' }]] });
		expect(run.review).toMatchObject([{ kind: 'blocked', field: 'a', values: { CRM: 'o', Shop: 'x' } }, { kind: 'blocked', field: 'b' }]);
	});

	it('is only reported where setting back is turned off', async () => {
		const flow = new ResolverFlow(['CRM', { name: 'Shop', role: 'mirror' }], { options: { setBack: false } });
		await flow.compare({ CRM: [{ id: 1, a: 'o' }], Shop: [{ id: 1, a: 'o' }] });
		const run = await flow.compare({ CRM: [{ id: 1, a: 'o' }], Shop: [{ id: 1, a: 'x' }] });
		expect([summary(run), run.review.map((one) => one['kind'])]).toEqual([{}, ['blocked']]);
	});

	it('a record that only a mirror has is created nowhere, and reported', async () => {
		const flow = new ResolverFlow(['CRM', { name: 'Shop', role: 'mirror' }]);
		const run = await flow.compare({ CRM: [{ id: 1, a: 1 }], Shop: [{ id: 1, a: 1 }, { id: 2, a: 1 }] });
		expect([summary(run), run.review]).toMatchObject([{}, [{ id: 2, kind: 'stray', systems: ['Shop'] }]]);
	});

	it('the System of Record owns what has no rule, and shares what has one', async () => {
		const flow = new ResolverFlow(['CRM', { name: 'ERP', role: 'systemOfRecord' }], { fieldRules: { rows: [{ field: 'b', rule: 'newest' }] } });
		const both = [{ id: 1, a: 'o', b: 'o' }];
		await flow.compare({ CRM: both, ERP: both });
		expect(summary(await flow.compare({ CRM: [{ id: 1, a: 'x', b: 'x' }], ERP: both }))).toEqual({ CRM: [['update', { id: 1, a: 'o' }]], ERP: [['update', { id: 1, b: 'x' }]] });
	});

	it('an owner who shares a field wins conflicts, others in the list may change it, and nobody else', async () => {
		const rows = [{ field: 'a', rule: 'owner', owner: 'ERP', writers: 'ERP, CRM' }];
		const flow = new ResolverFlow(['CRM', 'ERP', 'Shop'], { fieldRules: { rows } });
		const lists = (crm: string, erp: string, shop: string) => ({ CRM: [{ id: 1, a: crm }], ERP: [{ id: 1, a: erp }], Shop: [{ id: 1, a: shop }] });
		await flow.compare(lists('o', 'o', 'o'));
		expect(Object.keys(summary(await flow.compare(lists('c', 'o', 'o'))))).toEqual(['ERP', 'Shop']);
		await flow.compare(lists('c', 'c', 'c'));
		expect(summary(await flow.compare(lists('c2', 'e2', 'c')))).toEqual({ CRM: [['update', { id: 1, a: 'e2' }]], Shop: [['update', { id: 1, a: 'e2' }]] });
		await flow.compare(lists('e2', 'e2', 'e2'));
		const shop = await flow.compare(lists('e2', 'e2', 'mine'));
		expect([summary(shop), shop.review.map((one) => one['kind'])]).toEqual([{ Shop: [['update', { id: 1, a: 'e2' }]] }, ['blocked']]);
	});

	it('holds for events too', async () => {
		const flow = new ResolverFlow(['CRM', { name: 'Shop', role: 'mirror' }, 'ERP']);
		await flow.compare({ CRM: [{ id: 1, a: 'o' }], Shop: [{ id: 1, a: 'o' }], ERP: [{ id: 1, a: 'o' }] });
		const run = await flow.events([{ id: 1, a: 'x', system: 'Shop', event: 'updated' }]);
		expect([run.writes['CRM'], run.writes['ERP'], run.review.map((one) => one['kind'])]).toEqual([[], [], ['blocked']]);
	});
});

it('keeps ten systems in step', async () => {
	const names = Array.from({ length: 10 }, (_, i) => `S${i}`);
	const flow = new ResolverFlow(names);
	const all = (value: string) => Object.fromEntries(names.map((name) => [name, [{ id: 1, a: value }]]));
	await flow.compare(all('o'));
	const run = await flow.compare({ ...all('o'), S7: [{ id: 1, a: 'n' }] });
	expect(Object.keys(summary(run))).toEqual(names.filter((name) => name !== 'S7'));
	expect((await flow.compare(all('n'))).inSync).toHaveLength(1);
});
