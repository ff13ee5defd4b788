import { pad } from './calendar';

/** A point in time to the nanosecond, and the clock it was read from. */
export interface Instant {
	/** Since 1970. */
	readonly ms: number;
	/** What it is beyond that, in ns: 0 to 999,999. */
	readonly rest: number;
	/** How far that clock is ahead of UTC, in minutes. */
	readonly offset: number;
}

/** The earliest and the latest moment with a four-digit year, in ms. */
const FIRST = -62_135_596_800_000;
const LAST = 253_402_300_799_999;

/**
 * `2024-03-01T09:30:00.000Z`; with more decimals where there are more, and with `+01:00` where the clock is not UTC's.
 *
 * @returns undefined where it has no year of four digits, or an offset that is not in whole minutes
 */
export function spellInstant({ ms, rest, offset }: Instant): string | undefined {
	const local = ms + offset * 60_000;
	if (!(ms >= FIRST && ms <= LAST && local >= FIRST && local <= LAST) || !Number.isInteger(offset)) return undefined;
	const utc = new Date(local).toISOString();
	if (rest === 0 && offset === 0) return utc;
	return utc.slice(0, 23) + finer(rest) + spellOffset(offset);
}

function finer(rest: number): string {
	if (rest === 0) return '';
	const digits = pad(rest, 6);
	let end = 6;
	while (digits[end - 1] === '0') end -= 1;
	return digits.slice(0, end);
}

function spellOffset(offset: number): string {
	if (offset === 0) return 'Z';
	const ahead = Math.abs(offset);
	return `${offset < 0 ? '-' : '+'}${pad(Math.floor(ahead / 60), 2)}:${pad(ahead % 60, 2)}`;
}

/** The reverse of `spellInstant`. */
export function parseInstant(spelled: string): Instant {
	if (spelled.length === 24) return { ms: Date.parse(spelled), rest: 0, offset: 0 };
	const { length } = spelled;
	const utc = spelled.endsWith('Z');
	const end = utc ? length - 1 : length - 6;
	const sign = spelled[end] === '-' ? -1 : 1;
	const offset = utc ? 0 : sign * (Number(spelled.slice(end + 1, end + 3)) * 60 + Number(spelled.slice(end + 4)));
	const local = Date.parse(`${spelled.slice(0, 23)}Z`);
	return { ms: local - offset * 60_000, rest: Number(spelled.slice(23, end).padEnd(6, '0')), offset };
}
