/**
 * Claims a second in PostgreSQL, against a plain INSERT … ON CONFLICT DO NOTHING of the same rows by the same driver.
 * Run by hand: `npx tsx bench/claims.ts [--quick]`. The server writes to disk as it does in production (fsync on).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { Postgres, removePostgresData } from '../demo/platform/postgres';
import { guardCollection, type GuardEntry } from '../nodes/shared/idempotency/entry';
import { claim } from '../nodes/shared/idempotency/protocol';
import { keyHash } from '../nodes/shared/record/fingerprint';
import { closePools, connectionOf } from '../nodes/shared/state/postgres/pools';
import type { DatabaseLogin } from '../nodes/shared/state/postgres/login';
import { PostgresStore } from '../nodes/shared/state/postgres/postgresStore';
import { median } from './race';

const quick = process.argv.includes('--quick');
const HISTORIES = quick ? [10_000] : [10_000, 1_000_000];
const BATCHES = [1, 100, 1_000];
/** How long one contender works on one case. */
const MEASURE_MS = quick ? 1_500 : 4_000;
const ROUNDS = 3;
const terms = { leaseMs: 600_000, rememberMs: 30 * 86_400_000, repeatable: false, completeAtOnce: false };
const guard = guardCollection();

let made = 0;
const newKeys = (count: number): string[] => Array.from({ length: count }, () => keyHash(`order ${(made += 1)}`));
const pause = async (ms: number): Promise<void> => await new Promise((done) => void setTimeout(done, ms));

/** The same columns and the same index on time; one key, one row, one statement a batch. */
const PLAIN_TABLE = `CREATE TABLE plain.claims (collection_id int NOT NULL, key bytea NOT NULL, entry json NOT NULL, expires_at timestamptz, rank float8, updated_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (collection_id, key));
CREATE INDEX ON plain.claims (expires_at) WHERE expires_at IS NOT NULL`;
const PLAIN_INSERT = `INSERT INTO plain.claims (collection_id, key, entry, expires_at, rank) SELECT 1, k, e, to_timestamp(x / 1000), x FROM unnest($1::bytea[], $2::json[], $3::float8[]) AS n (k, e, x) ON CONFLICT DO NOTHING RETURNING key`;

async function perSecond(batch: number, once: (keys: string[]) => Promise<number>): Promise<number> {
	let claims = 0;
	const end = performance.now() + MEASURE_MS;
	const start = performance.now();
	while (performance.now() < end) {
		const granted = await once(newKeys(batch));
		if (granted !== batch) throw new Error(`${granted} of ${batch} new keys were granted`);
		claims += batch;
	}
	return (claims / (performance.now() - start)) * 1000;
}

async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'sync-kit-claims-'));
	const server = await Postgres.start({ folder: join(folder, 'data'), log: join(folder, 'log') });
	const login: DatabaseLogin = { ...server.login(), schema: 'sync_kit', tls: 'disable', poolSize: 5 };
	const pool = new Pool({ ...connectionOf(login) });
	try {
		await server.query('CREATE SCHEMA plain');
		await pool.query(PLAIN_TABLE);
		const store = new PostgresStore({ login, namespace: '', sync: 'orders', pause });
		const ours = async (keys: string[]): Promise<number> => {
			const verdicts = await store.transact(guard, keys, (tx) => keys.map((_key, k) => claim(tx, k, 0, terms)));
			return verdicts.filter(({ kind }) => kind === 'new').length;
		};
		const plain = async (keys: string[]): Promise<number> => {
			const now = Date.now();
			const entry: GuardEntry = { state: 'claimed', fingerprint: 0, token: 1, leaseUntil: now + terms.leaseMs, expiresAt: now + terms.rememberMs, rememberMs: terms.rememberMs };
			const text = JSON.stringify(entry);
			const result = await pool.query(PLAIN_INSERT, [keys.map((key) => Buffer.from(key, 'latin1')), keys.map(() => text), keys.map(() => entry.expiresAt)]);
			return result.rowCount ?? 0;
		};
		let history = 0;
		console.log('| keys remembered | batch | claims/s | plain INSERT/s | plain is faster by |\n| ---: | ---: | ---: | ---: | ---: |');
		for (const size of HISTORIES) {
			for (; history < size; history += 10_000) {
				const keys = newKeys(10_000);
				await ours(keys);
				await plain(keys);
			}
			await server.query('VACUUM ANALYZE');
			for (const batch of BATCHES) {
				const rates: { ours: number[]; plain: number[] } = { ours: [], plain: [] };
				for (let round = 0; round < ROUNDS; round += 1) {
					rates.plain.push(await perSecond(batch, plain));
					rates.ours.push(await perSecond(batch, ours));
				}
				const [we, they] = [median(rates.ours), median(rates.plain)];
				console.log(`| ${size.toLocaleString('en')} | ${batch.toLocaleString('en')} | ${Math.round(we).toLocaleString('en')} | ${Math.round(they).toLocaleString('en')} | ${(they / we).toFixed(2)} × |`);
			}
		}
	} finally {
		await pool.end();
		await closePools();
		await server.stop();
		removePostgresData(join(folder, 'data'));
		rmSync(folder, { recursive: true, force: true });
	}
}

void main();
