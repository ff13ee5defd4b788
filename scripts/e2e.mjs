// npm run test:e2e: the packed package in a real n8n, and a real browser where a person looks.
// `npm run test:e2e -- <arguments>` hands the arguments to jest.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { root } from './lib/folders.mjs';
import { requireChromium, requirePromtool, requireRedis } from './lib/machine.mjs';
import { ensureN8n } from './lib/n8n.mjs';
import { ensureNode24, npmEnvironment } from './lib/node24.mjs';
import { buildAndPack } from './lib/pack.mjs';
import { run } from './lib/run.mjs';
import { main, say, seconds, step } from './lib/say.mjs';

await main(async () => {
	const start = Date.now();
	const chromium = requireChromium();
	const promtool = requirePromtool();
	const redis = requireRedis();
	const { node24, n8n } = await step('Node, dependencies and n8n', async () => {
		const found = await ensureNode24();
		await ensureDependencies(found);
		return { node24: found, n8n: await ensureN8n(found) };
	});
	const folder = mkdtempSync(join(tmpdir(), 'sync-kit-e2e-'));
	try {
		const tarball = await step('build and pack', () => buildAndPack(node24, folder));
		const env = npmEnvironment(node24, {
			SYNC_KIT_N8N: n8n,
			SYNC_KIT_TARBALL: tarball,
			SYNC_KIT_CHROMIUM: chromium,
			SYNC_KIT_PROMTOOL: promtool,
			SYNC_KIT_REDIS: redis,
		});
		await step('end-to-end tests', () =>
			run(join(root, 'node_modules/.bin/jest'), ['--config', 'test/e2e/jest.config.js', ...process.argv.slice(2)], { cwd: root, env }),
		);
		say(`\nnpm run test:e2e passed in ${seconds(start)}`);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});
