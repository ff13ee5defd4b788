import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { INodeExecutionData } from 'n8n-workflow';
import { RecordLinker } from '../../../nodes/RecordLinker/RecordLinker.node';
import { EngineN8n } from '../../support/engine';

// A run of the engine takes milliseconds, so each carries many items; FC_RUNS counts items.
const ITEMS = 10;
const runs = { numRuns: Math.ceil(Number(process.env['FC_RUNS'] ?? 5000) / ITEMS) };
jest.setTimeout(Math.max(120_000, runs.numRuns * 600));
beforeAll(() => jest.spyOn(console, 'error').mockImplementation(() => undefined));

const MARKER = 'marker-4711-';
const name = fc.constantFrom('__proto__', 'constructor', 'toString', 'toJSON', 'hasOwnProperty', 'error', '_sync', 'id', 'email', 'name', '');
const value = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 12 }).map((text) => MARKER + text),
	fc.constantFrom('a@x', 'A@X ', '+49 30 1234567', '030 1234567', 'x'.repeat(2000), '\ud800', NaN, Infinity, -0, true, null, undefined, 12345),
	fc.jsonValue({ maxDepth: 1 }),
);
const id = fc.oneof({ weight: 6, arbitrary: fc.nat({ max: 15 }) }, { weight: 2, arbitrary: name }, value);
const json = fc.oneof(
	{ weight: 8, arbitrary: fc.tuple(fc.dictionary(name, value, { maxKeys: 5 }), id).map(([rest, own]) => ({ ...rest, id: own })) },
	fc.constantFrom<unknown>([1], 'text', 7, true),
);
const list = fc.array(json, { maxLength: ITEMS });

function freeze(thing: unknown): unknown {
	if (typeof thing === 'object' && thing !== null && !Object.isFrozen(thing)) {
		Object.freeze(thing);
		for (const key of Reflect.ownKeys(thing)) freeze((thing as Record<PropertyKey, unknown>)[key]);
	}
	return thing;
}

const toItems = (of: readonly unknown[]): INodeExecutionData[] => of.map((one) => ({ json: freeze(one) as never }));

const rules = {
	rows: [
		{ name: 'Email', then: 'link', conditions: { rows: [{ field: 'email', otherField: '', as: 'email', how: 'same' }] } },
		{ name: 'Phone', then: 'link', conditions: { rows: [{ field: 'name', otherField: 'error', as: 'phone', how: 'same' }, { field: '__proto__', otherField: 'constructor', as: 'text', how: 'letters', atLeast: 10 }] } },
		{ name: 'Any', then: 'review', conditions: { rows: [{ field: 'toString', otherField: '["_sync"].x', as: 'company', how: 'contained', atLeast: 1 }, { field: 'name', otherField: '', as: 'domain', how: 'jaroWinkler', atLeast: 50 }] } },
	],
};

let workflows = 0;

test('whatever comes in: nothing is lost, changed, made up or stored, and no prototype is touched', async () => {
	await fc.assert(
		fc.asyncProperty(list, list, fc.constantFrom('match', 'lookUp', 'merge', 'unlink', 'link'), async (own, other, operation) => {
			const n8n = new EngineN8n();
			const workflowId = `hostile-linker-${(workflows += 1)}`;
			const prototype = Object.getOwnPropertyNames(Object.prototype).join();
			const inputs = { Own: toItems(own), Other: toItems(other) };
			const before = JSON.stringify([own, other]);
			const run = async (more: object) =>
				await n8n.run({
					workflowId,
					sources: operation === 'match' ? inputs : { Own: inputs.Own },
					nodes: [{
						name: 'Linker', type: new RecordLinker(), onError: 'continueRegularOutput',
						parameters: { sync: '__proto__', operation, system: 'constructor', idField: 'id', otherSystem: '__proto__', otherIdField: 'id', linkWhat: 'fields', mergedIdField: 'id', survivorIdField: 'name', rules, ...more } as never,
					}],
					wires: [['Own', 0, 'Linker', 0], ...(operation === 'match' ? ([['Other', 0, 'Linker', 1]] as const).map((wire) => [...wire] as [string, number, string, number]) : [])],
				});
			for (let i = 0; i < 2; i += 1) {
				const result = await run({});
				assert.equal(result.error, undefined);
				const out = [0, 1, 2].flatMap((output) => result.output('Linker', output));
				const ownOut = out.filter((item) => (item.pairedItem as { input?: number }).input !== 1);
				if (own.length > 0 || other.length > 0) assert.equal(ownOut.length, own.length, 'items in are items out');
				assert.equal(new Set(ownOut.map((item) => (item.pairedItem as { item: number }).item)).size, own.length, 'each once');
				for (const item of out) assert.notEqual(item.pairedItem, undefined);
			}
			assert.equal(JSON.stringify([own, other]), before);
			assert.equal(Object.getOwnPropertyNames(Object.prototype).join(), prototype);
			// Ids may be kept; what stands in any other field may not.
			const stored = n8n.database.get(workflowId) ?? '';
			for (const one of own) {
				const email = typeof one === 'object' && one !== null ? (one as Record<string, unknown>)['email'] : undefined;
				if (typeof email === 'string' && email.startsWith(MARKER) && email.length > MARKER.length + 3) assert.ok(!stored.includes(JSON.stringify(email).slice(1, -1)));
			}
		}),
		runs,
	);
});
