import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { omit } from 'lodash';
import { applyMapping, Rejected } from '../../../nodes/FieldMapper/applyMapping';
import { checkRecords } from '../../../nodes/FieldMapper/check/checkRecords';
import { checkRows } from '../../../nodes/FieldMapper/check/checkRows';
import { checkTable } from '../../../nodes/FieldMapper/check/checkTable';
import { compileMapping } from '../../../nodes/FieldMapper/compileMapping';
import { readDefinition, type Direction } from '../../../nodes/FieldMapper/definition';
import { splitWords } from '../../../nodes/shared/record/words';
import { billingCustomers, crmCustomers, erpCustomers, type Row } from '../../data/customers/read';

interface NodeParameters {
	rows: { row: Row[] };
	noValueWords: string;
}

/** A copy of the billing list is known with a space behind one key; this one has none, so it is put there. */
const billing = billingCustomers().map((row) => (row['customerID'] === 'BSBEV' ? { ...row, customerID: 'BSBEV ' } : row));
const systems = { crm: crmCustomers(), erp: erpCustomers(), billing };
type System = keyof typeof systems;
const SYSTEMS = Object.keys(systems) as System[];
const FIELDS = ['id', 'companyName', 'contactName', 'contactTitle', 'street', 'city', 'region', 'postalCode', 'country', 'phone'];

interface Setup {
	change?: (row: Row) => Row;
	words?: string;
	direction?: Direction;
}

function parametersOf(system: System): NodeParameters {
	return JSON.parse(readFileSync(join(__dirname, `../../data/mappings/${system}.json`), 'utf8')) as NodeParameters;
}

/** What Check Mapping says of a system's table and some records, by field of the canonical form. */
function check(system: System, records: readonly Row[], { change = (row) => row, words, direction = 'forward' }: Setup = {}): Record<string, Row> {
	const { rows, noValueWords } = parametersOf(system);
	const table = checkTable(readDefinition(rows.row.map(change)), direction, splitWords(words ?? noValueWords));
	const found = checkRows(checkRecords(table, records, 100), true);
	return Object.fromEntries(found.map((row) => [String(row['target'] ?? row['field']), row]));
}

function mapAll(system: System, direction: Direction, records: readonly Row[]): Row[] {
	const { rows, noValueWords } = parametersOf(system);
	const result = compileMapping(readDefinition(rows.row), direction, splitWords(noValueWords));
	if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems));
	return records.map((record) => {
		const mapped = applyMapping(result.mapping, record);
		if (mapped instanceof Rejected) throw new Error(JSON.stringify(mapped.reasons));
		return mapped;
	});
}

describe('Check Mapping on three real customer lists', () => {
	it.each(SYSTEMS)('%s: each of the ten rows is proved, rejects nothing, loses nothing, and counts all 91 records', (system) => {
		const rows = check(system, systems[system]);
		for (const field of FIELDS) {
			const { counts, proof, losses } = rows[field] as { counts: Record<string, number>; proof: string; losses: unknown[] };
			expect([field, proof, losses]).toEqual([field, expect.stringMatching(/^proved/), []]);
			expect([field, counts['same']! + counts['respelled']!, counts['rejected'], counts['lost']]).toEqual([field, 91, 0, 0]);
			expect([field, counts['filled']! + counts['absent']! + counts['null']! + counts['empty']!]).toEqual([field, 91]);
		}
	});

	it('CRM: names the 66 postal codes that are numbers, and the 61 texts NULL', () => {
		const rows = check('crm', systems.crm);
		expect(rows['postalCode']!['respellings']).toMatchObject([
			{ change: 'numberAsText', items: 66, words: expect.stringContaining('zeros it had in front were gone') as string },
			{ change: 'noValueWord', items: 1 },
		]);
		const [numbers] = rows['postalCode']!['respellings'] as { examples: Row[] }[];
		expect(numbers!.examples).toContainEqual({ item: systems.crm.findIndex(({ customerID }) => customerID === 'ANATR'), value: 5021, there: '5021', back: '5021' });
		expect(rows['region']).toMatchObject({ verdict: 'respells', nullShare: 0.6593, respellings: [{ change: 'noValueWord', items: 60, examples: [{ value: 'NULL', there: null, back: null }] }] });
		const others = FIELDS.filter((field) => !['postalCode', 'region'].includes(field));
		expect(others.map((field) => rows[field]!['verdict'])).toEqual(others.map(() => 'fine'));
	});

	it('ERP: has nothing to say but that no row reads the fax', () => {
		const rows = check('erp', systems.erp);
		expect(FIELDS.map((field) => rows[field]!['verdict'])).toEqual(FIELDS.map(() => 'fine'));
		expect(rows['fax']).toMatchObject({ verdict: 'not in the table', counts: { items: 91, filled: 69 } });
	});

	it('billing: names the space behind a key, the space before a city, and the texts NULL', () => {
		const rows = check('billing', systems.billing);
		expect(rows['id']).toMatchObject({ verdict: 'respells', respellings: [{ change: 'spacesAround', items: 1, examples: [{ value: 'BSBEV ', there: 'BSBEV', back: 'BSBEV' }] }] });
		expect(rows['city']).toMatchObject({ verdict: 'doubtful', doubts: [{ doubt: 'outerSpaces', items: 1, examples: [{ value: ' 12Rio de Janeiro' }] }] });
		expect(rows['region']!['respellings']).toMatchObject([{ change: 'noValueWord', items: 60 }]);
		expect(rows['postalCode']!['respellings']).toMatchObject([{ change: 'noValueWord', items: 1 }]);
		expect(rows['fax']).toMatchObject({ verdict: 'not in the table', counts: { filled: 69 } });
	});

	it('names all of it where the table does not declare it, too: numbers are rejected, NULL and the space are doubtful', () => {
		const bare = (row: Row): Row => omit(row, 'textSettings');
		const crm = check('crm', systems.crm, { change: bare, words: '' });
		expect(crm['postalCode']).toMatchObject({ verdict: 'rejects', rejections: [{ rule: 'notText', items: 66 }] });
		expect(crm['region']).toMatchObject({ verdict: 'doubtful', doubts: [{ doubt: 'noValueText', items: 60, examples: [{ value: 'NULL' }] }] });
		const bills = check('billing', systems.billing, { change: bare, words: '' });
		expect(bills['id']).toMatchObject({ verdict: 'doubtful', doubts: [{ doubt: 'outerSpaces', items: 1, examples: [{ value: 'BSBEV ' }] }] });
		expect(bills['region']).toMatchObject({ verdict: 'doubtful', doubts: [{ doubt: 'noValueText', items: 60 }] });
	});

	it('the way from the canonical form into each of the three systems and back changes nothing at all', () => {
		for (const system of SYSTEMS) {
			const rows = check(system, mapAll(system, 'forward', systems[system]), { direction: 'reverse' });
			for (const field of FIELDS) expect([system, field, rows[field]!['counts']]).toEqual([system, field, expect.objectContaining({ same: 91 })]);
		}
	});
});

/** What the tables declare to mean the same: no more than this may differ after a round trip. */
function normal(value: unknown): unknown {
	if (value === 'NULL') return null;
	return typeof value === 'number' ? String(value) : typeof value === 'string' ? value.replace(/^BSBEV $/, 'BSBEV') : value;
}

describe('the round trip of all 91 × 3 records', () => {
	const cases = SYSTEMS.flatMap((system) => {
		const back = mapAll(system, 'reverse', mapAll(system, 'forward', systems[system]));
		const rows = parametersOf(system).rows.row as { source: string }[];
		return rows.map(({ source }) => ({ system, source, back }));
	});
	const at = (record: unknown, path: string): unknown => path.split('.').reduce((value, name) => (value as Row | undefined)?.[name], record);

	it.each(cases)('$system, $source: every value comes back as it was, after normalising', ({ system, source, back }) => {
		const originals = systems[system];
		expect(back).toHaveLength(91);
		expect(back.map((record) => at(record, source))).toEqual(originals.map((record) => normal(at(record, source))));
	});

	it('covers ten fields of each system', () => {
		expect(cases).toHaveLength(30);
	});
});
