import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8n, Postgres, removePostgresData, type WorkflowDefinition } from '../../demo/platform';
import { activate, count, deliver, replace, stored } from './support/deliveries';
import { flood } from './support/flood';
import { chain, guard, node, webhook } from './support/guardWorkflow';

let folder: string;
let n8n: N8n;
let postgres: Postgres;
let credentials: Record<string, { id: string; name: string }>;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'sync-kit-copy-'));
	postgres = await Postgres.start({ folder: join(folder, 'postgres'), log: join(folder, 'postgres.log') });
	n8n = await N8n.start({ tarball: process.env['SYNC_KIT_TARBALL']!, userFolder: join(folder, 'n8n'), log: join(folder, 'n8n.log') });
	const type = 'syncStatePostgreSqlApi';
	credentials = { [type]: await n8n.client.createCredential('State', type, { ...postgres.login(), schema: 'sync_kit', tls: 'disable', poolSize: 5, ca: '', encryptionSecret: '' }) };
}, 300_000);
afterAll(async () => {
	await n8n?.stop();
	await postgres?.stop();
	removePostgresData(join(folder, 'postgres'));
	rmSync(folder, { recursive: true, force: true });
});

/** The sync itself, and beside it, in the same workflow, the webhook that copies. */
function workflow(stateIn: 'staticData' | 'postgres', copyFrom: 'staticData' | 'postgres'): WorkflowDefinition {
	const deliveries = chain('copied', [webhook('deliveries'), { ...guard({ stateIn }), credentials }]);
	const mover = { ...node('Copy', 'n8n-nodes-sync-kit.syncHealthReporter', { operation: 'copyState', sync: 'deliveries', copyFrom }), credentials };
	const copying = chain('copied', [{ ...webhook('copy'), name: 'Copy Webhook' }, mover]);
	return { ...deliveries, nodes: [...deliveries.nodes, ...copying.nodes], connections: { ...deliveries.connections, ...copying.connections } };
}

const copy = async (): Promise<unknown> => (await n8n.client.webhook('copy', {})).body;
const bodies = (from: number, to: number): object[] => Array.from({ length: to - from }, (_, i) => ({ id: `delivery ${from + i}` }));
const deliverAll = async (list: object[]): Promise<Record<string, number>> => count(await flood(list, 20, async (body) => await deliver(n8n, 'deliveries', body as object)));

test('remembered in static data, copied, switched to PostgreSQL: all are duplicates; and back, after a restart, the same', async () => {
	const { id } = await activate(n8n, workflow('staticData', 'staticData'));
	expect(await deliverAll(bodies(0, 150))).toEqual({ new: 150 });
	// In the middle of deliveries: each is either known on the other side, or was told that the memory is gone.
	const during = flood(bodies(150, 250), 10, async (body) => await n8n.client.webhook('deliveries', body as object));
	const told = await copy();
	expect(told).toMatchObject({ copied: true, source: 'closed', collections: [{ collection: 'guard' }] });
	const answers = await during;
	const letThrough = bodies(150, 250).filter((_body, i) => (answers[i] as { status: number }).status === 200);
	expect(await n8n.client.webhook('deliveries', { id: 'late' })).toMatchObject({ status: 500 });

	await replace(n8n, id, workflow('postgres', 'postgres'));
	expect(await deliverAll([...bodies(0, 150), ...letThrough])).toEqual({ duplicate: 150 + letThrough.length });
	expect(await deliverAll(bodies(300, 320))).toEqual({ new: 20 });
	expect(await postgres.query("SELECT count(*)::int AS n FROM sync_kit.remembered WHERE sync = 'deliveries' AND collection = 'guard'")).toEqual([{ n: 170 + letThrough.length }]);

	expect(await copy()).toMatchObject({ copied: true, entries: 170 + letThrough.length, source: 'closed' });
	expect(await n8n.client.webhook('deliveries', { id: 'late' })).toMatchObject({ status: 500 });
	await replace(n8n, id, workflow('staticData', 'staticData'));
	await n8n.restart();
	expect(await stored(n8n, id).size()).toBe(170 + letThrough.length);
	expect(await deliverAll([...bodies(0, 150), ...letThrough, ...bodies(300, 320)])).toEqual({ duplicate: 170 + letThrough.length });
	expect(await deliverAll([{ id: 'late' }])).toEqual({ new: 1 });
});
