import { Problem } from '../problem';

/**
 * ISO 4217, list one of 2024-06-25, with the amendments known since (XCG and XAD came; ANG and BGN went and stay
 * readable, as do other codes withdrawn since 2015: old invoices hold them).
 */
const BY_DECIMALS: readonly (readonly [decimals: number | undefined, codes: string])[] = [
	[0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF BYR'],
	[3, 'BHD IQD JOD KWD LYD OMR TND'],
	[4, 'CLF UYW'],
	[
		2,
		'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU ' +
			'CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES ' +
			'KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR ' +
			'NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP ' +
			'TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG ' +
			'ANG BGN CUC HRK LTL MRO SLL STD VEF ZWL',
	],
	// Metals, units of account, test codes: without a minor unit.
	[undefined, 'XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'],
];

/** Decimals by code; undefined for a currency that has no minor unit. */
export type Decimals = ReadonlyMap<string, number | undefined>;

export const ISO_4217: Decimals = new Map(BY_DECIMALS.flatMap(([decimals, codes]) => codes.split(' ').map((code) => [code, decimals])));

/** Where a platform counts minor units in another way than the standard. */
export const PLATFORMS = {
	iso: {},
	// docs.stripe.com/currencies: MGA is on the zero-decimal list; ISK and UGX are special cases sent with two decimals.
	stripe: { MGA: 0, ISK: 2, UGX: 2 },
	// docs.adyen.com/development-resources/currency-codes: the four currencies marked as differing from the standard.
	adyen: { CLP: 2, CVE: 0, IDR: 0, ISK: 2 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;

export type Platform = keyof typeof PLATFORMS;

const EXCEPTION = /^([A-Za-z]{3,10})\s*=\s*(\d{1,2})$/;

/** @param exceptions as typed in: `HUF=0, BTC=8`. They win over the platform's, and may name further currencies. */
export function compileDecimals(platform: Platform, exceptions: string): Decimals | Problem {
	if (platform === 'iso' && exceptions.trim() === '') return ISO_4217;
	const decimals = new Map<string, number | undefined>([...ISO_4217, ...Object.entries(PLATFORMS[platform])]);
	for (const part of exceptions.split(',')) {
		if (part.trim() === '') continue;
		const match = EXCEPTION.exec(part.trim());
		if (match === null || Number(match[2]) > 30) {
			return new Problem('badSetting', `"${part.trim()}" does not say how many decimals a currency has`, 'Write codes with their decimals, for example: HUF=0, BTC=8');
		}
		decimals.set(match[1]!.toUpperCase(), Number(match[2]));
	}
	return decimals;
}

/**
 * Symbols with the currencies they stand for; of several, none is taken unless the row says which currency it is.
 * The first symbol of a currency is the one written. Source: the (narrow) symbols of Unicode CLDR.
 */
const SYMBOLS: Readonly<Record<string, string>> = {
	'€': 'EUR', '£': 'GBP EGP FKP GIP LBP SDG SHP SSP SYP', '¥': 'JPY CNY', '₹': 'INR', '₩': 'KRW KPW', '₽': 'RUB', '₴': 'UAH',
	'₺': 'TRY', '₫': 'VND', '₪': 'ILS', '฿': 'THB', '₦': 'NGN', '₱': 'PHP', '₡': 'CRC', '₲': 'PYG', '₵': 'GHS', '₸': 'KZT',
	'₼': 'AZN', '₾': 'GEL', '֏': 'AMD', '৳': 'BDT', '₮': 'MNT', '₭': 'LAK', '៛': 'KHR', 'zł': 'PLN', 'Kč': 'CZK', 'Ft': 'HUF',
	'lei': 'RON MDL', 'KM': 'BAM', 'R$': 'BRL', 'R': 'ZAR', 'Rs': 'PKR LKR MUR NPR SCR', 'Rp': 'IDR', 'RM': 'MYR', 'kr': 'SEK NOK DKK ISK',
	'$': 'USD ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD UYU XCD',
	'US$': 'USD', 'CA$': 'CAD', 'A$': 'AUD', 'NZ$': 'NZD', 'HK$': 'HKD', 'NT$': 'TWD', 'MX$': 'MXN', 'S$': 'SGD', 'CN¥': 'CNY', 'JP¥': 'JPY',
	'FCFA': 'XAF', 'F CFA': 'XOF', 'CFPF': 'XPF',
};

const CODES_OF: ReadonlyMap<string, readonly string[]> = new Map(
	Object.entries(SYMBOLS).map(([symbol, codes]) => [symbol, codes.split(' ')]),
);

/** @returns the currencies a symbol may stand for; none if it is not known */
export function currenciesOf(symbol: string): readonly string[] {
	return CODES_OF.get(symbol) ?? [];
}

/** @param alone whether the symbol must be enough to tell the currency */
export function symbolOf(code: string, alone: boolean): string | undefined {
	for (const [symbol, codes] of CODES_OF) {
		if (codes.includes(code) && (!alone || codes.length === 1)) return symbol;
	}
	return undefined;
}
