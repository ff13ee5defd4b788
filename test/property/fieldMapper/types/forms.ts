import fc from 'fast-check';
import { DateTime } from 'luxon';

/**
 * How systems spell values, worked out without the code under test: by luxon, by arithmetic on plain numbers, by the
 * runtime's own functions. Each form says how one and the same value looks in it.
 */
export interface Form<V> {
	/** What to set for the side, without the word source or target: `{ As: 'epochMs' }`. */
	readonly side: Record<string, unknown>;
	/** Only multiples of this can be said in it. */
	readonly grain: number;
	readonly spell: (value: V) => unknown;
}

const p = (value: number, width: number): string => String(value).padStart(width, '0');
const trimmed = (digits: string): string => digits.replace(/0+$/, '');

/** A day in days since 1970. */
const dayPattern = (pattern: string): Form<number> => ({
	side: { Pattern: pattern },
	grain: 1,
	spell: (day) => DateTime.fromMillis(day * 86_400_000, { zone: 'utc', locale: 'en-US' }).toFormat(pattern),
});

export const dateForms: readonly Form<number>[] = [
	...['yyyy-MM-dd', 'dd.MM.yyyy', 'd.M.yyyy', 'M/d/yyyy', 'yyyyMMdd', "d 'of' MMMM yyyy", 'EEE, dd MMM yyyy', 'EEEE d LLL y'].map(dayPattern),
	{ side: { As: 'number', Pattern: 'yyyyMMdd' }, grain: 1, spell: (day) => Number(new Date(day * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')) },
	// 25569 is 1 January 1970 in every spreadsheet; before March 1900 their count is another.
	{ side: { As: 'serial' }, grain: 1, spell: (day) => day + 25_569 },
];
export const day = fc.integer({ min: -25_508, max: 2_932_896 });

/** A time in ns since midnight; all numbers are exact below 2^53. */
const timePattern = (pattern: string, grain: number): Form<number> => ({
	side: { As: 'pattern', Pattern: pattern },
	grain,
	spell: (ns) => DateTime.fromMillis(Math.floor(ns / 1e6), { zone: 'utc', locale: 'en-US' }).toFormat(pattern),
});
export const timeForms: readonly Form<number>[] = [
	{
		side: {},
		grain: 1,
		spell: (ns) => {
			const fraction = trimmed(p(ns % 1e9, 9));
			return new Date(Math.floor(ns / 1e6)).toISOString().slice(11, 19) + (fraction === '' ? '' : `.${fraction}`);
		},
	},
	...(['HH:mm:ss', 'h:mm:ss a', 'HHmmss', 'H.mm.s'] as const).map((pattern) => timePattern(pattern, 1e9)),
	timePattern('HH:mm', 60e9),
	timePattern('hh:mm a', 60e9),
	timePattern('HH:mm:ss.SSS', 1e6),
	timePattern('HH', 3600e9),
	{ side: { As: 'seconds' }, grain: 1e9, spell: (ns) => ns / 1e9 },
	{ side: { As: 'minutes' }, grain: 60e9, spell: (ns) => ns / 60e9 },
	{ side: { As: 'milliseconds' }, grain: 1e6, spell: (ns) => ns / 1e6 },
];
export const timeOfDay = fc.integer({ min: 0, max: 86_400e9 - 1 });

/** A moment as ms since 1970 and ns beyond them. */
export interface Instant {
	readonly ms: number;
	readonly rest: number;
}
const instantPattern = (pattern: string, zone: string, named: string, grain: number): Form<Instant> => ({
	side: { As: 'pattern', Pattern: pattern, Zone: named },
	grain,
	spell: ({ ms }) => DateTime.fromMillis(ms, { zone, locale: 'en-US' }).toFormat(pattern),
});
const whole = ({ ms, rest }: Instant): bigint => BigInt(ms) * 1_000_000n + BigInt(rest);
const isoOf = ({ ms, rest }: Instant): string => `${new Date(ms).toISOString().slice(0, -1)}${trimmed(p(rest, 6))}Z`;
export const instantForms: readonly Form<Instant>[] = [
	{ side: {}, grain: 1, spell: isoOf },
	{ side: { As: 'epochMs' }, grain: 1e6, spell: ({ ms }) => ms },
	{ side: { As: 'epochSeconds' }, grain: 1e9, spell: ({ ms }) => ms / 1000 },
	{ side: { As: 'epochMicros' }, grain: 1000, spell: (at) => Number(whole(at) / 1000n) },
	{ side: { As: 'epochNanos' }, grain: 1, spell: (at) => (Number.isSafeInteger(Number(whole(at))) ? Number(whole(at)) : String(whole(at))) },
	// No summer time there since 1986, so local time is never in doubt.
	{ side: { As: 'local', Zone: 'Asia/Kathmandu' }, grain: 1, spell: (at) => isoOf({ ...at, ms: at.ms + 345 * 60_000 }).slice(0, -1) },
	...['America/St_Johns', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia'].flatMap((zone) => [
		instantPattern('dd.MM.yyyy HH:mm:ss ZZ', zone, zone, 1e9),
		instantPattern('EEE, d MMM yyyy h:mm a ZZZ', zone, zone, 60e9),
		instantPattern('yyyyMMddHHmmss.SSS ZZ z', zone, zone, 1e6),
	]),
	instantPattern('yyyy-MM-dd HH:mm:ss.SSS Z', 'utc', '', 1e6),
];
export const instant = fc.record({ ms: fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2100, 0) }), rest: fc.integer({ min: 0, max: 999_999 }) });

/** A duration in ns. */
const sizes = (ns: number): { sign: string; h: number; m: number; s: string } => {
	const size = Math.abs(ns);
	const fraction = trimmed(p(size % 1e9, 9));
	const seconds = Math.floor(size / 1e9);
	return { sign: ns < 0 ? '-' : '', h: Math.floor(seconds / 3600), m: Math.floor(seconds / 60) % 60, s: `${seconds % 60}${fraction === '' ? '' : `.${fraction}`}` };
};
const two = (text: string): string => (/^\d(\.|$)/.test(text) ? `0${text}` : text);
const inLetters = (ns: number, [h, m, s]: readonly string[], between: string): string => {
	const all = sizes(ns);
	const parts = [all.h > 0 ? `${all.h}${h}` : '', all.m > 0 ? `${all.m}${m}` : '', all.s !== '0' ? `${all.s}${s}` : ''].filter((part) => part !== '');
	return parts.length === 0 ? `0${s}` : parts.join(between);
};
const count = (as: string, unit: number, grain: number): Form<number> => ({ side: { As: as }, grain, spell: (ns) => ns / unit + 0 });
export const durationForms: readonly Form<number>[] = [
	{ side: {}, grain: 1, spell: (ns) => `${sizes(ns).sign}PT${inLetters(ns, ['H', 'M', 'S'], '')}` },
	{ side: { As: 'letters' }, grain: 1, spell: (ns) => sizes(ns).sign + inLetters(ns, ['h', 'm', 's'], ' ') },
	{ side: { As: 'clock' }, grain: 1, spell: (ns) => `${sizes(ns).sign}${sizes(ns).h}:${p(sizes(ns).m, 2)}:${two(sizes(ns).s)}` },
	{ side: { As: 'clockPadded' }, grain: 1, spell: (ns) => `${sizes(ns).sign}${p(sizes(ns).h, 2)}:${p(sizes(ns).m, 2)}:${two(sizes(ns).s)}` },
	{ side: { As: 'hoursMinutes' }, grain: 60e9, spell: (ns) => `${sizes(ns).sign}${sizes(ns).h}:${p(sizes(ns).m, 2)}` },
	{ side: { As: 'minutesSeconds' }, grain: 1, spell: (ns) => `${sizes(ns).sign}${sizes(ns).h * 60 + sizes(ns).m}:${two(sizes(ns).s)}` },
	// Grains at which a double says exactly what is meant.
	count('milliseconds', 1e6, 1e6),
	count('seconds', 1e9, 1e6 * 125),
	count('minutes', 60e9, 60e9 / 8),
	count('hours', 3600e9, 3600e9 / 8),
	count('days', 86_400e9, 86_400e9 / 8),
];
export const length = fc.oneof(fc.integer({ min: -4e15, max: 4e15 }), fc.integer({ min: -4000, max: 4000 }).map((minutes) => minutes * 60e9 + 0));

/** Bytes. */
const binary = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
export const byteForms: readonly Form<Uint8Array>[] = [
	{ side: { As: 'base64' }, grain: 1, spell: binary },
	{ side: { As: 'base64url' }, grain: 1, spell: (bytes) => binary(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') },
	{ side: { As: 'hex' }, grain: 1, spell: (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('') },
];
