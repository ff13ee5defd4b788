import { join } from 'node:path';
import { itemsOf, type WorkflowDefinition, type WorkflowNode } from '../../../../demo/platform';
import { fillIn, readTemplate } from '../../../../demo/template';
import type { Host } from './host';
import { connect } from './withoutPack';
import type { Counted } from './table';

export const SYNC = 'crm-erp-customers';
const ASK = 'chaos-ask';
const STATEFUL = ['conflictResolver', 'idempotencyGuard', 'retryQueue', 'syncOutcome'].map((name) => `n8n-nodes-sync-kit.${name}`);

/**
 * The template as a person imports it, with what they would fill in and choose for systems they know: how often to run,
 * delays of seconds, since a test cannot wait for hours, and the state in PostgreSQL: whoever expects n8n to be killed in
 * the middle of a run needs what was decided on disk before it is done. Beside it a webhook that asks the queue.
 *
 * @param state the credential of the state's database; undefined: workflow static data
 */
export function withPack(crmUrl: string, credentials: Record<string, { id: string; name: string }>, everySeconds: number, state?: { id: string; name: string }): WorkflowDefinition {
	const template = fillIn(readTemplate(join(__dirname, '../../../../templates/two-way-with-retries.json')), { crmUrl, credentials });
	const faster: Record<string, Record<string, unknown>> = {
		'Every 5 Minutes': { rule: { interval: [{ field: 'seconds', secondsInterval: everySeconds }] } },
		'Every Minute': { rule: { interval: [{ field: 'seconds', secondsInterval: 3 }] } },
	};
	const options: Record<string, Record<string, unknown>> = {
		'n8n-nodes-sync-kit.syncOutcome': { baseSeconds: 1, capMinutes: 0.2, maxAttempts: 50 },
		'n8n-nodes-sync-kit.retryQueue': { breakerPauseSeconds: 5, leaseMinutes: 0.5 },
		'n8n-nodes-sync-kit.idempotencyGuard': { rememberDays: 0.01, ifInterrupted: 'repeat', leaseMinutes: 0.5 },
	};
	const nodes = template.nodes.map((one): WorkflowNode => {
		const chosen = options[one.type];
		const inDatabase = STATEFUL.includes(one.type) && state !== undefined;
		const parameters = { ...one.parameters, ...faster[one.name], ...(chosen === undefined ? {} : { options: { ...(one.parameters['options'] as object), ...chosen } }), ...(inDatabase ? { stateIn: 'postgres' } : {}) };
		return { ...one, parameters, ...(inDatabase ? { credentials: { syncStatePostgreSqlApi: state } } : {}) };
	});
	const queue = (name: string, parameters: Record<string, unknown>): WorkflowNode => ({
		name, type: 'n8n-nodes-sync-kit.retryQueue', typeVersion: 1, position: [0, 1_400], alwaysOutputData: true,
		parameters: { sync: SYNC, atMost: 1_000, options: {}, ...(state === undefined ? {} : { stateIn: 'postgres' }), ...parameters },
		...(state === undefined ? {} : { credentials: { syncStatePostgreSqlApi: state } }),
	});
	const ask: WorkflowNode = { name: 'Ask', type: 'n8n-nodes-base.webhook', typeVersion: 2, position: [-300, 1_400], webhookId: ASK, parameters: { httpMethod: 'POST', path: ASK, responseMode: 'lastNode', responseData: 'noData', options: {} } };
	return {
		...template,
		nodes: [...nodes, ask, queue('Counted', { operation: 'count' }), queue('Listed', { operation: 'list' })],
		connections: { ...template.connections, ...connect([['Ask', 'Counted'], ['Ask', 'Listed']]) },
	};
}

/** A job in the queue, as List shows it. */
export interface Listed {
	record: string;
	target: string;
	state: string;
	/** Why it waits, or was given up. */
	reason: string;
}

/** What the queue says it holds, and what it lists. */
export async function askQueue(host: Host, workflowId: string): Promise<{ counts: Counted; jobs: Listed[] }> {
	await host.client.webhook(ASK, {});
	const newest = (await host.runs(workflowId)).filter(({ mode }) => mode === 'webhook').at(-1)!;
	const execution = await host.client.waitForExecution(newest.id);
	if (execution.error !== undefined) throw new Error(`The queue could not be asked: ${execution.error.message}`);
	const counts: Counted = { parked: 0, waiting: 0, leased: 0, done: 0, dead: 0, discarded: 0 };
	for (const { json } of itemsOf(execution, 'Counted')) {
		for (const name of Object.keys(counts) as (keyof Counted)[]) counts[name] += typeof json[name] === 'number' ? json[name] : 0;
	}
	return { counts, jobs: itemsOf(execution, 'Listed').flatMap(({ json }) => listed(json)) };
}

function listed(json: Record<string, unknown>): Listed[] {
	// Where nothing is listed, the node still puts out one empty item.
	if (json['record'] === undefined) return [];
	return [{ record: String(json['record']), target: String(json['target']), state: String(json['state']), reason: String(json['because']) }];
}
