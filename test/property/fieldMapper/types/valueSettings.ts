import fc from 'fast-check';
import type { Row } from '../generators';

const oneOf = fc.constantFrom;
const signs = ['dot', 'commaDot', 'comma', 'dotComma', 'spaceComma', 'apostropheDot'] as const;
const decimals = fc.option(fc.nat({ max: 6 }), { nil: undefined });
const locale = oneOf('en', 'de', 'pt');

/** The same settings for both sides. */
const sides = (side: Record<string, fc.Arbitrary<unknown>>, row: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<Row> =>
	fc.record({
		...row,
		...Object.fromEntries(['source', 'target'].flatMap((name) => Object.entries(side).map(([setting, values]) => [name + setting, values]))),
	});

/** Settings of the value types; some of it makes no sense, and the table must say so. */
export const valueSettings: Record<string, fc.Arbitrary<Row>> = {
	money: sides(
		{
			As: oneOf('number', 'minor', 'minorText', ...signs),
			Mark: oneOf('none', 'none', 'codeBefore', 'codeAfter', 'symbolBefore', 'symbolAfter'),
			CurrencyField: oneOf('', '', 'currency'),
			Platform: oneOf('iso', 'stripe', 'adyen'),
			Exceptions: oneOf('', 'EUR=0', 'BTC=8'),
		},
		{ currency: oneOf('', 'EUR', 'JPY', 'KWD', 'ISK', 'XAU') },
	),
	percent: sides({ As: oneOf('percent', 'fraction', 'dot', 'dotSpace', 'comma', 'commaSpace'), Decimals: decimals }),
	quantity: sides(
		{ Unit: oneOf('kg', 'g', 'lb', 'kg', 'g', '°C', '°F', 'choose'), As: oneOf('number', ...signs), Mark: oneOf('none', 'unit'), Decimals: decimals },
		{ endless: oneOf('refuse', 'reject', 'reject', 'round') },
	),
	phone: sides(
		{ As: oneOf('e164', 'international', 'national', 'rfc3966'), CountryField: oneOf('', '', 'country') },
		{
			country: oneOf('', 'DE', 'US', 'Italy'),
			check: oneOf('valid', 'possible'),
			unreadable: oneOf('reject', 'keep'),
			extension: oneOf('keep', 'keep', 'keep', 'drop'),
		},
	),
	email: fc.record({ normalise: oneOf('keep', 'domain', 'matching'), tag: oneOf('keep', 'keep', 'drop') }),
	url: fc.record({
		normalise: oneOf('keep', 'standard'),
		addScheme: oneOf('', 'https'),
		schemes: oneOf('', 'https, mailto'),
		fragment: oneOf('keep', 'keep', 'keep', 'drop'),
		tracking: oneOf('keep', 'keep', 'keep', 'drop'),
		lastSlash: oneOf('keep', 'keep', 'keep', 'drop'),
	}),
	country: sides({ As: oneOf('alpha2', 'alpha3', 'numeric', 'name'), Locale: locale }, { anyForm: fc.boolean(), otherNames: oneOf('', 'Holland=NL, Georgia=US, DE=AT') }),
	language: sides({ As: oneOf('tag', 'alpha2', 'alpha3', 'bibliographic', 'name'), Locale: locale }, { region: oneOf('reject', 'drop') }),
};

/** Spellings near the edge of the value types. */
export const valueSpellings = [
	'+4930123456', '030 123456', '+49 30 123456 ext. 12', '(0)30', '+49000100', 'tel:+12133734253', '00', 'ask reception',
	'DE', 'deu', '276', 4, 'Germany', 'Deutschland', 'Holland', 'Georgia', 'Congo', 'de-AT', 'PT_br', 'ger', 'German', 'yue',
	'EUR 12.50', '12,50 €', '$5', '-€1.234,50', '1250', 12.5, '15 %', '15,5%', '0.15', '5 kg', '1,5 lb', '-40 °C', '36.6',
	'Ann.Lee+x@Example.COM', 'ann@bücher.example', 'https://Example.com:443/a/../b/#x', 'www.example.com', 'mailto:ann@example.com', 'javascript:alert(1)',
] as const;
