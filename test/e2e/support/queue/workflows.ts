import type { WorkflowDefinition, WorkflowNode } from '../../../../demo/platform';
import { node } from '../guardWorkflow';

/** Where the nodes of a workflow keep their state, as their parameters and credentials have it. */
export interface StateIn {
	parameters: Record<string, unknown>;
	credentials?: WorkflowNode['credentials'];
}

export function inPostgres(credential: { id: string; name: string }): StateIn {
	return { parameters: { stateIn: 'postgres' }, credentials: { syncStatePostgreSqlApi: credential } };
}

export const inStaticData: StateIn = { parameters: { stateIn: 'staticData' } };

const EXECUTIONS = { executionOrder: 'v1', saveDataSuccessExecution: 'none' };

/** `{ records: [{ id }, …] }` by webhook; each record once; answers with the verdict of each. */
export function eachRecordOnce(path: string, sync: string, state: StateIn): WorkflowDefinition {
	return wired(path, [
		hook(path, { responseData: 'allEntries' }),
		node('Records', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.records', options: {} }),
		guard('Guard', state, { sync, keyFields: 'id', comparePayload: 'off', outputs: 'one', options: { completeAtOnce: true } }),
	], [['Webhook', 'Records'], ['Records', 'Guard']]);
}

/** `{ id }` by webhook: claim it, do the effect, complete. @param leaseMinutes of the claim; after it the next one is let through */
export function claimEffectComplete(path: string, sync: string, state: StateIn, appUrl: string, leaseMinutes: number): WorkflowDefinition {
	return wired(path, [
		hook(path),
		guard('Claim', state, { sync, keyFields: 'body.id', comparePayload: 'off', options: { leaseMinutes, ifInterrupted: 'repeat' } }),
		effect('App', appUrl),
		guard('Complete', state, { operation: 'complete', sync }),
	], [['Webhook', 'Claim'], ['Claim', 'App'], ['App', 'Complete']], { executionOrder: 'v1' });
}

/**
 * The same with care: what may have happened already is looked up before it is done again, and what failed for certain
 * is released at once. Answers with the verdict at the end.
 */
export function carefully(path: string, sync: string, state: StateIn, appUrl: string, leaseMinutes: number): WorkflowDefinition {
	const ask = (name: string): WorkflowNode =>
		node(name, 'n8n-nodes-base.httpRequest', { url: `=${appUrl}{{ $('Webhook').item.json.body.id }}`, options: { timeout: 5_000 } }, 4.2);
	return wired(path, [
		hook(path),
		guard('Claim', state, { sync, keyFields: 'body.id', comparePayload: 'off', outputs: 'one', options: { leaseMinutes, ifInterrupted: 'repeat' } }),
		when('New?', '={{ $json._sync.verdict === "new" }}'),
		when('Interrupted?', '={{ $json._sync.interrupted === true }}'),
		ask('Done Before?'),
		when('It Was', '={{ $json.done }}'),
		{ ...effect('App', appUrl), onError: 'continueErrorOutput' },
		ask('Done After All?'),
		when('It Is', '={{ $json.done }}'),
		guard('Complete', state, { operation: 'complete', sync }),
		guard('Release', state, { operation: 'release', sync }),
		node('As It Was', 'n8n-nodes-base.noOp'),
	], [
		['Webhook', 'Claim'], ['Claim', 'New?'], ['New?', 'Interrupted?', 0], ['New?', 'As It Was', 1],
		['Interrupted?', 'Done Before?', 0], ['Interrupted?', 'App', 1],
		['Done Before?', 'It Was'], ['It Was', 'Complete', 0], ['It Was', 'App', 1],
		['App', 'Complete', 0], ['App', 'Done After All?', 1],
		['Done After All?', 'It Is'], ['It Is', 'Complete', 0], ['It Is', 'Release', 1],
	]);
}

function hook(path: string, parameters: Record<string, unknown> = {}): WorkflowNode {
	return node('Webhook', 'n8n-nodes-base.webhook', { httpMethod: 'POST', path, responseMode: 'lastNode', options: {}, ...parameters }, 2, { webhookId: path });
}

function guard(name: string, state: StateIn, parameters: Record<string, unknown>): WorkflowNode {
	const { credentials } = state;
	return node(name, 'n8n-nodes-sync-kit.idempotencyGuard', { options: {}, ...state.parameters, ...parameters }, 1, credentials === undefined ? {} : { credentials });
}

function effect(name: string, url: string): WorkflowNode {
	const body = { sendBody: true, specifyBody: 'json', jsonBody: "={{ { id: $('Webhook').item.json.body.id } }}" };
	return node(name, 'n8n-nodes-base.httpRequest', { method: 'POST', url, ...body, options: {} }, 4.2);
}

function when(name: string, leftValue: string): WorkflowNode {
	const operator = { type: 'boolean', operation: 'true', singleValue: true };
	const options = { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 };
	return node(name, 'n8n-nodes-base.if', { conditions: { options, combinator: 'and', conditions: [{ id: name, leftValue, rightValue: '', operator }] }, options: {} }, 2.2);
}

/** @param wires from, to, and the output of from */
function wired(name: string, nodes: WorkflowNode[], wires: [string, string, number?][], settings: Record<string, unknown> = EXECUTIONS): WorkflowDefinition {
	const connections: WorkflowDefinition['connections'] = {};
	for (const [from, to, output = 0] of wires) {
		const outputs = ((connections[from] ??= {})['main'] ??= []);
		while (outputs.length <= output) outputs.push([]);
		outputs[output]!.push({ node: to, type: 'main', index: 0 });
	}
	return { name, nodes, connections, settings };
}
