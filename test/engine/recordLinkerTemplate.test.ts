/** templates/link-update-create.json in the real engine, its app nodes replaced by a CRM and an ERP in memory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeExecutionData } from 'n8n-workflow';
import { RecordLinker } from '../../nodes/RecordLinker/RecordLinker.node';
import { codeNode, EngineN8n, type NodeSpec, type RunResult, type Wire } from '../support/engine';

interface Template {
	nodes: { name: string; type: string; parameters: Record<string, unknown>; onError?: NodeSpec['onError'] }[];
	connections: Record<string, { main: { node: string; index: number }[][] }>;
}

type Customer = Record<string, unknown>;

const template = JSON.parse(readFileSync(join(__dirname, '../../templates/link-update-create.json'), 'utf8')) as Template;

class World {
	readonly crm: Customer[] = [
		{ id: 1, company: 'Müller GmbH', email: 'info@mueller.example', phone: '+49 30 123456' },
		{ id: 2, company: 'Acme Ltd.', email: null, phone: '+44 171 555 7788' },
		{ id: 3, company: 'Brand New Inc.', email: 'new@new.example', phone: null },
		{ id: 4, company: 'Berglunds snabbköp', email: 'b@old.example', phone: null },
	];
	readonly erp: Customer[] = [
		{ customer_no: 5001, name: 'ACME', mail: 'NULL', phone: '0044/171-555-7788' },
		{ customer_no: 5002, name: 'Mueller', mail: 'INFO@mueller.example', phone: '' },
		{ customer_no: 5003, name: 'Berglunds Snabkop', mail: 'b@new.example', phone: '' },
	];
	readonly n8n = new EngineN8n();
	refuses = false;

	async run(reportOnly: boolean): Promise<RunResult> {
		const items = (list: readonly Customer[]): INodeExecutionData[] => list.map((json) => ({ json: { ...json } as never }));
		const apps: Record<string, NodeSpec['type']> = {
			'CRM Customers': codeNode('crm', () => items(this.crm)),
			'ERP Customers': codeNode('erp', () => items(this.erp)),
			'Update in ERP': codeNode('update', (list) => list.map((item, i) => ({ json: item.json, pairedItem: { item: i } }))),
			'Create in ERP': codeNode('create', (list) => {
				// As the HTTP Request node marks what goes to its error output.
				if (this.refuses) return list.map((_, i) => ({ json: { error: 'HTTP 500' }, error: new Error('HTTP 500') as never, pairedItem: { item: i } }));
				return list.map((item, i) => {
					const made = { customer_no: 6000 + this.erp.length, name: item.json['company'], mail: item.json['email'] };
					this.erp.push(made);
					return { json: made as never, pairedItem: { item: i } };
				});
			}),
			'Ask a Person': codeNode('ask', (list) => list.map((item, i) => ({ json: item.json, pairedItem: { item: i } }))),
		};
		const nodes = template.nodes.flatMap(({ name, type, parameters, onError }): NodeSpec[] => {
			const node = type.endsWith('.recordLinker') ? new RecordLinker() : apps[name];
			if (node === undefined) return [];
			const own = name === 'Who Is Who' ? { ...parameters, reportOnly } : parameters;
			return [{ name, type: node, parameters: own as never, ...(onError === undefined ? {} : { onError }) }];
		});
		const wires = Object.entries(template.connections).flatMap(([from, { main }]) =>
			main.flatMap((outputs, output) => outputs.map(({ node, index }): Wire => [from, output, node, index])),
		);
		const result = await this.n8n.run({ workflowId: 'first-sync', sources: { 'Every Hour': [{ json: {} }] }, nodes, wires });
		expect(result.error).toBeUndefined();
		return result;
	}
}

const ids = (run: RunResult, node: string, output = 0): unknown[] => run.output(node, output).map(({ json }) => json['id']);

test('the template links who is known, creates who is new once, and asks about the rest', async () => {
	expect(template.nodes.find(({ name }) => name === 'Who Is Who')!.parameters['reportOnly']).toBe(true);
	const world = new World();

	const report = await world.run(true);
	expect(report.output('Ask a Person').map(({ json }) => [json['id'], (json['_sync'] as Customer)['verdict']])).toEqual([[1, 'linked'], [2, 'linked'], [3, 'new'], [4, 'review']]);
	expect(world.erp).toHaveLength(3);

	world.refuses = true;
	const failed = await world.run(false);
	expect([ids(failed, 'Update in ERP'), ids(failed, 'Who Is Who', 1), ids(failed, 'Ask a Person')]).toEqual([[1, 2], [3], [4]]);
	expect(failed.output('Give It Back').map(({ json }) => (json['_sync'] as Customer)['verdict'])).toEqual(['unlinked']);

	world.refuses = false;
	const created = await world.run(false);
	expect(created.output('Remember the New ID').map(({ json }) => (json['_sync'] as Customer)['links'])).toEqual([{ CRM: '3', ERP: '6003' }]);
	expect(world.erp).toHaveLength(4);

	const quiet = await world.run(false);
	expect(quiet.output('Update in ERP').map(({ json }) => [json['id'], (json['_sync'] as Customer)['targetId']])).toEqual([[1, '5002'], [2, '5001'], [3, '6003']]);
	expect([ids(quiet, 'Who Is Who', 1), ids(quiet, 'Ask a Person'), world.erp.length]).toEqual([[], [4], 4]);
});
