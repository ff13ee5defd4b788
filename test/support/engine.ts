/**
 * The real n8n engine (n8n-core's WorkflowExecute) in this process, and around it what n8n does with static data:
 * load the blob when a run starts, write it whole when it ends. Marks live in a map, as n8n keeps them in a table.
 */
import {
	DataDeduplicationService,
	ExecutionLifecycleHooks,
	WorkflowExecute,
} from 'n8n-core';
import {
	Workflow,
	createRunExecutionData,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
	type IRun,
	type IWorkflowExecuteAdditionalData,
	type NodeParameterValueType,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

export interface NodeSpec {
	name: string;
	type: INodeType;
	parameters?: Record<string, NodeParameterValueType | object>;
	onError?: 'continueRegularOutput' | 'continueErrorOutput' | 'stopWorkflow';
	id?: string;
	/** By the credential's type: the decrypted fields, as n8n hands them to the node. */
	credentials?: Record<string, object>;
}

/** `[from, output, to, input]` */
export type Wire = [from: string, output: number, to: string, input: number];

export interface RunSpec {
	workflowId?: string;
	mode?: WorkflowExecuteMode;
	/** What goes into the workflow: a source node per name, each with its items. */
	sources: Record<string, INodeExecutionData[]>;
	nodes: NodeSpec[];
	wires: Wire[];
	/** Leave the blob out, as n8n does for runs repeated after a crash or resumed after a long Wait. */
	withoutStaticData?: boolean;
}

export interface RunResult {
	run: IRun;
	/** Items of a node's output. */
	output(node: string, index?: number): INodeExecutionData[];
	hints(node: string): string[];
	error: (Error & { description?: string; context?: IDataObject }) | undefined;
}

/** A node that does nothing but call `work` with its items. */
export function codeNode(name: string, work: (items: INodeExecutionData[]) => INodeExecutionData[] | Promise<INodeExecutionData[]>): INodeType {
	const description: INodeTypeDescription = {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: name,
		defaults: { name },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	};
	return {
		description,
		async execute() {
			return [await work(this.getInputData())];
		},
	};
}

/** One n8n with its database. Several share nothing but the process; the nodes' module state is per process. */
export class EngineN8n {
	/** Static data of each workflow as n8n's database has it: JSON text. */
	readonly database = new Map<string, string>();
	private executions = 0;

	constructor() {
		installMarks();
	}

	/** Runs a workflow as n8n would in this mode. Errors of nodes are in the result, not thrown. */
	async run(spec: RunSpec): Promise<RunResult> {
		const workflowId = spec.workflowId ?? 'workflow-1';
		const mode = spec.mode ?? 'webhook';
		const sources = Object.entries(spec.sources);
		const types = new Map<string, INodeType>();
		const nodes: INode[] = [];
		const add = (name: string, type: INodeType, parameters: INode['parameters'] = {}, more: Partial<INode> = {}) => {
			const typeName = `n8n-nodes-sync-kit.${type.description.name}`;
			types.set(typeName, type);
			nodes.push({ id: `id of ${name}`, name, type: typeName, typeVersion: 1, position: [0, 0], parameters, ...more });
		};
		add('Start', codeNode('start', () => [{ json: {} }]));
		for (const [name, items] of sources) add(name, codeNode(`source${name}`, () => items));
		for (const node of spec.nodes) {
			add(node.name, node.type, node.parameters as INode['parameters'], {
				...(node.onError === undefined ? {} : { onError: node.onError }),
				...(node.id === undefined ? {} : { id: node.id }),
				...(node.credentials === undefined ? {} : { credentials: namedAfter(node.name, node.credentials) }),
			});
		}
		const connections: IConnections = {};
		const wires: Wire[] = [...sources.map(([name]): Wire => ['Start', 0, name, 0]), ...spec.wires];
		for (const [from, output, to, index] of wires) {
			const main = ((connections[from] ??= { main: [] })['main'] ??= []);
			while (main.length <= output) main.push([]);
			main[output]!.push({ node: to, type: 'main', index });
		}
		const saved = spec.withoutStaticData === true ? undefined : this.database.get(workflowId);
		const workflow = new Workflow({
			id: workflowId,
			name: 'test',
			nodes,
			connections,
			active: true,
			nodeTypes: nodeTypes(types),
			staticData: saved === undefined ? {} : (JSON.parse(saved) as IDataObject),
			settings: { executionOrder: 'v1' },
		});
		const executionId = String((this.executions += 1));
		const additionalData = {
			currentNodeParameters: undefined,
			executionId,
			hooks: new ExecutionLifecycleHooks(mode, executionId, { id: workflowId, name: 'test', nodes, connections, active: true, isArchived: false, createdAt: new Date(), updatedAt: new Date(), activeVersionId: null }),
			...BASE_URLS,
			variables: {},
			credentialsHelper: {
				isCredentialUsableByNode: () => true,
				getDecrypted: async (_data: unknown, { id }: { id: string }, type: string) => spec.nodes.find(({ name }) => name === id)!.credentials![type],
			},
			async getRunExecutionData() {},
			setExecutionStatus() {},
			sendDataToUI() {},
			logAiEvent() {},
		} as unknown as IWorkflowExecuteAdditionalData;
		const engine = new WorkflowExecute(additionalData, mode, createRunExecutionData({}));
		const run = await engine.run({ workflow, startNode: workflow.getNode('Start')! });
		// As n8n's save hook: not for test runs, and only if something changed.
		const changed = (workflow.staticData as { __dataChanged?: boolean }).__dataChanged === true;
		if (changed && mode !== 'manual') this.database.set(workflowId, JSON.stringify(workflow.staticData));
		return resultOf(run);
	}
}

/** A node's credentials are found by its name. */
function namedAfter(node: string, credentials: Record<string, object>): INode['credentials'] & object {
	return Object.fromEntries(Object.keys(credentials).map((type) => [type, { id: node, name: type }]));
}

function resultOf(run: IRun): RunResult {
	const { runData, error } = run.data.resultData;
	return {
		run,
		output: (node, index = 0) => runData[node]?.flatMap((task) => task.data?.['main']?.[index] ?? []) ?? [],
		hints: (node) => runData[node]?.flatMap((task) => (task.hints ?? []).map((hint) => hint.message)) ?? [],
		error: error as RunResult['error'],
	};
}

function nodeTypes(types: Map<string, INodeType>): INodeTypes {
	const find = (name: string): INodeType => {
		const type = types.get(name);
		if (type === undefined) throw new Error(`No node type ${name} in this test`);
		return type;
	};
	return { getByName: find, getByNameAndVersion: find, getKnownTypes: () => ({}) };
}

const marks = new Map<string, Set<string>>();
let marksInstalled = false;
let marksFail = false;

/** As when n8n's database does not answer. */
export function failMarks(fail: boolean): void {
	marksFail = fail;
}

/** n8n's table of processed items, by workflow and node id. */
function installMarks(): void {
	marks.clear();
	if (marksInstalled) return;
	marksInstalled = true;
	const setOf = (scope: string, context: { workflow: { id: string }; node?: { id: string } }): Set<string> => {
		if (marksFail) throw new Error('SQLITE_BUSY: database is locked');
		const id = scope === 'node' ? `${context.workflow.id}/${context.node?.id}` : context.workflow.id;
		if (!marks.has(id)) marks.set(id, new Set());
		return marks.get(id)!;
	};
	void DataDeduplicationService.init({
		async checkProcessedAndRecord(items: string[], scope: string, context: never) {
			const known = setOf(scope, context);
			const processed = items.filter((item) => known.has(item));
			const fresh = items.filter((item) => !known.has(item));
			fresh.forEach((item) => known.add(item));
			return { new: fresh, processed };
		},
		async removeProcessed(items: string[], scope: string, context: never) {
			items.forEach((item) => setOf(scope, context).delete(item));
		},
		async clearAllProcessedItems(scope: string, context: never) {
			setOf(scope, context).clear();
		},
		async getProcessedDataCount(scope: string, context: never) {
			return setOf(scope, context).size;
		},
	} as never);
}

const BASE_URLS = Object.fromEntries(
	['webhookWaitingBaseUrl', 'webhookBaseUrl', 'webhookTestBaseUrl', 'formWaitingBaseUrl', 'instanceBaseUrl', 'restApiUrl'].map(
		(name) => [name, 'http://127.0.0.1/'],
	),
);
