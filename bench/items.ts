/** The items all contenders work on: made from a number, always the same. */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

const CITIES = ['Bräcke', 'Mannheim', 'México D.F.', 'London', 'Luleå', 'Strasbourg', 'Madrid', 'Marseille', 'Tsawassen'];
const COUNTRIES = ['SE', 'DE', 'MX', 'GB', 'SE', 'FR', 'ES', 'FR', 'CA'];

/** A customer in canonical form: 12 fields, as they stand behind a mapper. */
export function customer(n: number): IDataObject {
	return {
		id: `customer-${n}`,
		company: `Company ${n} & Sons`,
		contact: `Contact Person ${n % 977}`,
		email: `person.${n}@example.com`,
		phone: `+46 ${n % 90} ${100_000 + (n % 899_999)}`,
		street: `Long Street ${n % 499}`,
		city: CITIES[n % CITIES.length]!,
		postalCode: String(10_000 + (n % 89_999)),
		country: COUNTRIES[n % COUNTRIES.length]!,
		creditLimit: (n % 1000) * 12.5,
		active: n % 3 !== 0,
		updatedAt: new Date(Date.UTC(2024, 0, 1) + (n % 500_000) * 60_000).toISOString(),
	};
}

/** The same customer as a CRM hands it out: nested, everything but the credit limit and the flag as text. */
export function crmCustomer(n: number): IDataObject {
	const flat = customer(n);
	return {
		id: n,
		companyName: flat['company'],
		contact: { name: flat['contact'], email: flat['email'], phone: flat['phone'] },
		address: { street: flat['street'], city: flat['city'], zip: flat['postalCode'], country: flat['country'] },
		account: { creditLimit: flat['creditLimit'], orders: n % 71, active: flat['active'] },
		updated_at: flat['updatedAt'],
		owner: `Somebody ${n % 11}`,
		stage: 'customer',
	};
}

/** Every tenth customer has one other field than in the first version, and a later time of change. */
export function changedCustomer(n: number): IDataObject {
	const flat = customer(n);
	if (n % 10 !== 3) return flat;
	const updatedAt = new Date(Date.parse(flat['updatedAt'] as string) + 3_600_000).toISOString();
	if (n % 20 === 3) return { ...flat, city: 'Elsewhere', updatedAt };
	return { ...flat, creditLimit: (flat['creditLimit'] as number) + 1, updatedAt };
}

/** The same customers, of which this share in percent has another city and a later time of change. */
export function changedShare(percent: number): (n: number) => IDataObject {
	return (n) => {
		const flat = customer(n);
		if (n % 100 >= percent) return flat;
		return { ...flat, city: 'Elsewhere', updatedAt: new Date(Date.parse(flat['updatedAt'] as string) + 3_600_000).toISOString() };
	};
}

export function items(count: number, make: (n: number) => IDataObject, from = 0): INodeExecutionData[] {
	return Array.from({ length: count }, (_, n) => ({ json: make(from + n), pairedItem: { item: n } }));
}
