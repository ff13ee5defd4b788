/** Runs one node in n8n's real engine (n8n-core's WorkflowExecute) and says how long the engine was busy with it. */
import type {
	IConnections,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeType,
	INodeTypes,
	IVersionedNodeType,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { RealN8n } from './n8n';
import { startWatch, type Time } from './time';

/** A node as it stands in a workflow. */
export interface Subject {
	type: INodeType | IVersionedNodeType;
	version?: number;
	parameters?: object;
	/** By the credential's type: the decrypted fields, as n8n hands them to the node. */
	credentials?: Record<string, object>;
}

/** A node on the way to the subject. */
export interface Station {
	name: string;
	/** As the workflow has it, e.g. `n8n-nodes-sync-kit.idempotencyGuard`. */
	type: string;
	items: INodeExecutionData[];
}

export interface NodeRun {
	/** From the engine's `nodeExecuteBefore` to its `nodeExecuteAfter`: the node and all the engine does for it. */
	time: Time;
	/** Turning the changed static data into the text n8n writes to its database, after the run. */
	saving: Time;
	/** Reading that text, which n8n does before the run. */
	loading: Time;
	outputs: INodeExecutionData[][];
}

export const SUBJECT_ID = 'the-subject';
const MODE: WorkflowExecuteMode = 'webhook';

export class Engine {
	/** Static data of each workflow, as JSON text: what n8n keeps in its database. */
	readonly staticData = new Map<string, string>();
	private executions = 0;

	constructor(readonly n8n: RealN8n) {}

	/**
	 * @param inputs the items of each of the node's inputs
	 * @param way nodes that stand before the first input and just put out their items, in the order they run
	 * @throws the node's error
	 */
	async run(workflowId: string, subject: Subject, inputs: INodeExecutionData[][], way: readonly Station[] = []): Promise<NodeRun> {
		const { core, workflow: n8nWorkflow } = this.n8n;
		const types = new Map<string, INodeType | IVersionedNodeType>([
			['start', source('start', [{ json: {} }])],
			['subject', subject.type],
		]);
		const nodes = [node('Start', 'start')];
		const connections: IConnections = { Start: { main: [[]] } };
		inputs.forEach((items, index) => {
			types.set(`source${index}`, source(`source${index}`, items));
			nodes.push(node(`Source ${index}`, `source${index}`));
			connections['Start']!['main']![0]!.push({ node: `Source ${index}`, type: 'main', index: 0 });
			connections[`Source ${index}`] = { main: [[{ node: 'Subject', type: 'main', index }]] };
		});
		way.forEach(({ name, type, items }, i) => {
			types.set(type, source(type, items));
			nodes.push(node(name, type));
			connections[way[i - 1]?.name ?? 'Source 0'] = { main: [[{ node: name, type: 'main', index: 0 }]] };
			connections[name] = { main: [[{ node: 'Subject', type: 'main', index: 0 }]] };
		});
		nodes.push({
			...node('Subject', 'subject'),
			id: SUBJECT_ID,
			typeVersion: subject.version ?? 1,
			parameters: (subject.parameters ?? {}) as INode['parameters'],
			credentials: Object.fromEntries(Object.keys(subject.credentials ?? {}).map((name) => [name, { id: name, name }])),
		});
		const saved = this.staticData.get(workflowId);
		const load = startWatch();
		const staticData = saved === undefined ? {} : (JSON.parse(saved) as IDataObject);
		const loading = load();
		const workflow = new n8nWorkflow.Workflow({
			id: workflowId,
			name: workflowId,
			nodes,
			connections,
			active: true,
			nodeTypes: nodeTypes(types),
			staticData,
			settings: { executionOrder: 'v1' },
		});

		const executionId = String((this.executions += 1));
		const hooks = new core.ExecutionLifecycleHooks(MODE, executionId, {
			id: workflowId,
			name: workflowId,
			nodes,
			connections,
			active: true,
			isArchived: false,
			createdAt: new Date(0),
			updatedAt: new Date(0),
			activeVersionId: null,
		});
		let stop = startWatch();
		let time = stop();
		hooks.addHandler('nodeExecuteBefore', async (name) => {
			if (name === 'Subject') stop = startWatch();
		});
		hooks.addHandler('nodeExecuteAfter', async (name) => {
			if (name === 'Subject') time = stop();
		});
		const additionalData = {
			executionId,
			hooks,
			variables: {},
			credentialsHelper: {
				isCredentialUsableByNode: () => true,
				getDecrypted: async (_data: unknown, _credential: unknown, name: string) => subject.credentials?.[name],
			},
			...BASE_URLS,
			startRunnerTask: this.n8n.startRunnerTask,
			getRunnerStatus: () => ({ available: true }),
			async getRunExecutionData() {},
			setExecutionStatus() {},
			sendDataToUI() {},
			logAiEvent() {},
		} as unknown as IWorkflowExecuteAdditionalData;
		const execution = new core.WorkflowExecute(additionalData, MODE, n8nWorkflow.createRunExecutionData({}));
		const { data } = await execution.run({ workflow, startNode: workflow.getNode('Start')! });
		if (data.resultData.error !== undefined) throw data.resultData.error;
		const outputs = (data.resultData.runData['Subject']?.[0]?.data?.['main'] ?? []).map((items) => items ?? []);
		return { time, saving: this.save(workflowId, workflow.staticData), loading, outputs };
	}

	/** As n8n's save hook: the whole blob, if it changed. */
	private save(workflowId: string, data: IDataObject): Time {
		const stop = startWatch();
		if ((data as { __dataChanged?: boolean }).__dataChanged === true) this.staticData.set(workflowId, JSON.stringify(data));
		return stop();
	}
}

/** A node without parameters that does nothing but call `work` with the items of each input. */
export function plainNode(
	name: string,
	inputs: number,
	outputs: number,
	work: (inputs: INodeExecutionData[][]) => INodeExecutionData[][],
): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: ['transform'],
			version: 1,
			description: name,
			defaults: { name },
			inputs: Array.from({ length: inputs }, () => 'main' as const),
			outputs: Array.from({ length: outputs }, () => 'main' as const),
			properties: [],
		},
		async execute() {
			return work(Array.from({ length: inputs }, (_, index) => this.getInputData(index)));
		},
	};
}

function source(name: string, items: INodeExecutionData[]): INodeType {
	return plainNode(name, 1, 1, () => [items]);
}

function node(name: string, type: string): INode {
	return { id: `id of ${name}`, name, type, typeVersion: 1, position: [0, 0], parameters: {} };
}

function nodeTypes(types: Map<string, INodeType | IVersionedNodeType>): INodeTypes {
	const find = (name: string, version?: number): INodeType => {
		const type = types.get(name)!;
		return 'nodeVersions' in type ? type.getNodeType(version) : type;
	};
	return { getByName: (name) => types.get(name)!, getByNameAndVersion: find, getKnownTypes: () => ({}) };
}

const BASE_URLS = Object.fromEntries(
	['webhookWaitingBaseUrl', 'webhookBaseUrl', 'webhookTestBaseUrl', 'formWaitingBaseUrl', 'instanceBaseUrl', 'restApiUrl'].map(
		(name) => [name, 'http://127.0.0.1/'],
	),
);
