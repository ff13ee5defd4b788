import type { INodeExecutionData } from 'n8n-workflow';
import { SyncCheckpoint } from '../../nodes/SyncCheckpoint/SyncCheckpoint.node';
import { SyncOutcome } from '../../nodes/SyncOutcome/SyncOutcome.node';
import { SyncProfile } from '../../nodes/SyncProfile/SyncProfile.node';
import { codeNode, EngineN8n, type NodeSpec, type RunResult } from '../support/engine';

// With a profile, Sync Checkpoint need only be told whose records are read.

type Json = Record<string, unknown>;
let workflows = 0;
let n8n: EngineN8n;
let workflowId: string;
beforeEach(() => {
	n8n = new EngineN8n();
	workflowId = `checkpoint-profile-${(workflows += 1)}`;
});

const profileOf = (...systems: object[]): NodeSpec => ({
	name: 'Profile', type: new SyncProfile(),
	parameters: {
		sync: 'customers', key: 'customerId', systems: { rows: systems }, fields: { rows: [{ name: 'city' }] },
		mapping: { rows: [{ system: 'CRM', source: 'customerID', target: 'customerId' }, { system: 'CRM', source: 'city' }] },
	},
});
const CRM = { name: 'CRM', modified: 'meta.updatedAt' };
const node = (name: string, operation: string, more: object = {}): NodeSpec => ({ name, type: new SyncCheckpoint(), parameters: { settingsFrom: 'profile', system: 'CRM', operation, ...more } });

async function flow(profile: NodeSpec, source: object[], { read = {}, propose = {} } = {}): Promise<RunResult & { since: unknown }> {
	let since: unknown;
	const query = codeNode('query', ([first]) => {
		since = first!.json['since'];
		return source.map((json) => ({ json: json as never, pairedItem: { item: 0 } }));
	});
	const app = codeNode('app', (list: INodeExecutionData[]) => list.map((_, i) => ({ json: { ok: true }, pairedItem: { item: i } })));
	const result = await n8n.run({
		workflowId, sources: { In: [{ json: {} }] },
		nodes: [
			profile, node('Read', 'read', read), { name: 'Query', type: query }, node('Propose', 'propose', propose), { name: 'App', type: app },
			{ name: 'Outcome', type: new SyncOutcome(), parameters: { settingsFrom: 'profile', target: 'ERP', keyField: 'customerID' } },
		],
		wires: [['In', 0, 'Profile', 0], ['Profile', 0, 'Read', 0], ['Read', 0, 'Query', 0], ['Query', 0, 'Propose', 0], ['Propose', 0, 'App', 0], ['App', 0, 'Outcome', 0]],
	});
	return { ...result, since };
}

const customer = (customerID: string, updatedAt: string): Json => ({ customerID, city: 'Ulm', meta: { updatedAt } });
const sync = (item: INodeExecutionData): Json => item.json['_sync'] as Json;

test('the sync, the cursor, the key and the checkpoint\'s name come from the profile; a minute is read again', async () => {
	const profile = profileOf(CRM, { name: 'ERP' });
	const first = await flow(profile, [customer('A', '2026-03-01T10:00:00Z'), customer('B', '2026-03-01T11:00:00Z')]);
	expect(first.error).toBeUndefined();
	expect(first.output('Propose').map((item) => [sync(item)['sync'], sync(item)['key'], (sync(item)['receipts'] as Json[])[0]!['kind']])).toEqual([['customers', 'A', 'checkpoint'], ['customers', 'B', 'checkpoint']]);
	expect(first.output('Outcome', 0).map((item) => sync(item)['verdict'])).toEqual(['done', 'done']);
	const second = await flow(profile, [customer('B', '2026-03-01T11:00:00Z'), customer('C', '2026-03-01T11:00:00Z')]);
	expect(second.since).toBe('2026-03-01T10:59:00.000Z');
	expect(second.output('Read').map(sync)).toMatchObject([{ checkpoint: { name: 'CRM', at: '2026-03-01T11:00:00.000Z' } }]);
	expect(second.output('Propose', 1).map(({ json }) => json['customerID'])).toEqual(['B']);
});

test('a system says by what else it is read on, and how much again', async () => {
	const crm = { ...CRM, cursor: 'seq', cursorIs: 'number', overlapNumbers: 5 };
	const read = async (): Promise<unknown> => (await flow(profileOf(crm, { name: 'ERP' }), [{ customerID: 'A', seq: 40 }, { customerID: 'B', seq: 41 }])).since;
	expect([await read(), await read()]).toEqual([0, 36]);
});

test('overlap in seconds', async () => {
	const profile = profileOf({ ...CRM, overlapSeconds: 3_600 }, { name: 'ERP' });
	await flow(profile, [customer('A', '2026-03-01T10:00:00Z')]);
	expect((await flow(profile, [])).since).toBe('2026-03-01T09:00:00.000Z');
});

test('a page cursor for the whole read', async () => {
	const profile = profileOf({ ...CRM, cursorIs: 'page' }, { name: 'ERP' });
	const propose = { propose: { cursorFrom: 'value', cursorValue: 'token-2' } };
	expect((await flow(profile, [{ customerID: 'A' }], propose)).error).toBeUndefined();
	expect((await flow(profile, [{ customerID: 'A' }], propose)).since).toBe('token-2');
});

test('two systems of one sync have checkpoints of their own', async () => {
	const profile = profileOf(CRM, { ...CRM, name: 'ERP' });
	await flow(profile, [customer('A', '2026-03-01T10:00:00Z')]);
	expect((await flow(profile, [], { read: { system: 'ERP' }, propose: { system: 'ERP' } })).since).toBe('1970-01-01T00:00:00.000Z');
});

test.each([
	['a system the profile does not have', { system: 'Shop' }, CRM, /has no system "Shop"/, /CRM, ERP/],
	['a system that says nothing of when it changed', {}, { name: 'CRM' }, /does not say by which field "CRM" is read on/, /Modified Field/],
])('%s stops the node, with what to do', async (_, propose, crm, message, description) => {
	const run = await flow(profileOf(crm, { name: 'ERP' }), [customer('A', '2026-03-01T10:00:00Z')], { propose });
	expect(run.error?.message).toMatch(message);
	expect(run.error?.description).toMatch(description);
});

test('Set and Reset Memory go by the profile, too', async () => {
	const profile = profileOf(CRM, { name: 'ERP' });
	const alone = async (operation: string, more: object = {}): Promise<RunResult> =>
		await n8n.run({ workflowId, sources: { In: [{ json: {} }] }, nodes: [profile, node('Checkpoint', operation, more)], wires: [['In', 0, 'Profile', 0], ['Profile', 0, 'Checkpoint', 0]] });
	const set = await alone('set', { setTo: '2026-02-01T00:00:00Z' });
	expect(sync(set.output('Checkpoint')[0]!)).toMatchObject({ sync: 'customers', checkpoint: { name: 'CRM', at: '2026-02-01T00:00:00.000Z' } });
	expect((await alone('read')).output('Checkpoint')[0]!.json['since']).toBe('2026-01-31T23:59:00.000Z');
	expect((await alone('resetMemory', { system: '' })).error).toBeUndefined();
	expect((await alone('read')).output('Checkpoint')[0]!.json['since']).toBe('1970-01-01T00:00:00.000Z');
});
