import fc from 'fast-check';
import { timeStructureSettings, timeStructureValues } from './types/timeStructureSettings';
import { valueSettings, valueSpellings } from './types/valueSettings';

export type Row = Record<string, unknown>;

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns', 'UTC', 'Africa/Casablanca'];

export const zone = fc.constantFrom(...zones);
export const millisecond = fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2060, 0) });
export const wellFormedText = fc.string({ unit: 'grapheme', maxLength: 12 });

const digits = (min: number, max: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`));
const sign = fc.constantFrom('', '-');

/** Whole numbers as text, of any size, in normal form. */
export const wholeText = fc.tuple(sign, digits(1, 30)).map(([minus, text]) => {
	const plain = text.replace(/^0+(?=\d)/, '');
	return plain === '0' ? plain : minus + plain;
});

/** Decimals as plain text in normal form: no leading zeros, no trailing ones, no minus on zero. */
export const decimalText = fc.tuple(sign, digits(1, 20), digits(0, 20)).map(([minus, int, frac]) => {
	const end = frac.replace(/0+$/, '');
	const plain = int.replace(/^0+(?=\d)/, '') + (end === '' ? '' : `.${end}`);
	return plain === '0' ? plain : minus + plain;
});

export const dateText = fc
	.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
	.map((date) => date.toISOString().slice(0, 10));

/** Values worth trying on any type: spellings near the edge, and any JSON. */
export const anyValue = fc.oneof(
	wellFormedText,
	wholeText,
	decimalText,
	dateText,
	millisecond,
	millisecond.map((ms) => new Date(ms).toISOString()),
	fc.tuple(millisecond, fc.constantFrom('+02:00', '-0930', 'Z', '')).map(([ms, end]) => new Date(ms).toISOString().slice(0, 19) + end),
	fc.integer(),
	fc.double(),
	fc.boolean(),
	fc.array(fc.oneof(wellFormedText, fc.integer())),
	fc.constantFrom(null, undefined, '', ' ', 'NULL', 'yes', 'no', 'A', 'B', '1,234.50', '1.234,50', '007', -0, NaN, Infinity, '\ud800', 'a,b; c'),
	fc.constantFrom(...valueSpellings),
	timeStructureValues,
	fc.jsonValue(),
);

const decimalForm = fc.constantFrom('number', 'dot', 'commaDot', 'comma', 'dotComma', 'spaceComma', 'apostropheDot');
const decimals = fc.option(fc.nat({ max: 6 }), { nil: undefined });

const pairValue = fc.constantFrom('A', 'B', 'C', '1', '2', '0', '', 'true');

const settings: Record<string, fc.Arbitrary<Row>> = {
	text: fc.record({
		spaces: fc.constantFrom('keep', 'trim', 'collapse'),
		case: fc.constantFrom('keep', 'keep', 'lower', 'upper', 'title'),
		maxLength: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
		tooLong: fc.constantFrom('reject', 'reject', 'cut'),
		unicode: fc.constantFrom('keep', 'nfc'),
		acceptNumbers: fc.boolean(),
	}),
	integer: fc.record({ sourceAs: fc.constantFrom('number', 'text'), targetAs: fc.constantFrom('number', 'text') }),
	decimal: fc.record({ sourceAs: decimalForm, targetAs: decimalForm, sourceDecimals: decimals, targetDecimals: decimals }),
	boolean: fc.record({
		sourceAs: fc.constantFrom('boolean', 'number', 'words'),
		targetAs: fc.constantFrom('boolean', 'number', 'words'),
		sourceTrue: fc.constantFrom('yes', 'y, yes', '1'),
	}),
	enum: fc.record({ sourceKind: fc.constantFrom('text', 'text', 'number', 'boolean'), targetKind: fc.constantFrom('text', 'text', 'number') }),
	raw: fc.constant({}),
	...valueSettings,
	...timeStructureSettings,
};

const missing = fc.record(
	{
		absent: fc.constantFrom('leaveOut', 'null', 'emptyText', 'default', 'reject'),
		null: fc.constantFrom('null', 'leaveOut', 'emptyText', 'default', 'reject'),
		empty: fc.constantFrom('asIs', 'leaveOut', 'null', 'default', 'reject'),
		default: fc.constantFrom('x', '1', 'true', '2024-03-01', 'NULL', '2024-03-01T00:00:00Z', 'A'),
		ignoreWords: fc.boolean(),
	},
	{ requiredKeys: [] },
);

/** Rows of any type with any settings; the table may refuse them. */
export const anyRow: fc.Arbitrary<Row> = fc
	.constantFrom(...Object.keys(settings))
	.chain((type) =>
		fc.record({
			source: fc.constant('s'),
			target: fc.constant('t'),
			type: fc.constant(type),
			[`${type}Settings`]: settings[type]!,
			enumValues: fc.record({ pair: fc.uniqueArray(fc.record({ source: pairValue, target: pairValue }), { maxLength: 4, selector: (pair) => pair.source }) }),
			missing: fc.oneof(fc.constant({}), missing),
			missingReverse: fc.oneof(fc.constant({}), missing),
		}),
	);

export function deepFreeze<T>(value: T): T {
	if (typeof value === 'object' && value !== null && !(value instanceof Date)) Object.values(Object.freeze(value)).forEach(deepFreeze);
	return value;
}
