import type { WorkflowDefinition, WorkflowNode } from '../../../../demo/platform';

type Credentials = Record<string, { id: string; name: string }>;

/** Turns the CRM's customers into rows as the ERP has them; both sides are compared in that form. */
const AS_ROWS = `const text = (value) => (value === 'NULL' ? null : value);
return $input.all().map(({ json: { customerID, address, ...rest } }) => ({ json: {
	customer_id: customerID, company_name: text(rest.companyName), contact_name: text(rest.contactName), contact_title: text(rest.contactTitle),
	address: text(address.street), city: text(address.city), region: text(address.region), postal_code: text(address.postalCode),
	country: text(address.country), phone: text(address.phone), updated_at: rest.updatedAt } }));`;

/** A row for the CRM: the fields it has. */
const FOR_CRM = `={{ { customerID: $json.customer_id, companyName: $json.company_name, contactName: $json.contact_name, contactTitle: $json.contact_title,
	address: { street: $json.address, city: $json.city, region: $json.region, postalCode: $json.postal_code, country: $json.country, phone: $json.phone } } }}`;

/** Of what differs, the values of the side that was changed last. */
const NEWEST = `return $input.all().map(({ json: { keys, different, skipped } }) => {
	const winner = Date.parse(skipped.updated_at.inputA) > Date.parse(skipped.updated_at.inputB) ? 'inputA' : 'inputB';
	const values = Object.fromEntries(Object.entries(different).map(([field, sides]) => [field, sides[winner]]));
	return { json: { ...keys, ...values, to: winner === 'inputA' ? 'ERP' : 'CRM' } };
});`;

/**
 * The same sync of n8n's own nodes, as a person builds it who has read the documentation: read both sides, Compare
 * Datasets, the record changed last wins, Retry On Fail on every app node (at most 5 tries), and a failed write does not
 * stop the others. Lists that cannot be read stop the run: an empty list would be taken for "everything is new".
 */
export function withoutPack(crmUrl: string, credentials: Credentials, everySeconds: number): WorkflowDefinition {
	const retry = { retryOnFail: true, maxTries: 5, waitBetweenTries: 1_000 };
	const goOn = { ...retry, onError: 'continueRegularOutput' };
	const table = { schema: { __rl: true, mode: 'list', value: 'public' }, table: { __rl: true, mode: 'list', value: 'customers' } };
	const columns = { mappingMode: 'autoMapInputData', value: null, matchingColumns: ['customer_id'], schema: [] };
	const http = (name: string, parameters: Record<string, unknown>, more: Partial<WorkflowNode>): WorkflowNode =>
		node(name, 'httpRequest', 4.2, { authentication: 'genericCredentialType', genericAuthType: 'httpHeaderAuth', options: {}, ...parameters }, { ...more, credentials: { httpHeaderAuth: credentials['httpHeaderAuth']! } });
	const postgres = (name: string, parameters: Record<string, unknown>, more: Partial<WorkflowNode>): WorkflowNode =>
		node(name, 'postgres', 2.6, { ...table, ...parameters }, { ...more, credentials: { postgres: credentials['postgres']! } });
	const batching = { batching: { batch: { batchSize: 5, batchInterval: 100 } } };
	const body = { sendBody: true, specifyBody: 'json', jsonBody: FOR_CRM, options: batching };
	const nextPage = { paginationMode: 'responseContainsNextURL', nextURL: '={{ $response.body.next_page }}', paginationCompleteWhen: 'other', completeExpression: '={{ !$response.body.next_page }}' };
	const one = { queryBatching: 'independently' };
	const nodes = [
		node('Every Few Seconds', 'scheduleTrigger', 1.2, { rule: { interval: [{ field: 'seconds', secondsInterval: everySeconds }] } }),
		http('CRM: List', { url: `${crmUrl}/customers?per_page=25`, options: { pagination: { pagination: nextPage } } }, retry),
		node('One Item per Customer', 'splitOut', 1, { fieldToSplitOut: 'data', options: {} }),
		node('As Rows', 'code', 2, { jsCode: AS_ROWS }),
		postgres('ERP: List', { operation: 'select', returnAll: true, options: {} }, retry),
		node('Without Version', 'code', 2, { jsCode: 'return $input.all().map(({ json: { version, fax, ...row } }) => ({ json: row }));' }),
		node('Compare', 'compareDatasets', 2.3, {
			mergeByFields: { values: [{ field1: 'customer_id', field2: 'customer_id' }] }, resolve: 'includeBoth', options: { skipFields: 'updated_at' },
		}),
		node('Newest Wins', 'code', 2, { jsCode: NEWEST }),
		node('To the ERP?', 'if', 2.2, {
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 }, combinator: 'and',
				conditions: [{ id: 'to', leftValue: '={{ $json.to }}', rightValue: 'ERP', operator: { type: 'string', operation: 'equals' } }],
			},
			options: {},
		}),
		node('Row for the ERP', 'code', 2, { jsCode: 'return $input.all().map(({ json: { to, ...row } }) => ({ json: row }));' }),
		postgres('ERP: Update', { operation: 'update', columns, options: one }, goOn),
		node('New Row', 'code', 2, { jsCode: 'return $input.all().map(({ json: { updated_at, ...row } }) => ({ json: row }));' }),
		postgres('ERP: Insert', { operation: 'insert', columns, options: one }, goOn),
		http('CRM: Update', { method: 'PATCH', url: `=${crmUrl}/customers/{{ $json.customer_id }}`, ...body }, goOn),
		http('CRM: Create', { method: 'POST', url: `${crmUrl}/customers`, ...body }, goOn),
	];
	const wires: [string, string, number?, number?][] = [
		['Every Few Seconds', 'CRM: List'], ['Every Few Seconds', 'ERP: List'],
		['CRM: List', 'One Item per Customer'], ['One Item per Customer', 'As Rows'], ['As Rows', 'Compare'],
		['ERP: List', 'Without Version'], ['Without Version', 'Compare', 0, 1],
		['Compare', 'New Row', 0], ['New Row', 'ERP: Insert'], ['Compare', 'CRM: Create', 3],
		['Compare', 'Newest Wins', 2], ['Newest Wins', 'To the ERP?'],
		['To the ERP?', 'Row for the ERP', 0], ['Row for the ERP', 'ERP: Update'], ['To the ERP?', 'CRM: Update', 1],
	];
	return { name: 'Without the pack', nodes, connections: connect(wires), settings: { executionOrder: 'v1' } };
}

/** `[from, to, output of from, input of to]`, both 0 unless told. */
export function connect(wires: readonly (readonly [string, string, number?, number?])[]): WorkflowDefinition['connections'] {
	const connections: WorkflowDefinition['connections'] = {};
	for (const [from, to, output = 0, index = 0] of wires) {
		const outputs = ((connections[from] ??= {})['main'] ??= []);
		while (outputs.length <= output) outputs.push([]);
		outputs[output]!.push({ node: to, type: 'main', index });
	}
	return connections;
}

function node(name: string, type: string, typeVersion: number, parameters: Record<string, unknown>, more: Partial<WorkflowNode> = {}): WorkflowNode {
	return { name, type: `n8n-nodes-base.${type}`, typeVersion, position: [0, 0], parameters, ...more };
}
