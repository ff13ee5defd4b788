import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Billing, Crm, Erp, N8n, Postgres, sleep, until, type CrmCustomer } from '../../demo/platform';
import { fillIn, readTemplate } from '../../demo/template';
import type { SagaEntry } from '../../nodes/shared/queue/entry';
import { queue } from '../../nodes/shared/queue/collection';
import { readImage } from '../../nodes/shared/state/durableImage';
import { MemoryState } from '../../nodes/shared/state/memoryState';
import { figure } from './support/deliveries';

// The template for all or nothing over three systems, on a real n8n: Billing refuses for good, and what the CRM and the
// ERP took is taken back, also when n8n is killed while it is at it.

jest.setTimeout(200_000);

let folder: string;
let n8n: N8n;
let postgres: Postgres;
let crm: Crm;
let erp: Erp;
let billing: Billing;
let workflowId: string;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'sync-kit-roll-back-'));
	postgres = await Postgres.start({ folder: join(folder, 'postgres'), log: join(folder, 'postgres.log') });
	n8n = await N8n.start({ tarball: process.env['SYNC_KIT_TARBALL']!, userFolder: join(folder, 'n8n'), log: join(folder, 'n8n.log') });
	crm = await Crm.start({});
	erp = await Erp.create(postgres, 'erp_roll_back');
	billing = await Billing.start();
	const credentials = {
		postgres: await n8n.client.createCredential('ERP', 'postgres', { ...erp.syncLogin, ssl: 'disable' }),
		httpHeaderAuth: await n8n.client.createCredential('CRM', 'httpHeaderAuth', { name: 'x-api-key', value: crm.apiKeys.sync }),
	};
	let text = JSON.stringify(fillIn(readTemplate(join(__dirname, '../../templates/roll-back-over-three-systems.json')), { crmUrl: crm.url, credentials }));
	for (const [from, to] of [
		['https://billing.example.com', billing.url],
		['"secondsInterval":10', '"secondsInterval":1'],
		// A lost lease is found in the time of a test.
		['"leaseMinutes":2', '"leaseMinutes":0.4'],
	] as const) {
		expect(text).toContain(from);
		text = text.replaceAll(from, to);
	}
	({ id: workflowId } = await n8n.client.createWorkflow(JSON.parse(text) as never));
	await n8n.client.activate(workflowId);
});
afterAll(async () => {
	await n8n?.stop();
	await crm?.stop();
	await billing?.stop();
	await postgres?.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** Billing takes text only: a number for the phone is refused, now and always. */
const deal = (dealId: string, customerID: string, phone: string | number) => ({
	dealId, customerID, companyName: `Company ${customerID}`, contactName: `New ${customerID}`, contactTitle: 'Customer', phone,
});

const inCrm = (id: string): Partial<CrmCustomer> => {
	const { contactName, contactTitle } = crm.dump().find(({ customerID }) => customerID === id)!;
	return { contactName, contactTitle };
};
const inErp = async (id: string): Promise<unknown> => (await erp.customers()).find(({ customer_id }) => customer_id === id)?.contact_name;
const inBilling = (id: string): unknown => billing.dump().find(({ customerID }) => customerID === id)?.['contactName'];

/** What n8n wrote about a customer; `changed`: with an effect. */
async function writes(id: string): Promise<{ crm: string[]; crmChanged: number; erp: string[]; billing: number }> {
	const patches = crm.writes().filter((one) => one.id === id && one.by === 'sync');
	return {
		crm: patches.map(({ method }) => method),
		crmChanged: patches.filter(({ changed }) => Object.keys(changed).length > 0).length,
		erp: (await erp.writes()).filter((one) => one.customer_id === id && one.by === 'sync').map(({ action }) => action),
		billing: billing.writes.filter(({ customerID }) => customerID === id).length,
	};
}

async function send(body: object): Promise<void> {
	expect((await n8n.client.webhook('deal-won', body)).status).toBe(200);
}

/** What a person was told, newest run first. */
async function told(): Promise<string[]> {
	const found: string[] = [];
	for (const { id } of await n8n.client.executions(workflowId, { limit: 100 })) {
		const { runs } = await n8n.client.execution(id);
		for (const run of runs['Somebody Must Look'] ?? []) for (const item of itemsIn(run)) found.push(JSON.stringify(item));
	}
	return found;
}

function itemsIn(run: unknown): unknown[] {
	const main = (run as { data?: { main?: ({ json: unknown }[] | null)[] } }).data?.main ?? [];
	return main.flatMap((items) => (items ?? []).map(({ json }) => json));
}

/** The effects over several systems that the database holds, read without n8n. */
function remembered(): SagaEntry[] {
	const data = n8n.staticData(workflowId) as { global?: { syncKit?: Record<string, string> } } | null;
	const read = readImage(data?.global?.syncKit?.['won-customers'] ?? '');
	if (!read.ok) throw read.problem;
	const found: SagaEntry[] = [];
	MemoryState.from(read.image, () => Date.now()).scanNow(queue, (_, entry) => void (entry.kind === 'saga' && found.push(entry)));
	return found;
}

/** Steps of all effects that are not yet taken back. */
function openSteps(): number {
	return remembered().flatMap(({ steps }) => steps.filter(({ state }) => state.kind !== 'compensated' && state.kind !== 'failed')).length;
}

const rows: string[] = [];
function row(id: string, before: unknown, after: unknown, done: Awaited<ReturnType<typeof writes>>): void {
	rows.push(`${id.padEnd(6)} | ${JSON.stringify(before).padEnd(69)} | ${JSON.stringify(after).padEnd(69)} | CRM ${done.crm.length} (${done.crmChanged} with an effect), ERP ${done.erp.join(' ')}, Billing ${done.billing}`);
}

/** The ERP and Billing do not have these yet. */
async function lead(id: string): Promise<{ contactName?: string; contactTitle?: string }> {
	await erp.remove(id);
	return inCrm(id);
}

test('what all three take stays, and nothing is kept of what was there before', async () => {
	await lead('BERGS');
	await send(deal('D-0', 'BERGS', '0921-12 34 65'));
	await until('all three to have it', async () => (inBilling('BERGS') === 'New BERGS' ? true : undefined), { timeoutMs: 30_000, everyMs: 200 });
	await sleep(3_000);
	expect([inCrm('BERGS'), await inErp('BERGS'), inBilling('BERGS')]).toEqual([{ contactName: 'New BERGS', contactTitle: 'Customer' }, 'New BERGS', 'New BERGS']);
	expect(await writes('BERGS')).toMatchObject({ crm: ['PATCH'], erp: ['INSERT'], billing: 1 });
	expect(await told()).toEqual([]);
	expect(remembered()).toEqual([]);
});

test('the third refuses for good: the record made in the second is deleted, the first holds what it held', async () => {
	const before = await lead('ALFKI');
	const billed = inBilling('ALFKI');
	await send(deal('D-1', 'ALFKI', 30_074_321));
	await until('the first to be set back', async () => ((await writes('ALFKI')).crm.length === 2 ? true : undefined), { timeoutMs: 40_000, everyMs: 200 });
	await sleep(2_500);
	const done = await writes('ALFKI');
	row('ALFKI', before, inCrm('ALFKI'), done);
	expect([inCrm('ALFKI'), await inErp('ALFKI'), inBilling('ALFKI')]).toEqual([before, undefined, billed]);
	expect(done).toEqual({ crm: ['PATCH', 'PATCH'], crmChanged: 2, erp: ['INSERT', 'DELETE'], billing: 0 });
	// That it is being taken back, and that it is over: newest first.
	await until('a person to be told that it is over', async () => ((await told()).length === 2 ? true : undefined));
	const [over, refused] = await told();
	expect(refused).toMatch(/Billing refused it for good: 422/);
	expect(over).toMatch(/taken back in all systems, and the dead letter is closed/);
});

test('n8n is killed with -9 while both are being taken back: it is finished after the restart, each once in effect', async () => {
	const before = { ANATR: await lead('ANATR'), AROUT: await lead('AROUT') };
	// A delete that takes its time goes on in the database when the one who asked for it is gone.
	await erp.query(`CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(20); RETURN OLD; END'`);
	await erp.query(`CREATE TRIGGER slow BEFORE DELETE ON customers FOR EACH ROW WHEN (OLD.customer_id = 'AROUT') EXECUTE FUNCTION take_time()`);
	await send(deal('D-2', 'ANATR', 555));
	await until('the CRM to have it', async () => ((await writes('ANATR')).crm.length === 1 ? true : undefined), { timeoutMs: 20_000, everyMs: 5 });
	// The write that sets it back is made, but its answer never comes.
	crm.addFault({ kind: 'timeout', afterMs: 60_000, times: 1, method: 'PATCH', id: 'ANATR' });
	await until('the CRM to be set back', async () => ((await writes('ANATR')).crm.length === 2 ? true : undefined), { timeoutMs: 40_000, everyMs: 20 });
	await send(deal('D-3', 'AROUT', 555));
	await until('both to be under way', async () => {
		const deleting = await erp.query(`SELECT 1 FROM pg_stat_activity WHERE query LIKE 'DELETE FROM customers%AROUT%' AND state = 'active'`);
		return deleting.length > 0 && (await writes('ANATR')).crm.length === 2 ? true : undefined;
	}, { timeoutMs: 40_000, everyMs: 100 });
	await n8n.kill9();
	await n8n.start();
	await until('all to be taken back', () => (openSteps() === 0 ? true : undefined), { timeoutMs: 100_000, everyMs: 500 });
	await sleep(2_000);
	for (const id of ['ANATR', 'AROUT'] as const) {
		const done = await writes(id);
		row(id, before[id], inCrm(id), done);
		expect([id, inCrm(id), await inErp(id)]).toEqual([id, before[id], undefined]);
		expect([id, done.crmChanged, done.erp, done.billing]).toEqual([id, 2, ['INSERT', 'DELETE'], 0]);
	}
	expect(openSteps()).toBe(0);
	// Set back twice, since nobody knew of the first time: the second changed nothing. Then it is over.
	expect((await writes('ANATR')).crm).toHaveLength(3);
	figure(['roll back: customer | the CRM before | the CRM after | writes by n8n', ...rows].join('\n  '));
});
