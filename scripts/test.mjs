// npm test: everything that needs no real n8n. `npm test -- <arguments>` runs only jest, with them.
import { join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { root } from './lib/folders.mjs';
import { ensureNode24, npmEnvironment } from './lib/node24.mjs';
import { run } from './lib/run.mjs';
import { main, say, seconds, step } from './lib/say.mjs';

await main(async () => {
	const start = Date.now();
	const jestArguments = process.argv.slice(2).filter((argument, index) => index > 0 || argument !== '--');
	const node24 = await step('Node and dependencies', async () => {
		const found = await ensureNode24();
		await ensureDependencies(found);
		return found;
	});
	const env = npmEnvironment(node24);
	const tool = (name, ...args) => run(join(root, 'node_modules/.bin', name), args, { cwd: root, env });

	if (jestArguments.length > 0) {
		await tool('jest', ...jestArguments);
		return;
	}
	await step('lint of what is shipped', () => tool('eslint', 'nodes', 'credentials', 'package.json', '--no-error-on-unmatched-pattern'));
	await step('lint of the rest', () =>
		tool('eslint', '-c', 'eslint.dev.config.mjs', '--no-error-on-unmatched-pattern', 'test', 'bench', 'demo', 'scripts', '*.js', '*.mjs'),
	);
	await step('types', () => tool('tsc', '--noEmit'));
	await step('build', () => run('npm', ['run', '--silent', 'build'], { cwd: root, env }));
	await step('tests', () => tool('jest'));
	say(`\nnpm test passed in ${seconds(start)}`);
});
