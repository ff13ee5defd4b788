import { Problem, show } from '../problem';
import { pad } from './calendar';
import { compileClockPattern, type ClockPattern } from './clockPattern';
import type { Fields } from './clockTokens';
import { asItIs, defineType, type Codec } from './type';

const AS = ['iso', 'pattern', 'seconds', 'minutes', 'milliseconds'] as const;

/** A time of day, on no day and in no zone. Inside: `09:30:00`, with up to nine decimals where there are any. */
export const time = defineType(
	{
		sourceAs: { choice: AS },
		sourcePattern: { text: 'HH:mm' },
		targetAs: { choice: AS },
		targetPattern: { text: 'HH:mm' },
	},
	(settings) => {
		const source = codec(settings.sourceAs, settings.sourcePattern);
		if (source instanceof Problem) return source;
		const target = codec(settings.targetAs, settings.targetPattern);
		if (target instanceof Problem) return target;
		return {
			source,
			target,
			fromText: (text) => readIsoTime(text.trim()),
			samples: ['00:00:00', '09:30:00', '12:00:00', '12:34:56', '23:59:59', '23:59:59.999', '00:00:00.000000001'],
		};
	},
);

const PARTS = ['hour', 'minute', 'second', 'nano', 'half'] as const;

function codec(as: (typeof AS)[number], text: string): Codec<string> | Problem {
	if (as === 'iso') return { read: readIsoTime, write: asItIs };
	if (as !== 'pattern') return countCodec(as);
	const pattern = compileClockPattern(text, ['hour'], PARTS, undefined);
	return typeof pattern === 'string'
		? new Problem('badPattern', `the time pattern ${show(text)} cannot be used: ${pattern}`, 'Example: HH:mm:ss, or h:mm a')
		: patternCodec(text, pattern);
}

const ISO = /^(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?$/;

function readIsoTime(value: unknown): string | Problem {
	const match = typeof value === 'string' ? ISO.exec(value) : null;
	if (match === null) return notTime(value, '09:30 or 09:30:00');
	const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
	return spell({ hour, minute, second, nano: Number((match[4] ?? '').padEnd(9, '0')) }, value);
}

function notTime(value: unknown, like: string): Problem {
	if (value instanceof Date || (typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value))) {
		return new Problem('notTime', `${value instanceof Date ? 'The value' : show(value)} is a moment or a date, and this row takes times of day.`, 'Choose the type Moment or Date, or have the system send the time alone.');
	}
	if (typeof value === 'string' && /\d(?:Z|[+-]\d\d(?::?\d\d)?)$/i.test(value.slice(0, 40))) {
		return new Problem('notTime', `${show(value)} has an offset from UTC, which means something only together with a date.`, 'Have the system send the time without it, or a whole moment (type Moment).');
	}
	return new Problem('notTime', `The value is ${show(value)}, and this row takes times of day like ${like}.`, 'Choose in the Time Settings of the row how this system writes times.');
}

type Clock = Pick<Fields, 'hour' | 'minute' | 'second' | 'nano'>;

function spell({ hour, minute, second, nano }: Clock, value: unknown): string | Problem {
	if (hour > 23 || minute > 59 || second > 59) {
		return new Problem(
			'noSuchTime',
			`${show(value)} is no time that clocks show.`,
			hour === 24 ? 'Midnight is 00:00; whether 24:00 means the day before only its system knows.' : 'Correct it in the system it comes from.',
		);
	}
	const whole = `${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}`;
	return nano === 0 ? whole : `${whole}.${pad(nano, 9).replace(/0+$/, '')}`;
}

function parse(inner: string): Clock {
	const [hour, minute, second] = [Number(inner.slice(0, 2)), Number(inner.slice(3, 5)), Number(inner.slice(6, 8))];
	return { hour, minute, second, nano: Number(inner.slice(9).padEnd(9, '0')) };
}

function notExpressible(inner: string): Problem {
	return new Problem('notExpressible', `${inner} cannot be written in this form without losing a part of it.`, 'Choose a form that has room for it (ss for seconds, SSS for milliseconds).');
}

function patternCodec(text: string, pattern: ClockPattern): Codec<string> {
	return {
		read: (value) => {
			const found = typeof value === 'string' ? pattern.read(value) : undefined;
			return found === undefined ? notTime(value, show(text)) : spell(found, value);
		},
		write: (inner) => {
			const clock = parse(inner);
			if (clock.minute !== 0 && !pattern.has.has('minute')) return notExpressible(inner);
			return pattern.write({ year: 0, month: 0, day: 0, weekday: undefined, offset: undefined, zone: undefined, ...clock }) ?? notExpressible(inner);
		},
	};
}

/** How many of them a day has. */
const PER_DAY = { seconds: 86_400, minutes: 1440, milliseconds: 86_400_000 } as const;

function countCodec(unit: keyof typeof PER_DAY): Codec<string> {
	const most = PER_DAY[unit];
	const size = 86_400_000 / most;
	return {
		read: (value) => {
			const count = typeof value === 'string' && /^\d{1,8}$/.test(value) ? Number(value) : value;
			if (typeof count !== 'number' || !Number.isInteger(count)) return notTime(value, `34200, a whole number of ${unit} since midnight`);
			if (count < 0 || count >= most) {
				return new Problem('noSuchTime', `${count} ${unit} since midnight is no time of day: a day has ${most}.`, 'Check the unit, or choose the type Duration for a length of time.');
			}
			const ms = count * size;
			return spell({ hour: Math.floor(ms / 3_600_000), minute: Math.floor(ms / 60_000) % 60, second: Math.floor(ms / 1000) % 60, nano: (ms % 1000) * 1_000_000 }, value);
		},
		write: (inner) => {
			const { hour, minute, second, nano } = parse(inner);
			const ms = (hour * 60 + minute) * 60_000 + second * 1000 + nano / 1_000_000;
			return ms % size === 0 ? ms / size : notExpressible(inner);
		},
	};
}
