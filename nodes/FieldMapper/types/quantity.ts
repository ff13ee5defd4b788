import { Problem, show } from '../problem';
import { compileConversion, type Conversion } from './conversion';
import { readPlain } from './decimal';
import { numberIfExact } from './plainDecimal';
import { decimalsOf, SIGN_FORMS, SIGNS, tooManyDecimals, writeSigned, type Signs } from './signs';
import { defineType, type Codec, type Way } from './type';
import { unitIn, UNITS, type Unit } from './units';

const AS = ['number', ...SIGN_FORMS] as const;
const MARK = ['none', 'unit'] as const;
/** `choose` stands for nothing chosen yet: a unit is never guessed. */
const UNIT: readonly [string, ...string[]] = ['choose', ...UNITS.keys()];
const MOST_DECIMALS = 30;
const ENDLESS = ['refuse', 'reject', 'round'] as const;

interface Side {
	readonly unit: Unit;
	readonly as: (typeof AS)[number];
	readonly mark: (typeof MARK)[number];
	readonly decimals: number | undefined;
	readonly round: boolean;
	/** From a unit that a text may name to the unit of this side. */
	readonly conversions: Map<string, Conversion>;
}

/** Measures with a unit: exact by fractions. Inside: the number in the source's unit, as plain text. */
export const quantity = defineType(
	{
		sourceUnit: { choice: UNIT },
		sourceAs: { choice: AS },
		sourceMark: { choice: MARK },
		sourceDecimals: { count: MOST_DECIMALS },
		targetUnit: { choice: UNIT },
		targetAs: { choice: AS },
		targetMark: { choice: MARK },
		targetDecimals: { count: MOST_DECIMALS },
		endless: { choice: ENDLESS },
	},
	(settings) => {
		const from = UNITS.get(settings.sourceUnit);
		const to = UNITS.get(settings.targetUnit);
		if (from === undefined || to === undefined) return noUnit(from === undefined ? 'source' : 'target');
		if (from.quantity !== to.quantity) return otherQuantity(from, to);
		const round = settings.endless === 'round';
		if (round && (settings.sourceDecimals === undefined || settings.targetDecimals === undefined)) return noDecimals();
		const there = compileConversion(from, to);
		const back = compileConversion(to, from);
		const source = codec({ unit: from, as: settings.sourceAs, mark: settings.sourceMark, decimals: settings.sourceDecimals, round, conversions: new Map() });
		const target = codec({ unit: to, as: settings.targetAs, mark: settings.targetMark, decimals: settings.targetDecimals, round, conversions: new Map() });
		const convert = (plain: string, conversion: Conversion, decimals: number | undefined): string | Problem =>
			round ? conversion.rounded(plain, decimals!) : conversion.exact(plain);
		return {
			source,
			target: {
				read: (value, record) => {
					const plain = target.read(value, record);
					return plain instanceof Problem ? plain : convert(plain, back, settings.sourceDecimals);
				},
				write: (inner) => {
					const plain = convert(inner, there, settings.targetDecimals);
					return plain instanceof Problem ? plain : target.write(plain);
				},
			},
			fromText: (text) => readPlain(text.trim(), SIGNS.dot, 'Quantity'),
			samples: ['0', '1', '-1', '0.1', '12.5', '1000', '100', '7', '0.000001', '123456789.123456789', '12345678901234567.89'],
			refuse: (way) => (round ? refuseRounding(way, there, back) : refuseEndless(way, settings.endless, there, back)),
		};
	},
);

function noUnit(side: string): Problem {
	return new Problem('noUnit', `the unit of the ${side} is not chosen`, `Choose Unit in ${side === 'source' ? 'Source' : 'Target'} in the Quantity Settings of the row.`);
}

function otherQuantity(from: Unit, to: Unit): Problem {
	return new Problem(
		'otherQuantity',
		`${from.symbol} measures ${from.quantity.toLowerCase()} and ${to.symbol} ${to.quantity.toLowerCase()}: one cannot become the other`,
		'Choose two units of one kind.',
	);
}

function noDecimals(): Problem {
	return new Problem('noDecimals', 'it is to round, and nobody said to how many decimals', 'Set Decimals in Source and Decimals in Target.');
}

function refuseRounding(way: Way, there: Conversion, back: Conversion): Problem | undefined {
	if (way !== 'both') return undefined;
	// Far below the last decimal that any side may keep.
	const small = `0.${'0'.repeat(79)}1`;
	const end = back.rounded(there.rounded(small, MOST_DECIMALS) as string, MOST_DECIMALS) as string;
	return new Problem(
		'lossy',
		`rounding cannot be undone: ${small} ${there.from.symbol} would come back as ${end}`,
		'Use one row for each way.',
	);
}

/** Why these units cannot be used this way, with a value that shows it. */
function refuseEndless(way: Way, endless: (typeof ENDLESS)[number], there: Conversion, back: Conversion): Problem | undefined {
	if (endless === 'reject') return undefined;
	const used = way === 'both' ? [there, back] : [way === 'forward' ? there : back];
	for (const { from, to, example } of used) {
		if (example === undefined) continue;
		return new Problem(
			'endless',
			`${example.value} ${from.symbol} is ${example.result}… ${to.symbol}, with decimals that never end: it cannot be written exactly`,
			'Under Without an End choose Round (one row for each way), or Reject the Value if such values do not occur.',
		);
	}
	return undefined;
}

function codec(side: Side): Codec<string> {
	const form = SIGNS[side.as === 'number' ? 'dot' : side.as];
	const { decimals, unit, mark } = side;
	return {
		read: (value) => (mark === 'unit' && typeof value === 'string' ? readMarked(value, form, side) : readPlain(value, form, 'Quantity')),
		write: (plain) => {
			if (decimals !== undefined && decimalsOf(plain) > decimals) return tooManyDecimals(plain, decimals);
			if (mark === 'unit') return `${writeSigned(plain, form, decimals)} ${unit.symbol}`;
			return side.as === 'number' ? numberIfExact(plain) : writeSigned(plain, form, decimals);
		},
	};
}

/** A number with its unit: `12.5 kg`, `500g`. Another unit of the same kind is converted. */
function readMarked(text: string, form: Signs, side: Side): string | Problem {
	const [, number = '', symbol = text.trim()] = NUMBER_FIRST.exec(text.trim()) ?? [];
	const unit = symbol === '' ? side.unit : unitIn(side.unit.quantity, symbol);
	if (unit === undefined) return unknownUnit(text, symbol, side.unit);
	const plain = readPlain(number, form, 'Quantity');
	if (plain instanceof Problem || unit === side.unit) return plain;
	let conversion = side.conversions.get(unit.symbol);
	if (conversion === undefined) {
		conversion = compileConversion(unit, side.unit);
		side.conversions.set(unit.symbol, conversion);
	}
	return side.round ? conversion.rounded(plain, side.decimals!) : conversion.exact(plain);
}

/** What belongs to a number in any form, up to its last digit, and then the unit. */
const NUMBER_FIRST = /^([-\d.,'’ \u00a0\u202f]*\d)\s*(.*)$/su;

function unknownUnit(text: string, symbol: string, unit: Unit): Problem {
	return new Problem(
		'unknownUnit',
		`${show(text)} ends in ${show(symbol)}, which is no unit of ${unit.quantity.toLowerCase()} known here.`,
		`Write it with ${unit.symbol}, or have the system send the number alone. Upper and lower case are told apart.`,
	);
}
