import { isSupportedCountry, Metadata, parsePhoneNumberFromString, type CountryCode, type PhoneNumber } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.max.json';
import { Problem, show } from '../problem';
import { besideSamples, compileBeside, type Beside } from './besideField';
import { anyCountry } from './countries';
import { brokenText } from './text';
import { defineType, type Codec, type Context, type Way } from './type';

const AS = ['e164', 'international', 'national', 'rfc3966'] as const;
type As = (typeof AS)[number];

/** Text that is no phone number, kept as it came. */
class Kept {
	constructor(readonly text: string) {}
}

interface Reading {
	/** Alpha-2; undefined where only numbers with + are understood. */
	readonly country: CountryCode | undefined;
	readonly check: 'valid' | 'possible';
	readonly keepOdd: boolean;
	readonly dropExtension: boolean;
}

/** Phone numbers, by the numbering plans of libphonenumber. Inside: the number with its country code and extension. */
export const phone = defineType(
	{
		country: { text: '' },
		sourceAs: { choice: AS },
		sourceCountryField: { text: '' },
		targetAs: { choice: AS },
		targetCountryField: { text: '' },
		check: { choice: ['valid', 'possible'] as const },
		unreadable: { choice: ['reject', 'keep'] as const },
		extension: { choice: ['keep', 'drop'] as const },
	},
	(settings) => {
		const typed = settings.country.trim();
		const country = typed === '' ? undefined : countryCode(typed);
		if (typed !== '' && country === undefined) return unknownCountry(typed);
		const reading: Reading = {
			country,
			check: settings.check,
			keepOdd: settings.unreadable === 'keep',
			dropExtension: settings.extension === 'drop',
		};
		const sourceField = compileBeside(settings.sourceCountryField);
		if (sourceField instanceof Problem) return sourceField;
		const targetField = compileBeside(settings.targetCountryField);
		if (targetField instanceof Problem) return targetField;
		const source = side(settings.sourceAs, sourceField, reading);
		if (source instanceof Problem) return source;
		const target = side(settings.targetAs, targetField, reading);
		if (target instanceof Problem) return target;
		const samples = SAMPLES.map((text) => read(text, undefined, reading)).filter((one): one is Inner => !(one instanceof Problem));
		const hasField = sourceField !== undefined || targetField !== undefined;
		return {
			source,
			target,
			fromText: (text) => read(text.trim(), reading.country, { ...reading, keepOdd: false }),
			samples,
			looksAt: { source: settings.sourceCountryField, target: settings.targetCountryField },
			...(hasField ? { samplesInRecords: besideSamples([sourceField, targetField], ['DE', 'US', ''], () => samples) } : {}),
			clean: (text) => text.trim(),
			refuse: (way) => refuse(way, reading, hasField),
		};
	},
);

const SAMPLES = ['+4930123456', '+12133734253;ext=12', '+390612345678', '+442079460000', '+541123456789', '+5491123456789', '+80012345678', '+85221234567'];

type Inner = PhoneNumber | Kept;

function side(as: As, beside: Beside | undefined, reading: Reading): Codec<Inner> | Problem {
	if (as === 'national' && (reading.country === undefined || beside !== undefined)) {
		return new Problem(
			'noCountry',
			'numbers without a country code can be written for one fixed country only',
			'Name the Default Country and no field for it on that side, or write the numbers as E.164 or international.',
		);
	}
	return {
		read: (value, record) => {
			const country = beside === undefined ? reading.country : countryOf(beside, record, reading.country);
			return country instanceof Problem ? country : read(value, country, reading);
		},
		write: (inner) => (inner instanceof Kept ? inner.text : write(inner, as, reading)),
	};
}

function countryOf(beside: Beside, record: Context, fallback: CountryCode | undefined): CountryCode | undefined | Problem {
	const found = beside.read(record);
	if (found === undefined) return fallback;
	return countryCode(found) ?? unknownCountry(found);
}

/** The two letters of a country; some places have a numbering plan and are no country of ISO 3166 (AC, TA). */
function countryCode(found: unknown): CountryCode | undefined {
	const known = anyCountry(found) as CountryCode | undefined;
	if (known !== undefined || typeof found !== 'string') return known;
	const letters = found.trim().toUpperCase() as CountryCode;
	return isSupportedCountry(letters, metadata) ? letters : undefined;
}

function unknownCountry(found: unknown): Problem {
	return new Problem(
		'unknownCountry',
		`${show(found)} is no country known here, so a number without a country code cannot be read.`,
		'Use a code of ISO 3166-1 (DE, DEU) or an English name.',
	);
}

function read(value: unknown, country: CountryCode | undefined, reading: Reading): Inner | Problem {
	if (typeof value !== 'string') return notText(value);
	if (!value.isWellFormed()) return brokenText();
	const text = value.startsWith('tel:') ? value.slice(4) : value;
	const options = country === undefined ? { extract: false } : { defaultCountry: country, extract: false };
	const number = parsePhoneNumberFromString(text, options, metadata);
	if (number === undefined || !(reading.check === 'valid' ? number.isValid() : number.isPossible())) {
		return reading.keepOdd ? new Kept(value) : notPhone(value, country, number);
	}
	if (mayShrink(number) && parsePhoneNumberFromString(number.number, { extract: false }, metadata)?.number !== number.number) {
		return reading.keepOdd ? new Kept(value) : unstable(value, number);
	}
	if (reading.dropExtension) delete number.ext;
	return number;
}

/**
 * Whether the number, once written with its country code, might be read as another one: its first digits look like the
 * prefix that people dial within the country (+49 0 30 …), and the library takes that for a slip and strips it.
 */
function mayShrink(number: PhoneNumber): boolean {
	const code = number.countryCallingCode;
	let prefix = prefixes.get(code);
	if (prefix === undefined) {
		const countries = metadata.country_calling_codes[code] ?? [];
		const patterns = countries.map(prefixOf).filter((pattern) => pattern !== undefined);
		prefix = patterns.length === 0 ? NOTHING : new RegExp(`^(?:${patterns.join('|')})`);
		prefixes.set(code, prefix);
	}
	return prefix.test(number.nationalNumber);
}

const NOTHING = /(?!)/;
const prefixes = new Map<string, RegExp>();

function prefixOf(country: CountryCode): string | undefined {
	const plan = new Metadata(metadata);
	plan.selectNumberingPlan(country);
	// Not in the library's type, but what it parses by.
	return (plan.numberingPlan as { nationalPrefixForParsing?(): string | null } | undefined)?.nationalPrefixForParsing?.() ?? undefined;
}

function unstable(value: string, number: PhoneNumber): Problem {
	return new Problem(
		'unstableNumber',
		`${show(value)} would be ${number.number}, which is read as another number: a prefix dialled within the country seems to be in it.`,
		'Correct it in the system it comes from.',
	);
}

function write(number: PhoneNumber, as: As, reading: Reading): string {
	if (as === 'e164') return number.ext === undefined ? number.number : `${number.number};ext=${number.ext}`;
	if (as === 'rfc3966') return number.format('RFC3966');
	if (as === 'national') {
		// Some numbers of a country do not read back from their national form; those keep their country code.
		const national = number.formatNational();
		const again = read(national, reading.country, reading);
		if (!(again instanceof Problem) && !(again instanceof Kept) && again.number === number.number && again.ext === number.ext) {
			return national;
		}
	}
	return number.formatInternational();
}

function notText(value: unknown): Problem {
	return new Problem(
		'notPhone',
		`The value is ${show(value)}, and this row takes phone numbers as text${typeof value === 'number' ? ': a number has lost its leading zeros' : ''}.`,
		'Have the system send it as text.',
	);
}

function notPhone(value: string, country: CountryCode | undefined, number: PhoneNumber | undefined): Problem {
	const where = number?.country ?? country;
	if (number !== undefined) {
		return new Problem(
			'notPhone',
			`${show(value)} is no number that exists${where === undefined ? '' : ` in the numbering plan of ${where}`}.`,
			'Correct it in the system it comes from, or in the Phone Settings check the length alone, or keep what cannot be read.',
		);
	}
	return new Problem(
		'notPhone',
		`${show(value)} cannot be read as a phone number${country === undefined ? ': it has no + with a country code' : ` of ${country}`}.`,
		country === undefined
			? 'Name the Default Country in the Phone Settings, or the field that holds it.'
			: 'Correct it in the system it comes from, or choose in the Phone Settings to keep what cannot be read.',
	);
}

function refuse(way: Way, reading: Reading, hasField: boolean): Problem | undefined {
	if (way !== 'both') return undefined;
	if (reading.dropExtension) {
		return new Problem('lossy', '"+49 30 123456 ext. 12" would come back as "+49 30 123456"', 'Keep the extension, or use one row for each way.');
	}
	if (!reading.keepOdd || !hasField) return undefined;
	return new Problem(
		'lossy',
		'"030 123456", kept as it is where its record names no country, would come back as another number from a record that names one',
		'Reject what cannot be read, name one Default Country instead of a field, or use one row for each way.',
	);
}
