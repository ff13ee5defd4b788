import type { CrmChange, CrmCustomer, ErpCustomer } from '../../../../demo/platform';

/** What people edit, by the names both sides are compared under. */
export const FIELDS = ['contactName', 'contactTitle', 'street', 'city', 'country', 'phone'] as const;
export type Field = (typeof FIELDS)[number];
export type Side = 'crm' | 'erp';
export type Values = Record<Field, string | null>;

const COLUMNS: Record<Field, keyof ErpCustomer> = { contactName: 'contact_name', contactTitle: 'contact_title', street: 'address', city: 'city', country: 'country', phone: 'phone' };
const IN_ADDRESS: readonly string[] = ['street', 'city', 'country', 'phone'];

export function crmChange(field: Field, value: string): CrmChange {
	return IN_ADDRESS.includes(field) ? { address: { [field]: value } } : { [field]: value };
}

export function erpChange(field: Field, value: string): Partial<ErpCustomer> {
	return { [COLUMNS[field]]: value };
}

/** The field a path of the CRM's log or a column of the ERP's stands for; undefined for what people do not edit here. */
export function fieldOf(pathOrColumn: string): Field | undefined {
	const name = pathOrColumn.replace(/^address\./, '');
	return FIELDS.find((field) => field === name && pathOrColumn !== 'address') ?? FIELDS.find((field) => COLUMNS[field] === pathOrColumn);
}

const text = (value: unknown): string | null => (value === null || value === undefined || value === 'NULL' ? null : String(value));

export function crmValues({ address, ...rest }: CrmCustomer): Values {
	const flat: Record<string, unknown> = { ...address, ...rest };
	return Object.fromEntries(FIELDS.map((field) => [field, text(flat[field])])) as Values;
}

export function erpValues(row: ErpCustomer): Values {
	return Object.fromEntries(FIELDS.map((field) => [field, text(row[COLUMNS[field]])])) as Values;
}
