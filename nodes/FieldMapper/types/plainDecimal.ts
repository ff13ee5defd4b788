/** Exact decimals without arithmetic: as text in plain notation, or as a number where a number says the same. */

/** `-12.5`, `0`, `0.0000001`: no exponent, no sign on zero. @param value finite */
export function plainFromNumber(value: number): string {
	const shortest = value === 0 ? '0' : String(value);
	const e = shortest.indexOf('e');
	if (e < 0) return shortest;
	const negative = shortest.startsWith('-');
	const [int, frac = ''] = shortest.slice(negative ? 1 : 0, e).split('.') as [string, string?];
	const exponent = Number(shortest.slice(e + 1));
	const digits = int + frac;
	const point = int.length + exponent;
	const plain =
		point <= 0
			? `0.${'0'.repeat(-point)}${digits}`
			: point >= digits.length
				? digits + '0'.repeat(point - digits.length)
				: `${digits.slice(0, point)}.${digits.slice(point)}`;
	return negative ? `-${plain}` : plain;
}

/** The same value without trailing zeros, and without a sign on zero. */
export function normalPlain(negative: boolean, int: string, frac: string): string {
	let end = frac.length;
	while (end > 0 && frac[end - 1] === '0') end -= 1;
	const plain = end === 0 ? int : `${int}.${frac.slice(0, end)}`;
	return negative && plain !== '0' ? `-${plain}` : plain;
}

/** The number that stands for exactly this plain text, or the text where no number does. */
export function numberIfExact(plain: string): number | string {
	const value = Number(plain);
	if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return plain;
	return plainFromNumber(value) === plain ? value : plain;
}

/** The value times 10 to the power of `places`, by moving the point. @param plain in normal form */
export function shiftPlain(plain: string, places: number): string {
	const negative = plain.startsWith('-');
	const [int, frac = ''] = (negative ? plain.slice(1) : plain).split('.') as [string, string?];
	const point = int.length + places;
	const digits = point <= 0 ? '0'.repeat(1 - point) + int + frac : (int + frac).padEnd(point, '0');
	const at = Math.max(point, 1);
	return normalPlain(negative, digits.slice(0, at).replace(/^0+(?=\d)/, ''), digits.slice(at));
}

/** @param a plain text as `normalPlain` gives it, like `b`, of any length @returns below 0, 0, above 0 */
export function comparePlain(a: string, b: string): number {
	const [negative, otherNegative] = [a.startsWith('-'), b.startsWith('-')];
	if (negative !== otherNegative) return negative ? -1 : 1;
	return negative ? compareSizes(b.slice(1), a.slice(1)) : compareSizes(a, b);
}

function compareSizes(a: string, b: string): number {
	const [int, frac = ''] = a.split('.') as [string, string?];
	const [otherInt, otherFrac = ''] = b.split('.') as [string, string?];
	if (int.length !== otherInt.length) return int.length - otherInt.length;
	const [x, y] = int === otherInt ? [frac, otherFrac] : [int, otherInt];
	return x < y ? -1 : x > y ? 1 : 0;
}
