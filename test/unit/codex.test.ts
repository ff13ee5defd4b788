import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NODES = join(__dirname, '..', '..', 'nodes');
const names = readdirSync(NODES).filter((name) => name !== 'shared');

// n8n reads what is in `resources` without asking whether it is there, and drops the whole file, the words people
// search by included, when it is not.
test.each(names)('the codex of %s is one that n8n reads, with words people search for', (name) => {
	const codex = JSON.parse(readFileSync(join(NODES, name, `${name}.node.json`), 'utf8')) as Record<string, unknown>;
	expect(codex).toMatchObject({ node: expect.stringMatching(/^n8n-nodes-sync-kit\./) as string, resources: {} });
	expect(codex['alias']).toEqual(expect.arrayContaining(['sync']));
});
