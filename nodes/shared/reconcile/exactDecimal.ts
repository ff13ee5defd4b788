/** A decimal number without rounding: `digits · 10^-scale`. */
export interface ExactDecimal {
	readonly digits: bigint;
	readonly scale: number;
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
const MAX_LENGTH = 400;

/** @returns what a number, or a text in plain decimal notation, says exactly; undefined for everything else */
export function parseDecimal(value: unknown): ExactDecimal | undefined {
	if (typeof value !== 'number' && typeof value !== 'string') return undefined;
	const text = typeof value === 'number' ? String(value) : value.trim();
	const parts = text.length > MAX_LENGTH ? null : DECIMAL.exec(text);
	if (parts === null) return undefined;
	const [, sign, int, fraction = '', exponent = '0'] = parts;
	const digits = BigInt(`${int}${fraction}`);
	const scale = fraction.length - Number(exponent);
	return scaled({ digits: sign === '-' ? -digits : digits, scale }, Math.max(0, scale));
}

/** The same number with more digits behind the point. */
function scaled(value: ExactDecimal, scale: number): ExactDecimal {
	return scale === value.scale ? value : { digits: value.digits * 10n ** BigInt(scale - value.scale), scale };
}

export function addDecimals(a: ExactDecimal, b: ExactDecimal, sign: 1n | -1n = 1n): ExactDecimal {
	const scale = Math.max(a.scale, b.scale);
	return { digits: scaled(a, scale).digits + sign * scaled(b, scale).digits, scale };
}

/** @returns below 0, 0, above 0 */
export function compareDecimals(a: ExactDecimal, b: ExactDecimal): number {
	const { digits } = addDecimals(a, b, -1n);
	return digits < 0n ? -1 : digits > 0n ? 1 : 0;
}

/** As text with exactly `scale` digits behind the point. */
export function decimalText({ digits, scale }: ExactDecimal): string {
	const negative = digits < 0n;
	const text = String(negative ? -digits : digits).padStart(scale + 1, '0');
	const plain = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
	return negative ? `-${plain}` : plain;
}
