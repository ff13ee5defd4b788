import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Postgres } from '../../demo/platform/postgres';
import { dataDirectory, writeServerFile } from './dataDirectory';

export interface Replica {
	server: Postgres;
	stop(): Promise<void>;
}

/** A hot standby that follows `primary` over the network, as a hoster's read replica does. */
export async function startReplica(primary: Postgres): Promise<Replica> {
	const folder = mkdtempSync(join(tmpdir(), 'sync-kit-replica-'));
	// PostgreSQL may run as another user than this test.
	chmodSync(folder, 0o755);
	const data = join(folder, 'data');
	const original = await dataDirectory(primary);
	await primary.stop();
	execFileSync('cp', ['-a', original, data]);
	await primary.start();
	const { host, port, user, password } = primary.login();
	writeServerFile(data, 'postgresql.auto.conf', `primary_conninfo = 'host=${host} port=${port} user=${user} password=${password}'\n`);
	writeServerFile(data, 'standby.signal', '');
	const binaries = process.env['SYNC_KIT_TEST_POSTGRES'];
	const server = await Postgres.start({ folder: data, log: join(folder, 'postgres.log'), password, ...(binaries === undefined ? {} : { binaries }) });
	return {
		server,
		stop: async () => {
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
