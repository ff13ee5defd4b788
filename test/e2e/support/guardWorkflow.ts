import type { WorkflowDefinition, WorkflowNode } from '../../../demo/platform';

let nodes = 0;

/** A node as n8n's workflow JSON has it. */
export function node(name: string, type: string, parameters: Record<string, unknown> = {}, typeVersion = 1, more: Partial<WorkflowNode> = {}): WorkflowNode {
	nodes += 1;
	return { id: `node-${nodes}-${name}`.toLowerCase().replace(/\W+/g, '-'), name, type, typeVersion, position: [nodes * 20, 0], parameters, ...more };
}

/** Wires nodes one behind the other by their first outputs. */
export function chain(name: string, list: WorkflowNode[]): WorkflowDefinition {
	const connections: WorkflowDefinition['connections'] = {};
	list.slice(1).forEach((to, i) => {
		connections[list[i]!.name] = { main: [[{ node: to.name, type: 'main', index: 0 }]] };
	});
	return { name, nodes: list, connections, settings: { executionOrder: 'v1' } };
}

/** A webhook that answers with the last node's first item, when the run is over. */
export function webhook(path: string): WorkflowNode {
	return node('Webhook', 'n8n-nodes-base.webhook', { httpMethod: 'POST', path, responseMode: 'lastNode', options: {} }, 2, { webhookId: path });
}

export function guard(parameters: Record<string, unknown> = {}, name = 'Guard'): WorkflowNode {
	return node(name, 'n8n-nodes-sync-kit.idempotencyGuard', {
		sync: 'deliveries',
		keyFields: 'body.id',
		comparePayload: 'fields',
		payloadFields: 'body',
		outputs: 'one',
		options: { completeAtOnce: true },
		...parameters,
	});
}

/** What the webhook of such a workflow answers. */
export interface Verdict {
	_sync: { verdict: string; interrupted?: boolean };
}
