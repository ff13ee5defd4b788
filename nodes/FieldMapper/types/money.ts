import { Problem, show } from '../problem';
import { besideSamples, compileBeside, type Beside } from './besideField';
import { compileDecimals, PLATFORMS, type Decimals, type Platform } from './currencies';
import { readPlain } from './decimal';
import { markedText, MARKS, type Mark } from './moneyText';
import { numberIfExact, shiftPlain } from './plainDecimal';
import { decimalsOf, SIGN_FORMS, SIGNS } from './signs';
import { defineType, type Codec, type Context } from './type';

const AS = ['number', 'minor', 'minorText', ...SIGN_FORMS] as const;
type As = (typeof AS)[number];
const PLATFORM_NAMES = Object.keys(PLATFORMS) as [Platform, ...Platform[]];

/** An amount in the currency's main unit, as plain text, and its ISO 4217 code. */
export interface Money {
	readonly amount: string;
	readonly code: string;
}

/** Amounts of money, exact: in main units or in minor ones, as many decimals as the currency has. */
export const money = defineType(
	{
		currency: { text: '' },
		sourceAs: { choice: AS },
		sourceMark: { choice: MARKS },
		sourceCurrencyField: { text: '' },
		sourcePlatform: { choice: PLATFORM_NAMES },
		sourceExceptions: { text: '' },
		targetAs: { choice: AS },
		targetMark: { choice: MARKS },
		targetCurrencyField: { text: '' },
		targetPlatform: { choice: PLATFORM_NAMES },
		targetExceptions: { text: '' },
	},
	(settings) => {
		const code = settings.currency.trim().toUpperCase();
		const sourceField = compileBeside(settings.sourceCurrencyField);
		if (sourceField instanceof Problem) return sourceField;
		const targetField = compileBeside(settings.targetCurrencyField);
		if (targetField instanceof Problem) return targetField;
		const source = side(settings.sourceAs, settings.sourceMark, sourceField, settings.sourcePlatform, settings.sourceExceptions, code);
		if (source instanceof Problem) return source;
		const target = side(settings.targetAs, settings.targetMark, targetField, settings.targetPlatform, settings.targetExceptions, code);
		if (target instanceof Problem) return target;
		const typed = side('dot', 'codeAfter', undefined, 'iso', settings.sourceExceptions, code) as Codec<Money>;
		// Two fields leave the row's own currency nothing to say.
		const codes = code === '' || (sourceField !== undefined && targetField !== undefined) ? SAMPLE_CODES : [code];
		const hasField = sourceField !== undefined || targetField !== undefined;
		return {
			source,
			target,
			fromText: (text) => typed.read(text.trim(), undefined),
			refuse: (way) => {
				const ends = [[sourceField, settings.sourceMark, targetField, 'source', 'target'], [targetField, settings.targetMark, sourceField, 'target', 'source']] as const;
				const lost = ends.find(([field, mark, other]) => field !== undefined && mark === 'none' && other === undefined && code === '');
				return way === 'both' && lost !== undefined ? leftBehind(lost[0]!.text, lost[3], lost[4]) : undefined;
			},
			samples: codes.flatMap(samplesOf),
			looksAt: { source: settings.sourceCurrencyField, target: settings.targetCurrencyField },
			...(hasField ? { samplesInRecords: besideSamples([sourceField, targetField], codes, samplesOf) } : {}),
		};
	},
);

/** One side has the currency in a field, the other in its text alone: this row writes amounts, and nothing the field. */
function leftBehind(field: string, side: string, other: string): Problem {
	return new Problem(
		'lossy',
		`"12.50 USD" in the ${other} would become 12.50 in the ${side}, whose field ${field} no row can fill from there: with EUR in it, it would come back as "12.50 EUR"`,
		'Name the field of the other system too, or have both write the currency into the text, or use one row for each way.',
	);
}

const SAMPLE_CODES = ['EUR', 'USD', 'JPY', 'KWD', 'CLF', 'XAU', 'MGA', 'ISK'];

function samplesOf(code: string): Money[] {
	const amounts = ['0', '1', '-1', '12', '0.5', '12.5', '-1234.56', '0.001', '0.0001', '1234567.89', '900719925474099123.45'];
	return amounts.map((amount) => ({ amount, code }));
}

function side(as: As, mark: Mark, beside: Beside | undefined, platform: Platform, exceptions: string, fixed: string): Codec<Money> | Problem {
	const decimals = compileDecimals(platform, exceptions);
	if (decimals instanceof Problem) return decimals;
	if (fixed !== '' && !decimals.has(fixed)) return unknownCurrency(fixed);
	if (beside === undefined && mark === 'none' && fixed === '') {
		return new Problem(
			'noCurrency',
			'nothing says which currency the amounts are in',
			'In the Money Settings of the row name the Currency, or the field that holds it, or the text the amounts carry.',
		);
	}
	if (mark !== 'none' && (as === 'number' || as === 'minor')) {
		return new Problem('markOnNumber', 'a number cannot carry a currency in it', 'Choose a form of text, or take Currency in Text out.');
	}
	const codeOf = (record: Context): string | undefined | Problem => {
		if (beside === undefined) return fixed === '' ? undefined : fixed;
		const found = beside.read(record);
		if (found === undefined) return undefined;
		const code = typeof found === 'string' ? found.trim().toUpperCase() : '';
		return decimals.has(code) ? code : unknownCurrency(found);
	};
	const text = markedText(mark, decimals, beside !== undefined || fixed !== '');
	const form = SIGNS[as === 'number' || as === 'minor' || as === 'minorText' ? 'dot' : as];
	const minor = as === 'minor' || as === 'minorText';
	// A side of one currency reads no other, so it writes no other.
	const only = beside === undefined && fixed !== '' ? fixed : undefined;
	return {
		read: (value, record) => {
			const known = codeOf(record);
			if (known instanceof Problem) return known;
			const parts = text.read(value, known);
			if (parts instanceof Problem) return parts;
			const { code } = parts;
			if (code === undefined) return missingCurrency(beside?.text);
			const plain = readPlain(parts.number, form, 'Money');
			if (plain instanceof Problem) return plain;
			return minor ? fromMinor(plain, code, decimals) : checked({ amount: plain, code }, decimals);
		},
		write: ({ amount, code }) => {
			if (only !== undefined && code !== only) return otherCurrency(code, only);
			const places = decimals.get(code);
			if (places === undefined && !decimals.has(code)) return unknownCurrency(code);
			if (places !== undefined && decimalsOf(amount) > places) return tooFine({ amount, code }, places);
			if (!minor) return as === 'number' ? numberIfExact(amount) : text.write(amount, code, form, places ?? 0);
			if (places === undefined) return noMinorUnit(code);
			const units = shiftPlain(amount, places);
			return as === 'minor' ? numberIfExact(units) : text.write(units, code, form, 0);
		},
	};
}

function fromMinor(plain: string, code: string, decimals: Decimals): Money | Problem {
	const places = decimals.get(code);
	if (places === undefined) return noMinorUnit(code);
	if (plain.includes('.')) {
		return new Problem(
			'notMinor',
			`${show(plain)} has a fraction, and minor units of ${code} (${places === 0 ? 'which has no decimals' : `1 ${code} is ${10 ** places}`}) are whole numbers.`,
			'Choose Number or a form of text in the Money Settings if the system sends main units.',
		);
	}
	return { amount: shiftPlain(plain, -places), code };
}

function checked(money: Money, decimals: Decimals): Money | Problem {
	const places = decimals.get(money.code);
	return places !== undefined && decimalsOf(money.amount) > places ? tooFine(money, places) : money;
}

function tooFine({ amount, code }: Money, places: number): Problem {
	return new Problem(
		'tooManyDecimals',
		`${show(amount)} has ${decimalsOf(amount)} decimals, and ${code} has ${places}.`,
		`Nothing is rounded here: round it where it comes from, or, for prices finer than a coin, allow more under Other Decimals (${code}=4).`,
	);
}

function noMinorUnit(code: string): Problem {
	return new Problem('noMinorUnit', `${code} has no minor unit in ISO 4217.`, `Say how many decimals it has under Other Decimals (${code}=6), or use main units.`);
}

function unknownCurrency(found: unknown): Problem {
	return new Problem(
		'unknownCurrency',
		`${show(found)} is no currency code of ISO 4217.`,
		'Use codes such as EUR. A currency outside the standard is named under Other Decimals (BTC=8).',
	);
}

function missingCurrency(field: string | undefined): Problem {
	return field === undefined
		? new Problem('noCurrency', 'The amount does not say its currency.', 'Have the system write it (EUR 12.50), or name the Currency in the Money Settings of the row.')
		: new Problem('noCurrency', `The amount has no currency: the field ${field} is empty.`, 'Fill it in the system it comes from.');
}

function otherCurrency(code: string, only: string): Problem {
	return new Problem('otherCurrency', `The amount is in ${code}, and this row writes ${only} alone.`, 'Name a field for the currency, or have it written in the text.');
}

