import { compileDefinition } from '../../nodes/ConflictResolver/compileDefinition';
import type { ResolverDefinition } from '../../nodes/ConflictResolver/definition';

const definition = (more: Partial<ResolverDefinition> = {}): ResolverDefinition => ({
	sync: 'customers',
	systems: [{ name: 'CRM' }, { name: 'ERP', role: 'systemOfRecord' }, { name: 'Shop', role: 'mirror' }],
	key: 'id',
	rule: { kind: 'newest' },
	...more,
});

const problems = (more: Partial<ResolverDefinition>): string[] => {
	const compiled = compileDefinition(definition(more));
	return compiled.ok ? [] : compiled.problems.map((one) => one.message);
};

describe('a definition', () => {
	it('needs no more than systems, a key and a rule', () => {
		expect(compileDefinition(definition())).toMatchObject({
			ok: true,
			definition: {
				systems: [{ name: 'CRM', role: 'contributor', fullList: false }, { name: 'ERP', role: 'systemOfRecord' }, { name: 'Shop', role: 'mirror' }],
				listed: undefined, skewMs: 2000, creates: true, deletes: { passOn: false }, cap: 100_000,
			},
		});
	});

	it('survives JSON', () => {
		const full = definition({ fields: [{ field: 'tags', rule: { kind: 'union' }, writers: ['CRM'] }], compare: ['tags', 'address.street'], deletes: { mode: 'passOn', mostRecords: 5 } });
		const withoutFunctions = (one: unknown): unknown => JSON.parse(JSON.stringify(one, (_key, value: unknown) => (value instanceof Map ? [...value] : value)));
		expect(withoutFunctions(compileDefinition(JSON.parse(JSON.stringify(full)) as ResolverDefinition))).toEqual(withoutFunctions(compileDefinition(full)));
	});

	it.each<[Partial<ResolverDefinition>, string[]]>([
		[{ systems: [{ name: 'CRM' }] }, ['There are 1 systems: two to 10 are possible']],
		[{ systems: Array.from({ length: 11 }, (_, i) => ({ name: `S${i}` })) }, ['There are 11 systems: two to 10 are possible']],
		[{ systems: [{ name: 'A', role: 'systemOfRecord' }, { name: 'B', role: 'systemOfRecord' }] }, ['A and B are both the System of Record']],
		[{ systems: [{ name: 'A', role: 'mirror' }, { name: 'B', role: 'mirror' }] }, ['All systems are mirrors, so nothing could ever change']],
		[{ systems: [{ name: 'A', role: 'boss' as never }, { name: 'B' }] }, ['The role of A is unknown: boss']],
		[{ rule: { kind: 'owner', owner: 'Shop' } }, ['The rule for all fields makes Shop the owner, which is a mirror']],
		[{ rule: { kind: 'coin' as never } }, ['The rule for all fields is unknown: coin']],
		[{ fields: [{ field: 'a', rule: { kind: 'keyedList' } }] }, ['The rule for "a" merges lists by a key, and names no key field']],
		[{ fields: [{ field: 'a', rule: { kind: 'min' }, writers: ['Shop'] }] }, ['"a" may be changed in Shop, which is a mirror']],
		[{ fields: [{ field: 'a', rule: { kind: 'owner', owner: 'ERP' }, writers: ['CRM'] }] }, ['"a" belongs to ERP, which may not change it']],
		[{ ignore: ['a.b'] }, ['Fields to Ignore names "a.b", which lies inside a field']],
		[{ deletes: { mostRecords: -1 } }, ['Most Deletes per Run is not a number of at least 0']],
		[{ key: '', recordsToRemember: 0 }, ['Record Key: The path "" is empty: name a field, for example address.street', 'Records to Remember is not a number of at least 1']],
	])('%j is refused', (more, expected) => {
		expect(problems(more)).toEqual(expected);
	});

	it('tells every problem with what to do about it', () => {
		const compiled = compileDefinition(definition({ key: '', systems: [], fields: [{ field: '', rule: { kind: 'max' } }] }));
		expect(compiled.ok ? [] : compiled.problems.map((one) => one.description.length > 10)).toEqual([true, true, true]);
	});
});
