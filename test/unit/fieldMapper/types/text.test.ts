import { forward, refusal, reverse, rule, through } from '../harness';
import { typed } from './valueTypes';
import { HANGS_MS } from '../../../support/hangs';

describe('text in title case', () => {
	it('begins each word with a capital, and is one way only', () => {
		const row = typed('text', { case: 'title' }, { way: 'forward' });
		expect(forward(row, 'ANNA-MARIA o\'neill\'s ÉCOLE 2nd straße')).toBe("Anna-Maria O'neill's École 2nd Straße");
		expect(forward(row, 'e\u0301cole')).toBe('E\u0301cole');
		expect(refusal([{ source: 's', ...typed('text', { case: 'title' }) }])).toContain('"McDonald" would come back as "Mcdonald"');
	});
});

describe('text that is too long', () => {
	it('is rejected, counted in characters as databases do', () => {
		const row = typed('text', { maxLength: 3 });
		expect(['abc', '𝄞𝄞𝄞', ''].map((value) => forward(row, value))).toEqual(['abc', '𝄞𝄞𝄞', '']);
		expect(rule(row, 'abcd')).toBe('tooLong');
		expect(rule(row, '𝄞𝄞𝄞𝄞', 'reverse')).toBe('tooLong');
		expect(rule(typed('text', { maxLength: 3, acceptNumbers: true }), 5021)).toBe('tooLong');
		expect(through(row, 'abcd')).toMatchObject({ rejected: { message: '"abcd" has 4 characters, and 3 is the most allowed.' } });
		expect(refusal([{ source: 's', ...typed('text', { maxLength: 0 }) }])).toContain('holds nothing');
	});

	it('is cut only if asked, one way, and never within what a reader sees as one character', () => {
		const row = (maxLength: number, more: object = {}): Record<string, unknown> => typed('text', { maxLength, tooLong: 'cut', ...more }, { way: 'forward' });
		expect(forward(row(3), 'abcd')).toBe('abc');
		expect(forward(row(2), 'a👩‍👩‍👧b')).toBe('a');
		expect(forward(row(6), 'a👩‍👩‍👧b')).toBe('a👩‍👩‍👧');
		expect(forward(row(3), 'abe\u0301')).toBe('ab');
		expect(forward(row(2), '👩‍👩‍👧')).toBe('👩\u200d');
		expect(forward(row(3, { spaces: 'trim' }), ' ab cd')).toBe('ab');
		expect(refusal([{ source: 's', ...typed('text', { maxLength: 3, tooLong: 'cut' }) }])).toContain('"aaaa" would come back as "aaa"');
		expect(refusal([{ source: 's', ...typed('text', { maxLength: 255, tooLong: 'cut' }) }])).toContain('of 256 characters would come back as');
	});

	it('is cut in time that does not grow with what is cut off', () => {
		const start = performance.now();
		for (const text of ['x'.repeat(5_000_000), '\u0301'.repeat(5_000_000), ' '.repeat(5_000_000)]) {
			expect(String(forward(typed('text', { maxLength: 10, tooLong: 'cut' }, { way: 'forward' }), text)).length).toBe(10);
		}
		expect(performance.now() - start).toBeLessThan(HANGS_MS);
	});

	it('goes both ways where nothing is cut', () => {
		const row = typed('text', { maxLength: 5, unicode: 'nfc', spaces: 'collapse' });
		expect(reverse(row, forward(row, ' e\u0301 b'))).toBe('é b');
	});
});
