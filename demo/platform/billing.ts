import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';

/** A line of the billing system's list. "No value" is the text "NULL". */
export type BillingCustomer = Record<string, string>;

export interface BillingWrite {
	customerID: string;
	/** Column → [before, after]; empty if the line was only repeated. */
	changed: Record<string, [string | undefined, string]>;
}

const KEY = 'customerID';

/**
 * The billing system: a file. `GET /customers.csv` exports it; `POST /import` takes lines back, as a JSON list of
 * objects with the file's columns. A line with a known `customerID` is merged, any other added. Nothing is ever deleted,
 * there are no times and no events: who wants to know what changed compares.
 */
export class Billing {
	readonly writes: BillingWrite[] = [];
	private readonly columns: string[];
	private readonly lines: Map<string, BillingCustomer>;
	private readonly server: Server;
	private base = '';

	private constructor(text: string) {
		const [head, ...rows] = parseCsv(text);
		this.columns = head ?? [];
		this.lines = new Map(rows.map((row) => [row[0]!, Object.fromEntries(this.columns.map((column, i) => [column, row[i] ?? '']))]));
		this.server = createServer((request, response) => void this.handle(request, response));
	}

	/** With the 91 customers of demo/data. */
	static async start(): Promise<Billing> {
		const billing = new Billing(readFileSync(join(__dirname, '..', 'data', 'billing_customers.csv'), 'utf8'));
		await new Promise<void>((resolve, reject) => {
			billing.server.once('error', reject);
			billing.server.listen(0, '127.0.0.1', resolve);
		});
		billing.server.unref();
		const address = billing.server.address();
		if (address === null || typeof address === 'string') throw new Error('the billing system got no port');
		billing.base = `http://127.0.0.1:${address.port}`;
		return billing;
	}

	/** Its address, without a slash at the end. */
	get url(): string {
		return this.base;
	}

	async stop(): Promise<void> {
		await new Promise<void>((resolve) => {
			this.server.close(() => resolve());
			this.server.closeAllConnections();
		});
	}

	/** All lines as they are, by id. */
	dump(): BillingCustomer[] {
		return structuredClone([...this.lines.values()].sort((a, b) => (a[KEY]! < b[KEY]! ? -1 : 1)));
	}

	/** A person edits a line. @throws Error when there is no such customer */
	edit(id: string, change: BillingCustomer): void {
		const line = this.lines.get(id);
		if (line === undefined) throw new Error(`Billing has no customer ${id}`);
		Object.assign(line, change);
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const answer = (status: number, body: string, type = 'application/json'): void => {
			response.writeHead(status, { 'content-type': `${type}; charset=utf-8` });
			response.end(body);
		};
		if (request.method === 'GET' && request.url === '/customers.csv') return answer(200, this.csv(), 'text/csv');
		if (request.method !== 'POST' || request.url !== '/import') return answer(404, JSON.stringify({ error: `There is nothing at ${request.url}` }));
		try {
			const parts: Buffer[] = [];
			for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
			const body: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
			const imported = (Array.isArray(body) ? body : [body]).map((line) => this.take(line));
			answer(200, JSON.stringify({ imported }));
		} catch (error) {
			answer(422, JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
		}
	}

	/** @returns the customer's id @throws Error for a line the file cannot hold */
	private take(line: unknown): string {
		if (typeof line !== 'object' || line === null) throw new Error('A line must be an object');
		const entries = Object.entries(line);
		for (const [column, value] of entries) {
			if (!this.columns.includes(column)) throw new Error(`Unknown column ${column}; known are ${this.columns.join(', ')}`);
			if (typeof value !== 'string') throw new Error(`${column} must be text`);
		}
		const change = Object.fromEntries(entries) as BillingCustomer;
		const id = change[KEY];
		if (id === undefined || id === '') throw new Error(`A line needs a ${KEY}`);
		const before = this.lines.get(id);
		const after = { ...(before ?? Object.fromEntries(this.columns.map((column) => [column, 'NULL']))), ...change };
		const columns = Object.keys(change).filter((column) => before?.[column] !== after[column]);
		this.writes.push({ customerID: id, changed: Object.fromEntries(columns.map((column) => [column, [before?.[column], after[column]!]])) });
		this.lines.set(id, after);
		return id;
	}

	private csv(): string {
		const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
		const rows = this.dump().map((line) => this.columns.map((column) => cell(line[column] ?? '')).join(','));
		return `${[this.columns.join(','), ...rows].join('\n')}\n`;
	}
}

/** RFC 4180: cells in quotes may hold commas, line breaks and doubled quotes. */
function parseCsv(text: string): string[][] {
	const rows: string[][] = [];
	let row: string[] = [];
	for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
		if (end === '' && row.length === 0 && (quoted ?? plain) === '') break;
		row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
		if (end === ',') continue;
		rows.push(row);
		row = [];
	}
	return rows;
}
