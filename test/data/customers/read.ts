import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Row = Record<string, unknown>;

/** The lists are the demo's. */
const DEMO_DATA = join(__dirname, '../../../demo/data');
const file = (name: string): string => readFileSync(join(DEMO_DATA, name), 'utf8');

/** The CRM's records as its API answers them. */
export function crmCustomers(): Row[] {
	return JSON.parse(file('crm_customers.json')) as Row[];
}

/** The ERP's rows as a Postgres node answers them: one field a column, SQL NULL as null. */
export function erpCustomers(): Row[] {
	const sql = file('erp_customers.sql');
	const columns = [...sql.matchAll(/^ {4}(\w+) character varying/gm)].map((match) => match[1]!);
	return [...sql.matchAll(/^INSERT INTO customers VALUES \((.*)\);$/gm)].map((insert) => {
		const values = [...insert[1]!.matchAll(/NULL|'((?:[^']|'')*)'/g)].map((match) => match[1]?.replaceAll("''", "'") ?? null);
		return Object.fromEntries(columns.map((column, i) => [column, values[i]]));
	});
}

/** The billing export as a CSV node reads it: every value is text. */
export function billingCustomers(): Row[] {
	const [header, ...lines] = file('billing_customers.csv').trim().split(/\r?\n/).map(cells);
	return lines.map((values) => Object.fromEntries(header!.map((name, i) => [name, values[i]])));
}

function cells(line: string): string[] {
	return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
}
