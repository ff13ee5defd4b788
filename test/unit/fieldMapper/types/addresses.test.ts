import { forward, refusal, reverse, rule, through } from '../harness';
import { rejections, typed } from './valueTypes';

describe('email', () => {
	it.each([
		'ann@example.com',
		'Ann.Lee+news@Example.COM',
		"o'brien@mail.example.org",
		'jörg@bücher.example',
		'用户@例え.jp',
		'a@b-c.de',
		'1@2.co',
		'!#$%&*/=?^_`{|}~-@example.com',
	])('takes %s as it is, both ways', (address) => {
		expect(forward(typed('email'), address)).toBe(address);
		expect(reverse(typed('email'), address)).toBe(address);
	});

	it.each([
		'ann', 'ann@', '@example.com', 'ann@example', 'ann@@example.com', 'a b@example.com', 'ann@exa mple.com', '.ann@example.com', 'ann.@example.com',
		'a..b@example.com', 'Ann <ann@example.com>', 'ann@-example.com', 'ann@example-.com', 'ann@1.2.3.4', 'ann@[1.2.3.4]', '"a b"@example.com',
		'ann@example.com, bob@example.com', 'ann@exa_mple.com', 'ann@example.com/x', 'ann@example..com', 'ann@example.com.', 'ann@%65xample.com',
		`${'a'.repeat(65)}@example.com`, `a@${'b'.repeat(64)}.com`, `a@${'b.'.repeat(200)}com`, 'ann@exam\u0000ple.com',
	])('rejects %s', (address) => {
		expect(rule(typed('email'), address)).toBe('notEmail');
	});

	it('trims spaces around, so that spaces alone count as empty', () => {
		expect(forward(typed('email'), ' ann@example.com\n')).toBe('ann@example.com');
		expect(through(typed('email', {}, { missing: { empty: 'null' }, missingReverse: { empty: 'null' } }), '  ')).toEqual({ value: null });
	});

	it('writes the domain in lower case, which means the same', () => {
		const row = typed('email', { normalise: 'domain' });
		expect(forward(row, 'Ann.Lee@Example.COM')).toBe('Ann.Lee@example.com');
		expect(forward(row, 'a@BÜCHER.example')).toBe('a@bücher.example');
	});

	it('makes a form for matching, one way only: the original needs a row of its own', () => {
		expect(refusal([{ source: 's', ...typed('email', { normalise: 'matching' }) }])).toContain('"Ann.Lee@example.com" would come back as "ann.lee@example.com"');
		expect(refusal([{ source: 's', ...typed('email', { tag: 'drop' }) }])).toContain('"ann+news@example.com" would come back as "ann@example.com"');
		const row = typed('email', { normalise: 'matching', tag: 'drop' }, { way: 'forward' });
		for (const address of ['Ann@Bücher.Example', 'ann+news@BÜCHER.example', 'ANN+a+b@xn--bcher-kva.example']) {
			expect(forward(row, address)).toBe('ann@xn--bcher-kva.example');
		}
		expect(forward(row, '+ann@example.com')).toBe('+ann@example.com');
	});

	it('rejects hostile values', () => {
		expect(rejections(typed('email'))).not.toContain('');
	});
});

describe('url', () => {
	it.each(['https://example.com', 'HTTP://Example.com:80/a/../b', 'mailto:ann@example.com', 'javascript:alert(1)', 'https://u:p@example.com/?q=a b#x', 'urn:isbn:1'])(
		'takes %s as it is, both ways',
		(address) => {
			expect(forward(typed('url'), address)).toBe(address);
			expect(reverse(typed('url'), address)).toBe(address);
		},
	);

	it.each(['www.example.com', 'example', '/a/b', '//example.com', 'https://', 'http://a b.com', 'https://exa\u0000mple.com', 'https://1.2.3.4.5:99999', ''])('rejects %p', (address) => {
		expect(rule(typed('url'), address)).toBe('notUrl');
	});

	it('writes the standard form', () => {
		const row = typed('url', { normalise: 'standard' });
		expect(forward(row, 'HTTPS://Bücher.Example:443/a/./b/../ä b?x=1#top')).toBe('https://xn--bcher-kva.example/a/%C3%A4%20b?x=1#top');
		expect(forward(row, 'http://example.com')).toBe('http://example.com/');
	});

	it('adds a scheme where none stands', () => {
		const row = typed('url', { addScheme: 'https://' });
		expect(forward(row, 'www.example.com/a')).toBe('https://www.example.com/a');
		expect(forward(row, '//example.com')).toBe('https://example.com');
		expect(forward(row, 'localhost:3000/a')).toBe('https://localhost:3000/a');
		expect(forward(row, 'http://example.com')).toBe('http://example.com');
		expect(forward(row, 'mailto:ann@example.com')).toBe('mailto:ann@example.com');
		expect(refusal([{ source: 's', ...typed('url', { addScheme: 'a b' }) }])).toContain('no scheme');
	});

	it('takes only the schemes it is told to', () => {
		const row = typed('url', { schemes: 'https, HTTP:' });
		expect(forward(row, 'http://example.com')).toBe('http://example.com');
		expect(rule(row, 'javascript:alert(1)')).toBe('otherScheme');
		expect(rule(row, 'ftp://example.com')).toBe('otherScheme');
	});

	it('drops parts only if asked, and only one way', () => {
		const drop = (what: string, start: string): unknown => forward(typed('url', { [what]: 'drop' }, { way: 'forward' }), start);
		expect(drop('fragment', 'https://example.com/a#b')).toBe('https://example.com/a');
		expect(drop('lastSlash', 'https://example.com/a/')).toBe('https://example.com/a');
		expect(drop('lastSlash', 'https://example.com/')).toBe('https://example.com/');
		expect(drop('tracking', 'https://example.com/?utm_source=x&a=%20b+c&gclid=1&utm=2')).toBe('https://example.com/?a=%20b+c&utm=2');
		expect(drop('tracking', 'https://example.com/?fbclid=1')).toBe('https://example.com/');
		for (const [what, loss] of [['fragment', '#part'], ['tracking', 'utm_source'], ['lastSlash', '/a/']] as const) {
			expect(refusal([{ source: 's', ...typed('url', { [what]: 'drop' }) }])).toContain(loss);
		}
	});

	it('rejects hostile values', () => {
		expect(rejections(typed('url'))).not.toContain('');
		for (const value of ['__proto__', 'constructor', 'x'.repeat(1_000_000)]) expect(rule(typed('url'), value)).toBe('notUrl');
	});
});
