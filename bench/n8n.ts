/**
 * The parts of a real n8n this process runs: its engine, its nodes, its sandboxed expression engine, its task runner
 * and its database (SQLite), all from one install, so that there is one copy of each. Our nodes come from dist/,
 * copied to where n8n keeps community packages, and find n8n's modules as they do there: through NODE_PATH.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Core from 'n8n-core';
import type * as N8nWorkflow from 'n8n-workflow';
import type { INodeType, IVersionedNodeType } from 'n8n-workflow';

type NodeClass = new () => INodeType | IVersionedNodeType;

export interface RealN8n {
	version: string;
	core: typeof Core;
	workflow: typeof N8nWorkflow;
	/** n8n's own nodes, by path under `n8n-nodes-base/dist/nodes`, and ours, by class name. */
	baseNode(path: string): INodeType | IVersionedNodeType;
	kitNode(className: string): INodeType;
	/** What the engine calls for a Code node: hands the work to the task runner's process. */
	startRunnerTask(...task: unknown[]): Promise<unknown>;
	/** Makes a workflow known to the database, for what refers to it. */
	addWorkflow(id: string): Promise<void>;
	/** Makes n8n's list of seen keys for a node exactly `keys`, as Remove Duplicates would have left it. */
	setSeenKeys(workflowId: string, nodeId: string, keys: string[], most: number): Promise<void>;
	stop(): Promise<void>;
}

export const REPOSITORY = join(__dirname, '..');

export async function startN8n(): Promise<RealN8n> {
	const home = join(await installedN8n(), 'node_modules');
	const userFolder = mkdtempSync(join(tmpdir(), 'sync-kit-bench-'));
	removeAtExit(userFolder);
	// As n8n's start script leaves it. The ports are free ones, so that a running n8n is not in the way.
	Object.assign(process.env, {
		NODE_PATH: home,
		N8N_USER_FOLDER: userFolder,
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_LOG_LEVEL: 'error',
	});
	(Module as unknown as { _initPaths(): void })._initPaths();
	// Code nodes may use the libraries that our nodes are built with; only the runner's process looks for them here.
	process.env['NODE_PATH'] = `${home}${delimiter}${join(REPOSITORY, 'node_modules')}`;
	process.env['NODE_FUNCTION_ALLOW_EXTERNAL'] = 'libphonenumber-js/max';
	const load = createRequire(join(home, 'n8n', 'package.json'));

	load('reflect-metadata');
	load('./dist/config');
	const { Container } = load('@n8n/di') as { Container: Container };
	const core = load('n8n-core') as typeof Core;
	const workflow = load('n8n-workflow') as typeof N8nWorkflow;
	const { DbConnection, WorkflowRepository } = load('@n8n/db') as Record<'DbConnection' | 'WorkflowRepository', Service>;

	const database = Container.get<{ init(): Promise<void>; migrate(): Promise<void>; close(): Promise<void> }>(DbConnection);
	await database.init();
	await database.migrate();
	const { getDataDeduplicationService } = load('./dist/deduplication') as { getDataDeduplicationService(): Deduplicator };
	const deduplicator = getDataDeduplicationService();
	await core.DataDeduplicationService.init(deduplicator as never);

	await startExpressions(load, Container, workflow);
	const runner = Container.get<{ start(): Promise<void>; stop(): Promise<void> }>(
		(load('./dist/task-runners/task-runner-module.js') as { TaskRunnerModule: Service }).TaskRunnerModule,
	);
	await runner.start();
	const { TaskRequester } = load('./dist/task-runners/task-managers/task-requester.js') as { TaskRequester: Service };

	const kit = loadKit(userFolder, load.resolve('n8n-workflow'));
	const create = (found: NodeClass | undefined, name: string): INodeType | IVersionedNodeType => {
		if (found === undefined) throw new Error(`There is no node ${name}`);
		return new found();
	};
	return {
		version: (load('./package.json') as { version: string }).version,
		core,
		workflow,
		baseNode(path) {
			const className = path.split('/').at(-1)!;
			const module = load(join(home, 'n8n-nodes-base/dist/nodes', `${path}.node.js`)) as Record<string, NodeClass>;
			return create(module[className], path);
		},
		kitNode: (className) => create(kit[className], className) as INodeType,
		startRunnerTask: (...task) => Container.get<{ startTask(...task: unknown[]): Promise<unknown> }>(TaskRequester).startTask(...task),
		async addWorkflow(id) {
			const repository = Container.get<{ insert(row: object): Promise<unknown> }>(WorkflowRepository);
			await repository.insert({ id, name: id, active: false, nodes: [], connections: {}, versionId: id });
		},
		async setSeenKeys(workflowId, nodeId, keys, most) {
			const context = { workflow: { id: workflowId }, node: { id: nodeId } };
			await deduplicator.clearAllProcessedItems('node', context);
			await deduplicator.checkProcessedAndRecord(keys, 'node', context, { mode: 'entries', maxEntries: most });
		},
		async stop() {
			await runner.stop();
			await workflow.Expression.disposeExpressionEngine();
			await database.close();
		},
	};
}

/** Also when somebody presses Ctrl-C. The task runner ends by itself when this process is gone. */
function removeAtExit(folder: string): void {
	process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
}

type Service = new (...parts: never[]) => unknown;
interface Container {
	get<T>(service: Service): T;
}

interface Deduplicator {
	clearAllProcessedItems(scope: string, context: object): Promise<void>;
	checkProcessedAndRecord(keys: string[], scope: string, context: object, options: object): Promise<unknown>;
}

/** As n8n's `start` command does it, with n8n's default settings (n8n/dist/commands/base-command.js). */
async function startExpressions(load: NodeJS.Require, container: Container, workflow: typeof N8nWorkflow): Promise<void> {
	const { GlobalConfig } = load('@n8n/config') as { GlobalConfig: Service };
	const { ExpressionObservabilityProvider } = load(
		'./dist/expression-observability/expression-observability.provider.js',
	) as { ExpressionObservabilityProvider: Service };
	type EngineOptions = Parameters<typeof workflow.Expression.initExpressionEngine>[0];
	const settings = container.get<{ expressionEngine: EngineOptions }>(GlobalConfig).expressionEngine;
	const { engine, poolSize, maxCodeCacheSize, bridgeTimeout, bridgeMemoryLimit, lazyAcquire, compileCache } = settings;
	await workflow.Expression.initExpressionEngine({
		engine,
		poolSize,
		maxCodeCacheSize,
		bridgeTimeout,
		bridgeMemoryLimit,
		...(lazyAcquire === undefined ? {} : { lazyAcquire }),
		...(compileCache === undefined ? {} : { compileCache }),
		observability: container.get(ExpressionObservabilityProvider),
	});
	const active = workflow.Expression.getActiveImplementation();
	if (active !== 'vm') throw new Error(`n8n's default expression engine is "vm", but "${active}" is in use`);
}

function loadKit(userFolder: string, workflowModule: string): Record<string, NodeClass> {
	const folder = join(userFolder, '.n8n/nodes/node_modules/n8n-nodes-sync-kit');
	mkdirSync(folder, { recursive: true });
	cpSync(join(REPOSITORY, 'dist'), join(folder, 'dist'), { recursive: true });
	const load = createRequire(join(folder, 'dist', 'kit.js'));
	if (load.resolve('n8n-workflow') !== workflowModule) throw new Error('Our nodes would use another copy of n8n-workflow than n8n does');
	return load('./kit.js') as Record<string, NodeClass>;
}

/** The n8n in the cache; it is fetched if it is not there. */
async function installedN8n(): Promise<string> {
	const script = (name: string): string => pathToFileURL(join(REPOSITORY, 'scripts/lib', name)).href;
	const { ensureNode24 } = (await import(script('node24.mjs'))) as { ensureNode24(): Promise<unknown> };
	const { ensureN8n } = (await import(script('n8n.mjs'))) as { ensureN8n(node24: unknown): Promise<string> };
	return await ensureN8n(await ensureNode24());
}

async function freePort(): Promise<number> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => resolve(port));
		});
	});
}
