import { randomUUID } from 'node:crypto';
import { parse } from 'flatted';
import { until } from './wait';

export interface Owner {
	email: string;
	password: string;
}

/** A node of a workflow, as in n8n's exported JSON. */
export interface WorkflowNode {
	id?: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	webhookId?: string;
	[option: string]: unknown;
}

/** A workflow as in n8n's exported JSON. */
export interface WorkflowDefinition {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, Record<string, ({ node: string; type: string; index: number }[] | null)[]>>;
	settings?: Record<string, unknown>;
	[field: string]: unknown;
}

export interface SavedWorkflow extends WorkflowDefinition {
	id: string;
	versionId: string;
	active: boolean;
}

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	/** success · error · crashed · canceled · waiting · running · new */
	status: string;
	/** webhook · trigger · manual · … */
	mode: string;
	startedAt: string | null;
	stoppedAt: string | null;
}

export interface NodeError {
	message: string;
	description?: string | null;
	node?: { name: string };
	[field: string]: unknown;
}

export interface OutputItem {
	json: Record<string, unknown>;
	pairedItem?: unknown;
	error?: unknown;
	[part: string]: unknown;
}

/** One run of one node: its items per output. */
export interface NodeRun {
	executionStatus?: string;
	executionTime?: number;
	error?: NodeError;
	hints?: { message: string }[];
	data?: { main?: (OutputItem[] | null)[] };
	[field: string]: unknown;
}

export interface Execution extends ExecutionSummary {
	/** The nodes' runs by node name; empty if the execution left none. */
	runs: Record<string, NodeRun[]>;
	error: NodeError | undefined;
	lastNode: string | undefined;
	/** The whole of what n8n stored, for what is not lifted out above. */
	data: Record<string, unknown>;
}

export interface WebhookAnswer {
	status: number;
	text: string;
	/** The answer as JSON; the text if it is none. */
	body: unknown;
}

/** Statuses after which an execution changes no more by itself (a waiting one may go on later). */
const OVER = ['success', 'error', 'crashed', 'canceled', 'waiting'];

/** n8n answered a request with an error; `body` is what it said. */
export class N8nError extends Error {
	constructor(
		request: string,
		readonly status: number,
		readonly body: unknown,
	) {
		super(`n8n answered ${request} with ${status}: ${typeof body === 'string' ? body : JSON.stringify(body)}`);
	}
}

/** The requests n8n's own editor makes. */
export class N8nClient {
	private cookie = '';
	/** n8n ties a login to the browser it was made in. */
	private readonly browserId = randomUUID();

	/** @param url of n8n, without a slash at the end */
	constructor(readonly url: string) {}

	/** Logs in as the owner, who is set up first on a fresh n8n. */
	async logIn(owner: Owner): Promise<void> {
		const settings = await this.get<{ userManagement?: { showSetupOnFirstLoad?: boolean } }>('/rest/settings');
		if (settings.userManagement?.showSetupOnFirstLoad) {
			await this.post('/rest/owner/setup', { ...owner, firstName: 'Demo', lastName: 'Owner' });
		}
		await this.post('/rest/login', { emailOrLdapLoginId: owner.email, password: owner.password });
	}

	/** @returns the credential as a node refers to it */
	async createCredential(name: string, type: string, data: Record<string, unknown>): Promise<{ id: string; name: string }> {
		const { id } = await this.post<{ id: string }>('/rest/credentials', { name, type, data });
		return { id, name };
	}

	async createWorkflow(definition: WorkflowDefinition): Promise<SavedWorkflow> {
		const { name, nodes, connections, settings } = definition;
		return await this.post('/rest/workflows', { name, nodes, connections, settings: settings ?? {}, active: false });
	}

	async workflow(id: string): Promise<SavedWorkflow> {
		return await this.get(`/rest/workflows/${id}`);
	}

	/** Saves a new draft of the workflow; an active one goes on as it was until it is activated again. */
	async updateWorkflow(id: string, change: Partial<WorkflowDefinition>): Promise<SavedWorkflow> {
		return await this.request('PATCH', `/rest/workflows/${id}`, change);
	}

	/**
	 * Activates (publishes) the newest version of a workflow and waits until its webhooks answer: n8n registers them
	 * a moment after it has said yes.
	 */
	async activate(id: string): Promise<SavedWorkflow> {
		const { versionId } = await this.workflow(id);
		await this.post(`/rest/workflows/${id}/activate`, { versionId });
		await this.waitForWebhooks(id);
		return await this.workflow(id);
	}

	async deactivate(id: string): Promise<void> {
		await this.post(`/rest/workflows/${id}/deactivate`, {});
	}

	/** Waits until each of the workflow's webhooks is registered; needed after a restart too. */
	async waitForWebhooks(id: string): Promise<void> {
		const { nodes } = await this.workflow(id);
		for (const { type, disabled, parameters } of nodes) {
			if (type !== 'n8n-nodes-base.webhook' || disabled === true) continue;
			const path = String(parameters['path']);
			const method = String(parameters['httpMethod'] ?? 'GET');
			await until(`n8n to register the webhook ${method} ${path}`, async () => {
				const answer = await fetch(`${this.url}/webhook/${path}`, {
					method: 'OPTIONS',
					headers: { origin: this.url, 'access-control-request-method': method },
				});
				const allowed = answer.headers.get('access-control-allow-methods') ?? '';
				return allowed.split(/,\s*/).includes(method) ? true : undefined;
			});
		}
	}

	async deleteWorkflow(id: string): Promise<void> {
		await this.post(`/rest/workflows/${id}/archive`, {});
		await until('n8n to delete the workflow', async () => {
			try {
				await this.request('DELETE', `/rest/workflows/${id}`);
				return true;
			} catch (error) {
				// An active one is still being taken down.
				if (error instanceof N8nError && error.status === 409) return undefined;
				throw error;
			}
		});
	}

	/**
	 * Runs a workflow as the editor's button does (a test run: its static data is not saved).
	 * @param trigger the trigger node to start from; not a webhook, which would wait for a call
	 * @returns the execution's id
	 */
	async runManually(id: string, trigger: string): Promise<string> {
		const answer = await this.post<{ executionId?: string }>(`/rest/workflows/${id}/run`, { triggerToStartFrom: { name: trigger } });
		if (answer.executionId === undefined) throw new Error(`The trigger "${trigger}" waits for a call and cannot be started by hand`);
		return answer.executionId;
	}

	/** Newest first. */
	async executions(workflowId: string, { limit = 20, status }: { limit?: number; status?: string[] } = {}): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, ...(status === undefined ? {} : { status }) }));
		const { results } = await this.get<{ results: ExecutionSummary[] }>(`/rest/executions?filter=${filter}&limit=${limit}`);
		return results;
	}

	async execution(id: string): Promise<Execution> {
		const { data, ...summary } = await this.get<ExecutionSummary & { data: string }>(`/rest/executions/${id}`);
		const stored = parse(data) as {
			resultData?: { runData?: Record<string, NodeRun[]>; error?: NodeError; lastNodeExecuted?: string };
		};
		return {
			...summary,
			runs: stored.resultData?.runData ?? {},
			error: stored.resultData?.error,
			lastNode: stored.resultData?.lastNodeExecuted,
			data: stored,
		};
	}

	/** Waits until the execution is over (or waits itself, at a Wait node). */
	async waitForExecution(id: string, timeoutMs = 60_000): Promise<Execution> {
		await until(
			`execution ${id} to end`,
			async () => {
				const { status } = await this.get<ExecutionSummary>(`/rest/executions/${id}`);
				return OVER.includes(status) ? true : undefined;
			},
			{ timeoutMs, everyMs: 150 },
		);
		return await this.execution(id);
	}

	/** Calls a production webhook (`test: true`: the one the editor listens on during a test run). */
	async webhook(
		path: string,
		body: unknown = {},
		{ method = 'POST', headers = {}, test = false, timeoutMs = 120_000 }: { method?: string; headers?: Record<string, string>; test?: boolean; timeoutMs?: number } = {},
	): Promise<WebhookAnswer> {
		const answer = await fetch(`${this.url}/${test ? 'webhook-test' : 'webhook'}/${path}`, {
			method,
			headers: { 'content-type': 'application/json', ...headers },
			...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(timeoutMs),
		});
		const text = await answer.text();
		return { status: answer.status, text, body: parseJson(text) };
	}

	async get<T>(path: string): Promise<T> {
		return await this.request('GET', path);
	}

	async post<T>(path: string, body: unknown): Promise<T> {
		return await this.request('POST', path, body);
	}

	/** Any other request of the editor. @returns what the answer holds under `data` @throws N8nError */
	async request<T>(method: string, path: string, body?: unknown): Promise<T> {
		const answer = await fetch(`${this.url}${path}`, {
			method,
			headers: { 'content-type': 'application/json', 'browser-id': this.browserId, cookie: this.cookie },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(60_000),
		});
		const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
		if (cookies.length > 0) this.cookie = cookies.join('; ');
		const said = parseJson(await answer.text());
		if (!answer.ok) throw new N8nError(`${method} ${path}`, answer.status, said);
		return (typeof said === 'object' && said !== null && 'data' in said ? said.data : said) as T;
	}
}

/**
 * The items a node put out in an execution.
 * @param output which output, from 0
 * @param run which run of the node, from 0; by default all of them, in order
 */
export function itemsOf(execution: Execution, node: string, output = 0, run?: number): OutputItem[] {
	const runs = execution.runs[node] ?? [];
	const chosen = run === undefined ? runs : runs.slice(run, run + 1);
	return chosen.flatMap(({ data }) => data?.main?.[output] ?? []);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
