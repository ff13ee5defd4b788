import { ChangeDetector } from '../../nodes/ChangeDetector/ChangeDetector.node';
import { ConflictResolver } from '../../nodes/ConflictResolver/ConflictResolver.node';
import { FieldMapper } from '../../nodes/FieldMapper/FieldMapper.node';
import { RecordLinker } from '../../nodes/RecordLinker/RecordLinker.node';
import { SyncProfile } from '../../nodes/SyncProfile/SyncProfile.node';
import { EngineN8n, type NodeSpec, type RunResult, type Wire } from '../support/engine';

type Json = Record<string, unknown>;
type Parameters = NodeSpec['parameters'];

const PROFILE: Parameters & Json = {
	sync: 'customers',
	key: 'customerId',
	systems: { rows: [
		{ name: 'CRM', id: 'crmId', modified: 'updatedAt', event: 'type' },
		{ name: 'ERP', role: 'systemOfRecord', modified: 'updated_at' },
		{ name: 'Billing', role: 'mirror' },
	] },
	fields: { rows: [{ name: 'city' }, { name: 'email', owner: 'CRM' }, { name: 'phone', writers: 'ERP, CRM' }] },
	mapping: { rows: [
		{ system: 'CRM', source: 'customerID', target: 'customerId' }, { system: 'CRM', source: 'address.city', target: 'city' },
		{ system: 'CRM', source: 'email' }, { system: 'CRM', source: 'phone' },
		{ system: 'Billing', source: 'id', target: 'customerId' }, { system: 'Billing', source: 'city' },
	] },
};

const crm = (city: string, email: string, phone: string, more: Json = {}): Json => ({ customerID: 'ALFKI', crmId: 'c-7', address: { city }, email, phone, updatedAt: '2026-01-02T00:00:00Z', ...more });
const erp = (city: string, email: string, phone: string): Json => ({ customerId: 'ALFKI', city, email, phone, updated_at: '2026-01-01T00:00:00Z' });

let n8n: EngineN8n;
beforeEach(() => (n8n = new EngineN8n()));

const json = (run: RunResult, node: string, output = 0): Json[] => run.output(node, output).map((item) => item.json as Json);

test('with a profile, mappers and resolver need only the names of systems', async () => {
	const run = await n8n.run({
		workflowId: 'profiled',
		sources: { CRM: [{ json: crm('Berlin', 'a@x.de', '1') as never }], ERP: [{ json: erp('Bonn', 'b@x.de', '2') as never }], Billing: [{ json: { id: 'ALFKI', city: 'Ulm' } }] },
		nodes: [
			...['CRM', 'ERP', 'Billing'].flatMap((name): NodeSpec[] => [
				{ name: `Profile ${name}`, type: new SyncProfile(), parameters: PROFILE },
				{ name: `Map ${name}`, type: new FieldMapper(), parameters: { defineBy: 'profile', system: name } },
			]),
			{ name: 'Resolve', type: new ConflictResolver(), parameters: { settingsFrom: 'profile', systems: { rows: [{ name: 'CRM' }, { name: 'ERP' }, { name: 'Billing' }] } } },
			{ name: 'To CRM', type: new FieldMapper(), parameters: { defineBy: 'profile', system: 'CRM', direction: 'reverse' } },
		],
		wires: [
			...['CRM', 'ERP', 'Billing'].flatMap((name, i): Wire[] => [[name, 0, `Profile ${name}`, 0], [`Profile ${name}`, 0, `Map ${name}`, 0], [`Map ${name}`, 0, 'Resolve', i]]),
			['Resolve', 0, 'To CRM', 0],
		],
	});
	expect(run.error).toBeUndefined();
	// The ERP owns the city; the e-mail is the CRM's; the phone is the ERP's where both differ.
	expect(json(run, 'To CRM')).toEqual([{ customerID: 'ALFKI', address: { city: 'Bonn' }, phone: '2' }]);
	expect(json(run, 'Resolve', 0)[0]!['_sync']).toMatchObject({ system: 'CRM', operation: 'update', targetId: 'c-7', changed: ['city', 'phone'] });
	expect(json(run, 'Resolve', 1)).toMatchObject([{ customerId: 'ALFKI', email: 'a@x.de' }]);
	expect(json(run, 'Resolve', 2)).toMatchObject([{ customerId: 'ALFKI', city: 'Bonn' }]);
	expect(Object.keys(json(run, 'Resolve', 2)[0]!)).toEqual(['customerId', 'city', '_sync']);
});

test('events follow the profile, too: a mirror\'s change is not applied', async () => {
	const event = async (system: string, record: Json): Promise<RunResult> =>
		await n8n.run({
			workflowId: 'profiled',
			sources: { Event: [{ json: record as never }] },
			nodes: [
				{ name: 'Profile', type: new SyncProfile(), parameters: PROFILE },
				{ name: 'Map', type: new FieldMapper(), parameters: { defineBy: 'profile', system } },
				{ name: 'Resolve', type: new ConflictResolver(), parameters: { settingsFrom: 'profile', mode: 'event', systems: { rows: [{ name: 'CRM' }, { name: 'ERP' }, { name: 'Billing' }] } } },
			],
			wires: [['Event', 0, 'Profile', 0], ['Profile', 0, 'Map', 0], ['Map', 0, 'Resolve', 0]],
		});
	for (const [system, record] of [['CRM', crm('Bonn', 'a@x.de', '1', { type: 'customer.created' })], ['ERP', erp('Bonn', 'a@x.de', '1')], ['Billing', { id: 'ALFKI', city: 'Bonn' }]] as const) {
		const run = await event(system, record);
		expect(run.error).toBeUndefined();
	}
	const changed = await event('CRM', crm('Bonn', 'new@x.de', '1', { type: 'customer.updated', updatedAt: '2026-01-03T00:00:00Z' }));
	expect(json(changed, 'Resolve', 1)).toMatchObject([{ customerId: 'ALFKI', email: 'new@x.de' }]);
	const refused = await event('Billing', { id: 'ALFKI', city: 'Ulm' });
	expect([0, 1, 2, 4].map((output) => json(refused, 'Resolve', output))).toEqual([[], [], [], []]);
	// No values are remembered: the ERP has to be asked before its value can be set back.
	expect(json(refused, 'Resolve', 3)).toMatchObject([{ kind: 'blocked', field: 'city', winner: 'ERP', ask: ['ERP', 'Billing'] }]);
});

test('a system the profile does not know is named', async () => {
	const run = await n8n.run({
		workflowId: 'profiled',
		sources: { A: [{ json: {} }] },
		nodes: [
			{ name: 'Profile', type: new SyncProfile(), parameters: PROFILE },
			{ name: 'Resolve', type: new ConflictResolver(), parameters: { settingsFrom: 'profile', systems: { rows: [{ name: 'CRM' }, { name: 'Shop' }] } } },
		],
		wires: [['A', 0, 'Profile', 0], ['Profile', 0, 'Resolve', 0]],
	});
	expect(run.error?.message).toBe('The Sync Profile has no system "Shop"');
	expect(run.error?.description).toContain('CRM, ERP, Billing');
});

test('a Change Detector compares the fields the profile gives its system, and knows its deletes', async () => {
	const detect = async (...records: Json[]): Promise<RunResult> =>
		await n8n.run({
			workflowId: 'profiled',
			sources: { Event: records.map((json) => ({ json: json as never })) },
			nodes: [
				{ name: 'Profile', type: new SyncProfile(), parameters: PROFILE },
				{ name: 'Map', type: new FieldMapper(), parameters: { defineBy: 'profile', system: 'CRM' } },
				{ name: 'Detect', type: new ChangeDetector(), parameters: { settingsFrom: 'profile', profileSystem: 'CRM', mode: 'events', remember: 'atOnce' } },
			],
			wires: [['Event', 0, 'Profile', 0], ['Profile', 0, 'Map', 0], ['Map', 0, 'Detect', 0]],
		});
	const first = await detect(crm('Bonn', 'a@x.de', '1', { type: 'customer.created' }));
	expect(first.error).toBeUndefined();
	expect(json(first, 'Detect')[0]!['_sync']).toMatchObject({ sync: 'customers', key: 'ALFKI', operation: 'create' });
	const same = await detect(crm('Bonn', 'a@x.de', '1', { type: 'customer.updated', updatedAt: '2026-01-04T00:00:00Z', noise: 1 }));
	expect([json(same, 'Detect'), json(same, 'Detect', 2).length]).toEqual([[], 1]);
	const late = await detect(crm('Köln', 'a@x.de', '1', { type: 'customer.updated', updatedAt: '2025-01-01T00:00:00Z' }));
	expect(json(late, 'Detect')).toEqual([]);
	const gone = await detect(crm('Bonn', 'a@x.de', '1', { type: 'customer.deleted', updatedAt: '2026-01-05T00:00:00Z' }));
	expect(json(gone, 'Detect', 1)[0]).toMatchObject({ customerId: 'ALFKI', _sync: { operation: 'delete' } });
});

test('a Record Linker finds the ids where the profile has them', async () => {
	const ways = { CRM: [crm('Bonn', 'a@x.de', '1')], ERP: [{ ...erp('Bonn', 'a@x.de', '1'), customerId: 'E-1' }] };
	const run = await n8n.run({
		workflowId: 'profiled',
		sources: { CRM: ways.CRM.map((one) => ({ json: one as never })), ERP: ways.ERP.map((one) => ({ json: one as never })) },
		nodes: [
			...['CRM', 'ERP'].flatMap((name): NodeSpec[] => [
				{ name: `Profile ${name}`, type: new SyncProfile(), parameters: PROFILE },
				{ name: `Map ${name}`, type: new FieldMapper(), parameters: { defineBy: 'profile', system: name } },
			]),
			{ name: 'Match', type: new RecordLinker(), parameters: { settingsFrom: 'profile', system: 'CRM', otherSystem: 'ERP', rules: { rows: [{ then: 'link', conditions: { rows: [{ field: 'email', as: 'email', how: 'same' }] } }] } } },
		],
		wires: ['CRM', 'ERP'].flatMap((name, i): Wire[] => [[name, 0, `Profile ${name}`, 0], [`Profile ${name}`, 0, `Map ${name}`, 0], [`Map ${name}`, 0, 'Match', i]]),
	});
	expect(run.error).toBeUndefined();
	expect(json(run, 'Match')[0]!['_sync']).toMatchObject({ sync: 'customers', targetId: 'E-1', links: { CRM: 'c-7', ERP: 'E-1' } });
});
