import type { CrmCustomer } from './platform/crm/records';
import type { ErpCustomer } from './platform/erp';

/** A mapped field in which the two systems differ. Null is "no value", however a system writes it. */
export interface Difference {
	id: string;
	field: string;
	crm: string | null;
	erp: string | null;
}

export interface Comparison {
	/** Customers in both systems. */
	records: number;
	onlyInCrm: string[];
	onlyInErp: string[];
	differences: Difference[];
	/** Number of differences by field. */
	byField: Record<string, number>;
	/** Postal codes the CRM still keeps as a number, right or not. */
	postalCodesStoredAsNumber: number;
}

interface Field {
	name: string;
	crm: (customer: CrmCustomer) => unknown;
	erp: (customer: ErpCustomer) => unknown;
}

/** What the two systems have in common. The ERP's fax has no place in the CRM. */
const FIELDS: Field[] = [
	{ name: 'company', crm: (c) => c.companyName, erp: (e) => e.company_name },
	{ name: 'contact', crm: (c) => c.contactName, erp: (e) => e.contact_name },
	{ name: 'title', crm: (c) => c.contactTitle, erp: (e) => e.contact_title },
	{ name: 'street', crm: (c) => c.address.street, erp: (e) => e.address },
	{ name: 'city', crm: (c) => c.address.city, erp: (e) => e.city },
	{ name: 'region', crm: (c) => c.address.region, erp: (e) => e.region },
	{ name: 'postalCode', crm: (c) => c.address.postalCode, erp: (e) => e.postal_code },
	{ name: 'country', crm: (c) => c.address.country, erp: (e) => e.country },
	{ name: 'phone', crm: (c) => c.address.phone, erp: (e) => e.phone },
];

/**
 * Lays the two systems side by side, as they are stored. This is the demo's own judgement: it uses nothing of the
 * package whose work it judges.
 */
export function compare(crm: CrmCustomer[], erp: ErpCustomer[]): Comparison {
	const rows = new Map(erp.map((row) => [row.customer_id, row]));
	const ids = new Set(crm.map(({ customerID }) => customerID));
	const differences: Difference[] = [];
	for (const customer of crm) {
		const row = rows.get(customer.customerID);
		if (row === undefined) continue;
		for (const field of FIELDS) {
			const [left, right] = [asText(field.crm(customer), 'NULL'), asText(field.erp(row))];
			if (left !== right) differences.push({ id: customer.customerID, field: field.name, crm: left, erp: right });
		}
	}
	const byField: Record<string, number> = {};
	for (const { field } of differences) byField[field] = (byField[field] ?? 0) + 1;
	return {
		records: crm.filter(({ customerID }) => rows.has(customerID)).length,
		onlyInCrm: crm.map(({ customerID }) => customerID).filter((id) => !rows.has(id)),
		onlyInErp: erp.map(({ customer_id }) => customer_id).filter((id) => !ids.has(id)),
		differences,
		byField,
		postalCodesStoredAsNumber: crm.filter(({ address }) => typeof address.postalCode === 'number').length,
	};
}

/** Both hold the same customers, and those agree in every mapped field. */
export function equal({ onlyInCrm, onlyInErp, differences }: Comparison): boolean {
	return onlyInCrm.length + onlyInErp.length + differences.length === 0;
}

function asText(value: unknown, noValue?: string): string | null {
	return value === null || value === noValue ? null : String(value);
}
