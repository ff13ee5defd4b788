import { canonicalJson, NotCanonicalError } from '../record/canonical';
import { sha256 } from '../record/fingerprint';

/** Bits a fingerprint has: with the ten bits of who agreed on it, a remembered field takes six bytes. */
export const FINGERPRINT_BITS = 38;

/** Longer texts go through SHA-256, whose fixed cost they have outgrown. */
const LONG_TEXT = 192;

const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);

/**
 * The fingerprint of one field's value: the same for the same canonical JSON, and for nothing else but by a chance
 * of one in 2³⁸. Short texts and numbers, nearly all there is, take a hash written here: seven times as fast as
 * SHA-256 on them (docs/adr/0003). It guards against mistakes, not against an attacker, who could only hide a
 * change of his own.
 *
 * @returns an integer from 0 to 2³⁸ − 1
 * @throws NotCanonicalError for what JSON cannot hold (NaN, half surrogates, 500 levels deep, …)
 */
export function valueFingerprint(value: unknown): number {
	switch (typeof value) {
		case 'string':
			return ofText(value);
		case 'number':
			if (!Number.isFinite(value)) throw new NotCanonicalError(`The number ${value}, which JSON cannot hold,`, []);
			// Adding 0 turns −0 into 0, as its canonical text has it.
			float[0] = value + 0;
			return ofHalves(halves[0]!, halves[1]!);
		case 'boolean':
			return value ? 1 : 2;
		default:
			if (value === null) return 3;
			if (value instanceof Date) return ofText(asText(value));
			return ofDigest(canonicalJson(value), 0);
	}
}

/** Each lane takes in both halves of the number: small integers differ in one half only. */
function ofHalves(low: number, high: number): number {
	let a = Math.imul(low ^ 0x3c6ef372, 0xcc9e2d51);
	a = Math.imul(((a << 15) | (a >>> 17)) ^ high, 0x1b873593);
	let b = Math.imul(high ^ 0x510e527f, 0x85ebca6b);
	b = Math.imul(((b << 13) | (b >>> 19)) ^ low, 0xc2b2ae35);
	return finish(a, b);
}

/** Canonical JSON knows dates only as their ISO text. */
function asText(date: Date): string {
	if (Number.isNaN(date.getTime())) throw new NotCanonicalError('An invalid date', []);
	return date.toISOString();
}

/** Two MurmurHash3-like lanes over the UTF-16 units. */
function ofText(text: string): number {
	const length = text.length;
	if (length > LONG_TEXT) {
		if (!text.isWellFormed()) throw halfSurrogate();
		// Other bytes of the digest than for lists and objects: the text of a list is not that list.
		return ofDigest(text, 8);
	}
	let a = 0x9e3779b9 ^ length;
	let b = 0x85ebca6b;
	let surrogates = false;
	for (let i = 0; i < length; i += 1) {
		const unit = text.charCodeAt(i);
		if ((unit & 0xf800) === 0xd800) surrogates = true;
		a = Math.imul(a ^ unit, 0xcc9e2d51);
		a = (a << 15) | (a >>> 17);
		b = Math.imul(b + unit, 0x1b873593);
		b ^= b >>> 13;
	}
	if (surrogates && !text.isWellFormed()) throw halfSurrogate();
	return finish(a, b);
}

function halfSurrogate(): NotCanonicalError {
	return new NotCanonicalError('Text with half a surrogate pair (broken encoding)', []);
}

/** Every bit of both lanes reaches every bit of the result (the finalizers of MurmurHash3 and lowbias32). */
function finish(first: number, second: number): number {
	let a = first ^ (second >>> 16);
	a = Math.imul(a, 0x85ebca6b);
	a ^= a >>> 13;
	a = Math.imul(a, 0xc2b2ae35);
	a ^= a >>> 16;
	let b = second ^ (a >>> 15);
	b = Math.imul(b ^ (b >>> 16), 0x7feb352d);
	b = Math.imul(b ^ (b >>> 15), 0x846ca68b);
	b ^= b >>> 16;
	return (b & 0x3f) * 0x1_0000_0000 + (a >>> 0);
}

function ofDigest(text: string, from: number): number {
	const digest = sha256(text);
	let value = digest.charCodeAt(from) & 0x3f;
	for (let i = 1; i <= 4; i += 1) value = value * 256 + digest.charCodeAt(from + i);
	return value;
}
