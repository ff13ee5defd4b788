import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Crm, Erp, itemsOf, N8n, Postgres, until, type CrmCustomer, type ErpCustomer } from '../../demo/platform';
import { fillIn, readTemplate } from '../../demo/template';
import { figure } from './support/deliveries';

// The template that reads only what changed, as a person would use it, on a real n8n: with ties, writes that fail, a
// source that answers slowly in pages, and n8n killed in between.

jest.setTimeout(300_000);

const PLACE = '{"field":"minutes","minutesInterval":15}';
const TEMPLATE = join(__dirname, '../../templates/changes-since-checkpoint.json');

let folder: string;
let n8n: N8n;
let postgres: Postgres;
let crm: Crm;
let erp: Erp;
let id: string;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'sync-kit-checkpoint-'));
	postgres = await Postgres.start({ folder: join(folder, 'postgres'), log: join(folder, 'postgres.log') });
	n8n = await N8n.start({ tarball: process.env['SYNC_KIT_TARBALL']!, userFolder: join(folder, 'n8n'), log: join(folder, 'n8n.log') });
	crm = await Crm.start({ rateLimitEvery: 40 });
	erp = await Erp.create(postgres, 'erp_checkpoint');
	const credentials = {
		postgres: await n8n.client.createCredential('ERP', 'postgres', { ...erp.syncLogin, ssl: 'disable' }),
		httpHeaderAuth: await n8n.client.createCredential('CRM', 'httpHeaderAuth', { name: 'x-api-key', value: crm.apiKeys.sync }),
	};
	const text = JSON.stringify(fillIn(readTemplate(TEMPLATE), { crmUrl: crm.url, credentials }));
	expect(text).toContain(PLACE);
	({ id } = await n8n.client.createWorkflow(JSON.parse(text.replace(PLACE, '{"field":"seconds","secondsInterval":2}')) as never));
	// The one value of the CRM that the ERP has no room for.
	const tooLong = crm.dump().find(({ address }) => address.city === '12Rio de Janeiro')!;
	crm.edit(tooLong.customerID, { address: { city: 'Rio de Janeiro' } });
	await n8n.client.activate(id);
});
afterAll(async () => {
	await n8n?.stop();
	await crm?.stop();
	await postgres?.stop();
	rmSync(folder, { recursive: true, force: true });
});

const text = (value: unknown): string => (value === null || value === undefined || value === 'NULL' ? '' : String(value));
const ofCrm = ({ customerID, contactName, address }: CrmCustomer): string => [customerID, contactName, address.city, address.phone].map(text).join(' | ');
const ofErp = (row: ErpCustomer): string => [row.customer_id, row.contact_name, row.city, row.phone].map(text).join(' | ');

/** Customers whose records differ, by what the CRM says of them. */
async function apart(): Promise<string[]> {
	const known = new Set((await erp.customers()).map(ofErp));
	return crm.dump().map(ofCrm).filter((one) => !known.has(one));
}
const inStep = async (what: string): Promise<void> =>
	void (await until(what, async () => ((await apart()).length === 0 ? true : undefined), { timeoutMs: 90_000, everyMs: 300 }));

/** What the newest finished run was asked to read from, and how much it was given to work on. */
async function newestRun(): Promise<{ since: string; read: number; worked: number }> {
	const [newest] = await n8n.client.executions(id, { limit: 1, status: ['success'] });
	const execution = await n8n.client.execution(newest!.id);
	const of = (node: string): { json: Record<string, unknown> }[] => itemsOf(execution, node) as never;
	return { since: String(of('Where to Read On')[0]?.json['since']), read: of('One Item per Customer').length, worked: of('What Was Read').length };
}

test('reads all once, then only what changed; ties are not lost, and nothing is written twice', async () => {
	const later = await until('a run that has nothing to do', async () => {
		const run = await newestRun();
		return run.worked === 0 && !run.since.startsWith('1970') ? run : undefined;
	}, { timeoutMs: 60_000, everyMs: 500 });
	await inStep('the first read to arrive');
	expect(later.read).toBeLessThan(91);
	const first = await erp.lastWrite();
	expect(first).toBe(91);
	// All within a millisecond or two: many of them tie.
	const ids = crm.dump().slice(0, 30).map(({ customerID }) => customerID);
	for (const one of ids) crm.edit(one, { contactName: `Tie ${one}` });
	await inStep('the ties to arrive');
	const writes = (await erp.writes(first)).map(({ customer_id }) => customer_id);
	expect([...writes].sort()).toEqual([...ids].sort());
	figure(`changes-since-checkpoint: 91 customers once, then ${later.read} read and none written in a quiet run; 30 edits at once, ${new Set(crm.dump().slice(0, 30).map(({ updatedAt }) => updatedAt)).size} stamps: ${writes.length} writes`);
});

test('stays in front of a write that fails, and others go on; when it succeeds, it moves', async () => {
	const before = await erp.lastWrite();
	await erp.failWrites('ANATR');
	crm.edit('ANATR', { address: { city: 'Puebla' } });
	const stamp = crm.customer('ANATR')!.updatedAt;
	await new Promise((resolve) => setTimeout(resolve, 50));
	crm.edit('ALFKI', { contactName: 'After the failure' });
	await until('the other change to arrive', async () => ((await apart()).length === 1 ? true : undefined), { timeoutMs: 60_000, everyMs: 300 });
	await until('several more runs', async () => ((await newestRun()).worked >= 1 ? true : undefined), { timeoutMs: 60_000, everyMs: 300 });
	expect(Date.parse((await newestRun()).since)).toBeLessThanOrEqual(Date.parse(stamp) - 60_000);
	await erp.allowWrites();
	await inStep('the failed write to come again');
	expect((await erp.writes(before)).map(({ customer_id }) => customer_id).sort()).toEqual(['ALFKI', 'ANATR']);
	await until('the checkpoint to move', async () => {
		const run = await newestRun();
		return run.worked === 0 ? run : undefined;
	}, { timeoutMs: 60_000, everyMs: 500 });
});

test('n8n killed with -9 while changes pour in: after the restart all of them arrive', async () => {
	const ids = crm.dump().map(({ customerID }) => customerID);
	let kills = 0;
	for (let round = 0; round < 3; round += 1) {
		for (let i = 0; i < 40; i += 1) {
			crm.edit(ids[(i * 7 + round) % ids.length]!, { contactName: `Round ${round} edit ${i}` });
			await new Promise((resolve) => setTimeout(resolve, 60));
		}
		await n8n.kill9();
		kills += 1;
		await n8n.restart();
	}
	await inStep('everything to arrive');
	figure(`changes-since-checkpoint: 120 edits, n8n killed ${kills} times: both sides equal`);
});
