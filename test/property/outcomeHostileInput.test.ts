import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { INodeExecutionData } from 'n8n-workflow';
import { SyncOutcome } from '../../nodes/SyncOutcome/SyncOutcome.node';
import { EngineN8n, codeNode } from '../support/engine';

const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 300) };
jest.setTimeout(Math.max(120_000, runs.numRuns * 60));

const receipt = fc.record({
	kind: fc.constantFrom('claim', 'change', 'write', 'link', 'retry', 'rollBack', 'checkpoint', '__proto__'),
	sync: fc.constantFrom('s', 't'),
	key: fc.oneof(fc.constant('00112233445566ff'), fc.string()),
	token: fc.oneof(fc.nat(), fc.anything()),
	system: fc.oneof(fc.constant('CRM'), fc.anything()),
	id: fc.anything(), target: fc.constantFrom('ERP', ''), job: fc.oneof(fc.nat(), fc.string()), step: fc.nat(), fields: fc.anything(), operation: fc.constantFrom('update', 'nothing'),
}, { requiredKeys: ['kind'] });
const envelope = fc.record({
	sync: fc.constantFrom('s', 't'), key: fc.oneof(fc.string(), fc.nat(), fc.anything()), system: fc.constantFrom('ERP', '__proto__', ''),
	operation: fc.constantFrom('create', 'update', 'delete', 'toString'), receipts: fc.oneof(fc.array(receipt, { maxLength: 4 }), fc.anything()),
	before: fc.anything(), targetId: fc.anything(), queue: fc.anything(), batch: fc.constantFrom([], [1, null], 'text'), verdict: fc.constantFrom('done', 'x'),
}, { requiredKeys: [] });
const json = fc.oneof(
	fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'id', 'error')), fc.jsonValue()),
	fc.record({ id: fc.oneof(fc.string(), fc.nat(), fc.jsonValue()), error: fc.oneof(fc.string(), fc.jsonValue(), fc.record({ message: fc.string(), status: fc.integer(), code: fc.string(), response: fc.jsonValue() })), _sync: fc.oneof(envelope, fc.jsonValue()) }, { requiredKeys: [] }),
);
const deepFreeze = (value: unknown): unknown => {
	if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
	Object.freeze(value);
	Reflect.ownKeys(value).forEach((key) => deepFreeze((value as Record<PropertyKey, unknown>)[key]));
	return value;
};
const parameters = fc.constantFrom({ keyField: 'id' }, { keyField: 'id', onFailure: 'giveBack' }, { keyField: 'id', whenRefused: 'rollBack', options: { effectField: 'id' } }, { options: { keep: 'key' } }, { keyField: 'id', options: { keepResult: 'whole', answerRules: { rules: [{ field: 'error', is: 'exists' }] } } });

let workflows = 0;

test('whatever comes in, each item comes out once, unchanged inputs, and nothing of the process is touched', async () => {
	const n8n = new EngineN8n();
	await fc.assert(
		fc.asyncProperty(fc.array(json, { maxLength: 5 }), fc.array(json, { maxLength: 5 }), parameters, async (succeeded, failed, chosen) => {
			const before = Object.getOwnPropertyNames(Object.prototype).length;
			const list = (all: unknown[]): INodeExecutionData[] => all.map((one) => ({ json: deepFreeze(one) as never }));
			const pass = (name: string) => ({ name, type: codeNode(name, (items) => items.map(({ json: one }, i) => ({ json: one, pairedItem: { item: i } }))) });
			const run = await n8n.run({
				workflowId: `hostile-${(workflows += 1)}`, sources: { Yes: list(succeeded), No: list(failed) },
				nodes: [pass('Took'), pass('Refused'), { name: 'Outcome', type: new SyncOutcome(), parameters: { sync: 's', target: 'ERP', ...chosen } }],
				wires: [['Yes', 0, 'Took', 0], ['No', 0, 'Refused', 0], ['Took', 0, 'Outcome', 0], ['Refused', 0, 'Outcome', 1]],
			});
			assert.equal(run.error, undefined, run.error?.stack);
			const verdictOf = (item: INodeExecutionData): unknown => (item.json['_sync'] as { verdict?: unknown } | undefined)?.verdict;
			const out = [...run.output('Outcome', 0), ...run.output('Outcome', 2).filter((item) => !['over', 'alsoNeeded'].includes(verdictOf(item) as string))];
			assert.equal(out.length, succeeded.length + failed.length);
			assert.ok([...run.output('Outcome', 0), ...run.output('Outcome', 1), ...run.output('Outcome', 2)].every(({ pairedItem }) => pairedItem !== undefined));
			assert.equal(Object.getOwnPropertyNames(Object.prototype).length, before);
		}),
		runs,
	);
});
