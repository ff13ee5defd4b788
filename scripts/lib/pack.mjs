import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './folders.mjs';
import { npmEnvironment } from './node24.mjs';
import { run } from './run.mjs';

/**
 * Builds the package and packs it as it would be published.
 * @param {string} folder where the tarball goes
 * @returns {Promise<string>} the tarball's path
 */
export async function buildAndPack(node24, folder) {
	const env = npmEnvironment(node24);
	await run('npm', ['run', '--silent', 'build'], { cwd: root, env });
	mkdirSync(folder, { recursive: true });
	execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
		cwd: root,
		env,
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	return join(folder, `${name}-${version}.tgz`);
}
