import { ConflictResolver } from '../../nodes/ConflictResolver/ConflictResolver.node';
import { codeNode } from '../support/engine';
import { ResolverFlow, summary, syncOf, type Json, type ResolverRun } from '../support/resolver';

const MANUAL = { fieldRules: { rows: [{ field: 'city', rule: 'manual' }] } };
const lists = (crm: unknown, erp: unknown) => ({ CRM: [{ id: 1, city: crm, no: 'c1' }], ERP: [{ id: 1, city: erp, no: 'e1' }] });
const systems = [{ name: 'CRM', id: 'no' }, { name: 'ERP', id: 'no' }];

async function asked(crm: unknown = 'Rio', erp: unknown = '12Rio', options: Json = {}): Promise<{ flow: ResolverFlow; item: Json; run: ResolverRun }> {
	const flow = new ResolverFlow(systems, { ...MANUAL, options });
	await flow.compare(lists('o', 'o'));
	const run = await flow.compare(lists(crm, erp));
	expect(run.review).toHaveLength(1);
	return { flow, item: run.review[0]!, run };
}

const answer = (item: Json, choose: string, value?: unknown): Json => ({ ...item, decision: { ...(item['decision'] as Json), choose, ...(value === undefined ? {} : { value }) } });
const resolve = async (flow: ResolverFlow, items: readonly unknown[], parameters: Json = {}, more = {}) =>
	await flow.run([items], { operation: 'resolveReview', ...parameters }, more);

describe('an item of Review', () => {
	it('carries both sides, who still shows what was agreed, the rule that would have won, and a form', async () => {
		const { item } = await asked('Rio', 'o2');
		expect(item).toMatchObject({
			id: 1, kind: 'undecided', field: 'city', rule: 'priority', winner: 'CRM', values: { CRM: 'Rio', ERP: 'o2' },
			base: { CRM: 'changed', ERP: 'changed' },
			decision: { id: expect.any(String), choose: '', value: null, choices: ['CRM', 'ERP', 'value'] },
		});
		const flow = new ResolverFlow(['CRM', 'ERP', 'Shop'], MANUAL);
		const three = (crm: string, erp: string) => ({ CRM: [{ id: 1, city: crm }], ERP: [{ id: 1, city: erp }], Shop: [{ id: 1, city: 'o' }] });
		await flow.compare(three('o', 'o'));
		expect((await flow.compare(three('a', 'b'))).review[0]!['base']).toEqual({ CRM: 'changed', ERP: 'changed', Shop: 'agreed' });
		expect((await new ResolverFlow(['CRM', 'ERP'], MANUAL).compare(lists('a', 'b'))).review[0]!['base']).toEqual({ CRM: 'new', ERP: 'new' });
	});

	it('has the same decision id in every run while nothing moves, and another when something does', async () => {
		const { flow, item } = await asked();
		const id = (one: Json): unknown => (one['decision'] as Json)['id'];
		expect(id((await flow.compare(lists('Rio', '12Rio'))).review[0]!)).toBe(id(item));
		expect(id((await flow.compare(lists('Rio', '13Rio'))).review[0]!)).not.toBe(id(item));
		expect(Buffer.from(String(id(item)), 'base64url').toString()).not.toContain('Rio');
	});

	it('is flat where asked, for forms, tables and sheets', async () => {
		const { item } = await asked(['a', 'b'], 7, { reviewForm: 'flat' });
		expect(item).toMatchObject({ id: 1, value_CRM: '["a","b"]', value_ERP: 7, decisionId: expect.any(String), choose: '', value: '', choices: 'CRM, ERP, value' });
		const visible = Object.fromEntries(Object.entries(item).filter(([name]) => name !== '_sync'));
		expect([Object.values(visible).filter((value) => typeof value === 'object'), syncOf(item)['verdict']]).toEqual([[], 'review']);
	});
});

describe('Resolve Review', () => {
	it('writes the chosen system\'s value to the others, with their own ids', async () => {
		const { flow, item } = await asked();
		const run = await resolve(flow, [answer(item, 'ERP')]);
		expect(summary(run)).toEqual({ CRM: [['update', { id: 1, city: '12Rio' }]] });
		expect(syncOf(run.writes['CRM']![0])).toMatchObject({
			system: 'CRM', targetId: 'c1', key: '1', changed: ['city'], reasons: { city: { rule: 'person', winner: 'ERP' } },
			why: 'city: a person decided for "12Rio".', receipts: [{ kind: 'write', system: 'CRM' }],
		});
		expect(run.all.map((one) => one.pairedItem)).toEqual([{ item: 0 }]);
		const seen = await flow.compare(lists('12Rio', '12Rio'));
		expect([summary(seen), seen.review, seen.inSync.length]).toEqual([{}, [], 1]);
	});

	it('writes a value typed in to all', async () => {
		const { flow, item } = await asked();
		expect(summary(await resolve(flow, [answer(item, 'value', 'Rio de Janeiro')]))).toEqual({
			CRM: [['update', { id: 1, city: 'Rio de Janeiro' }]], ERP: [['update', { id: 1, city: 'Rio de Janeiro' }]],
		});
	});

	it('applies a decision once: again, or after the field moved on, it is stale', async () => {
		const { flow, item } = await asked();
		const twice = await resolve(flow, [answer(item, 'ERP'), answer(item, 'ERP')]);
		expect([twice.writes['CRM']!.length, twice.review]).toMatchObject([1, [{ kind: 'staleDecision', reason: 'movedOn', id: 1 }]]);
		expect((await resolve(flow, [answer(item, 'CRM')])).review).toMatchObject([{ kind: 'staleDecision' }]);
		const { flow: other, item: old } = await asked();
		await other.compare(lists('Rio', 'São Paulo'));
		const late = await resolve(other, [answer(old, 'ERP')]);
		expect([summary(late), late.review]).toMatchObject([{}, [{ kind: 'staleDecision', reason: 'movedOn' }]]);
	});

	it('is planned again by the comparison if the write was lost', async () => {
		const { flow, item } = await asked();
		await resolve(flow, [answer(item, 'ERP')]);
		expect(summary(await flow.compare(lists('Rio', '12Rio')))).toEqual({ CRM: [['update', { id: 1, city: '12Rio' }]] });
	});

	it('takes what a form sends back: flat, as text, with fields of other names', async () => {
		const { flow, item } = await asked(['a'], 7, { reviewForm: 'flat' });
		const run = await resolve(flow, [{ decisionId: item['decisionId'], Wahl: 'ERP', value_ERP: '7' }], { chooseField: 'Wahl' });
		expect(summary(run)).toEqual({ CRM: [['update', { id: 1, city: 7 }]] });
		const { flow: typed, item: open } = await asked('x', 'y', { reviewForm: 'flat' });
		const typedRun = await resolve(typed, [{ decisionId: open['decisionId'], choose: 'value', Text: '42' }], { valueField: 'Text', valueIs: 'json' });
		expect(summary(typedRun)).toEqual({ CRM: [['update', { id: 1, city: 42 }]], ERP: [['update', { id: 1, city: 42 }]] });
	});

	it('lets a person overrule what a rule settled', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		await flow.compare(lists('o', 'o'));
		const { review } = await flow.compare(lists('a', 'b'));
		const item = review.find((one) => one['field'] === 'city')!;
		expect(item['kind']).toBe('settled');
		expect(summary(await resolve(flow, [answer(item, 'ERP')]))).toMatchObject({ CRM: [['update', { id: 1, city: 'b' }]] });
	});

	it('leaves items without a choice alone', async () => {
		const { flow, item } = await asked();
		const run = await resolve(flow, [item]);
		expect([summary(run), run.review]).toMatchObject([{}, [{ kind: 'notDecided', id: 1 }]]);
	});

	it.each<[string, (item: Json) => unknown, string]>([
		['no id', () => ({ choose: 'CRM' }), 'Item 0 has no decision ID'],
		['no record', () => [1], 'Item 0 has no decision ID'],
		['an id of something else', () => ({ decision: { id: 'abc', choose: 'CRM' } }), 'Item 0 has a decision ID that is none'],
		['an unknown choice', (item) => answer(item, 'SAP'), 'Item 0 chooses "SAP", which is none of the choices'],
		['no value typed in', (item) => ({ decision: { id: (item['decision'] as Json)['id'], choose: 'value' } }), 'Item 0 chooses a value typed in, and has none'],
		['a value that changed on its way', (item) => ({ ...answer(item, 'CRM'), values: { CRM: 'rio' } }), 'Item 0 chooses CRM, and does not carry its value as it was'],
	])('refuses %s, and the others go on', async (_, bad, message) => {
		const { flow, item } = await asked();
		const stopped = await resolve(flow, [bad(item)]);
		expect([stopped.error?.message, Boolean(stopped.error?.description)]).toEqual([message, true]);
		const run = await resolve(flow, [bad(item), answer(item, 'ERP')], {}, { onError: 'continueRegularOutput' });
		expect([run.writes['CRM']!.length, run.review.map((one) => one['error'])]).toEqual([1, [message]]);
	});

	it('refuses a decision about another sync', async () => {
		const { item } = await asked();
		expect((await resolve(new ResolverFlow(systems, { sync: 'orders' }), [answer(item, 'ERP')])).error?.message).toBe('Item 0 is about the sync "customers", not "orders"');
	});
});

describe('Plan Only', () => {
	const before = { CRM: [{ id: 1, a: 'o' }, { id: 2, a: 'o' }], ERP: [{ id: 1, a: 'o' }, { id: 2, a: 'o' }] };
	const after = { CRM: [{ id: 1, a: 'n' }, { id: 2, a: 'x' }, { id: 3, a: 1 }], ERP: [{ id: 1, a: 'o' }, { id: 2, a: 'y' }] };

	it('counts what would be written where, by system and operation, on an output of its own', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		await flow.compare(before);
		const run = await flow.compare(after, { operation: 'planOnly' });
		expect([summary(run), run.review, run.inSync]).toEqual([{}, [], []]);
		expect(run.plan).toMatchObject([
			{ system: 'ERP', operation: 'update', count: 2, fields: { a: 2 }, message: '2 records to update in ERP.' },
			{ system: 'ERP', operation: 'create', count: 1, fields: { a: 1 } },
			{ system: null, operation: 'review', kind: 'settled', count: 1 },
		]);
		expect(run.all.every((item) => Array.isArray(item.pairedItem) && item.pairedItem.length > 0)).toBe(true);
	});

	it('remembers nothing: what was planned is still to be decided, the first run too', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		expect((await flow.compare(before, { operation: 'planOnly' })).plan).toMatchObject([{ operation: 'none', count: 0 }]);
		const saved = JSON.stringify([...flow.n8n.database]);
		await flow.compare(before);
		await flow.compare(after, { operation: 'planOnly' });
		const run = await flow.compare(after);
		expect(syncOf(run.writes['ERP']![0])['reasons']).toMatchObject({ a: { rule: 'onlyOneChanged' } });
		expect(saved).toMatch(/revision[^0-9]*0,/);
	});

	it('lists the items where asked, without a promise', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		await flow.compare(before);
		const { plan } = await flow.compare(after, { operation: 'planOnly', planItems: true });
		expect(plan.slice(3)).toMatchObject([{ id: 1, a: 'n', _sync: { verdict: 'planned' } }, { id: 2 }, { id: 3 }, { id: 2, kind: 'settled' }]);
		expect(JSON.stringify(plan)).not.toContain('receipts');
	});

	it('plans events too', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		await flow.compare(before);
		const events = [{ id: 1, a: 'n', system: 'CRM', event: 'updated' }];
		expect((await flow.events(events, { operation: 'planOnly' })).plan).toMatchObject([{ system: 'ERP', operation: 'update', count: 1 }]);
		expect(summary(await flow.events(events))).toEqual({ ERP: [['update', { id: 1, a: 'n' }]] });
	});
});

describe('Confirm Writes', () => {
	const same = [{ id: 1, a: 'o' }];

	/** An event from the CRM, an app node that answers with something else, and Confirm Writes behind it. */
	async function written(flow: ResolverFlow, confirmAs = 'done') {
		const node = (name: string, parameters: Json) => ({
			name, type: new ConflictResolver(), parameters: { sync: 'customers', key: 'id', rule: 'priority', order: 'CRM, ERP', systems: { rows: [{ name: 'CRM' }, { name: 'ERP' }] }, ...parameters } as never,
		});
		return await flow.n8n.run({
			workflowId: flow.workflowId,
			sources: { In: [{ json: { id: 1, a: 'n', system: 'CRM', event: 'updated' } }] },
			nodes: [
				node('Resolve', { mode: 'event', eventKind: 'event' }),
				{ name: 'ERP', type: codeNode('app', (items) => items.map((_, i) => ({ json: { ok: true }, pairedItem: { item: i } }))) },
				node('Confirm', { operation: 'confirmWrites', confirmAs }),
			],
			wires: [['In', 0, 'Resolve', 0], ['Resolve', 1, 'ERP', 0], ['ERP', 0, 'Confirm', 0]],
		});
	}

	it('counts a write as done before anything sees it: what the target shows then is a change of its own', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		await flow.compare({ CRM: same, ERP: same });
		const result = await written(flow);
		expect(result.output('Confirm', 3)).toMatchObject([{ json: { ok: true }, pairedItem: { item: 0 } }]);
		const back = await flow.compare({ CRM: [{ id: 1, a: 'n' }], ERP: [{ id: 1, a: 'o' }] });
		expect(summary(back)).toEqual({ CRM: [['update', { id: 1, a: 'o' }]] });
	});

	it('without it, the same list means that the write is late or lost', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		await flow.compare({ CRM: same, ERP: same });
		await flow.events([{ id: 1, a: 'n', system: 'CRM', event: 'updated' }]);
		expect(summary(await flow.compare({ CRM: [{ id: 1, a: 'n' }], ERP: same }))).toEqual({ ERP: [['update', { id: 1, a: 'n' }]] });
	});

	it('a write known to have failed is planned again', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		await flow.compare({ CRM: same, ERP: same });
		await written(flow, 'failed');
		expect(summary(await flow.compare({ CRM: [{ id: 1, a: 'n' }], ERP: same }))).toEqual({ ERP: [['update', { id: 1, a: 'n' }]] });
	});

	it('settles receipts on the items themselves, twice without harm, and says which item has none', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		await flow.compare({ CRM: same, ERP: same });
		const { writes } = await flow.events([{ id: 1, a: 'n', system: 'CRM', event: 'updated' }]);
		for (let i = 0; i < 2; i += 1) {
			const run = await flow.run([writes['ERP']!], { operation: 'confirmWrites' });
			expect([run.error, run.inSync.length]).toEqual([undefined, 1]);
		}
		const run = await flow.run([[{ id: 1 }, ...writes['ERP']!]], { operation: 'confirmWrites' }, { onError: 'continueRegularOutput' });
		expect([run.review.map((one) => one['error']), run.inSync.length]).toEqual([['No planned write of "customers" was found for this item'], 1]);
	});

	it('confirms a create and a delete', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP'], { deletes: 'passOn' });
		const created = await flow.events([{ id: 1, a: 'o', system: 'CRM', event: 'created' }]);
		await flow.run([created.writes['ERP']!], { operation: 'confirmWrites' });
		// A system may list late what was just created: it is not created again.
		expect((await flow.compare({ CRM: same, ERP: [{ id: 9, a: 'o' }] })).writes['ERP']).toEqual([]);
		const deleted = await flow.events([{ id: 1, system: 'ERP', event: 'deleted' }]);
		expect(summary(deleted)).toEqual({ CRM: [['delete', { id: 1 }]] });
		await flow.run([deleted.writes['CRM']!], { operation: 'confirmWrites' });
		expect(summary(await flow.events([{ id: 1, system: 'ERP', event: 'deleted' }]))).toEqual({});
	});
});
