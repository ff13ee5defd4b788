import { ResolverFlow, summary, syncOf, type Json } from '../support/resolver';

const full = (...names: string[]): Json[] => names.map((name) => ({ name, fullList: true }));
const records = (count: number, from = 1): Json[] => Array.from({ length: count }, (_, i) => ({ id: from + i, a: 'o' }));
const without = (list: readonly Json[], ...ids: number[]): Json[] => list.filter((one) => !ids.includes(one['id'] as number));

describe('a record that is missing from a complete list', () => {
	it('is deleted in the others, until it is seen gone, and then is quiet', async () => {
		const flow = new ResolverFlow(full('CRM', 'ERP', 'Shop'), { deletes: 'passOn' });
		const all = records(3);
		await flow.compare({ CRM: all, ERP: all, Shop: all });
		const gone = { CRM: without(all, 2), ERP: all, Shop: all };
		const run = await flow.compare(gone);
		expect(summary(run)).toEqual({ ERP: [['delete', { id: 2 }]], Shop: [['delete', { id: 2 }]] });
		expect(syncOf(run.writes['ERP']![0])).toMatchObject({
			operation: 'delete', key: '2', targetId: 2, changed: [],
			why: 'CRM deleted this record, and nobody has changed it since: it is deleted in ERP, too.',
			receipts: [{ kind: 'write', operation: 'delete', system: 'ERP', fields: [] }],
		});
		const again = await flow.compare(gone);
		expect(syncOf(again.writes['ERP']![0])['changeId']).toBe(syncOf(run.writes['ERP']![0])['changeId']);
		const done = await flow.compare({ CRM: gone.CRM, ERP: gone.CRM, Shop: gone.CRM });
		expect([summary(done), done.review, done.inSync.length]).toEqual([{}, [], 2]);
	});

	it('is only reported where deletes are not passed on, and where the list is not said to be complete', async () => {
		for (const [systems, deletes] of [[full('CRM', 'ERP'), 'report'], [['CRM', 'ERP'], 'passOn']] as const) {
			const flow = new ResolverFlow(systems, { deletes });
			await flow.compare({ CRM: records(2), ERP: records(2) });
			const run = await flow.compare({ CRM: records(1), ERP: records(2) });
			expect([summary(run), run.review.map((one) => [one['id'], one['kind'], one['system']])]).toEqual([{}, [[2, 'vanished', 'CRM']]]);
		}
	});

	it('warns where deletes are to be passed on and no list is complete', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP'], { deletes: 'passOn' });
		expect((await flow.compare({ CRM: records(1), ERP: records(1) })).hints.join()).toContain('no list is said to be complete');
	});

	it('that was changed elsewhere since is kept, created again, and reported', async () => {
		const flow = new ResolverFlow(full('CRM', 'ERP'), { deletes: 'passOn' });
		await flow.compare({ CRM: records(2), ERP: records(2) });
		const run = await flow.compare({ CRM: records(1), ERP: [{ id: 1, a: 'o' }, { id: 2, a: 'edited' }] });
		expect(summary(run)).toEqual({ CRM: [['create', { id: 2, a: 'edited' }]] });
		expect(run.review).toMatchObject([{ id: 2, kind: 'deleteRefused', why: 'updated', systems: ['CRM'] }]);
		expect(syncOf(run.writes['CRM']![0])['why']).toContain('it was changed elsewhere since');
	});

	it('without a base is created, never deleted', async () => {
		const flow = new ResolverFlow(full('CRM', 'ERP'), { deletes: 'passOn' });
		expect(summary(await flow.compare({ CRM: records(1), ERP: [] }))).toEqual({ ERP: [['create', { id: 1, a: 'o' }]] });
	});

	it('in a mirror comes back', async () => {
		const flow = new ResolverFlow([{ name: 'CRM', fullList: true }, { name: 'Shop', role: 'mirror', fullList: true }], { deletes: 'passOn' });
		await flow.compare({ CRM: records(2), Shop: records(2) });
		const run = await flow.compare({ CRM: records(2), Shop: records(1) });
		expect(summary(run)).toEqual({ Shop: [['create', { id: 2, a: 'o' }]] });
		expect(run.review).toMatchObject([{ kind: 'deleteRefused', why: 'mayNotDelete' }]);
	});

	it('does not come back with an old list', async () => {
		const flow = new ResolverFlow(full('CRM', 'ERP').map((row) => ({ ...row, modified: 'at' })), { deletes: 'passOn' });
		const all = records(2).map((one) => ({ ...one, at: '2026-01-01T00:00:00Z' }));
		await flow.compare({ CRM: all, ERP: all });
		await flow.compare({ CRM: without(all, 2), ERP: all });
		await flow.compare({ CRM: without(all, 2), ERP: without(all, 2) });
		const old = await flow.compare({ CRM: all, ERP: without(all, 2) });
		expect(summary(old)).toEqual({});
	});
});

describe('the brake', () => {
	const limits = { deletes: 'passOn', options: { mostDeletes: 20, mostDeletesPercent: 10 } };

	it.each([
		['more than the share', 100, 11, 'CRM would have 11 of its 100 known records deleted at once; the limit is 10 %.'],
		['more than the number', 400, 21, 'CRM would have 21 records deleted at once; the limit is 20.'],
	])('%s holds all deletes, says why once and as a hint, and forgets nothing', async (_, count, gone, reason) => {
		const flow = new ResolverFlow(full('CRM', 'ERP'), limits);
		const all = records(count);
		await flow.compare({ CRM: all, ERP: all });
		const run = await flow.compare({ CRM: all.slice(gone), ERP: all });
		expect(summary(run)).toEqual({});
		expect(run.review.filter((one) => one['kind'] === 'deletesHeld')).toMatchObject([{ count: gone, reasons: [reason] }]);
		expect(run.review.filter((one) => one['kind'] === 'deleteHeld')).toHaveLength(gone);
		expect(run.hints.join()).toContain(reason);
		const released = await flow.compare({ CRM: all.slice(gone), ERP: all }, { options: { mostDeletes: 1000, mostDeletesPercent: 100 } });
		expect(released.writes['ERP']).toHaveLength(gone);
	});

	it('lets the list come back as if nothing had been', async () => {
		const flow = new ResolverFlow(full('CRM', 'ERP'), limits);
		const all = records(100);
		await flow.compare({ CRM: all, ERP: all });
		await flow.compare({ CRM: all.slice(50), ERP: all });
		const back = await flow.compare({ CRM: all, ERP: all });
		expect([summary(back), back.review, back.inSync.length]).toEqual([{}, [], 100]);
	});

	it('lets few deletes pass, and an empty list never deletes', async () => {
		const flow = new ResolverFlow(full('CRM', 'ERP'), limits);
		const all = records(100);
		await flow.compare({ CRM: all, ERP: all });
		const empty = await flow.compare({ CRM: [], ERP: all });
		expect([summary(empty), empty.review.map((one) => one['kind'])]).toEqual([{}, ['emptyInput']]);
		expect((await flow.compare({ CRM: all.slice(10), ERP: all })).writes['ERP']).toHaveLength(10);
	});

	it('holds a flood of delete events by their number', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP'], limits);
		const all = records(30);
		await flow.compare({ CRM: all, ERP: all });
		const deletes = (count: number): Json[] => all.slice(0, count).map(({ id }) => ({ id, system: 'CRM', event: 'deleted' }));
		const held = await flow.events(deletes(21));
		expect([summary(held), held.review[0]!['kind']]).toEqual([{}, 'deletesHeld']);
		expect((await flow.events(deletes(20))).writes['ERP']).toHaveLength(20);
	});
});

describe('a delete that arrives as an event', () => {
	it('is passed on, told by kind or by a flag', async () => {
		for (const change of [{ id: 1, system: 'CRM', event: 'contact.deleted' }, { id: 1, system: 'CRM', event: 'updated', a: 'o', gone: '2026-01-01' }]) {
			const flow = new ResolverFlow(['CRM', 'ERP'], { deletes: 'passOn', eventDeleted: 'gone' });
			await flow.compare({ CRM: records(1), ERP: records(1) });
			expect(summary(await flow.events([change]))).toEqual({ ERP: [['delete', { id: 1 }]] });
			const echo = await flow.events([{ id: 1, system: 'ERP', event: 'deleted' }]);
			expect([summary(echo), echo.review]).toEqual([{}, []]);
		}
	});

	it('is reported where deletes are not passed on', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		await flow.compare({ CRM: records(1), ERP: records(1) });
		const run = await flow.events([{ id: 1, system: 'CRM', event: 'deleted' }]);
		expect([summary(run), run.review]).toMatchObject([{}, [{ kind: 'vanished', system: 'CRM' }]]);
	});
});
