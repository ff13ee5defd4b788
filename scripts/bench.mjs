// npm run bench: the nodes in the real engine against n8n's own. Arguments go to bench/run.ts.
import { join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { root } from './lib/folders.mjs';
import { ensureNode24, npmEnvironment } from './lib/node24.mjs';
import { run } from './lib/run.mjs';
import { main, step } from './lib/say.mjs';

await main(async () => {
	const node24 = await step('Node and dependencies', async () => {
		const found = await ensureNode24();
		await ensureDependencies(found);
		return found;
	});
	const env = npmEnvironment(node24);
	await step('build', () => run('npm', ['run', '--silent', 'build'], { cwd: root, env }));
	await run(join(root, 'node_modules/.bin/tsx'), ['bench/run.ts', ...process.argv.slice(2)], { cwd: root, env });
});
