import { Problem, show } from '../problem';
import { COUNTRIES, COUNTRY_LOCALES, countryNames, fromAlpha2, fromAlpha3, fromNumeric, type CountryLocale } from './countries';
import { defineType, type Codec } from './type';

const AS = ['alpha2', 'alpha3', 'numeric', 'name'] as const;
type As = (typeof AS)[number];

/** Countries by ISO 3166-1: two letters, three, the number, or the name in a language. Inside: the two letters. */
export const country = defineType(
	{
		sourceAs: { choice: AS },
		sourceLocale: { choice: COUNTRY_LOCALES },
		targetAs: { choice: AS },
		targetLocale: { choice: COUNTRY_LOCALES },
		anyForm: { flag: false },
		otherNames: { text: '' },
	},
	(settings) => {
		const others = readOtherNames(settings.otherNames);
		if (others instanceof Problem) return others;
		const source = codec(settings.sourceAs, settings.sourceLocale, settings.anyForm, others);
		const target = codec(settings.targetAs, settings.targetLocale, settings.anyForm, others);
		const typed = codec('name', 'en', true, others);
		return {
			source,
			target,
			fromText: (text) => typed.read(text),
			samples: [...COUNTRIES.keys()],
		};
	},
);

/** `UK=GB, Holland=NL`: names beyond the standard, by their text in lower case. */
function readOtherNames(typed: string): ReadonlyMap<string, string> | Problem {
	const names = new Map<string, string>();
	for (const part of typed.split(',')) {
		if (part.trim() === '') continue;
		const at = part.lastIndexOf('=');
		const code = at < 0 ? undefined : fromAlpha2(part.slice(at + 1).trim());
		const name = part.slice(0, Math.max(at, 0)).trim();
		if (code === undefined || name === '') {
			return new Problem('badSetting', `"${part.trim()}" does not say which country a name stands for`, 'Write names with two-letter codes, for example: Holland=NL, UK=GB');
		}
		const before = names.get(name.toLowerCase());
		if (before !== undefined && before !== code) {
			return new Problem('badSetting', `"${name}" stands for both ${before} and ${code} under Other Names`, 'Keep one of the two.');
		}
		names.set(name.toLowerCase(), code);
	}
	return names;
}

type Find = (text: string) => string | 'several' | undefined;

function codec(as: As, locale: CountryLocale, anyForm: boolean, others: ReadonlyMap<string, string>): Codec<string> {
	const own: Readonly<Record<As, Find>> = {
		alpha2: fromAlpha2,
		alpha3: fromAlpha3,
		numeric: fromNumeric,
		name: (text) => countryNames(locale).codeOf(text),
	};
	const ways: readonly Find[] = anyForm ? [own[as], ...AS.map((one) => own[one])] : [own[as]];
	const write = writer(as, locale);
	return {
		read: (value) => {
			const text = typeof value === 'number' && (as === 'numeric' || anyForm) ? numericText(value) : value;
			if (typeof text !== 'string') return notCountry(value, as, locale);
			const trimmed = text.trim();
			const declared = others.size === 0 ? undefined : others.get(trimmed.toLowerCase());
			if (declared !== undefined) return declared;
			for (const find of ways) {
				const found = find(trimmed);
				if (found === 'several') return severalCountries(trimmed);
				if (found !== undefined) return found;
			}
			return notCountry(value, as, locale);
		},
		write: (alpha2) => {
			const text = write(alpha2);
			// A name beyond the standard may be declared to mean another country than the one that bears it.
			const taken = others.size === 0 ? undefined : others.get(String(text).toLowerCase());
			const again = taken ?? own[as](String(text));
			return again === alpha2 ? text : severalCountries(String(text));
		},
	};
}

function writer(as: As, locale: CountryLocale): (alpha2: string) => string {
	if (as === 'alpha2') return (alpha2) => alpha2;
	if (as === 'name') return (alpha2) => countryNames(locale).nameOf(alpha2)!;
	return (alpha2) => COUNTRIES.get(alpha2)![as];
}

function numericText(value: number): unknown {
	return Number.isInteger(value) && value >= 0 && value <= 999 ? String(value).padStart(3, '0') : value;
}

const EXAMPLES: Readonly<Record<As, string>> = { alpha2: 'two letters (DE)', alpha3: 'three letters (DEU)', numeric: 'the number (276)', name: 'the name' };

function notCountry(value: unknown, as: As, locale: CountryLocale): Problem {
	return new Problem(
		'unknownCountry',
		`The value is ${show(value)}, and this row takes countries by ${EXAMPLES[as]}${as === 'name' ? ` in the language ${locale}` : ''} of ISO 3166-1.`,
		'Choose in the Country Settings how this system writes countries, turn on Any Form, or name it under Other Names (Holland=NL).',
	);
}

function severalCountries(name: string): Problem {
	return new Problem('ambiguousCountry', `${show(name)} is the name of more than one country.`, 'Use codes, or say under Other Names which one is meant (Congo=CG).');
}
