import type { INodeExecutionData, INodeType } from 'n8n-workflow';
import { ConflictResolver } from '../../nodes/ConflictResolver/ConflictResolver.node';
import { FieldMapper } from '../../nodes/FieldMapper/FieldMapper.node';
import { IdempotencyGuard } from '../../nodes/IdempotencyGuard/IdempotencyGuard.node';
import { EngineN8n } from '../support/engine';

const items = (...list: object[]): INodeExecutionData[] => list.map((json) => ({ json: json as never }));

/** Settings that no item can be right with. */
const WRONG: [name: string, type: () => INodeType, parameters: object, outputs: number, failed: number][] = [
	['Field Mapper', () => new FieldMapper(), { rows: { row: [{ source: 'a..b', target: 'c', type: 'text' }] } }, 2, 1],
	['Conflict Resolver', () => new ConflictResolver(), { sync: 'x', key: 'a..b' }, 4, 2],
	['Idempotency Guard', () => new IdempotencyGuard(), { sync: 'x', keyFields: 'a..b' }, 4, 3],
];

describe.each(WRONG)('%s, wrongly set', (_name, type, parameters, outputs, failed) => {
	const run = async (onError: 'continueRegularOutput' | 'continueErrorOutput' | 'stopWorkflow') =>
		await new EngineN8n().run({
			workflowId: `fail-closed-${_name}-${onError}`,
			sources: { In: items({ id: 1 }, { id: 2 }) },
			nodes: [{ name: 'Node', type: type(), parameters: parameters as never, onError }],
			wires: [['In', 0, 'Node', 0]],
		});

	test('stops with an error that says what to do', async () => {
		const { error } = await run('stopWorkflow');
		expect(error?.message).toMatch(/a\.\.b|system/i);
		expect(error?.description).toBeTruthy();
	});

	test('and set to go on, lets no item out where something is done with it', async () => {
		const result = await run('continueRegularOutput');
		expect(result.error).toBeUndefined();
		for (let output = 0; output < outputs; output += 1) {
			expect([output, result.output('Node', output).length]).toEqual([output, output === failed ? 2 : 0]);
		}
		expect(result.output('Node', failed)[1]).toMatchObject({ json: { id: 2, error: expect.any(String) }, pairedItem: { item: 1, input: 0 } });
	});

	test('and with an error output, sends all items there', async () => {
		const result = await run('continueErrorOutput');
		for (let output = 0; output < outputs; output += 1) expect(result.output('Node', output)).toHaveLength(0);
		expect(result.output('Node', outputs)).toHaveLength(2);
	});
});
