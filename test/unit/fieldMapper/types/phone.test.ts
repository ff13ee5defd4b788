import { getCountries, getExampleNumber, type CountryCode } from 'libphonenumber-js/core';
import examples from 'libphonenumber-js/examples.mobile.json';
import metadata from 'libphonenumber-js/metadata.max.json';
import { forward, refusal, reverse, rule } from '../harness';
import { bothWays, inRecord, rejections, typed } from './valueTypes';

const countries = getCountries(metadata as never);
const exampleOf = (country: CountryCode): ReturnType<typeof getExampleNumber> => getExampleNumber(country, examples as never, metadata as never);

describe('phone numbers of every country', () => {
	it('are the metadata\'s own examples', () => {
		expect(countries.length).toBeGreaterThan(240);
		expect(countries.filter((country) => exampleOf(country) === undefined)).toEqual([]);
	});

	it.each(countries)('%s: read in every form, written in every form, and back', (country) => {
		const number = exampleOf(country)!;
		const national = number.formatNational();
		for (const targetAs of ['e164', 'international', 'national', 'rfc3966']) {
			const [there, back] = bothWays(typed('phone', { country, targetAs }));
			for (const written of [number.number, national, number.formatInternational(), number.format('RFC3966')]) {
				expect([written, back(there(written))]).toEqual([written, number.number]);
			}
			const extended = there(`${number.number};ext=4711`);
			expect(extended).toContain('4711');
			expect(back(extended)).toBe(`${number.number};ext=4711`);
		}
		expect(inRecord(typed('phone', { sourceCountryField: 'c' }), { s: national, c: country })).toBe(number.number);
	});
});

describe('phone', () => {
	it('reads a national number by its country, fixed or from a field, by code or name', () => {
		expect(forward(typed('phone', { country: 'DE' }), '030 / 123 456')).toBe('+4930123456');
		expect(forward(typed('phone', { country: 'Germany' }), '(030) 123456')).toBe('+4930123456');
		const row = typed('phone', { sourceCountryField: 'address.country', country: 'FR' });
		for (const country of ['DE', 'deu', '276', 'Germany', ' germany ']) expect(inRecord(row, { s: '030 123456', address: { country } })).toBe('+4930123456');
		expect(inRecord(row, { s: '01 23 45 67 89', address: { country: null } })).toBe('+33123456789');
		expect(inRecord(row, { s: '01 23 45 67 89' })).toBe('+33123456789');
		expect(inRecord(row, { s: '01 23 45 67 89', address: { country: 'Atlantis' } })).toContain('unknownCountry');
		expect(inRecord(row, { s: '01 23 45 67 89', address: { country: 33 } })).toContain('unknownCountry');
		expect(inRecord(row, { s: '+4930123456', address: { country: 'FR' } })).toBe('+4930123456');
	});

	it('keeps Italian zeros, extensions and numbers of no country', () => {
		const row = typed('phone', { targetAs: 'international' });
		expect(forward(row, '+390612345678')).toBe('+39 06 1234 5678');
		expect(reverse(row, '+39 06 1234 5678')).toBe('+390612345678');
		expect(forward(row, 'tel:+49-30-123456;ext=12')).toBe('+49 30 123456 ext. 12');
		expect(reverse(row, '+49 30 123456 ext. 12')).toBe('+4930123456;ext=12');
		expect(reverse(row, '+49 30 123456 x12')).toBe('+4930123456;ext=12');
		expect(forward(row, '+80012345678')).toBe('+800 1234 5678');
	});

	it('writes numbers of other countries with their code where it writes national ones', () => {
		const row = typed('phone', { country: 'DE', targetAs: 'national' });
		expect(forward(row, '+4930123456')).toBe('030 123456');
		expect(forward(row, '+33123456789')).toBe('+33 1 23 45 67 89');
		expect(refusal([{ source: 's', ...typed('phone', { targetAs: 'national' }) }])).toContain('one fixed country only');
		expect(refusal([{ source: 's', ...typed('phone', { country: 'DE', targetAs: 'national', targetCountryField: 'c' }) }])).toContain('one fixed country only');
	});

	it('rejects what cannot be read, with what would make it right', () => {
		const row = typed('phone', { country: 'MX' });
		expect(rule(row, '(5) 555-4729')).toBe('notPhone');
		expect(inRecord(row, { s: '(5) 555-4729' })).toContain('no number that exists in the numbering plan of MX');
		expect(inRecord(typed('phone'), { s: '030 123456' })).toContain('no + with a country code');
		expect(inRecord(typed('phone'), { s: 4930123456 })).toContain('a number has lost its leading zeros');
		expect(refusal([{ source: 's', ...typed('phone', { country: 'Atlantis' }) }])).toContain('"Atlantis" is no country');
	});

	it('checks the length alone if asked', () => {
		expect(rule(typed('phone', { country: 'US' }), '555 555 0100')).toBe('notPhone');
		expect(forward(typed('phone', { country: 'US', check: 'possible' }), '555 555 0100')).toBe('+15555550100');
		expect(rule(typed('phone', { country: 'US', check: 'possible' }), '555')).toBe('notPhone');
	});

	it('keeps what cannot be read, if asked, and both ways only where both sides read alike', () => {
		const row = typed('phone', { country: 'DE', unreadable: 'keep', targetAs: 'national' });
		for (const text of ['ask reception', '12', '(5) 555', '+49', 'n/a']) {
			expect(forward(row, text)).toBe(text);
			expect(reverse(row, text)).toBe(text);
		}
		const keep = { unreadable: 'keep', sourceCountryField: 'c' };
		expect(refusal([{ source: 's', ...typed('phone', keep) }])).toContain('"030 123456", kept as it is where its record names no country');
		expect(inRecord(typed('phone', keep, { way: 'forward' }), { s: '030 123456' })).toBe('030 123456');
	});

	it('drops an extension only if asked, and only one way', () => {
		expect(refusal([{ source: 's', ...typed('phone', { extension: 'drop' }) }])).toContain('would come back as "+49 30 123456"');
		expect(forward(typed('phone', { extension: 'drop' }, { way: 'forward' }), '+4930123456 ext. 12')).toBe('+4930123456');
	});

	it('rejects hostile values', () => {
		expect(rejections(typed('phone', { country: 'DE' }))).not.toContain('');
		expect(rule(typed('phone', { country: 'DE', unreadable: 'keep' }), 'x\ud800')).toBe('brokenText');
	});
});
