/** A fraction in lowest terms; the denominator is positive. */
export interface Fraction {
	readonly over: bigint;
	readonly under: bigint;
}

export function fraction(over: bigint, under: bigint): Fraction {
	const common = gcd(over < 0n ? -over : over, under < 0n ? -under : under) * (under < 0n ? -1n : 1n);
	return { over: over / common, under: under / common };
}

function gcd(a: bigint, b: bigint): bigint {
	while (b !== 0n) [a, b] = [b, a % b];
	return a;
}

/** @param text a plain decimal, or two of them with a slash between */
export function fractionFrom(text: string): Fraction {
	const [over, under = '1'] = text.split('/') as [string, string?];
	const a = decimalParts(over);
	const b = decimalParts(under);
	return fraction(a.digits * b.scale, a.scale * b.digits);
}

/** `-12.5` is -125 over 10. */
function decimalParts(plain: string): { digits: bigint; scale: bigint } {
	const point = plain.indexOf('.');
	if (point < 0) return { digits: BigInt(plain), scale: 1n };
	return { digits: BigInt(plain.slice(0, point) + plain.slice(point + 1)), scale: 10n ** BigInt(plain.length - point - 1) };
}

export function times(a: Fraction, b: Fraction): Fraction {
	return fraction(a.over * b.over, a.under * b.under);
}

export function plus(a: Fraction, b: Fraction): Fraction {
	return fraction(a.over * b.under + b.over * a.under, a.under * b.under);
}

export function minus(a: Fraction, b: Fraction): Fraction {
	return plus(a, { over: -b.over, under: b.under });
}

export function dividedBy(a: Fraction, b: Fraction): Fraction {
	return fraction(a.over * b.under, a.under * b.over);
}

/** @returns how many decimals the value has, written out; undefined if they never end */
export function decimalsNeeded({ under }: Fraction): number | undefined {
	let rest = under;
	let twos = 0;
	let fives = 0;
	for (; rest % 2n === 0n; rest /= 2n) twos += 1;
	for (; rest % 5n === 0n; rest /= 5n) fives += 1;
	return rest === 1n ? Math.max(twos, fives) : undefined;
}

/** @returns the value as plain text with so many decimals, halves away from zero */
export function roundedText({ over, under }: Fraction, decimals: number): string {
	const negative = over < 0n;
	const scaled = (negative ? -over : over) * 10n ** BigInt(decimals) * 2n + under;
	const digits = String(scaled / (under * 2n)).padStart(decimals + 1, '0');
	const at = digits.length - decimals;
	return `${negative ? '-' : ''}${digits.slice(0, at)}${decimals === 0 ? '' : `.${digits.slice(at)}`}`;
}
