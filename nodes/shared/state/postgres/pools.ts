import { createHash } from 'crypto';
import { Pool, type PoolConfig } from 'pg';
import { LIMITS } from './limits';
import type { DatabaseLogin } from './login';

/** A connection nobody used for so long is closed. */
const IDLE_MS = 30_000;

/** One for the whole process: nodes with the same credential share connections. */
const pools = new Map<string, Pool>();
/** A login is asked for its pool several times a batch. */
const ids = new WeakMap<DatabaseLogin, string>();

export function poolFor(login: DatabaseLogin): Pool {
	const id = idOf(login);
	const known = pools.get(id);
	if (known !== undefined) return known;
	const pool = new Pool(connectionOf(login));
	pools.set(id, pool);
	// A connection that ends while nobody uses it is no error: the next batch opens another.
	pool.on('error', () => undefined);
	pool.on('connect', (client) => void client.on('error', () => undefined));
	// A credential that was changed leaves no pool behind.
	pool.on('remove', () => {
		if (pool.totalCount === 0 && pools.get(id) === pool) pools.delete(id);
	});
	return pool;
}

/** By all there is to say, and without the password in it. */
function idOf(login: DatabaseLogin): string {
	let id = ids.get(login);
	if (id === undefined) ids.set(login, (id = createHash('sha256').update(JSON.stringify(connectionOf(login))).digest('hex')));
	return id;
}

/** Ends all connections; for tests and scripts, which have an end. */
export async function closePools(): Promise<void> {
	const open = [...pools.values()];
	pools.clear();
	await Promise.all(open.map(async (pool) => await pool.end()));
}

/** Everything is said, so that no PG… variable of the machine has a say. */
export function connectionOf(login: DatabaseLogin): PoolConfig {
	const { host, port, database, user, password, tls, ca, poolSize, limits = LIMITS } = login;
	return {
		host,
		port,
		database,
		user,
		password,
		ssl: tls === 'disable' ? false : { rejectUnauthorized: tls === 'verify', ...(tls === 'verify' && ca !== undefined ? { ca } : {}) },
		application_name: 'n8n-nodes-sync-kit',
		max: poolSize,
		connectionTimeoutMillis: limits.connect,
		idleTimeoutMillis: IDLE_MS,
		allowExitOnIdle: true,
		query_timeout: limits.answer,
		keepAlive: true,
	};
}
