import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { readProfile } from '../../../nodes/shared/profile/readProfile';
import { POLICIES, PROFILE_DEFAULTS, ROLES } from '../../../nodes/shared/profile/profile';
import { PROFILE_SCHEMA } from '../../../nodes/shared/profile/schema';
import { properties } from '../../../nodes/SyncProfile/properties';

const published = join(__dirname, '../../../docs/sync-profile.schema.json');
const validate = new Ajv({ allowUnionTypes: true }).compile(PROFILE_SCHEMA);

test('the published schema is the one in the code', () => {
	expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(JSON.parse(JSON.stringify(PROFILE_SCHEMA)));
});

const SYSTEMS = ['CRM', 'ERP', 'Shop'];
const system = fc.constantFrom(...SYSTEMS);
const systemRow = (name: string): fc.Arbitrary<object> =>
	fc.record({
		name: fc.constant(name), role: fc.constantFrom('contributor', 'contributor', ...ROLES), id: fc.constantFrom('id', 'a.b', ''),
		cursor: fc.constantFrom('seq', ''), cursorIs: fc.constantFrom('time', 'number', 'page', null), overlap: fc.constantFrom(0, 5, null),
		fullList: fc.boolean(), noValueWords: fc.constantFrom('NULL', '', null),
	}, { requiredKeys: ['name'] });
const fieldRow = fc.record({
	name: fc.constantFrom('a', 'b', 'c', 'd.e', '["x.y"]', '__proto__'), owner: system, writers: fc.oneof(fc.constant('CRM, ERP'), fc.array(system)),
	policy: fc.constantFrom(...POLICIES), order: fc.array(system), listKey: fc.constantFrom('id', 'a.b'),
}, { requiredKeys: ['name'] });
const likely = fc.record({
	$schema: fc.constant('x'),
	sync: fc.constantFrom('customers', ' x '),
	key: fc.constantFrom('id', 'k.l'),
	systems: fc.tuple(...SYSTEMS.map(systemRow)),
	fields: fc.uniqueArray(fieldRow, { minLength: 1, maxLength: 3, selector: (row) => row.name }),
	mapping: fc.array(fc.record({ system, source: fc.constant('mail'), target: fc.constant('a') })),
	clockToleranceSeconds: fc.nat(),
	deletes: fc.record({ mode: fc.constantFrom('report', 'passOn'), mostRecords: fc.nat(), mostPercent: fc.nat() }, { requiredKeys: [] }),
}, { requiredKeys: ['sync', 'key', 'systems', 'fields'] });

/** A likely profile with some value in it, anywhere, made into anything. */
const spoilt = fc.tuple(likely, fc.infiniteStream(fc.nat({ max: 30 })), fc.jsonValue()).map(([profile, dice, anything]) => {
	const spoil = (value: unknown): unknown => {
		if (dice.next().value === 0) return anything;
		if (Array.isArray(value)) return value.map(spoil);
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spoil(inner)]));
	};
	return spoil(profile);
});

test('any JSON is read or refused with a reason, and what is read, the schema accepts', () => {
	let accepted = 0;
	const runs = Number(process.env['FC_RUNS'] ?? 5000);
	fc.assert(
		fc.property(fc.oneof(likely, spoilt, fc.jsonValue()), (json) => {
			const text = JSON.stringify(json);
			const parsed: unknown = JSON.parse(text);
			const result = readProfile(parsed);
			expect(JSON.stringify(parsed)).toBe(text);
			if (result.ok) {
				accepted += 1;
				expect([validate(strip(parsed)), validate.errors]).toEqual([true, null]);
			} else {
				expect(result.problems.length).toBeGreaterThan(0);
				for (const { where, message, fix } of result.problems) expect([where, message, fix].every((part) => part.length > 3)).toBe(true);
			}
		}),
		{ numRuns: runs },
	);
	expect(accepted).toBeGreaterThan(runs / 100);
});

/** As `readProfile` has it, what is null or '' was not given. */
function strip(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(strip);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null && inner !== '').map(([key, inner]) => [key, strip(inner)]));
}

test('the editor shows the defaults that hold', () => {
	const options = properties.find((one) => one.name === 'options')!.options as { name: string; default: unknown }[];
	const shown = Object.fromEntries(options.map((one) => [one.name, one.default]));
	const { clockToleranceSeconds, recordsToRemember, deletes } = PROFILE_DEFAULTS;
	const { mode, ...brake } = deletes;
	expect(shown).toEqual({ clockToleranceSeconds, recordsToRemember, ...brake });
	expect(properties.find((one) => one.name === 'deletes')!.default).toBe(mode);
});
