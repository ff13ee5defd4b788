import { Problem, show } from '../problem';
import { clockText, DAY, HOUR, hoursMinutes, isoText, lettersText, MINUTE, minutesSeconds, SECOND, times, type DurationText } from './durationText';
import { numberIfExact, plainFromNumber } from './plainDecimal';
import { defineType, type Codec } from './type';

const TEXTS = { iso: isoText, clock: clockText(1), clockPadded: clockText(2), hoursMinutes, minutesSeconds, letters: lettersText } as const;
const UNITS = { milliseconds: SECOND / 1000n, seconds: SECOND, minutes: MINUTE, hours: HOUR, days: DAY } as const;

const AS = ['iso', 'clock', 'clockPadded', 'hoursMinutes', 'minutesSeconds', 'letters', 'milliseconds', 'seconds', 'minutes', 'hours', 'days'] as const;

/** A length of time. Inside: nanoseconds, exactly. */
export const duration = defineType(
	{ sourceAs: { choice: AS }, targetAs: { choice: AS }, day: { choice: ['refuse', 'hours24'] } },
	(settings) => {
		const day24 = settings.day === 'hours24';
		const source = codec(settings.sourceAs, day24);
		if (source instanceof Problem) return source;
		const target = codec(settings.targetAs, day24);
		if (target instanceof Problem) return target;
		return {
			source,
			target,
			fromText: (text) => readText(text.trim(), isoText, day24),
			samples: [0n, SECOND, MINUTE, HOUR, DAY, 90n * MINUTE, -MINUTE, SECOND / 1000n, 1n, 5405n * SECOND, 20n * MINUTE, 100n * HOUR + 5n * SECOND],
		};
	},
);

function codec(as: (typeof AS)[number], day24: boolean): Codec<bigint> | Problem {
	if (as in UNITS) {
		if (as === 'days' && !day24) {
			return new Problem('noDay', 'a number of days has no exact length: a day may have 23, 24 or 25 hours', 'Choose 24 Hours under A Day Is.');
		}
		return numberCodec(as as keyof typeof UNITS);
	}
	const form = TEXTS[as as keyof typeof TEXTS];
	return {
		read: (value) => (typeof value === 'string' ? readText(value, form, day24) : notDuration(value, form.like)),
		write: (nanos) => form.write(nanos) ?? notExpressible(nanos),
	};
}

function notDuration(value: unknown, like: string): Problem {
	return new Problem('notDuration', `The value is ${show(value)}, and this row takes durations like ${like}.`, 'Choose in the Duration Settings of the row how this system writes them.');
}

function notExpressible(nanos: bigint): Problem {
	return new Problem('notExpressible', `${isoText.write(nanos)!} cannot be written exactly in this form.`, 'Choose a form that has room for it; nothing is rounded here.');
}

function readText(text: string, form: DurationText, day24: boolean): bigint | Problem {
	const found = text.length > 100 ? 'form' : form.read(text, day24);
	if (typeof found === 'bigint') return found;
	switch (found) {
		case 'day':
			return new Problem('noDay', `${show(text)} counts days, and a day may have 23, 24 or 25 hours.`, 'Choose 24 Hours under A Day Is if that is meant.');
		case 'month':
			return new Problem('noMonth', `${show(text)} counts months or years, which have no fixed length.`, 'Have the system send days or hours; to hand it on letter for letter choose the type Text.');
		case 'fine':
			return tooFine(text);
		default:
			return notDuration(text, form.like);
	}
}

function tooFine(value: unknown): Problem {
	return new Problem('tooFine', `${show(value)} is not a whole number of nanoseconds.`, 'Have the system send a smaller unit; nothing is rounded here.');
}

function numberCodec(name: keyof typeof UNITS): Codec<bigint> {
	const unit = UNITS[name];
	return {
		read: (value) => {
			const plain = typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? plainFromNumber(value) : value;
			const match = typeof plain === 'string' ? /^(-?)(\d{1,20}(?:\.\d{1,30})?)$/.exec(plain) : null;
			if (match === null) return notDuration(value, `1.5, a number of ${name}`);
			const nanos = times(match[2]!, unit);
			if (nanos === undefined) return tooFine(value);
			return match[1] === '-' ? -nanos : nanos;
		},
		write: (nanos) => {
			const plain = divide(nanos, unit);
			return plain === undefined ? notExpressible(nanos) : numberIfExact(plain);
		},
	};
}

/** @returns nanos ÷ unit as an exact plain decimal; undefined where it has no end (20 minutes in hours) */
function divide(nanos: bigint, unit: bigint): string | undefined {
	const size = nanos < 0n ? -nanos : nanos;
	let rest = size % unit;
	let fraction = '';
	// A decimal that ends does so within as many places as the unit has factors of two or five.
	while (rest > 0n && fraction.length < 30) {
		rest *= 10n;
		fraction += String(rest / unit);
		rest %= unit;
	}
	if (rest > 0n) return undefined;
	return `${nanos < 0n ? '-' : ''}${size / unit}${fraction === '' ? '' : `.${fraction}`}`;
}
