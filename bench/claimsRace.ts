/**
 * Claims in PostgreSQL under fire: eight processes claim the same thousand keys, and are killed at random between
 * claim, effect and complete. Run by hand: `npx tsx bench/claimsRace.ts [claims]`; prints what was tried and found, and
 * fails if an effect happened twice.
 *
 * The effects go into a table of their own, which the state knows nothing of, each as a commit of its own. Half of the
 * keys are of steps that may be repeated (a lost lease hands out the next token), half are not. Keys are forgotten
 * after a while, so that there is always something to do.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { Postgres, removePostgresData } from '../demo/platform/postgres';
import { guardCollection } from '../nodes/shared/idempotency/entry';
import { claim, complete } from '../nodes/shared/idempotency/protocol';
import { keyHash } from '../nodes/shared/record/fingerprint';
import { MOST_AHEAD_MS } from '../nodes/shared/state/postgres/decideAhead';
import { connectionOf } from '../nodes/shared/state/postgres/pools';
import type { DatabaseLogin } from '../nodes/shared/state/postgres/login';
import { PostgresStore } from '../nodes/shared/state/postgres/postgresStore';

const PROCESSES = 8;
const KEYS = 1_000;
const MOST_AT_ONCE = 20;
const LEASE_MS = 300;
/** From the completion, which does not look ahead as the claim may have done. */
const REMEMBER_MS = 3_000;
/** How often a batch ends in the death of its process. */
const DEATHS = 1 / 250;

const guard = guardCollection();
const repeatable = (key: number): boolean => key % 2 === 0;
const pause = async (ms: number): Promise<void> => await new Promise((done) => void setTimeout(done, ms));

async function work(login: DatabaseLogin, claims: number): Promise<void> {
	const store = new PostgresStore({ login, namespace: '', sync: 'race', pause });
	const world = new Pool({ ...connectionOf(login), max: 1 });
	const perhapsDie = (): void => {
		if (Math.random() < DEATHS / 3) process.kill(process.pid, 'SIGKILL');
	};
	for (let claimed = 0; claimed < claims; ) {
		const count = Math.random() < 0.5 ? 1 : 1 + Math.floor(Math.random() * MOST_AT_ONCE);
		const keys = [...new Set(Array.from({ length: count }, () => Math.floor(Math.random() * KEYS)))];
		const hashes = keys.map((key) => keyHash(String(key)));
		const { now, verdicts } = await store.transact(guard, hashes, (tx) => ({
			now: tx.now,
			verdicts: keys.map((key, k) => claim(tx, k, 0, { leaseMs: LEASE_MS, rememberMs: REMEMBER_MS, repeatable: repeatable(key), completeAtOnce: false })),
		}), 'new');
		claimed += keys.length;
		await world.query('INSERT INTO race.trials (claims) VALUES ($1)', [keys.length]);
		perhapsDie();
		for (const [k, verdict] of verdicts.entries()) {
			if (verdict.kind !== 'new') continue;
			await world.query('INSERT INTO race.effects (key, token, claimed_at) VALUES ($1, $2, $3)', [keys[k], verdict.token, now]);
		}
		perhapsDie();
		const settled = await store.transact(guard, hashes, (tx) => verdicts.map((verdict, k) => (verdict.kind === 'new' ? complete(tx, k, verdict.token, undefined) : undefined)));
		for (const [k, verdict] of verdicts.entries()) {
			if (verdict.kind === 'new' && settled[k]?.kind === 'settled') await world.query('INSERT INTO race.completions (key, token) VALUES ($1, $2)', [keys[k], verdict.token]);
		}
		perhapsDie();
	}
	await world.end();
}

/** Starts a worker again whenever it is killed, until `done`. @returns how often it was */
async function keepAlive(login: DatabaseLogin, claims: number, done: () => Promise<boolean>): Promise<number> {
	for (let deaths = 0; ; deaths += 1) {
		const child = spawn(process.execPath, ['--import', 'tsx', __filename, '--worker', JSON.stringify({ login, claims })], { stdio: ['ignore', 'inherit', 'inherit'] });
		const signal = await new Promise<string | null>((ended, failed) => {
			child.once('error', failed);
			child.once('exit', (code, by) => (code === 0 || by !== null ? ended(by) : failed(new Error(`a worker ended with ${code}`))));
		});
		if (await done()) return deaths + (signal === null ? 0 : 1);
		if (signal === null) deaths -= 1;
	}
}

async function main(claims: number): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'sync-kit-race-'));
	const server = await Postgres.start({ folder: join(folder, 'data'), log: join(folder, 'log'), settings: { max_connections: '100' } });
	const login: DatabaseLogin = { ...server.login(), schema: 'sync_kit', tls: 'disable', poolSize: 2 };
	try {
		await server.query('CREATE SCHEMA race');
		await server.query('CREATE TABLE race.trials (claims int NOT NULL)');
		await server.query('CREATE TABLE race.effects (key int NOT NULL, token bigint NOT NULL, claimed_at bigint NOT NULL)');
		await server.query('CREATE TABLE race.completions (key int NOT NULL, token bigint NOT NULL)');
		const tried = async (): Promise<number> => (await server.query<{ n: number }>('SELECT coalesce(sum(claims), 0)::int AS n FROM race.trials'))[0]!.n;
		const started = Date.now();
		const deaths = await Promise.all(Array.from({ length: PROCESSES }, async () => await keepAlive(login, 2_000, async () => (await tried()) >= claims)));
		const seconds = (Date.now() - started) / 1000;
		const [found] = await server.query<Record<string, number>>(`
			WITH next AS (SELECT *, lead(token) OVER w AS next_token, lead(claimed_at) OVER w AS next_at FROM race.effects WINDOW w AS (PARTITION BY key ORDER BY claimed_at, token))
			SELECT (SELECT count(*)::int FROM race.effects) AS effects,
				(SELECT count(DISTINCT key)::int FROM race.effects) AS keys,
				(SELECT count(*)::int FROM (SELECT FROM race.effects GROUP BY key, token HAVING count(*) > 1) t) AS twice,
				(SELECT count(*)::int FROM (SELECT FROM race.completions GROUP BY key, token HAVING count(*) > 1) t) AS completed_twice,
				(SELECT count(*)::int FROM race.completions c WHERE NOT EXISTS (SELECT FROM race.effects e WHERE e.key = c.key AND e.token = c.token)) AS completed_without_effect,
				(SELECT count(*)::int FROM next WHERE next_token <= token) AS token_not_grown,
				(SELECT count(*)::int FROM next WHERE key % 2 = 1 AND next_at < claimed_at + ${REMEMBER_MS - MOST_AHEAD_MS}) AS again_while_remembered,
				(SELECT count(*)::int FROM next WHERE key % 2 = 0 AND next_at < claimed_at + ${LEASE_MS}) AS again_while_leased`);
		const { effects, keys, ...wrong } = found!;
		console.log(`${await tried()} claims by ${PROCESSES} processes over ${keys} keys in ${seconds.toFixed(0)} s; ${deaths.reduce((a, b) => a + b)} processes killed; ${effects} effects`);
		for (const [what, count] of Object.entries(wrong)) console.log(`${String(count).padStart(6)}  ${what.replaceAll('_', ' ')}`);
		if (Object.values(wrong).some((count) => count > 0)) process.exitCode = 1;
	} finally {
		await server.stop();
		removePostgresData(join(folder, 'data'));
		rmSync(folder, { recursive: true, force: true });
	}
}

const [mode, argument] = process.argv.slice(2);
if (mode === '--worker') {
	const { login, claims } = JSON.parse(argument!) as { login: DatabaseLogin; claims: number };
	void work(login, claims);
} else {
	void main(Number(mode ?? 100_000));
}
