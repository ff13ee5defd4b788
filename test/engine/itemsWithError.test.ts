import type { INodeExecutionData, INodeType } from 'n8n-workflow';
import { ChangeDetector } from '../../nodes/ChangeDetector/ChangeDetector.node';
import { ConflictResolver } from '../../nodes/ConflictResolver/ConflictResolver.node';
import { IdempotencyGuard } from '../../nodes/IdempotencyGuard/IdempotencyGuard.node';
import { RecordLinker } from '../../nodes/RecordLinker/RecordLinker.node';
import { SyncCheckpoint } from '../../nodes/SyncCheckpoint/SyncCheckpoint.node';
import { EngineN8n, codeNode, type NodeSpec, type Wire } from '../support/engine';

// Items from an app's error output carry `error`. Handed on with it, n8n replaces what we say of an item by that error's
// text, and moves the item to our own error output, as if we had failed.

let workflows = 0;
const refuse = (list: INodeExecutionData[]): INodeExecutionData[] => list.map(({ json }, i) => ({ json, error: new Error('503 - down') as never, pairedItem: { item: i } }));
const app: NodeSpec = { name: 'App', type: codeNode('app', refuse), onError: 'continueErrorOutput' };
const systems = { rows: [{ name: 'CRM' }, { name: 'ERP' }] };
const resolver = { sync: 's', key: 'id', rule: 'priority', order: 'CRM, ERP', systems };

/** The operation, and the output its items come out of. */
const cases: [string, () => INodeType, Record<string, unknown>, number][] = [
	['Conflict Resolver, Reset Memory', () => new ConflictResolver(), { ...resolver, operation: 'resetMemory' }, 3],
	['Conflict Resolver, Resolve Review', () => new ConflictResolver(), { ...resolver, operation: 'resolveReview' }, 2],
	['Change Detector, Reset Memory', () => new ChangeDetector(), { sync: 's', operation: 'resetMemory' }, 2],
	['Change Detector, Release Waiting', () => new ChangeDetector(), { sync: 's', operation: 'releaseWaiting', keyFields: 'id' }, 2],
	['Record Linker, Reset Memory', () => new RecordLinker(), { sync: 's', operation: 'resetMemory' }, 2],
	['Sync Checkpoint, Reset Memory', () => new SyncCheckpoint(), { sync: 's', operation: 'resetMemory' }, 1],
	['Sync Checkpoint, Read', () => new SyncCheckpoint(), { sync: 's', operation: 'read' }, 0],
	['Idempotency Guard, Forget', () => new IdempotencyGuard(), { sync: 's', operation: 'forget', keyFields: 'error' }, 0],
];

test.each(cases)('%s: not the app\'s error as its own', async (name, make, parameters, output) => {
	const isDecision = name.includes('Review');
	const source = isDecision ? { id: 1, decision: { id: 'x' } } : { id: 1 };
	const node: NodeSpec = { name: 'Node', type: make(), parameters: parameters as never, ...(isDecision ? { onError: 'continueRegularOutput' as const } : {}) };
	const run = await new EngineN8n().run({
		workflowId: `error-items-${(workflows += 1)}`,
		sources: { In: [{ json: source }] },
		nodes: [app, node],
		wires: [['In', 0, 'App', 0], ['App', 1, 'Node', 0]],
	});
	expect(run.error).toBeUndefined();
	const found = run.output('Node', output);
	expect(found).toHaveLength(1);
	expect(found.map((item) => 'error' in item)).toEqual([false]);
});

/** A plan, refused by the app, and what a node behind it makes of the refusal. */
async function refused(node: NodeSpec, first: NodeSpec, sources: (changed: boolean) => Parameters<EngineN8n['run']>[0]['sources'], wires: Wire[], output: number): Promise<INodeExecutionData[]> {
	const n8n = new EngineN8n();
	const workflowId = `error-items-${(workflows += 1)}`;
	await n8n.run({ workflowId, sources: sources(false), nodes: [first], wires });
	const run = await n8n.run({ workflowId, sources: sources(true), nodes: [first, app, node], wires: [...wires, [first.name, output, 'App', 0], ['App', 1, node.name, 0]] });
	expect(run.error).toBeUndefined();
	return [0, 1, 2, 3].flatMap((place) => run.output(node.name, place));
}

test('a write confirmed as not done does not come out as an error of Confirm Writes', async () => {
	const found = await refused(
		{ name: 'Not Written', type: new ConflictResolver(), parameters: { ...resolver, operation: 'confirmWrites', confirmAs: 'failed' } as never },
		{ name: 'Reconcile', type: new ConflictResolver(), parameters: resolver as never },
		(changed) => ({ CRM: [{ json: { id: 1, a: changed ? 'n' : 'o' } }], ERP: [{ json: { id: 1, a: 'o' } }] }),
		[['CRM', 0, 'Reconcile', 0], ['ERP', 0, 'Reconcile', 1]], 1,
	);
	expect(found).toEqual([{ json: { error: '503 - down' }, pairedItem: { item: 0 } }]);
});

test('a change confirmed behind an error output is not an error of Confirm', async () => {
	const found = await refused(
		{ name: 'Confirm', type: new ChangeDetector(), parameters: { sync: 's', operation: 'confirm' } as never },
		{ name: 'Detect', type: new ChangeDetector(), parameters: { sync: 's', keyFields: 'id' } as never },
		(changed) => ({ In: [{ json: { id: 1, a: changed ? 'n' : 'o' } }] }),
		[['In', 0, 'Detect', 0]], 0,
	);
	expect(found.map((item) => 'error' in item)).toEqual([false]);
});
