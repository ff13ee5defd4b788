import type { IExecuteFunctions, INode, INodeExecutionData, INodeTypes, IRunExecutionData, ITaskData } from 'n8n-workflow';
import { createRunExecutionData, Workflow, WorkflowDataProxy } from 'n8n-workflow';
import { findUpstream } from '../../nodes/shared/n8n/upstream';

/** What one node put out: its items, and the nodes they came from (by input). */
interface Ran {
	from?: string[];
	items: INodeExecutionData[];
}

const types: Record<string, string> = {
	Guard: 'n8n-nodes-sync-kit.idempotencyGuard',
	'Other Guard': 'CUSTOM.idempotencyGuard',
	Resolver: 'n8n-nodes-sync-kit.conflictResolver',
};

/** The reporter's execution context behind a chain of nodes that ran as given, on n8n's own item linking. */
function behind(edges: [string, string][], ran: Record<string, Ran>, last: string, disabled: string[] = [], binaryMode?: string) {
	const names = [...new Set(edges.flat())];
	const node = (name: string): INode => ({
		id: name,
		name,
		type: types[name] ?? 'n8n-nodes-base.set',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		disabled: disabled.includes(name),
	});
	const connections: ConstructorParameters<typeof Workflow>[0]['connections'] = {};
	for (const [from, to] of edges) {
		const main = ((connections[from] ??= { main: [[]] })['main'] ??= [[]]);
		main[0]!.push({ node: to, type: 'main', index: 0 });
	}
	const workflow = new Workflow({
		nodes: names.map(node),
		connections,
		active: false,
		nodeTypes: { getByNameAndVersion: () => undefined, getByName: () => undefined, getKnownTypes: () => ({}) } as unknown as INodeTypes,
		settings: binaryMode === undefined ? {} : ({ binaryMode } as never),
	});
	const runData: Record<string, ITaskData[]> = {};
	for (const [name, { from = [], items }] of Object.entries(ran)) {
		runData[name] = [
			{
				startTime: 0,
				executionTime: 0,
				executionIndex: 0,
				source: from.map((previousNode) => ({ previousNode })),
				data: { main: [items] },
			},
		];
	}
	const run: IRunExecutionData = createRunExecutionData({ resultData: { runData } });
	const input = ran[last]!.items.map((item, index) => ({ ...item, pairedItem: { item: index } }));
	const executeData = { node: node('Health'), data: { main: [input] }, source: { main: [{ previousNode: last }] } };
	return {
		getNode: () => node('Health'),
		getParentNodes: (name: string) =>
			workflow.getParentNodes(name).map((parent) => ({ ...node(parent), disabled: disabled.includes(parent) })),
		getWorkflowDataProxy: (index: number) =>
			new WorkflowDataProxy(workflow, run, 0, index, 'Health', input, {}, 'trigger', {}, executeData).getDataProxy(),
	} as unknown as IExecuteFunctions;
}

const sync = (key: string): INodeExecutionData['json'] => ({ _sync: { sync: 's', key } });
const chain: [string, string][] = [['Start', 'Guard'], ['Guard', 'CRM'], ['CRM', 'Health']];

describe('findUpstream', () => {
	it('finds each item\'s own envelope behind an app node that replaced the json and changed the order', () => {
		const ctx = behind(chain, {
			Start: { items: [{ json: {} }, { json: {} }] },
			Guard: { from: ['Start'], items: [{ json: sync('a'), pairedItem: 0 }, { json: sync('b'), pairedItem: 1 }] },
			CRM: { from: ['Guard'], items: [{ json: { id: 2 }, pairedItem: 1 }, { json: { id: 1 }, pairedItem: 0 }] },
		}, 'CRM');
		const look = findUpstream(ctx, ['idempotencyGuard']);
		expect(look(0)).toEqual({ kind: 'found', node: 'Guard', envelope: { sync: 's', key: 'b' } });
		expect(look(1)).toEqual({ kind: 'found', node: 'Guard', envelope: { sync: 's', key: 'a' } });
	});

	it('takes the nearest of several', () => {
		const ctx = behind([['Start', 'Resolver'], ['Resolver', 'Guard'], ['Guard', 'CRM'], ['CRM', 'Health']], {
			Start: { items: [{ json: {} }] },
			Resolver: { from: ['Start'], items: [{ json: sync('far'), pairedItem: 0 }] },
			Guard: { from: ['Resolver'], items: [{ json: sync('near'), pairedItem: 0 }] },
			CRM: { from: ['Guard'], items: [{ json: {}, pairedItem: 0 }] },
		}, 'CRM');
		expect(findUpstream(ctx, ['conflictResolver', 'idempotencyGuard'])(0)).toMatchObject({ envelope: { key: 'near' } });
		expect(findUpstream(ctx, ['conflictResolver'])(0)).toMatchObject({ envelope: { key: 'far' } });
		const accept = (envelope: { key?: unknown }) => envelope.key === 'far';
		expect(findUpstream(ctx, ['conflictResolver', 'idempotencyGuard'], accept)(0)).toMatchObject({ node: 'Resolver' });
	});

	it('ends at an item without an envelope where the caller takes that for an answer, and only there', () => {
		const ctx = behind([['Start', 'Guard'], ['Guard', 'Resolver'], ['Resolver', 'CRM'], ['CRM', 'Health']], {
			Start: { items: [{ json: {} }] },
			Guard: { from: ['Start'], items: [{ json: sync('far'), pairedItem: 0 }] },
			Resolver: { from: ['Guard'], items: [{ json: {}, pairedItem: 0 }] },
			CRM: { from: ['Resolver'], items: [{ json: {}, pairedItem: 0 }] },
		}, 'CRM');
		const both = ['conflictResolver', 'idempotencyGuard'];
		expect(findUpstream(ctx, both, () => true, ['conflictResolver'])(0)).toEqual({ kind: 'bare', node: 'Resolver' });
		expect(findUpstream(ctx, both, () => true, ['idempotencyGuard'])(0)).toMatchObject({ node: 'Guard' });
		expect(findUpstream(ctx, both)(0)).toMatchObject({ node: 'Guard' });
	});

	it('says none where no such node stands upstream, or only a disabled one', () => {
		const ran = { Start: { items: [{ json: {} }] }, Guard: { from: ['Start'], items: [{ json: {}, pairedItem: 0 }] }, CRM: { from: ['Guard'], items: [{ json: {}, pairedItem: 0 }] } };
		expect(findUpstream(behind(chain, ran, 'CRM'), ['conflictResolver'])(0)).toEqual({ kind: 'none' });
		expect(findUpstream(behind(chain, ran, 'CRM', ['Guard']), ['idempotencyGuard'])(0)).toEqual({ kind: 'none' });
	});

	it('says none for an item that came another way than through the node', () => {
		const edges: [string, string][] = [['Start', 'Guard'], ['Start', 'Other Guard'], ['Guard', 'CRM'], ['Other Guard', 'CRM'], ['CRM', 'Health']];
		for (const startLink of [undefined, 0]) {
			const ctx = behind(edges, {
				Start: { items: [startLink === undefined ? { json: {} } : { json: {}, pairedItem: startLink }] },
				Guard: { from: ['Start'], items: [{ json: sync('wrong'), pairedItem: 0 }] },
				'Other Guard': { from: ['Start'], items: [{ json: { plain: true }, pairedItem: 0 }] },
				CRM: { from: ['Other Guard'], items: [{ json: {}, pairedItem: 0 }] },
			}, 'CRM');
			expect(findUpstream(ctx, ['idempotencyGuard'])(0)).toEqual({ kind: 'none' });
		}
	});

	it('says where linking is broken and what to do, and never guesses', () => {
		const ctx = behind(chain, {
			Start: { items: [{ json: {} }] },
			Guard: { from: ['Start'], items: [{ json: sync('a'), pairedItem: 0 }] },
			CRM: { from: ['Guard'], items: [{ json: {} }] },
		}, 'CRM');
		const found = findUpstream(ctx, ['idempotencyGuard'])(0);
		expect(found).toMatchObject({ kind: 'broken', problem: { message: expect.stringContaining('"CRM" does not say') } });
		expect(found).toMatchObject({ problem: { description: expect.stringContaining('pairedItem') } });
	});

	it('says so when a link points at an item that is not there', () => {
		const ctx = behind(chain, {
			Start: { items: [{ json: {} }] },
			Guard: { from: ['Start'], items: [{ json: sync('a'), pairedItem: 0 }] },
			CRM: { from: ['Guard'], items: [{ json: {}, pairedItem: 7 }] },
		}, 'CRM');
		expect(findUpstream(ctx, ['idempotencyGuard'])(0)).toMatchObject({ kind: 'broken' });
		const further = behind([['Start', 'Guard'], ['Guard', 'Set'], ['Set', 'CRM'], ['CRM', 'Health']], {
			Start: { items: [{ json: {} }] },
			Guard: { from: ['Start'], items: [{ json: sync('a'), pairedItem: 0 }] },
			Set: { from: ['Guard'], items: [{ json: {}, pairedItem: 0 }] },
			CRM: { from: ['Set'], items: [{ json: {}, pairedItem: 7 }] },
		}, 'CRM');
		expect(findUpstream(further, ['idempotencyGuard'])(0)).toMatchObject({ kind: 'broken' });
	});

	it('says so when an item was made from several', () => {
		const ctx = behind(chain, {
			Start: { items: [{ json: {} }, { json: {} }] },
			Guard: { from: ['Start'], items: [{ json: sync('a'), pairedItem: 0 }, { json: sync('b'), pairedItem: 1 }] },
			CRM: { from: ['Guard'], items: [{ json: {}, pairedItem: [{ item: 0 }, { item: 1 }] }] },
		}, 'CRM');
		expect(findUpstream(ctx, ['idempotencyGuard'])(0)).toMatchObject({
			kind: 'broken',
			problem: { message: expect.stringContaining('several items of "Guard"') },
		});
	});

	it('works where the workflow keeps binary data combined with json', () => {
		const ctx = behind(chain, {
			Start: { items: [{ json: {} }] },
			Guard: { from: ['Start'], items: [{ json: sync('a'), pairedItem: 0 }] },
			CRM: { from: ['Guard'], items: [{ json: {}, pairedItem: 0 }] },
		}, 'CRM', [], 'combined');
		expect(findUpstream(ctx, ['idempotencyGuard'])(0)).toMatchObject({ kind: 'found' });
	});

	it('ignores a node that never ran', () => {
		const ctx = behind(chain, { CRM: { items: [{ json: {} }] } }, 'CRM');
		expect(findUpstream(ctx, ['idempotencyGuard'])(0)).toEqual({ kind: 'none' });
	});
});
