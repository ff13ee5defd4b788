import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './folders.mjs';
import { withLock } from './lock.mjs';
import { npmEnvironment } from './node24.mjs';
import { commonHelp, runQuietly } from './run.mjs';
import { say, Stop } from './say.mjs';

/** The n8n everything here is measured on. (2.41.3 asks for a package that was never published.) */
export const N8N_VERSION = '2.41.1';
const NEEDED_BYTES = 3.5e9;

/**
 * Makes sure a working n8n is in the cache.
 *
 * Its install scripts are skipped, because several fetch prebuilt binaries from elsewhere and fail where
 * that is closed; the one native module n8n cannot do without, sqlite3, is built afterwards.
 * @returns {Promise<string>} the folder whose `node_modules/n8n` it is.
 */
export async function ensureN8n(node24) {
	const folder = join(cacheFolder(), `n8n-${N8N_VERSION}`);
	const marker = join(folder, '.ready');
	if (existsSync(marker)) return folder;

	return await withLock(folder, async () => {
		if (existsSync(marker)) return folder;
		if (existsSync(folder)) {
			say(`  checking the n8n found in ${folder}`);
			if (verify(folder, node24) === undefined) {
				writeFileSync(marker, '');
				return folder;
			}
			say('  it is not complete: installing it again');
		}
		checkDisk(cacheFolder());
		say(`  fetching n8n ${N8N_VERSION} into ${folder} (once; about 5 minutes, 3 GB)`);
		const partial = `${folder}.partial`;
		const log = `${folder}.log`;
		rmSync(log, { force: true });
		rmSync(partial, { recursive: true, force: true });
		mkdirSync(partial, { recursive: true });
		writeFileSync(join(partial, 'package.json'), '{"private":true}\n');
		const options = { cwd: partial, env: npmEnvironment(node24), log };
		const quiet = ['--no-audit', '--no-fund', '--prefix', partial];
		await runQuietly(`n8n ${N8N_VERSION}`, 'npm', ['install', `n8n@${N8N_VERSION}`, '--ignore-scripts', ...quiet], options);
		await runQuietly('sqlite3 for n8n', 'npm', ['rebuild', 'sqlite3', '--ignore-scripts=false', ...quiet], {
			...options,
			// Where the headers of this Node are, for the compiler.
			env: npmEnvironment(node24, { npm_config_nodedir: node24.home }),
			help: compilerHelp,
		});
		const problem = verify(partial, node24);
		if (problem !== undefined) throw new Stop(`n8n was installed but does not work:\n${problem}`);
		rmSync(folder, { recursive: true, force: true });
		renameSync(partial, folder);
		writeFileSync(marker, '');
		return folder;
	});
}

/** What is wrong with the install in `folder`, or undefined when n8n starts and sqlite3 loads. */
function verify(folder, node24) {
	try {
		const options = { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: npmEnvironment(node24) };
		const version = execFileSync(node24.node, [join(folder, 'node_modules/n8n/bin/n8n'), '--version'], options).trim();
		if (version !== N8N_VERSION) return `n8n --version says ${version}`;
		execFileSync(node24.node, ['-e', "new (require('sqlite3').Database)(':memory:').close()"], options);
		return undefined;
	} catch (error) {
		return String(error.stderr || error.message).trim().split('\n').slice(-15).join('\n');
	}
}

function compilerHelp(tail) {
	if (/gyp ERR!|not found: make|python|g\+\+|c\+\+|cc1plus/i.test(tail)) {
		return 'Building sqlite3 needs a C++ compiler, make and Python 3. Debian: apt-get install g++ make python3; macOS: xcode-select --install.';
	}
	return commonHelp(tail);
}

function checkDisk(folder) {
	mkdirSync(folder, { recursive: true });
	const { bavail, bsize } = statfsSync(folder);
	const free = bavail * bsize;
	if (free < NEEDED_BYTES) {
		throw new Stop(
			`n8n needs about ${NEEDED_BYTES / 1e9} GB in ${folder}, and ${(free / 1e9).toFixed(1)} GB are free. ` +
				'Make room, or point SYNC_KIT_CACHE at another disk.',
		);
	}
}
