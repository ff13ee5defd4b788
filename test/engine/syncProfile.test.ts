import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { FieldMapper } from '../../nodes/FieldMapper/FieldMapper.node';
import { findProfile } from '../../nodes/shared/n8n/findProfile';
import { SyncProfile } from '../../nodes/SyncProfile/SyncProfile.node';
import { EngineN8n, type NodeSpec, type RunResult, type Wire } from '../support/engine';

type Json = NodeSpec['parameters'] & Record<string, unknown>;

const ROWS: Json = {
	sync: 'customers',
	key: 'customerId',
	systems: { rows: [{ name: 'CRM', id: 'crmId' }, { name: 'ERP', role: 'systemOfRecord' }, { name: 'Billing', role: 'mirror', noValueWords: 'NULL' }] },
	fields: { rows: [{ name: 'email', owner: 'CRM', policy: 'auto' }, { name: 'city', writers: 'ERP, CRM' }, { name: 'note', policy: 'longest', order: 'hidden, leftover' }] },
	mapping: { rows: [
		{ system: 'Billing', source: 'id', target: 'customerId', type: 'text' },
		{ system: 'Billing', source: 'mail', target: 'email', type: 'text' },
	] },
	deletes: 'passOn',
	options: { mostRecords: 5 },
};

const items: INodeExecutionData[] = [{ json: { a: 1 } }, { json: { a: 2 } }];

/** What a node behind the profile finds. */
function probe(name: string): INodeType {
	return {
		description: { displayName: name, name: 'probe', group: ['transform'], version: 1, description: '', defaults: { name }, inputs: ['main'], outputs: ['main'], properties: [] },
		async execute(this: IExecuteFunctions) {
			return [[{ json: { ...findProfile(this) } as never }]];
		},
	};
}

async function run(parameters: Json, more: { wires?: Wire[]; second?: Json } = {}): Promise<RunResult> {
	return await new EngineN8n().run({
		workflowId: 'profile',
		sources: { Items: items },
		nodes: [
			{ name: 'Profile', type: new SyncProfile(), parameters },
			{ name: 'Second', type: new SyncProfile(), parameters: more.second ?? parameters },
			{ name: 'Probe', type: probe('Probe'), parameters: {} },
		],
		wires: more.wires ?? [['Items', 0, 'Profile', 0], ['Profile', 0, 'Probe', 0]],
	});
}

const json = (result: RunResult, node: string): Json[] => result.output(node, 0).map((item) => item.json as Json);

test('items pass as they are, and a node behind it finds the profile with all its defaults', async () => {
	const result = await run(ROWS);
	expect(result.error).toBeUndefined();
	expect(result.output('Profile', 0)).toMatchObject([{ json: { a: 1 }, pairedItem: { item: 0 } }, { json: { a: 2 }, pairedItem: { item: 1 } }]);
	expect(json(result, 'Probe')[0]).toMatchObject({
		sync: 'customers',
		systems: [{ name: 'CRM', role: 'contributor', id: 'crmId' }, { name: 'ERP', role: 'systemOfRecord' }, { name: 'Billing', role: 'mirror' }],
		fields: [{ name: 'email', owner: 'CRM', writers: ['CRM'] }, { name: 'city', owner: 'ERP', writers: ['ERP', 'CRM'] }, { name: 'note', policy: 'longest', order: [] }],
		deletes: { mode: 'passOn', mostRecords: 5, mostPercent: 10, rememberDays: 90 },
		clockToleranceSeconds: 2,
	});
});

test('what Export hands out, pasted as JSON, is the same profile', async () => {
	const exported = json(await run({ ...ROWS, operation: 'export' }), 'Profile')[0];
	const byRows = json(await run(ROWS), 'Probe')[0];
	const byJson = json(await run({ defineBy: 'json', profileJson: JSON.stringify(exported) }), 'Probe')[0];
	expect(exported!['mapping']).toEqual([{ system: 'Billing', source: 'id', target: 'customerId', type: 'text' }, { system: 'Billing', source: 'mail', target: 'email', type: 'text' }]);
	expect({ ...byJson, mapping: byRows!['mapping'], mappingForm: 'editor' }).toEqual(byRows);
	expect(json(await run({ defineBy: 'json', profileJson: JSON.stringify(exported), operation: 'export' }), 'Profile')[0]).toEqual(exported);
});

test('Explain prints who owns, who writes, who only reads, and who wins', async () => {
	const rows = json(await run({ ...ROWS, operation: 'explain' }), 'Profile');
	expect(rows).toEqual([
		{ Field: 'email', CRM: 'Owner', ERP: 'Reads', Billing: 'Reads', 'If Systems Disagree': 'CRM is right, always. A change made elsewhere is not applied; it is reported.' },
		{ Field: 'city', CRM: 'Writes', ERP: 'Owner', Billing: 'Not kept there', 'If Systems Disagree': 'A change made in CRM is taken over; if ERP changed it too, ERP wins.' },
		{ Field: 'note', CRM: 'Writes', ERP: 'Writes', Billing: 'Not kept there', 'If Systems Disagree': 'A change made in one system is taken over. If several changed it, the longest text wins.' },
	]);
	const pages = json(await run({ ...ROWS, operation: 'explain', explainOutput: 'html' }), 'Profile');
	expect(pages.map((page) => Object.keys(page))).toEqual([['html']]);
	expect(pages[0]!['html']).toContain('Mirror, only reads');
});

test('Explain says how systems are read on where that is not by their modified time; Export keeps it', async () => {
	expect((await run({ ...ROWS, operation: 'explain', explainOutput: 'html' })).output('Profile')[0]!.json['html']).not.toContain('Read on');
	const systems = { rows: [{ name: 'CRM', cursor: 'seq<1>', cursorIs: 'number', overlapNumbers: 5, overlapSeconds: 60 }, { name: 'ERP', role: 'systemOfRecord', modified: 'at', overlapSeconds: 300 }, { name: 'Billing', cursorIs: 'page' }] };
	const told = (await run({ ...ROWS, systems, operation: 'explain', explainOutput: 'html' })).output('Profile')[0]!.json['html'];
	expect(told).toContain('<dt>Read on</dt><dd>CRM by seq&lt;1&gt;, the last 5 numbers again. ERP by at, the last 300 seconds again. Billing page by page.</dd>');
	const [exported] = json(await run({ ...ROWS, systems, operation: 'export' }), 'Profile');
	expect(exported!['systems']).toMatchObject([{ cursor: 'seq<1>', cursorIs: 'number', overlap: 5 }, { cursorIs: 'time', overlap: 300 }, { cursorIs: 'page', overlap: 0 }]);
	expect(json(await run({ defineBy: 'json', profileJson: JSON.stringify(exported), operation: 'export' }), 'Profile')[0]).toEqual(exported);
});

test('names from the profile are made harmless on the page', async () => {
	const systems = { rows: [{ name: '<script>alert(1)</script>' }, { name: 'ERP' }] };
	const [first] = json(await run({ ...ROWS, mapping: {}, systems, fields: { rows: [{ name: 'a"><b' }] }, operation: 'explain', explainOutput: 'html' }), 'Profile');
	expect(first!['html']).not.toMatch(/<script>|<b>/);
	expect(first!['html']).toContain('&lt;script&gt;');
});

test.each<[string, Json, string]>([
	['an unknown owner', { fields: { rows: [{ name: 'city', owner: 'Shop' }] } }, 'Field row 1 (city) has "Shop" as "owner", which is not one of the systems'],
	['a mapping row that leads nowhere', { mapping: { rows: [{ system: 'CRM', source: 'customerId' }, { system: 'CRM', source: 'mail', target: 'e-mail' }] } }, 'Mapping of CRM, row 2 leads to "e-mail", which is no field of this profile'],
	['a system that does not map the key', { mapping: { rows: [{ system: 'CRM', source: 'mail', target: 'email' }] } }, 'Mapping of CRM has no row for the record key "customerId"'],
	['a row that loses something', { mapping: { rows: [{ system: 'CRM', source: 'customerId' }, { system: 'CRM', source: 'vip', target: 'note', type: 'enum', enumValues: { pair: [{ source: 'a', target: 'x' }, { source: 'b', target: 'x' }] } }] } }, 'Mapping of CRM, Row 2 (vip → note) cannot be used'],
	['an expression', { mapping: { rows: [{ system: 'CRM', source: '={{ $json.a }}' }] } }, 'Mapping row 1 holds an expression'],
	['text that is no JSON', { defineBy: 'json', profileJson: '{ "sync": ' }, 'The profile is not JSON'],
])('%s stops the node and every node behind it, with the row named', async (_, change, message) => {
	const result = await run({ ...ROWS, ...change });
	expect(result.error?.message).toContain(message);
	expect(result.error?.description).toBeTruthy();
});

test('a node with no profile before it says so', async () => {
	const result = await run(ROWS, { wires: [['Items', 0, 'Probe', 0]] });
	expect(result.error?.message).toBe('No Sync Profile node stands before this node');
});

test('two profiles that differ are refused; two that are equal are one', async () => {
	const wires: Wire[] = [['Items', 0, 'Profile', 0], ['Profile', 0, 'Second', 0], ['Second', 0, 'Probe', 0]];
	expect((await run(ROWS, { wires, second: { ...ROWS, sync: 'other' } })).error?.message).toContain('Several Sync Profile nodes');
	expect((await run(ROWS, { wires })).error).toBeUndefined();
});

test('a Field Mapper needs to know only its system: forward it says where a record is from, in reverse it writes that system\'s form', async () => {
	const systems = { rows: [{ name: 'CRM', id: 'meta.id', modified: 'updatedAt', version: 'rev', noValueWords: 'NULL' }, { name: 'ERP' }] };
	const mapping = { rows: [{ system: 'CRM', source: 'customerID', target: 'customerId', type: 'text' }, { system: 'CRM', source: 'address.city', target: 'city', type: 'text' }] };
	const record = { customerID: 'ALFKI', address: { city: 'NULL' }, meta: { id: 7 }, updatedAt: '2026-01-01T00:00:00Z', more: 1 };
	const result = await new EngineN8n().run({
		workflowId: 'profile',
		sources: { Items: [{ json: record as never }] },
		nodes: [
			{ name: 'Profile', type: new SyncProfile(), parameters: { ...ROWS, systems, mapping, fields: { rows: [{ name: 'city' }, { name: 'note' }] } } },
			{ name: 'In', type: new FieldMapper(), parameters: { defineBy: 'profile', system: 'CRM' } },
			{ name: 'Out', type: new FieldMapper(), parameters: { defineBy: 'profile', system: 'CRM', direction: 'reverse' } },
			{ name: 'Erp', type: new FieldMapper(), parameters: { defineBy: 'profile', system: 'ERP', direction: 'reverse' } },
			{ name: 'Nobody', type: new FieldMapper(), parameters: { defineBy: 'profile', system: 'Shop' }, onError: 'continueErrorOutput' },
		],
		wires: [['Items', 0, 'Profile', 0], ['Profile', 0, 'In', 0], ['In', 0, 'Out', 0], ['In', 0, 'Erp', 0], ['Profile', 0, 'Nobody', 0]],
	});
	expect(result.error).toBeUndefined();
	expect(json(result, 'In')).toEqual([{
		customerId: 'ALFKI', city: null,
		_sync: { sync: 'customers', key: 'ALFKI', source: { system: 'CRM', id: 7, modified: '2026-01-01T00:00:00Z' } },
	}]);
	expect(json(result, 'Out')).toEqual([{ customerID: 'ALFKI', address: { city: null } }]);
	expect(json(result, 'Erp')).toEqual([{ customerId: 'ALFKI', city: null }]);
	expect(result.output('Nobody', 2)[0]!.json['error']).toContain('The Sync Profile has no system "Shop"');
});
