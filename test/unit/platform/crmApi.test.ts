import { Crm, type CrmCustomer } from '../../../demo/platform';

const customer = (customerID: string, updatedAt: string): CrmCustomer => ({
	customerID, companyName: customerID, contactName: 'NULL', contactTitle: 'NULL', createdAt: updatedAt, updatedAt, version: 1,
	address: { street: 'NULL', city: 'NULL', region: 'NULL', postalCode: 'NULL', country: 'NULL', phone: 'NULL' },
});
let crm: Crm;
beforeAll(async () => {
	const customers = [customer('A', '2026-05-03T00:00:00Z'), customer('B', '2026-05-01T00:00:00Z'), customer('C', '2026-05-02T00:00:00Z'), customer('D', '2026-05-02T00:00:00Z')];
	crm = await Crm.start({ customers });
});
afterAll(async () => await crm.stop());

const get = async (path: string) => await fetch(path.startsWith('http') ? path : `${crm.url}${path}`, { headers: { 'x-api-key': crm.apiKeys.sync } });

test('what changed since a time comes in the order of the changes, ties by id, page by page', async () => {
	const ids: string[] = [];
	for (let next: string | null = '/customers?updated_since=2026-05-02T00:00:00Z&per_page=2'; next !== null; ) {
		const page = (await (await get(next)).json()) as { data: CrmCustomer[]; next_page: string | null; total: number };
		expect(page.total).toBe(3);
		ids.push(...page.data.map(({ customerID }) => customerID));
		next = page.next_page;
	}
	expect(ids).toEqual(['C', 'D', 'A']);
	expect((await get('/customers?updated_since=yesterday')).status).toBe(422);
});

test('a burst says how long to wait', async () => {
	crm.addFault({ kind: 'burst', after: 1, withinMs: 60_000, times: 1, retryAfterSeconds: 3 });
	const answers = [await get('/customers'), await get('/customers'), await get('/customers')];
	crm.faults.clear();
	expect(answers.map(({ status }) => status)).toEqual([200, 429, 200]);
	expect(answers[1]!.headers.get('retry-after')).toBe('3');
});

test('a request that is cut off was carried out', async () => {
	crm.addFault({ kind: 'timeout', afterMs: 1, nth: 1, method: 'PATCH' });
	const request = fetch(`${crm.url}/customers/A`, { method: 'PATCH', headers: { 'x-api-key': crm.apiKeys.sync }, body: '{"contactName":"Ann"}' });
	await expect(request).rejects.toThrow();
	crm.faults.clear();
	expect(crm.customer('A')!.contactName).toBe('Ann');
	expect(crm.writes().at(-1)).toMatchObject({ status: 0, changed: { contactName: ['NULL', 'Ann'] } });
});

test('a write on condition is refused once somebody changed the record, and written otherwise', async () => {
	const write = async (method: string, ifMatch: string) =>
		(await fetch(`${crm.url}/customers/B`, { method, headers: { 'x-api-key': crm.apiKeys.sync, 'if-match': ifMatch }, ...(method === 'PATCH' ? { body: '{"contactName":"Bea"}' } : {}) })).status;
	const tag = (await get('/customers/B')).headers.get('etag')!;
	crm.edit('B', { contactTitle: 'Owner' });
	expect([tag, await write('PATCH', tag), await write('DELETE', tag), crm.customer('B')!.contactName]).toEqual(['"1"', 412, 412, 'NULL']);
	expect(crm.writes().at(-1)).toMatchObject({ method: 'DELETE', status: 412, changed: {} });
	expect([await write('PATCH', '"2"'), await write('PATCH', '*'), crm.customer('B')!.contactName]).toEqual([200, 200, 'Bea']);
	expect([await write('DELETE', '"4"'), crm.customer('B')]).toEqual([204, undefined]);
});
