import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './folders.mjs';
import { withLock } from './lock.mjs';
import { runQuietly, withNode } from './run.mjs';
import { say, Stop } from './say.mjs';

/** n8n 2.41 needs Node 24; this one is fetched as an npm package, whatever Node the machine has. */
export const NODE_VERSION = '24.21.0';
const OLDEST_NODE = 20;

/**
 * Makes sure Node 24 is in the cache.
 * @returns {Promise<{ node: string, bin: string, home: string }>} the executable, its folder, and the
 *   folder that also holds `include/node` (for building native modules).
 */
export async function ensureNode24() {
	if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
		throw new Stop(`Node ${OLDEST_NODE} or newer is needed to start; this is ${process.version}.`);
	}
	if (process.platform !== 'linux' && process.platform !== 'darwin') {
		throw new Stop(`Linux and macOS are supported; on ${process.platform}, use WSL (Debian) or a container.`);
	}
	const name = `node-${process.platform}-${process.arch}`;
	const folder = join(cacheFolder(), `node-${NODE_VERSION}`);
	const home = join(folder, 'node_modules', name);
	const found = { node: join(home, 'bin', 'node'), bin: join(home, 'bin'), home };
	if (works(found.node)) return found;

	return await withLock(folder, async () => {
		if (works(found.node)) return found;
		say(`  fetching Node ${NODE_VERSION} into ${folder} (about 50 MB to download)`);
		const partial = `${folder}.partial`;
		rmSync(partial, { recursive: true, force: true });
		mkdirSync(partial, { recursive: true });
		writeFileSync(join(partial, 'package.json'), '{"private":true}\n');
		await runQuietly(
			`Node ${NODE_VERSION}`,
			'npm',
			['install', `${name}@${NODE_VERSION}`, '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', partial],
			{ cwd: partial, env: process.env, log: `${folder}.log` },
		);
		rmSync(folder, { recursive: true, force: true });
		renameSync(partial, folder);
		if (!works(found.node)) {
			throw new Stop(
				`The fetched Node ${NODE_VERSION} does not run on this machine (${process.platform} ${process.arch}). ` +
					'It needs glibc: on Alpine, use a Debian-based image.',
			);
		}
		return found;
	});
}

/** npm itself, run by Node 24. */
export function npmEnvironment(node24, extra = {}) {
	const env = withNode(node24.bin, { npm_config_update_notifier: 'false', ...extra });
	// Left by an outer `npm run`; they would make an inner npm act on this repository.
	for (const key of Object.keys(env)) if (/^npm_(package|lifecycle)_|^npm_config_(local_)?prefix$/i.test(key)) delete env[key];
	return env;
}

function works(node) {
	if (!existsSync(node)) return false;
	try {
		return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim() === `v${NODE_VERSION}`;
	} catch {
		return false;
	}
}
