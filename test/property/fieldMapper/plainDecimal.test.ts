import fc from 'fast-check';
import { normalPlain, numberIfExact, plainFromNumber } from '../../../nodes/FieldMapper/types/plainDecimal';
import { decimalText } from './generators';

describe('a number in plain notation', () => {
	it('is that number, without an exponent, for every finite double', () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
				const plain = plainFromNumber(value);
				expect(plain).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
				expect(Number(plain)).toBe(value + 0);
			}),
			{ numRuns: 5000 },
		);
	});

	it('is known by its digits', () => {
		expect([1e21, -1.5e-7, 123e20, 5e-324, 0, -0].map((value) => plainFromNumber(value).slice(0, 26))).toEqual([
			'1000000000000000000000',
			'-0.00000015',
			'12300000000000000000000',
			'0.000000000000000000000000',
			'0',
			'0',
		]);
	});
});

describe('plain text', () => {
	it('becomes a number only if that number prints the same digits', () => {
		fc.assert(
			fc.property(decimalText, (plain) => {
				const exact = numberIfExact(plain);
				if (typeof exact === 'number') expect(plainFromNumber(exact)).toBe(plain);
				else expect(exact).toBe(plain);
				expect(typeof exact === 'string' && /^-?\d{1,12}(\.\d{1,3})?$/.test(plain)).toBe(false);
			}),
			{ numRuns: 5000 },
		);
	});

	it('has no trailing zeros and no minus on zero', () => {
		expect([normalPlain(true, '0', '00'), normalPlain(true, '10', '500'), normalPlain(false, '0', '050')]).toEqual(['0', '-10.5', '0.05']);
	});
});
