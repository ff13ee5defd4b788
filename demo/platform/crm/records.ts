/** A customer as the CRM keeps it. "No value" is the text "NULL"; a postal code is a number where it once looked like one. */
export interface CrmCustomer {
	customerID: string;
	companyName: string;
	contactName: string;
	contactTitle: string;
	address: CrmAddress;
	/** ISO 8601, UTC. */
	createdAt: string;
	updatedAt: string;
	/** Counts its changes, from 1. */
	version: number;
}

export interface CrmAddress {
	street: string;
	city: string;
	region: string;
	postalCode: string | number;
	country: string;
	phone: string;
}

/** What a client may send; anything may be left out. */
export type CrmChange = Partial<Omit<CrmCustomer, 'customerID' | 'address' | 'createdAt' | 'updatedAt' | 'version'>> & {
	address?: Partial<CrmAddress>;
};

export type Checked = { kind: 'ok'; change: CrmChange } | { kind: 'invalid'; errors: FieldError[] };

export interface FieldError {
	field: string;
	message: string;
}

const NO_VALUE = 'NULL';
const TEXT_FIELDS = ['companyName', 'contactName', 'contactTitle'];
const ADDRESS_FIELDS = ['street', 'city', 'region', 'postalCode', 'country', 'phone'];
const LONGEST = 120;

/**
 * Checks the body of a PATCH or POST. Null is taken and kept as the text "NULL", which is how this CRM stores it.
 * @param id of the record in the address; a customerID in the body must agree with it
 */
export function checkChange(body: unknown, id: string | undefined): Checked {
	if (!isObject(body)) return { kind: 'invalid', errors: [{ field: '', message: 'The body must be a JSON object' }] };
	const errors: FieldError[] = [];
	const change: Record<string, unknown> = {};
	for (const [field, value] of Object.entries(body)) {
		if (field === 'customerID') {
			if (id !== undefined && value !== id) errors.push({ field, message: `The id of a customer cannot be changed (${id})` });
		} else if (field === 'address') {
			if (isObject(value)) change['address'] = checkFields(value, ADDRESS_FIELDS, 'address.', errors);
			else errors.push({ field, message: 'Must be an object' });
		} else {
			Object.assign(change, checkFields({ [field]: value }, TEXT_FIELDS, '', errors));
		}
	}
	return errors.length > 0 ? { kind: 'invalid', errors } : { kind: 'ok', change };
}

/** The customer with a change put in; the address is merged field by field. */
export function merge(customer: CrmCustomer, change: CrmChange, now: string): CrmCustomer {
	return { ...customer, ...change, address: { ...customer.address, ...change.address }, updatedAt: now, version: customer.version + 1 };
}

/** A new customer; what was not given has no value. */
export function create(id: string, change: CrmChange, now: string): CrmCustomer {
	const address = Object.fromEntries(ADDRESS_FIELDS.map((field) => [field, NO_VALUE])) as unknown as CrmAddress;
	const empty: CrmCustomer = {
		customerID: id,
		companyName: NO_VALUE,
		contactName: NO_VALUE,
		contactTitle: NO_VALUE,
		address,
		createdAt: now,
		updatedAt: now,
		version: 0,
	};
	return merge(empty, change, now);
}

/** Which fields differ, by path: [before, after]. */
export function difference(before: CrmCustomer | undefined, after: CrmCustomer): Record<string, [unknown, unknown]> {
	const [old, fresh] = [before === undefined ? {} : flat(before), flat(after)];
	const paths = Object.keys(fresh).filter((path) => old[path] !== fresh[path]);
	return Object.fromEntries(paths.map((path) => [path, [old[path], fresh[path]]]));
}

/** The fields a person would call the customer's, by path; not the times. */
function flat({ customerID, companyName, contactName, contactTitle, address }: CrmCustomer): Record<string, unknown> {
	const inAddress = Object.entries(address).map(([field, value]) => [`address.${field}`, value]);
	return { customerID, companyName, contactName, contactTitle, ...Object.fromEntries(inAddress) };
}

function checkFields(values: Record<string, unknown>, known: string[], prefix: string, errors: FieldError[]): Record<string, unknown> {
	const taken: Record<string, unknown> = {};
	for (const [field, value] of Object.entries(values)) {
		const path = prefix + field;
		if (['createdAt', 'updatedAt', 'version'].includes(field)) errors.push({ field: path, message: 'Is set by the CRM and cannot be written' });
		else if (!known.includes(field)) errors.push({ field: path, message: `Unknown field; known are ${known.map((name) => prefix + name).join(', ')}` });
		else if (value === null) taken[field] = NO_VALUE;
		else if (typeof value !== 'string' && !(field === 'postalCode' && typeof value === 'number')) {
			errors.push({ field: path, message: `Must be ${field === 'postalCode' ? 'text or a number' : 'text'}, not ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}` });
		} else if (String(value).length > LONGEST) errors.push({ field: path, message: `Must not be longer than ${LONGEST} characters` });
		else taken[field] = value;
	}
	return taken;
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
