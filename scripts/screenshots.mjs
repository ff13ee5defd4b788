// node scripts/screenshots.mjs: fresh pictures in docs/images, of the real editor after the demo's rounds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { root } from './lib/folders.mjs';
import { requireChromium } from './lib/machine.mjs';
import { ensureN8n } from './lib/n8n.mjs';
import { ensureNode24, npmEnvironment } from './lib/node24.mjs';
import { buildAndPack } from './lib/pack.mjs';
import { run } from './lib/run.mjs';
import { main, step } from './lib/say.mjs';

await main(async () => {
	const chromium = requireChromium();
	const { node24, n8n } = await step('Node, dependencies and n8n', async () => {
		const found = await ensureNode24();
		await ensureDependencies(found);
		return { node24: found, n8n: await ensureN8n(found) };
	});
	const folder = mkdtempSync(join(tmpdir(), 'sync-kit-pack-'));
	try {
		const tarball = await step('build and pack', () => buildAndPack(node24, folder));
		const env = npmEnvironment(node24, { SYNC_KIT_N8N: n8n, SYNC_KIT_TARBALL: tarball, SYNC_KIT_CHROMIUM: chromium });
		await run(node24.node, ['--import', 'tsx', 'demo/screenshots.ts'], { cwd: root, env, silent: true });
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});
