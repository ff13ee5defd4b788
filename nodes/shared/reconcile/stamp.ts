const ISO = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(?:([Zz])|([+-])(\d\d):?(\d\d)?)$/;

/** Numbers below this are seconds since 1970 (up to the year 5138), from it on milliseconds (since 1973). */
const FIRST_MILLISECONDS = 1e11;

/**
 * A modified time as a system gives it.
 *
 * @param value ISO text with an offset or Z, or a number of seconds or milliseconds since 1970
 * @returns ms since 1970, or undefined: a time without an offset could be any of 26 moments, so it is none
 */
export function parseStamp(value: unknown): number | undefined {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.getTime();
	if (typeof value === 'number') {
		if (!Number.isFinite(value) || value <= 0) return undefined;
		return value < FIRST_MILLISECONDS ? value * 1000 : value;
	}
	if (typeof value !== 'string') return undefined;
	const parts = ISO.exec(value.trim());
	if (parts === null) return undefined;
	const [, year, month, day, hour, minute, second = '0', fraction = '', , sign, offsetHour = '0', offsetMinute = '0'] =
		parts;
	const local = Date.UTC(
		Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second),
		Number(fraction.padEnd(3, '0').slice(0, 3)),
	);
	// Date.UTC rolls 31 February over into March: such a text names no moment.
	const back = new Date(local);
	if (back.getUTCMonth() !== Number(month) - 1 || back.getUTCDate() !== Number(day) || Number(hour) > 23) return undefined;
	if (Number(minute) > 59 || Number(second) > 59) return undefined;
	const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
	return sign === '-' ? local + offset : local - offset;
}
