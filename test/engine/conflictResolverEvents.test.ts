import { ResolverFlow, summary, syncOf, type Json } from '../support/resolver';

const event = (system: string, kind: string, fields: Json): Json => ({ system, event: kind, ...fields });

async function known(flow: ResolverFlow, record: Json = { id: 1, a: 'o', b: 'o' }): Promise<void> {
	const run = await flow.compare(Object.fromEntries(flow.names.map((name) => [name, [record]])));
	expect(run.error).toBeUndefined();
	expect(run.inSync).toHaveLength(1);
}

describe('a change that arrives as an event', () => {
	it('is written to every other system that is known to hold the record, with the reason', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP', 'Shop']);
		await known(flow);
		const run = await flow.events([event('CRM', 'customer.updated', { id: 1, a: 'n', b: 'o' })]);
		expect(summary(run)).toEqual({ ERP: [['update', { id: 1, a: 'n' }]], Shop: [['update', { id: 1, a: 'n' }]] });
		expect(syncOf(run.writes['ERP']![0])).toMatchObject({ why: 'a: CRM changed it to "n".', reasons: { a: { rule: 'onlyOneChanged', winner: 'CRM' } } });
		expect([run.review, run.inSync]).toEqual([[], []]);
		expect(run.all.map((item) => item.pairedItem)).toEqual([[{ item: 0, input: 0 }], [{ item: 0, input: 0 }]]);
	});

	it('is not taken for a change a second time: not by the event again, not by the echo, not by the comparison', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		await known(flow);
		await flow.events([event('CRM', 'updated', { id: 1, a: 'n', b: 'o' })]);
		for (const again of [event('CRM', 'updated', { id: 1, a: 'n', b: 'o' }), event('ERP', 'updated', { id: 1, a: 'n', b: 'o' }), event('CRM', 'updated', { id: 1, a: 'n' })]) {
			const run = await flow.events([again]);
			expect([summary(run), run.review, run.inSync.length]).toEqual([{}, [], 1]);
		}
		const compared = await flow.compare({ CRM: [{ id: 1, a: 'n', b: 'o' }], ERP: [{ id: 1, a: 'n', b: 'o' }] });
		expect([summary(compared), compared.review, compared.inSync.length]).toEqual([{}, [], 1]);
	});

	it('that was compared first is known to the event that comes after', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		await known(flow);
		expect(summary(await flow.compare({ CRM: [{ id: 1, a: 'n', b: 'o' }], ERP: [{ id: 1, a: 'o', b: 'o' }] }))).toEqual({ ERP: [['update', { id: 1, a: 'n' }]] });
		const run = await flow.events([event('CRM', 'updated', { id: 1, a: 'n', b: 'o' })]);
		expect([summary(run), run.review]).toEqual([{}, []]);
	});

	it('whose write was lost is planned again by the comparison, with the same change id', async () => {
		const flow = new ResolverFlow([{ name: 'CRM', modified: 'at' }, { name: 'ERP', modified: 'at' }]);
		await known(flow);
		const first = await flow.events([event('CRM', 'updated', { id: 1, a: 'n', b: 'o', at: '2026-01-01T00:00:00Z' })]);
		const again = await flow.compare({ CRM: [{ id: 1, a: 'n', b: 'o', at: '2026-01-01T00:00:00Z' }], ERP: [{ id: 1, a: 'o', b: 'o' }] });
		expect(summary(again)).toEqual({ ERP: [['update', { id: 1, a: 'n' }]] });
		expect(syncOf(again.writes['ERP']![0])['changeId']).toBe(syncOf(first.writes['ERP']![0])['changeId']);
	});

	it('is planned once, however many runs hear of it at once, comparisons among them', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		await known(flow);
		const runs = await Promise.all(Array.from({ length: 20 }, async () => await flow.events([event('CRM', 'updated', { id: 1, a: 'n' })])));
		const planned = runs.flatMap((run) => run.writes['ERP']!);
		expect(planned).toHaveLength(1);
		await flow.run([planned], { operation: 'confirmWrites' });
		const both = await Promise.all([
			flow.events([event('CRM', 'updated', { id: 1, a: 'm' })]),
			flow.compare({ CRM: [{ id: 1, a: 'm', b: 'o' }], ERP: [{ id: 1, a: 'n', b: 'o' }] }),
		]);
		const ids = both.flatMap((run) => run.writes['ERP']!).map((item) => syncOf(item)['changeId']);
		// The comparison may plan it again, since the list shows that it has not arrived: as the same change.
		expect(new Set(ids).size).toBe(1);
	});

	it('made before a confirmed write arrived, and heard after it, does not undo that write, with versions or without', async () => {
		for (const version of ['', 'v']) {
			const flow = new ResolverFlow([{ name: 'CRM', version }, { name: 'ERP', version }]);
			const at = (v: number): Json => (version === '' ? {} : { v });
			await known(flow, { id: 1, a: 'o', b: 'o', ...at(1) });
			const { writes } = await flow.events([event('ERP', 'updated', { id: 1, a: 'n', b: 'o', ...at(2) })]);
			// Meanwhile somebody changes b in the CRM (its version 2); then the write arrives there (3), and is confirmed.
			const answer = { ...writes['CRM']![0], ...at(3) };
			await flow.run([[answer]], { operation: 'confirmWrites', options: version === '' ? {} : { answerVersion: 'v' } });
			const early = await flow.events([event('CRM', 'updated', { id: 1, a: 'o', b: 'x', ...at(2) })]);
			const echo = await flow.events([event('CRM', 'updated', { id: 1, a: 'n', b: 'x', ...at(3) })]);
			const written = [...early.writes['ERP']!, ...echo.writes['ERP']!];
			expect([early.writes['CRM'], echo.writes['CRM']]).toEqual([[], []]);
			expect(written.map(({ a, b }) => [a, b])).toEqual([[undefined, 'x']]);
		}
	});

	it('of an earlier write of ours, heard after a later one, undoes nothing', async () => {
		for (const version of ['', 'v']) {
			const flow = new ResolverFlow([{ name: 'CRM', version }, { name: 'ERP', version }]);
			const at = (v: number): Json => (version === '' ? {} : { v });
			await known(flow, { id: 1, a: 'o', b: 'o', ...at(1) });
			for (const [v, a] of [[2, 'n'], [3, 'm']] as const) {
				const { writes } = await flow.events([event('CRM', 'updated', { id: 1, a, b: 'o', ...at(v) })]);
				await flow.run([[{ ...writes['ERP']![0], ...at(v) }]], { operation: 'confirmWrites', options: version === '' ? {} : { answerVersion: 'v' } });
			}
			for (const [v, a] of [[2, 'n'], [3, 'm']] as const) {
				expect(summary(await flow.events([event('ERP', 'updated', { id: 1, a, b: 'o', ...at(v) })]))).toEqual({});
			}
		}
	});

	it('lets a true revert through', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		await known(flow);
		await flow.events([event('CRM', 'updated', { id: 1, a: 'n' })]);
		await flow.events([event('ERP', 'updated', { id: 1, a: 'n' })]);
		expect(summary(await flow.events([event('CRM', 'updated', { id: 1, a: 'o' })]))).toEqual({ ERP: [['update', { id: 1, a: 'o' }]] });
	});

	it('of a record nobody knows creates it elsewhere, or goes to Review where that is asked for', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		expect(summary(await flow.events([event('CRM', 'updated', { id: 5, a: 1 })]))).toEqual({ ERP: [['create', { id: 5, a: 1 }]] });
		const options = { unknownRecord: 'review' };
		const asked = await flow.events([event('CRM', 'updated', { id: 6, a: 1 }), event('CRM', 'created', { id: 7, a: 1 })], { options });
		expect(summary(asked)).toEqual({ ERP: [['create', { id: 7, a: 1 }]] });
		expect(asked.review).toMatchObject([{ id: 6, kind: 'unknownRecord' }]);
		const again = await flow.events([event('CRM', 'updated', { id: 6, a: 2 }), event('CRM', 'updated', { id: 7, a: 2 })], { options });
		expect([summary(again), again.review]).toMatchObject([{ ERP: [['update', { id: 7, a: 2 }]] }, [{ id: 6, kind: 'unknownRecord' }]]);
		expect((await flow.events([event('CRM', 'deleted', { id: 8 })], { options })).review).toEqual([]);
		expect(summary(await flow.compare({ CRM: [{ id: 6, a: 2 }, { id: 7, a: 2 }], ERP: [{ id: 7, a: 2 }] }))).toEqual({ ERP: [['create', { id: 6, a: 2 }]] });
	});

	it('of a record that a Record Linker knows elsewhere is not created there, and writes carry the linked id', async () => {
		const flow = new ResolverFlow([{ name: 'CRM', id: 'no' }, { name: 'ERP', id: 'no' }]);
		const linked = (fields: Json): Json => event('CRM', 'updated', { ...fields, _sync: { links: { CRM: 'c1', ERP: 'e7' } } });
		const first = await flow.events([linked({ id: 1, a: 'o' })]);
		expect([summary(first), first.review]).toMatchObject([{}, [{ id: 1, kind: 'unknownRecord' }]]);
		await flow.compare({ CRM: [{ id: 1, a: 'o' }], ERP: [{ id: 1, a: 'o' }] });
		const run = await flow.events([linked({ id: 1, a: 'n' })]);
		expect([summary(run), run.review]).toEqual([{ ERP: [['update', { id: 1, a: 'n' }]] }, []]);
		expect(syncOf(run.writes['ERP']![0])['targetId']).toBe('e7');
	});

	it('may come from one system that is named once, without a kind', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP'], { eventSystemFrom: 'fixed', eventSystem: 'ERP', eventKind: '' });
		await known(flow);
		expect(summary(await flow.events([{ id: 1, a: 'x' }], { eventKind: '' }))).toEqual({ CRM: [['update', { id: 1, a: 'x' }]] });
	});

	it('carries its binary data along', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		expect((await flow.events([event('CRM', 'created', { id: 1, a: 1 })])).all[0]!.binary).toBeUndefined();
	});
});

describe('several events of one record in one batch', () => {
	const versioned = [{ name: 'CRM', version: 'v', modified: 'at' }, { name: 'ERP', version: 'v', modified: 'at' }];

	it.each<[string, ...Json[]]>([
		['by version', { id: 1, a: '1', v: 2 }, { id: 1, a: '2', v: 3 }, { id: 1, a: '3', v: 10 }],
		['by time', { id: 1, a: '1', at: '2026-01-01T00:00:00Z' }, { id: 1, a: '2', at: '2026-01-01T00:00:00.100Z' }, { id: 1, a: '3', at: '2026-01-01T01:00:01+00:30' }],
	])('count in their order %s, not in that of their arrival, and make one write', async (_, ...changes) => {
		for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0]]) {
			const flow = new ResolverFlow(versioned);
			await known(flow, { id: 1, a: 'o', b: 'o' });
			const run = await flow.events(order.map((i) => event('CRM', 'updated', changes[i]!)));
			expect(summary(run)).toEqual({ ERP: [['update', { id: 1, a: '3' }]] });
			expect(run.all[0]!.pairedItem).toHaveLength(3);
		}
	});

	it('are put together where each carries only what changed', async () => {
		const flow = new ResolverFlow(versioned);
		await known(flow);
		const run = await flow.events([event('CRM', 'updated', { id: 1, b: 'y', v: 3 }), event('CRM', 'updated', { id: 1, a: 'x', v: 2 })]);
		expect(summary(run)).toEqual({ ERP: [['update', { id: 1, a: 'x', b: 'y' }]] });
	});

	it('from two systems are a conflict, settled by rule whatever came first', async () => {
		for (const turn of [false, true]) {
			const flow = new ResolverFlow(['CRM', 'ERP', 'Shop']);
			await known(flow);
			const changes = [event('CRM', 'updated', { id: 1, a: 'crm' }), event('ERP', 'updated', { id: 1, a: 'erp' })];
			const run = await flow.events(turn ? changes.reverse() : changes);
			expect(summary(run)).toEqual({ ERP: [['update', { id: 1, a: 'crm' }]], Shop: [['update', { id: 1, a: 'crm' }]] });
			expect(run.review).toMatchObject([{ kind: 'settled', field: 'a', values: { CRM: 'crm', ERP: 'erp' }, base: { CRM: 'changed', ERP: 'changed' } }]);
		}
	});

	it('end in the delete that came last, and in the record that came back after it', async () => {
		const flow = new ResolverFlow(versioned, { deletes: 'passOn' });
		await known(flow);
		const deleted = await flow.events([event('CRM', 'deleted', { id: 1, v: 4 }), event('CRM', 'updated', { id: 1, a: 'x', v: 3 })]);
		expect(summary(deleted)).toEqual({ ERP: [['delete', { id: 1 }]] });
		const other = new ResolverFlow(versioned, { deletes: 'passOn' });
		await known(other);
		const back = await other.events([event('CRM', 'created', { id: 1, a: 'x', v: 5 }), event('CRM', 'deleted', { id: 1, v: 4 })]);
		expect(summary(back)).toEqual({ ERP: [['update', { id: 1, a: 'x' }]] });
	});
});

describe('events out of order', () => {
	const versioned = [{ name: 'CRM', version: 'v' }, { name: 'ERP', version: 'v' }];

	it('an older version than the applied one is dropped and counted, on the item and in a hint', async () => {
		const flow = new ResolverFlow(versioned);
		await known(flow);
		await flow.events([event('CRM', 'updated', { id: 1, a: 'new', v: 7 })]);
		const run = await flow.events([event('CRM', 'updated', { id: 1, a: 'old', v: 6 }), event('CRM', 'updated', { id: 1, a: 'older', v: 5 })]);
		expect([summary(run), run.review]).toEqual([{}, []]);
		expect(run.inSync).toMatchObject([{ id: 1, _sync: { verdict: 'inSync', stale: 2 } }]);
		expect(run.hints.join()).toContain('2 changes were older than what is known');
	});

	it('an older one in a batch with a newer one undoes nothing, also where both carry only what changed', async () => {
		const flow = new ResolverFlow(versioned);
		await known(flow);
		await flow.events([event('CRM', 'updated', { id: 1, b: 'new', v: 7 })]);
		const run = await flow.events([event('CRM', 'updated', { id: 1, b: 'old', v: 6 }), event('CRM', 'updated', { id: 1, a: 'x', v: 8 })]);
		expect(summary(run)).toEqual({ ERP: [['update', { id: 1, a: 'x' }]] });
		expect(run.hints.join()).toContain('One change was older');
	});

	it('a list that was read before an event is known to be older by its version, and undoes nothing', async () => {
		const flow = new ResolverFlow(versioned);
		await known(flow, { id: 1, a: 'o', v: 1 });
		await flow.events([event('CRM', 'updated', { id: 1, a: 'n', v: 2 })]);
		const run = await flow.compare({ CRM: [{ id: 1, a: 'o', v: 1 }], ERP: [{ id: 1, a: 'n', v: 2 }] });
		expect([summary(run), run.hints.join()]).toEqual([{}, expect.stringContaining('One change was older')]);
	});

	it('the same version with other content goes to Review, in one batch and over two', async () => {
		const flow = new ResolverFlow(versioned);
		await known(flow);
		await flow.events([event('CRM', 'updated', { id: 1, a: 'x', v: 7 })]);
		expect((await flow.events([event('CRM', 'updated', { id: 1, a: 'y', v: 7 })])).review).toContainEqual(expect.objectContaining({ kind: 'sameVersion', system: 'CRM' }));
		const other = new ResolverFlow(versioned);
		await known(other);
		const run = await other.events([event('CRM', 'updated', { id: 1, a: 'x', v: 7 }), event('CRM', 'updated', { id: 1, a: 'y', v: 7 })]);
		expect(run.review).toContainEqual(expect.objectContaining({ kind: 'sameVersion', system: 'CRM' }));
	});

	it('a gap in consecutive versions goes to Review once, and not if the versions between are in the batch', async () => {
		const rows = [{ name: 'CRM', version: 'v', consecutive: true }, { name: 'ERP' }];
		const flow = new ResolverFlow(rows);
		await known(flow);
		await flow.events([event('CRM', 'updated', { id: 1, a: '1', v: 7 })]);
		const full = await flow.events([event('CRM', 'updated', { id: 1, a: '3', v: 9 }), event('CRM', 'updated', { id: 1, a: '2', v: 8 })]);
		expect(full.review).toEqual([]);
		const gap = await flow.events([event('CRM', 'updated', { id: 1, a: '5', v: 13 }), event('CRM', 'updated', { id: 1, a: '4', v: 11 })]);
		expect(gap.review).toMatchObject([{ kind: 'versionGap', system: 'CRM', from: 9, to: 13, missed: 2 }]);
		expect((await flow.events([event('CRM', 'updated', { id: 1, a: '5', v: 13 })])).review).toEqual([]);
	});

	it('an older event does not bring a deleted record back, and a newer one does', async () => {
		const flow = new ResolverFlow(versioned, { deletes: 'passOn' });
		await known(flow);
		await flow.events([event('CRM', 'deleted', { id: 1, v: 9 })]);
		await flow.events([event('ERP', 'deleted', { id: 1, v: 3 })]);
		const old = await flow.events([event('CRM', 'updated', { id: 1, a: 'x', b: 'o', v: 8 })]);
		expect([summary(old), old.hints.join()]).toEqual([{}, expect.stringContaining('One change was older')]);
		const back = await flow.events([event('CRM', 'created', { id: 1, a: 'x', b: 'o', v: 10 })]);
		expect(summary(back)).toEqual({ ERP: [['create', { id: 1, a: 'x', b: 'o' }]] });
	});
});

describe('events that cannot be used', () => {
	const goOn = { onError: 'continueRegularOutput' as const };

	it.each([
		['no key', { system: 'CRM', event: 'updated' }, 'Item 1 has no record key'],
		['a list', [1], 'Item 1 is not a record'],
		['no system', { id: 2, event: 'updated' }, 'Item 1 does not say in system which system it comes from'],
		['a strange system', { id: 2, system: 'SAP', event: 'updated' }, 'Item 1 comes from "SAP", which is not one of the systems'],
		['a strange kind', { id: 2, system: 'CRM', event: 'customer.frobnicated' }, 'Item 1 says "customer.frobnicated" in event, which is no known kind of event'],
		['no kind', { id: 2, system: 'CRM' }, 'Item 1 says "undefined" in event, which is no known kind of event'],
		['NaN', { id: 2, system: 'CRM', event: 'updated', a: NaN }, 'Item 1, field "a": The number NaN, which JSON cannot hold,'],
		['half a surrogate pair', { id: 2, system: 'CRM', event: 'updated', a: 'x\ud800' }, 'Item 1, field "a": Text with half a surrogate pair (broken encoding)'],
	])('%s stops the run before anything is remembered, or goes to Review with the others unharmed', async (_, bad, message) => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		await known(flow);
		const good = event('CRM', 'updated', { id: 1, a: 'n' });
		const stopped = await flow.events([good, bad]);
		expect([stopped.error?.message, stopped.error?.context?.['itemIndex']]).toEqual([message, 1]);
		expect(stopped.error?.description).toBeTruthy();
		const run = await flow.events([good, bad], {}, goOn);
		expect(summary(run)).toEqual({ ERP: [['update', { id: 1, a: 'n' }]] });
		expect(run.review.map((one) => one['error'])).toEqual([message]);
		expect(run.all.every((item) => item.pairedItem !== undefined)).toBe(true);
	});

	it('__proto__ and constructor are plain fields', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		const run = await flow.events([JSON.parse('{"id":1,"system":"CRM","event":"created","__proto__":"p","constructor":"c"}')]);
		expect(JSON.stringify(run.writes['ERP']![0])).toContain('"__proto__":"p","constructor":"c"');
		expect(Object.keys(Object.prototype)).toEqual([]);
	});

	it('settings that name no system stop the node', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP']);
		const run = await flow.events([{ id: 1 }], { eventSystemFrom: 'fixed', eventSystem: 'SAP' });
		expect(run.error?.message).toBe('The changes are said to come from "SAP", which is not one of the systems');
	});
});
