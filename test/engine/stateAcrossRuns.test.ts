/** State from run to run in the real engine: restarts, lost and unreadable memory, and what the user is told. */
import * as n8nWorkflow from 'n8n-workflow';
import type { INodeExecutionData } from 'n8n-workflow';
import { passTime, stopClock } from '../support/clock';
import { EngineN8n, codeNode, failMarks, type NodeSpec, type RunResult, type RunSpec } from '../support/engine';

const NEW = 0, DUPLICATE = 1, IN_PROGRESS = 2, MISMATCH = 3, REFUSED = 1;

let IdempotencyGuard: typeof import('../../nodes/IdempotencyGuard/IdempotencyGuard.node').IdempotencyGuard;
let writeImage: typeof import('../../nodes/shared/state/durableImage').writeImage;

/** As after kill -9 or an update: the package's modules, and with them all it had in memory, are new. */
function restart(): void {
	jest.isolateModules(() => {
		// n8n's own modules stay, for speed.
		jest.doMock('n8n-workflow', () => n8nWorkflow);
		({ IdempotencyGuard } = jest.requireActual<typeof import('../../nodes/IdempotencyGuard/IdempotencyGuard.node')>('../../nodes/IdempotencyGuard/IdempotencyGuard.node'));
		({ writeImage } = jest.requireActual<typeof import('../../nodes/shared/state/durableImage')>('../../nodes/shared/state/durableImage'));
	});
}

stopClock();
let workflows = 0;
let workflowId: string;
let n8n: EngineN8n;
beforeEach(() => {
	jest.spyOn(console, 'error').mockImplementation(() => undefined);
	restart();
	n8n = new EngineN8n();
	workflowId = `across-${(workflows += 1)}`;
});
afterEach(() => failMarks(false));

const items = (...ids: unknown[]): INodeExecutionData[] => ids.map((id) => ({ json: { id } as never }));
const guard = (parameters: object = {}, more: Partial<NodeSpec> = {}): NodeSpec => ({
	name: 'Guard',
	type: new IdempotencyGuard(),
	parameters: { sync: 'orders', ...parameters },
	...more,
});
const atOnce = { options: { completeAtOnce: true } };

const claim = async (list: INodeExecutionData[], parameters: object = {}, more: Partial<NodeSpec> = {}, run: Partial<RunSpec> = {}): Promise<RunResult> =>
	await n8n.run({ workflowId, sources: { In: list }, nodes: [guard(parameters, more)], wires: [['In', 0, 'Guard', 0]], ...run });

const counts = (run: RunResult): number[] => [NEW, DUPLICATE, IN_PROGRESS, MISMATCH].map((output) => run.output('Guard', output).length);
const images = (): Record<string, string> => (JSON.parse(n8n.database.get(workflowId)!) as { global: { syncKit: Record<string, string> } }).global.syncKit;
const put = (syncKit: unknown): void => void n8n.database.set(workflowId, JSON.stringify({ global: { syncKit } }));

test('after a restart everything is known, under the node\'s new name, too', async () => {
	await claim(items('a', 'b'), atOnce);
	restart();
	const again = await claim(items('a', 'b', 'c'), atOnce, { name: 'Renamed' }, { wires: [['In', 0, 'Renamed', 0]] });
	expect([NEW, DUPLICATE].map((output) => again.output('Renamed', output).length)).toEqual([1, 2]);
});

test('a claim that was running when n8n was restarted is in progress, and its late completion is accepted', async () => {
	const first = await claim(items('a'));
	restart();
	expect(counts(await claim(items('a')))).toEqual([0, 0, 1, 0]);
	// The run goes on behind a Wait: its item carries the receipt.
	const late = await n8n.run({ workflowId, sources: { In: first.output('Guard', NEW) }, nodes: [guard({ operation: 'complete' })], wires: [['In', 0, 'Guard', 0]] });
	expect(late.output('Guard', 0)).toHaveLength(1);
	expect(counts(await claim(items('a')))).toEqual([0, 1, 0, 0]);
});

test('a run continued after a Wait and a restart with an empty blob is refused at a node that never ran before, and overwrites nothing', async () => {
	const first = await claim(items('a'), {}, { id: 'claiming node' });
	restart();
	const before = n8n.database.get(workflowId);
	const late = await n8n.run({
		workflowId,
		sources: { In: first.output('Guard', NEW) },
		nodes: [guard({ operation: 'complete' }, { id: 'completing node' })],
		wires: [['In', 0, 'Guard', 0]],
		withoutStaticData: true,
	});
	expect(late.error?.message).toMatch(/memory of this sync is missing/);
	expect(late.error?.description).toMatch(/run it again/);
	expect(n8n.database.get(workflowId)).toBe(before);
	expect(counts(await claim(items('a')))).toEqual([0, 0, 1, 0]);
});

test('a run with an empty blob while the process lives sees everything and saves everything', async () => {
	await claim(items('a'), { ...atOnce, sync: 'another' });
	await claim(items('a'), atOnce);
	expect(counts(await claim(items('a', 'b'), atOnce, {}, { withoutStaticData: true }))).toEqual([1, 1, 0, 0]);
	restart();
	expect(counts(await claim(items('a', 'b'), atOnce))).toEqual([0, 2, 0, 0]);
	expect(counts(await claim(items('a'), { ...atOnce, sync: 'another' }))).toEqual([0, 1, 0, 0]);
});

const unusable: [string, () => unknown, RegExp][] = [
	['damaged', () => ({ orders: images()['orders']!.replace(/.$/, '!') }), /memory of this sync is damaged/],
	['cut off', () => ({ orders: images()['orders']!.slice(0, -9) }), /damaged/],
	['from a newer version', () => ({ orders: images()['orders']!.replace('sync-kit/1', 'sync-kit/2') }), /newer version/],
	[
		'from a version with another form of entries',
		() => ({ orders: writeImage({ writer: 'w', revision: 1, workflow: workflowId }, { token: 1, tables: [{ name: 'guard', signature: 'guard.99', stride: 9, packed: '', loose: '' }] }) }),
		/newer version/,
	],
	['gone', () => ({}), /memory of this sync is missing/],
];

describe.each(unusable)('memory that is %s', (_name, spoil, message) => {
	beforeEach(async () => {
		await claim(items('a'), atOnce);
		restart();
		put(spoil());
	});

	test('stops the node with a way out, lets nothing through and changes nothing', async () => {
		const before = images()['orders'];
		const run = await claim(items('a', 'b'), atOnce);
		expect(run.error?.message).toMatch(message);
		expect(run.error?.message).toContain('"orders"');
		expect(run.error?.description).toMatch(/Reset Memory/);
		expect(run.error?.description).toMatch(/Start Over/);
		expect(counts(run)).toEqual([0, 0, 0, 0]);
		// A form of entries that is not known shows only when they are used; the image around them may be written anew.
		if (before?.includes('guard.99') === true) expect(images()['orders']).toContain('guard.99');
		else expect(images()['orders']).toBe(before);
		expect(counts(await claim(items('a'), atOnce))).toEqual([0, 0, 0, 0]);
	});

	test('lets nothing through where the node is set to go on after errors: the items carry the error', async () => {
		for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
			const run = await claim(items('a', 'b'), atOnce, { onError });
			expect(run.error).toBeUndefined();
			expect(run.output('Guard', NEW)).toEqual([]);
			const failed = run.output('Guard', onError === 'continueErrorOutput' ? 4 : MISMATCH);
			expect(failed.map(({ json }) => json['error'])).toEqual([expect.stringMatching(message), expect.stringMatching(message)]);
			expect(failed.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0, input: 0 }, { item: 1, input: 0 }]);
		}
		const one = await claim(items('a'), { outputs: 'one', ...atOnce }, { onError: 'continueRegularOutput' });
		expect(one.output('Guard').map(({ json }) => (json['_sync'] as { verdict: string }).verdict)).toEqual(['error']);
	});

	test('is started over where that was chosen, and says so', async () => {
		const options = { completeAtOnce: true, ifStateLost: 'startOver' };
		const run = await claim(items('a'), { options });
		expect(run.error).toBeUndefined();
		expect(counts(run)).toEqual([1, 0, 0, 0]);
		expect(run.hints('Guard').join()).toMatch(/started over/);
		const again = await claim(items('a'), { options });
		expect(counts(again)).toEqual([0, 1, 0, 0]);
		expect(again.hints('Guard')).toEqual([]);
		restart();
		expect(counts(await claim(items('a'), atOnce))).toEqual([0, 1, 0, 0]);
	});

	test('is forgotten by Reset Memory', async () => {
		const reset = await claim(items('x'), { operation: 'resetMemory' });
		expect(reset.error).toBeUndefined();
		// None out of New, where the effect is wired.
		expect(counts(reset)).toEqual([0, 1, 0, 0]);
		expect(counts(await claim(items('a'), atOnce))).toEqual([1, 0, 0, 0]);
		restart();
		expect(counts(await claim(items('a'), atOnce))).toEqual([0, 1, 0, 0]);
	});
});

test('Reset Memory in a test run counts at once for production, and says when it is permanent', async () => {
	await claim(items('a'), atOnce);
	const reset = await claim(items('x'), { operation: 'resetMemory' }, {}, { mode: 'manual' });
	expect(reset.hints('Guard').join()).toMatch(/permanent with the next production run/);
	expect(counts(await claim(items('a'), atOnce))).toEqual([1, 0, 0, 0]);
});

test('n8n\'s database not answering stops the node, says so, and lets nothing through', async () => {
	failMarks(true);
	const stopped = await claim(items('a'));
	expect(stopped.error?.message).toMatch(/database did not answer.*SQLITE_BUSY/);
	expect(stopped.error?.description).toMatch(/Nothing was let through/);
	const going = await claim(items('a'), {}, { onError: 'continueRegularOutput' });
	expect(going.output('Guard', NEW)).toEqual([]);
	failMarks(false);
	expect(counts(await claim(items('a')))).toEqual([1, 0, 0, 0]);
	failMarks(true);
	const later = await claim(items('b'));
	expect(later.error?.message).toMatch(/database did not answer/);
	failMarks(false);
	expect(counts(await claim(items('b')))).toEqual([1, 0, 0, 0]);
});

test.each([
	[{ leaseMinutes: 0 }, /"Lease \(Minutes\)" is 0/],
	[{ leaseMinutes: 1e300 }, /"Lease \(Minutes\)" is 1e\+300/],
	[{ leaseMinutes: '10' }, /"Lease/],
	[{ rememberDays: -1 }, /"Remember for \(Days\)" is -1/],
	[{ cap: Infinity }, /"Most Keys Remembered" is Infinity/],
])('settings that make no sense stop the node: %j', async (options, message) => {
	const run = await claim(items('a'), { options });
	expect(run.error?.message).toMatch(message);
	expect(run.error?.description).toMatch(/Set it to a number from/);
	const going = await claim(items('a'), { options }, { onError: 'continueRegularOutput' });
	expect(counts(going)).toEqual([0, 0, 0, 1]);
});

test('a key expression that fails is an error of its item alone', async () => {
	const broken = { keyFrom: 'expression', keyExpression: '={{ $json.id.toUpperCase() }}' };
	const run = await claim(items('a', 5, 'b'), broken, { onError: 'continueRegularOutput' });
	expect(run.error).toBeUndefined();
	expect(run.output('Guard', NEW).map(({ json }) => json['id'])).toEqual(['a', 'b']);
	expect(run.output('Guard', MISMATCH)[0]!.json).toMatchObject({ id: 5, error: expect.stringMatching(/key/) as string });
});

test('Complete and Forget keep what Claim was told to remember, whatever their own settings say', async () => {
	await claim(items(...Array.from({ length: 50 }, (_, i) => i)), { options: { completeAtOnce: true, cap: 1000 } });
	await claim(items('x'), { operation: 'forget', options: { cap: 10 } });
	const again = await claim(items(...Array.from({ length: 50 }, (_, i) => i)), { options: { completeAtOnce: true, cap: 1000 } });
	expect(counts(again)).toEqual([0, 50, 0, 0]);
});

test('two Claim nodes with different caps: the smaller one forgets the oldest when it adds keys', async () => {
	await claim(items(...Array.from({ length: 40 }, (_, i) => i)), { options: { completeAtOnce: true, cap: 1000 } });
	passTime(5);
	const run = await claim(items('new 1', 'new 2'), { options: { completeAtOnce: true, cap: 10 } });
	expect(run.error).toBeUndefined();
	expect(counts(await claim(items('new 1', 'new 2'), { options: { completeAtOnce: true, cap: 1000 } }))).toEqual([0, 2, 0, 0]);
});

test('a later node that changes the result it was handed does not change what is remembered', async () => {
	const done = guard({ operation: 'complete', keepResult: 'whole' }, { name: 'Done' });
	await n8n.run({ workflowId, sources: { In: items('a') }, nodes: [guard(), done], wires: [['In', 0, 'Guard', 0], ['Guard', NEW, 'Done', 0]] });
	const spoil = codeNode('spoil', (list) => {
		for (const item of list) ((item.json['_sync'] as { result: Record<string, unknown> }).result)['id'] = 'spoilt';
		return list;
	});
	const run = await n8n.run({ workflowId, sources: { In: items('a') }, nodes: [guard(), { name: 'Spoil', type: spoil }], wires: [['In', 0, 'Guard', 0], ['Guard', DUPLICATE, 'Spoil', 0]] });
	expect(run.output('Spoil')).toHaveLength(1);
	const again = await claim(items('a'));
	expect(again.output('Guard', DUPLICATE)[0]!.json['_sync']).toMatchObject({ result: { id: 'a' } });
});

test('a rejected delivery cannot release the claim that is alive', async () => {
	await claim(items('a'));
	const release = guard({ operation: 'release' }, { name: 'Release', onError: 'continueRegularOutput' });
	const run = await n8n.run({ workflowId, sources: { In: items('a') }, nodes: [guard(), release], wires: [['In', 0, 'Guard', 0], ['Guard', IN_PROGRESS, 'Release', 0]] });
	expect(run.output('Release', 0)).toEqual([]);
	expect(run.output('Release', REFUSED)).toHaveLength(1);
	expect(counts(await claim(items('a')))).toEqual([0, 0, 1, 0]);
});

test('a duplicated workflow starts fresh and says so; the original goes on', async () => {
	await claim(items('a'), atOnce);
	const original = workflowId;
	n8n.database.set('the copy', n8n.database.get(original)!);
	workflowId = 'the copy';
	const copy = await claim(items('a'), atOnce);
	expect(counts(copy)).toEqual([1, 0, 0, 0]);
	expect(copy.hints('Guard').join()).toMatch(/copy/);
	workflowId = original;
	expect(counts(await claim(items('a'), atOnce))).toEqual([0, 1, 0, 0]);
});

test('a second n8n process that writes the same workflow is noticed, then refused', async () => {
	const processes = [0, 1].map(() => {
		restart();
		return IdempotencyGuard;
	});
	const told: string[] = [];
	for (let round = 0; round < 10; round += 1) {
		const Guard = processes[round % 2]!;
		const run = await claim(items(`${round}`), atOnce, { type: new Guard() });
		told.push(...run.hints('Guard'), ...(run.error === undefined ? [] : [run.error.message]));
	}
	expect(told[0]).toMatch(/Another n8n process has written/);
	expect(told.at(-1)).toMatch(/Several n8n processes write/);
});

describe('n8n is killed before the run ends, so what the run did is in no blob', () => {
	/** A run that claims `a` and then does `more`; afterwards the database is as it was before it. */
	const killed = async (parameters: object, ...more: NodeSpec[]): Promise<void> => {
		await claim(items('earlier'), atOnce);
		const before = n8n.database.get(workflowId)!;
		const nodes = [guard(parameters), ...more];
		const wires = nodes.map((node, i): [string, number, string, number] => [nodes[i - 1]?.name ?? 'In', 0, node.name, 0]);
		const run = await n8n.run({ workflowId, sources: { In: items('a') }, nodes, wires });
		expect(run.error).toBeUndefined();
		expect(counts(run)).toEqual([1, 0, 0, 0]);
		n8n.database.set(workflowId, before);
		restart();
	};

	test.each([
		['claimed', []],
		['claimed and completed', ['complete']],
		['claimed and released', ['release']],
	])('a key it %s is interrupted, or let through again where that is declared safe', async (_name, operations) => {
		await killed({}, ...operations.map((operation) => guard({ operation }, { name: 'Settle' })));
		const held = await claim(items('a', 'b'));
		expect(counts(held)).toEqual([1, 0, 1, 0]);
		expect(held.output('Guard', IN_PROGRESS)[0]!.json).toMatchObject({ id: 'a', _sync: { interrupted: true } });
		const again = await claim(items('a'), { options: { ifInterrupted: 'repeat' } });
		expect(again.output('Guard', NEW)[0]!.json['_sync']).toMatchObject({ interrupted: true });
	});

	test('a key it completed at once is a duplicate', async () => {
		await killed(atOnce);
		expect(counts(await claim(items('a'), atOnce))).toEqual([0, 1, 0, 0]);
	});

	test('a batch of more than 1,000 new keys is not on record, and new again', async () => {
		await claim(items('earlier'), atOnce);
		const before = n8n.database.get(workflowId)!;
		const many = items(...Array.from({ length: 1001 }, (_, i) => i));
		expect(counts(await claim(many))).toEqual([1001, 0, 0, 0]);
		n8n.database.set(workflowId, before);
		restart();
		expect(counts(await claim(many))).toEqual([1001, 0, 0, 0]);
	});
});
