import { passTime, stopClock } from '../support/clock';
import { ResolverFlow, syncOf, type Json } from '../support/resolver';

stopClock();
const full = (...names: string[]): Json[] => names.map((name) => ({ name, fullList: true }));
const keep = { options: { before: true } };
const was = { id: 1, name: 'Ann', address: { city: 'Ulm', zip: '01' }, note: null };

async function agreed(parameters: Json = {}, options: Json = {}): Promise<ResolverFlow> {
	const flow = new ResolverFlow(full('CRM', 'ERP'), { deletes: 'passOn', compare: 'listed', fields: 'name, address.city, note', ...parameters, options: { before: true, ...options } });
	await flow.compare({ CRM: [was], ERP: [was] });
	return flow;
}
const first = (items: Json[] | undefined): unknown => syncOf(items?.[0])['before'];

describe('what a write takes with it of what its system showed before', () => {
	it('is the key and the fields that are written, as they were there', async () => {
		const flow = await agreed();
		const run = await flow.compare({ CRM: [{ ...was, name: 'Anna', address: { city: 'Bonn', zip: '02' } }], ERP: [was] });
		expect(run.writes['ERP']).toHaveLength(1);
		expect(first(run.writes['ERP'])).toEqual({ id: 1, name: 'Ann', address: { city: 'Ulm' } });
	});

	it('keeps null', async () => {
		const flow = await agreed();
		const run = await flow.compare({ CRM: [{ ...was, note: 'x' }], ERP: [was] });
		expect(first(run.writes['ERP'])).toEqual({ id: 1, note: null });
	});

	it('is all that is compared where whole records are written', async () => {
		const flow = await agreed({ write: 'whole' });
		const run = await flow.compare({ CRM: [{ ...was, name: 'Anna' }], ERP: [was] });
		expect(first(run.writes['ERP'])).toEqual({ id: 1, name: 'Ann', address: { city: 'Ulm' }, note: null });
	});

	it('is the whole record before a delete, without what nodes told each other', async () => {
		const flow = await agreed();
		const other = { ...was, id: 2 };
		await flow.compare({ CRM: [was, other], ERP: [was, other] });
		const run = await flow.compare({ CRM: [other], ERP: [{ ...was, _sync: { verdict: 'x' } }, other] });
		expect(syncOf(run.writes['ERP']![0])['operation']).toBe('delete');
		expect(first(run.writes['ERP'])).toEqual(was);
	});

	it('is nothing for a create, and nothing unless it was asked for', async () => {
		const flow = await agreed();
		const run = await flow.compare({ CRM: [was, { ...was, id: 2 }], ERP: [was] });
		expect([syncOf(run.writes['ERP']![0])['operation'], 'before' in syncOf(run.writes['ERP']![0])]).toEqual(['create', false]);
		const without = await agreed({}, { before: false });
		const plain = await without.compare({ CRM: [{ ...was, name: 'Anna' }], ERP: [was] });
		expect([plain.writes['ERP']!.length, 'before' in syncOf(plain.writes['ERP']![0])]).toEqual([1, false]);
	});

	it('is nothing in the mode Event for a system no event told of', async () => {
		const flow = new ResolverFlow(['CRM', 'ERP'], keep);
		await flow.compare({ CRM: [was], ERP: [was] });
		const run = await flow.events([{ system: 'CRM', event: 'updated', ...was, name: 'Anna' }], { eventSystem: 'system' });
		expect([run.error?.message, run.writes['ERP']!.length]).toEqual([undefined, 1]);
		expect('before' in syncOf(run.writes['ERP']![0])).toBe(false);
	});

	it('comes with an ID that all writes of a record planned at once share, and no others', async () => {
		const flow = new ResolverFlow(full('CRM', 'ERP', 'Shop'), keep);
		const two = [was, { ...was, id: 2 }];
		await flow.compare({ CRM: two, ERP: two, Shop: two });
		const change = { CRM: two.map((one) => ({ ...one, name: 'Anna' })), ERP: two, Shop: two };
		const run = await flow.compare(change);
		const ids = (of: typeof run): unknown[] => ['ERP', 'Shop'].flatMap((name) => of.writes[name]!.map((json) => syncOf(json)['effectId']));
		const [a, b, ...same] = ids(run);
		expect([typeof a, same, a === b]).toEqual(['string', [a, b], false]);
		passTime(1);
		expect(ids(await flow.compare(change))).not.toContain(a);
	});
});
