import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { INodeExecutionData } from 'n8n-workflow';
import { ChangeDetector } from '../../nodes/ChangeDetector/ChangeDetector.node';
import { EngineN8n, type NodeSpec } from '../support/engine';

// A run of the engine takes milliseconds, so each carries many items; FC_RUNS counts items.
const ITEMS = 10;
const runs = { numRuns: Math.ceil(Number(process.env['FC_RUNS'] ?? 5000) / ITEMS) };
jest.setTimeout(Math.max(60_000, runs.numRuns * 600));
beforeAll(() => jest.spyOn(console, 'error').mockImplementation(() => undefined));

const MARKER = 'marker-4711-';
const hostileKey = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'toJSON', 'hasOwnProperty', 'error', 'json', '_sync', 'v', 'event', 'length', '');
const value = fc.oneof(
	fc.jsonValue({ maxDepth: 2 }),
	fc.object({ key: hostileKey, maxDepth: 2, values: [fc.string().map((text) => MARKER + text), fc.boolean(), fc.double(), fc.constant(null)] }),
	fc.constantFrom(NaN, Infinity, -0, '\ud800', `${MARKER}x`, undefined, 'deleted', 1, 2, 10n),
);
/** What may stand at an item's `json`: records, mostly, with fields named to hurt, and other things. Keys are remembered, so they carry no marker. */
const json = fc.oneof(
	{ weight: 6, arbitrary: fc.tuple(fc.oneof(fc.nat({ max: 5 }), hostileKey), fc.dictionary(fc.oneof(hostileKey, fc.string()), value, { maxKeys: 6 })).map(([id, rest]) => ({ ...rest, id })) },
	fc.dictionary(hostileKey, value),
	// n8n's engine itself does not get over null.
	value.filter((thing) => thing !== null && thing !== undefined && typeof thing !== 'bigint'),
);

function freeze(thing: unknown): unknown {
	if (typeof thing === 'object' && thing !== null && !Object.isFrozen(thing)) {
		Object.freeze(thing);
		for (const key of Reflect.ownKeys(thing)) freeze((thing as Record<PropertyKey, unknown>)[key]);
	}
	return thing;
}

const show = (thing: unknown): string =>
	JSON.stringify(thing, (_key, part: unknown) => (typeof part === 'bigint' || (typeof part === 'number' && !Number.isFinite(part)) ? `number ${part}` : part === undefined ? 'undefined' : part)) ?? 'undefined';

const settings = fc.record({
	mode: fc.constantFrom('list', 'events'),
	key: fc.constantFrom('id', 'id', '__proto__', 'id, constructor.name'),
	compare: fc.constantFrom('all', 'listed'),
	fields: fc.constant('__proto__, toString.x, v'),
	version: fc.constantFrom('', 'v'),
	deleteField: fc.constantFrom('', 'event'),
	remember: fc.constantFrom('confirmed', 'atOnce'),
	options: fc.record({ noise: fc.subarray(['trim', 'case', 'number', 'empty']), sets: fc.constantFrom('', 'toString, length') }),
});

let workflows = 0;

test('any items, twice: as many out as in, each linked to its own, inputs and prototypes as they were, and no value of theirs in the state', async () => {
	const prototype = show(Object.getOwnPropertyNames(Object.prototype));
	await fc.assert(
		fc.asyncProperty(fc.array(fc.array(json, { minLength: 1, maxLength: 2 * ITEMS }), { minLength: 1, maxLength: 2 }), settings, fc.constantFrom('continueRegularOutput' as const, 'continueErrorOutput' as const), async (lists, parameters, onError) => {
			const n8n = new EngineN8n();
			const workflowId = `hostile-detector-${(workflows += 1)}`;
			for (const list of lists) {
				const items = list.map((thing): INodeExecutionData => ({ json: freeze(thing) as never }));
				const before = show(list);
				const node: NodeSpec = { name: 'Detector', type: new ChangeDetector(), parameters: { sync: 'hostile', ...parameters } as NonNullable<NodeSpec['parameters']>, onError };
				const run = await n8n.run({ workflowId, sources: { In: items }, nodes: [node], wires: [['In', 0, 'Detector', 0]] });
				assert.equal(run.error, undefined);
				// Missing records, and the note that deletes are held, come on top: they are no items.
				const isExtra = ({ json: { _sync: said } }: INodeExecutionData): boolean =>
					(said as { verdict?: string } | undefined)?.verdict === 'deletesHeld';
				const outputs = [0, 1, 2, 3].map((output) => run.output('Detector', output).filter((item) => !isExtra(item)));
				if (parameters.mode === 'list') outputs[1] = outputs[1]!.filter(({ json: { event } }) => event !== undefined);
				const paired = outputs.flat().map(({ pairedItem }) => (pairedItem as { item: number }).item);
				const isEmptyList = parameters.mode === 'list' && list.length === 1 && show(list[0]) === '{}';
				assert.deepEqual([...paired].sort((a, b) => a - b), isEmptyList ? [] : list.map((_, i) => i));
				assert.equal(show(list), before);
				assert.equal(show(Object.getOwnPropertyNames(Object.prototype)), prototype);
				assert.ok(!(n8n.database.get(workflowId) ?? '').includes(MARKER), 'a value of the item stands in the state');
			}
		}),
		runs,
	);
});
