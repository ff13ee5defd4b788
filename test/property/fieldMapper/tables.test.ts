import fc from 'fast-check';
import { omit } from 'lodash';
import { applyMapping, Rejected } from '../../../nodes/FieldMapper/applyMapping';
import { compileMapping, type Mapping } from '../../../nodes/FieldMapper/compileMapping';
import { readDefinition, type Direction } from '../../../nodes/FieldMapper/definition';
import { canonicalJson } from '../../../nodes/shared/record/canonical';
import { run } from '../../unit/fieldMapper/runNode';
import { anyValue, deepFreeze, type Row } from './generators';
import { anyTable, severalFieldsRow, workingTable } from './tables';

const text = fc.constantFrom('Ana', 'Maria Lopez', 'x-y', 'a/b: c', 'C7', '', 'line\nline', 'A', '007', '5');
const value = fc.oneof({ weight: 4, arbitrary: text }, { weight: 2, arbitrary: anyValue });
const element = fc.oneof({ weight: 5, arbitrary: fc.record({ a: value, b: value, c: value, t: fc.constantFrom('w', 'h', '5', 5), v: value, n: fc.record({ m: value }), l: fc.array(fc.record({ s: value })) }, { requiredKeys: [] }) }, { weight: 1, arbitrary: value });
const elements = fc.oneof({ weight: 4, arbitrary: fc.array(element, { maxLength: 3 }) }, { weight: 1, arbitrary: value });
const names = { a: value, b: value, c: value, whole: value, first: value, last: value, n: value, l1: value, l2: value, 'a.b': value, deep: fc.record({ x: value, y: value }), list: fc.array(value), tags: fc.array(value), e: elements, l: elements, m: elements, o: fc.array(fc.record({ l: elements })), constructor: fc.record({ x: value }) };
const record = fc
	.tuple(fc.record(names as unknown as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: [] }), fc.option(value))
	.map(([fields, proto]) => (proto === null ? fields : (JSON.parse(JSON.stringify(fields).replace(/^\{/, () => `{"__proto__":${JSON.stringify(proto) ?? 'null'}${Object.keys(fields).length > 0 ? ',' : ''}`)) as typeof fields)))
	.map((one) => JSON.parse(JSON.stringify(one)) as Record<string, unknown>);

function ready(rows: Row[], direction: Direction): Mapping | undefined {
	const result = compileMapping(readDefinition(rows), direction, []);
	return result.kind === 'mapping' ? result.mapping : undefined;
}

describe('whatever the table, with lists and rows of several fields', () => {
	it('what goes there and back and there again is the same record, from either side', () => {
		let travelled = 0;
		const twoWay = anyTable.map((rows) => rows.map((row): Row => ({ ...row, way: 'both', missing: {}, missingReverse: {} })));
		fc.assert(
			fc.property(twoWay, fc.array(record, { minLength: 3, maxLength: 6 }), fc.boolean(), (rows, records, fromSource) => {
				const [there, back] = [ready(rows, fromSource ? 'forward' : 'reverse'), ready(rows, fromSource ? 'reverse' : 'forward')];
				if (there === undefined || back === undefined) return;
				for (const start of records) {
					const middle = applyMapping(there, deepFreeze(start));
					if (middle instanceof Rejected) continue;
					const end = applyMapping(back, middle);
					if (end instanceof Rejected) continue;
					const again = applyMapping(there, end);
					travelled += 1;
					expect([rows, start, end, again instanceof Rejected ? again.reasons : canonicalJson(again)]).toEqual([rows, start, end, canonicalJson(middle)]);
				}
			}),
			{ numRuns: 6000 },
		);
		expect(travelled).toBeGreaterThan(1000);
	});

	it('fields that are joined come back each as it was, or are rejected', () => {
		let came = 0;
		const part = fc.oneof(text, fc.string({ unit: 'grapheme', maxLength: 6 }), fc.constantFrom('/', '-', ': ', '\n', ' '));
		fc.assert(
			fc.property(severalFieldsRow, fc.array(part, { minLength: 6, maxLength: 6 }), (row, parts) => {
				const rows = [{ ...row, way: 'both', missing: {} }];
				const partsFirst = String(row['source']).includes('{');
				const [join, split] = [ready(rows, partsFirst ? 'forward' : 'reverse'), ready(rows, partsFirst ? 'reverse' : 'forward')];
				if (join === undefined || split === undefined) return;
				const start: Record<string, unknown> = {};
				join.rows[0]!.from.fields.forEach((field, i) => field.set(start, parts[i]!));
				const whole = applyMapping(join, start);
				if (whole instanceof Rejected) return;
				const end = applyMapping(split, whole);
				came += 1;
				const spelled = (at: unknown): unknown => (typeof at === 'string' && (row['templateSettings'] as Row)['spaces'] === 'trim' && row['type'] === 'template' ? at.trim() : at);
				const values = (of: unknown): unknown[] => join.rows[0]!.from.fields.map((field) => spelled(field.get(of)) || null);
				expect([row, whole, values(end)]).toEqual([row, whole, values(start)]);
			}),
			{ numRuns: 5000 },
		);
		expect(came).toBeGreaterThan(500);
	});

	it('no item is lost or made, no input changes, and what is sent on in part is what the good rows alone would make', async () => {
		const inherited = Object.getOwnPropertyNames(Object.prototype).sort();
		let partly = 0;
		await fc.assert(
			fc.asyncProperty(
				fc.oneof(anyTable, workingTable),
				fc.array(record, { minLength: 1, maxLength: 4 }),
				fc.constantFrom('reject', 'coerce', 'keep', 'report'),
				fc.constantFrom('drop', 'keep', 'report', 'reject'),
				fc.constantFrom('no', 'mapped', 'both'),
				async (rows, items, wrongType, unmapped, mode) => {
					const before = JSON.stringify(items);
					deepFreeze(items);
					const more = { wrongType, 'options.partly': mode };
					const out = await run({ items, rows, unmapped, more, continueOnFail: true });
					expect(JSON.stringify(items)).toBe(before);
					expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(inherited);
					const from = (list: typeof out.mapped): number[] => list.map(({ pairedItem }) => (pairedItem as { item: number }).item);
					const all = [...from(out.mapped), ...from(out.rejected)];
					expect([...new Set(all)].sort()).toEqual(items.map((_, i) => i));
					if (mode !== 'both') expect(all).toHaveLength(items.length);
					if (unmapped !== 'drop') return;
					for (const { json, pairedItem } of out.mapped) {
						const sync = json['_sync'] as { verdict?: string; rejected?: { field: string }[] } | undefined;
						if (sync?.verdict !== 'partlyMapped') continue;
						partly += 1;
						const bad = new Set(sync.rejected!.map(({ field }) => field));
						const good = rows.filter((row) => !bad.has(String(row['target'] || row['source'])));
						const alone = await run({ items: [items[(pairedItem as { item: number }).item]], rows: good, more: { wrongType } });
						const clean = (fields: Record<string, unknown>): unknown => omit(fields, '_sync');
						expect(clean(json)).toEqual(clean(alone.mapped[0]!.json));
					}
				},
			),
			{ numRuns: 5000 },
		);
		expect(partly).toBeGreaterThan(40);
	});
});
