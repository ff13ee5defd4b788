import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowDefinition, WorkflowNode } from './platform/n8n-client';

export const TEMPLATE = join(__dirname, '..', 'templates', 'two-way-customer-sync.json');

/** The template's webhook that starts a round and answers when it is over; the CRM's own webhooks go there too. */
export const ROUND_WEBHOOK = 'sync-customers';

/** The address that stands for the CRM in the template. */
const CRM_PLACEHOLDER = 'https://crm.example.com';

export interface Places {
	crmUrl: string;
	/** By credential type, for example `postgres`: what nodes with such a credential use. */
	credentials: Record<string, { id: string; name: string }>;
}

/** @throws Error when the file is missing or no workflow */
export function readTemplate(file = TEMPLATE): WorkflowDefinition {
	if (!existsSync(file)) throw new Error(`The template ${file} is missing`);
	const template = JSON.parse(readFileSync(file, 'utf8')) as WorkflowDefinition;
	if (!Array.isArray(template.nodes)) throw new Error(`${file} is not a workflow`);
	return template;
}

/**
 * The template with the places a person would fill in by hand: the CRM's address and the credentials.
 * @throws Error when a node wants a credential of a type that is not given
 */
export function fillIn(template: WorkflowDefinition, { crmUrl, credentials }: Places): WorkflowDefinition {
	const filled = JSON.parse(JSON.stringify(template).replaceAll(CRM_PLACEHOLDER, crmUrl)) as WorkflowDefinition;
	return { ...filled, nodes: filled.nodes.map((node) => withCredentials(node, credentials)) };
}

/** The same with the state of every node of ours in PostgreSQL, as queue mode needs it. @param credential of the database */
export function inPostgres(workflow: WorkflowDefinition, credential: { id: string; name: string }): WorkflowDefinition {
	const nodes = workflow.nodes.map((node) => {
		if (!node.type.startsWith('n8n-nodes-sync-kit.') || node.parameters['sync'] === undefined) return node;
		return { ...node, parameters: { ...node.parameters, stateIn: 'postgres' }, credentials: { ...node.credentials, syncStatePostgreSqlApi: credential } };
	});
	return { ...workflow, nodes };
}

function withCredentials(node: WorkflowNode, known: Places['credentials']): WorkflowNode {
	if (node.credentials === undefined) return node;
	const chosen = Object.keys(node.credentials).map((type) => {
		const credential = known[type];
		if (credential === undefined) throw new Error(`The node "${node.name}" wants a credential of type ${type}`);
		return [type, credential] as const;
	});
	return { ...node, credentials: Object.fromEntries(chosen) };
}
