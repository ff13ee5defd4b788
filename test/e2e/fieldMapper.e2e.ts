import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itemsOf, N8n, type Execution, type WorkflowDefinition } from '../../demo/platform';
import { Editor } from './support/editor';
import { chain, node } from './support/guardWorkflow';

type Row = Record<string, unknown>;

let folder: string;
let n8n: N8n;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'sync-kit-mapper-'));
	n8n = await N8n.start({ tarball: process.env['SYNC_KIT_TARBALL']!, userFolder: join(folder, 'n8n'), log: join(folder, 'n8n.log') });
});
afterAll(async () => {
	await n8n?.stop();
	rmSync(folder, { recursive: true, force: true });
});

const template = (name: string): string => join(__dirname, '../../templates', `${name}.json`);

async function runTemplate(name: string): Promise<Execution> {
	const { id } = await n8n.client.createWorkflow(JSON.parse(readFileSync(template(name), 'utf8')) as WorkflowDefinition);
	return await n8n.client.waitForExecution(await n8n.client.runManually(id, 'Start'));
}

const recordsOf = (execution: Execution, name: string, output = 0): Row[] => itemsOf(execution, name, output).map(({ json }) => json);

describe('the templates, in a real n8n', () => {
	test('map-and-check: the findings name what is wrong with each field, and half of the customers are ready to write', async () => {
		const execution = await runTemplate('map-and-check');
		expect(execution.status).toBe('success');
		const findings = recordsOf(execution, 'Check Mapping');
		expect(findings.map(({ target, verdict }) => [target, verdict])).toEqual([
			['id', 'respells'],
			['company', 'fine'],
			['street', 'fine'],
			['city', 'fine'],
			['postalCode', 'respells'],
			['region', 'respells'],
			['phone', 'rejects'],
			['creditLimit', 'rejects'],
			['status', 'rejects'],
			['newsletter', 'rejects'],
			['createdAt', 'rejects'],
		]);
		const rules = findings.flatMap(({ rejections }) => (rejections as Row[]).map(({ rule }) => rule));
		expect(rules).toEqual(['notPhone', 'notDecimal', 'unknownValue', 'notBoolean', 'skippedTime']);
		expect(recordsOf(execution, 'Ready to Write')).toEqual([
			expect.objectContaining({ id: 'ALFKI', postalCode: '12209', region: null, creditLimit: 1234.5, status: 'active', createdAt: '2024-03-01T08:30:00.000Z' }),
			expect.objectContaining({ id: 'BSBEV', phone: '+442079460958', newsletter: false }),
			expect.objectContaining({ id: 'FRANK', creditLimit: 99.9 }),
		]);
		expect(recordsOf(execution, 'To Be Corrected').map(({ customerID }) => customerID)).toEqual(['BLAUS', 'LAMAI', 'QUEDE']);

		const [definition] = recordsOf(execution, 'Definition');
		expect((definition!['rows'] as Row[]).map(({ source, target, type }) => [source, target, type])).toEqual([
			['customerID', 'customer_id', 'text'],
			['companyName', 'company_name', 'text'],
			['address.street', 'address', 'text'],
			['address.city', 'city', 'text'],
			['address.postalCode', 'zip', 'text'],
			['address.region', 'region', 'text'],
			['creditLimit', 'credit', 'decimal'],
			['status', 'state', 'enum'],
			['newsletter', 'wants_news', 'boolean'],
		]);
	});

	test('crm-to-canonical-and-back: only declared spellings change, and another system gets its own record', async () => {
		const execution = await runTemplate('crm-to-canonical-and-back');
		expect(execution.status).toBe('success');
		expect(recordsOf(execution, 'To Be Corrected')).toEqual([]);
		const changes = recordsOf(execution, 'What Came Back Differently').map(({ field, before, after }) => [field, before, after]);
		expect(changes).toHaveLength(8);
		for (const [field, before, after] of changes) {
			expect([
				['address.postalCode', expect.any(Number), String(before)],
				['address.region', 'NULL', null],
				['customerID', 'BSBEV ', 'BSBEV'],
			]).toContainEqual([field, before, after]);
		}
		expect(recordsOf(execution, 'As the ERP Writes It')[0]).toEqual({
			customer_id: 'ALFKI', company_name: 'Alfreds Futterkiste', address: 'Obere Str. 57', city: 'Berlin', zip: '12209', region: null,
			phone: '030 0074321', credit_cents: 123450, state_code: 0, wants_news: true, created: 1709281800,
		});
	});
});

describe('in the editor, used by a person', () => {
	let editor: Editor;
	beforeAll(async () => {
		editor = await Editor.open(n8n);
	});
	afterEach(() => {
		expect(editor.errors.splice(0)).toEqual([]);
	});
	afterAll(async () => {
		await editor?.close();
	});

	/** A workflow with these records in hand, opened in the editor; the next node goes behind them. */
	async function openWith(name: string, ...sources: { name: string; records: object[] }[]): Promise<void> {
		const trigger = { ...node('Start', 'n8n-nodes-base.manualTrigger'), position: [0, 0] as [number, number] };
		const definition = chain(name, [trigger]);
		definition.connections['Start'] = { main: [sources.map((one) => ({ node: one.name, type: 'main', index: 0 }))] };
		sources.forEach(({ name: called, records }, i) => {
			const jsCode = `return ${JSON.stringify(records.map((json) => ({ json })))};`;
			definition.nodes.push({ ...node(called, 'n8n-nodes-base.code', { jsCode }, 2), position: [260, i * 240] });
		});
		const { id } = await n8n.client.createWorkflow(definition);
		await editor.openWorkflow(id);
	}

	/** What the open output shows. */
	const json = async (): Promise<unknown> => JSON.parse(await editor.outputText());

	const customers = [
		{ id: 1, address: { street: 'Obere Str. 57' }, zip: '12209', active: true, limit: '1.234,50', since: '01.03.2024' },
		{ id: 2, address: { street: 'Mataderos 2312' }, zip: 5023, active: false, limit: '99,90', since: '15.07.2023' },
	];

	test('the table is filled row by row, a record is mapped, one rejected with the reason, and a wrong row explained', async () => {
		await openWith('Mapping', { name: 'Customers', records: customers });
		await editor.addBehind('Customers', 'field mapping', 'Field Mapper', 'Map records');
		expect(await editor.labels()).toEqual([
			'Operation', 'Direction', 'Define By', 'Fields', 'Source Field', 'Target Field', 'Type',
			'Text That Means No Value', 'Fields Not in the Table', 'Values of Another Type', 'Watch for Drift', 'Options',
		]);
		await editor.type('source', 'address.street');
		await editor.type('target', 'street');
		await editor.press('Add field');
		await editor.type('source', 'zip', 1);
		await editor.type('target', 'postalCode', 1);
		await editor.press('Add field');
		await editor.type('source', 'active', 2);
		const types = await editor.optionsOf('type', 2);
		expect(types).toEqual([...types].sort());
		expect(types).toEqual(expect.arrayContaining(['Boolean', 'Date', 'Decimal', 'Email', 'Enum', 'Money', 'Moment', 'Phone', 'Text']));
		await editor.page.keyboard.press('Escape');
		await editor.choose('type', 'Boolean', 2);

		await editor.executeStep();
		await editor.output.getByText('1 of 2 items were rejected: zip (notText)').waitFor();
		await editor.showOutput('Mapped');
		expect(await json()).toMatchObject([{ street: 'Obere Str. 57', postalCode: '12209', active: true }]);
		await editor.showOutput('Rejected');
		expect(await json()).toMatchObject([{ id: 2, _sync: { rejected: [{ path: 'zip', value: 5023, fix: expect.stringContaining('Accept Numbers') as string }] } }]);

		await editor.type('source', 'address..street');
		await editor.executeStep();
		expect(await editor.error()).toEqual([
			'Row 1 (address..street → street): The path "address..street" has an empty name between two dots',
			expect.stringContaining('Write a field name, or a path such as address.street'),
		]);
		await editor.type('source', 'address.street');
		await editor.type('target', 'postalCode');
		await editor.executeStep();
		expect(await editor.error()).toEqual([expect.stringMatching(/^Row 2 \(zip → postalCode\): going forward, it writes the same field as Row 1/), expect.stringContaining('Give each row its own place')]);
		await editor.type('target', 'street');
		await editor.closeNode();
		expect(await editor.outputs('Field Mapper')).toEqual(['Mapped', 'Rejected']);
	});

	test('Check Mapping says field by field what would happen, to read as a table', async () => {
		await openWith('Checking', { name: 'Customers', records: customers });
		await editor.addBehind('Customers', 'field mapping', 'Field Mapper', 'Check a mapping on records');
		expect(await editor.labels()).toEqual(['Operation', 'Direction', 'Define By', 'Fields', 'Source Field', 'Target Field', 'Type', 'Text That Means No Value', 'Values of Another Type', 'Output', 'Options']);
		await editor.type('source', 'address.street');
		await editor.type('target', 'street');
		await editor.press('Add field');
		await editor.type('source', 'zip', 1);
		await editor.type('target', 'postalCode', 1);
		await editor.executeStep();
		await editor.output.getByText('Nothing is lost, but not every item is taken.').waitFor();
		await editor.output.locator('[data-test-id="radio-button-table"]').click();
		const table = await editor.output.locator('table').innerText();
		expect(table.split(/[\t\n]+/).slice(0, 4)).toEqual(['field', 'verdict', 'finding', 'filledShare']);
		for (const text of ['address.street → street', 'All 2 come back as they were.', 'zip → postalCode', '1 of 2 is rejected (notText)', 'limit', 'not in the table']) {
			expect(table).toContain(text);
		}
		await editor.closeNode();
		expect(await editor.outputs('Field Mapper')).toEqual([expect.stringMatching(/^Findings/)]);
	});

	test('Suggest Mapping has an input for each side, and hands out a definition', async () => {
		const erp = [
			{ customer_id: 1, street: 'Obere Str. 57', zip: '12209', is_active: true, credit_limit: 1234.5, customer_since: '2024-03-01' },
			{ customer_id: 2, street: 'Mataderos 2312', zip: '5023', is_active: false, credit_limit: 99.9, customer_since: '2023-07-15' },
		];
		await openWith('Suggesting', { name: 'CRM', records: customers }, { name: 'ERP', records: erp });
		await editor.addBehind('CRM', 'field mapping', 'Field Mapper', 'Suggest a mapping from sample records');
		expect(await editor.labels()).toEqual(['Operation', 'Options']);
		await editor.executeStep();
		expect(await editor.error()).toEqual(['There is no record at the input Target', expect.stringContaining('Connect a node that gives some records of the target system')]);
		await editor.closeNode();
		expect(await editor.inputs('Field Mapper')).toEqual(['Source', 'Target']);
		expect(await editor.outputs('Field Mapper')).toEqual(['Proposals', 'Definition']);
	});

	test.each(['map-and-check', 'crm-to-canonical-and-back'])('the template %s opens with every node known and nothing to complain about', async (name) => {
		const { nodes } = JSON.parse(readFileSync(template(name), 'utf8')) as WorkflowDefinition;
		const shown = nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
		await editor.openWorkflow();
		await editor.importFile(template(name));
		await editor.at('canvas-node').nth(shown.length - 1).waitFor();
		expect(await editor.at('canvas-node').count()).toBe(shown.length);
		for (const one of shown.filter(({ type }) => type.endsWith('.fieldMapper'))) expect(await editor.icon(editor.node(one.name))).toContain('fieldMapper.svg');
		expect(await editor.at('node-issues').count()).toBe(0);
	});
});
