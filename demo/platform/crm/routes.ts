import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Crm } from './crm';
import { readFault } from './faults';
import { checkChange, isObject, type CrmCustomer } from './records';

const MOST_PER_PAGE = 25;
const LARGEST_BODY = 1_000_000;

interface Answer {
	status: number;
	body?: unknown;
	headers?: Record<string, string>;
	/** Instead of answering, cut the connection after so many milliseconds. */
	cutAfterMs?: number;
}

/**
 * The CRM's API. Everything under /customers and /webhooks needs the header `x-api-key`; what starts with /_ is for the
 * demo and the tests and needs none.
 *
 * - `GET /customers?page=1&per_page=25` → `{ data, page, per_page, total, next_page }` (an address or null); by id.
 *   With `updated_since` (a time) only those last changed then or later, in the order of their changes.
 * - `GET /customers/:id` · `PATCH /customers/:id` (merges, the address too) · `POST /customers` · `DELETE /customers/:id`.
 *   Answers about one customer have its version as `ETag`; with `If-Match` (such a tag, or `*`) a PATCH or DELETE of a
 *   customer that has another version by now is answered with 412, and nothing is written.
 * - `POST /webhooks { url }` · `GET /webhooks` · `DELETE /webhooks/:id`
 * - `POST /_faults` (faults.ts) · `GET /_faults` · `DELETE /_faults` · `GET /_log?since=0` · `GET /_dump` · `GET /_deliveries`
 */
export async function handle(crm: Crm, request: IncomingMessage, response: ServerResponse): Promise<void> {
	let answer: Answer;
	try {
		answer = await route(crm, request);
	} catch (error) {
		answer = problem(error instanceof BadRequest || error instanceof URIError ? 400 : 500, error instanceof Error ? error.message : String(error));
	}
	if (answer.cutAfterMs !== undefined) {
		setTimeout(() => response.destroy(), answer.cutAfterMs).unref();
		return;
	}
	const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
	response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', ...answer.headers });
	response.end(text);
}

async function route(crm: Crm, request: IncomingMessage): Promise<Answer> {
	const url = new URL(request.url ?? '/', crm.url);
	const method = request.method ?? 'GET';
	const [resource = '', id] = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
	const body = method === 'POST' || method === 'PATCH' ? await readBody(request) : undefined;

	if (resource.startsWith('_')) return backstage(crm, method, resource, url, body);
	const by = whose(crm, request);
	if (by === undefined) return problem(401, 'The header x-api-key is missing or wrong');
	if (resource === 'customers') {
		const wait = crm.rateLimited();
		if (wait !== undefined) return tooMany(wait);
		return customers(crm, { method, id, url, body, by, ifMatch: request.headers['if-match'] });
	}
	if (resource === 'webhooks') return webhooks(crm, method, id, body);
	return problem(404, `There is nothing at ${url.pathname}`);
}

interface Asked {
	method: string;
	id: string | undefined;
	url: URL;
	body: unknown;
	by: string;
	ifMatch: string | undefined;
}

function customers(crm: Crm, asked: Asked): Answer {
	const { method, id, body, by } = asked;
	const target = id ?? (method === 'POST' && isObject(body) && typeof body['customerID'] === 'string' ? body['customerID'] : undefined);
	const outcome = crm.faults.onRequest(method, target, Date.now());
	if (outcome.kind === 'fail') {
		if (method !== 'GET') crm.note({ method, id: target ?? '', body, status: outcome.status, changed: {}, by });
		if (outcome.retryAfterSeconds !== undefined) return tooMany(outcome.retryAfterSeconds);
		return problem(outcome.status, outcome.status < 500 ? 'A rule of the CRM forbids it' : 'Something went wrong on our side');
	}
	const answer = customersNormally(crm, asked, outcome.kind === 'timeout');
	return outcome.kind === 'timeout' ? { ...answer, cutAfterMs: outcome.afterMs } : answer;
}

function customersNormally(crm: Crm, { method, id, url, body, by, ifMatch }: Asked, cut: boolean): Answer {
	if (method === 'GET' && id === undefined) return page(crm, url);
	if (method === 'GET' && id !== undefined) return found(crm.customer(id), id);
	const known = id === undefined ? undefined : crm.customer(id);
	if (known !== undefined && (method === 'PATCH' || method === 'DELETE') && ifMatch !== undefined && ifMatch !== '*' && ifMatch !== tagOf(known)) {
		crm.note({ method, id: id!, body, status: 412, changed: {}, by });
		return problem(412, `Customer ${id} has version ${known.version} by now`);
	}
	if (method === 'PATCH' && id !== undefined) {
		if (known === undefined) return found(undefined, id);
		const checked = checkChange(body, id);
		if (checked.kind === 'invalid') {
			crm.note({ method, id, body, status: 422, changed: {}, by });
			return problem(422, sentence(checked.errors), checked.errors);
		}
		return found(crm.write(id, checked.change, { method, by, status: cut ? 0 : 200 }), id);
	}
	if (method === 'POST' && id === undefined) {
		const checked = checkChange(body, undefined);
		const errors = checked.kind === 'invalid' ? [...checked.errors] : [];
		const newId = isObject(body) ? body['customerID'] : undefined;
		if (typeof newId !== 'string' || newId === '') errors.push({ field: 'customerID', message: 'Is required and must be text' });
		if (typeof newId !== 'string' || checked.kind === 'invalid' || errors.length > 0) {
			crm.note({ method, id: String(newId), body, status: 422, changed: {}, by });
			return problem(422, sentence(errors), errors);
		}
		if (crm.customer(newId) !== undefined) {
			crm.note({ method, id: newId, body, status: 409, changed: {}, by });
			return problem(409, `There already is a customer ${newId}`);
		}
		return { status: 201, body: crm.write(newId, checked.change, { method, by, status: cut ? 0 : 201 }) };
	}
	if (method === 'DELETE' && id !== undefined) return crm.delete(id, { by, status: cut ? 0 : 204 }) ? { status: 204 } : found(undefined, id);
	return problem(405, `${method} is not offered here`);
}

function page(crm: Crm, url: URL): Answer {
	const number = wholeNumber(url, 'page', 1);
	const size = wholeNumber(url, 'per_page', MOST_PER_PAGE);
	if (size > MOST_PER_PAGE) return problem(422, `per_page can be ${MOST_PER_PAGE} at most`);
	const since = url.searchParams.get('updated_since');
	if (since !== null && Number.isNaN(Date.parse(since))) return problem(422, 'updated_since must be a time, for example 2026-05-01T10:00:00Z');
	const all = since === null ? crm.dump() : crm.changedSince(Date.parse(since));
	const rest = since === null ? '' : `&updated_since=${encodeURIComponent(since)}`;
	const next = `${crm.url}/customers?page=${number + 1}&per_page=${size}${rest}`;
	return {
		status: 200,
		body: {
			data: all.slice((number - 1) * size, number * size),
			page: number,
			per_page: size,
			total: all.length,
			next_page: number * size < all.length ? next : null,
		},
	};
}

function webhooks(crm: Crm, method: string, id: string | undefined, body: unknown): Answer {
	if (method === 'GET') return { status: 200, body: { data: crm.webhooks.list() } };
	if (method === 'POST') {
		const url = isObject(body) ? body['url'] : undefined;
		if (typeof url !== 'string' || !URL.canParse(url)) return problem(422, 'url: Must be an address', [{ field: 'url', message: 'Must be an address' }]);
		return { status: 201, body: { id: crm.webhooks.register(url), url } };
	}
	if (method === 'DELETE' && id !== undefined) return crm.webhooks.remove(id) ? { status: 204 } : problem(404, `There is no webhook ${id}`);
	return problem(405, `${method} is not offered here`);
}

function backstage(crm: Crm, method: string, resource: string, url: URL, body: unknown): Answer {
	if (resource === '_dump') return { status: 200, body: crm.dump() };
	if (resource === '_log') return { status: 200, body: crm.writes(Number(url.searchParams.get('since') ?? 0)) };
	if (resource === '_deliveries') return { status: 200, body: crm.deliveries() };
	if (resource === '_faults') {
		if (method === 'DELETE') crm.faults.clear();
		if (method === 'POST') {
			const fault = readFault(body);
			if (typeof fault === 'string') return problem(422, fault);
			crm.faults.add(fault);
		}
		return { status: method === 'POST' ? 201 : 200, body: crm.faults.list() };
	}
	return problem(404, `There is nothing at ${url.pathname}`);
}

class BadRequest extends Error {}

async function readBody(request: IncomingMessage): Promise<unknown> {
	const parts: Buffer[] = [];
	let size = 0;
	for await (const part of request as AsyncIterable<Buffer>) {
		size += part.length;
		if (size > LARGEST_BODY) throw new BadRequest('The body is too large');
		parts.push(part);
	}
	try {
		return JSON.parse(Buffer.concat(parts).toString('utf8'));
	} catch {
		throw new BadRequest('The body is not JSON');
	}
}

function whose(crm: Crm, request: IncomingMessage): string | undefined {
	const key = request.headers['x-api-key'];
	return Object.entries(crm.apiKeys).find(([, value]) => value === key)?.[0];
}

function wholeNumber(url: URL, name: string, or: number): number {
	const text = url.searchParams.get(name);
	if (text === null) return or;
	if (!/^[1-9]\d{0,5}$/.test(text)) throw new BadRequest(`${name} must be a whole number from 1`);
	return Number(text);
}

function found(customer: CrmCustomer | undefined, id: string): Answer {
	return customer === undefined ? problem(404, `There is no customer ${id}`) : { status: 200, body: customer, headers: { etag: tagOf(customer) } };
}

const tagOf = ({ version }: CrmCustomer): string => `"${version}"`;

function tooMany(waitSeconds: number): Answer {
	return { ...problem(429, `Too many requests; try again in ${waitSeconds} s`), headers: { 'retry-after': String(waitSeconds) } };
}

function problem(status: number, message: string, errors?: unknown): Answer {
	return { status, body: { error: { status, message, ...(errors === undefined ? {} : { errors }) } } };
}

function sentence(errors: { field: string; message: string }[]): string {
	return errors.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; ');
}
