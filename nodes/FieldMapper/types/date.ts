import { Problem, show } from '../problem';
import { isRealDate, pad, utcMs, weekdayOf } from './calendar';
import { compileClockPattern, type ClockPattern } from './clockPattern';
import { readSerial, writeSerial } from './serialDate';
import { defineType, type Codec } from './type';

const AS = ['pattern', 'number', 'serial'] as const;

/** A calendar date. Inside: `2024-03-01`. It never becomes a moment, so no time zone can shift it. */
export const date = defineType(
	{
		sourceAs: { choice: AS },
		sourcePattern: { text: 'yyyy-MM-dd' },
		targetAs: { choice: AS },
		targetPattern: { text: 'yyyy-MM-dd' },
		yearsFrom: { count: 9900 },
	},
	(settings) => {
		const source = codec(settings.sourceAs, settings.sourcePattern, settings.yearsFrom);
		if (source instanceof Problem) return source;
		const target = codec(settings.targetAs, settings.targetPattern, settings.yearsFrom);
		if (target instanceof Problem) return target;
		const iso = codec('pattern', 'yyyy-MM-dd', undefined) as Codec<string>;
		return {
			source,
			target,
			fromText: (text) => iso.read(text.trim()),
			samples: ['2024-02-29', '2000-01-01', '1999-12-31', '2024-11-02', '2024-02-11', '1900-02-28', '0001-01-01', '9999-12-31'],
		};
	},
);

const NEEDED = ['year', 'month', 'day'] as const;

function codec(as: (typeof AS)[number], text: string, yearsFrom: number | undefined): Codec<string> | Problem {
	if (as === 'serial') return { read: readSerial, write: writeSerial };
	const pattern = compileClockPattern(text, NEEDED, [...NEEDED, 'weekday'], yearsFrom);
	if (typeof pattern === 'string') {
		return new Problem('badPattern', `the date pattern ${show(text)} cannot be used: ${pattern}`, 'Use yyyy, MM or M, and dd or d, for example dd.MM.yyyy');
	}
	const inText = patternCodec(text, pattern);
	if (as === 'pattern') return inText;
	// A number has no zeros in front. Filled up to eight digits, this one can be read again.
	if (text !== 'yyyyMMdd') {
		return new Problem('badPattern', `the date pattern ${show(text)} cannot be used for a number`, 'A number reads like 20240301: use the pattern yyyyMMdd.');
	}
	return {
		read: (value) =>
			typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 99_991_231
				? inText.read(pad(value, 8))
				: typeof value === 'number'
					? notText(value, 'yyyyMMdd')
					: inText.read(value),
		write: (inner) => Number(inText.write(inner)),
	};
}

function patternCodec(text: string, pattern: ClockPattern): Codec<string> {
	return {
		read: (value) => {
			if (typeof value !== 'string') return notText(value, text);
			const found = pattern.read(value);
			if (found === undefined) return notInPattern(value, text);
			const { year, month, day, weekday } = found;
			if (!isRealDate(found)) {
				return new Problem('noSuchDate', `${show(value)} is not a date that exists.`, 'Correct it in the system it comes from.');
			}
			if (weekday !== undefined && weekday !== weekdayOf(utcMs(found, 0, 0, 0, 0))) {
				return new Problem('noSuchDate', `${show(value)} is another day of the week.`, 'Correct it in the system it comes from.');
			}
			return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
		},
		write: (inner) => {
			const day = { year: Number(inner.slice(0, 4)), month: Number(inner.slice(5, 7)), day: Number(inner.slice(8, 10)) };
			const weekday = weekdayOf(utcMs(day, 0, 0, 0, 0));
			const time = { hour: 0, minute: 0, second: 0, nano: 0, offset: undefined, zone: undefined };
			return (
				pattern.write({ ...day, ...time, weekday }) ??
				new Problem('notExpressible', `${inner} lies outside the hundred years that two digits stand for here.`, 'Use yyyy, or another first year.')
			);
		},
	};
}

function notText(value: unknown, pattern: string): Problem {
	return value instanceof Date
		? new Problem(
				'notDate',
				'The value is a date object, which is a moment: which day it is depends on the time zone.',
				'Have the system send the date as text (in SQL: to_char(d, \'YYYY-MM-DD\')), or choose the type Moment.',
			)
		: new Problem('notDate', `The value is ${show(value)}, and this row takes dates as text like ${show(pattern)}.`, 'Choose the type that fits.');
}

function notInPattern(value: string, pattern: string): Problem {
	return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)
		? new Problem(
				'notDate',
				`${show(value)} is a moment with a time: which day it is depends on the time zone.`,
				'Choose the type Moment, or have the system send the date alone.',
			)
		: new Problem('notDate', `${show(value)} is not a date written like ${show(pattern)}.`, 'Choose in the Date Settings of the row how this system writes dates.');
}
