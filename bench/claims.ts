/**
 * Claims a second in PostgreSQL, against a plain INSERT … ON CONFLICT DO NOTHING of the same rows by the same driver,
 * and Redis `SET … NX PX` for scale. Run by hand: `npx tsx bench/claims.ts [--quick | --huge]`; `--huge` adds a history
 * of 10,000,000 keys. PostgreSQL has its default settings and writes to disk as it does in production (fsync on).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { Postgres, removePostgresData } from '../demo/platform/postgres';
import { Redis } from '../demo/platform/redis';
import { guardCollection, type GuardEntry } from '../nodes/shared/idempotency/entry';
import { claim } from '../nodes/shared/idempotency/protocol';
import { keyHash } from '../nodes/shared/record/fingerprint';
import { closePools, connectionOf } from '../nodes/shared/state/postgres/pools';
import type { DatabaseLogin } from '../nodes/shared/state/postgres/login';
import { PostgresStore } from '../nodes/shared/state/postgres/postgresStore';
import { RedisClaims } from './claimsRedis';
import { median } from './race';

const quick = process.argv.includes('--quick');
const huge = process.argv.includes('--huge');
const HISTORIES = quick ? [10_000] : [10_000, 1_000_000, ...(huge ? [10_000_000] : [])];
const BATCHES = [1, 100, 1_000];
/** How long all contenders together work on one case. */
const MEASURE_MS = quick ? 4_000 : 20_000;
const WARM_UPS = 20;
const FILLED_AT_ONCE = 100_000;
const terms = { leaseMs: 600_000, rememberMs: 30 * 86_400_000, repeatable: false, completeAtOnce: false };
const guard = guardCollection();

/** The columns and indexes a plain solution needs for the same: one key, one row, found again when it is over. */
const PLAIN_TABLE = `CREATE SCHEMA plain;
CREATE TABLE plain.claims (collection_id int NOT NULL, key bytea NOT NULL, entry json NOT NULL, expires_at timestamptz, rank float8, updated_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (collection_id, key));
CREATE INDEX ON plain.claims (expires_at) WHERE expires_at IS NOT NULL`;
const PLAIN_INSERT = `INSERT INTO plain.claims (collection_id, key, entry, expires_at, rank) SELECT 1, k, e, to_timestamp(x / 1000), x FROM unnest($1::bytea[], $2::json[], $3::float8[]) AS n (k, e, x) ON CONFLICT DO NOTHING RETURNING key`;

type Name = 'ours' | 'plain' | 'redis' | 'safeRedis';
/** @returns how many of the keys, none of which was ever there, were granted */
type Contender = (keys: string[]) => Promise<number>;

let made = 0;
const newKeys = (count: number): string[] => Array.from({ length: count }, () => keyHash(`order ${(made += 1)}`));
const pause = async (ms: number): Promise<void> => await new Promise((done) => void setTimeout(done, ms));

function entryNow(): GuardEntry & { expiresAt: number } {
	const now = Date.now();
	return { state: 'claimed', fingerprint: 0, token: now * 1000, leaseUntil: now + terms.leaseMs, expiresAt: now + terms.rememberMs, rememberMs: terms.rememberMs };
}

const hexOf = (key: string): string => Buffer.from(key, 'latin1').toString('hex');

/** Contenders take turns, batch by batch, so that a busy moment of the machine or its disk hits all of them. @returns ms */
async function race(contenders: Record<Name, Contender>, batch: number): Promise<Record<Name, number[]>> {
	const names = Object.keys(contenders) as Name[];
	const times: Record<Name, number[]> = { ours: [], plain: [], redis: [], safeRedis: [] };
	let end = Infinity;
	for (let round = -WARM_UPS; performance.now() < end; round += 1) {
		if (round === 0) end = performance.now() + MEASURE_MS;
		for (let i = 0; i < names.length; i += 1) {
			const name = names[(i + Math.abs(round)) % names.length]!;
			const keys = newKeys(batch);
			const start = performance.now();
			const granted = await contenders[name](keys);
			if (round >= 0) times[name].push(performance.now() - start);
			if (granted !== batch) throw new Error(`${name} granted ${granted} of ${batch} new keys`);
		}
	}
	return times;
}

/** Rows as the contenders write them, by the server itself. */
async function fill(server: Postgres, from: number, to: number): Promise<void> {
	const collection = `(SELECT id FROM sync_kit.collections WHERE collection = 'guard')`;
	const { expiresAt, ...rest } = entryNow();
	const entry = `json_build_object(${Object.entries(rest).map(([name, value]) => `'${name}', ${typeof value === 'number' && name !== 'rememberMs' && name !== 'fingerprint' ? `${value} + g` : typeof value === 'string' ? `'${value}'` : value}`).join(', ')}, 'expiresAt', ${expiresAt} + g)`;
	for (let next = from; next < to; next += FILLED_AT_ONCE) {
		const rows = `substr(sha256(convert_to('old order ' || g, 'UTF8')), 1, 8), ${entry}, to_timestamp((${expiresAt} + g) / 1000.0), ${expiresAt} + g, now() FROM generate_series(${next + 1}, ${Math.min(to, next + FILLED_AT_ONCE)}) g`;
		await server.query(`INSERT INTO sync_kit.entries (collection_id, key, entry, expires_at, rank, updated_at) SELECT ${collection}, ${rows}`);
		await server.query(`INSERT INTO plain.claims (collection_id, key, entry, expires_at, rank, updated_at) SELECT 1, ${rows}`);
	}
}

/** While it is filled, nothing has to survive; measured is with the server's defaults. */
async function hurry(server: Postgres, on: boolean): Promise<void> {
	const settings = { full_page_writes: 'off', synchronous_commit: 'off', max_wal_size: '16GB' };
	for (const [name, value] of Object.entries(settings)) await server.query(on ? `ALTER SYSTEM SET ${name} = '${value}'` : `ALTER SYSTEM RESET ${name}`);
	await server.query('SELECT pg_reload_conf()');
	await pause(500);
}

async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'sync-kit-claims-'));
	const server = await Postgres.start({ folder: join(folder, 'data'), log: join(folder, 'log') });
	const [memory, disk] = [await Redis.start({ folder: join(folder, 'redis'), log: join(folder, 'redis.log') }), await Redis.start({ folder: join(folder, 'safe'), log: join(folder, 'safe.log') })];
	const [redis, safeRedis] = [await RedisClaims.connect(memory.port), await RedisClaims.connect(disk.port)];
	const login: DatabaseLogin = { ...server.login(), schema: 'sync_kit', tls: 'disable', poolSize: 5 };
	const pool = new Pool({ ...connectionOf(login) });
	try {
		await server.query(PLAIN_TABLE);
		const store = new PostgresStore({ login, namespace: '', sync: 'orders', pause });
		const claimIn = (client: RedisClaims): Contender => async (keys) => await client.claim(keys.map(hexOf), JSON.stringify(entryNow()), terms.rememberMs);
		const contenders: Record<Name, Contender> = {
			ours: async (keys) => {
				const verdicts = await store.transact(guard, keys, (tx) => keys.map((_key, k) => claim(tx, k, 0, terms)), 'new');
				return verdicts.filter(({ kind }) => kind === 'new').length;
			},
			plain: async (keys) => {
				const entry = entryNow();
				const text = JSON.stringify(entry);
				const result = await pool.query(PLAIN_INSERT, [keys.map((key) => Buffer.from(key, 'latin1')), keys.map(() => text), keys.map(() => entry.expiresAt)]);
				return result.rowCount ?? 0;
			},
			redis: claimIn(redis),
			safeRedis: claimIn(safeRedis),
		};
		await contenders.ours(newKeys(1));
		let history = 0;
		const before = new Map<number, { ours: number; plain: number }>();
		console.log('| keys remembered | batch | claims/s | plain INSERT/s | plain is faster by | by medians | Redis SET NX/s, fsync always | Redis SET NX/s, in memory | a batch costs, of what it did with a tenth or less |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
		for (const size of HISTORIES) {
			await hurry(server, true);
			await fill(server, history, size);
			await hurry(server, false);
			for (const client of [redis, safeRedis]) {
				await client.send([['CONFIG', 'SET', 'appendonly', 'no']]);
				for (; client === redis && history < size; history += 10_000) await client.claim(Array.from({ length: 10_000 }, (_, i) => hexOf(keyHash(`old order ${history + i}`))), JSON.stringify(entryNow()), terms.rememberMs);
			}
			await safeRedis.send([['CONFIG', 'SET', 'appendfsync', 'always'], ['CONFIG', 'SET', 'appendonly', 'yes']]);
			await server.query('VACUUM ANALYZE');
			await server.query('CHECKPOINT');
			for (const batch of BATCHES) {
				const times = await race(contenders, batch);
				const rate = (name: Name): string => Math.round((batch * times[name].length * 1000) / sum(times[name])).toLocaleString('en');
				const [ours, plain] = [median(times.ours), median(times.plain)];
				const grown = before.get(batch);
				before.set(batch, { ours, plain });
				const growth = grown === undefined ? '' : `${(ours / grown.ours).toFixed(2)} × (plain ${(plain / grown.plain).toFixed(2)} ×)`;
				console.log(`| ${size.toLocaleString('en')} | ${batch.toLocaleString('en')} | ${rate('ours')} | ${rate('plain')} | ${(sum(times.ours) / sum(times.plain)).toFixed(2)} × | ${(ours / plain).toFixed(2)} × | ${rate('safeRedis')} | ${rate('redis')} | ${growth} |`);
			}
		}
	} finally {
		redis.close();
		safeRedis.close();
		await Promise.all([memory.stop(), disk.stop(), pool.end(), closePools()]);
		await server.stop();
		removePostgresData(join(folder, 'data'));
		rmSync(folder, { recursive: true, force: true });
	}
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}

void main();
