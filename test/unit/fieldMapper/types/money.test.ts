import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ISO_4217 } from '../../../../nodes/FieldMapper/types/currencies';
import { forward, refusal, reverse, rule } from '../harness';
import { inRecord, rejections, typed } from './valueTypes';

/** ISO 4217's own list, as published: code to minor units, undefined for N.A. */
function listOne(): Map<string, number | undefined> {
	const xml = readFileSync(join(dirname(require.resolve('currency-codes')), 'iso-4217-list-one.xml'), 'utf8');
	const entries = [...xml.matchAll(/<Ccy>(\w+)<\/Ccy>[\s\S]*?<CcyMnrUnts>([^<]+)</g)];
	return new Map(entries.map(([, code, units]) => [code!, units === 'N.A.' ? undefined : Number(units)]));
}

describe('money in every currency of ISO 4217', () => {
	const published = listOne();

	it('has the decimals of the published list', () => {
		expect(published.size).toBeGreaterThan(170);
		for (const [code, units] of published) expect([code, ISO_4217.has(code), ISO_4217.get(code)]).toEqual([code, true, units]);
	});

	it('knows besides those only what the file names: what came since, and what went', () => {
		const more = [...ISO_4217.keys()].filter((code) => !published.has(code));
		expect(more.sort()).toEqual(['BYR', 'HRK', 'LTL', 'MRO', 'SLL', 'STD', 'VEF', 'XAD', 'XCG', 'ZWL']);
	});

	it.each([...published])('%s goes from main units to minor ones and back, to the last decimal and no further', (currency, units) => {
		const row = typed('money', { currency, sourceAs: 'dot', targetAs: 'minor' });
		if (units === undefined) {
			expect(rule(row, '1')).toBe('noMinorUnit');
			expect(forward(typed('money', { currency, targetAs: 'number' }), 0.123456)).toBe(0.123456);
			return;
		}
		const decimals = '9876'.slice(0, units);
		const text = units === 0 ? '-1234' : `-1234.${decimals}`;
		expect(forward(row, text)).toBe(Number(`-1234${decimals}`));
		expect(reverse(row, Number(`-1234${decimals}`))).toBe(text);
		expect(rule(row, `1.${'0'.repeat(units)}1`)).toBe('tooManyDecimals');
		expect(rule(row, 1.5, 'reverse')).toBe('notMinor');
	});
});

describe('money', () => {
	it.each([
		['dotComma', '1.234.567,50'],
		['commaDot', '1,234,567.50'],
		['spaceComma', '1 234 567,50'],
		['apostropheDot', "1'234'567.50"],
		['comma', '1234567,50'],
		['dot', '1234567.50'],
		['minorText', '123456750'],
		['minor', 123456750],
		['number', 1234567.5],
	])('in the form %s', (form, spelled) => {
		const row = typed('money', { currency: 'EUR', sourceAs: form });
		expect(forward(row, spelled)).toBe(1234567.5);
		expect(reverse(row, 1234567.5)).toBe(spelled);
	});

	it('is exact where no number is', () => {
		const row = typed('money', { currency: 'EUR', sourceAs: 'dot', targetAs: 'minor' });
		expect(forward(row, '90071992547409931.07')).toBe('9007199254740993107');
		expect(reverse(row, '9007199254740993107')).toBe('90071992547409931.07');
		expect(forward(typed('money', { currency: 'EUR', targetAs: 'minor' }), 1.15)).toBe(115);
		expect(forward(typed('money', { currency: 'EUR', targetAs: 'minor' }), 0.29)).toBe(29);
	});

	it.each([
		['MGA', 'stripe', '500', 500],
		['ISK', 'stripe', '5', 500],
		['UGX', 'stripe', '5', 500],
		['JPY', 'stripe', '500', 500],
		['CLP', 'adyen', '5', 500],
		['IDR', 'adyen', '500', 500],
		['KWD', 'iso', '1.234', 1234],
	])('counts minor units of %s as %s does', (currency, targetPlatform, text, units) => {
		const row = typed('money', { currency, sourceAs: 'number', targetAs: 'minor', targetPlatform });
		expect(forward(row, text)).toBe(units);
		expect(reverse(row, units)).toBe(Number(text));
	});

	it('takes exceptions and currencies beyond the standard', () => {
		expect(forward(typed('money', { currency: 'HUF', targetAs: 'minor', targetExceptions: 'HUF=0' }), 5)).toBe(5);
		expect(rule(typed('money', { currency: 'HUF', targetAs: 'minor', targetExceptions: 'HUF=0' }), 5.5)).toBe('tooManyDecimals');
		const btc = typed('money', { currency: 'BTC', targetAs: 'minor', sourceExceptions: 'BTC=8', targetExceptions: 'btc = 8' });
		expect(forward(btc, 0.00000001)).toBe(1);
		expect(refusal([{ source: 's', ...typed('money', { currency: 'EUR', sourceExceptions: 'HUF' }) }])).toContain('"HUF" does not say');
	});

	it('takes its currency from a field of the record, and says so where that is empty or none', () => {
		const row = typed('money', { sourceCurrencyField: 'order.cur', targetCurrencyField: 'currency', targetAs: 'minor' });
		expect(inRecord(row, { s: 12.5, order: { cur: 'eur' } })).toBe(1250);
		expect(inRecord(row, { s: 12, order: { cur: 'JPY' } })).toBe(12);
		expect(inRecord(row, { t: 1250, currency: 'KWD' }, 'reverse')).toBe(1.25);
		expect(inRecord(row, { s: 12, order: { cur: '' } })).toBe('noCurrency: The amount has no currency: the field order.cur is empty.');
		expect(inRecord(row, { s: 12 })).toContain('noCurrency');
		expect(inRecord(row, { s: 12, order: { cur: 'Euro' } })).toContain('unknownCurrency');
		expect(inRecord(row, { s: 12, order: { cur: { __proto__: 1 } } })).toContain('unknownCurrency');
	});

	it('reads and writes codes and symbols in text', () => {
		const target = (mark: string): object => ({ sourceAs: 'dot', sourceMark: 'codeAfter', targetAs: 'dotComma', targetMark: mark });
		const written = ['codeBefore', 'codeAfter', 'symbolBefore', 'symbolAfter'].map((mark) => forward(typed('money', target(mark)), '-1234.50 EUR'));
		expect(written).toEqual(['EUR -1.234,50', '-1.234,50 EUR', '-€1.234,50', '-1.234,50 €']);
		const back = typed('money', target('symbolAfter'));
		for (const text of ['-1.234,50 €', '€-1.234,50', '-€ 1.234,50', '-1.234,50 eur', '- EUR 1234,50', '-1.234,5\u00a0€']) {
			expect(reverse(back, text)).toBe('-1234.50 EUR');
		}
		expect(forward(back, 'USD 1')).toBe('1,00 US$');
		expect(forward(back, 'PLN 1')).toBe('1,00 zł');
		expect(rule(back, '5 CHF')).toBe('noSymbol');
	});

	it('does not guess which dollar is meant', () => {
		const row = typed('money', { sourceAs: 'commaDot', sourceMark: 'symbolBefore', targetAs: 'dot', targetMark: 'codeAfter' });
		expect(rule(row, '$12.50')).toBe('ambiguousCurrency');
		expect(forward(row, 'CA$12.50')).toBe('12.50 CAD');
		const fixed = typed('money', { currency: 'CAD', sourceAs: 'commaDot', sourceMark: 'symbolBefore' });
		expect(forward(fixed, '$12.50')).toBe(12.5);
		expect(reverse(fixed, 12.5)).toBe('$12.50');
		expect(rule(fixed, '€12.50')).toBe('otherCurrency');
		expect(rule(fixed, 'EUR 12.50')).toBe('otherCurrency');
	});

	it.each(['12.50 EUR EUR', 'EUR', '--1 EUR', '(1.00) EUR', '1.00 €€', '12,50 EUR', '1 2 EUR', '12.50 Taler'])('rejects %p', (value) => {
		expect(['notMoney', 'notDecimal']).toContain(rule(typed('money', { currency: 'EUR', sourceAs: 'dot', sourceMark: 'codeAfter' }), value));
	});

	it('never loses the currency: a side that cannot say another one refuses to write it', () => {
		const row = typed('money', { currency: 'EUR', sourceCurrencyField: 'cur' });
		expect(inRecord(row, { s: 1, cur: 'USD' })).toContain('otherCurrency');
		expect(inRecord(row, { s: 1, cur: 'EUR' })).toBe(1);
	});

	it('refuses a row that would leave the currency behind on the way back', () => {
		const row = typed('money', { sourceCurrencyField: 'cur', targetAs: 'dot', targetMark: 'codeAfter' });
		expect(refusal([{ source: 's', ...row }])).toContain('"12.50 USD" in the target would become 12.50 in the source, whose field cur no row can fill');
		expect(inRecord({ ...row, way: 'forward' }, { s: 12.5, cur: 'KWD' })).toBe('12.500 KWD');
	});

	it('asks for a currency before the first item', () => {
		expect(refusal([{ source: 's', ...typed('money') }])).toContain('nothing says which currency');
		expect(refusal([{ source: 's', ...typed('money', { currency: 'Euro' }) }])).toContain('no currency code');
		expect(refusal([{ source: 's', ...typed('money', { currency: 'EUR', sourceMark: 'codeAfter' }) }])).toContain('a number cannot carry');
		expect(refusal([{ source: 's', ...typed('money', { sourceCurrencyField: 'a[', targetCurrencyField: 'b' }) }])).toContain('The path');
	});

	it('takes a default with its currency', () => {
		const missing = { missing: { absent: 'default', default: '9.90 USD' }, missingReverse: { absent: 'reject' }, way: 'forward' };
		const row = typed('money', { sourceCurrencyField: 'cur', targetAs: 'dot', targetMark: 'codeAfter' }, missing);
		expect(forward(row, undefined)).toBe('9.90 USD');
	});

	it('rejects hostile values', () => {
		for (const settings of [{ currency: 'EUR' }, { currency: 'EUR', sourceAs: 'minor' }, { sourceAs: 'commaDot', sourceMark: 'symbolBefore', targetAs: 'dot', targetMark: 'codeAfter' }]) {
			expect(rejections(typed('money', settings)).every((one) => one.length > 0)).toBe(true);
		}
	});
});
