import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.max.json';
import { foldAddress } from './address';
import { foldCompany } from './company';
import { fold } from './fold';

/** How a value is read before it is compared. */
export type Kind = 'text' | 'company' | 'person' | 'address' | 'email' | 'phone' | 'domain' | 'code' | 'exact';

export interface KindTerms {
	/** Where phone numbers without a country are from; undefined if nobody knows. */
	readonly country: string | undefined;
	/** Texts that stand for no value, such as NULL, as they are written. */
	readonly noValue: ReadonlySet<string>;
}

/**
 * @returns the value as it is compared, or undefined where there is none: two missing values never match. Numbers
 * and true/false count as their text; lists and objects are no values (name a path inside, such as `phones[0]`).
 */
export function normalise(value: unknown, kind: Kind, terms: KindTerms): string | undefined {
	const text = plainText(value);
	if (text === undefined || terms.noValue.has(text)) return undefined;
	const normal = NORMALISERS[kind](text, terms);
	return normal === '' ? undefined : normal;
}

function plainText(value: unknown): string | undefined {
	if (typeof value === 'string') return value.trim().slice(0, LONGEST);
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
	return typeof value === 'boolean' ? String(value) : undefined;
}

/** Nobody is recognised by what stands after the first thousand characters. Bounds the work. */
const LONGEST = 1000;

const NORMALISERS: Readonly<Record<Kind, (text: string, terms: KindTerms) => string>> = {
	exact: (text) => text,
	text: fold,
	company: foldCompany,
	person: (text) => fold(text).split(' ').sort().join(' '),
	address: foldAddress,
	email: (text) => (/^[^\s@]+@[^\s@]+$/.test(text) ? text.normalize('NFC').toLowerCase() : ''),
	phone: phoneNumber,
	domain: domainOf,
	code: (text) => fold(text).replaceAll(' ', '').replace(/^0+(?=\d+$)/, ''),
};

/** Fewer digits are an extension or a remark. */
const FEWEST_DIGITS = 5;

/**
 * E.164 where the number says its country (by + or the usual 00) or the country is known, otherwise its digits as they
 * stand. An extension is not part of it.
 */
function phoneNumber(text: string, { country }: KindTerms): string {
	const parse = (written: string): string | undefined => {
		const number = parsePhoneNumberFromString(written, country === undefined ? {} : { defaultCountry: country as CountryCode }, metadata);
		return number?.isPossible() === true ? number.number : undefined;
	};
	const digits = text.replace(/\D/g, '');
	const number = parse(text) ?? (digits.startsWith('00') ? parse(`+${digits.slice(2)}`) : undefined);
	return number ?? (digits.length < FEWEST_DIGITS ? '' : digits);
}

/** The host of a web address or of an e-mail address, without "www.". */
function domainOf(text: string): string {
	const host = text.toLowerCase().replace(/^[a-z][a-z0-9+.-]*:\/\//, '').replace(/[/?#].*$/s, '').replace(/^.*@/s, '').replace(/:\d*$/, '').replace(/\.$/, '').replace(/^www\./, '');
	return /^[^\s.]+(?:\.[^\s.]+)+$/.test(host) ? host.normalize('NFC') : '';
}
