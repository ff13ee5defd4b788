/**
 * Bytes as text of 91 characters that JSON writes as they are: 13 bits in two of them, 8 % less than base64. The
 * printable ASCII characters without quote, backslash and tilde, which separates.
 */
const ALPHABET = Array.from({ length: 94 }, (_, i) => String.fromCharCode(0x21 + i)).filter((char) => !'"\\~'.includes(char)).join('');
const PAIR_BITS = 13;

const FIRST = new Uint8Array(1 << PAIR_BITS);
const SECOND = new Uint8Array(1 << PAIR_BITS);
for (let value = 0; value < FIRST.length; value += 1) {
	FIRST[value] = ALPHABET.charCodeAt(value % 91);
	SECOND[value] = ALPHABET.charCodeAt(Math.floor(value / 91));
}
const DIGIT = new Int16Array(128).fill(-1);
for (let digit = 0; digit < ALPHABET.length; digit += 1) DIGIT[ALPHABET.charCodeAt(digit)] = digit;

/** Characters that so many bytes take. */
export function base91Length(bytes: number): number {
	return 2 * Math.ceil((bytes * 8) / PAIR_BITS);
}

export function toBase91(bytes: Uint8Array): string {
	const out = Buffer.allocUnsafe(base91Length(bytes.length));
	let at = 0, bits = 0, filled = 0;
	for (let i = 0; i < bytes.length; i += 1) {
		bits |= bytes[i]! << filled;
		filled += 8;
		if (filled < PAIR_BITS) continue;
		const value = bits & 0x1fff;
		out[at] = FIRST[value]!;
		out[at + 1] = SECOND[value]!;
		at += 2;
		bits >>>= PAIR_BITS;
		filled -= PAIR_BITS;
	}
	if (filled > 0) {
		out[at] = FIRST[bits]!;
		out[at + 1] = SECOND[bits]!;
	}
	return out.toString('latin1');
}

/** @param length of the bytes it is of. @returns undefined for a text that is not of so many bytes */
export function fromBase91(text: string, length: number): Buffer | undefined {
	if (text.length !== base91Length(length)) return undefined;
	const out = Buffer.allocUnsafe(length);
	let at = 0, bits = 0, filled = 0;
	for (let i = 0; i < text.length; i += 2) {
		const value = digitAt(text, i) + 91 * digitAt(text, i + 1);
		if (!(value >= 0 && value < FIRST.length)) return undefined;
		bits |= value << filled;
		filled += PAIR_BITS;
		for (; filled >= 8 && at < length; at += 1, filled -= 8, bits >>>= 8) out[at] = bits & 0xff;
	}
	return out;
}

/** So far below zero that no pair with it passes. */
const NO_DIGIT = -100_000;

function digitAt(text: string, at: number): number {
	const digit = DIGIT[text.charCodeAt(at)] ?? -1;
	return digit < 0 ? NO_DIGIT : digit;
}
