import fc from 'fast-check';
import { compareFields, type RememberedField } from '../../../nodes/FieldMapper/drift/compare';
import { driftOf } from '../../../nodes/FieldMapper/drift/onItem';
import { MOST_FIELDS, Observed, stepsOf, type FieldNames } from '../../../nodes/FieldMapper/drift/observed';
import { stepsText } from '../../../nodes/FieldMapper/selector/step';
import { deepFreeze } from './generators';

type JsonRecord = Record<string, unknown>;

const leaf = fc.constantFrom<unknown>(1, 'x', true, null);
const { value } = fc.letrec((tie) => ({
	value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value'), { maxLength: 2 }), fc.dictionary(fc.constantFrom('a', 'b', 'c.d', '__proto__', 'constructor'), tie('value'), { maxKeys: 3, noNullPrototype: true })),
}));
const record = fc
	.dictionary(fc.constantFrom('a', 'b', 'c', 'e.f', '__proto__', 'constructor', '_sync'), value, { noNullPrototype: true })
	.map((one) => JSON.parse(JSON.stringify(one)) as JsonRecord);
const runOf = fc.array(record, { minLength: 1, maxLength: 3 });

function observe(records: readonly JsonRecord[]): Observed {
	const observed = new Observed();
	for (const one of records) observed.add(deepFreeze(one));
	return observed;
}

function has(found: unknown, path: FieldNames): boolean {
	if (path.length === 0) return found !== undefined;
	const [name, ...rest] = path as [string | 0, ...FieldNames];
	if (name === 0) return Array.isArray(found) && found.some((element) => has(element, rest));
	return typeof found === 'object' && found !== null && !Array.isArray(found) && Object.hasOwn(found, name) && has((found as JsonRecord)[name], rest);
}

const everSeen = (records: readonly JsonRecord[], path: FieldNames): boolean => records.some((one) => has(one, path));

describe('drift', () => {
	it('never calls new what was there before, nor gone what is there now, nor gone what some record did without', () => {
		let told = 0;
		fc.assert(
			fc.property(fc.array(runOf, { minLength: 2, maxLength: 5 }), (runs) => {
				let remembered: readonly RememberedField[] | undefined;
				const before: JsonRecord[] = [];
				for (const records of runs) {
					const { changes, next } = compareFields(remembered, observe(records).list(), () => false, false);
					if (remembered === undefined) expect(changes).toEqual([]);
					for (const { path, change } of changes) {
						told += 1;
						const holder = path.slice(0, -1);
						if (change === 'new') expect([everSeen(before, path), everSeen(records, path)]).toEqual([false, true]);
						if (change === 'vanished') {
							expect([everSeen(before, path), everSeen(records, path), everSeen(records, holder)]).toEqual([true, false, true]);
							// Every record that could have had it did.
							if (holder.length === 0) expect(before.every((one) => has(one, path))).toBe(true);
						}
						if (change === 'type') expect([everSeen(before, path), everSeen(records, path)]).toEqual([true, true]);
						expect(path[0]).not.toBe('_sync');
					}
					remembered = next;
					before.push(...records);
				}
			}),
			{ numRuns: 5000 },
		);
		expect(told).toBeGreaterThan(2000);
	});

	it('reports nothing twice: the same items again are no news', () => {
		fc.assert(
			fc.property(runOf, runOf, (first, second) => {
				const start = compareFields(undefined, observe(first).list(), () => true, true);
				const changed = compareFields(start.next, observe(second).list(), () => true, true);
				expect(compareFields(changed.next, observe(second).list(), () => true, true).changes).toEqual([]);
				expect(compareFields(start.next, observe(first).list(), () => true, true).changes).toEqual([]);
			}),
			{ numRuns: 5000 },
		);
	});

	it('is named on an item only if the item shows it', () => {
		fc.assert(
			fc.property(runOf, runOf, (first, second) => {
				const start = compareFields(undefined, observe(first).list(), () => false, false);
				const { changes } = compareFields(start.next, observe(second).list(), () => false, false);
				for (const one of second) {
					for (const { field, change } of driftOf(one, changes)) {
						const { path } = changes.find((candidate) => candidate.field === field)!;
						expect([field, has(one, path)]).toEqual([stepsText(stepsOf(path)), change !== 'vanished']);
					}
				}
				for (const change of changes) expect(second.some((one) => driftOf(one, [change]).length > 0)).toBe(true);
			}),
			{ numRuns: 5000 },
		);
	});

	it('is plain JSON to remember, and stays small whatever the records', () => {
		const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`f${i}`, i]));
		let deep: JsonRecord = {};
		for (let i = 0; i < 10_000; i += 1) deep = { deep };
		const { next } = compareFields(undefined, observe([wide, deep, { ['x'.repeat(10_000)]: 1 }]).list(), () => false, false);
		expect(next.length).toBeLessThanOrEqual(MOST_FIELDS);
		expect(JSON.parse(JSON.stringify(next))).toEqual(next);
		const again = compareFields(next, observe([{ ...wide, other: 1 }]).list(), () => false, false);
		expect(again.changes.filter(({ change }) => change === 'new')).toEqual([]);
		expect(JSON.stringify(again.next).length).toBeLessThan(100_000);
	});
});
