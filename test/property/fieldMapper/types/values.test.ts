import fc from 'fast-check';
import { getCountries, type CountryCode } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.max.json';
import { applyMapping, Rejected } from '../../../../nodes/FieldMapper/applyMapping';
import { compileMapping } from '../../../../nodes/FieldMapper/compileMapping';
import { readDefinition, type Direction } from '../../../../nodes/FieldMapper/definition';
import { COUNTRIES, COUNTRY_LOCALES } from '../../../../nodes/FieldMapper/types/countries';
import { ISO_4217 } from '../../../../nodes/FieldMapper/types/currencies';
import { TWO_LETTERS } from '../../../../nodes/FieldMapper/types/languages';
import { SIGN_FORMS } from '../../../../nodes/FieldMapper/types/signs';
import { UNITS } from '../../../../nodes/FieldMapper/types/units';
import { anyValue, deepFreeze, decimalText, wellFormedText, type Row } from '../generators';

const runs = { numRuns: 5000 };
const REJECTED = Symbol('rejected');
type Convert = (record: Record<string, unknown>) => unknown;

const known = new Map<string, [Convert, Convert] | undefined>();

/** A row as two functions of whole records; undefined where the table is refused. */
function bothWays(type: string, settings: Row, more: Row = {}): [Convert, Convert] | undefined {
	const row = { source: 's', target: 't', type, [`${type}Settings`]: settings, ...more };
	const key = JSON.stringify(row);
	if (known.has(key)) return known.get(key);
	const definition = readDefinition([row]);
	const way = (direction: Direction): Convert | undefined => {
		const result = compileMapping(definition, direction, []);
		if (result.kind !== 'mapping') return undefined;
		return (record) => {
			const out = applyMapping(result.mapping, deepFreeze(record));
			return out instanceof Rejected ? REJECTED : out[direction === 'forward' ? 't' : 's'];
		};
	};
	const [forward, reverse] = [way('forward'), way('reverse')];
	const pair: [Convert, Convert] | undefined = forward === undefined || reverse === undefined ? undefined : [forward, reverse];
	known.set(key, pair);
	return pair;
}

/** `side`'s spelling of a value that the form `as` holds: the other side of a row between the two. */
function accepted(type: string, settings: Row, more: Row = {}): [Convert, Convert] {
	const pair = bothWays(type, settings, more);
	if (pair === undefined) throw new Error(`refused: ${JSON.stringify([type, settings])}`);
	return pair;
}

/** There and back from either side; returns what stood in the middle. */
function thereAndBack([forward, reverse]: [Convert, Convert], start: unknown, beside: Row = {}): unknown {
	const there = forward({ ...beside, s: start });
	expect(there).not.toBe(REJECTED);
	expect([start, reverse({ ...beside, t: there })]).toEqual([start, start]);
	return there;
}

const oneOf = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

describe('money', () => {
	const withUnits = [...ISO_4217].filter((entry): entry is [string, number] => entry[1] !== undefined);
	const forms = oneOf(['minor', 'minorText', 'number', ...SIGN_FORMS]);
	const marks = oneOf(['none', 'codeBefore', 'codeAfter', 'symbolBefore', 'symbolAfter']);
	const units = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n });
	const platform = oneOf(['iso', 'stripe', 'adyen']);
	const fields = { sourceCurrencyField: 'c', targetCurrencyField: 'c' };

	it('comes back in every currency and every pair of forms, from either side, as the same number of minor units', () => {
		fc.assert(
			fc.property(oneOf(withUnits), units, forms, forms, (entry, minor, sourceAs, targetAs) => {
				const beside = { c: entry[0] };
				const [spell, unspell] = accepted('money', { ...fields, sourceAs: 'minorText', targetAs: sourceAs });
				const start = spell({ ...beside, s: String(minor) });
				const middle = thereAndBack(accepted('money', { ...fields, sourceAs, targetAs }), start, beside);
				thereAndBack(accepted('money', { ...fields, sourceAs: targetAs, targetAs: sourceAs }), middle, beside);
				expect(unspell({ ...beside, t: start })).toBe(String(minor));
			}),
			runs,
		);
	});

	it('carries its currency through text, codes and symbols, or is rejected', () => {
		let travelled = 0;
		fc.assert(
			fc.property(oneOf(withUnits), units, oneOf(SIGN_FORMS), oneOf(SIGN_FORMS), marks, marks, ([code], minor, sourceAs, targetAs, sourceMark, targetMark) => {
				const pair = bothWays('money', { sourceAs, targetAs, sourceMark, targetMark });
				if (pair === undefined) {
					expect([sourceMark, targetMark]).toContain('none');
					return;
				}
				const [spell] = accepted('money', { currency: code, sourceAs: 'minorText', targetAs: sourceAs, targetMark: 'codeAfter' });
				const there = pair[0]({ s: spell({ s: String(minor) }) });
				if (there === REJECTED) return;
				travelled += 1;
				const back = pair[1]({ t: there });
				if (back === REJECTED) return expect(sourceMark).toMatch(/^symbol/);
				expect(pair[0]({ s: back })).toBe(there);
				const [, unspell] = accepted('money', { currency: code, sourceAs: 'minorText', targetAs: sourceAs, targetMark: 'codeAfter' });
				expect(unspell({ t: back })).toBe(String(minor));
			}),
			runs,
		);
		expect(travelled).toBeGreaterThan(1000);
	});

	it('is the same amount on two platforms that count differently, or is rejected', () => {
		fc.assert(
			fc.property(oneOf(withUnits), units, platform, platform, ([code], minor, sourcePlatform, targetPlatform) => {
				const [forward, reverse] = accepted('money', { sourceCurrencyField: 'c', targetCurrencyField: 'c', sourceAs: 'minorText', targetAs: 'minorText', sourcePlatform, targetPlatform });
				const there = forward({ s: String(minor), c: code });
				if (there === REJECTED) return;
				expect(reverse({ t: there, c: code })).toBe(String(minor));
				const [main] = accepted('money', { currency: code, sourceAs: 'minorText', sourcePlatform, targetExceptions: `${code}=9` });
				const [otherMain] = accepted('money', { currency: code, sourceAs: 'minorText', sourcePlatform: targetPlatform, targetExceptions: `${code}=9` });
				expect(otherMain({ s: there })).toBe(main({ s: String(minor) }));
			}),
			runs,
		);
	});
});

describe('percent', () => {
	const forms = oneOf(['percent', 'fraction', 'dot', 'dotSpace', 'comma', 'commaSpace']);

	it('comes back in every pair of forms, from either side', () => {
		fc.assert(
			fc.property(decimalText, forms, forms, (plain, sourceAs, targetAs) => {
				const [spell] = accepted('percent', { sourceAs: 'dot', targetAs: sourceAs });
				const start = spell({ s: `${plain}%` });
				const middle = thereAndBack(accepted('percent', { sourceAs, targetAs }), start);
				thereAndBack(accepted('percent', { sourceAs: targetAs, targetAs: sourceAs }), middle);
			}),
			runs,
		);
	});
});

describe('quantity', () => {
	const byQuantity = Object.values(Object.groupBy(UNITS.values(), ({ quantity }) => quantity)) as { symbol: string }[][];
	const pairs = oneOf(byQuantity).chain((units) => fc.tuple(oneOf(units), oneOf(units)));
	const forms = oneOf([
		{ sourceAs: 'number', sourceMark: 'none', targetAs: 'dotComma', targetMark: 'unit' },
		{ sourceAs: 'spaceComma', sourceMark: 'unit', targetAs: 'dot', targetMark: 'none' },
	]);

	it('comes back exactly, in every pair of units and forms, from either side, or is rejected as endless', () => {
		let travelled = 0;
		fc.assert(
			fc.property(pairs, decimalText, forms, ([from, to], plain, { sourceAs, sourceMark, targetAs, targetMark }) => {
				const settings = { endless: 'reject', sourceUnit: from.symbol, targetUnit: to.symbol, sourceAs, sourceMark, targetAs, targetMark };
				const turned = { endless: 'reject', sourceUnit: to.symbol, targetUnit: from.symbol, sourceAs: targetAs, sourceMark: targetMark, targetAs: sourceAs, targetMark: sourceMark };
				const [spell] = accepted('quantity', { sourceUnit: from.symbol, targetUnit: from.symbol, targetAs: sourceAs, targetMark: sourceMark });
				const start = spell({ s: plain });
				const there = accepted('quantity', settings)[0]({ s: start });
				if (there === REJECTED) return;
				travelled += 1;
				thereAndBack(accepted('quantity', settings), start);
				thereAndBack(accepted('quantity', turned), there);
			}),
			runs,
		);
		expect(travelled).toBeGreaterThan(2500);
	});

	it('is the measure that floating point finds, up to its error', () => {
		const asNumber = (fraction: string): number => fraction.split('/').map(Number).reduce((a, b) => a / b);
		fc.assert(
			fc.property(pairs, fc.double({ min: -1e6, max: 1e6, noNaN: true }), ([a, b], value) => {
				const [from, to] = [UNITS.get(a.symbol)!, UNITS.get(b.symbol)!];
				const [forward] = [compileForward({ sourceUnit: from.symbol, targetUnit: to.symbol, endless: 'round', sourceDecimals: 30, targetDecimals: 30 })];
				const found = Number(forward({ s: value }));
				const expected = (value * asNumber(from.factor) + asNumber(from.offset) - asNumber(to.offset)) / asNumber(to.factor);
				expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-12 * Math.max(Math.abs(expected), asNumber(from.offset) + asNumber(to.offset), 1e-17));
			}),
			runs,
		);
	});

	const compiled = new Map<string, Convert>();
	function compileForward(settings: Row): Convert {
		const key = JSON.stringify(settings);
		let convert = compiled.get(key);
		if (convert === undefined) {
			const result = compileMapping(readDefinition([{ source: 's', target: 't', type: 'quantity', way: 'forward', quantitySettings: settings }]), 'forward', []);
			if (result.kind !== 'mapping') throw new Error('refused');
			convert = (record) => {
				const out = applyMapping(result.mapping, record);
				return out instanceof Rejected ? REJECTED : out['t'];
			};
			compiled.set(key, convert);
		}
		return convert;
	}
});

describe('phone', () => {
	const FORMS = ['e164', 'international', 'national', 'rfc3966'];
	const countries = getCountries(metadata as never) as CountryCode[];
	const written = fc.tuple(
		oneOf(['', '+', '00', '0', '+49', '+1', '+39 0', '(0', 'tel:+44']),
		fc.array(fc.tuple(oneOf(['', ' ', '-', '/', ') ', '.']), fc.nat({ max: 99999 })), { minLength: 1, maxLength: 4 }),
		oneOf(['', '', ' ext. 12', ';ext=007', ' x9', '#1']),
	).map(([start, groups, end]) => start + groups.map(([gap, digits]) => gap + String(digits)).join('') + end);
	// Every country, and every pair of forms and settings with some of them.
	const tables = oneOf(
		countries.map((country, i) => ({
			country,
			sourceAs: FORMS[i % 4]!,
			targetAs: FORMS[(i >> 2) % 4]!,
			check: (i >> 4) % 2 === 0 ? 'valid' : 'possible',
			unreadable: (i >> 5) % 2 === 0 ? 'reject' : 'keep',
		})),
	);

	it('that is read once is the same number for ever, in every form, from either side', () => {
		let travelled = 0;
		fc.assert(
			fc.property(tables, written, (table, text) => {
				const [forward, reverse] = accepted('phone', table);
				const there = forward({ s: text });
				if (there === REJECTED) return expect(table.unreadable).toBe('reject');
				travelled += 1;
				const back = reverse({ t: there });
				expect([text, back, forward({ s: back })]).toEqual([text, back, there]);
				const [turned] = accepted('phone', { ...table, sourceAs: table.targetAs, targetAs: table.sourceAs });
				expect(turned({ s: there })).toBe(back);
			}),
			runs,
		);
		expect(travelled).toBeGreaterThan(1500);
	});

	it('means the same whether its country is fixed or stands in a field', () => {
		fc.assert(
			fc.property(oneOf(countries), written, (country, text) => {
				const [fixed] = accepted('phone', { country });
				const [beside] = accepted('phone', { sourceCountryField: 'c' });
				expect(beside({ s: text, c: country })).toBe(fixed({ s: text }));
			}),
			runs,
		);
	});
});

describe('email', () => {
	it('comes back as it was, or in the row\'s own spelling, which then stays', () => {
		fc.assert(
			fc.property(fc.emailAddress(), oneOf(['keep', 'domain']), fc.boolean(), (address, normalise, shout) => {
				const start = shout ? address.toUpperCase() : address;
				const [forward, reverse] = accepted('email', { normalise });
				const there = forward({ s: start });
				if (there === REJECTED) return expect(start.split('@')[0]!.length).toBeGreaterThan(64);
				expect(String(there).toLowerCase()).toBe(start.toLowerCase());
				if (normalise === 'keep') expect(there).toBe(start);
				expect(forward({ s: reverse({ t: there }) })).toBe(there);
			}),
			runs,
		);
	});
});

describe('url', () => {
	const address = fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), wellFormedText, wellFormedText.map((text) => `https://example.com/${text}`));

	it('comes back as it was, or in its standard form, which is what a browser makes of it', () => {
		fc.assert(
			fc.property(address, oneOf(['keep', 'standard']), oneOf(['', 'https']), (text, normalise, addScheme) => {
				const [forward, reverse] = accepted('url', { normalise, addScheme });
				const there = forward({ s: text });
				if (there === REJECTED || text.trim() === '') return;
				const back = reverse({ t: there });
				expect(forward({ s: back })).toBe(there);
				if (addScheme === '') expect(new URL(String(there)).href).toBe(new URL(text).href);
				if (normalise === 'standard') expect(there).toBe(new URL(String(there)).href);
			}),
			runs,
		);
	});
});

describe('country and language', () => {
	/** Codes need no language. */
	const formOf = (codes: readonly string[]): fc.Arbitrary<[string, string]> =>
		fc.oneof(fc.tuple(oneOf(codes), fc.constant('en')), fc.tuple(fc.constant('name'), oneOf(COUNTRY_LOCALES)));
	const countryForm = formOf(['alpha2', 'alpha3', 'numeric']);
	const languageForm = formOf(['tag', 'alpha2', 'alpha3', 'bibliographic']);

	it('countries come back in every pair of forms and languages, from either side, or share a name', () => {
		fc.assert(
			fc.property(oneOf([...COUNTRIES.keys()]), countryForm, countryForm, fc.boolean(), (alpha2, [sourceAs, sourceLocale], [targetAs, targetLocale], anyForm) => {
				const [spell] = accepted('country', { targetAs: sourceAs, targetLocale: sourceLocale });
				const start = spell({ s: alpha2 });
				const there = start === REJECTED ? REJECTED : accepted('country', { sourceAs, sourceLocale, targetAs, targetLocale, anyForm })[0]({ s: start });
				if (there === REJECTED) return expect([sourceLocale, targetLocale]).toContain('pt');
				thereAndBack(accepted('country', { sourceAs, sourceLocale, targetAs, targetLocale, anyForm }), start);
				thereAndBack(accepted('country', { sourceAs: targetAs, sourceLocale: targetLocale, targetAs: sourceAs, targetLocale: sourceLocale, anyForm }), there);
			}),
			runs,
		);
	});

	it('languages come back in every pair of forms and languages, from either side', () => {
		fc.assert(
			fc.property(oneOf([...TWO_LETTERS.keys()]), languageForm, languageForm, (two, [sourceAs, sourceLocale], [targetAs, targetLocale]) => {
				const [spell] = accepted('language', { targetAs: sourceAs, targetLocale: sourceLocale });
				const start = spell({ s: two });
				const settings = { sourceAs, sourceLocale, targetAs, targetLocale };
				if (start === REJECTED || accepted('language', settings)[0]({ s: start }) === REJECTED) return;
				const there = thereAndBack(accepted('language', settings), start);
				thereAndBack(accepted('language', { sourceAs: targetAs, sourceLocale: targetLocale, targetAs: sourceAs, targetLocale: sourceLocale }), there);
			}),
			runs,
		);
	});

	it('tags come back in their usual case', () => {
		const tag = fc
			.tuple(oneOf(['de', 'EN', 'Zh', 'yue', 'deu']), oneOf(['', '-latn', '_HANS']), oneOf(['', '-at', '_419', '-US']), oneOf(['', '-1996', '-rozaj', '-u-co-phonebk', '-x-a-b']))
			.map((parts) => parts.join(''));
		fc.assert(
			fc.property(tag, (text) => {
				const [forward, reverse] = accepted('language', {});
				const there = String(forward({ s: text }));
				expect(there.toLowerCase()).toBe(text.toLowerCase().replaceAll('_', '-').replace(/^deu/, 'de'));
				expect(there).toBe(Intl.getCanonicalLocales(there)[0]);
				expect(reverse({ t: there })).toBe(there);
			}),
			runs,
		);
	});
});

describe('text', () => {
	const clean = fc.record({
		spaces: oneOf(['keep', 'trim', 'collapse']),
		unicode: oneOf(['keep', 'nfc']),
		maxLength: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
	});

	it('cleaned up once is clean, whatever is asked for, and no longer than allowed', () => {
		const settings = fc.tuple(clean, oneOf(['keep', 'lower', 'upper', 'title']), oneOf(['reject', 'cut']));
		fc.assert(
			fc.property(settings, fc.string({ unit: 'binary' }), ([more, letters, tooLong], text) => {
				const result = compileMapping(readDefinition([{ source: 's', target: 't', type: 'text', way: 'forward', textSettings: { ...more, case: letters, tooLong } }]), 'forward', []);
				if (result.kind !== 'mapping') throw new Error('refused');
				const forward = (value: unknown): unknown => {
					const out = applyMapping(result.mapping, { s: value });
					return out instanceof Rejected ? REJECTED : out['t'];
				};
				const there = forward(text);
				if (there === REJECTED) return;
				if (more.maxLength !== undefined) expect([...String(there)].length).toBeLessThanOrEqual(more.maxLength);
				expect(forward(there)).toBe(there);
				expect(String(there).isWellFormed()).toBe(true);
			}),
			runs,
		);
	});

	it('that is not cut comes back, from either side', () => {
		fc.assert(
			fc.property(clean, fc.string({ unit: 'binary' }), (settings, text) => {
				const [forward, reverse] = accepted('text', settings);
				const there = forward({ s: text });
				if (there === REJECTED) return;
				expect(reverse({ t: there })).toBe(there);
				expect(forward({ s: there })).toBe(there);
			}),
			runs,
		);
	});
});

describe('any value at all', () => {
	const rows: readonly (readonly [string, Row])[] = [
		['money', { currency: 'EUR' }],
		['money', { sourceCurrencyField: 'c', targetCurrencyField: 'c', sourceAs: 'minor', targetAs: 'commaDot', targetMark: 'symbolBefore' }],
		['money', { sourceAs: 'dotComma', sourceMark: 'symbolAfter', targetAs: 'dot', targetMark: 'codeBefore' }],
		['percent', { sourceAs: 'fraction', targetAs: 'commaSpace' }],
		['quantity', { sourceUnit: 'K', targetUnit: '°F', endless: 'reject', sourceMark: 'unit' }],
		['phone', { country: 'DE', unreadable: 'keep' }],
		['phone', { sourceCountryField: 'c', targetCountryField: 'c' }],
		['email', { normalise: 'domain' }],
		['url', { normalise: 'standard', addScheme: 'https' }],
		['country', { anyForm: true, targetAs: 'name' }],
		['language', { targetAs: 'name' }],
		['text', { maxLength: 20, acceptNumbers: true }],
	];

	it('is mapped to a value that JSON holds, or rejected; nothing is thrown', () => {
		const value = fc.oneof(anyValue, fc.anything({ withDate: true, withBigInt: true, withMap: true, withSparseArray: true, withNullPrototype: true }));
		fc.assert(
			fc.property(oneOf(rows), value, value, ([type, settings], start, beside) => {
				const [forward, reverse] = accepted(type, settings);
				for (const result of [forward({ s: start, c: beside }), reverse({ t: start, c: beside })]) {
					if (result === REJECTED || result === undefined || result === null) continue;
					expect(['string', 'number']).toContain(typeof result);
					expect(result).not.toBeNaN();
				}
			}),
			{ numRuns: 20000 },
		);
	});
});
