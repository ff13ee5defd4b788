import codes from 'i18n-iso-countries/codes.json';
import da from 'i18n-iso-countries/langs/da.json';
import de from 'i18n-iso-countries/langs/de.json';
import en from 'i18n-iso-countries/langs/en.json';
import es from 'i18n-iso-countries/langs/es.json';
import fr from 'i18n-iso-countries/langs/fr.json';
import it from 'i18n-iso-countries/langs/it.json';
import nl from 'i18n-iso-countries/langs/nl.json';
import pl from 'i18n-iso-countries/langs/pl.json';
import pt from 'i18n-iso-countries/langs/pt.json';
import sv from 'i18n-iso-countries/langs/sv.json';
import { compileNames, type Names } from './names';

/** Languages in which country names are read and written. */
export const COUNTRY_LOCALES = ['en', 'da', 'de', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'sv'] as const;
export type CountryLocale = (typeof COUNTRY_LOCALES)[number];

const NAMES: Readonly<Record<CountryLocale, { countries: Readonly<Record<string, string | readonly string[]>> }>> = {
	en, da, de, es, fr, it, nl, pl, pt, sv,
};

export interface Country {
	readonly alpha2: string;
	readonly alpha3: string;
	/** Three digits. */
	readonly numeric: string;
}

/** ISO 3166-1, and Kosovo under the codes that are in use for it (XK, XKX, 983). */
export const COUNTRIES: ReadonlyMap<string, Country> = new Map(
	(codes as string[][]).map(([alpha2, alpha3, numeric]) => [alpha2!, { alpha2: alpha2!, alpha3: alpha3!, numeric: numeric! }]),
);

const BY_ALPHA3: ReadonlyMap<string, string> = new Map([...COUNTRIES.values()].map(({ alpha2, alpha3 }) => [alpha3, alpha2]));
const BY_NUMERIC: ReadonlyMap<string, string> = new Map([...COUNTRIES.values()].map(({ alpha2, numeric }) => [numeric, alpha2]));

/** Each returns the alpha-2 code, or undefined. Case is no matter in letters. */
export const fromAlpha2 = (text: string): string | undefined => (COUNTRIES.has(text.toUpperCase()) ? text.toUpperCase() : undefined);
export const fromAlpha3 = (text: string): string | undefined => BY_ALPHA3.get(text.toUpperCase());
export const fromNumeric = (text: string): string | undefined => (/^\d{1,3}$/.test(text) ? BY_NUMERIC.get(text.padStart(3, '0')) : undefined);

const compiled = new Map<CountryLocale, Names>();

/** Names in one language, made ready when first asked for. */
export function countryNames(locale: CountryLocale): Names {
	let names = compiled.get(locale);
	if (names === undefined) {
		names = compileNames(NAMES[locale].countries);
		compiled.set(locale, names);
	}
	return names;
}

/** @returns the alpha-2 code a value of another field means: a code of any kind, or an English name */
export function anyCountry(value: unknown): string | undefined {
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	const name = countryNames('en').codeOf(text);
	return fromAlpha2(text) ?? fromAlpha3(text) ?? fromNumeric(text) ?? (name === 'several' ? undefined : name);
}
