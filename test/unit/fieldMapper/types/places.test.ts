import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { COUNTRIES, COUNTRY_LOCALES, countryNames } from '../../../../nodes/FieldMapper/types/countries';
import { languageOf, TWO_LETTERS } from '../../../../nodes/FieldMapper/types/languages';
import { forward, refusal, reverse, rule } from '../harness';
import { bothWays, rejections, typed } from './valueTypes';

const FORMS = ['alpha2', 'alpha3', 'numeric', 'name'] as const;

describe('every country of ISO 3166-1', () => {
	const all = [...COUNTRIES.values()];

	it('is there, once for each code', () => {
		// 249 of the standard, and Kosovo.
		expect(all).toHaveLength(250);
		for (const form of ['alpha2', 'alpha3', 'numeric'] as const) expect(new Set(all.map((one) => one[form])).size).toBe(250);
		expect(COUNTRIES.get('DE')).toEqual({ alpha2: 'DE', alpha3: 'DEU', numeric: '276' });
		expect(COUNTRIES.get('AF')).toEqual({ alpha2: 'AF', alpha3: 'AFG', numeric: '004' });
	});

	it.each(FORMS.flatMap((from) => FORMS.map((to) => [from, to] as const)))('goes from %s to %s and back', (sourceAs, targetAs) => {
		const [there, back] = bothWays(typed('country', { sourceAs, targetAs }));
		for (const one of all) {
			const spelled = (form: (typeof FORMS)[number]): string => (form === 'name' ? countryNames('en').nameOf(one.alpha2)! : one[form]);
			expect(there(spelled(sourceAs))).toBe(spelled(targetAs));
			expect(back(spelled(targetAs))).toBe(spelled(sourceAs));
		}
	});

	it.each(COUNTRY_LOCALES)('has a name of its own in %s', (targetLocale) => {
		const row = typed('country', { targetAs: 'name', targetLocale });
		const [there, back] = bothWays(row);
		const shared: string[] = [];
		for (const { alpha2 } of all) {
			const name = countryNames(targetLocale).nameOf(alpha2)!;
			if (countryNames(targetLocale).codeOf(name) === 'several') {
				shared.push(alpha2);
				expect(rule(row, alpha2)).toBe('ambiguousCountry');
			} else expect([alpha2, back(there(alpha2))]).toEqual([alpha2, alpha2]);
		}
		// Portuguese calls both halves of Saint Martin "São Martinho".
		expect(shared).toEqual(targetLocale === 'pt' ? ['MF', 'SX'] : []);
	});
});

describe('country', () => {
	it('is read in any case, with spaces, and by further names', () => {
		const row = typed('country', { sourceAs: 'name' });
		for (const name of ['Türkiye', 'Turkey', 'TURKEY', '  türkiye ', 'Tu\u0308rkiye']) expect(forward(row, name)).toBe('TR');
		expect(reverse(row, 'TR')).toBe('Türkiye');
		expect(forward(typed('country'), 'de')).toBe('DE');
		expect(forward(typed('country', { sourceAs: 'numeric' }), 4)).toBe('AF');
		expect(forward(typed('country', { sourceAs: 'name', sourceLocale: 'de' }), 'deutschland')).toBe('DE');
	});

	it('never guesses: not a name for a code, not a name that two countries have', () => {
		expect(rule(typed('country'), 'Germany')).toBe('unknownCountry');
		expect(rule(typed('country'), 'UK')).toBe('unknownCountry');
		expect(rule(typed('country', { sourceAs: 'name' }), 'Congo')).toBe('ambiguousCountry');
		expect(rule(typed('country', { sourceAs: 'name' }), 'Deutschland')).toBe('unknownCountry');
		expect(rule(typed('country', { sourceAs: 'numeric' }), 1000)).toBe('unknownCountry');
		expect(rule(typed('country', { sourceAs: 'alpha2' }), 276)).toBe('unknownCountry');
		expect(rule(typed('country', { sourceAs: 'numeric' }), '2.76')).toBe('unknownCountry');
	});

	it('reads any form, and further names, if told to', () => {
		const row = typed('country', { anyForm: true, targetAs: 'name', otherNames: 'Holland=NL, Congo = CG' });
		expect(['DE', 'DEU', '276', 276, 'Germany', 'holland', 'Congo'].map((value) => forward(row, value))).toEqual([
			'Germany', 'Germany', 'Germany', 'Germany', 'Germany', 'Netherlands', 'Republic of the Congo',
		]);
		expect(refusal([{ source: 's', ...typed('country', { otherNames: 'Holland' }) }])).toContain('does not say which country');
		expect(refusal([{ source: 's', ...typed('country', { otherNames: 'Holland=NL, holland=BE' }) }])).toContain('stands for both');
	});

	it('does not write a name that was declared to mean another country', () => {
		const row = typed('country', { targetAs: 'name', otherNames: 'Georgia=US' }, { way: 'forward' });
		expect(rule(row, 'GE')).toBe('ambiguousCountry');
	});

	it('rejects hostile values', () => {
		for (const settings of [{}, { anyForm: true }, { sourceAs: 'name' }, { sourceAs: 'numeric' }]) expect(rejections(typed('country', settings))).not.toContain('');
	});
});

describe('every language', () => {
	it('of ISO 639-1 goes through all forms and back', () => {
		expect(TWO_LETTERS.size).toBeGreaterThan(180);
		for (const sourceAs of ['tag', 'alpha2', 'alpha3', 'bibliographic', 'name']) {
			for (const targetAs of ['tag', 'alpha2', 'alpha3', 'bibliographic', 'name']) {
				const [there, back] = bothWays(typed('language', { sourceAs, targetAs }));
				const [spell] = bothWays(typed('language', { targetAs: sourceAs }));
				for (const two of TWO_LETTERS.keys()) {
					const start = spell(two);
					expect(back(there(start))).toBe(start);
				}
			}
		}
	});

	it('of ISO 639-3 is known by its three letters, as the published table has it', () => {
		const table = readFileSync(join(dirname(require.resolve('iso-639-3/package.json')), 'iso6393.js'), 'utf8');
		const codes = [...table.matchAll(/iso6393: '(\w{3})'/g)].map(([, code]) => code!);
		expect(codes.length).toBeGreaterThan(7800);
		const two = new Map([...TWO_LETTERS].map(([short, { alpha3 }]) => [alpha3, short]));
		for (const code of codes) expect([code, languageOf(code)]).toEqual([code, two.get(code) ?? code]);
		expect(languageOf('qqq')).toBeUndefined();
	});
});

describe('language', () => {
	it('spells tags the usual way', () => {
		const row = typed('language');
		const pairs = { DE: 'de', pt_br: 'pt-BR', 'ZH-HANT-tw': 'zh-Hant-TW', deu: 'de', 'SR-LATN': 'sr-Latn', 'ES-419': 'es-419', 'DE-1996': 'de-1996', 'en-X-Own': 'en-x-own', YUE: 'yue' };
		for (const [written, tag] of Object.entries(pairs)) expect(forward(row, written)).toBe(tag);
	});

	it('rejects what is no language', () => {
		for (const value of ['xx', 'qqq', 'german', 'de-', '-de', 'de--AT', 'd', 'de AT', `de${'-x'.repeat(500)}`]) expect(rule(typed('language'), value)).toBe('unknownLanguage');
		expect(rule(typed('language', { sourceAs: 'alpha2' }), 'deu')).toBe('unknownLanguage');
		expect(rule(typed('language', { sourceAs: 'name' }), 'Deutsch')).toBe('unknownLanguage');
		expect(forward(typed('language', { sourceAs: 'name', sourceLocale: 'de' }), 'deutsch')).toBe('de');
	});

	it('does not lose a region without a word', () => {
		const row = typed('language', { targetAs: 'alpha2' });
		expect(rule(row, 'de-AT')).toBe('notExpressible');
		expect(rule(row, 'yue')).toBe('notExpressible');
		expect(refusal([{ source: 's', ...typed('language', { targetAs: 'alpha2', region: 'drop' }) }])).toContain('"de-AT" would come back as "de"');
		expect(forward(typed('language', { targetAs: 'alpha2', region: 'drop' }, { way: 'forward' }), 'de-AT')).toBe('de');
		expect(forward(typed('language', { targetAs: 'bibliographic' }), 'de')).toBe('ger');
	});

	it('rejects hostile values', () => {
		for (const sourceAs of ['tag', 'alpha2', 'name']) expect(rejections(typed('language', { sourceAs }))).not.toContain('');
	});
});
