import type { ICredentialTestFunctions, INodeExecutionData } from 'n8n-workflow';
import { ChangeDetector } from '../../nodes/ChangeDetector/ChangeDetector.node';
import { FieldMapper } from '../../nodes/FieldMapper/FieldMapper.node';
import { IdempotencyGuard } from '../../nodes/IdempotencyGuard/IdempotencyGuard.node';
import { RecordLinker } from '../../nodes/RecordLinker/RecordLinker.node';
import { EngineN8n, type NodeSpec, type RunSpec } from '../support/engine';
import { startPostgres } from '../support/postgres';

const database = startPostgres();
const NEW = 0, DUPLICATE = 1, MISMATCH = 3;

let credential: Record<string, unknown>;
let schema: string;
beforeEach(() => {
	const login = database.login();
	schema = login.schema;
	credential = { ...login, encryptionSecret: '' };
});

const items = (...list: object[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));

const guard = (parameters: object = {}, more: Partial<NodeSpec> = {}): NodeSpec => ({
	name: 'Guard',
	type: new IdempotencyGuard(),
	parameters: { sync: 'orders', stateIn: 'postgres', options: { completeAtOnce: true }, ...parameters },
	credentials: { syncStatePostgreSqlApi: credential },
	...more,
});

const claim = async (n8n: EngineN8n, list: INodeExecutionData[], parameters: object = {}, run: Partial<RunSpec> = {}, more: Partial<NodeSpec> = {}) =>
	await n8n.run({ sources: { In: list }, nodes: [guard(parameters, more)], wires: [['In', 0, 'Guard', 0]], ...run });

test('what one n8n remembers another knows, in another workflow, by the Sync Name; nothing is left in static data', async () => {
	const first = new EngineN8n();
	const run = await claim(first, items({ id: 1 }, { id: 2 }));
	expect(run.error).toBeUndefined();
	expect(run.output('Guard', NEW)).toHaveLength(2);
	expect(run.hints('Guard')).toEqual([]);
	expect(first.database.size).toBe(0);
	const other = await claim(new EngineN8n(), items({ id: 2 }, { id: 3 }), {}, { workflowId: 'another' });
	expect(other.output('Guard', DUPLICATE).map(({ json }) => json['id'])).toEqual([2]);
	expect(other.output('Guard', NEW).map(({ json }) => json['id'])).toEqual([3]);
	const elsewhere = await claim(new EngineN8n(), items({ id: 2 }), { stateNamespace: 'client-b' });
	expect(elsewhere.output('Guard', NEW)).toHaveLength(1);
});

test('1,000 deliveries of one key in runs of their own: one New', async () => {
	const n8n = new EngineN8n();
	const runs = await Promise.all(Array.from({ length: 200 }, async () => await claim(n8n, items({ id: 7 }, { id: 8 }, { id: 7 }, { id: 8 }, { id: 7 }))));
	expect(runs.flatMap((run) => run.output('Guard', NEW)).map(({ json }) => json['id']).sort()).toEqual([7, 8]);
	expect(runs.flatMap((run) => run.output('Guard', DUPLICATE))).toHaveLength(998);
});

test('a test run sees what production remembers, decides truly, and leaves nothing behind', async () => {
	const n8n = new EngineN8n();
	await claim(n8n, items({ id: 1 }));
	const tried = await claim(n8n, items({ id: 1 }, { id: 2 }), {}, { mode: 'manual' });
	expect(tried.error).toBeUndefined();
	expect([tried.output('Guard', DUPLICATE).length, tried.output('Guard', NEW).length]).toEqual([1, 1]);
	expect(tried.hints('Guard').join()).toMatch(/Test run: this reads what "orders" remembers/);
	const real = await claim(n8n, items({ id: 2 }));
	expect(real.output('Guard', NEW)).toHaveLength(1);
});

test('Reset Memory forgets at once, from the editor too', async () => {
	const n8n = new EngineN8n();
	await claim(n8n, items({ id: 1 }));
	const reset = await claim(n8n, items({ id: 1 }), { operation: 'resetMemory' }, { mode: 'manual' });
	expect(reset.error).toBeUndefined();
	expect((await claim(n8n, items({ id: 1 }))).output('Guard', NEW)).toHaveLength(1);
});

test('an unreachable database stops the run with words that help, or sends each item where nothing is done with it', async () => {
	credential['port'] = 1;
	const stopped = await claim(new EngineN8n(), items({ id: 1 }));
	expect(stopped.error?.message).toMatch(/state database could not be used \("orders": PostgreSQL at 127\.0\.0\.1:1 does not answer/);
	expect(stopped.error?.description).toMatch(/Host and Port.*Nothing was let through/);
	const goesOn = await claim(new EngineN8n(), items({ id: 1 }), {}, {}, { onError: 'continueRegularOutput' });
	expect(goesOn.output('Guard', NEW)).toEqual([]);
	expect(goesOn.output('Guard', MISMATCH)).toHaveLength(1);
});

test('a credential that cannot be right is refused by the field that is wrong', async () => {
	credential['schema'] = 'Bobby"; DROP TABLE x; --';
	const run = await claim(new EngineN8n(), items({ id: 1 }));
	expect(run.error?.message).toMatch(/Schema in the credential is "Bobby/);
});

test('with an encryption key a kept result is stored encrypted, comes back whole, and is of no use under another key', async () => {
	credential['encryptionSecret'] = 'correct horse';
	const n8n = new EngineN8n();
	const options = {};
	const claimed = await claim(n8n, items({ id: 1 }), { options });
	const done = await claim(
		n8n,
		claimed.output('Guard', NEW).map(({ json }) => ({ json: { ...json, iban: 'DE02 1203' } })),
		{ operation: 'complete', keepResult: 'fields', resultFields: 'iban', options },
	);
	expect(done.error).toBeUndefined();
	expect(done.output('Guard', 0)).toHaveLength(1);
	const [row] = await database.sql<{ entry: string }>(`SELECT entry::text FROM ${schema}.remembered`);
	expect(row!.entry).toContain('encrypted');
	expect(row!.entry).not.toContain('DE02');
	const again = await claim(n8n, items({ id: 1 }), { options });
	expect(again.output('Guard', DUPLICATE)[0]!.json['_sync']).toMatchObject({ result: { iban: 'DE02 1203' } });
	credential['encryptionSecret'] = 'another';
	expect((await claim(n8n, items({ id: 1 }), { options })).error?.message).toMatch(/not with the encryption key of this credential/);
});

test('other stateful nodes remember there as well', async () => {
	const n8n = new EngineN8n();
	const node = (name: string, type: NodeSpec['type'], parameters: object): NodeSpec => ({
		name, type, parameters: { sync: 'crm', stateIn: 'postgres', ...parameters } as NodeSpec['parameters'] & object, credentials: { syncStatePostgreSqlApi: credential },
	});
	const detect = async () =>
		await n8n.run({
			sources: { In: items({ id: 'a', name: 'Ann' }) },
			nodes: [node('Detect', new ChangeDetector(), { operation: 'detect', mode: 'events', keyFields: 'id', options: { markDelivered: true } })],
			wires: [['In', 0, 'Detect', 0]],
		});
	const first = await detect();
	expect(first.error).toBeUndefined();
	expect(first.output('Detect', 0)).toHaveLength(1);
	const drift = await n8n.run({
		sources: { In: items({ id: 'a', name: 'Ann' }) },
		nodes: [node('Map', new FieldMapper(), { operation: 'map', drift: true, rows: { row: [{ source: 'id', target: 'id' }] } })],
		wires: [['In', 0, 'Map', 0]],
	});
	expect(drift.error).toBeUndefined();
	const collections = await database.sql<{ collection: string }>(`SELECT DISTINCT collection FROM ${schema}.remembered ORDER BY 1`);
	expect(collections.map(({ collection }) => collection)).toEqual(expect.arrayContaining([expect.stringMatching(/^changes/), expect.stringMatching(/fields|drift/)]));
});

test('the credential\'s test connects, makes the tables, tries to write, and says what is wrong', async () => {
	const check = async (fields: object) =>
		await new RecordLinker().methods.credentialTest.testStateDatabase.call({} as ICredentialTestFunctions, { id: '1', name: 'x', type: 'y', data: fields as never });
	expect(await check(credential)).toMatchObject({ status: 'OK' });
	expect(await database.sql(`SELECT count(*)::int AS n FROM ${schema}.entries`)).toEqual([{ n: 0 }]);
	expect(await check({ ...credential, password: 'wrong' })).toMatchObject({ status: 'Error', message: expect.stringMatching(/refused the password.*Correct/) });
	expect(await check({ ...credential, host: ' ' })).toMatchObject({ status: 'Error', message: expect.stringMatching(/Host in the credential is empty/) });
});
