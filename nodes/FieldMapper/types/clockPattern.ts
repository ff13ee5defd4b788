import { shortYear, TOKENS, type Fields, type Part, type TokenSpec } from './clockTokens';
import { tokensOf } from './pattern';

/** A pattern made ready. */
export interface ClockPattern {
	readonly has: ReadonlySet<Part>;
	/** @returns what the text says, numbers not yet checked against the calendar; undefined if it is not in this pattern */
	read(text: string): Fields | undefined;
	/** @returns undefined where the pattern has no room for something that is not zero */
	write(fields: Fields): string | undefined;
}

/** What a message calls a part that is missing. */
const NAMES: Readonly<Record<Part, string>> = {
	year: 'year (yyyy)',
	month: 'month (MM)',
	day: 'day (dd)',
	hour: 'hour (HH)',
	minute: 'minute (mm)',
	second: 'second (ss)',
	nano: 'fraction (SSS)',
	half: 'half of the day (a)',
	weekday: 'weekday (EEE)',
	offset: 'offset (ZZ)',
	zone: 'zone (z)',
};

/**
 * @param needed the parts without which such a text would say nothing definite
 * @param allowed all parts that make sense in such a text
 * @param yearsFrom the first of the hundred years that `yy` stands for; undefined where `yy` is not to be used
 * @returns the pattern made ready, or why it cannot be used
 */
export function compileClockPattern(
	pattern: string,
	needed: readonly Part[],
	allowed: readonly Part[],
	yearsFrom: number | undefined,
): ClockPattern | string {
	const parts: (string | TokenSpec)[] = [];
	for (const { text, literal } of tokensOf(pattern)) {
		if (literal) {
			parts.push(text);
			continue;
		}
		if (text === 'yy' && yearsFrom === undefined) {
			return 'a year of two digits may be of any century; add the setting Two-Digit Years From if that is known';
		}
		const token = text === 'yy' ? shortYear(yearsFrom!) : Object.hasOwn(TOKENS, text) ? TOKENS[text]! : undefined;
		if (token === undefined || !allowed.includes(token.part)) return `"${text}" is not known in it`;
		parts.push(token);
	}
	const tokens = parts.filter((part) => typeof part !== 'string');
	const has = new Set(tokens.map(({ part }) => part));
	if (has.size < tokens.length) {
		const twice = tokens.find(({ part }, place) => tokens.findIndex((other) => other.part === part) < place)!;
		return `the ${NAMES[twice.part]} stands twice`;
	}
	const missing = needed.find((part) => !has.has(part));
	if (missing !== undefined) return `the ${NAMES[missing]} is missing`;
	const twelve = tokens.some((token) => token === TOKENS['h'] || token === TOKENS['hh']);
	if (twelve !== has.has('half')) return twelve ? 'h needs a for am and pm; H counts to 23' : 'a for am and pm goes with h; H counts to 23';
	if (has.has('nano') && !has.has('second')) return 'a fraction needs the second (ss)';
	if (has.has('second') && !has.has('minute')) return 'the minute (mm) is missing';
	const runsOn = parts.some((part, i) => typeof part !== 'string' && part.greedy === true && startsWithDigit(parts[i + 1]));
	if (runsOn) return 'without something between them, a part of one letter cannot be told apart from the next digits';
	return made(parts, has);
}

function startsWithDigit(part: string | TokenSpec | undefined): boolean {
	if (part === undefined) return false;
	return typeof part === 'string' ? /^\d/.test(part) : part.shape.startsWith('(\\d');
}

function made(parts: readonly (string | TokenSpec)[], has: ReadonlySet<Part>): ClockPattern {
	const tokens = parts.filter((part) => typeof part !== 'string');
	const shapes = parts.map((part) => (typeof part === 'string' ? part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&') : part.shape));
	const shape = new RegExp(`^${shapes.join('')}$`);
	const [seconds, nanos] = [has.has('second'), has.has('nano')];
	return {
		has,
		read: (text) => {
			const match = shape.exec(text);
			if (match === null) return undefined;
			const fields: Fields = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, nano: 0, weekday: undefined, offset: undefined, zone: undefined };
			for (let i = 0; i < tokens.length; i += 1) {
				if (tokens[i]!.read(match[i + 1]!, fields) === false) return undefined;
			}
			return fields;
		},
		write: (fields) => {
			if ((!seconds && fields.second !== 0) || (!nanos && fields.nano !== 0)) return undefined;
			let out = '';
			for (const part of parts) {
				const piece = typeof part === 'string' ? part : part.write(fields);
				if (piece === undefined) return undefined;
				out += piece;
			}
			return out;
		},
	};
}
