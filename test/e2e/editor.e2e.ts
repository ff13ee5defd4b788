import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8n, type WorkflowDefinition } from '../../demo/platform';
import { TEMPLATE, readTemplate } from '../../demo/template';
import { Editor } from './support/editor';
import { chain, node } from './support/guardWorkflow';

let folder: string;
let n8n: N8n;
let editor: Editor;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'sync-kit-editor-'));
	n8n = await N8n.start({ tarball: process.env['SYNC_KIT_TARBALL']!, userFolder: join(folder, 'n8n'), log: join(folder, 'n8n.log') });
	editor = await Editor.open(n8n);
});
afterEach(() => {
	expect(editor.errors.splice(0)).toEqual([]);
});
afterAll(async () => {
	await editor?.close();
	await n8n?.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** A workflow with these records in hand, opened in the editor; the next node goes behind them. */
async function openWith(name: string, ...sources: { name: string; records: object[] }[]): Promise<string> {
	const trigger = { ...node('Start', 'n8n-nodes-base.manualTrigger'), position: [0, 0] as [number, number] };
	const code = sources.map(({ name: called, records }, i) => ({
		...node(called, 'n8n-nodes-base.code', { jsCode: `return ${JSON.stringify(records.map((json) => ({ json })))};` }, 2),
		position: [260, i * 240] as [number, number],
	}));
	const definition: WorkflowDefinition = chain(name, [trigger]);
	definition.nodes.push(...code);
	definition.connections['Start'] = { main: [code.map((to) => ({ node: to.name, type: 'main', index: 0 }))] };
	const { id } = await n8n.client.createWorkflow(definition);
	await editor.openWorkflow(id);
	return id;
}

test('each node is found by the words people use for it, with an icon and a sentence', async () => {
	await editor.openWorkflow();
	for (const [words, name, icon] of [
		['dedupe', 'Idempotency Guard', 'idempotencyGuard.svg'],
		['duplicate', 'Idempotency Guard', 'idempotencyGuard.svg'],
		['two-way sync', 'Conflict Resolver', 'conflictResolver.svg'],
		['merge', 'Conflict Resolver', 'conflictResolver.svg'],
		['field mapping', 'Field Mapper', 'fieldMapper.svg'],
		['health', 'Sync Health Reporter', 'syncHealthReporter.svg'],
		['monitoring', 'Sync Health Reporter', 'syncHealthReporter.svg'],
		['what changed', 'Change Detector', 'changeDetector.svg'],
		['cdc', 'Change Detector', 'changeDetector.svg'],
		['crosswalk', 'Record Linker', 'recordLinker.svg'],
		['fuzzy match', 'Record Linker', 'recordLinker.svg'],
		['ownership matrix', 'Sync Profile', 'syncProfile.svg'],
		['check mapping', 'Field Mapper', 'fieldMapper.svg'],
		['error handling', 'Sync Outcome', 'syncOutcome.svg'],
		['failed', 'Sync Outcome', 'syncOutcome.svg'],
		['rollback', 'Sync Outcome', 'syncOutcome.svg'],
		['retry', 'Retry Queue', 'retryQueue.svg'],
		['dead letter', 'Retry Queue', 'retryQueue.svg'],
		['rate limit', 'Retry Queue', 'retryQueue.svg'],
		['incremental', 'Sync Checkpoint', 'syncCheckpoint.svg'],
		['watermark', 'Sync Checkpoint', 'syncCheckpoint.svg'],
		['last run', 'Sync Checkpoint', 'syncCheckpoint.svg'],
	] as const) {
		const entry = await editor.find(words, name);
		expect(await editor.icon(entry)).toContain(icon);
		expect((await entry.locator('[data-test-id="node-creator-item-description"]').innerText()).length).toBeGreaterThan(40);
	}
	for (const name of ['Idempotency Guard', 'Conflict Resolver', 'Field Mapper', 'Sync Health Reporter', 'Change Detector', 'Record Linker', 'Sync Profile', 'Sync Outcome', 'Retry Queue', 'Sync Checkpoint']) await editor.find('sync', name);
});

test('the Guard asks for what it needs in order, and its outputs follow the operation', async () => {
	await editor.openWorkflow();
	await editor.add('dedupe', 'Idempotency Guard', 'Claim items before an effect');
	expect(await editor.labels()).toEqual(['Operation', 'Sync Name', 'State', 'Key From', 'Key Fields', 'Compare Payload', 'Outputs', 'Options']);
	expect(await values('operation', 'sync', 'keyFrom', 'keyFields', 'comparePayload', 'outputs')).toEqual(['Claim', 'my-sync', 'Fields', 'id', 'Whole Item', 'One for Each Verdict']);
	expect(await editor.parameters.first().innerText()).toContain('Or choose Complete at Once under Options');
	expect(await outputsOf('Idempotency Guard')).toEqual(['New', 'Duplicate', 'In Progress', 'Mismatch']);

	await editor.openNode('Idempotency Guard');
	await editor.choose('outputs', 'All in One');
	expect(await outputsOf('Idempotency Guard')).toEqual(['All']);

	await editor.openNode('Idempotency Guard');
	await editor.choose('operation', 'Complete');
	expect(await editor.labels()).toEqual(['Operation', 'Sync Name', 'State', 'Keep as Result', 'Options']);
	expect(await outputsOf('Idempotency Guard')).toEqual(['Completed', 'Refused']);

	await editor.openNode('Idempotency Guard');
	await editor.choose('operation', 'Reset Memory');
	expect(await editor.labels()).toEqual(['Operation', 'Sync Name', 'State']);
	expect(await editor.parameters.first().innerText()).toContain('everything the sync of this name remembers is forgotten');
	await editor.closeNode();
	expect(await editor.node('Idempotency Guard').innerText()).toContain('Reset Memory: my-sync');
	expect(await editor.outputs('Idempotency Guard')).toEqual(['New', 'Duplicate', 'In Progress', 'Mismatch']);
});

test('the Conflict Resolver has an input and an output for each system, named after it', async () => {
	await editor.openWorkflow();
	await editor.add('two-way sync', 'Conflict Resolver', 'Reconcile records of several systems');
	const system = ['Name', 'Role', 'Modified Field'];
	expect(await editor.labels()).toEqual([
		'Operation', 'Mode', 'Settings From', 'Sync Name', 'State', 'Systems', ...system, ...system, 'Record Key',
		'If Systems Disagree', 'Rules per Field', 'Fields to Compare', 'What to Write', 'Deletes', 'Options',
	]);
	expect(await values('operation', 'sync', 'key', 'rule', 'compare', 'write')).toEqual(['Reconcile', 'my-sync', 'id', 'Newest', 'All', 'Changed Fields']);
	await editor.closeNode();
	expect(await editor.inputs('Conflict Resolver')).toEqual(['CRM', 'ERP']);
	expect(await editor.outputs('Conflict Resolver')).toEqual(['Write to CRM', 'Write to ERP', 'Review', 'In Sync']);

	await editor.openNode('Conflict Resolver');
	await editor.type('name', 'Salesforce', 0);
	await editor.press('Add system');
	await editor.type('name', 'The webshop of our subsidiary in the north', 2);
	await editor.closeNode();
	expect(await editor.inputs('Conflict Resolver')).toEqual(['Salesforce', 'ERP', 'The webshop of ou…']);
	expect(await editor.outputs('Conflict Resolver')).toEqual(['Write to Salesforce', 'Write to ERP', 'Write to The webshop of our subsidiary in the north', 'Review', 'In Sync']);
});

test('the Change Detector asks what arrives, and for a delete flag\'s values only if there is a flag', async () => {
	await editor.openWorkflow();
	await editor.add('what changed', 'Change Detector', 'Detect changed and deleted records');
	const begin = ['Operation', 'Settings From', 'Sync Name', 'State', 'What Arrives', 'Record Key', 'Fields to Compare', 'Records Missing From the List', 'Version Field', 'Delete Flag Field'];
	expect(await editor.labels()).toEqual([...begin, 'Count as Delivered', 'Options']);
	await editor.type('deleteField', 'event');
	expect(await editor.labels()).toEqual([...begin, 'Delete Flag Values', 'Count as Delivered', 'Options']);
	expect(await editor.parameters.first().innerText()).toContain('a second Change Detector with Confirm');
	await editor.choose('settingsFrom', 'Sync Profile');
	expect(await editor.labels()).toEqual(['Operation', 'Settings From', 'State', 'System', 'What Arrives', 'Records Missing From the List', 'Count as Delivered', 'Options']);
	expect(await outputsOf('Change Detector')).toEqual(['Changed', 'Deleted', 'Unchanged']);
});

test('the Record Linker begins with a rule that can be changed, and has two inputs to match', async () => {
	await editor.openWorkflow();
	await editor.add('crosswalk', 'Record Linker', 'Match records with those of another system');
	// The rows come a moment after the rest: reading what stands in them waits for them.
	expect(await values('system', 'otherSystem', 'name', 'as', 'how')).toEqual(['CRM', 'ERP', 'Same email', 'Email', 'Same']);
	expect(await editor.labels()).toEqual([
		'Operation', 'Settings From', 'Sync Name', 'State', 'System', 'ID Field', 'Match With', 'Its ID Field',
		'Rules', 'Name', 'If All Conditions Hold', 'Conditions', 'Field', 'Other Field', 'Read As', 'Compare', 'Report Only', 'Options',
	]);
	await editor.choose('how', 'Similar by Letters');
	expect(await editor.value('atLeast')).toBe('85');
	expect(await outputsOf('Record Linker')).toEqual(['Linked', 'New', 'Review']);
	expect(await editor.inputs('Record Linker')).toEqual(['CRM', 'ERP']);
});

test('the Sync Profile shows of a system and a field what is mostly needed', async () => {
	await editor.openWorkflow();
	await editor.add('ownership matrix', 'Sync Profile', 'Provide a sync profile');
	// The rows come a moment after the rest: reading what stands in them waits for them.
	expect(await values('operation', 'sync', 'key', 'role', 'policy', 'deletes')).toEqual(['Provide', 'my-sync', 'id', 'Contributor', 'Owner or Newest', 'Report Only']);
	const system = ['Name', 'Role', 'Modified Field'];
	expect(await editor.labels()).toEqual([
		'Operation', 'Define By', 'Sync Name', 'Record Key', 'Systems', ...system, ...system,
		'Fields', 'Name', 'Owner', 'Who May Write', 'If Systems Disagree', 'How Each System Spells It', 'Deletes', 'Options',
	]);
	await editor.closeNode();
});

test('the Sync Health Reporter shows Report and Alert, with limits that are already set', async () => {
	await editor.openWorkflow();
	await editor.add('health', 'Sync Health Reporter', 'Record outcomes');
	expect(await editor.labels()).toEqual(['Operation', 'Sync Name', 'State', 'Outcome', 'Options']);
	expect(await editor.value('outcome')).toBe('Read From the Item');
	await editor.choose('operation', 'Report');
	expect(await editor.labels()).toEqual(['Operation', 'Sync Name', 'State', 'Formats', 'Alert When', 'Failure Rate Above (%)', 'Mismatch Rate Above (%)', 'Options']);
	expect(await values('failureRate', 'mismatchRate')).toEqual(['5', '10']);
	expect(await outputsOf('Sync Health Reporter')).toEqual(['Report', 'Alert']);
});

test('Copy State asks where from, and for the credential without being told that the state is there', async () => {
	await editor.openWorkflow();
	await editor.add('copy state', 'Sync Health Reporter', 'Copy the state to another store');
	const text = async (): Promise<string> => await editor.parameters.first().innerText();
	expect(await editor.labels()).toEqual(['Operation', 'Sync Name', 'From', 'Namespace', 'If the Target Remembers Something', 'Source Afterwards', 'Options']);
	expect(await values('copyFrom', 'ifNotEmpty', 'sourceAfterwards')).toEqual(['Workflow Static Data', 'Stop', 'Close It']);
	expect(await text()).toContain('A test run only shows what would be copied');
	expect(await text()).toMatch(/Credential.*Sync State PostgreSQL/is);
	await editor.choose('operation', 'Report');
	expect(await text()).not.toMatch(/Credential/);
	await editor.choose('operation', 'Copy State');
	expect(await text()).toMatch(/Credential/);
	await editor.closeNode();
	expect(await editor.node('Sync Health Reporter').innerText()).toContain('Copy State');
});

test('the Sync Outcome has inputs for what succeeded and what failed, and asks for a key only where linking does not do', async () => {
	await editor.openWorkflow();
	await editor.add('error handling', 'Sync Outcome');
	const begin = ['Settings From', 'Sync Name', 'State', 'When a Write Fails', 'New ID Field', 'Target System', 'Key Field', 'Find Promises By'];
	expect(await editor.labels()).toEqual([...begin, 'When One of Several Systems Refuses', 'Options']);
	expect(await values('onFailure', 'newIdField', 'findBy', 'whenRefused')).toEqual(['Keep It for a Retry', 'id', 'Item Linking', 'Keep and Retry Forward']);
	expect(await editor.parameters.first().innerText()).toContain('a Retry Queue node with the operation Take Due');
	await editor.choose('findBy', 'A Key in the Answer');
	expect(await editor.labels()).toEqual([...begin, 'Key in the Answer', 'When One of Several Systems Refuses', 'Options']);
	await inWords();
	await editor.closeNode();
	expect(await editor.inputs('Sync Outcome')).toEqual(['Succeeded', 'Failed']);
	expect(await editor.outputs('Sync Outcome')).toEqual(['Settled', 'Roll Back', 'Needs Attention']);
});

test('the Retry Queue asks for each operation what it needs, and its outputs follow', async () => {
	await editor.openWorkflow();
	await editor.add('dead letter', 'Retry Queue', 'Take due writes');
	const of = ['Operation', 'Settings From', 'Sync Name', 'State'];
	for (const [operation, labels, outputs] of [
		['Take Due', ['Key Field', 'Only Systems', 'At Most', 'Send As', 'Limits', 'Options'], ['Due', 'Dead Letter']],
		['Send or Park', ['Target System', 'Key Field', 'Send As', 'Limits', 'Options'], ['Send', 'Parked']],
		['List', ['Show', 'Only Systems', 'Only Records', 'At Most', 'Options'], ['Found']],
		['Redrive', ['Send', 'Options'], ['Redriven', 'Refused']],
		['Discard', ['Options'], ['Discarded', 'Refused']],
		['Count', ['Options'], ['Counts']],
		['Roll Back', ['Answer', 'Key Field', 'Options'], ['Roll Back', 'Answered', 'Refused']],
	] as const) {
		await editor.choose('operation', operation);
		expect([operation, await editor.labels()]).toEqual([operation, [...of, ...labels]]);
		await inWords();
		expect([operation, await outputsOf('Retry Queue')]).toEqual([operation, outputs]);
		expect(await editor.node('Retry Queue').innerText()).toContain(operation);
		await editor.openNode('Retry Queue');
	}
	await editor.choose('operation', 'Redrive');
	await editor.choose('redriveWith', 'What a Field of the Item Holds');
	expect(await editor.labels()).toEqual([...of, 'Send', 'Payload Field', 'Options']);
	await editor.closeNode();
});

test('the Sync Checkpoint asks for each operation and kind of cursor what it needs', async () => {
	await editor.openWorkflow();
	await editor.add('watermark', 'Sync Checkpoint', 'Read where to go on');
	const of = ['Operation', 'Settings From', 'Sync Name', 'State', 'Checkpoint', 'Cursor Is'];
	expect(await editor.labels()).toEqual([...of, 'Start From', 'Overlap (Seconds)', 'Write It As', 'Field for the Value', 'Options']);
	await inWords();
	await editor.choose('cursorIs', 'Number');
	expect(await editor.labels()).toEqual([...of, 'Start From', 'Overlap', 'Field for the Value', 'Options']);
	await editor.choose('operation', 'Propose');
	expect(await editor.labels()).toEqual([...of, 'Cursor From', 'Cursor Field', 'ID Field', 'If the Cursor Is Missing', 'If the Source Went Back', 'Options']);
	await inWords();
	expect(await outputsOf('Sync Checkpoint')).toEqual(['Items', 'Handled Before', 'Rejected']);
	await editor.openNode('Sync Checkpoint');
	await editor.choose('operation', 'Set');
	expect(await editor.labels()).toEqual([...of, 'Set To', 'Options']);
	await inWords();
	await editor.choose('operation', 'Reset Memory');
	expect(await editor.labels()).toEqual(['Operation', 'Settings From', 'Sync Name', 'State']);
	await editor.closeNode();
	expect(await editor.node('Sync Checkpoint').innerText()).toContain('Reset Memory: my-sync');
});

test('in the dark the three nodes that settle, keep and read on have their dark icons, and say the same', async () => {
	const dark = await Editor.open(n8n, { theme: 'dark' });
	try {
		await dark.openWorkflow();
		for (const [words, name, icon] of [
			['error handling', 'Sync Outcome', 'syncOutcome.dark.svg'],
			['dead letter', 'Retry Queue', 'retryQueue.dark.svg'],
			['watermark', 'Sync Checkpoint', 'syncCheckpoint.dark.svg'],
		] as const) expect(await dark.icon(await dark.find(words, name))).toContain(icon);
		await dark.add('error handling', 'Sync Outcome');
		expect(await dark.labels()).toContain('When One of Several Systems Refuses');
		expect(dark.errors).toEqual([]);
	} finally {
		await dark.close();
	}
});

test('a test run of the Guard shows true verdicts and says that it works on a scratch copy', async () => {
	await openWith('Guarding', { name: 'Orders', records: [{ id: 'A', total: 1 }, { id: 'A', total: 1 }, { id: 'A', total: 2 }, { id: 'B', total: 3 }] });
	await editor.addBehind('Orders', 'dedupe', 'Idempotency Guard', 'Claim items before an effect');
	for (let run = 0; run < 2; run += 1) {
		await editor.executeStep();
		await editor.output.getByText('Test run: this works on a scratch copy').waitFor();
		await editor.showOutput('New');
		expect(await json()).toMatchObject([{ id: 'A', total: 1 }, { id: 'B', total: 3 }]);
		await editor.showOutput('Mismatch');
		expect(await json()).toMatchObject([{ id: 'A', total: 2 }]);
	}

	await editor.type('keyFields', 'order.number');
	await editor.executeStep();
	expect(await editor.error()).toEqual([expect.stringContaining('The key field "order.number" is missing'), expect.stringContaining('choose other Key Fields')]);
	await editor.type('keyFields', ' ');
	await editor.executeStep();
	expect(await editor.error()).toEqual(['Key Fields is empty', 'Name at least one field, for example id.']);
});

test('an owner that is no system is named, with the systems there are', async () => {
	await openWith('Reconciling', { name: 'CRM customers', records: [{ id: 1, city: 'Berlin' }] }, { name: 'ERP customers', records: [{ id: 1, city: 'Bern' }] });
	await editor.addBehind('CRM customers', 'two-way sync', 'Conflict Resolver', 'Reconcile records of several systems');
	await editor.choose('rule', 'Owner');
	await editor.type('owner', 'SAP');
	await editor.executeStep();
	expect(await editor.error()).toEqual(['The rule for all fields names "SAP", which is not one of the systems', 'Name one of CRM, ERP, exactly as it is written there.']);

	await editor.type('owner', 'ERP');
	await editor.executeStep();
	await editor.output.getByText('Test run: this works on a scratch copy').waitFor();
});

test('the template opens with every node known and nothing to complain about', async () => {
	await editor.openWorkflow();
	await editor.importFile(TEMPLATE);
	const nodes = readTemplate().nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
	await editor.at('canvas-node').nth(nodes.length - 1).waitFor();
	expect(await editor.at('canvas-node').count()).toBe(nodes.length);
	for (const { name, type } of nodes.filter((one) => one.type.startsWith('n8n-nodes-sync-kit.'))) {
		expect(await editor.icon(editor.node(name))).toContain(`${type.slice('n8n-nodes-sync-kit.'.length)}.svg`);
	}
	// All that is left to do is to choose credentials.
	const incomplete = nodes.filter(({ credentials }) => credentials !== undefined).map(({ name }) => name);
	expect(await editor.at('node-issues').count()).toBe(incomplete.length);
	for (const name of incomplete) {
		await editor.node(name).locator('[data-test-id="node-issues"]').hover();
		const said = await editor.at('tooltip-content').filter({ hasText: 'Issues' }).last().innerText();
		expect(said.split('\n').slice(1).join(' ')).toMatch(/^[\s-]*Credentials for '[^']+' are not set\.\s*$/);
	}
	expect(await editor.outputs('Reconcile')).toEqual(['Write to CRM', 'Write to ERP', 'Review', 'In Sync']);
	await editor.openNode('Reconcile');
	expect(await editor.value('name', 1)).toBe('ERP');
});

async function values(...parameters: string[]): Promise<string[]> {
	return await Promise.all(parameters.map(async (parameter) => await editor.value(parameter)));
}

/** Labels are for people: no names of parameters, and none of n8n's own for a text it does not have. */
async function inWords(): Promise<void> {
	for (const label of await editor.labels()) expect(label).toMatch(/^[A-Z][\w%'?-]*( [\w%'?()-]+)*$/);
	expect((await editor.labels()).filter((label) => /[a-z][A-Z]|_|\./.test(label))).toEqual([]);
	expect(await editor.parameters.first().innerText()).not.toMatch(/undefined|\[object|displayName|[a-z]+\.[a-z]+\.[a-zA-Z]+Label/);
}

/** Closes the panel and reads the node's outputs on the canvas. */
async function outputsOf(name: string): Promise<string[]> {
	await editor.closeNode();
	return await editor.outputs(name);
}

/** What the open output shows. */
async function json(): Promise<unknown> {
	return JSON.parse(await editor.outputText());
}
