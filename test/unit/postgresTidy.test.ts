import { until } from '../../demo/platform/wait';
import { waitingCollection } from '../../nodes/ChangeDetector/waiting';
import { emptyMemory } from '../../nodes/shared/reconcile/memory';
import { recordCollection } from '../../nodes/shared/reconcile/memoryLayout';
import { makeShape } from '../../nodes/shared/reconcile/shape';
import { keyHash } from '../../nodes/shared/record/fingerprint';
import { guardCollection, type GuardEntry } from '../../nodes/shared/idempotency/entry';
import type { Collection } from '../../nodes/shared/state/port';
import { keyLocks } from '../../nodes/shared/state/postgres/locks';
import { quoteText } from '../../nodes/shared/state/postgres/quote';
import { Seal } from '../../nodes/shared/state/postgres/seal';
import { Database } from '../../nodes/shared/state/postgres/database';
import { closePools } from '../../nodes/shared/state/postgres/pools';
import { PostgresStore } from '../../nodes/shared/state/postgres/postgresStore';
import { sweep } from '../../nodes/shared/state/postgres/tidy';
import { pause, setClock, startPostgres } from '../support/postgres';

const database = startPostgres();
const START = Date.UTC(2026, 5, 1);

const done = (expiresAt: number): GuardEntry => ({ state: 'completed', fingerprint: 0, expiresAt });
const claimed = (expiresAt: number, leaseUntil: number): GuardEntry => ({ state: 'claimed', fingerprint: 0, token: 1, leaseUntil, expiresAt, rememberMs: 1 });
const names = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => keyHash(`key ${from + i}`));

async function prepared() {
	const login = database.login();
	await new Database(login).prepare();
	await setClock(database, login.schema, START);
	const rows = async (): Promise<number> => (await database.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${login.schema}.entries`))[0]!.n;
	return { login, rows, store: new PostgresStore({ login, namespace: '', sync: 's', pause }) };
}

test('what is over is removed in steps, and nothing else', async () => {
	const { login, rows, store } = await prepared();
	await store.transact(guardCollection(), names(0, 5_000), (tx) => names(0, 5_000).forEach((_, i) => tx.set(i, done(START + (i < 4_500 ? 1_000 : 9_000)))));
	await setClock(database, login.schema, START + 1_000);
	const left: number[] = [];
	for (let more = true; more; left.push(await rows())) more = await sweep(new Database(login));
	expect(left).toEqual([3_000, 1_000, 500]);
});

test('a reset takes effect at once and its rows go in steps; what is remembered since stays', async () => {
	const { login, rows, store } = await prepared();
	await store.transact(guardCollection(), names(0, 3_000), (tx) => names(0, 3_000).forEach((_, i) => tx.set(i, done(START + 9_000))));
	await store.reset();
	await store.transact(guardCollection(), names(0, 3), (tx) => [0, 1, 2].forEach((i) => tx.set(i, done(START + 9_000))));
	expect((await store.sizes())[0]).toMatchObject({ collection: 'guard', entries: 3 });
	while (await sweep(new Database(login)));
	expect(await rows()).toBe(3);
	expect(await database.sql(`SELECT count(*)::int AS n FROM ${login.schema}.collections`)).toEqual([{ n: 1 }]);
});

test('living claims are spared when the cap is reached, whatever their rank', async () => {
	const { store } = await prepared();
	const small = guardCollection(10);
	// They would be the first to go by their time.
	await store.transact(small, names(0, 5), (tx) => names(0, 5).forEach((_, i) => tx.set(i, claimed(START + 10, START + 5))));
	for (let i = 5; i < 40; i += 1) await store.transact(small, names(i, i + 1), (tx) => tx.set(0, done(START + 1_000 + i)));
	const known = await store.transact(small, names(0, 40), (tx) => Array.from({ length: 40 }, (_, i) => i).filter((i) => tx.get(i) !== undefined));
	expect(known).toEqual([0, 1, 2, 3, 4, 35, 36, 37, 38, 39]);
});

test('a batch of 100,000 keys is one decision, with a token for each', async () => {
	const { store } = await prepared();
	const keys = names(0, 100_000);
	const tokens = await store.transact(guardCollection(), keys, (tx) => keys.map((_, i) => {
		tx.set(i, done(START + 1_000));
		return [tx.nextToken(), tx.nextToken()];
	}));
	const flat = tokens.flat();
	expect(new Set(flat).size).toBe(200_000);
	expect(flat.every((token, i) => i === 0 || token > flat[i - 1]!)).toBe(true);
	expect((await store.sizes())[0]!.entries).toBe(100_000);
});

test('entries too large to come in one text come one by one, among those that are not', async () => {
	const { store } = await prepared();
	const keys = names(0, 1_000);
	const kept = (i: number): GuardEntry => ({ state: 'completed', fingerprint: 0, expiresAt: START + 1_000, result: i % 300 === 7 ? `${i}\u0000\ud83d${'x'.repeat(70_000)}` : i });
	await store.transact(guardCollection(), keys, (tx) => keys.forEach((_, i) => tx.set(i, kept(i))));
	const found = await store.transact(guardCollection(), keys, (tx) => keys.map((_, i) => tx.get(i)));
	expect(found).toEqual(keys.map((_, i) => kept(i)));
});

test('no batch reads the whole table, also on a connection that knew it when it was small', async () => {
	const { login, store } = await prepared();
	await store.transact(guardCollection(), names(0, 1), (tx) => tx.set(0, done(START + 9_000)));
	await database.sql(`ANALYZE ${login.schema}.entries`);
	for (let from = 0; from < 20_000; from += 1_000) {
		await store.transact(guardCollection(), names(from, from + 1_000), (tx) => names(from, from + 1_000).forEach((_, i) => tx.set(i, done(START + 9_000))));
	}
	for (let i = 0; i < 20; i += 1) await store.transact(guardCollection(), names(i, i + 1), (tx) => tx.set(0, done(START + 9_000)));
	// What a connection did is counted when it ends.
	await closePools();
	const reads = await until('the counts', async () => {
		const [row] = await database.sql<{ rows: number; by_index: number }>(`SELECT seq_tup_read::int AS rows, idx_scan::int AS by_index FROM pg_stat_user_tables WHERE schemaname = '${login.schema}' AND relname = 'entries'`);
		return row!.by_index > 0 ? row : undefined;
	});
	// A sweep may read all of it while it is small.
	expect(reads!.rows).toBeLessThan(20_000);
});

test.each(['', '$', '$sk', '$sk$', 'a$sk$ and $sk0$b', "'; DROP TABLE x; --", '\\', '$sk$$sk0$$sk1'])('the text %j goes through SQL as it is', async (text) => {
	expect(await database.sql(`SELECT ${quoteText(text)} AS text`)).toEqual([{ text }]);
});

test('locks are taken in one order, at most 256 of them, and never shared between collections', () => {
	const place = { schema: 's', namespace: '', sync: 'a', collection: 'guard' };
	const many = keyLocks(place, names(0, 10_000));
	expect(many).toHaveLength(256);
	expect(many).toEqual([...many].sort((a, b) => a - b));
	expect(many.every(Number.isSafeInteger)).toBe(true);
	const others = keyLocks({ ...place, collection: 'changes' }, names(0, 10_000));
	expect(others.some((lock) => many.includes(lock))).toBe(false);
});

describe('encryption', () => {
	const guard = guardCollection();
	const kept = { ...done(1), result: { iban: 'DE02 1203', note: '\u{1F512}\u0000' } } as GuardEntry;
	const [a, b] = names(0, 2) as [string, string];
	const seal = new Seal('secret');

	test('hides what a user asked to keep, shows the rest, and gives it back whole', () => {
		const sealed = seal.seal(guard, a, kept);
		expect(sealed).toMatchObject({ state: 'completed', result: { 'sync-kit encrypted': expect.any(String) } });
		expect(JSON.stringify(sealed)).not.toContain('DE02');
		expect(JSON.stringify(seal.seal(guard, a, kept))).not.toBe(JSON.stringify(sealed));
		expect(seal.open(guard, a, sealed)).toEqual(kept);
		expect(kept).toHaveProperty('result.iban');
	});

	test('cannot be read with another key, moved to another entry, or changed', () => {
		const sealed = seal.seal(guard, a, kept) as GuardEntry & { result: { 'sync-kit encrypted': string } };
		const changed = { ...sealed, result: { 'sync-kit encrypted': `${sealed.result['sync-kit encrypted'].slice(0, -4)}AAAA` } } as GuardEntry;
		for (const read of [() => new Seal('other').open(guard, a, sealed), () => new Seal(undefined).open(guard, a, sealed), () => seal.open(guard, b, sealed), () => seal.open(guard, a, changed)]) {
			expect(read).toThrow(/not with the encryption key/);
		}
	});

	test('reaches what stands below others, in every element of an array, and leaves the rest readable', () => {
		const jobs = { ...guard, name: 'jobs', secret: ['jobs.payload', 'jobs.before', 'nowhere.at.all'] } as unknown as Collection<unknown>;
		const entry = { kind: 'record', jobs: [{ id: 1, payload: { name: 'Ann' } }, { id: 2 }, { id: 3, payload: 'Bob', before: null }] };
		const sealed = seal.seal(jobs, a, entry);
		expect(sealed).toMatchObject({ kind: 'record', jobs: [{ id: 1 }, { id: 2 }, { id: 3 }] });
		expect(JSON.stringify(sealed)).not.toMatch(/Ann|Bob/);
		expect(seal.open(jobs, a, sealed)).toEqual(entry);
	});

	test('reaches what the Change Detector holds back, and the base values of merged fields', () => {
		const waiting = { key: 'K1', until: 5, json: { id: 'K1', name: 'Ann' }, events: 2 };
		const shape = makeShape(['CRM', 'ERP'], ['tags']);
		const record = { ...emptyMemory(shape, 1), kept: [{ field: 0, values: [[7, ['Bob']], [8, null]] as [number, unknown][] }] };
		for (const [collection, entry] of [[waitingCollection('CRM'), waiting], [recordCollection(shape, 10, 10), record]] as unknown as [Collection<unknown>, object][]) {
			const sealed = seal.seal(collection, a, entry);
			expect(JSON.stringify(sealed)).not.toMatch(/Ann|Bob/);
			expect(seal.open(collection, a, sealed)).toEqual(entry);
		}
	});

	test('what was kept before there was a key is read as it is', () => {
		expect(seal.open(guard, a, kept)).toEqual(kept);
	});
});

test('the proofs of batches are kept for a quarter of an hour, and then removed', async () => {
	const { login, store } = await prepared();
	const count = async (): Promise<number> => (await database.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${login.schema}.commits`))[0]!.n;
	await store.transact(guardCollection(), names(0, 1), (tx) => tx.set(0, done(START + 1)));
	const before = await count();
	expect(before).toBeGreaterThan(0);
	await setClock(database, login.schema, START + 15 * 60_000);
	await sweep(new Database(login));
	expect(await count()).toBe(before);
	await setClock(database, login.schema, START + 15 * 60_000 + 1);
	await sweep(new Database(login));
	expect(await count()).toBe(0);
});
