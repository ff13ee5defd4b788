// npm run demo: a real n8n keeps a CRM and an ERP in step.
//   npm run demo             runs the rounds, then stays up to be looked at, until Ctrl-C
//   npm run demo -- --once   runs the rounds, prints a JSON summary last, and ends
//   npm run demo -- --queue  n8n in queue mode: one main, two workers, Redis, all state in PostgreSQL
//   npm run demo -- --clean  removes what the demo left
//   npm run demo -- --clean --cache   also removes the cached Node and n8n
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { cacheFolder, root } from './lib/folders.mjs';
import { ensureN8n, N8N_VERSION } from './lib/n8n.mjs';
import { ensureNode24, NODE_VERSION, npmEnvironment } from './lib/node24.mjs';
import { requireRedis } from './lib/machine.mjs';
import { buildAndPack } from './lib/pack.mjs';
import { run } from './lib/run.mjs';
import { main, say, step, Stop } from './lib/say.mjs';

const KNOWN = ['--once', '--queue', '--clean', '--cache'];

await main(async () => {
	const args = process.argv.slice(2);
	const unknown = args.find((argument) => !KNOWN.includes(argument));
	if (unknown) throw new Stop(`Unknown argument ${unknown}. Known: ${KNOWN.join(', ')} (after "npm run demo --").`);
	const folder = join(root, '.demo');
	if (args.includes('--clean')) {
		if (running(folder)) throw new Stop('The demo is running: stop it with Ctrl-C first.');
		for (const path of [...outside(folder), folder]) {
			rmSync(path, { recursive: true, force: true });
			say(`removed ${path}`);
		}
		if (args.includes('--cache')) {
			for (const name of [`node-${NODE_VERSION}`, `n8n-${N8N_VERSION}`]) rmSync(join(cacheFolder(), name), { recursive: true, force: true });
			say(`removed Node and n8n from ${cacheFolder()}`);
		}
		return;
	}
	const redis = args.includes('--queue') ? { SYNC_KIT_REDIS: requireRedis() } : {};
	const { node24, n8n } = await step('Node, dependencies and n8n', async () => {
		const found = await ensureNode24();
		await ensureDependencies(found);
		return { node24: found, n8n: await ensureN8n(found) };
	});
	const tarball = await step('build and pack', () => buildAndPack(node24, join(folder, 'package')));
	await run(node24.node, ['--import', 'tsx', 'demo/main.ts', ...args], {
		cwd: root,
		env: npmEnvironment(node24, { SYNC_KIT_N8N: n8n, SYNC_KIT_TARBALL: tarball, ...redis }),
		silent: true,
	});
});

/** What PostgreSQL had to keep outside the demo's folder, where root runs the demo (demo/platform/postgres.ts). */
function outside(folder) {
	const notes = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.elsewhere')) : [];
	return notes.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean));
}

function running(folder) {
	try {
		process.kill(Number(readFileSync(join(folder, 'running.pid'), 'utf8')), 0);
		return true;
	} catch {
		return false;
	}
}
