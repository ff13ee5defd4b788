import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findCollection } from '../../nodes/SyncHealthReporter/copy/collections';
import { guardCollection } from '../../nodes/shared/idempotency/entry';
import { claim } from '../../nodes/shared/idempotency/protocol';
import { queue } from '../../nodes/shared/queue/collection';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { ClaimJournal } from '../../nodes/shared/state/claimJournal';
import { copyBetweenStores } from '../../nodes/shared/state/copy/betweenStores';
import type { CopyOrder, CopyResult } from '../../nodes/shared/state/copy/copyMemory';
import { MemoryState } from '../../nodes/shared/state/memoryState';
import type { StateStore } from '../../nodes/shared/state/port';
import { Database } from '../../nodes/shared/state/postgres/database';
import type { DatabaseLogin } from '../../nodes/shared/state/postgres/login';
import { PostgresStore } from '../../nodes/shared/state/postgres/postgresStore';
import { withoutWriting } from '../../nodes/shared/state/withoutWriting';
import { anyMemory, DAY, memoryOf, NOW, type Filling } from '../support/anyMemory';
import { pause, setClock, startPostgres } from '../support/postgres';

const database = startPostgres();
const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 40) };
jest.setTimeout(Math.max(120_000, runs.numRuns * 600));

const clock = (): number => NOW;
const here = { kind: 'staticData', words: 'here' } as const;
const there = { kind: 'postgres', words: 'there' } as const;
let syncs = 0;
let login: DatabaseLogin;
beforeAll(async () => {
	login = database.login();
	await new Database(login).prepare();
	await setClock(database, login.schema, NOW);
});

async function copy(way: 'there' | 'back', memory: MemoryState, sync: string, with_ = login): Promise<CopyResult> {
	const [from, to] = way === 'there' ? ([here, there] as const) : ([there, here] as const);
	const order: CopyOrder = { from, to, find: findCollection, ifNotEmpty: 'stop', close: true, lookOnly: false, now: NOW };
	const opened = { state: memory, journal: new ClaimJournal('x', memory), mark: async () => undefined };
	return await copyBetweenStores({ opened, database: new Database(with_), place: { namespace: '', sync }, clock, pause }, order);
}

/** All that counts in a store, as its nodes see it. */
async function seen(store: StateStore, fillings: readonly Filling[]): Promise<unknown> {
	const all: Record<string, Record<string, unknown>> = {};
	for (const { collection } of fillings) {
		const entries = (all[collection.name] = Object.create(null) as Record<string, unknown>);
		await store.scan(collection, (key, entry) => {
			entries[Buffer.from(key, 'latin1').toString('hex')] = JSON.parse(JSON.stringify(entry));
		});
	}
	return all;
}

/** What the store decides on, without leaving anything behind. */
async function behaviour(store: StateStore, fillings: readonly Filling[]): Promise<unknown> {
	const view = withoutWriting(store);
	const names = [...fillings.find(({ collection }) => collection.name === 'guard')!.entries.map(([name]) => name), 'never seen'];
	const keys = names.map(keyHash);
	const verdicts = await view.transact(guardCollection(), keys, (tx) =>
		keys.map((_key, i) => {
			const verdict = claim(tx, i, 7, { leaseMs: 1000, rememberMs: DAY, repeatable: i % 2 === 0, completeAtOnce: false });
			return JSON.parse(JSON.stringify({ ...verdict, token: undefined })) as unknown;
		}),
	);
	const lanes = (await store.lanes(queue)).sort();
	const due = await Promise.all(lanes.flatMap((lane) => [NOW, NOW + 100 * DAY].map(async (until) => await store.due(queue, lane, until, 5))));
	return { verdicts, lanes, due };
}

const nextToken = async (store: StateStore): Promise<number> => await store.transact(guardCollection(), [keyHash('token')], (tx) => tx.nextToken());

test('any memory, copied to PostgreSQL and back, is the same, decides the same on both sides, and its tokens only grow', async () => {
	await fc.assert(
		fc.asyncProperty(anyMemory, fc.boolean(), fc.integer({ min: 0, max: 2 * NOW * 1000 }), async (fillings, encrypted, lastToken) => {
			const sync = `sync ${(syncs += 1)}`;
			const keyed = encrypted ? { ...login, encryptionKey: 'correct horse' } : login;
			const memory = memoryOf(fillings, clock, lastToken);
			const [before, decided, count] = [await seen(memory, fillings), await behaviour(memory, fillings), (await entriesOf(memory, fillings))];
			const tokenHere = await nextToken(memory);
			const went = await copy('there', memory, sync, keyed);
			if (count === 0) {
				assert.equal(went.kind, 'refused');
				return;
			}
			assert.equal(went.kind, 'copied', JSON.stringify(went));
			assert.ok(memory.moved !== undefined);
			const store = new PostgresStore({ login: keyed, namespace: '', sync, pause });
			assert.deepEqual(await seen(store, fillings), before);
			assert.deepEqual(await behaviour(store, fillings), decided);
			const tokenThere = await nextToken(store);
			assert.ok(tokenThere > tokenHere);

			const home = memoryOf([], clock);
			const came = await copy('back', home, sync, keyed);
			assert.equal(came.kind, 'copied', JSON.stringify(came));
			assert.deepEqual(await seen(home, fillings), before);
			assert.deepEqual(await behaviour(home, fillings), decided);
			assert.ok((await nextToken(home)) > tokenThere);
			assert.ok(went.kind === 'copied' && came.kind === 'copied');
			assert.deepEqual(came.collections.map(({ collection, fingerprint }) => [collection, fingerprint]).sort(), went.collections.filter(({ found }) => found > 0).map(({ collection, fingerprint }) => [collection, fingerprint]).sort());
			await assert.rejects(nextToken(store), /copied to here/);
		}),
		runs,
	);
});

async function entriesOf(store: StateStore, fillings: readonly Filling[]): Promise<number> {
	let n = 0;
	for (const { collection } of fillings) await store.scan(collection, () => (n += 1));
	return n;
}
