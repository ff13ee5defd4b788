import { compileMapping } from '../../../nodes/FieldMapper/compileMapping';
import { readFile } from '../../../nodes/FieldMapper/file/readFile';
import { assignOneToOne } from '../../../nodes/FieldMapper/suggest/assign';
import { matchNames, nameParts } from '../../../nodes/FieldMapper/suggest/names';
import { suggestMapping, type Suggestion } from '../../../nodes/FieldMapper/suggest/suggestMapping';
import { suggestedFile, suggestRows } from '../../../nodes/FieldMapper/suggest/suggestRows';
import { billingCustomers, crmCustomers, erpCustomers } from '../../data/customers/read';

type Row = Record<string, unknown>;

function suggest(source: Row[], target: Row[], leastConfidence = 0.5, sampleSize = 500): Suggestion {
	return suggestMapping(source, target, { leastConfidence, sampleSize });
}

const pairsOf = ({ proposals }: Suggestion): Record<string, string> => Object.fromEntries(proposals.map(({ source, target }) => [source, target]));
const rowOf = (suggestion: Suggestion, source: string): unknown => suggestion.proposals.find((one) => one.source === source)?.row;
const name = (a: string, b: string): number => matchNames(nameParts(a.split('.')), nameParts(b.split('.'))).score;

describe('names', () => {
	it('are alike through case, separators, abbreviations and synonyms', () => {
		for (const [a, b] of [['postalCode', 'postal_code'], ['zip', 'postalCode'], ['PLZ', 'zip_code'], ['custNr', 'customer_number'], ['tel', 'phoneNumber'], ['Vorname', 'first_name'], ['Straße', 'street'], ['e-mail', 'email'], ['updated_at', 'modifiedTime']] as const) {
			expect([a, b, name(a, b) > 0.6]).toEqual([a, b, true]);
		}
	});

	it('are not alike for a common word alone', () => {
		for (const [a, b] of [['companyName', 'contactName'], ['orderId', 'customerId'], ['birthDate', 'dueDate'], ['city', 'phone'], ['countryCode', 'postalCode']] as const) {
			expect([a, b, name(a, b) < 0.5]).toEqual([a, b, true]);
		}
	});

	it('find a nested field by what stands above it', () => {
		expect(name('address.street', 'address')).toBeGreaterThan(0.5);
		expect(name('billing.city', 'billing.city')).toBeGreaterThan(name('billing.city', 'shipping.city'));
	});
});

describe('the assignment', () => {
	it('gives each field one partner, the surest first, of equals the earlier one', () => {
		const candidates = [
			{ source: 0, target: 0, confidence: 0.6 },
			{ source: 0, target: 1, confidence: 0.9 },
			{ source: 1, target: 1, confidence: 0.95 },
			{ source: 2, target: 2, confidence: 0.7 },
			{ source: 3, target: 2, confidence: 0.7 },
			{ source: 3, target: 3, confidence: 0.1 },
		];
		expect(assignOneToOne(candidates, 0.5).map(({ source, target }) => [source, target])).toEqual([[0, 0], [1, 1], [2, 2]]);
		expect(assignOneToOne([...candidates].reverse(), 0.5).map(({ source, target }) => [source, target])).toEqual([[0, 0], [1, 1], [2, 2]]);
	});
});

describe('the three customer lists', () => {
	const table = {
		customerID: 'customer_id', companyName: 'company_name', contactName: 'contact_name', contactTitle: 'contact_title',
		'address.street': 'address', 'address.city': 'city', 'address.region': 'region', 'address.postalCode': 'postal_code', 'address.country': 'country', 'address.phone': 'phone',
	};

	it('CRM to ERP: all ten fields find their counterpart, by records matched on the customer id', () => {
		const suggestion = suggest(crmCustomers(), erpCustomers());
		expect(pairsOf(suggestion)).toEqual(table);
		expect(suggestion).toMatchObject({ withoutTarget: [], withoutSource: ['fax'], noValueWords: ['NULL'], key: { source: 'customerID', target: 'customer_id', records: 91 } });
		expect(rowOf(suggestion, 'address.postalCode')).toEqual({ source: 'address.postalCode', target: 'postal_code', type: 'text', settings: { acceptNumbers: true } });
		for (const { confidence } of suggestion.proposals) expect(confidence).toBeGreaterThan(0.8);
	});

	it('billing to ERP, the trailing space of a key included', () => {
		const billing = billingCustomers().map((row) => (row['customerID'] === 'BSBEV' ? { ...row, customerID: 'BSBEV ' } : row));
		const suggestion = suggest(billing, erpCustomers());
		expect(Object.keys(pairsOf(suggestion))).toHaveLength(11);
		expect(rowOf(suggestion, 'customerID')).toEqual({ source: 'customerID', target: 'customer_id', type: 'text', settings: { spaces: 'trim' } });
		expect(suggestion.key).toMatchObject({ records: 91 });
	});

	it('finds them by names and shared values too, where no record is in both', () => {
		const suggestion = suggest(crmCustomers().slice(0, 45), erpCustomers().filter(({ customer_id: id }) => !crmCustomers().slice(0, 45).some(({ customerID }) => customerID === id)));
		expect(suggestion.key).toBeUndefined();
		expect(pairsOf(suggestion)).toMatchObject({ companyName: 'company_name', 'address.postalCode': 'postal_code', 'address.country': 'country' });
		expect(suggestion.proposals[0]!.reasons.join()).toContain('no records of the two sides could be matched');
	});
});

const people = Array.from({ length: 40 }, (_, n) => ({
	n,
	code: `K-${1000 + n * 7}`,
	born: new Date(Date.UTC(1950 + n, n % 12, 1 + (n % 28))),
	changed: Date.UTC(2024, n % 12, 1 + (n % 28), n % 24, (n * 7) % 60),
	status: ['A', 'B', 'C'][n % 3]!,
	vip: n % 4 === 0,
	revenue: n * 1234.5 + 0.25,
	plz: String(1000 + n * 813).padStart(5, '0'),
	site: `https://example.com/${n}`,
}));
const pad = (value: number): string => String(value).padStart(2, '0');
const day = (date: Date): string => `${pad(date.getUTCDate())}.${pad(date.getUTCMonth() + 1)}.${date.getUTCFullYear()}`;
const oneSide = people.map((one) => ({ Kundennummer: one.code, Geburtsdatum: day(one.born), geaendert: new Date(one.changed).toISOString(), Status: one.status, VIP: one.vip ? 'yes' : 'no', Umsatz: one.revenue.toFixed(2).replace('.', ','), PLZ: one.plz, Web: one.site }));
const otherSide = people.map((one) => ({ customer_id: one.code, birthday: one.born.toISOString().slice(0, 10), updated_at: one.changed / 1000, state: { A: 'active', B: 'blocked', C: 'closed' }[one.status], is_vip: one.vip, turnover: one.revenue, zip: one.plz, homepage: one.site })).reverse();

describe('types', () => {
	const suggestion = suggest(oneSide, otherSide);

	it('are read from the values, each side in its own spelling', () => {
		expect(pairsOf(suggestion)).toEqual({ Kundennummer: 'customer_id', Geburtsdatum: 'birthday', geaendert: 'updated_at', Status: 'state', VIP: 'is_vip', Umsatz: 'turnover', PLZ: 'zip', Web: 'homepage' });
		expect(rowOf(suggestion, 'Geburtsdatum')).toMatchObject({ type: 'date', settings: { sourcePattern: 'dd.MM.yyyy', targetPattern: 'yyyy-MM-dd' } });
		expect(rowOf(suggestion, 'geaendert')).toMatchObject({ type: 'moment', settings: { sourceAs: 'iso', targetAs: 'epochSeconds' } });
		expect(rowOf(suggestion, 'VIP')).toMatchObject({ type: 'boolean', settings: { sourceAs: 'words', sourceTrue: 'yes', sourceFalse: 'no', targetAs: 'boolean' } });
		expect(rowOf(suggestion, 'Umsatz')).toMatchObject({ type: 'decimal', settings: { sourceAs: 'comma', targetAs: 'number' } });
		expect(rowOf(suggestion, 'PLZ')).toEqual({ source: 'PLZ', target: 'zip', type: 'text' });
		expect(rowOf(suggestion, 'Web')).toMatchObject({ type: 'url' });
	});

	it('learn the values of an enum from matched records', () => {
		expect(rowOf(suggestion, 'Status')).toMatchObject({
			type: 'enum',
			values: [{ source: 'A', target: 'active' }, { source: 'B', target: 'blocked' }, { source: 'C', target: 'closed' }],
		});
	});

	it('give a mapping that the mapper takes as it is, and that maps every record', () => {
		const { definition, noValueWords, rules } = readFile(JSON.stringify(suggestedFile(suggestion)));
		expect(definition.problems).toEqual([]);
		expect(compileMapping(definition, 'forward', noValueWords, rules).kind).toBe('mapping');
	});
});

describe('lists with broken values', () => {
	it('are read by the type that the other side bears out, and their rare enum values are left out', () => {
		const dirty = oneSide.map((row, n) => ({ ...row, ...(n % 5 === 0 ? { Umsatz: '1,234.50', VIP: 'maybe' } : {}), ...(n === 7 ? { Status: 'X' } : {}) }));
		const suggestion = suggest(dirty, otherSide);
		expect(rowOf(suggestion, 'Umsatz')).toMatchObject({ type: 'decimal', settings: { sourceAs: 'comma' } });
		expect(rowOf(suggestion, 'VIP')).toMatchObject({ type: 'boolean' });
		expect(rowOf(suggestion, 'Status')).toMatchObject({ values: [{ source: 'A' }, { source: 'B' }, { source: 'C' }] });
	});

	it('keep codes as text although many of them are numbers', () => {
		const mixed = people.map(({ code, n }) => ({ code, zip: n % 4 === 0 ? `W${n}` : 10000 + n }));
		const texts = people.map(({ code, n }) => ({ code, zip: n % 4 === 0 ? `W${n}` : String(10000 + n) }));
		expect(rowOf(suggest(mixed, texts), 'zip')).toMatchObject({ type: 'text', settings: { acceptNumbers: true } });
	});
});

describe('what is proposed', () => {
	it('does not depend on the order of keys and is the same every time', () => {
		const shuffled = (rows: Row[]): Row[] => rows.map((row) => Object.fromEntries(Object.entries(row).reverse()));
		const sorted = (suggestion: Suggestion): unknown => [...suggestion.proposals].sort((a, b) => (a.source < b.source ? -1 : 1));
		expect(sorted(suggest(shuffled(oneSide), shuffled(otherSide)))).toEqual(sorted(suggest(oneSide, otherSide)));
	});

	it('does not match records by numbers that both sides count up by themselves', () => {
		const a = people.map(({ n, code }) => ({ id: n, label: code }));
		const b = people.map(({ n }) => ({ id: n, note: `something else ${n * 31}` }));
		expect(suggest(a, b).key).toBeUndefined();
	});

	it('says how sure it is and why, and names the fields without a partner', () => {
		const rows = suggestRows(suggest(crmCustomers(), erpCustomers()));
		expect(rows[0]).toMatchObject({ source: 'customerID', target: 'customer_id', type: 'text', confidence: 0.98, reasons: expect.stringContaining('91 of 91 matched records agree') as string });
		expect(rows.at(-1)).toEqual({ source: null, target: 'fax', type: null, confidence: 0, reasons: 'no field of the source is like it' });
	});

	it('takes a field for lost where the values speak against the name', () => {
		const a = people.map(({ code, plz }) => ({ code, date: plz }));
		const b = people.map(({ code }, n) => ({ code, date: `x${n * 17}` }));
		expect(pairsOf(suggest(a, b))).toEqual({ code: 'code' });
	});

	it('reads nested records and lists by path', () => {
		const a = people.map(({ code, site }) => ({ code, emails: [{ type: 'work', value: `${code}@example.com` }], more: { links: { home: site } }, tags: ['a', code] }));
		const b = people.map(({ code, site }) => ({ code, email: `${code}@example.com`, website: site, labels: ['a', code] }));
		const suggestion = suggest(a, b);
		expect(pairsOf(suggestion)).toMatchObject({ 'emails[0].value': 'email', 'more.links.home': 'website', tags: 'labels' });
		expect(rowOf(suggestion, 'tags')).toMatchObject({ type: 'list' });
	});

	it('keeps hostile names as plain data, and leaves _sync alone', () => {
		const make = (n: number): Row => JSON.parse(`{"__proto__": "p${n}", "constructor": "c${n}", "a.b": "d${n}", "_sync": {"key": "k${n}"}}`) as Row;
		const records = Object.freeze(people.map(({ n }) => Object.freeze(make(n)))) as Row[];
		const suggestion = suggest(records, records);
		expect(pairsOf(suggestion)).toEqual({ __proto__: '__proto__', ...JSON.parse('{"__proto__": "__proto__"}') as object, constructor: 'constructor', '["a.b"]': '["a.b"]' });
		expect(({} as Row)['p0']).toBeUndefined();
	});

	it('looks at a sample only, spread over all records', () => {
		const many = Array.from({ length: 5000 }, (_, n) => ({ id: `id-${n}`, late: n < 2500 ? null : `x${n}` }));
		expect(pairsOf(suggest(many, many, 0.5, 50))).toEqual({ id: 'id', late: 'late' });
	});
});
