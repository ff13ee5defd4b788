import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeHelpers, type INode, type INodeParameters, type INodeProperties, type INodePropertyCollection } from 'n8n-workflow';
import { FieldMapper } from '../../../nodes/FieldMapper/FieldMapper.node';
import { compileMapping } from '../../../nodes/FieldMapper/compileMapping';
import { readDefinition, WHEN_ABSENT, WHEN_EMPTY, WHEN_NULL } from '../../../nodes/FieldMapper/definition';
import { PARTS_TYPES } from '../../../nodes/FieldMapper/parts';
import { TYPES } from '../../../nodes/FieldMapper/types';
import { WAYS } from '../../../nodes/FieldMapper/types/type';

const { description } = new FieldMapper();
const rowFields = (description.properties.find(({ name }) => name === 'rows')!.options as INodePropertyCollection[])[0]!.values;
const field = (name: string): INodeProperties => rowFields.find((one) => one.name === name)!;
const inside = (one: INodeProperties): INodeProperties[] => one.options as INodeProperties[];
const choices = (one: INodeProperties): unknown[] => (one.options as { value: unknown }[]).map(({ value }) => value).sort();

/** The parameters as n8n hands them to the node: what is hidden left out, what is missing at its default. */
function resolved(parameters: INodeParameters): INodeParameters {
	const node: INode = { id: '1', name: 'Field Mapper', type: 'fieldMapper', typeVersion: 1, position: [0, 0], parameters };
	return NodeHelpers.getNodeParameters(description.properties, parameters, true, false, node, description)!;
}

const rowOf = (parameters: INodeParameters): Record<string, unknown>[] => (resolved(parameters)['rows'] as { row: Record<string, unknown>[] }).row;

describe('what the editor offers', () => {
	it('is what the mapper understands: types, ways and cases', () => {
		expect(choices(field('type'))).toEqual([...Object.keys(TYPES), ...Object.keys(PARTS_TYPES)].sort());
		expect(choices(field('way'))).toEqual([...WAYS].sort());
		for (const name of ['missing', 'missingReverse']) {
			const offered = Object.fromEntries(inside(field(name)).filter(({ type }) => type === 'options').map((one) => [one.name, choices(one)]));
			expect(offered).toEqual({ absent: [...WHEN_ABSENT].sort(), null: [...WHEN_NULL].sort(), empty: [...WHEN_EMPTY].sort() });
		}
	});

	it.each(Object.entries({ ...TYPES, ...PARTS_TYPES }).filter(([name]) => name !== 'raw'))('has every setting of %s with the same choices and default, and no other', (name, type) => {
		const offered = inside(field(`${name}Settings`));
		expect(offered.map((one) => one.name).sort()).toEqual(Object.keys(type.settings).sort());
		for (const [setting, spec] of Object.entries(type.settings) as [string, Record<string, unknown>][]) {
			const one = offered.find((candidate) => candidate.name === setting)!;
			if ('choice' in spec) {
				expect(choices(one)).toEqual([...(spec['choice'] as string[])].sort());
				expect(one.default).toBe((spec['choice'] as string[])[0]);
			} else if ('nested' in spec) {
				expect(one).toMatchObject({ type: 'collection', default: {}, displayOptions: { show: { itemType: [spec['nested']] } } });
			} else if (!('count' in spec)) {
				expect(one.default).toBe(spec['text'] ?? spec['flag']);
			}
		}
	});

	it('shows the settings of the chosen type only', () => {
		for (const type of Object.keys(TYPES)) {
			const [row] = rowOf({ rows: { row: [{ source: 'a', target: 'b', type }] } });
			const shown = Object.keys(row!).filter((name) => name.endsWith('Settings') || name === 'enumValues');
			const hasMap = type === 'enum' || type === 'list';
			expect(shown.sort()).toEqual([...(hasMap ? ['enumValues'] : []), ...(type === 'raw' ? [] : [`${type}Settings`])].sort());
		}
	});

	it('shows the settings of a list\'s values once their type is chosen, and the value map for enums', () => {
		const listOf = (itemType: string): Record<string, unknown> =>
			rowOf({ rows: { row: [{ source: 'a', type: 'list', listSettings: { itemType, dateSettings: { sourcePattern: 'dd.MM.yyyy' } }, enumValues: { pair: [{ source: 'A', target: 'b' }] } }] } })[0]!;
		expect(listOf('date')).toMatchObject({ listSettings: { dateSettings: { sourcePattern: 'dd.MM.yyyy' } } });
		expect(listOf('enum')).toMatchObject({ enumValues: { pair: [{ source: 'A', target: 'b' }] } });
		expect(listOf('enum')['listSettings']).not.toHaveProperty('dateSettings');
	});

	it('shows what happens without a value only for the ways the row is used', () => {
		const cases = (way: string): string[] => Object.keys(rowOf({ rows: { row: [{ source: 'a', way }] } })[0]!).filter((name) => name.startsWith('missing'));
		expect([cases('both'), cases('forward'), cases('reverse')]).toEqual([['missing', 'missingReverse'], ['missing'], ['missingReverse']]);
	});

	it('asks for a source field, and for nothing else, in a new node', () => {
		const node: INode = { id: '1', name: 'Field Mapper', type: 'fieldMapper', typeVersion: 1, position: [0, 0], parameters: resolved({}) };
		const issues = NodeHelpers.getNodeParametersIssues(description.properties, node, description);
		expect(Object.values(issues?.parameters ?? {}).flat()).toEqual([expect.stringContaining('Source Field')]);
	});
});

describe('parameters as n8n completes them', () => {
	it.each(['crm', 'erp', 'billing'])('leave the %s table as it was written', (system) => {
		const written = JSON.parse(readFileSync(join(__dirname, `../../data/mappings/${system}.json`), 'utf8')) as INodeParameters;
		for (const direction of ['forward', 'reverse'] as const) {
			const rows = rowOf({ ...written, direction });
			expect(JSON.stringify(readDefinition(rows))).toBe(JSON.stringify(readDefinition((written['rows'] as { row: unknown }).row)));
			expect(compileMapping(readDefinition(rows), direction, ['NULL']).kind).toBe('mapping');
		}
		const node: INode = { id: '1', name: 'n', type: 'fieldMapper', typeVersion: 1, position: [0, 0], parameters: resolved(written) };
		expect(NodeHelpers.getNodeParametersIssues(description.properties, node, description)).toBeNull();
	});
});
