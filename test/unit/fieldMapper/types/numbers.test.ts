import { UNITS } from '../../../../nodes/FieldMapper/types/units';
import { forward, refusal, reverse, rule } from '../harness';
import { rejections, typed } from './valueTypes';
import { HANGS_MS } from '../../../support/hangs';

const refused = (settings: object, more: object = {}, type = 'quantity'): string => refusal([{ source: 's', ...typed(type, settings, more) }]);

describe('percent', () => {
	it.each([
		['percent', 15.5],
		['fraction', 0.155],
		['dot', '15.5%'],
		['dotSpace', '15.5 %'],
		['comma', '15,5%'],
		['commaSpace', '15,5 %'],
	])('in the form %s', (form, spelled) => {
		const row = typed('percent', { sourceAs: form, targetAs: 'percent' });
		expect(forward(row, spelled)).toBe(15.5);
		expect(reverse(row, 15.5)).toBe(spelled);
	});

	it('is exact where arithmetic with numbers is not', () => {
		const row = typed('percent', { sourceAs: 'fraction' });
		expect([0.07, 0.29, 0.57, 1.1, 1e-7, '0.333333333333333333333'].map((value) => forward(row, value))).toEqual([7, 29, 57, 110, 0.00001, '33.3333333333333333333']);
		expect([7, 29, 0.1].map((value) => reverse(row, value))).toEqual([0.07, 0.29, 0.001]);
	});

	it('does not guess whether 0.15 means 15 % or 0.15 %', () => {
		expect(rule(typed('percent', { sourceAs: 'dot' }), '0.15')).toBe('notPercent');
		expect(rule(typed('percent', { sourceAs: 'dot' }), 0.15)).toBe('notPercent');
		expect(rule(typed('percent', { sourceAs: 'fraction' }), '15%')).toBe('notPercent');
		expect(rule(typed('percent', { sourceAs: 'percent' }), '15 %')).toBe('notPercent');
		expect(rule(typed('percent', { sourceAs: 'comma' }), '15.5%')).toBe('notDecimal');
		expect(rule(typed('percent', { sourceAs: 'fraction', targetDecimals: 1 }), 0.1234)).toBe('tooManyDecimals');
	});

	it('rejects hostile values', () => {
		for (const sourceAs of ['percent', 'fraction', 'commaSpace']) expect(rejections(typed('percent', { sourceAs }))).not.toContain('');
	});
});

describe('quantity', () => {
	const of = (sourceUnit: string, targetUnit: string, more: object = {}): Record<string, unknown> => typed('quantity', { sourceUnit, targetUnit, ...more });

	it.each([
		['km', 'm', 1.5, 1500],
		['in', 'cm', 1, 2.54],
		['lb', 'kg', 1, 0.45359237],
		['°C', '°F', 36.6, 97.88],
		['°C', 'K', -273.15, 0],
		['mi', 'km', 26.2, 42.1648128],
		['ac', 'm²', 1, 4046.8564224],
		['imp gal', 'L', 1, 4.54609],
		['US gal', 'L', 1, 3.785411784],
		['GiB', 'B', 1, 1073741824],
		['GB', 'MiB', 1, 953.67431640625],
		['h', 'min', 1.25, 75],
		['kWh', 'MJ', 1, 3.6],
		['nmi', 'km', 1, 1.852],
		['mph', 'km/h', 1, 1.609344],
		['oz', 'g', 1, 28.349523125],
		['bar', 'hPa', 1, 1000],
		['kn', 'km/h', 1, 1.852],
		['PS', 'W', 1, 735.49875],
		['°F', 'K', 32, 273.15],
	])('%s to %s: %d is %d, exactly', (from, to, value, expected) => {
		const row = of(from, to, { endless: 'reject' });
		expect(forward(row, value)).toBe(expected);
		expect(reverse(row, expected)).toBe(value);
	});

	it('is exact beyond what numbers hold', () => {
		expect(forward(of('km', 'm'), '123456789012345678901.2345')).toBe('123456789012345678901234.5');
		expect(forward(of('m', 'km'), 0.1)).toBe(0.0001);
		expect(forward(of('ft', 'm', { endless: 'reject' }), 0.1)).toBe(0.03048);
	});

	it('refuses a pair whose results never end, with one that shows it', () => {
		expect(refused({ sourceUnit: 'm', targetUnit: 'ft' })).toContain('1 m is 3.280839895013… ft, with decimals that never end');
		expect(refused({ sourceUnit: 'ft', targetUnit: 'm' })).toContain('1 m is 3.280839895013… ft');
		expect(refused({ sourceUnit: '°F', targetUnit: '°C' })).toContain('1 °F is -17.222222222222… °C');
		expect(forward(typed('quantity', { sourceUnit: 'ft', targetUnit: 'm' }, { way: 'forward' }), 1)).toBe(0.3048);
		expect(refused({ sourceUnit: 'm', targetUnit: 'ft' }, { way: 'forward' })).toContain('never end');
	});

	it('may take what can be written exactly and reject the rest', () => {
		const row = of('m', 'ft', { endless: 'reject' });
		expect(forward(row, 3.048)).toBe(10);
		expect(reverse(row, 10)).toBe(3.048);
		expect(rule(row, 1)).toBe('endless');
	});

	it('rounds only one way, only if asked, halves away from zero', () => {
		const settings = { sourceUnit: 'm', targetUnit: 'ft', endless: 'round', sourceDecimals: 2, targetDecimals: 2 };
		expect(refused(settings)).toContain('rounding cannot be undone');
		expect(forward(typed('quantity', settings, { way: 'forward' }), 1)).toBe(3.28);
		expect(reverse(typed('quantity', settings, { way: 'reverse' }), 10)).toBe(3.05);
		const km = typed('quantity', { ...settings, sourceUnit: 'm', targetUnit: 'km' }, { way: 'forward' });
		expect([5, -5, 4.999, 0, -4].map((value) => forward(km, value))).toEqual([0.01, -0.01, 0, 0, 0]);
		expect(refused({ ...settings, targetDecimals: undefined }, { way: 'forward' })).toContain('nobody said to how many decimals');
	});

	it('never takes one kind of measure for another, nor a unit for granted', () => {
		expect(refused({ sourceUnit: 'kg', targetUnit: 'm' })).toContain('kg measures mass and m length');
		expect(refused({ sourceUnit: 'kg' })).toContain('the unit of the target is not chosen');
		expect(refused({ sourceUnit: 'parsnip', targetUnit: 'kg' })).toContain('no choice');
	});

	it('reads units in text, whatever the unit, and writes its own', () => {
		const row = of('kg', 'g', { sourceAs: 'comma', sourceMark: 'unit' });
		expect(['1,5 kg', '1,5kg', '1500 g', '1,5\u00a0kgs', '0,0015 t', '1,5', 1.5].map((value) => forward(row, value))).toEqual(Array(7).fill(1500));
		expect(reverse(row, 1500)).toBe('1,5 kg');
		const area = of('m²', 'm²', { sourceMark: 'unit' });
		expect(['12 m2', '12m²', '12 sqm', '120000 cm2', '0.0012 ha'].map((value) => forward(area, value))).toEqual(Array(5).fill(12));
		expect(forward(of('ft', 'ft', { sourceMark: 'unit' }), "5'")).toBe(5);
		expect(forward(of('K', 'K', { sourceMark: 'unit' }), '-40 °C')).toBe(233.15);
		expect(forward(of('W', 'W', { sourceMark: 'unit' }), '5 mW')).toBe(0.005);
		expect(forward(of('W', 'W', { sourceMark: 'unit' }), '5 MW')).toBe(5000000);
		for (const value of ['5 lbs of sugar', '5 m', 'kg', '5 5 kg', '5 KG', '1.5 kg', 'kg 5', '1 ft']) expect(['unknownUnit', 'notDecimal']).toContain(rule(row, value));
		expect(rule(of('ft', 'ft', { sourceMark: 'unit' }), '5 m')).toBe('endless');
	});

	it('has no two units that are read alike', () => {
		for (const unit of UNITS.values()) {
			for (const written of [unit.symbol, ...unit.also]) {
				const takers = [...UNITS.values()].filter((one) => one.quantity === unit.quantity && (one.symbol === written || one.also.includes(written)));
				expect([unit.quantity, written, takers.length]).toEqual([unit.quantity, written, 1]);
			}
		}
	});

	it('rejects hostile values, and numbers that are no measures', () => {
		for (const more of [{}, { sourceMark: 'unit', sourceAs: 'dotComma' }]) expect(rejections(of('kg', 'g', more))).not.toContain('');
		expect(rule(of('kg', 'g'), '1'.repeat(1000))).toBe('tooLong');
	});
});

describe('whole and decimal numbers from drivers', () => {
	it('are read as big integers, exactly', () => {
		expect(forward(typed('integer'), 12n)).toBe(12);
		expect(forward(typed('integer'), 9007199254740993n)).toBe('9007199254740993');
		expect(forward(typed('decimal'), -9007199254740993n)).toBe('-9007199254740993');
	});

	it('are grouped in linear time', () => {
		const long = '9'.repeat(2_000_000);
		const start = performance.now();
		expect(String(forward(typed('decimal', { targetAs: 'commaDot' }), long))).toHaveLength(2_666_666);
		expect(performance.now() - start).toBeLessThan(HANGS_MS);
	});

	it('reject hostile values', () => {
		for (const type of ['integer', 'decimal']) expect(rejections(typed(type))).not.toContain('');
	});
});
