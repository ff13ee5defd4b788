import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { INodeExecutionData } from 'n8n-workflow';
import { IdempotencyGuard } from '../../nodes/IdempotencyGuard/IdempotencyGuard.node';
import { EngineN8n, type NodeSpec } from '../support/engine';

// A run of the engine takes milliseconds, so each carries many items; FC_RUNS counts items.
const ITEMS = 10;
const runs = { numRuns: Math.ceil(Number(process.env['FC_RUNS'] ?? 1000) / ITEMS) };
jest.setTimeout(Math.max(60_000, runs.numRuns * 600));
beforeAll(() => jest.spyOn(console, 'error').mockImplementation(() => undefined));

const MARKER = 'marker-4711-';
const hostileKey = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'toJSON', 'hasOwnProperty', 'error', 'json', '_sync', 'id', 'length', '');
const value = fc.oneof(
	fc.jsonValue({ maxDepth: 2 }),
	fc.object({ key: hostileKey, maxDepth: 2, values: [fc.string().map((text) => MARKER + text), fc.boolean(), fc.double(), fc.constant(null)] }),
	fc.constantFrom(NaN, Infinity, -0, '\ud800', `${MARKER}x`, undefined),
);
/** What may stand at an item's `json`: records, mostly, with fields named to hurt, and other things. */
const json = fc.oneof(
	{ weight: 5, arbitrary: fc.dictionary(fc.oneof(hostileKey, fc.string()), value, { maxKeys: 6 }) },
	{ weight: 3, arbitrary: fc.tuple(fc.oneof(fc.nat({ max: 9 }), fc.string().map((text) => `${MARKER}key ${text}`), hostileKey), fc.dictionary(hostileKey, value)).map(([id, rest]) => ({ ...rest, id })) },
	// n8n's engine itself does not get over null.
	value.filter((thing) => thing !== null && thing !== undefined),
);

function freeze(thing: unknown): unknown {
	if (typeof thing === 'object' && thing !== null && !Object.isFrozen(thing)) {
		Object.freeze(thing);
		for (const key of Reflect.ownKeys(thing)) freeze((thing as Record<PropertyKey, unknown>)[key]);
	}
	return thing;
}

const show = (thing: unknown): string =>
	JSON.stringify(thing, (_key, part: unknown) => (typeof part === 'number' && !Number.isFinite(part) ? `number ${part}` : part === undefined ? 'undefined' : part)) ?? 'undefined';

let workflows = 0;
const claim = async (n8n: EngineN8n, workflowId: string, list: INodeExecutionData[], parameters: NodeSpec['parameters'] = {}, onError: NonNullable<NodeSpec['onError']> = 'continueRegularOutput') => {
	const node: NodeSpec = { name: 'Guard', type: new IdempotencyGuard(), parameters: { sync: 'orders', ...parameters }, onError };
	return await n8n.run({ workflowId, sources: { In: list }, nodes: [node], wires: [['In', 0, 'Guard', 0]] });
};

const settings = fc.record({
	outputs: fc.constantFrom('separate', 'one'),
	comparePayload: fc.constantFrom('whole', 'off'),
	keyFields: fc.constantFrom('id', '__proto__', 'constructor.name', 'id, toString'),
});

test('any items: as many out as in, inputs and prototypes as they were, and no value of theirs in the state', async () => {
	const prototype = show(Object.getOwnPropertyNames(Object.prototype));
	await fc.assert(
		fc.asyncProperty(fc.array(json, { minLength: 1, maxLength: 2 * ITEMS }), settings, fc.constantFrom('continueRegularOutput' as const, 'continueErrorOutput' as const), async (list, parameters, onError) => {
			const n8n = new EngineN8n();
			const workflowId = `hostile-${(workflows += 1)}`;
			const items = list.map((thing): INodeExecutionData => ({ json: freeze(thing) as never }));
			const before = show(list);
			const run = await claim(n8n, workflowId, items, parameters, onError);
			assert.equal(run.error, undefined);
			const out = [0, 1, 2, 3, 4].map((output) => run.output('Guard', output).length);
			assert.equal(out.reduce((a, b) => a + b), list.length, `items vanished or came up: ${out.join()}`);
			const paired = [0, 1, 2, 3, 4].flatMap((output) => run.output('Guard', output).map(({ pairedItem }) => (pairedItem as { item: number }).item));
			assert.deepEqual([...paired].sort((a, b) => a - b), list.map((_, i) => i));
			assert.equal(show(list), before);
			assert.equal(show(Object.getOwnPropertyNames(Object.prototype)), prototype);
			assert.ok(!(n8n.database.get(workflowId) ?? '').includes(MARKER), 'a value of the item stands in the state');
		}),
		runs,
	);
});

test('an answer that is kept as result, whatever is in it, comes back as it was and stands in the state only then', async () => {
	const claimed = { name: 'Guard', type: new IdempotencyGuard(), parameters: { sync: 'orders', comparePayload: 'off' } };
	await fc.assert(
		fc.asyncProperty(fc.dictionary(hostileKey, fc.oneof(fc.string(), fc.boolean(), fc.nat(), fc.constant(null))), fc.boolean(), async (answer, keep) => {
			const n8n = new EngineN8n();
			const workflowId = `results-${(workflows += 1)}`;
			const { _sync, ...rest } = answer;
			const item = { ...rest, id: `${MARKER}id`, text: `${MARKER}text` };
			const settle: NodeSpec = { name: 'Done', type: new IdempotencyGuard(), parameters: { sync: 'orders', operation: 'complete', keepResult: keep ? 'whole' : 'none' } };
			const run = await n8n.run({ workflowId, sources: { In: [{ json: freeze(item) as never }] }, nodes: [claimed, settle], wires: [['In', 0, 'Guard', 0], ['Guard', 0, 'Done', 0]] });
			assert.equal(run.error, undefined);
			assert.equal((n8n.database.get(workflowId) ?? '').includes(MARKER), keep);
			const again = await claim(n8n, workflowId, [{ json: item as never }], { comparePayload: 'off' });
			const told = again.output('Guard', 1)[0]!.json['_sync'] as { result?: unknown };
			assert.equal(show(told.result), show(keep ? sorted(item) : undefined));
			void _sync;
		}),
		runs,
	);
});

/** Results are kept in canonical order. */
function sorted(record: object): object {
	const out = {};
	for (const key of Object.keys(record).sort()) {
		Object.defineProperty(out, key, { value: (record as Record<string, unknown>)[key], enumerable: true });
	}
	return out;
}
