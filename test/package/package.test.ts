import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeType } from 'n8n-workflow';
import { EngineN8n } from '../support/engine';

/** The packed package, unpacked where n8n has community packages: beside n8n's own copies of what it may use. */
let folder: string;
let installed: string;
const root = join(__dirname, '../..');

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'sync-kit-package-'));
	execFileSync('node', ['scripts/build.mjs'], { cwd: root, stdio: 'pipe' });
	execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: root, stdio: 'pipe' });
	const [tarball] = readdirSync(folder);
	execFileSync('tar', ['xzf', join(folder, tarball!), '-C', folder]);
	installed = join(folder, 'package');
	mkdirSync(join(folder, 'node_modules'));
	for (const name of ['n8n-workflow', 'lodash', 'luxon']) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Manifest {
	name: string;
	keywords: string[];
	dependencies?: object;
	peerDependencies: object;
	n8n: { nodes: string[]; credentials: string[] };
}

const manifest = (): Manifest => JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;

function load(name: string): INodeType {
	const file = manifest().n8n.nodes.find((path) => path.includes(name))!;
	const exported = createRequire(join(installed, 'package.json'))(`./${file}`) as Record<string, new () => INodeType>;
	return new exported[name]!();
}

test('it is a community package without dependencies of its own', () => {
	const { name, keywords, dependencies, peerDependencies } = manifest();
	expect(name).toBe('n8n-nodes-sync-kit');
	expect(keywords).toContain('n8n-community-node-package');
	expect(dependencies).toBeUndefined();
	expect(Object.keys(peerDependencies)).toEqual(['n8n-workflow']);
});

test('it ships what n8n loads, and nothing of the source tree', () => {
	const files = execFileSync('find', ['.', '-type', 'f'], { cwd: installed, encoding: 'utf8' }).trim().split('\n');
	expect(files.filter((file) => /\.tsx?$|\/test\/|\/demo\/|\/scripts\//.test(file))).toEqual([]);
	for (const file of [...manifest().n8n.nodes, ...manifest().n8n.credentials]) expect(files).toContain(`./${file}`);
	expect(files).toEqual(expect.arrayContaining(['./README.md', './LICENSE.md']));
});

test.each([
	['FieldMapper', 'fieldMapper', 'Field Mapper'],
	['ConflictResolver', 'conflictResolver', 'Conflict Resolver'],
	['ChangeDetector', 'changeDetector', 'Change Detector'],
	['IdempotencyGuard', 'idempotencyGuard', 'Idempotency Guard'],
	['RecordLinker', 'recordLinker', 'Record Linker'],
	['SyncHealthReporter', 'syncHealthReporter', 'Sync Health Reporter'],
	['SyncProfile', 'syncProfile', 'Sync Profile'],
	['SyncCheckpoint', 'syncCheckpoint', 'Sync Checkpoint'],
	['SyncOutcome', 'syncOutcome', 'Sync Outcome'],
])('%s loads under its name, with its icons and search words', (className, name, displayName) => {
	const { description } = load(className);
	expect(description).toMatchObject({ name, displayName });
	const { light, dark } = description.icon as { light: string; dark: string };
	for (const icon of [light, dark]) {
		expect(readFileSync(join(installed, 'dist/nodes', className, icon.replace('file:', '')), 'utf8')).toMatch(/^<svg/);
	}
	const codex = JSON.parse(readFileSync(join(installed, 'dist/nodes', className, `${className}.node.json`), 'utf8')) as { alias: string[] };
	expect(codex.alias.length).toBeGreaterThan(2);
});

test('the credential loads with its icons, and the driver is in the bundle', () => {
	const [file] = manifest().n8n.credentials as [string];
	const { SyncStatePostgreSqlApi } = createRequire(join(installed, 'package.json'))(`./${file}`) as Record<string, new () => { name: string; icon: { light: string; dark: string } }>;
	const { name, icon } = new SyncStatePostgreSqlApi!();
	expect(name).toBe('syncStatePostgreSqlApi');
	for (const path of [icon.light, icon.dark]) expect(readFileSync(join(installed, 'dist/credentials', path.replace('file:', '')), 'utf8')).toMatch(/^<svg/);
	for (const node of ['IdempotencyGuard', 'ConflictResolver', 'ChangeDetector', 'RecordLinker', 'SyncHealthReporter', 'FieldMapper']) {
		const { description, methods } = load(node);
		expect(description.credentials).toEqual([expect.objectContaining({ name, testedBy: 'testStateDatabase' })]);
		expect(methods?.credentialTest?.['testStateDatabase']).toBeInstanceOf(Function);
	}
});

test('two different nodes of the package see the same process-wide state', async () => {
	const n8n = new EngineN8n();
	const item = { json: { id: 1 } };
	const run = await n8n.run({
		workflowId: 'packed',
		sources: { In: [item] },
		nodes: [
			{ name: 'Guard', type: load('IdempotencyGuard'), parameters: { sync: 'shared' } },
			{ name: 'Report', type: load('SyncHealthReporter'), parameters: { sync: 'shared', operation: 'report', formats: [] } },
		],
		wires: [['In', 0, 'Guard', 0], ['Guard', 0, 'Report', 0]],
	});
	expect(run.error).toBeUndefined();
	// The Reporter lists what the state holds: the Guard's key is in it, in memory, before anything was saved.
	expect(JSON.stringify(run.output('Report')[0]!.json)).toMatch(/"guard","entries":1/);
});
