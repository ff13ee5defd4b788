import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8n, Postgres, removePostgresData } from '../../demo/platform';
import { activate, count, deliver } from './support/deliveries';
import { flood } from './support/flood';
import { chain, guard, webhook } from './support/guardWorkflow';

let folder: string;
let n8n: N8n;
let postgres: Postgres;
let fields: Record<string, unknown>;
const TYPE = 'syncStatePostgreSqlApi';

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'sync-kit-database-'));
	postgres = await Postgres.start({ folder: join(folder, 'postgres'), log: join(folder, 'postgres.log') });
	fields = { ...postgres.login(), schema: 'sync_kit', tls: 'disable', poolSize: 5, ca: '', encryptionSecret: '' };
	n8n = await N8n.start({ tarball: process.env['SYNC_KIT_TARBALL']!, userFolder: join(folder, 'n8n'), log: join(folder, 'n8n.log') });
}, 300_000);
afterAll(async () => {
	await n8n?.stop();
	await postgres?.stop();
	removePostgresData(join(folder, 'postgres'));
	rmSync(folder, { recursive: true, force: true });
});

/** What the editor shows when a credential is saved. */
const tested = async (data: Record<string, unknown>): Promise<{ status: string; message: string }> =>
	await n8n.client.post('/rest/credentials/test', { credentials: { id: '', name: 'State', type: TYPE, data } });

test('n8n tests the credential: it works, or it says what is wrong', async () => {
	expect(await tested(fields)).toEqual({ status: 'OK', message: 'Connected; the tables are there and can be written' });
	expect(await tested({ ...fields, password: 'wrong' })).toMatchObject({ status: 'Error', message: expect.stringMatching(/refused the password/) });
	expect(await tested({ ...fields, port: 1 })).toMatchObject({ status: 'Error', message: expect.stringMatching(/does not answer/) });
});

test('deliveries to a Guard with that credential: one New, in the database and not in static data; after the server comes back nothing is lost', async () => {
	const credential = await n8n.client.createCredential('State', TYPE, fields);
	const workflow = await activate(n8n, chain('database', [webhook('database'), { ...guard({ stateIn: 'postgres' }), credentials: { [TYPE]: credential } }]));
	const verdicts = await flood(Array.from({ length: 200 }), 50, async () => await deliver(n8n, 'database', { id: 'the one' }));
	expect(count(verdicts)).toEqual({ new: 1, duplicate: 199 });
	expect(await postgres.query('SELECT sync, collection, count(*)::int AS n FROM sync_kit.remembered GROUP BY 1, 2')).toEqual([{ sync: 'deliveries', collection: 'guard', n: 1 }]);
	expect(JSON.stringify(await n8n.client.workflow(workflow.id))).not.toContain('sync-kit/1');
	await postgres.stopHard();
	expect((await n8n.client.webhook('database', { id: 'another' })).status).toBe(500);
	await postgres.start();
	expect(count([await deliver(n8n, 'database', { id: 'the one' }), await deliver(n8n, 'database', { id: 'another' })])).toEqual({ duplicate: 1, new: 1 });
});
