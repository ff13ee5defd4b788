import { Problem, show } from '../problem';
import { numberIfExact } from './plainDecimal';
import { beyondExact } from './text';

/** Forms that count from the beginning of 1970, with how many of their units make a second. */
const UNITS = {
	epochSeconds: { perSecond: 1n, name: 'seconds' },
	epochMs: { perSecond: 1000n, name: 'milliseconds' },
	epochMicros: { perSecond: 1_000_000n, name: 'microseconds' },
	epochNanos: { perSecond: 1_000_000_000n, name: 'nanoseconds' },
} as const;

export type EpochUnit = keyof typeof UNITS;

export function isEpochUnit(as: string): as is EpochUnit {
	return Object.hasOwn(UNITS, as);
}

const NANOS = 1_000_000_000n;
const MILLION = 1_000_000n;

/** @returns ms since 1970, and the ns beyond them */
export function readEpoch(value: unknown, unit: EpochUnit): { ms: number; rest: number } | Problem {
	const { perSecond, name } = UNITS[unit];
	if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return beyondExact(value);
	const whole = typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && /^-?\d{1,21}$/.test(value);
	if (!whole) {
		return new Problem(
			'notMoment',
			`The value is ${show(value)}, and this row takes moments as whole ${name} since 1970.`,
			'Choose in the Moment Settings of the row how this system writes moments.',
		);
	}
	if (unit === 'epochMs' || unit === 'epochSeconds') return { ms: Number(value) * (unit === 'epochMs' ? 1 : 1000), rest: 0 };
	const nanos = BigInt(value as number | string) * (NANOS / perSecond);
	const rest = ((nanos % MILLION) + MILLION) % MILLION;
	return { ms: Number((nanos - rest) / MILLION), rest: Number(rest) };
}

/** @returns a number, or digits as text where a number would lose some; undefined where the moment lies between two units */
export function writeEpoch(ms: number, rest: number, unit: EpochUnit): number | string | undefined {
	if (unit === 'epochMs') return rest === 0 ? ms : undefined;
	const nanos = BigInt(ms) * MILLION + BigInt(rest);
	const size = NANOS / UNITS[unit].perSecond;
	return nanos % size === 0n ? numberIfExact(String(nanos / size)) : undefined;
}

export function outsideYears(value: unknown, unit: EpochUnit): Problem {
	return new Problem(
		'noSuchMoment',
		`${String(value)} ${UNITS[unit].name} since 1970 lies outside the years 1 to 9999.`,
		'Check whether the system counts seconds, milliseconds or something finer.',
	);
}
