// Builds dist/: one bundle with all nodes, and beside each node's place a stub that hands out its class.
//
// One bundle, not one a node: state shared between nodes is a module variable, and a module must exist
// once for it to be one. (docs/adr/0001-one-bundle.md)
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(dist, { recursive: true, force: true });

const shipped = [...n8n.nodes, ...n8n.credentials].map((file) => ({
	file,
	className: basename(file).replace(/\.(node|credentials)\.js$/, ''),
	source: `./${relative('dist', file).replace(/\.js$/, '')}`,
}));

await build({
	stdin: {
		contents: shipped.map(({ className, source }) => `export { ${className} } from '${source}';`).join('\n'),
		resolveDir: root,
		loader: 'ts',
	},
	outfile: join(dist, 'kit.js'),
	bundle: true,
	platform: 'node',
	format: 'cjs',
	target: 'node20',
	// n8n puts its own copies of these on the module path.
	external: ['n8n-workflow', 'lodash', 'luxon'],
	legalComments: 'linked',
	logLevel: 'warning',
});

for (const { file, className } of shipped) {
	const stub = join(root, file);
	mkdirSync(dirname(stub), { recursive: true });
	const kit = relative(dirname(stub), join(dist, 'kit.js'));
	writeFileSync(stub, `exports.${className} = require('${kit}').${className};\n`);
}

execFileSync(join(root, 'node_modules/.bin/gulp'), ['--silent', 'build:icons'], { cwd: root, stdio: 'inherit' });

for (const name of readdirSync(join(root, 'nodes')).filter((entry) => entry !== 'shared')) {
	if (!existsSync(join(dist, 'nodes', name))) throw new Error(`nodes/${name} is not listed under "n8n" in package.json`);
}
