import { pad } from './calendar';

/** A calendar day and a clock reading, as far as a text says them. */
export interface Fields {
	year: number;
	month: number;
	day: number;
	hour: number;
	minute: number;
	second: number;
	nano: number;
	/** 1 to 7, Monday first; undefined where the text does not say it. */
	weekday: number | undefined;
	/** In minutes ahead of UTC. */
	offset: number | undefined;
	/** The name of a time zone. */
	zone: string | undefined;
}

export type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'nano' | 'half' | 'weekday' | 'offset' | 'zone';

/** One token of a pattern. */
export interface TokenSpec {
	readonly part: Part;
	/** One group. */
	readonly shape: string;
	/** Takes as many digits as it finds, so that none may follow it. */
	readonly greedy?: true;
	/** @returns false where the text is not one of these */
	read(text: string, into: Fields): boolean | void;
	write(fields: Fields): string | undefined;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

function number(part: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', width: number, most: number): TokenSpec {
	return {
		part,
		...(width === 1 ? { shape: `(\\d{1,${most}})`, greedy: true } : { shape: `(\\d{${width}})` }),
		read: (text, into) => {
			into[part] += Number(text);
		},
		write: (fields) => pad(fields[part], width),
	};
}

/** Of twelve hours. The half of the day is added by the token `a`, wherever it stands. */
function hour12(width: number): TokenSpec {
	return {
		part: 'hour',
		...(width === 1 ? { shape: '(\\d{1,2})', greedy: true } : { shape: '(\\d{2})' }),
		read: (text, into) => {
			const hour = Number(text);
			into.hour += hour % 12;
			return hour >= 1 && hour <= 12;
		},
		write: ({ hour }) => pad(((hour + 11) % 12) + 1, width),
	};
}

function name(part: 'month' | 'weekday', names: readonly string[], length: number | undefined): TokenSpec {
	const spelled = names.map((one) => one.slice(0, length));
	const places = new Map(spelled.map((one, place) => [one.toLowerCase(), place + 1]));
	return {
		part,
		shape: length === undefined ? '([A-Za-z]{3,9})' : `([A-Za-z]{${length}})`,
		read: (text, into) => {
			const place = places.get(text.toLowerCase());
			into[part] = place ?? 0;
			return place !== undefined;
		},
		write: (fields) => spelled[fields[part]! - 1],
	};
}

function fraction(digits: number, unpadded = false): TokenSpec {
	const unit = 10 ** (9 - digits);
	return {
		part: 'nano',
		...(unpadded ? { shape: '(\\d{1,3})', greedy: true } : { shape: `(\\d{${digits}})` }),
		read: (text, into) => {
			into.nano = Number(text) * unit;
		},
		write: ({ nano }) => (nano % unit === 0 ? pad(nano / unit, unpadded ? 1 : digits) : undefined),
	};
}

function offset(colon: string, narrow = false): TokenSpec {
	return {
		part: 'offset',
		...(narrow ? { shape: '([+-]\\d{1,2}(?::\\d\\d)?)', greedy: true } : { shape: `([+-]\\d\\d${colon}\\d\\d)` }),
		read: (text, into) => {
			const match = /^([+-])(\d\d?):?(\d\d)?$/.exec(text)!;
			const [hours, minutes] = [Number(match[2]), Number(match[3] ?? 0)];
			into.offset = (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes);
			return hours <= 18 && minutes <= 59;
		},
		write: (fields) => {
			const ahead = fields.offset;
			if (ahead === undefined || !Number.isInteger(ahead)) return undefined;
			const [hours, minutes] = [Math.floor(Math.abs(ahead) / 60), Math.abs(ahead) % 60];
			const end = narrow && minutes === 0 ? '' : `${narrow ? ':' : colon}${pad(minutes, 2)}`;
			return `${ahead < 0 ? '-' : '+'}${pad(hours, narrow ? 1 : 2)}${end}`;
		},
	};
}

const half: TokenSpec = {
	part: 'half',
	shape: '([AaPp]\\.?[Mm]\\.?)',
	read: (text, into) => {
		if (/^p/i.test(text)) into.hour += 12;
	},
	write: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
};

const zone: TokenSpec = {
	part: 'zone',
	shape: '([A-Za-z][A-Za-z0-9_+/-]{0,63})',
	read: (text, into) => {
		into.zone = text;
	},
	write: (fields) => fields.zone,
};

/** A year of two digits: of the hundred years from `first` on. */
export function shortYear(first: number): TokenSpec {
	return {
		part: 'year',
		shape: '(\\d{2})',
		read: (text, into) => {
			into.year = first + ((Number(text) - (first % 100) + 100) % 100);
		},
		write: ({ year }) => (year >= first && year < first + 100 ? pad(year % 100, 2) : undefined),
	};
}

/** The tokens of luxon that mean the same in every language and year, and two for finer fractions of a second. */
export const TOKENS: Readonly<Record<string, TokenSpec>> = {
	y: number('year', 1, 4),
	yyyy: number('year', 4, 4),
	M: number('month', 1, 2),
	MM: number('month', 2, 2),
	MMM: name('month', MONTHS, 3),
	MMMM: name('month', MONTHS, undefined),
	L: number('month', 1, 2),
	LL: number('month', 2, 2),
	LLL: name('month', MONTHS, 3),
	LLLL: name('month', MONTHS, undefined),
	d: number('day', 1, 2),
	dd: number('day', 2, 2),
	EEE: name('weekday', DAYS, 3),
	EEEE: name('weekday', DAYS, undefined),
	H: number('hour', 1, 2),
	HH: number('hour', 2, 2),
	h: hour12(1),
	hh: hour12(2),
	a: half,
	m: number('minute', 1, 2),
	mm: number('minute', 2, 2),
	s: number('second', 1, 2),
	ss: number('second', 2, 2),
	S: fraction(3, true),
	SSS: fraction(3),
	SSSSSS: fraction(6),
	SSSSSSSSS: fraction(9),
	Z: offset(':', true),
	ZZ: offset(':'),
	ZZZ: offset(''),
	z: zone,
};
