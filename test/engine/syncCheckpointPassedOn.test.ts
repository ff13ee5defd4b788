import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { ChangeDetector } from '../../nodes/ChangeDetector/ChangeDetector.node';
import { ConflictResolver } from '../../nodes/ConflictResolver/ConflictResolver.node';
import { CHECKPOINTS } from '../../nodes/shared/checkpoint/collection';
import { markCheckpoints } from '../../nodes/shared/checkpoint/markCheckpoints';
import { checkpointReceiptsIn } from '../../nodes/shared/checkpoint/receipts';
import { openState } from '../../nodes/shared/n8n/openState';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { SyncCheckpoint } from '../../nodes/SyncCheckpoint/SyncCheckpoint.node';
import { codeNode, EngineN8n, type NodeSpec, type Wire } from '../support/engine';

// One item that was read may lead to several writes, to one for several, or to none. The checkpoint moves when all of
// them are told, and the nodes that decide so pass on who waits for what.

let workflows = 0;
let n8n: EngineN8n;
let workflowId: string;
beforeEach(() => {
	n8n = new EngineN8n();
	workflowId = `passed-on-${(workflows += 1)}`;
});

const hour = (h: number): string => new Date(Date.UTC(2026, 2, 1, h)).toISOString();

/** Runs something with the sync's state at the end of a branch. */
function withState(name: string, work: (ctx: IExecuteFunctions, items: INodeExecutionData[]) => Promise<void>): NodeSpec {
	const type = codeNode(name, (list) => list);
	const node: INodeType = {
		...type,
		async execute(this: IExecuteFunctions) {
			await work(this, this.getInputData());
			return [this.getInputData()];
		},
	};
	return { name, type: node };
}

const settle = (name: string, accounted: (item: INodeExecutionData) => boolean = () => true): NodeSpec =>
	withState(name, async (ctx, items) => {
		const marks = items.flatMap((item) => checkpointReceiptsIn(item.json['_sync'], 's').map((receipt) => ({ receipt, accounted: accounted(item) })));
		await markCheckpoints(await openState(ctx, 's', 'stop'), marks);
	});

/** Where the checkpoint stands, as an hour; undefined: it never moved. */
async function stands(): Promise<number | undefined> {
	let at: number | undefined;
	const look = withState('Look', async (ctx) => {
		at = await (await openState(ctx, 's', 'stop')).transact(CHECKPOINTS, [keyHash('')], (tx) => tx.get(0)?.at as number | undefined);
	});
	await n8n.run({ workflowId, sources: { In: [{ json: {} }] }, nodes: [look], wires: [['In', 0, 'Look', 0]] });
	return at === undefined ? undefined : new Date(at).getUTCHours();
}

const propose: NodeSpec = { name: 'Propose', type: new SyncCheckpoint(), parameters: { operation: 'propose', sync: 's', cursorField: 'at' } };

async function flow(list: object[], nodes: NodeSpec[], wires: Wire[]): Promise<Record<string, number>> {
	const run = await n8n.run({
		workflowId, sources: { In: list.map((json) => ({ json: json as never })) }, nodes: [propose, ...nodes], wires: [['In', 0, 'Propose', 0], ...wires],
	});
	if (run.error !== undefined) throw run.error;
	return Object.fromEntries(nodes.map(({ name }) => [name, run.run.data.resultData.runData[name] === undefined ? 0 : run.output(name).length]));
}

describe('Change Detector', () => {
	const detector = (parameters: object = {}): NodeSpec => ({ name: 'Detect', type: new ChangeDetector(), parameters: { sync: 's', mode: 'events', ...parameters } });
	const detect = async (list: object[], parameters: object = {}, fails = false): Promise<Record<string, number>> =>
		await flow(list, [detector(parameters), settle('Outcome', () => !fails)], [['Propose', 0, 'Detect', 0], ['Detect', 0, 'Outcome', 0], ['Detect', 1, 'Outcome', 0]]);

	test('waits for what it hands on', async () => {
		await flow([{ id: 1, at: hour(1) }], [detector()], [['Propose', 0, 'Detect', 0]]);
		expect(await stands()).toBeUndefined();
		await detect([{ id: 1, at: hour(1) }]);
		expect(await stands()).toBe(1);
	});

	test('settles by itself what is no change', async () => {
		const atOnce = detector({ remember: 'atOnce' });
		expect(await flow([{ id: 1, at: hour(1) }], [atOnce], [['Propose', 0, 'Detect', 0]])).toEqual({ Detect: 1 });
		expect(await stands()).toBeUndefined();
		expect(await flow([{ id: 1, at: hour(1) }], [atOnce], [['Propose', 0, 'Detect', 0]])).toEqual({ Detect: 0 });
		expect(await stands()).toBe(1);
	});

	test('one item for several events of a record tells of all of them', async () => {
		await detect([{ id: 1, a: 1, at: hour(1) }, { id: 1, a: 2, at: hour(2) }, { id: 2, at: hour(3) }]);
		expect(await stands()).toBe(3);
	});

	test('a failure of that item holds before the first of them', async () => {
		await detect([{ id: 2, at: hour(1) }]);
		await detect([{ id: 1, a: 1, at: hour(2) }, { id: 1, a: 2, at: hour(3) }], {}, true);
		expect(await stands()).toBe(1);
	});

	test('does not count a change as dealt with that another run is delivering', async () => {
		await detect([{ id: 1, at: hour(1) }]);
		const inFlight = { options: { hold: 3600 } };
		await flow([{ id: 2, at: hour(2) }], [detector(inFlight)], [['Propose', 0, 'Detect', 0]]);
		await flow([{ id: 2, at: hour(2) }], [detector(inFlight)], [['Propose', 0, 'Detect', 0]]);
		expect(await stands()).toBe(1);
	});

	test('finds who waits also where a node in between has replaced the items', async () => {
		const rename: NodeSpec = { name: 'Rename', type: codeNode('rename', (list) => list.map(({ json }, i) => ({ json: { id: json['id'] as never }, pairedItem: { item: i } }))) };
		await flow([{ id: 1, at: hour(1) }], [rename, detector(), settle('Outcome')], [['Propose', 0, 'Rename', 0], ['Rename', 0, 'Detect', 0], ['Detect', 0, 'Outcome', 0]]);
		expect(await stands()).toBe(1);
	});

	test('hostile receipts do no harm', async () => {
		const _sync = { receipts: [null, 1, { kind: 'checkpoint', sync: 's', key: '0123456789abcdef', token: 1, at: 0, of: 0, part: '', cursor: [1, ''] }, { kind: 'checkpoint', sync: 's' }] };
		await detect([{ id: 1, at: hour(1), _sync }]);
		expect(await stands()).toBe(1);
	});
});

describe('Conflict Resolver, by events', () => {
	const NAMES = ['CRM', 'ERP', 'Shop'];
	const resolver = (parameters: object = {}): NodeSpec => ({
		name: 'Resolve', type: new ConflictResolver(),
		parameters: {
			sync: 's', mode: 'event', key: 'id', rule: 'priority', order: NAMES.join(', '), systems: { rows: NAMES.map((name) => ({ name })) },
			compare: 'listed', fields: 'a', eventSystemFrom: 'fixed', eventSystem: 'CRM', eventKind: '', ...parameters,
		},
	});
	const resolve = async (list: object[], told: Record<string, boolean>): Promise<Record<string, number>> =>
		await flow(
			list,
			[resolver(), ...Object.entries(told).map(([name, ok]) => settle(name, () => ok))],
			[['Propose', 0, 'Resolve', 0], ...Object.keys(told).map((name): Wire => ['Resolve', NAMES.indexOf(name), name, 0])],
		);

	test('waits for the write to every system', async () => {
		expect(await resolve([{ id: 1, a: 'x', at: hour(1) }], { ERP: true })).toMatchObject({ ERP: 1 });
		expect(await stands()).toBeUndefined();
	});

	test('and moves when all are told', async () => {
		await resolve([{ id: 1, a: 'x', at: hour(1) }], { ERP: true, Shop: true });
		expect(await stands()).toBe(1);
	});

	test('and holds if one of them fails and nobody keeps it', async () => {
		await resolve([{ id: 1, a: 'x', at: hour(1) }], { ERP: true, Shop: true });
		await resolve([{ id: 2, a: 'x', at: hour(2) }], { ERP: true, Shop: false });
		expect(await stands()).toBe(1);
	});

	test('an event heard again is dealt with only once its write is known to be done', async () => {
		await resolve([{ id: 1, a: 'x', at: hour(1) }], { ERP: true });
		await resolve([{ id: 1, a: 'x', at: hour(1) }], {});
		expect(await stands()).toBeUndefined();
	});

	test('an event that changes nothing is dealt with by itself', async () => {
		const lists = Object.fromEntries(NAMES.map((name) => [`${name} list`, [{ json: { id: 1, a: 'x' } }]]));
		await n8n.run({ workflowId, sources: lists, nodes: [resolver({ mode: 'compare' })], wires: NAMES.map((name, i): Wire => [`${name} list`, 0, 'Resolve', i]) });
		await resolve([{ id: 1, a: 'x', at: hour(1) }], {});
		expect(await stands()).toBe(1);
	});

	test('several events of one record are told of by the writes they led to', async () => {
		await resolve([{ id: 1, a: 'x', at: hour(1) }, { id: 1, a: 'y', at: hour(2) }], { ERP: true, Shop: true });
		expect(await stands()).toBe(2);
	});
});

test('a workflow that splits items itself says how many reports there are', async () => {
	const split: NodeSpec = { ...propose, parameters: { ...propose.parameters, options: { reports: 2 } } };
	const report = (name: string): NodeSpec =>
		withState(name, async (ctx, items) => {
			const marks = items.flatMap((item) => checkpointReceiptsIn(item.json['_sync'], 's').map((receipt) => ({ receipt, accounted: true, by: name })));
			await markCheckpoints(await openState(ctx, 's', 'stop'), [...marks, ...marks]);
		});
	const run = async (names: string[]) =>
		await n8n.run({ workflowId, sources: { In: [{ json: { id: 1, at: hour(1) } }] }, nodes: [split, ...names.map(report)], wires: [['In', 0, 'Propose', 0], ...names.map((name): Wire => ['Propose', 0, name, 0])] });
	await run(['ERP']);
	expect(await stands()).toBeUndefined();
	await run(['ERP', 'Shop']);
	expect(await stands()).toBe(1);
});
