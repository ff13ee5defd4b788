import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { Faults, type Fault } from './faults';
import { handle } from './routes';
import { create, difference, merge, type CrmChange, type CrmCustomer } from './records';
import { Webhooks, type CrmEvent, type Delivery } from './webhooks';

export interface CrmOptions {
	/** Free if not given. */
	port?: number;
	/** Every so many requests for customers one is answered with 429; 0: never. */
	rateLimitEvery?: number;
	/** What such an answer asks for, in seconds. */
	retryAfterSeconds?: number;
	/** By default the 91 customers of demo/data. */
	customers?: CrmCustomer[];
}

/** One request that wrote, or tried to. */
export interface CrmWrite {
	seq: number;
	at: string;
	method: string;
	id: string;
	body: unknown;
	/** What the client was told; 0 if the answer was cut off. */
	status: number;
	/** Path → [before, after]; empty if it changed nothing. */
	changed: Record<string, [unknown, unknown]>;
	/** Whose API key: `sync` is n8n's, `person` someone's at the CRM. */
	by: string;
}

/** When the 91 customers were taken over. */
const TAKEN_OVER = '2025-03-01T08:00:00.000Z';

/** The CRM: a small HTTP service on 127.0.0.1 that behaves like one. Its API is in routes.ts. */
export class Crm {
	readonly faults = new Faults();
	readonly webhooks = new Webhooks();
	/** The API key n8n uses, and the one for a person's edits: the log tells them apart. */
	readonly apiKeys = { sync: `crm_${randomBytes(12).toString('hex')}`, person: `crm_${randomBytes(12).toString('hex')}` };
	readonly log: CrmWrite[] = [];
	private readonly records: Map<string, CrmCustomer>;
	private readonly server: Server;
	private requests = 0;
	private events = 0;
	private base = '';

	private constructor(private readonly options: CrmOptions) {
		this.records = new Map((options.customers ?? shipped()).map((customer) => [customer.customerID, customer]));
		this.server = createServer((request, response) => void handle(this, request, response));
	}

	static async start(options: CrmOptions = {}): Promise<Crm> {
		const crm = new Crm(options);
		await new Promise<void>((resolve, reject) => {
			crm.server.once('error', reject);
			crm.server.listen(options.port ?? 0, '127.0.0.1', resolve);
		});
		crm.server.unref();
		const address = crm.server.address();
		if (address === null || typeof address === 'string') throw new Error('the CRM got no port');
		crm.base = `http://127.0.0.1:${address.port}`;
		return crm;
	}

	/** Its address, without a slash at the end. */
	get url(): string {
		return this.base;
	}

	async stop(): Promise<void> {
		await this.webhooks.stop();
		await new Promise<void>((resolve) => {
			this.server.close(() => resolve());
			this.server.closeAllConnections();
		});
	}

	/** All customers as they are stored, by id. */
	dump(): CrmCustomer[] {
		return structuredClone([...this.records.values()].sort((a, b) => (a.customerID < b.customerID ? -1 : 1)));
	}

	/** The customers last changed at that time (ms since 1970) or later, oldest change first, then by id. */
	changedSince(time: number): CrmCustomer[] {
		const found = this.dump().filter(({ updatedAt }) => Date.parse(updatedAt) >= time);
		return found.sort((a, b) => Date.parse(a.updatedAt) - Date.parse(b.updatedAt));
	}

	customer(id: string): CrmCustomer | undefined {
		return this.records.get(id);
	}

	/** A person at the CRM edits a customer: as through the API, past its faults. @throws Error when there is no such customer */
	edit(id: string, change: CrmChange): void {
		if (this.write(id, change, { method: 'PATCH', by: 'person', status: 200 }) === undefined) throw new Error(`The CRM has no customer ${id}`);
	}

	/** The writes after number `since`, oldest first. */
	writes(since = 0): CrmWrite[] {
		return this.log.filter(({ seq }) => seq > since);
	}

	/** The number of the last write. */
	lastWrite(): number {
		return this.log.length;
	}

	deliveries(): Delivery[] {
		return this.webhooks.deliveries;
	}

	addFault(fault: Fault): void {
		this.faults.add(fault);
	}

	/** Counts a request for customers. @returns the seconds to wait if this one is turned away */
	rateLimited(): number | undefined {
		this.requests += 1;
		const every = this.options.rateLimitEvery ?? 0;
		return every > 0 && this.requests % every === 0 ? (this.options.retryAfterSeconds ?? 1) : undefined;
	}

	/** A person at the CRM deletes a customer. @throws Error when there is no such customer */
	remove(id: string): void {
		if (!this.delete(id, { by: 'person', status: 204 })) throw new Error(`The CRM has no customer ${id}`);
	}

	/** Takes a customer out and tells the webhooks. @returns false if there is none */
	delete(id: string, { by, status }: { by: string; status: number }): boolean {
		const before = this.records.get(id);
		if (before === undefined) return false;
		this.records.delete(id);
		const now = new Date().toISOString();
		this.note({ method: 'DELETE', id, body: undefined, status, changed: {}, by });
		this.tell('customer.deleted', { ...before, updatedAt: now, version: before.version + 1 });
		return true;
	}

	/** Puts a change in and tells the webhooks. @returns the customer now; undefined if a PATCH finds none */
	write(id: string, change: CrmChange, { method, by, status }: { method: 'PATCH' | 'POST'; by: string; status: number }): CrmCustomer | undefined {
		const before = this.records.get(id);
		if (method === 'PATCH' && before === undefined) return undefined;
		const now = new Date().toISOString();
		const after = before === undefined ? create(id, change, now) : merge(before, change, now);
		this.records.set(id, after);
		this.note({ method, id, body: change, status, changed: difference(before, after), by });
		this.tell(before === undefined ? 'customer.created' : 'customer.updated', after);
		return after;
	}

	private tell(type: CrmEvent['type'], data: CrmCustomer): void {
		const { count, lateMs } = this.faults.deliveriesOf(data.customerID);
		this.webhooks.send({ id: `evt_${++this.events}`, type, occurredAt: data.updatedAt, data }, count, lateMs);
	}

	/** Notes a write in the log, refused ones too. */
	note(write: Omit<CrmWrite, 'seq' | 'at'>): void {
		this.log.push({ seq: this.log.length + 1, at: new Date().toISOString(), ...write });
	}
}

function shipped(): CrmCustomer[] {
	const file = join(__dirname, '..', '..', 'data', 'crm_customers.json');
	const customers = JSON.parse(readFileSync(file, 'utf8')) as Omit<CrmCustomer, 'createdAt' | 'updatedAt' | 'version'>[];
	return customers.map((customer) => ({ ...customer, createdAt: TAKEN_OVER, updatedAt: TAKEN_OVER, version: 1 }));
}
