import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { query, type PostgresLogin } from '../../demo/platform/postgres';
import { freePort } from '../../demo/platform/ports';
import { ServerProcess } from '../../demo/platform/server-process';
import { until } from '../../demo/platform/wait';

const NOBODY = 65_534;

/** Where the system has PgBouncer; undefined if it has none. */
export function findPgBouncer(): string | undefined {
	try {
		return execFileSync('sh', ['-c', 'command -v pgbouncer || ls /usr/sbin/pgbouncer'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
	} catch {
		return undefined;
	}
}

/** PgBouncer in transaction mode in front of a server: two connections for whoever comes. */
export async function startPgBouncer(command: string, folder: string, to: PostgresLogin): Promise<{ port: number; stop(): Promise<void> }> {
	const port = await freePort();
	mkdirSync(folder, { recursive: true });
	const users = join(folder, 'users.txt');
	const config = join(folder, 'pgbouncer.ini');
	writeFileSync(users, `"${to.user}" "${to.password}"\n`);
	writeFileSync(
		config,
		`[databases]\n* = host=127.0.0.1 port=${to.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = scram-sha-256\nauth_file = ${users}\npool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 100\n`,
	);
	const asNobody = process.getuid?.() === 0;
	if (asNobody) {
		chmodSync(folder, 0o755);
		for (const file of [users, config]) chownSync(file, NOBODY, NOBODY);
	}
	const server = await ServerProcess.start({
		name: 'PgBouncer',
		command,
		args: [config],
		env: { PATH: process.env['PATH'] },
		cwd: '/',
		log: join(folder, 'pgbouncer.log'),
		...(asNobody ? { uid: NOBODY, gid: NOBODY } : {}),
	});
	await until('PgBouncer to answer', async () => {
		await query({ ...to, port }, 'SELECT 1');
		return true;
	});
	return { port, stop: async () => void (await server.stop('SIGINT', 5_000)) };
}
