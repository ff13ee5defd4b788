import { parseStamp } from './stamp';

/** A version as it is remembered: a number, or digits where a number would not be exact. */
export type Version = number | string;

const DIGITS = /^\d{1,40}$/;
const HEX = /^0x[0-9a-f]{1,32}$/i;
const FRACTION = /[.,]\d{3}(\d{1,3})/;

/**
 * A record's version as a system gives it.
 *
 * @param value a number, digits of any length, hexadecimal with 0x (SQL Server's rowversion), a Date or ISO text with
 * an offset (exact to the microsecond). A system keeps to one of these.
 * @returns undefined for everything else, text tags included: they say that something differs, not what came first
 */
export function parseVersion(value: unknown): Version | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	if (typeof value === 'bigint') return fromDigits(value);
	if (value instanceof Date) return microseconds(value, '');
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	return DIGITS.test(text) || HEX.test(text) ? fromDigits(BigInt(text)) : microseconds(text, FRACTION.exec(text)?.[1] ?? '');
}

function fromDigits(value: bigint): Version {
	const number = Number(value);
	return Number.isSafeInteger(number) ? number : String(value);
}

function microseconds(value: unknown, fraction: string): number | undefined {
	const ms = parseStamp(value);
	return ms === undefined ? undefined : ms * 1000 + Number(fraction.padEnd(3, '0'));
}

/** @returns below 0 if `a` is older, 0 if they are the same, above 0 if it is newer */
export function compareVersions(a: Version, b: Version): number {
	if (typeof a === 'number' && typeof b === 'number') return a - b;
	const [left, right] = [whole(a), whole(b)];
	return left < right ? -1 : left > right ? 1 : 0;
}

function whole(version: Version): bigint {
	return typeof version === 'number' ? BigInt(Math.floor(version)) : BigInt(version);
}
