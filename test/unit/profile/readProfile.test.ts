import { readProfile } from '../../../nodes/shared/profile/readProfile';
import { PROFILE_DEFAULTS, type SyncProfile } from '../../../nodes/shared/profile/profile';

type Json = Record<string, unknown>;

const GOOD: Json = {
	sync: 'customers',
	key: 'customerId',
	systems: [{ name: 'CRM' }, { name: 'ERP', role: 'systemOfRecord', modified: 'updated_at' }, { name: 'Billing', role: 'mirror' }],
	fields: [
		{ name: 'email', owner: 'CRM' },
		{ name: 'city' },
		{ name: 'phone', owner: 'ERP', writers: 'ERP, CRM' },
		{ name: 'note', policy: 'longest' },
		{ name: 'tags', policy: 'keyedList', listKey: 'id' },
		{ name: 'stage', policy: 'priority', order: ['CRM', 'ERP'] },
	],
};

function profile(json: unknown): SyncProfile {
	const result = readProfile(json);
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	return result.profile;
}

const problems = (change: Json): string[] => {
	const result = readProfile({ ...GOOD, ...change });
	return result.ok ? [] : result.problems.map((one) => `${one.where} ${one.message}`);
};

test('what is left out has its default', () => {
	expect(profile(GOOD)).toMatchObject({ ...PROFILE_DEFAULTS, mapping: [] });
	expect(profile(GOOD).systems[0]).toEqual({ name: 'CRM', role: 'contributor', id: undefined, modified: undefined, version: undefined, event: undefined, fullList: false, noValueWords: '', cursor: undefined, cursorIs: 'time', overlap: 60 });
});

test('a field belongs to its owner, or to the system of record where it has neither owner nor rule of its own', () => {
	const byName = Object.fromEntries(profile(GOOD).fields.map((field) => [field.name, field]));
	expect(byName['email']).toMatchObject({ owner: 'CRM', policy: 'owner', writers: ['CRM'] });
	expect(byName['city']).toMatchObject({ owner: 'ERP', policy: 'owner', writers: ['ERP'] });
	expect(byName['phone']).toMatchObject({ owner: 'ERP', policy: 'owner', writers: ['ERP', 'CRM'] });
	expect(byName['note']).toMatchObject({ owner: undefined, policy: 'longest', writers: ['CRM', 'ERP'] });
});

test('without a system of record, what nobody owns goes to the newest', () => {
	const json = { ...GOOD, systems: [{ name: 'A' }, { name: 'B' }, { name: 'C', role: 'mirror' }], fields: [{ name: 'city' }] };
	expect(profile(json).fields[0]).toMatchObject({ owner: undefined, policy: 'newest', writers: ['A', 'B'] });
});

test.each<[string, Json, string]>([
	['no sync name', { sync: ' ' }, 'The profile has a "sync" that is not text'],
	['a sync name too long', { sync: 'x'.repeat(201) }, 'The profile has a sync name longer than 200 characters'],
	['a key that is no path', { key: 'a..b' }, 'The profile has a "key" that is no field name'],
	['one system', { systems: [{ name: 'CRM' }] }, 'The profile has 1 systems'],
	['eleven systems', { systems: Array.from({ length: 11 }, (_, i) => ({ name: `S${i}` })) }, 'The profile has 11 systems'],
	['two systems of one name', { systems: [{ name: 'CRM' }, { name: 'CRM' }], fields: [{ name: 'a' }] }, 'System row 2 (CRM) has a name another system has'],
	['a comma in a name', { systems: [{ name: 'A,B' }, { name: 'ERP' }], fields: [{ name: 'a' }] }, 'System row 1 (A,B) has a comma in its name'],
	['an unknown role', { systems: [{ name: 'CRM', role: 'boss' }, { name: 'ERP' }], fields: [{ name: 'a' }] }, 'System row 1 (CRM) has the role "boss"'],
	['two systems of record', { systems: [{ name: 'CRM', role: 'systemOfRecord' }, { name: 'ERP', role: 'systemOfRecord' }] }, 'The profile has several systems of record (CRM, ERP)'],
	['mirrors only', { systems: [{ name: 'CRM', role: 'mirror' }, { name: 'ERP', role: 'mirror' }], fields: [{ name: 'a' }] }, 'The profile has only mirrors'],
	['an unknown kind of cursor', { systems: [{ name: 'CRM', cursorIs: 'date' }, { name: 'ERP' }], fields: [{ name: 'a' }] }, 'System row 1 (CRM) has the cursorIs "date"'],
	['an overlap below 0', { systems: [{ name: 'CRM', overlap: -1 }, { name: 'ERP' }], fields: [{ name: 'a' }] }, 'System row 1 (CRM) has a "overlap" that is not a number of at least 0'],
	['an overlap of pages', { systems: [{ name: 'CRM', cursorIs: 'page', overlap: 1 }, { name: 'ERP' }], fields: [{ name: 'a' }] }, 'System row 1 (CRM) has an overlap and is read on by page cursors'],
	['a flag that is text', { systems: [{ name: 'CRM', fullList: 'yes' }, { name: 'ERP' }], fields: [{ name: 'a' }] }, 'System row 1 (CRM) has a "fullList" that is neither true nor false'],
	['no fields', { fields: [] }, 'The profile has 0 fields'],
	['a field twice', { fields: [{ name: 'a' }, { name: 'a' }] }, 'Field row 2 (a) stands there twice'],
	['the key among the fields', { fields: [{ name: 'customerId' }] }, 'The profile has the record key "customerId" among its fields'],
	['an unknown owner', { fields: [{ name: 'a', owner: 'Shop' }] }, 'Field row 1 (a) has "Shop" as "owner", which is not one of the systems'],
	['a mirror as owner', { fields: [{ name: 'a', owner: 'Billing' }] }, 'Field row 1 (a) belongs to "Billing", which is a mirror'],
	['a mirror among the writers', { fields: [{ name: 'a', policy: 'newest', writers: ['CRM', 'Billing'] }] }, 'Field row 1 (a) lets "Billing" write, which is a mirror'],
	['an owner that may not write', { fields: [{ name: 'a', owner: 'ERP', writers: 'CRM' }] }, 'Field row 1 (a) belongs to "ERP", which is not among those who may write it'],
	['nobody to write', { fields: [{ name: 'a', policy: 'newest', writers: [] }] }, 'Field row 1 (a) may be written by nobody'],
	['an owner and a rule', { fields: [{ name: 'a', owner: 'CRM', policy: 'newest' }] }, 'Field row 1 (a) has an owner and the policy "newest"'],
	['the policy owner without one', { systems: [{ name: 'CRM' }, { name: 'ERP' }], fields: [{ name: 'a', policy: 'owner' }] }, 'Field row 1 (a) has the policy Owner and no owner'],
	['priority without order', { fields: [{ name: 'a', policy: 'priority' }] }, 'Field row 1 (a) has the policy Priority and no order'],
	['a keyed list without key', { fields: [{ name: 'a', policy: 'keyedList' }] }, 'Field row 1 (a) has the policy Keyed List and no list key'],
	['a misspelt setting', { fields: [{ name: 'a', onwer: 'CRM' }] }, 'Field row 1 (a) has "onwer", which means nothing here'],
	['a mapping row without system', { mapping: [{ source: 'mail' }] }, 'Mapping row 1 (mail) names no system'],
	['a mapping row that is none', { mapping: [3] }, 'Mapping row 1 is not an object'],
	['deletes that are a word', { deletes: 'all' }, 'The profile has deletes that are not an object'],
	['a negative brake', { deletes: { mostRecords: -1 } }, 'Deletes has a "mostRecords" that is not a number of at least 0'],
	['a tolerance that is no number', { clockToleranceSeconds: NaN }, 'The profile has a "clockToleranceSeconds" that is not a number of at least 0'],
])('%s is told, with the row', (_, change, message) => {
	expect(problems(change)).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
});

test('everything wrong is told at once', () => {
	expect(problems({ key: '', fields: [{ name: 'a', owner: 'X' }, { name: 'b', policy: 'best' }] })).toHaveLength(3);
});

test('what is no object is told, too', () => {
	for (const json of [null, 1, 'x', [], undefined]) expect(readProfile(json)).toMatchObject({ ok: false, problems: [{ where: 'The profile' }] });
});
