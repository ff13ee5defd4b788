import { chownSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Postgres } from '../../demo/platform/postgres';

/** Where a (running) server keeps its data and settings. */
export async function dataDirectory(server: Postgres): Promise<string> {
	const [row] = await server.query<{ data_directory: string }>('SHOW data_directory');
	return row!.data_directory;
}

/** Puts a file there, to be read by the server alone. */
export function writeServerFile(folder: string, name: string, text: string): void {
	const { uid, gid } = statSync(folder);
	writeFileSync(join(folder, name), text, { mode: 0o600 });
	chownSync(join(folder, name), uid, gid);
}
