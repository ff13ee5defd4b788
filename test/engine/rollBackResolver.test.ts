import type { INodeExecutionData } from 'n8n-workflow';
import { ConflictResolver } from '../../nodes/ConflictResolver/ConflictResolver.node';
import { SyncOutcome } from '../../nodes/SyncOutcome/SyncOutcome.node';
import { EngineN8n, codeNode, type NodeSpec } from '../support/engine';

// What the Conflict Resolver wrote to one system is taken back when another refuses, and nobody takes that for a change.

const SYNC = 'all-or-nothing';
const systems = ['CRM', 'ERP', 'Shop'];
const n8n = new EngineN8n();

function app(name: string, refuses: boolean): NodeSpec {
	const work = (list: INodeExecutionData[]): INodeExecutionData[] =>
		list.map((_, i) => {
			const error = Object.assign(new Error('no such tax code'), { httpCode: '422' });
			return refuses ? ({ json: { error: error.message }, error, pairedItem: { item: i } } as never) : { json: { ok: true }, pairedItem: { item: i } };
		});
	return { name, type: codeNode(name.toLowerCase(), work), onError: 'continueErrorOutput' };
}

const outcome = (system: string): NodeSpec => ({
	name: `${system} Outcome`, type: new SyncOutcome(), parameters: { sync: SYNC, whenRefused: 'rollBack', options: { effectSystems: 'ERP, Shop' } } as never,
});

async function run(shown: Record<string, object>, shopRefuses: boolean) {
	const list = (json: object): INodeExecutionData[] => [{ json: json as never }];
	const rows = systems.map((name) => ({ name }));
	return await n8n.run({
		workflowId: 'roll-back-resolver',
		sources: Object.fromEntries(systems.map((name) => [`${name} List`, list(shown[name]!)])),
		nodes: [
			{ name: 'Resolve', type: new ConflictResolver(), parameters: { sync: SYNC, key: 'id', rule: 'priority', order: systems.join(', '), systems: { rows }, options: { before: true } } as never },
			app('ERP', false), app('Shop', shopRefuses), outcome('ERP'), outcome('Shop'),
		],
		wires: [
			...systems.map((name, i) => [`${name} List`, 0, 'Resolve', i] as const),
			['Resolve', 1, 'ERP', 0], ['Resolve', 2, 'Shop', 0],
			['ERP', 0, 'ERP Outcome', 0], ['ERP', 1, 'ERP Outcome', 1], ['Shop', 0, 'Shop Outcome', 0], ['Shop', 1, 'Shop Outcome', 1],
		] as never,
	});
}

const json = (items: INodeExecutionData[]): unknown[] => items.map((item) => item.json);

test('what one system took is taken back when another refuses, and the next comparison plans it again instead of undoing it everywhere', async () => {
	const old = { id: 1, name: 'old' }, edited = { id: 1, name: 'new' };
	expect((await run({ CRM: old, ERP: old, Shop: old }, false)).error).toBeUndefined();
	const refused = await run({ CRM: edited, ERP: old, Shop: old }, true);
	expect(refused.error).toBeUndefined();
	// Whichever branch n8n ran first: the refusal takes back what is done, or what is done later is taken back.
	expect(json([...refused.output('ERP Outcome', 1), ...refused.output('Shop Outcome', 1)])).toMatchObject([{ id: 1, name: 'old', _sync: { system: 'ERP', operation: 'update', rollBack: true, targetId: 1 } }]);
	// The ERP was set back: that is no change of its own.
	const next = await run({ CRM: edited, ERP: old, Shop: old }, true);
	expect(json(next.output('Resolve', 0))).toEqual([]);
	expect(json(next.output('Resolve', 1))).toMatchObject([{ id: 1, name: 'new' }]);
});
