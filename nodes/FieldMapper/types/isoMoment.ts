import { Problem, show } from '../problem';
import { isRealDate, utcMs } from './calendar';

const ISO =
	/^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})0{0,9})?)?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?$/;

const CANONICAL = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** True for a moment that exists, spelled as `Date.prototype.toISOString` does: the usual case, quick to see. */
export function isCanonicalMoment(text: string): boolean {
	if (text.length !== 24 || !CANONICAL.test(text)) return false;
	return isRealDate({ year: Number(text.slice(0, 4)), month: Number(text.slice(5, 7)), day: Number(text.slice(8, 10)) });
}

/** A clock reading as it stands in the text, and how far that clock is ahead of UTC, if the text says so. */
export interface Reading {
	/** ms since 1970 of the reading, taken as if it were UTC. */
	readonly local: number;
	/** What the reading is beyond that, in ns: 0 to 999,999. */
	readonly rest: number;
	/** In minutes. */
	readonly offset: number | undefined;
	/** The name of a time zone, where the text has one. */
	readonly zone?: string | undefined;
}

/** Reads ISO 8601 as systems write it: `T` or a space between date and time, seconds optional, up to nine decimals. */
export function readIso(text: string): Reading | Problem {
	const match = text.length > 64 ? null : ISO.exec(text);
	if (match === null) {
		return new Problem(
			'notMoment',
			`${show(text)} is not a moment in ISO form, like 2024-03-01T09:30:00Z.`,
			'Choose in the Moment Settings of the row how this system writes moments.',
		);
	}
	const date = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
	const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6] ?? 0)];
	const fraction = (match[7] ?? '').padEnd(9, '0');
	const [aheadHours, aheadMinutes] = [Number(match[10] ?? 0), Number(match[11] ?? 0)];
	if (!isRealDate(date) || hour > 23 || minute > 59 || second > 59 || aheadHours > 18 || aheadMinutes > 59) {
		return new Problem('noSuchMoment', `${show(text)} is not a date and time that exists.`, 'Correct it in the system it comes from.');
	}
	const local = utcMs(date, hour, minute, second, Number(fraction.slice(0, 3)));
	const rest = Number(fraction.slice(3));
	if (match[8] !== undefined) return { local, rest, offset: 0 };
	if (match[9] === undefined) return { local, rest, offset: undefined };
	return { local, rest, offset: (match[9] === '-' ? -1 : 1) * (aheadHours * 60 + aheadMinutes) };
}
