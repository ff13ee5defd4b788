import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { omit } from 'lodash';
import { applyMapping, Rejected } from '../../../nodes/FieldMapper/applyMapping';
import { compileMapping, type Mapping } from '../../../nodes/FieldMapper/compileMapping';
import { readDefinition, type Direction } from '../../../nodes/FieldMapper/definition';
import { splitWords } from '../../../nodes/shared/record/words';
import { billingCustomers, crmCustomers, erpCustomers, type Row } from '../../data/customers/read';

interface NodeParameters {
	rows: { row: unknown[] };
	noValueWords: string;
}

function parametersOf(system: string): NodeParameters {
	return JSON.parse(readFileSync(join(__dirname, `../../data/mappings/${system}.json`), 'utf8')) as NodeParameters;
}

function tableOf(system: string, direction: Direction, change: (row: Row) => Row = (row) => row): Mapping {
	const { rows, noValueWords } = parametersOf(system);
	const result = compileMapping(readDefinition((rows.row as Row[]).map(change)), direction, splitWords(noValueWords));
	if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems));
	return result.mapping;
}

function mapAll(mapping: Mapping, records: readonly Row[]): Row[] {
	return records.map((record) => {
		const mapped = applyMapping(mapping, record);
		if (mapped instanceof Rejected) throw new Error(JSON.stringify(mapped.reasons));
		return mapped;
	});
}

const systems = { crm: crmCustomers(), erp: erpCustomers(), billing: billingCustomers() };
const FIELDS = ['id', 'companyName', 'contactName', 'contactTitle', 'street', 'city', 'region', 'postalCode', 'country', 'phone'];

describe('three real customer lists', () => {
	it('hold the same 91 companies', () => {
		for (const records of Object.values(systems)) expect(records).toHaveLength(91);
	});

	it.each(Object.entries(systems))('%s: all 91 records become the one canonical form', (system, records) => {
		for (const record of mapAll(tableOf(system, 'forward'), records)) {
			expect(Object.keys(record)).toEqual(FIELDS);
			for (const [name, value] of Object.entries(record)) {
				expect([typeof value === 'string', value === null]).toContain(true);
				expect([name, value]).not.toEqual([name, 'NULL']);
			}
		}
	});

	it.each(Object.entries(systems))('%s: there, back and there again is the same, field by field', (system, records) => {
		const there = mapAll(tableOf(system, 'forward'), records);
		const back = mapAll(tableOf(system, 'reverse'), there);
		expect(mapAll(tableOf(system, 'forward'), back)).toEqual(there);
	});

	it('come back as they were, except for what the tables declare to mean the same', () => {
		const roundTrip = (system: keyof typeof systems): Row[] =>
			mapAll(tableOf(system, 'reverse'), mapAll(tableOf(system, 'forward'), systems[system]));

		const erp = systems.erp.map((row) => omit(row, 'fax'));
		expect(roundTrip('erp')).toEqual(erp);

		const crm = systems.crm.map((record) => {
			const address = record['address'] as Row;
			const spelled = (value: unknown): unknown => (value === 'NULL' ? null : typeof value === 'number' ? String(value) : value);
			return { ...record, address: Object.fromEntries(Object.entries(address).filter(([name]) => name !== 'fax').map(([name, value]) => [name, spelled(value)])) };
		});
		expect(roundTrip('crm')).toEqual(crm);

		const billing = systems.billing.map((row) =>
			Object.fromEntries(Object.entries(omit(row, 'fax')).map(([name, value]) => [name, value === 'NULL' ? null : name === 'customerID' ? String(value).trim() : value])),
		);
		expect(roundTrip('billing')).toEqual(billing);
	});

	it('agree on the keys, and differ where the originals do', () => {
		const byId = (system: keyof typeof systems): Map<unknown, Row> =>
			new Map(mapAll(tableOf(system, 'forward'), systems[system]).map((record) => [record['id'], record]));
		const [crm, erp, billing] = [byId('crm'), byId('erp'), byId('billing')];
		expect([...crm.keys()].sort()).toEqual([...erp.keys()].sort());
		expect([...billing.keys()].sort()).toEqual([...erp.keys()].sort());

		const differing = (field: string): unknown[] => [...crm].filter(([id, record]) => record[field] !== erp.get(id)![field]).map(([id]) => id);
		expect(differing('street')).toHaveLength(24);
		expect(differing('city')).toHaveLength(1);
		expect(crm.get('ANATR')!['postalCode']).toBe('5021');
		expect(erp.get('ANATR')!['postalCode']).toBe('05021');
	});

	it('have their losses named: without the declaration, the 66 postal codes that are numbers are rejected', () => {
		const strict = tableOf('crm', 'forward', (row) => omit(row, 'textSettings'));
		const rejected = systems.crm.map((record) => applyMapping(strict, record)).filter((result) => result instanceof Rejected);
		expect(rejected).toHaveLength(66);
		for (const { reasons } of rejected) {
			expect(reasons).toHaveLength(1);
			expect(reasons[0]).toMatchObject({ field: 'postalCode', path: 'address.postalCode', rule: 'notText', value: expect.any(Number) as number });
		}
	});

	it('reject a record without a key, in both directions', () => {
		for (const id of [undefined, null, '', '  ', 'NULL']) {
			const [crm] = systems.crm;
			expect(applyMapping(tableOf('crm', 'forward'), { ...crm, customerID: id })).toBeInstanceOf(Rejected);
			if (id !== 'NULL') expect(applyMapping(tableOf('erp', 'reverse'), { id })).toBeInstanceOf(Rejected);
		}
	});
});
