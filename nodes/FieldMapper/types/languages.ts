import codes from '@cospired/i18n-iso-languages/codes.json';
import da from '@cospired/i18n-iso-languages/langs/da.json';
import de from '@cospired/i18n-iso-languages/langs/de.json';
import en from '@cospired/i18n-iso-languages/langs/en.json';
import es from '@cospired/i18n-iso-languages/langs/es.json';
import fr from '@cospired/i18n-iso-languages/langs/fr.json';
import it from '@cospired/i18n-iso-languages/langs/it.json';
import nl from '@cospired/i18n-iso-languages/langs/nl.json';
import pl from '@cospired/i18n-iso-languages/langs/pl.json';
import pt from '@cospired/i18n-iso-languages/langs/pt.json';
import sv from '@cospired/i18n-iso-languages/langs/sv.json';
import { COUNTRY_LOCALES, type CountryLocale } from './countries';
import { ISO_639_3 } from './languageCodes';
import { compileNames, type Names } from './names';

export const LANGUAGE_LOCALES = COUNTRY_LOCALES;

const NAMES: Readonly<Record<CountryLocale, { languages: Readonly<Record<string, string>> }>> = { en, da, de, es, fr, it, nl, pl, pt, sv };

/** Two letters (ISO 639-1) to three (639-3, which is 639-2/T) and to the three of libraries (639-2/B). */
export const TWO_LETTERS: ReadonlyMap<string, { readonly alpha3: string; readonly bibliographic: string }> = new Map(
	(codes as string[][]).map(([two, alpha3, bibliographic]) => [two!, { alpha3: alpha3!, bibliographic: bibliographic! }]),
);

const BY_ALPHA3 = new Map([...TWO_LETTERS].map(([two, { alpha3 }]) => [alpha3, two]));
const BY_BIBLIOGRAPHIC = new Map([...TWO_LETTERS].map(([two, { bibliographic }]) => [bibliographic, two]));

let threeLetters: Set<string> | undefined;

function isThreeLetters(code: string): boolean {
	threeLetters ??= new Set(ISO_639_3.trim().split(' ').flatMap((word) => [...word.slice(2)].map((end) => word.slice(0, 2) + end)));
	return threeLetters.has(code);
}

/** @returns the language as BCP 47 has it: two letters where there are two, else three; undefined if it is not known */
export function languageOf(code: string): string | undefined {
	const lower = code.toLowerCase();
	if (lower.length === 2) return TWO_LETTERS.has(lower) ? lower : undefined;
	if (lower.length !== 3) return undefined;
	return BY_ALPHA3.get(lower) ?? (isThreeLetters(lower) ? lower : undefined);
}

/** The code of three letters that libraries use (`ger`) as well as the one of ISO 639-3. */
export function fromBibliographic(code: string): string | undefined {
	return code.length === 3 ? (BY_BIBLIOGRAPHIC.get(code.toLowerCase()) ?? languageOf(code)) : undefined;
}

const compiled = new Map<CountryLocale, Names>();

/** Names of the languages of ISO 639-1, made ready when first asked for. */
export function languageNames(locale: CountryLocale): Names {
	let names = compiled.get(locale);
	if (names === undefined) {
		names = compileNames(NAMES[locale].languages);
		compiled.set(locale, names);
	}
	return names;
}
