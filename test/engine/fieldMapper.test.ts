import type { INodeExecutionData } from 'n8n-workflow';
import { FieldMapper } from '../../nodes/FieldMapper/FieldMapper.node';
import { EngineN8n, type NodeSpec, type RunResult, type RunSpec } from '../support/engine';

const MAPPED = 0, REJECTED = 1;

const items = (...list: object[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));
const jsons = (list: INodeExecutionData[]): unknown[] => list.map(({ json }) => json);

let workflows = 0;
let n8n: EngineN8n;
let workflowId: string;
beforeEach(() => {
	n8n = new EngineN8n();
	workflowId = `mapper-${(workflows += 1)}`;
});

const rows = { row: [{ source: 'name', target: 'company' }, { source: 'address.zip', target: 'zip' }] };

async function map(list: object[], parameters: object = {}, more: Partial<NodeSpec> = {}, run: Partial<RunSpec> = {}): Promise<RunResult> {
	const node: NodeSpec = { name: 'Mapper', type: new FieldMapper(), parameters: { rows, ...parameters }, ...more };
	return await n8n.run({ workflowId, sources: { In: items(...list) }, nodes: [node], wires: [['In', 0, 'Mapper', 0]], ...run });
}

describe('in the real engine', () => {
	test('the outputs belong to the operation', async () => {
		const mapped = await map([{ name: 'A' }, { name: 1 }]);
		expect(jsons(mapped.output('Mapper', MAPPED))).toEqual([{ company: 'A' }]);
		expect(mapped.output('Mapper', REJECTED)).toHaveLength(1);
		const exported = await map([{}], { operation: 'export' });
		expect(exported.error).toBeUndefined();
		expect(exported.output('Mapper', 0)[0]!.json).toMatchObject({ format: 'sync-kit/field-mapping/1', rows: [{ source: 'name', target: 'company' }, {}] });
	});

	test('what Export Mapping hands out maps the same items to the same records', async () => {
		const contract = { noValueWords: 'NULL', unmapped: 'report', wrongType: 'coerce', options: { sourceClears: 'word', targetClears: 'emptyText' } };
		const list = [{ name: 'A', address: { zip: 3000 } }, { name: 'NULL', fax: '1' }];
		const byRows = await map(list, contract);
		const mappingJson = JSON.stringify((await map([{}], { ...contract, operation: 'export' })).output('Mapper', 0)[0]!.json);
		const byJson = await map(list, { rows: {}, defineBy: 'json', mappingJson });
		expect(byJson.error).toBeUndefined();
		expect(jsons(byRows.output('Mapper'))).toEqual([{ company: 'A', zip: '3000' }, { company: '', _sync: { unmapped: ['fax'] } }]);
		expect(jsons(byJson.output('Mapper'))).toEqual(jsons(byRows.output('Mapper')));
	});

	test('a JSON that is wrong stops the node with the row named', async () => {
		const { error } = await map([{}], { defineBy: 'json', mappingJson: '{"format":"sync-kit/field-mapping/1","rows":[{"source":"a"},{"source":"b","typ":"date"}]}' });
		expect(error?.message).toBe('Row 2 (b → b): there is no "typ"');
		expect(error?.description).toBe('Did you mean "type"?');
	});
});

describe('watching for drift', () => {
	const watch = { drift: true, sync: 'customers' };
	const base = { name: 'A', address: { zip: '1', city: 'X' }, orders: 1 };
	const drift = (result: RunResult, output = MAPPED): unknown[] => result.output('Mapper', output).map(({ json }) => (json['_sync'] as { drift?: unknown } | undefined)?.drift);

	test('the first run says what later ones are compared with, and a run like it says nothing', async () => {
		const first = await map([base], watch);
		expect(first.error).toBeUndefined();
		expect(first.hints('Mapper')).toEqual(['The 5 fields of these items are what later runs are compared with.']);
		const second = await map([base, base], watch);
		expect(second.hints('Mapper')).toEqual([]);
		expect(drift(second)).toEqual([undefined, undefined]);
	});

	test('new, vanished and changed fields are named on the items that show them, and once', async () => {
		await map([base], watch);
		const changed = { name: 'B', address: { city: 'Y' }, orders: '1', fax: '1' };
		const run = await map([changed, { ...changed, fax: undefined }], watch);
		expect(drift(run)).toEqual([
			[
				{ field: 'address.zip', change: 'vanished', breaking: true },
				{ field: 'orders', change: 'type', breaking: false, was: 'number', now: 'text' },
				{ field: 'fax', change: 'new', breaking: false },
			],
			[
				{ field: 'address.zip', change: 'vanished', breaking: true },
				{ field: 'orders', change: 'type', breaking: false, was: 'number', now: 'text' },
			],
		]);
		expect(run.hints('Mapper')).toEqual([
			'The source has changed since the last run. The table depends on it: address.zip is gone. The table does not: orders was number and is now text too, fax is new. Items that show it name it under _sync.drift.',
		]);
		expect((await map([changed], watch)).hints('Mapper')).toEqual([]);
	});

	test('rejected items name it too', async () => {
		await map([base], watch);
		const run = await map([{ ...base, name: 5 }], watch);
		expect(drift(run, REJECTED)).toEqual([[{ field: 'name', change: 'type', breaking: true, was: 'text', now: 'number' }]]);
	});

	test('a new field breaks where the table rejects what it does not know', async () => {
		await map([base], watch);
		const run = await map([{ ...base, fax: '1' }], { ...watch, unmapped: 'reject' });
		expect(drift(run, REJECTED)).toEqual([[{ field: 'fax', change: 'new', breaking: true }]]);
	});

	test('each node and each direction remembers for itself, and a rename loses nothing', async () => {
		await map([base], watch);
		expect((await map([{ other: 1 }], watch, { id: 'another' })).hints('Mapper')).toEqual([expect.stringContaining('later runs')]);
		expect((await map([{ company: 'A', zip: '1' }], { ...watch, direction: 'reverse' })).hints('Mapper')).toEqual([expect.stringContaining('later runs')]);
		const renamed: NodeSpec = { name: 'Renamed', type: new FieldMapper(), parameters: { rows, ...watch }, id: 'id of Mapper' };
		const run = await n8n.run({ workflowId, sources: { In: items({ ...base, fax: 1 }) }, nodes: [renamed], wires: [['In', 0, 'Renamed', 0]] });
		expect(run.hints('Renamed')).toEqual([expect.stringContaining('fax is new')]);
	});

	test('a test run compares and remembers nothing', async () => {
		await map([base], watch);
		const test = await map([{ ...base, fax: 1 }], watch, {}, { mode: 'manual' });
		expect(test.hints('Mapper').join()).toContain('fax is new');
		expect((await map([{ ...base, fax: 1 }], watch)).hints('Mapper').join()).toContain('fax is new');
	});

	test('what is remembered holds names and no values', async () => {
		await map([{ name: 'Secret Name', address: { zip: 'Secret Zip' } }], watch);
		const saved = n8n.database.get(workflowId)!;
		expect(saved).toContain('sync-kit/1 ');
		expect(saved).not.toContain('Secret');
		for (const text of saved.matchAll(/[A-Za-z0-9+/=]{8,}/g)) expect(Buffer.from(text[0], 'base64').toString()).not.toContain('Secret');
	});

	test('no items, no news', async () => {
		await map([base], watch);
		expect((await map([], watch)).error).toBeUndefined();
		expect((await map([base], watch)).hints('Mapper')).toEqual([]);
	});
});
