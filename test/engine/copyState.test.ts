import type { INodeExecutionData } from 'n8n-workflow';
import { IdempotencyGuard } from '../../nodes/IdempotencyGuard/IdempotencyGuard.node';
import { SyncHealthReporter } from '../../nodes/SyncHealthReporter/SyncHealthReporter.node';
import { guardCollection } from '../../nodes/shared/idempotency/entry';
import { openState, processStates } from '../../nodes/shared/n8n/openState';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { codeNode, EngineN8n, type NodeSpec, type RunResult, type RunSpec } from '../support/engine';
import { pause, startPostgres } from '../support/postgres';

const database = startPostgres();
const NEW = 0, DUPLICATE = 1;
const WORKFLOW = 'workflow-1';

let credential: Record<string, unknown>;
let schema: string;
let n8n: EngineN8n;
let sync: string;
let syncs = 0;
beforeEach(() => {
	const login = database.login();
	schema = login.schema;
	credential = { ...login, encryptionSecret: '' };
	n8n = new EngineN8n();
	// What a process remembers lives as long as the process: a name of its own for each test.
	sync = `orders ${(syncs += 1)}`;
});

const items = (...ids: unknown[]): INodeExecutionData[] => ids.map((id) => ({ json: { id } as never }));
const idsOf = (run: RunResult, output: number): unknown[] => run.output('Node', output).map(({ json }) => json['id']);

type Store = 'staticData' | 'postgres';

const runNode = async (type: NodeSpec['type'], parameters: object, list: INodeExecutionData[], run: Partial<RunSpec> = {}): Promise<RunResult> =>
	await n8n.run({
		sources: { In: list },
		nodes: [{ name: 'Node', type, parameters: { sync, ...parameters } as NodeSpec['parameters'] & object, credentials: { syncStatePostgreSqlApi: credential } }],
		wires: [['In', 0, 'Node', 0]],
		workflowId: WORKFLOW,
		...run,
	});

const guard = async (stateIn: Store, list: INodeExecutionData[], parameters: object = {}, run: Partial<RunSpec> = {}): Promise<RunResult> =>
	await runNode(new IdempotencyGuard(), { stateIn, ...parameters }, list, run);
const atOnce = { options: { completeAtOnce: true } };

const copy = async (copyFrom: Store, parameters: object = {}, run: Partial<RunSpec> = {}): Promise<RunResult> =>
	await runNode(new SyncHealthReporter(), { operation: 'copyState', copyFrom, ...parameters }, items('any'), run);

const rows = async (): Promise<Record<string, number>> => {
	const found = await database.sql<{ collection: string; n: number }>(`SELECT collection, count(*)::int AS n FROM ${schema}.remembered WHERE sync = $1 GROUP BY 1`, [sync]);
	return Object.fromEntries(found.map(({ collection, n }) => [collection, n]));
};

test('to PostgreSQL and back: what was done is a duplicate on the other side, each time, and what was left behind stops', async () => {
	await guard('staticData', items(1, 2, 3), atOnce);
	const there = await copy('staticData');
	expect(there.error).toBeUndefined();
	expect(there.output('Node')).toEqual([
		{
			json: {
				sync,
				from: 'the static data of workflow workflow-1',
				to: expect.stringMatching(/^PostgreSQL 127\.0\.0\.1:\d+, database \w+, schema test_\d+$/),
				copied: true,
				entries: 3,
				replaced: 0,
				source: 'closed',
				collections: [{ collection: 'guard', found: 3, copied: 3, verified: 3, over: 0, fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) }],
			},
			pairedItem: { item: 0 },
		},
	]);
	expect(there.hints('Node').join()).toMatch(/Now set State to PostgreSQL in all other nodes.*stop with an error/);
	const left = await guard('staticData', items(4), atOnce);
	expect(left.error?.message).toMatch(/copied elsewhere and is closed here .*copied to PostgreSQL 127\.0\.0\.1.* on 20\d\d-\d\d-\d\d \d\d:\d\d UTC/);
	expect(left.error?.description).toMatch(/Set State in this node to PostgreSQL.*Copy State, From PostgreSQL.*Nothing was let through/);
	const moved = await guard('postgres', items(1, 2, 3, 4), atOnce);
	expect([idsOf(moved, DUPLICATE), idsOf(moved, NEW)]).toEqual([[1, 2, 3], [4]]);

	const back = await copy('postgres');
	expect(back.error).toBeUndefined();
	expect(back.output('Node')[0]!.json).toMatchObject({ entries: 4, source: 'closed', from: there.output('Node')[0]!.json['to'], to: 'the static data of workflow workflow-1' });
	const late = await guard('postgres', items(5), atOnce);
	expect(late.error?.message).toMatch(/closed here .*copied to the static data of workflow workflow-1/);
	expect(late.error?.description).toMatch(/Set State in this node to Workflow Static Data/);
	const home = await guard('staticData', items(1, 2, 3, 4, 5), atOnce);
	expect([idsOf(home, DUPLICATE), idsOf(home, NEW)]).toEqual([[1, 2, 3, 4], [5]]);
});

test('what came back is saved with the workflow; a restart finds it, and the closed side stays closed', async () => {
	await guard('staticData', items(1), atOnce);
	await copy('staticData');
	await guard('postgres', items(2), atOnce);
	await copy('postgres');
	const saved = n8n.database.get(WORKFLOW)!;
	// Another process that reads what this one has saved.
	const fresh = await processAfterRestart(saved);
	expect(fresh.remembered()).toBe(2);
	expect((await guard('postgres', items(1), atOnce)).error?.message).toMatch(/closed here/);
});

test('a claim under way is completed on the other side, with its token; new tokens there are larger, there and back', async () => {
	const [first] = (await guard('staticData', items(1))).output('Node', NEW);
	const tokenOf = (item: INodeExecutionData): number => ((item.json['_sync'] as { receipts: { token: number }[] }).receipts[0]!.token);
	await copy('staticData');
	const [second] = (await guard('postgres', items(2))).output('Node', NEW);
	expect(tokenOf(second!)).toBeGreaterThan(tokenOf(first!));
	expect((await guard('postgres', [first!], { operation: 'complete' })).error).toBeUndefined();
	expect(idsOf(await guard('postgres', items(1)), DUPLICATE)).toEqual([1]);
	await copy('postgres');
	const [third] = (await guard('staticData', items(3))).output('Node', NEW);
	expect(tokenOf(third!)).toBeGreaterThan(tokenOf(second!));
	expect((await guard('staticData', [second!], { operation: 'complete' })).error).toBeUndefined();
	const all = await guard('staticData', items(1, 2, 4));
	expect([idsOf(all, DUPLICATE), idsOf(all, NEW)]).toEqual([[1, 2], [4]]);
});

test('a test run shows what would be copied and changes nothing; with the option it copies', async () => {
	await guard('staticData', items(1, 2), atOnce);
	const shown = await copy('staticData', {}, { mode: 'manual' });
	expect(shown.error).toBeUndefined();
	expect(shown.output('Node')[0]!.json).toMatchObject({ copied: false, entries: 2, source: 'open', collections: [{ collection: 'guard', found: 2, copied: 0, verified: 0 }] });
	expect(shown.hints('Node').join()).toMatch(/Test run: .*Nothing was.*Copy in Test Runs/);
	expect(await rows()).toEqual({});
	expect(idsOf(await guard('staticData', items(1, 2)), DUPLICATE)).toEqual([1, 2]);

	const done = await copy('staticData', { options: { copyInTestRuns: true } }, { mode: 'manual' });
	expect(done.output('Node')[0]!.json).toMatchObject({ copied: true, entries: 2, source: 'closed' });
	expect(done.hints('Node').join()).toMatch(/becomes permanent with the next production run/);
	expect(await rows()).toEqual({ guard: 2 });
	expect((await guard('staticData', items(3))).error?.message).toMatch(/closed here/);
	const test = await guard('staticData', items(3), {}, { mode: 'manual' });
	expect(test.error?.message).toMatch(/closed here/);
});

test('a target that remembers something: Stop leaves both as they were, Replace puts the copy in its place', async () => {
	await guard('staticData', items(1), atOnce);
	await guard('postgres', items(7, 8), atOnce);
	const stopped = await copy('staticData');
	expect(stopped.error?.message).toMatch(/^PostgreSQL .* already remembers something for this sync \(guard: 2\)/);
	expect(stopped.error?.description).toMatch(/Replace.*Namespace/);
	expect(idsOf(await guard('postgres', items(7)), DUPLICATE)).toEqual([7]);
	expect(idsOf(await guard('staticData', items(1)), DUPLICATE)).toEqual([1]);
	const replaced = await copy('staticData', { ifNotEmpty: 'replace' });
	expect(replaced.output('Node')[0]!.json).toMatchObject({ replaced: 2, entries: 1 });
	const after = await guard('postgres', items(1, 7), atOnce);
	expect([idsOf(after, DUPLICATE), idsOf(after, NEW)]).toEqual([[1], [7]]);
	expect(idsOf(await guard('postgres', items(7), { ...atOnce, stateNamespace: 'b' }), NEW)).toEqual([7]);
});

test('nothing to copy is an error, and leaves what the target remembers', async () => {
	await guard('postgres', items(1), atOnce);
	const none = await copy('staticData', { ifNotEmpty: 'replace' });
	expect(none.error?.message).toMatch(/nothing to copy: the sync remembers nothing in the static data of workflow/);
	expect(none.error?.description).toMatch(/Namespace.*must stand in the workflow/);
	expect(await rows()).toEqual({ guard: 1 });
});

test('a closed memory is not copied over a newer one, nor to a third place; to the place it was copied to it is, once that is empty', async () => {
	await guard('staticData', items(1), atOnce);
	await copy('staticData');
	await guard('postgres', items(2), atOnce);
	for (const ifNotEmpty of ['stop', 'replace']) {
		const again = await copy('staticData', { ifNotEmpty });
		expect(again.error?.message).toMatch(/is closed: it was copied to PostgreSQL/);
		expect(again.error?.description).toMatch(/guard: 2.*put the old in place of the new/);
	}
	const elsewhere = await copy('staticData', { stateNamespace: 'third' });
	expect(elsewhere.error?.description).toMatch(/Copy from there/);
	expect(await rows()).toEqual({ guard: 2 });
	// The database is lost: what was left behind is the way back to at least that.
	await guard('postgres', items('x'), { operation: 'resetMemory' });
	expect((await copy('staticData')).error).toBeUndefined();
	expect(idsOf(await guard('postgres', items(1, 2), atOnce), DUPLICATE)).toEqual([1]);
});

test('Reset Memory opens a closed memory, empty, on either side', async () => {
	await guard('staticData', items(1), atOnce);
	await copy('staticData');
	await guard('staticData', items('x'), { operation: 'resetMemory' });
	expect(idsOf(await guard('staticData', items(1), atOnce), NEW)).toEqual([1]);
	await copy('postgres', { ifNotEmpty: 'replace' });
	expect((await guard('postgres', items(1))).error?.message).toMatch(/closed here/);
	await guard('postgres', items('x'), { operation: 'resetMemory' });
	expect(idsOf(await guard('postgres', items(1), atOnce), NEW)).toEqual([1]);
});

test('Start Over does not open a closed memory', async () => {
	await guard('staticData', items(1), atOnce);
	await copy('staticData');
	const options = { options: { ...atOnce.options, ifStateLost: 'startOver' } };
	expect((await guard('staticData', items(1), options)).error?.message).toMatch(/closed here/);
	await copy('postgres');
	expect((await guard('postgres', items(1), options)).error?.message).toMatch(/closed here/);
});

test('Keep It Open: both go on, each for itself', async () => {
	await guard('staticData', items(1), atOnce);
	const trial = await copy('staticData', { sourceAfterwards: 'keepOpen' });
	expect(trial.output('Node')[0]!.json).toMatchObject({ source: 'open', copied: true });
	expect(idsOf(await guard('postgres', items(1, 2), atOnce), NEW)).toEqual([2]);
	expect(idsOf(await guard('staticData', items(1, 2), atOnce), NEW)).toEqual([2]);
	await guard('postgres', items(3), atOnce);
	const back = await copy('postgres', { sourceAfterwards: 'keepOpen', ifNotEmpty: 'replace' });
	expect(back.error).toBeUndefined();
	expect(idsOf(await guard('staticData', items(1, 2, 3), atOnce), DUPLICATE)).toEqual([1, 2, 3]);
	expect(idsOf(await guard('postgres', items(3), atOnce), DUPLICATE)).toEqual([3]);
});

test.each([['staticData', 'postgres'], ['postgres', 'staticData']] as const)('runs while the memory is copied from %s: whatever was let through before is known on the other side, whatever comes later stops', async (from, to) => {
	await guard(from, items('before'), atOnce);
	const runs: Promise<RunResult>[] = [];
	const copying = copy(from);
	for (let i = 0; i < 60; i += 1) {
		runs.push(guard(from, items(i), atOnce));
		await pause(1);
	}
	expect((await copying).error).toBeUndefined();
	// However long the copy took to begin, this one comes later.
	runs.push(guard(from, items(60), atOnce));
	const results = await Promise.all(runs);
	const letThrough = results.flatMap((run) => idsOf(run, NEW));
	const stopped = results.filter(({ error }) => error?.message.includes('closed here') === true);
	expect(letThrough.length + stopped.length).toBe(61);
	expect(results.at(-1)!.error?.message).toMatch(/closed here/);
	const known = await guard(to, items('before', ...letThrough), atOnce);
	expect(idsOf(known, NEW)).toEqual([]);
});

test('a node that was at work already when the copy began waits for it, and then stops, or goes on where the source stays open', async () => {
	for (const sourceAfterwards of ['close', 'keepOpen']) {
		await guard('staticData', items(sourceAfterwards), atOnce);
		let copying: Promise<RunResult> | undefined;
		const atWork = codeNode('atWork', (list) => list);
		atWork.execute = async function () {
			const store = await openState(this, sync, 'stop');
			copying = copy('staticData', { sourceAfterwards });
			while (!(await isHeld())) await pause(1);
			await store.transact(guardCollection(), [keyHash('late')], (tx) => tx.set(0, { state: 'completed', fingerprint: 0, expiresAt: Date.now() + 60_000 }));
			return [[{ json: { held: await isHeld() } }]];
		};
		const run = await n8n.run({ sources: { In: items(1) }, nodes: [{ name: 'Node', type: atWork }], wires: [['In', 0, 'Node', 0]], workflowId: WORKFLOW });
		expect((await copying)!.error).toBeUndefined();
		if (sourceAfterwards === 'close') expect(run.error?.message).toMatch(/closed here/);
		else expect(run.output('Node')[0]!.json).toEqual({ held: false });
		expect(await rows()).toEqual({ guard: 1 });
		sync = `${sync} and another`;
	}
});

/** Whether the memory of the sync is held for a copy right now. */
async function isHeld(): Promise<boolean> {
	const live = (processStates as unknown as { live: Map<string, Map<string, { state: { held: unknown } }>> }).live;
	return live.get(WORKFLOW)?.get(sync)?.state.held !== undefined;
}

test('kept results are encrypted there, are plain again here, and cannot be copied under another key', async () => {
	credential['encryptionSecret'] = 'correct horse';
	const claimed = await guard('staticData', items(1));
	await guard('staticData', claimed.output('Node', NEW).map(({ json }) => ({ json: { ...json, iban: 'DE02 1203' } })), { operation: 'complete', keepResult: 'fields', resultFields: 'iban' });
	await copy('staticData');
	const [row] = await database.sql<{ entry: string }>(`SELECT entry::text FROM ${schema}.remembered`);
	expect(row!.entry).toContain('encrypted');
	expect(row!.entry).not.toContain('DE02');
	credential['encryptionSecret'] = 'another';
	const wrong = await copy('postgres');
	expect(wrong.error?.message).toMatch(/not with the encryption key of this credential/);
	credential['encryptionSecret'] = 'correct horse';
	expect((await guard('postgres', items(1))).error).toBeUndefined();
	const back = await copy('postgres');
	expect(back.hints('Node').join()).toMatch(/static data is not encrypted/);
	const again = await guard('staticData', items(1));
	expect(again.output('Node', DUPLICATE)[0]!.json['_sync']).toMatchObject({ result: { iban: 'DE02 1203' } });
});

test('keys of a time before are no interrupted claims when the memory comes back', async () => {
	const [claimed] = (await guard('staticData', items(1))).output('Node', NEW);
	await copy('staticData');
	await guard('postgres', [claimed!], { operation: 'forget' });
	expect(await rows()).toEqual({});
	await guard('postgres', items(2), atOnce);
	await copy('postgres');
	const again = await guard('staticData', items(1, 3));
	expect(idsOf(again, NEW)).toEqual([1, 3]);
});

test('choices that are none stop the node', async () => {
	expect((await copy('elsewhere' as Store)).error?.message).toMatch(/From is "elsewhere"/);
	expect((await copy('staticData', { ifNotEmpty: 'merge' })).error?.message).toMatch(/Target Remembers Something" is "merge"/);
	expect((await copy('staticData', { sourceAfterwards: 'burn' })).error?.message).toMatch(/Source Afterwards" is "burn"/);
	expect((await copy('staticData', { sync: ' ' })).error?.message).toMatch(/Sync Name is missing/);
});

/** What a new process finds in a saved blob, without what this process knows. */
async function processAfterRestart(saved: string): Promise<{ remembered(): number }> {
	const { StaticDataStates } = await import('../../nodes/shared/state/staticData');
	const { guardCollection } = await import('../../nodes/shared/idempotency/entry');
	const { global } = JSON.parse(saved) as { global: Record<string, unknown> };
	const { state } = await new StaticDataStates().open(
		{ workflowId: WORKFLOW, data: global, setMark: async () => undefined, hasMark: async () => true, clock: () => Date.now() },
		sync,
		'stop',
	);
	expect(state.moved).toBeUndefined();
	return {
		remembered() {
			let n = 0;
			state.scanNow(guardCollection(), () => (n += 1));
			return n;
		},
	};
}
