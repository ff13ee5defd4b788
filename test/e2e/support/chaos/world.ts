import { Crm, Erp, type CrmCustomer, type N8nClient, type Postgres, type WorkflowDefinition } from '../../../../demo/platform';
import { crmChange, crmValues, erpChange, erpValues, type Values } from './fields';
import { firstCustomers, REFUSED, Truth, type Edit } from './people';

/** A CRM and an ERP of their own, with a workflow that keeps them in step, and what people entered there. */
export interface World {
	name: string;
	crm: Crm;
	erp: Erp;
	/** The ERP's database. */
	database: string;
	workflowId: string;
	truth: Truth;
	/** Writes up to here were not the workflow's. */
	before: { crm: number; erp: number };
	stop(): Promise<void>;
}

/** @param workflow made for the CRM's address and the credentials, which are named by their type */
export async function startWorld(
	name: string,
	{ client, postgres }: { client: N8nClient; postgres: Postgres },
	workflow: (crmUrl: string, credentials: Record<string, { id: string; name: string }>) => WorkflowDefinition,
): Promise<World> {
	const truth = new Truth();
	const crm = await Crm.start({ customers: [...truth.values].map(([id, values]) => crmCustomer(id, values)) });
	const database = `chaos_${name.replaceAll(/\W/g, '_')}`;
	const erp = await Erp.create(postgres, database);
	await erp.query('DELETE FROM customers');
	for (const [id, values] of firstCustomers()) await insert(erp, id, values);
	const credentials = {
		postgres: await client.createCredential(`ERP ${name}`, 'postgres', { ...erp.syncLogin, ssl: 'disable' }),
		httpHeaderAuth: await client.createCredential(`CRM ${name}`, 'httpHeaderAuth', { name: 'x-api-key', value: crm.apiKeys.sync }),
	};
	const { id } = await client.createWorkflow(workflow(crm.url, credentials));
	await client.activate(id);
	return {
		name, crm, erp, database, truth,
		workflowId: id,
		before: { crm: crm.lastWrite(), erp: await erp.lastWrite() },
		stop: async () => {
			await client.deactivate(id);
			await crm.stop();
		},
	};
}

/** All faults but those that stop a server. */
export async function switchOnFaults({ crm, erp }: World): Promise<void> {
	refuse(crm);
	// 5 % 500s, of reads too.
	crm.addFault({ kind: 'every', status: 500, nth: 20 });
	crm.addFault({ kind: 'burst', after: 15, withinMs: 10_000, times: 4, retryAfterSeconds: 3 });
	crm.addFault({ kind: 'timeout', afterMs: 200, nth: 6, method: 'PATCH' });
	crm.addFault({ kind: 'timeout', afterMs: 200, nth: 3, method: 'POST' });
	await erp.failEvery(10);
}

/** Only the customer that is always refused is refused still. */
export async function switchOffFaults({ crm, erp }: World): Promise<void> {
	crm.faults.clear();
	refuse(crm);
	await erp.failEvery(0);
}

function refuse(crm: Crm): void {
	crm.addFault({ kind: 'every', status: 422, nth: 1, id: REFUSED, method: 'PATCH' });
}

/** A person makes an edit; the database must be there for those at the ERP. */
export async function carryOut({ crm, erp, truth }: World, edit: Edit): Promise<void> {
	if (edit.side === 'crm') {
		if (edit.kind === 'update') crm.edit(edit.id, crmChange(edit.field, edit.value));
		else {
			const { companyName, contactName, contactTitle, address } = crmCustomer(edit.id, edit.values);
			crm.write(edit.id, { companyName, contactName, contactTitle, address }, { method: 'POST', by: 'person', status: 201 });
		}
	} else if (edit.kind === 'update') await erp.edit(edit.id, erpChange(edit.field, edit.value));
	else await insert(erp, edit.id, edit.values);
	truth.enter(edit);
}

/** What each side shows, by customer. */
export async function bothSides({ crm, erp }: World): Promise<{ crm: Map<string, Values>; erp: Map<string, Values> }> {
	return {
		crm: new Map(crm.dump().map((customer) => [customer.customerID, crmValues(customer)])),
		erp: new Map((await erp.customers()).map((row) => [row.customer_id, erpValues(row)])),
	};
}

function crmCustomer(id: string, { contactName, contactTitle, street, city, country, phone }: Values): CrmCustomer {
	const or = (value: string | null): string => value ?? 'NULL';
	const at = '2026-01-01T00:00:00.000Z';
	return {
		customerID: id, companyName: `Company ${id}`, contactName: or(contactName), contactTitle: or(contactTitle),
		address: { street: or(street), city: or(city), region: 'NULL', postalCode: 'NULL', country: or(country), phone: or(phone) },
		createdAt: at, updatedAt: at, version: 1,
	};
}

async function insert(erp: Erp, id: string, { contactName, contactTitle, street, city, country, phone }: Values): Promise<void> {
	await erp.query(
		'INSERT INTO customers (customer_id, company_name, contact_name, contact_title, address, city, country, phone) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
		[id, `Company ${id}`, contactName, contactTitle, street, city, country, phone],
	);
}
