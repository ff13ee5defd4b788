import fc from 'fast-check';
import { redact } from '../../../nodes/shared/errors/redact';
import { retryAfterMs } from '../../../nodes/shared/errors/retryAfter';
import { HANGS_MS } from '../../support/hangs';

test.each([
	['GET https://ada:hunter2@crm.example/x failed', 'hunter2'],
	['Authorization: Bearer abc.def-ghi refused', 'abc.def'],
	['{"authorization":"Basic YWRhOmh1bnRlcjI="}', 'YWRh'],
	['"{\\"access_token\\":\\"hunter2\\"}"', 'hunter2'],
	['https://crm.example/x?id=7&token=hunter2&b=1', 'hunter2'],
	['https://crm.example/x?api_key=hunter2', 'hunter2'],
	['x-api-key: hunter2', 'hunter2'],
	['password=hunter2;Database=x', 'hunter2'],
	['client_secret = "hunter2"', 'hunter2'],
	['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig_part here', 'sig_part'],
])('%s: not told', (text, secret) => {
	expect(redact(text)).not.toContain(secret);
	expect(redact(text)).toContain('***');
});

test('what is no secret stays, in one line', () => {
	expect(redact('duplicate key value violates\n unique constraint "t_pkey"')).toBe('duplicate key value violates unique constraint "t_pkey"');
	expect(redact('Key (id)=(1) already exists.')).toBe('Key (id)=(1) already exists.');
	expect(redact('https://crm.example/x?id=7&b=1')).toBe('https://crm.example/x?id=7&b=1');
});

test('a password named anywhere in any text is not told, however long the text is', () => {
	fc.assert(
		fc.property(fc.string(), fc.string(), fc.constantFrom('password=', 'token: ', '"secret":"', 'api_key='), (before, after, name) => {
			expect(redact(`${before} ${name}hunter2hunter2 ${after}`)).not.toContain('hunter2hunter2');
		}),
		{ numRuns: 1000 },
	);
});

test('never longer than 300, in linear time whatever comes', () => {
	for (const text of ['a'.repeat(100_000), 'token'.repeat(50_000), 'https://'.repeat(30_000), '"key":'.repeat(30_000), 'eyJ'.repeat(50_000), ' '.repeat(100_000)]) {
		const start = performance.now();
		expect(redact(text).length).toBeLessThanOrEqual(300);
		expect(performance.now() - start).toBeLessThan(HANGS_MS);
	}
});

describe('Retry-After', () => {
	const NOW = Date.UTC(2026, 0, 1, 12);
	test.each<[unknown, number | undefined]>([
		[{ 'retry-after': '120' }, 120_000],
		[{ 'Retry-After': 3 }, 3_000],
		[{ 'retry-after': ['5'] }, 5_000],
		[{ 'retry-after': '0' }, 0],
		[{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
		[{ 'retry-after': 'Thu, 01 Jan 2026 12:00:30 GMT' }, 30_000],
		[{ 'retry-after': 'Thu, 01 Jan 2026 12:00:30 GMT', date: 'Thu, 01 Jan 2026 12:00:20 GMT' }, 10_000],
		[{ 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' }, 0],
		[{ 'retry-after': '-5' }, undefined],
		[{ 'retry-after': 'soon' }, undefined],
		[{ 'retry-after': '12' + '0'.repeat(11) }, 366 * 24 * 3_600_000],
		[{ 'x-other': '5' }, undefined],
		[undefined, undefined],
		['text', undefined],
	])('%j: %s ms', (headers, ms) => {
		expect(retryAfterMs(headers, NOW)).toBe(ms);
	});
});
