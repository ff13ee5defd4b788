import { NodeApiError, type INode } from 'n8n-workflow';
import { classify, type ErrorRule } from '../../../nodes/shared/errors/classify';
import { readError } from '../../../nodes/shared/errors/readError';
import type { ErrorClass, Failure } from '../../../nodes/shared/queue/entry';
import recorded from '../../data/errors/n8n-2.41.json';

const NOW = Date.UTC(2026, 10, 23, 1);
const node = { name: 'CRM', type: 'crm', typeVersion: 1, id: '1', position: [0, 0], parameters: {} } as INode;
const of = (json: unknown, error?: unknown, rules: ErrorRule[] = []): Failure => classify(readError(json, error), rules, NOW);

describe('what a real n8n 2.41 hands on from HTTP Request and Postgres', () => {
	const expected: [keyof typeof recorded, ErrorClass, boolean, Partial<Failure>?][] = [
		['500', 'transient', false, { status: 500 }],
		['503html', 'transient', false, { status: 503, retryAfterMs: 30_000 }],
		['429s', 'rateLimit', false, { status: 429, retryAfterMs: 7_000, message: 'slow down' }],
		['429d', 'rateLimit', false, { retryAfterMs: 366 * 24 * 3_600_000 }],
		['401', 'permanent', false],
		['403', 'permanent', false],
		['404', 'permanent', false, { message: '404 - no such customer' }],
		['409', 'conflict', false],
		['412', 'conflict', false],
		['422', 'permanent', false],
		['408', 'transient', true],
		['reset', 'transient', true, { code: 'ECONNRESET', message: 'socket hang up' }],
		['half', 'transient', true],
		['slow', 'transient', true, { code: 'ECONNABORTED', message: 'timeout of 1000ms exceeded' }],
		['refused', 'transient', false, { code: 'ECONNREFUSED' }],
		['dns', 'transient', false, { code: 'ENOTFOUND' }],
		['badurl', 'permanent', false],
		['neverError', 'rateLimit', false, { status: 429, retryAfterMs: 7_000 }],
		['pg unique', 'conflict', false],
		['pg unique, regular output', 'conflict', false],
		['pg badpass', 'permanent', false],
		['pg down', 'transient', false],
		// With Query Batching n8n loses the error's message and code. PostgreSQL's detail or hint is left, where it gave one …
		['pg independently, unique', 'conflict', false, { message: 'Key (id)=(1) already exists.' }],
		['pg independently, fk', 'permanent', false],
		['pg independently, fk delete', 'permanent', false],
		['pg independently, not null', 'permanent', false, { message: 'Failing row contains (…).' }],
		['pg independently, check', 'permanent', false],
		['pg independently, function', 'permanent', false],
		['pg independently, cast', 'permanent', false],
		['pg independently, serializable', 'transient', false],
		['pg independently, deadlock', 'transient', false],
		// … and where it gave none, nobody knows what it was: only how to hear of it.
		['pg terminated', 'unknown', true, { message: expect.stringMatching(/Postgres node .* Query Batching .* Single Query/) as string }],
		['pg missing table, queries one by one', 'unknown', true],
		['pg independently, too long', 'unknown', true],
		['pg independently, statement timeout', 'unknown', true],
	];
	test.each(expected)('%s: %s', (name, kind, mayHaveHappened, more = {}) => {
		expect(of(recorded[name].json)).toMatchObject({ class: kind, mayHaveHappened, ...more });
	});

	test('what a record holds does not change what PostgreSQL\'s detail says', () => {
		const detail = (description: string): unknown => ({ error: { name: 'NodeOperationError', description, messages: [] } });
		expect(of(detail('Failing row contains (1, rate limit, timeout).'))).toMatchObject({ class: 'permanent', message: 'Failing row contains (…).' });
		expect(of(detail('Key (name)=(socket hang up) already exists.'))).toMatchObject({ class: 'conflict' });
		expect(of(detail('Key (parent)=(timeout) is not present in table "p".'))).toMatchObject({ class: 'permanent' });
		expect(of({ message: 'new row violates check constraint "c" Failing row contains (4, s3cret, (nested)), and more' }).message).not.toContain('s3cret');
	});

	test('nothing recorded gives away its credentials, its query or more than 300 characters', () => {
		for (const { json } of Object.values(recorded)) {
			const text = JSON.stringify(of(json));
			expect(text).not.toMatch(/sekrit|abc123|Failed query/);
			expect(of(json).message.length).toBeLessThanOrEqual(300);
		}
	});
});

describe('errors of app nodes', () => {
	const statuses: [number, ErrorClass][] = [
		[400, 'permanent'], [401, 'permanent'], [402, 'permanent'], [403, 'permanent'], [404, 'permanent'], [405, 'permanent'], [409, 'conflict'], [410, 'permanent'],
		[412, 'conflict'], [422, 'permanent'], [423, 'transient'], [425, 'transient'], [429, 'rateLimit'], [451, 'permanent'],
		[500, 'transient'], [501, 'permanent'], [502, 'transient'], [503, 'transient'], [504, 'transient'], [524, 'transient'], [529, 'rateLimit'], [555, 'transient'],
	];
	test.each(statuses)('n8n\'s NodeApiError of %s: %s', (status, kind) => {
		const error = new NodeApiError(node, { message: 'what the app said', httpCode: String(status) } as never);
		expect(of({ error: error.message }, error)).toMatchObject({ class: kind, status });
		// Nodes put a copy into json, too, as the Postgres node does: a plain object that has lost its message.
		expect(of({ error: { ...error } })).toMatchObject({ class: kind, status });
	});

	test.each(statuses.filter(([status]) => [400, 401, 402, 403, 404, 405, 429, 500, 502, 503, 504].includes(status)))('only the sentence n8n puts for %s is left: %s', (status, kind) => {
		const { message } = new NodeApiError(node, { message: 'x', httpCode: String(status) } as never);
		expect(of({ error: message }).class).toBe(kind);
	});

	test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNABORTED', 'EHOSTUNREACH', 'EAI_AGAIN'])('only the sentence n8n puts for %s is left: transient', (code) => {
		const { message } = new NodeApiError(node, { message: `${code} somewhere`, code } as never);
		expect(message).not.toContain(code);
		expect(of({ error: message })).toMatchObject({ class: 'transient', mayHaveHappened: ['ECONNRESET', 'ETIMEDOUT', 'ECONNABORTED'].includes(code) });
	});

	test('an axios error as it is thrown, with its cause and headers', () => {
		const error = Object.assign(new Error('Request failed with status code 429'), {
			code: 'ERR_BAD_REQUEST', config: { headers: { authorization: 'Bearer sekrit' } },
			response: { status: 429, headers: { 'Retry-After': '1.5' }, data: { error: { message: 'Too many calls' } } },
		});
		expect(of({ error: error.message }, error)).toMatchObject({ class: 'rateLimit', status: 429, retryAfterMs: 1_500 });
		expect(of({ error: 'Request failed with status code 404' })).toMatchObject({ class: 'permanent', status: 404 });
	});

	test('a limit under another status, a locked record under 400', () => {
		expect(of({ error: { status: 403, message: 'API rate limit exceeded for user' } }).class).toBe('rateLimit');
		expect(of({ error: { status: 400, message: 'UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record' } }).class).toBe('transient');
		expect(of({ error: { status: 403, message: 'no' } }).class).toBe('permanent');
	});

	const databases: [string, ErrorClass, boolean][] = [
		['23505', 'conflict', false], ['23503', 'permanent', false], ['40001', 'transient', false], ['40P01', 'transient', false], ['08006', 'transient', true], ['08001', 'transient', false],
		['57P01', 'transient', true], ['57014', 'transient', false], ['53300', 'transient', false], ['42P01', 'permanent', false], ['22001', 'permanent', false], ['28P01', 'permanent', false],
		['ER_DUP_ENTRY', 'conflict', false], ['ER_LOCK_DEADLOCK', 'transient', false], ['PROTOCOL_CONNECTION_LOST', 'transient', true], ['11000', 'conflict', false],
	];
	test.each(databases)('database code %s: %s', (code, kind, mayHaveHappened) => {
		expect(of({ error: { message: 'said', code } })).toMatchObject({ class: kind, mayHaveHappened, code });
	});

	test('a connection that was never made did nothing; a lost one may have', () => {
		expect(of({ error: 'connect ETIMEDOUT 10.0.0.1:443' }).mayHaveHappened).toBe(false);
		expect(of({ error: 'read ETIMEDOUT' }).mayHaveHappened).toBe(true);
	});

	test('what nothing knows is unknown, and may have happened', () => {
		expect(of({ error: 'Name is required' })).toEqual({ class: 'unknown', message: 'Name is required', mayHaveHappened: true });
		for (const json of [{}, null, 'text', { error: null }, { error: 7 }, { error: [] }, { error: { __proto__: null } }]) expect(of(json).class).toBe('unknown');
	});
});

describe('rules', () => {
	const rules: ErrorRule[] = [
		{ status: [404, 404], text: 'customer', class: 'transient' },
		{ status: [400, 499], class: 'conflict' },
		{ code: 'e_busy', class: 'rateLimit' },
		{ text: 'required', class: 'permanent' },
	];
	test('the first that matches wins, before the built-in table; all of a row must match', () => {
		expect(of(recorded['404'].json, undefined, rules).class).toBe('transient');
		expect(of(recorded['422'].json, undefined, rules).class).toBe('conflict');
		expect(of({ error: { code: 'E_BUSY' } }, undefined, rules).class).toBe('rateLimit');
		expect(of({ error: 'Name is REQUIRED' }, undefined, rules).class).toBe('permanent');
		expect(of(recorded['500'].json, undefined, rules).class).toBe('transient');
	});
	test('a row does not say whether it happened', () => {
		expect(of(recorded['slow'].json, undefined, [{ class: 'permanent' }])).toMatchObject({ class: 'permanent', mayHaveHappened: true });
	});
});
