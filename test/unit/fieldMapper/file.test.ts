import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { compileMapping } from '../../../nodes/FieldMapper/compileMapping';
import { readDefinition } from '../../../nodes/FieldMapper/definition';
import { readFile } from '../../../nodes/FieldMapper/file/readFile';
import { fileSchema } from '../../../nodes/FieldMapper/file/schema';
import { writeFile } from '../../../nodes/FieldMapper/file/writeFile';
import { STRICT, type TableRules } from '../../../nodes/FieldMapper/tableRules';
import { anyTable } from '../../property/fieldMapper/tables';
import { run } from './runNode';

const published = join(__dirname, '../../../docs/field-mapper.schema.json');
const schemaText = `${JSON.stringify(fileSchema(), null, '\t')}\n`;
const accepts = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(fileSchema());
const FORMAT = 'sync-kit/field-mapping/1';

const problems = (json: unknown): string[] => readFile(json).definition.problems.map(({ row, problem }) => `${row}: ${problem.message}. ${problem.fix}`);

describe('the published schema', () => {
	it('is the one that follows from the types; UPDATE_SCHEMA=1 writes it anew', () => {
		if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(published, schemaText);
		expect(readFileSync(published, 'utf8')).toBe(schemaText);
	});

	it.each([
		[{ format: FORMAT, rows: [{ source: 'a', type: 'text', settings: { spaces: 'trim' } }] }, true],
		[{ format: FORMAT, rows: [{ source: 'a', settings: { spaces: 'trim' } }] }, true],
		[{ format: FORMAT, rows: [{ source: 'a', type: 'integer', settings: { spaces: 'trim' } }] }, false],
		[{ format: FORMAT, rows: [{ source: 'a', settings: { spaces: 'none' } }] }, false],
		[{ format: FORMAT, rows: [{ source: 'a', sorce: 'b' }] }, false],
		[{ format: FORMAT, rows: [{ target: 'a' }] }, false],
		[{ rows: [] }, false],
	])('%j: %s', (json, right) => {
		expect(accepts(json)).toBe(right);
		if (right) expect(problems(json)).toEqual([]);
		else expect(problems(json).length).toBeGreaterThan(0);
	});
});

describe('a mapping kept as a file', () => {
	it('comes back as it was, whatever the table, and the schema accepts it', () => {
		let tables = 0;
		fc.assert(
			fc.property(anyTable, fc.constantFrom('drop', 'keep', 'report', 'reject'), fc.constantFrom('reject', 'coerce', 'keep', 'report'), (rows, unmapped, wrongType) => {
				const definition = readDefinition(rows);
				if (definition.problems.length > 0) return;
				tables += 1;
				const rules: TableRules = { ...STRICT, noValueWords: ['NULL', 'N/A'], sourceClears: 'word', wrongType };
				const file = writeFile({ definition, noValueWords: rules.noValueWords, rules, unmapped });
				const text = JSON.stringify(file);
				expect([text, accepts(JSON.parse(text)), accepts.errors]).toEqual([text, true, null]);
				for (const form of [text, JSON.parse(text) as unknown]) {
					const back = readFile(form);
					expect(JSON.stringify(back.definition)).toBe(JSON.stringify(definition));
					expect([back.rules, back.unmapped]).toEqual([rules, unmapped]);
				}
			}),
			{ numRuns: 5000 },
		);
		expect(tables).toBeGreaterThan(500);
	});

	it('is read or refused with a reason, whatever it is; what is read, the schema accepts', () => {
		const likely = fc.record({ format: fc.constantFrom(FORMAT, 'x'), rows: fc.array(fc.record({ source: fc.constantFrom('a', 'b..c', ''), type: fc.constantFrom('text', 'date', 'nope'), settings: fc.jsonValue(), way: fc.constantFrom('both', 1) }, { requiredKeys: ['source'] })) }, { requiredKeys: [] });
		fc.assert(
			fc.property(fc.oneof(likely, fc.jsonValue(), fc.string()), (json) => {
				const found = problems(json);
				for (const problem of found) expect(problem).toMatch(/^[^]+: [^]*\w/);
				if (found.length === 0) expect(accepts(typeof json === 'string' ? JSON.parse(json) : json)).toBe(true);
			}),
			{ numRuns: 5000 },
		);
	});

	it.each([
		['no JSON', '{ "rows": [', 'The mapping: is no valid JSON'],
		['a list', [], 'The mapping: is not an object'],
		['another file', { rows: [] }, 'The mapping: has no "format"'],
		['a newer format', { format: 'sync-kit/field-mapping/2', rows: [] }, 'format is "sync-kit/field-mapping/2". It has to be one of sync-kit/field-mapping/1'],
		['a name misspelled', { format: FORMAT, rows: [], novaluewords: [] }, 'there is no "novaluewords". Did you mean "noValueWords"?'],
		['a row without a source', { format: FORMAT, rows: [{ source: 'a' }, { target: 'b' }] }, 'Row 2: The path "" is empty'],
		['a setting misspelled', { format: FORMAT, rows: [{ source: 'a', target: 'b', settings: { space: 'trim' } }] }, 'Row 1 (a → b): there is no "space" in the settings of type text. Did you mean "spaces"?'],
		['a setting of another type', { format: FORMAT, rows: [{ source: 'a', settings: { acceptNumbers: 'yes' } }] }, 'Row 1 (a → a): settings.acceptNumbers is "yes". It has to be true or false.'],
		['an unknown type', { format: FORMAT, rows: [{ source: 'a', type: 'number' }] }, 'type is "number". It has to be one of text, '],
		['a wrong case', { format: FORMAT, rows: [{ source: 'a', missing: { null: 'skip' } }] }, 'missing.null is "skip". It has to be one of clear, '],
		['values that are no pairs', { format: FORMAT, rows: [{ source: 'a', type: 'enum', values: { A: 'B' } }] }, 'values is an object. It has to be a list of'],
		['a row that is none', { format: FORMAT, rows: ['a'] }, 'Row 1: it is not a row'],
		['__proto__', JSON.parse(`{ "format": "${FORMAT}", "rows": [], "__proto__": 1 }`), 'there is no "__proto__"'],
	])('with %s is refused, naming the row', (_, json, words) => {
		expect(problems(json).join('\n')).toContain(words);
	});
});

test('the file shown in the docs is one the node takes, and the schema accepts', () => {
	const page = readFileSync(join(__dirname, '../../../docs/field-mapper.md'), 'utf8');
	const [, shown] = /```json\n(\{\s*"format"[^]*?)```/.exec(page)!;
	const { definition, noValueWords, rules } = readFile(shown);
	expect(definition.problems).toEqual([]);
	expect(compileMapping(definition, 'forward', noValueWords, rules)).toMatchObject({ kind: 'mapping' });
	expect([accepts(JSON.parse(shown!)), accepts.errors]).toEqual([true, null]);
});

describe('the operation Export Mapping', () => {
	const rows = [{ source: 'a', target: 'x', textSettings: { spaces: 'trim' } }, { source: 's', target: 't', type: 'enum', way: 'forward', enumValues: { pair: [{ source: 'A', target: 'on' }] } }];

	it('hands out one item, which Define By: JSON takes', async () => {
		const { mapped: exported } = await run({ items: [{}, {}], rows, words: 'NULL', unmapped: 'report', more: { operation: 'export' } });
		expect(exported).toEqual([
			{
				json: {
					format: FORMAT,
					noValueWords: ['NULL'],
					unmapped: 'report',
					rows: [
						{ source: 'a', target: 'x', type: 'text', settings: { spaces: 'trim' } },
						{ source: 's', target: 't', type: 'enum', way: 'forward', values: [{ source: 'A', target: 'on' }] },
					],
				},
				pairedItem: [{ item: 0 }, { item: 1 }],
			},
		]);
		const more = { defineBy: 'json', mappingJson: JSON.stringify(exported[0]!.json) };
		const { mapped } = await run({ items: [{ a: ' b ', s: 'A', fax: 1 }, { a: 'NULL' }], rows: [], more });
		expect(mapped.map(({ json }) => json)).toEqual([{ x: 'b', t: 'on', _sync: { unmapped: ['fax'] } }, { x: null }]);
	});

	it('refuses a table that is wrong, and a JSON that is wrong stops the node', async () => {
		await expect(run({ items: [{}], rows: [{ source: 'a', textSettings: { case: 'upper' } }], more: { operation: 'export' } })).rejects.toThrow('McDonald');
		await expect(run({ items: [{}], more: { defineBy: 'json', mappingJson: `{"format":"${FORMAT}","rows":[{"source":"a","colour":1}]}` } })).rejects.toThrow('Row 1 (a → a): there is no "colour"');
	});
});
