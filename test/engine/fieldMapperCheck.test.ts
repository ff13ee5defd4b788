import type { INodeExecutionData } from 'n8n-workflow';
import { FieldMapper } from '../../nodes/FieldMapper/FieldMapper.node';
import { crmCustomers, erpCustomers } from '../data/customers/read';
import { EngineN8n, type RunResult } from '../support/engine';

type Row = Record<string, unknown>;

const items = (rows: readonly unknown[]): INodeExecutionData[] => rows.map((json, item) => ({ json: json as never, pairedItem: { item } }));

interface Setup {
	parameters?: object;
	onError?: 'continueRegularOutput' | 'continueErrorOutput' | 'stopWorkflow';
}

async function check(rows: readonly unknown[], records: readonly unknown[], { parameters = {}, onError = 'stopWorkflow' }: Setup = {}): Promise<RunResult> {
	return await new EngineN8n().run({
		sources: { Customers: items(records) },
		nodes: [{ name: 'Check', type: new FieldMapper(), onError, parameters: { operation: 'check', rows: { row: rows }, noValueWords: 'NULL', ...parameters } as never }],
		wires: [['Customers', 0, 'Check', 0]],
	});
}

async function suggest(source: readonly unknown[], target: readonly unknown[], parameters: object = {}): Promise<RunResult> {
	return await new EngineN8n().run({
		sources: { CRM: items(source), ERP: items(target) },
		nodes: [{ name: 'Suggest', type: new FieldMapper(), parameters: { operation: 'suggest', ...parameters } as never }],
		wires: [['CRM', 0, 'Suggest', 0], ['ERP', 0, 'Suggest', 1]],
	});
}

describe('Check Mapping in the engine', () => {
	const rows = [{ source: 'customerID', target: 'id' }, { source: 'address.postalCode', target: 'postalCode' }];

	test('puts out a row for each field, made of all items, and says in a hint what it found without showing a value', async () => {
		const result = await check(rows, crmCustomers());
		expect(result.error).toBeUndefined();
		const out = result.output('Check');
		expect(out.slice(0, 2).map(({ json }) => [json['field'], json['verdict']])).toEqual([['customerID → id', 'fine'], ['address.postalCode → postalCode', 'rejects']]);
		expect(out.slice(2).map(({ json }) => json['verdict'])).toEqual(Array(8).fill('not in the table'));
		for (const { pairedItem } of out) expect(pairedItem).toEqual(Array.from({ length: 91 }, (_, item) => ({ item })));
		const [hint] = result.hints('Check');
		expect(hint).toBe('Nothing is lost, but not every item is taken. 66 of 91 items would be rejected. 8 fields of the items that no row reads.');
		expect(hint).not.toMatch(/5021|ANATR/);
	});

	test('shows a table that Map would refuse, with the reason, instead of stopping', async () => {
		const result = await check([{ source: 'name', textSettings: { case: 'upper' } }, { source: 'a..b' }], [{ name: 'McDonald' }]);
		expect(result.error).toBeUndefined();
		expect(result.output('Check')[0]!.json).toMatchObject({ verdict: 'refused', lostShare: 1 });
		expect(result.output('Check')[1]!.json).toMatchObject({ field: 'Row 2 (a..b → a..b)', verdict: 'refused' });
		expect(result.hints('Check')[0]).toContain('The table cannot be used as it is');
	});

	test('hands out a page as text, or as a file', async () => {
		const asText = await check(rows, crmCustomers(), { parameters: { checkOutput: 'html' } });
		const [page, ...more] = asText.output('Check');
		expect(more).toEqual([]);
		expect(page!.json).toMatchObject({ headline: 'Nothing is lost, but not every item is taken', items: 91, mapped: 25, html: expect.stringContaining('<!doctype html>') as string });
		const asFile = await check(rows, crmCustomers(), { parameters: { checkOutput: 'htmlFile', checkOptions: { fileField: 'report' } } });
		const { json, binary } = asFile.output('Check')[0]!;
		expect(json['html']).toBeUndefined();
		expect(binary!['report']).toMatchObject({ fileName: 'mapping-check.html', mimeType: 'text/html' });
		expect(Buffer.from(binary!['report']!.data, 'base64').toString()).toContain('<!doctype html>');
	});

	test('takes the mapping as JSON, and items of the target', async () => {
		const mapping = { format: 'sync-kit/field-mapping/1', noValueWords: ['NULL'], rows: [{ source: 'address.zip', target: 'zip' }] };
		const result = await check([], [{ zip: '12209' }, { zip: 'NULL' }], { parameters: { direction: 'reverse', defineBy: 'json', mappingJson: JSON.stringify(mapping) } });
		expect(result.output('Check')[0]!.json).toMatchObject({ field: 'address.zip → zip', verdict: 'rejects', rejections: [{ rule: 'noValueWord', items: 1 }] });
	});

	test('looks at frozen items and changes none, and passes over what is no record', async () => {
		const record = Object.freeze({ customerID: 'A', address: Object.freeze({ postalCode: 5 }) });
		const result = await check(rows, [record, 'no record' as never, record]);
		expect(result.error).toBeUndefined();
		expect(result.output('Check')[0]!.json['counts']).toMatchObject({ items: 2 });
		expect(result.hints('Check')[0]).toContain('1 item is no record and was not looked at');
	});

	test.each([
		['a direction there is not', { direction: 'sideways' }, 'There is no direction "sideways"'],
		['no number of examples', { checkOptions: { examples: 1.5 } }, 'Examples per Finding is 1.5'],
		['an output there is not', { checkOutput: 'pdf' }, 'There is no output "pdf"'],
	])('stops at %s with what to do', async (_name, parameters, message) => {
		const { error } = await check(rows, [{}], { parameters });
		expect(error?.message).toBe(message);
		expect(error?.description).toBeTruthy();
	});
});

describe('Suggest Mapping in the engine', () => {
	test('proposes rows at the first output and a mapping to paste at the second, made of the items of both inputs', async () => {
		const result = await suggest(crmCustomers(), erpCustomers());
		expect(result.error).toBeUndefined();
		const proposals = result.output('Suggest', 0);
		expect(proposals).toHaveLength(11);
		expect(proposals[0]!.json).toMatchObject({ source: 'customerID', target: 'customer_id', confidence: 0.98 });
		expect(proposals[0]!.pairedItem).toHaveLength(182);
		expect(result.hints('Suggest')[0]).toContain('91 records were matched by customerID and customer_id');

		const [definition, ...more] = result.output('Suggest', 1);
		expect(more).toEqual([]);
		const pasted = await new EngineN8n().run({
			sources: { CRM: items(crmCustomers()) },
			nodes: [{ name: 'Map', type: new FieldMapper(), parameters: { operation: 'map', defineBy: 'json', mappingJson: JSON.stringify(definition!.json) } as never }],
			wires: [['CRM', 0, 'Map', 0]],
		});
		expect(pasted.error).toBeUndefined();
		expect(pasted.output('Map', 0)).toHaveLength(91);
		const byId = new Map(pasted.output('Map', 0).map(({ json }) => [json['customer_id'], json]));
		const same = erpCustomers().filter((row) => byId.get(row['customer_id'] as never)?.['city'] === row['city']);
		expect(same).toHaveLength(90);
	});

	test('needs records of both sides, and sensible options', async () => {
		const none = await suggest(crmCustomers(), ['no record']);
		expect(none.error?.message).toBe('There is no record at the input Target');
		expect((await suggest([{ a: 1 }], [{ a: 1 }], { suggestOptions: { sampleSize: 0 } })).error?.message).toBe('Sample Size is 0');
		expect((await suggest([{ a: 1 }], [{ a: 1 }], { suggestOptions: { leastConfidence: 2 } })).error?.message).toBe('Least Confidence is 2');
	});

	test('names only one input where nothing is connected to the other', async () => {
		const result = await new EngineN8n().run({
			sources: { CRM: items([{ a: 1 } as Row]) },
			nodes: [{ name: 'Suggest', type: new FieldMapper(), parameters: { operation: 'suggest' } as never }],
			wires: [['CRM', 0, 'Suggest', 0]],
		});
		expect(result.error?.message).toBe('There is no record at the input Target');
	});
});
