import { Problem, show } from '../problem';
import { currenciesOf, symbolOf, type Decimals } from './currencies';
import { writeSigned, type Signs } from './signs';

/** Whether and where a text carries its currency. */
export const MARKS = ['none', 'codeBefore', 'codeAfter', 'symbolBefore', 'symbolAfter'] as const;
export type Mark = (typeof MARKS)[number];

export interface MoneyText {
	/**
	 * Takes an amount and its currency apart. Both places, and code and symbol, are read, whichever one is written.
	 *
	 * @param known the currency, where it is known without the text
	 * @returns the number still to be read; `code` is undefined where nothing tells the currency
	 */
	read(value: unknown, known: string | undefined): { number: unknown; code: string | undefined } | Problem;
	write(plain: string, code: string, form: Signs, decimals: number): string | Problem;
}

/** A minus may stand before the currency or behind it, once. */
const AROUND = /^([^\d]*)(\d(?:.*\d)?)([^\d]*)$/su;
const LONGEST_MARK = 12;

/** @param knownElsewhere whether the side knows its currency without the text: then a shared symbol is enough */
export function markedText(mark: Mark, decimals: Decimals, knownElsewhere: boolean): MoneyText {
	if (mark === 'none') {
		return {
			read: (value, known) => ({ number: value, code: known }),
			write: (plain, _, form, places) => writeSigned(plain, form, places),
		};
	}
	const before = mark === 'codeBefore' || mark === 'symbolBefore';
	const asCode = mark === 'codeBefore' || mark === 'codeAfter';
	return {
		read: (value, known) => {
			if (typeof value !== 'string') return { number: value, code: known };
			const match = AROUND.exec(value.trim());
			if (match === null) return { number: value, code: known };
			const lead = match[1]!.trim();
			const minus = lead.startsWith('-') || lead.endsWith('-') ? '-' : '';
			const first = (lead.startsWith('-') ? lead.slice(1) : minus === '' ? lead : lead.slice(0, -1)).trim();
			const last = match[3]!.trim();
			const found = first === '' ? last : first;
			if ((first !== '' && last !== '') || found.length > LONGEST_MARK) return badMark(value);
			const code = found === '' ? known : codeOf(found, known, decimals, value);
			return code instanceof Problem ? code : { number: minus + match[2]!, code };
		},
		write: (plain, code, form, places) => {
			const text = writeSigned(plain, form, places);
			const sign = asCode ? code : symbolOf(code, !knownElsewhere);
			if (sign === undefined) {
				return new Problem('noSymbol', `${code} has no symbol that is its own.`, 'Choose the code instead of the symbol under Currency in Text.');
			}
			if (!before) return `${text} ${sign}`;
			if (asCode) return `${sign} ${text}`;
			const gap = /\p{L}$/u.test(sign) ? ' ' : '';
			return text.startsWith('-') ? `-${sign}${gap}${text.slice(1)}` : sign + gap + text;
		},
	};
}

function codeOf(found: string, known: string | undefined, decimals: Decimals, value: string): string | Problem {
	const upper = found.toUpperCase();
	const candidates = decimals.has(upper) ? [upper] : currenciesOf(found);
	if (candidates.length === 0) return badMark(value);
	if (known === undefined) return candidates.length === 1 ? candidates[0]! : ambiguous(found, candidates);
	if (candidates.includes(known)) return known;
	return new Problem(
		'otherCurrency',
		`${show(value)} is in ${candidates.slice(0, 3).join(' or ')}, and the row says that it is ${known}.`,
		'Correct it in the system it comes from, or take the currency out of the row\'s settings.',
	);
}

function ambiguous(symbol: string, candidates: readonly string[]): Problem {
	return new Problem(
		'ambiguousCurrency',
		`${show(symbol)} may be ${candidates.slice(0, 4).join(', ')}${candidates.length > 4 ? ' and others' : ''}.`,
		'Name the Currency in the Money Settings of the row, or the field that holds it.',
	);
}

function badMark(value: string): Problem {
	return new Problem('notMoney', `${show(value)} is not an amount with one currency known here.`, 'Write it like 12.50 EUR, or name the currency under Other Decimals if it is outside ISO 4217.');
}
