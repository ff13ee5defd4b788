import { pad } from './calendar';

/** Nanoseconds: durations are counted in them, exactly. */
export const SECOND = 1_000_000_000n;
export const MINUTE = 60n * SECOND;
export const HOUR = 60n * MINUTE;
export const DAY = 24n * HOUR;

/** Ways to write a duration in letters and signs. Reading gives the nanoseconds, or why it cannot. */
export interface DurationText {
	readonly like: string;
	/** @returns 'form' where the text is not in this form, 'day', 'month' or 'fine' where it says what has no exact length */
	read(text: string, day24: boolean): bigint | 'form' | 'day' | 'month' | 'fine';
	/** @returns undefined where this form has no room for a part */
	write(nanos: bigint): string | undefined;
}

const NUMBER = '(\\d{1,15}(?:[.,]\\d{1,15})?)';
const ISO = new RegExp(`^([+-]?)P(?:${NUMBER}Y)?(?:${NUMBER}M)?(?:${NUMBER}W)?(?:${NUMBER}D)?(T(?:${NUMBER}H)?(?:${NUMBER}M)?(?:${NUMBER}S)?)?$`);
const LETTERS = new RegExp(`^(-?)(?:${NUMBER}\\s?w)?\\s?(?:${NUMBER}\\s?d)?\\s?(?:${NUMBER}\\s?h)?\\s?(?:${NUMBER}\\s?m(?:in)?)?\\s?(?:${NUMBER}\\s?s)?$`);

/** @returns number × unit in ns; undefined where that is not whole */
export function times(number: string, unit: bigint): bigint | undefined {
	const [whole, fraction = ''] = number.split(/[.,]/) as [string, string?];
	const scale = 10n ** BigInt(fraction.length);
	const nanos = BigInt(whole + fraction) * unit;
	return nanos % scale === 0n ? nanos / scale : undefined;
}

function sum(parts: readonly (string | undefined)[], day24: boolean): bigint | 'form' | 'day' | 'fine' {
	const units = [7n * DAY, DAY, HOUR, MINUTE, SECOND];
	const given = parts.filter((part) => part !== undefined);
	// A fraction may stand at the end only.
	if (given.length === 0 || given.slice(0, -1).some((part) => /[.,]/.test(part))) return 'form';
	if (!day24 && (parts[0] !== undefined || parts[1] !== undefined)) return 'day';
	let nanos = 0n;
	for (let i = 0; i < parts.length; i += 1) {
		const part = parts[i];
		const piece = part === undefined ? 0n : times(part, units[i]!);
		if (piece === undefined) return 'fine';
		nanos += piece;
	}
	return nanos;
}

/** The whole seconds and their decimals: `7`, `7.5`. */
function seconds(nanos: bigint, width = 1): string {
	const fraction = pad(Number(nanos % SECOND), 9).replace(/0+$/, '');
	return `${pad(Number(nanos / SECOND), width)}${fraction === '' ? '' : `.${fraction}`}`;
}

function signed(nanos: bigint, write: (size: bigint) => string | undefined): string | undefined {
	if (nanos >= 0n) return write(nanos);
	const written = write(-nanos);
	return written === undefined ? undefined : `-${written}`;
}

function spelled(nanos: bigint, [h, m, s]: readonly [string, string, string], between: string): string {
	const parts: string[] = [];
	if (nanos >= HOUR) parts.push(`${nanos / HOUR}${h}`);
	if (nanos % HOUR >= MINUTE) parts.push(`${(nanos % HOUR) / MINUTE}${m}`);
	if (nanos % MINUTE > 0n || nanos === 0n) parts.push(`${seconds(nanos % MINUTE)}${s}`);
	return parts.join(between);
}

export const isoText: DurationText = {
	like: 'PT1H30M',
	read: (text, day24) => {
		const match = ISO.exec(text);
		if (match === null || match[6] === 'T') return 'form';
		if (match[2] !== undefined || match[3] !== undefined) return 'month';
		const size = sum([match[4], match[5], match[7], match[8], match[9]], day24);
		return typeof size === 'bigint' && match[1] === '-' ? -size : size;
	},
	write: (nanos) => signed(nanos, (size) => `PT${spelled(size, ['H', 'M', 'S'], '')}`),
};

export const lettersText: DurationText = {
	like: '1h 30m',
	read: (text, day24) => {
		const match = LETTERS.exec(text);
		if (match === null) return 'form';
		const size = sum([match[2], match[3], match[4], match[5], match[6]], day24);
		return typeof size === 'bigint' && match[1] === '-' ? -size : size;
	},
	write: (nanos) => signed(nanos, (size) => spelled(size, ['h', 'm', 's'], ' ')),
};

/** `1:30:00`: hours without end, minutes and seconds in two digits. @param width the least digits of the hours */
export function clockText(width: 1 | 2): DurationText {
	return {
		like: width === 1 ? '1:30:00' : '01:30:00',
		read: (text) => {
			const match = /^(-?)(\d{1,15}):([0-5]\d):([0-5]\d(?:\.\d{1,9})?)$/.exec(text);
			if (match === null) return 'form';
			const size = BigInt(match[2]!) * HOUR + BigInt(match[3]!) * MINUTE + times(match[4]!, SECOND)!;
			return match[1] === '-' ? -size : size;
		},
		write: (nanos) =>
			signed(nanos, (size) => `${String(size / HOUR).padStart(width, '0')}:${pad(Number((size % HOUR) / MINUTE), 2)}:${seconds(size % MINUTE, 2)}`),
	};
}

/** `1:30`: a large and a small part, and which ones only the setting says. */
function pairText(like: string, large: bigint, small: bigint): DurationText {
	const decimals = small === SECOND ? '(?:\\.\\d{1,9})?' : '';
	const shape = new RegExp(`^(-?)(\\d{1,15}):([0-5]\\d${decimals})$`);
	return {
		like,
		read: (text) => {
			const match = shape.exec(text);
			if (match === null) return 'form';
			const size = BigInt(match[2]!) * large + times(match[3]!, small)!;
			return match[1] === '-' ? -size : size;
		},
		write: (nanos) =>
			signed(nanos, (size) => {
				if (small === SECOND) return `${size / large}:${seconds(size % large, 2)}`;
				return size % small === 0n ? `${size / large}:${pad(Number((size % large) / small), 2)}` : undefined;
			}),
	};
}

export const hoursMinutes = pairText('1:30', HOUR, MINUTE);
export const minutesSeconds = pairText('90:00', MINUTE, SECOND);
