import fc from 'fast-check';
import { applyMapping, Rejected } from '../../../nodes/FieldMapper/applyMapping';
import { checkRecords, type CheckCounts } from '../../../nodes/FieldMapper/check/checkRecords';
import { checkRows } from '../../../nodes/FieldMapper/check/checkRows';
import { checkTable } from '../../../nodes/FieldMapper/check/checkTable';
import { compileMapping } from '../../../nodes/FieldMapper/compileMapping';
import { readDefinition, type Direction } from '../../../nodes/FieldMapper/definition';
import { readFile } from '../../../nodes/FieldMapper/file/readFile';
import { checkPage } from '../../../nodes/FieldMapper/report/checkPage';
import { suggestMapping } from '../../../nodes/FieldMapper/suggest/suggestMapping';
import { suggestedFile } from '../../../nodes/FieldMapper/suggest/suggestRows';

type Row = Record<string, unknown>;

const RUNS = { numRuns: Number(process.env['FC_RUNS'] ?? 5000) };
const WORDS = ['NULL', 'n/a'];

const scalar = fc.oneof(
	fc.constantFrom<unknown>(null, '', 'NULL', ' NULL ', 'n/a', 'x', ' x ', 'McDonald', '007', '5021', 5021, 0, -0, 1.5, true, false, '2024-03-01', '2024-03-01T09:30:00Z', 'yes', 'no', 'A', 'B', '1.234,50'),
	fc.string({ maxLength: 8 }),
	fc.string({ unit: 'binary', maxLength: 4 }),
	fc.double(),
	fc.jsonValue({ maxDepth: 2 }),
);
const NAMES = ['a', 'b', 'c', '__proto__', 'constructor', 'd e'];
const record: fc.Arbitrary<Row> = fc
	.array(fc.tuple(fc.constantFrom(...NAMES, 'other', '_sync'), scalar), { maxLength: 8 })
	.map((entries) => JSON.parse(`{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`).join(',')}}`) as Row);

const type = fc.constantFrom(
	{},
	{ textSettings: { spaces: 'trim' } },
	{ textSettings: { spaces: 'collapse', unicode: 'nfc', acceptNumbers: true } },
	{ textSettings: { case: 'upper' } },
	{ type: 'integer' },
	{ type: 'decimal', decimalSettings: { sourceAs: 'dotComma' } },
	{ type: 'boolean', booleanSettings: { sourceAs: 'words' } },
	{ type: 'date' },
	{ type: 'moment' },
	{ type: 'enum', enumValues: { pair: [{ source: 'A', target: 'x' }, { source: 'B', target: 'y' }] } },
	{ type: 'raw' },
	{ type: 'list' },
);
const missing = fc.record(
	{ absent: fc.constantFrom('leaveOut', 'null', 'reject'), null: fc.constantFrom('null', 'leaveOut', 'reject'), empty: fc.constantFrom('asIs', 'null', 'reject') },
	{ requiredKeys: [] },
);
const row = fc
	.tuple(fc.constantFrom(...NAMES), fc.integer({ min: 0, max: 5 }), type, fc.constantFrom('both', 'forward', 'reverse'), missing, missing)
	.map(([source, n, settings, way, there, back]) => ({ source: `["${source}"]`, target: `t${n}`, ...settings, way, missing: there, missingReverse: back }));
const rows = fc.array(row, { minLength: 1, maxLength: 6 });
const records = fc.array(record, { maxLength: 6 });
const direction = fc.constantFrom<Direction>('forward', 'reverse');

function check(table: Row[], way: Direction, items: Row[]): CheckCounts {
	return checkRecords(checkTable(readDefinition(table), way, WORDS), items, 3);
}

function frozen<T>(value: T): T {
	if (typeof value === 'object' && value !== null) {
		for (const part of Object.values(value)) frozen(part);
		Object.freeze(value);
	}
	return value;
}

describe('Check Mapping', () => {
	it('counts every record once by state and once by fate, in every row that is used', () => {
		fc.assert(
			fc.property(rows, direction, records, (table, way, items) => {
				for (const { items: seen, states, fates, checked } of check(table, way, items).fields) {
					expect(seen).toBe(checked.there === undefined ? 0 : items.length);
					expect(Object.values(states).reduce((sum, n) => sum + n, 0)).toBe(seen);
					expect(Object.values(fates).reduce((sum, n) => sum + n, 0)).toBe(seen);
				}
			}),
			RUNS,
		);
	});

	it('takes exactly the records that Map takes, wherever Map takes the table', () => {
		fc.assert(
			fc.property(rows, direction, records, (table, way, items) => {
				const result = compileMapping(readDefinition(table), way, WORDS);
				if (result.kind === 'refused') return;
				const { accepted } = check(table, way, items);
				expect(accepted).toBe(items.filter((item) => !(applyMapping(result.mapping, item) instanceof Rejected)).length);
			}),
			RUNS,
		);
	});

	it('finds no loss in a row that is proved, where no other row of the table is at work', () => {
		fc.assert(
			fc.property(row, direction, records, (one, way, items) => {
				const [field] = check([{ ...one, way: 'both' }], way, items).fields;
				if (field!.checked.proof.kind !== 'proved') return;
				expect([...field!.lost].map(([change, { examples }]) => [change, examples.list])).toEqual([]);
			}),
			RUNS,
		);
	});

	it('changes no record, and no prototype', () => {
		fc.assert(
			fc.property(rows, direction, records, (table, way, items) => {
				const before = JSON.stringify(items);
				check(table, way, frozen(items));
				expect(JSON.stringify(items)).toBe(before);
				expect(Object.keys(Object.prototype)).toEqual([]);
			}),
			RUNS,
		);
	});

	it('finds the same in any order of the records', () => {
		fc.assert(
			fc.property(rows, direction, records, (table, way, items) => {
				const counts = (list: Row[]): unknown => checkRows(check(table, way, list), false).map(({ verdict, counts: found }) => [verdict, found]);
				expect(counts([...items].reverse())).toEqual(counts(items));
			}),
			RUNS,
		);
	});

	it('puts nothing of the data into the page that could be markup', () => {
		const nasty = fc.string().map((text) => `<img src=x onerror=alert(1)>"'&${text}`);
		fc.assert(
			fc.property(nasty, nasty, (name, value) => {
				const table = [{ source: `["${name.replaceAll('"', '')}"]`, target: 't', type: 'integer' }];
				const page = checkPage(check(table, 'forward', [{ [name.replaceAll('"', '')]: value, [`${name}!`]: value }]), name);
				expect(page).not.toMatch(/<img|onerror=alert\(1\)>"/);
			}),
			RUNS,
		);
	});
});

describe('Suggest Mapping', () => {
	const both = fc.tuple(fc.array(record, { minLength: 1, maxLength: 8 }), fc.array(record, { minLength: 1, maxLength: 8 }));

	it('proposes only what the mapper takes: one to one, in range, from fields there are', () => {
		fc.assert(
			fc.property(both, ([source, target]) => {
				const suggestion = suggestMapping(frozen(source), frozen(target), { sampleSize: 100, leastConfidence: 0.2 });
				const { definition, noValueWords, rules } = readFile(suggestedFile(suggestion));
				expect(definition.problems).toEqual([]);
				if (suggestion.proposals.length > 0) expect(compileMapping(definition, 'forward', noValueWords, rules)).toMatchObject({ kind: 'mapping' });
				for (const side of ['source', 'target'] as const) {
					const paths = suggestion.proposals.map((one) => one[side]);
					expect(new Set(paths).size).toBe(paths.length);
				}
				for (const { confidence, reasons } of suggestion.proposals) {
					expect(confidence).toBeGreaterThanOrEqual(0.2);
					expect(confidence).toBeLessThan(1);
					expect(reasons.length).toBeGreaterThan(0);
				}
			}),
			RUNS,
		);
	});

	it('says the same again, and changes nothing it was given', () => {
		fc.assert(
			fc.property(both, ([source, target]) => {
				const rules = { sampleSize: 100, leastConfidence: 0.2 };
				expect(suggestMapping(source, target, rules)).toEqual(suggestMapping(source, target, rules));
			}),
			RUNS,
		);
	});
});
