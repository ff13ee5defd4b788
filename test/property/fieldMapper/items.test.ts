import fc from 'fast-check';
import { isRecord } from '../../../nodes/shared/record/json';
import { run } from '../../unit/fieldMapper/runNode';
import { anyRow, anyValue, deepFreeze } from './generators';

const name = fc.constantFrom('a', 'b', 's', 't', '__proto__', 'constructor', 'toString', '_sync', 'deep.x', 'deep.y', 'list[0]', 'list[1].v', '["a.b"]');
const item = fc.oneof(
	{ weight: 9, arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 's', 't', '__proto__', 'constructor', 'toString', '_sync', 'deep', 'list', 'a.b'), anyValue, { noNullPrototype: false }) },
	{ weight: 3, arbitrary: fc.record({ deep: fc.record({ x: anyValue, y: anyValue }), list: fc.array(fc.record({ v: anyValue })) }) },
	{ weight: 1, arbitrary: fc.constantFrom(null, undefined, 5, 'text', [1]) as fc.Arbitrary<unknown> },
);
const rows = fc.array(
	fc.tuple(anyRow, name, name).map(([row, source, target]) => ({ ...row, source, target })),
	{ minLength: 1, maxLength: 4 },
);

describe('whatever the table and the items', () => {
	it('no item is lost or made, each is linked to its own, no input is changed, and Object.prototype stays as it is', async () => {
		const inherited = Object.getOwnPropertyNames(Object.prototype).sort();
		let ran = 0;
		await fc.assert(
			fc.asyncProperty(
				rows,
				fc.array(item, { maxLength: 5 }),
				fc.constantFrom('forward', 'reverse'),
				fc.constantFrom('drop', 'keep', 'report'),
				async (table, items, direction, unmapped) => {
					const before = show(items);
					deepFreeze(items);
					const result = await run({ items, rows: table, direction, unmapped, words: 'NULL', continueOnFail: true });
					expect(show(items)).toBe(before);
					expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(inherited);
					const links = [...result.mapped, ...result.rejected].map((out) => (out.pairedItem as { item: number }).item);
					expect(links.sort((a, b) => a - b)).toEqual(items.map((_, i) => i));
					const verdicts = result.rejected.map(({ json }) => (json['_sync'] as { verdict?: string } | undefined)?.verdict);
					if (items.length > 0 && verdicts.length === items.length && verdicts.every((verdict) => verdict === 'error')) {
						// The table itself is wrong: every item says so, in words, and none is mapped.
						for (const { json } of result.rejected) expect(json['error']).toEqual(expect.stringMatching(/\w/));
						return;
					}
					ran += 1;
					for (const { json, pairedItem } of result.rejected) {
						const original = items[(pairedItem as { item: number }).item];
						if (!isRecord(original)) continue;
						for (const key of Object.keys(original).filter((one) => one !== '_sync')) expect(json[key]).toBe(original[key]);
						expect((json['_sync'] as { rejected: unknown[] }).rejected.length).toBeGreaterThan(0);
					}
					for (const { json } of result.mapped) expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
				},
			),
			{ numRuns: 5000 },
		);
		expect(ran).toBeGreaterThan(250);
	});

	it('the same items give the same answer again, in any order', async () => {
		await fc.assert(
			fc.asyncProperty(rows, fc.array(item, { maxLength: 4 }), async (table, items) => {
				const once = await run({ items, rows: table, continueOnFail: true }).catch(() => undefined);
				if (once === undefined) return;
				const turned = await run({ items: [...items].reverse(), rows: table, continueOnFail: true });
				const records = (out: typeof once): string[] => out.mapped.map(({ json }) => show(json)).sort();
				expect(records(turned)).toEqual(records(once));
			}),
			{ numRuns: 5000 },
		);
	});
});

function show(value: unknown): string {
	return JSON.stringify(value, (_, part: unknown) =>
		typeof part === 'number' && !Number.isFinite(part) ? String(part) : Object.is(part, -0) ? '-0' : part === undefined ? 'undefined' : part,
	);
}
