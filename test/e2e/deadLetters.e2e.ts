import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8n, Postgres, until, type WorkflowDefinition } from '../../demo/platform';
import { fillIn, readTemplate } from '../../demo/template';
import { carryOut, startWorld, type World } from './support/chaos/world';
import { wrong } from './support/chaos/tally';
import { oneProcess } from './support/chaos/host';
import { askQueue, withPack } from './support/chaos/withPack';
import { figure } from './support/deliveries';

// A write is refused for good, and a person decides in the form of the template dead-letter-review, which was pasted into
// the workflow of the sync, as its note says.

let folder: string;
let n8n: N8n;
let postgres: Postgres;
let world: World;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'sync-kit-dead-letters-'));
	postgres = await Postgres.start({ folder: join(folder, 'postgres'), log: join(folder, 'postgres.log') });
	n8n = await N8n.start({ tarball: process.env['SYNC_KIT_TARBALL']!, userFolder: join(folder, 'n8n'), log: join(folder, 'n8n.log') });
	world = await startWorld('dead letters', { client: n8n.client, postgres }, (crmUrl, credentials) => pasted(withPack(crmUrl, credentials, 5), fillIn(readTemplate(join(__dirname, '../../templates/dead-letter-review.json')), { crmUrl, credentials })));
});
afterAll(async () => {
	await world?.stop();
	await n8n?.stop();
	await postgres?.stop();
	rmSync(folder, { recursive: true, force: true });
});

function pasted(into: WorkflowDefinition, { nodes, connections }: WorkflowDefinition): WorkflowDefinition {
	const fresh = nodes.filter(({ name }) => into.nodes.every((one) => one.name !== name));
	return { ...into, nodes: [...into.nodes, ...fresh], connections: { ...into.connections, ...connections } };
}

const REFUSED = 'C0011';
const settled = async (what: string, done: () => Promise<boolean>) => await until(what, async () => ((await done()) ? true : undefined), { timeoutMs: 180_000, everyMs: 1_000 });
const dead = async () => (await askQueue(oneProcess(n8n), world.workflowId)).jobs.filter(({ state }) => state === 'dead').map(({ record, target, reason }) => `${target} ${record} ${reason}`);

async function send(url: string, fields: Record<string, string>): Promise<string> {
	const body = new FormData();
	for (const [name, value] of Object.entries(fields)) body.append(name, value);
	const answer = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(60_000) });
	const text = await answer.text();
	expect([answer.status, text]).toEqual([200, expect.anything()]);
	return text;
}

/** A page of the form, once it shows `text`; asked too early, n8n lets one wait for long. */
async function page(url: string, text: string): Promise<string> {
	return await until(`the page with "${text}"`, async () => {
		const shown = await (await fetch(url, { signal: AbortSignal.timeout(3_000) })).text();
		return shown.includes(text) ? shown.replaceAll('&quot;', '"').replaceAll('&#x27;', "'") : undefined;
	}, { timeoutMs: 60_000, everyMs: 500 });
}

/** Opens the form, picks the first dead letter, and sends what is to be done with it. @returns the last page */
async function decide(what: string, corrected = ''): Promise<string> {
	const { formWaitingUrl } = JSON.parse(await send(`${n8n.url}/form/dead-letters`, { 'field-0': '' })) as { formWaitingUrl: string };
	const choice = /<option value=["'](CRM[^<>]*? #\d+)["']>/.exec(await page(formWaitingUrl, 'What to Do'))?.[1];
	expect(choice).toMatch(/^CRM · C0011 · update · .*#\d+$/);
	await send(formWaitingUrl, { 'field-0': choice!, 'field-1': what, 'field-2': corrected });
	return await page(formWaitingUrl, 'You can close this page');
}

test('a person corrects a dead letter in the form, has it tried again, and discards another', async () => {
	const refuse = () => world.crm.addFault({ kind: 'every', status: 422, nth: 1, id: REFUSED, method: 'PATCH' });
	const field = (['street', 'city', 'country', 'phone'] as const).find((one) => world.truth.owner(REFUSED, one) === 'erp')!;
	const ended = "SELECT id FROM execution_entity WHERE workflowId = ? AND status = 'success' LIMIT 1";
	await settled('the first run', async () => n8n.database(ended, world.workflowId).length > 0);

	refuse();
	await carryOut(world, { kind: 'update', side: 'erp', id: REFUSED, field, value: 'Wrong' });
	await settled('the dead letter', async () => (await dead()).length === 1);
	expect(await dead()).toEqual([`CRM ${REFUSED} permanent`]);
	expect(await wrong(world)).toEqual([{ id: REFUSED, field, kind: 'undelivered' }]);

	world.crm.faults.clear();
	const before = world.crm.lastWrite();
	expect(await decide('Try again', JSON.stringify({ address: { [field]: 'Corrected' } }))).toContain('It will be tried again');
	await settled('the corrected write', async () => (await dead()).length === 0 && world.crm.writes(before).length > 0);
	expect(world.crm.writes(before)[0]).toMatchObject({ method: 'PATCH', id: REFUSED, status: 200, changed: { [`address.${field}`]: [expect.anything(), 'Corrected'] } });

	refuse();
	await carryOut(world, { kind: 'update', side: 'erp', id: REFUSED, field, value: 'Wrong again' });
	await settled('the second dead letter', async () => (await dead()).length === 1);
	expect(await decide('Discard')).toContain('It is discarded');
	const { counts } = await askQueue(oneProcess(n8n), world.workflowId);
	expect(counts.parked).toBe(counts.waiting + counts.leased + counts.done + counts.dead + counts.discarded);
	expect([counts.done, counts.discarded]).toEqual([1, 1]);
	figure(`dead letters: one corrected and written, one discarded; ${JSON.stringify(counts)}`);
}, 600_000);
