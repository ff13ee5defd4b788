import { Problem, show } from '../problem';
import { isRealDate, pad } from './calendar';
import { tokensOf } from './pattern';
import { defineType, type Codec } from './type';

/** A calendar date. Inside: `2024-03-01`. It never becomes a moment, so no time zone can shift it. */
export const date = defineType(
	{ sourcePattern: { text: 'yyyy-MM-dd' }, targetPattern: { text: 'yyyy-MM-dd' } },
	(settings) => {
		const source = codec(settings.sourcePattern);
		if (source instanceof Problem) return source;
		const target = codec(settings.targetPattern);
		if (target instanceof Problem) return target;
		const iso = codec('yyyy-MM-dd') as Codec<string>;
		return {
			source,
			target,
			fromText: (text) => iso.read(text.trim()),
			samples: ['2024-02-29', '2000-01-01', '1999-12-31', '2024-11-02', '2024-02-11', '0001-01-01', '9999-12-31'],
		};
	},
);

type Part = 'year' | 'month' | 'day';
const PARTS: Readonly<Record<string, readonly [Part, number]>> = {
	yyyy: ['year', 4],
	MM: ['month', 2],
	M: ['month', 1],
	dd: ['day', 2],
	d: ['day', 1],
};

function codec(pattern: string): Codec<string> | Problem {
	const parts: (string | readonly [Part, number])[] = [];
	for (const token of tokensOf(pattern)) {
		if (token.literal) {
			parts.push(token.text);
			continue;
		}
		const part = PARTS[token.text];
		if (part === undefined) return badPattern(pattern, `"${token.text}" is not known in a date`);
		parts.push(part);
	}
	for (const name of ['year', 'month', 'day'] as const) {
		const count = parts.filter((part) => typeof part !== 'string' && part[0] === name).length;
		if (count !== 1) return badPattern(pattern, count === 0 ? `the ${name} is missing` : `the ${name} stands twice`);
	}
	const runsOn = parts.some((part, i) => {
		const next = parts[i + 1];
		return typeof part !== 'string' && part[1] === 1 && next !== undefined && (typeof next !== 'string' || /^\d/.test(next));
	});
	if (runsOn) return badPattern(pattern, 'without something between them, M and d cannot be told apart from the next digits');
	return patternCodec(pattern, parts);
}

function badPattern(pattern: string, why: string): Problem {
	return new Problem('badPattern', `the date pattern "${pattern}" cannot be used: ${why}`, 'Use yyyy, MM or M, and dd or d, for example dd.MM.yyyy');
}

function patternCodec(pattern: string, parts: readonly (string | readonly [Part, number])[]): Codec<string> {
	const order: Part[] = [];
	const source = parts.map((part) => {
		if (typeof part === 'string') return part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
		order.push(part[0]);
		return part[1] === 1 ? '(\\d{1,2})' : `(\\d{${part[1]}})`;
	});
	const shape = new RegExp(`^${source.join('')}$`);
	const [year, month, day] = (['year', 'month', 'day'] as const).map((name) => order.indexOf(name) + 1) as [number, number, number];
	return {
		read: (value) => {
			if (typeof value !== 'string') return notText(value, pattern);
			const match = shape.exec(value);
			if (match === null) return notInPattern(value, pattern);
			const found = { year: Number(match[year]), month: Number(match[month]), day: Number(match[day]) };
			if (!isRealDate(found)) {
				return new Problem('noSuchDate', `${show(value)} is not a date that exists.`, 'Correct it in the system it comes from.');
			}
			return `${pad(found.year, 4)}-${pad(found.month, 2)}-${pad(found.day, 2)}`;
		},
		write: (inner) => {
			const values = { year: inner.slice(0, 4), month: inner.slice(5, 7), day: inner.slice(8, 10) };
			return parts
				.map((part) => (typeof part === 'string' ? part : part[1] === 1 ? String(Number(values[part[0]])) : values[part[0]]))
				.join('');
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
		: new Problem('notDate', `The value is ${show(value)}, and this row takes dates as text like ${pattern}.`, 'Choose the type that fits.');
}

function notInPattern(value: string, pattern: string): Problem {
	return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)
		? new Problem(
				'notDate',
				`${show(value)} is a moment with a time: which day it is depends on the time zone.`,
				'Choose the type Moment, or have the system send the date alone.',
			)
		: new Problem('notDate', `${show(value)} is not a date written like ${pattern}.`, 'Choose in the Date Settings of the row how this system writes dates.');
}
