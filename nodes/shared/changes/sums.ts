import { sha256 } from '../record/fingerprint';

/**
 * What is remembered of a record's content: sums over its fields, from which two things can be told. Whether it
 * changed: the first two sums, 40 bits, differ. And, without keeping anything of each field, *which* fields changed:
 * each field takes part in the k-th sum with the k-th power of a factor of its own, as in a Reed-Solomon code, so the
 * differences of the sums point at the fields (locate.ts).
 *
 * Arithmetic is modulo a prime below 2²⁰, so that products stay exact in a number. A value takes part as two numbers
 * (lanes) of 19 bits, into which its 38-bit fingerprint goes without loss: a single changed field is never missed but
 * where the fingerprints themselves meet, one time in 2³⁸, and several at once one time in 2⁴⁰.
 */
export const PRIME = 1_048_573;

/** `[S1, T1, S2, T2, S3, T3, S4, T4]`: for k = 1…4 the sums of factorᵏ · lane, one for each lane. */
export type Sums = readonly number[];

/** All that can be kept: up to three changed fields are named. */
export const FULL_SUMS = 8;
/** For records whose long keys take the room: S1, T1, S2, from which one changed field is named. */
export const SHORT_SUMS = 3;

/** How a field takes part, by its name alone: neither order nor neighbours count, and an absent field adds nothing. */
export interface FieldFactor {
	readonly name: string;
	/** From 1 to PRIME − 1. */
	readonly factor: number;
	/** Bind the value to the field: two fields that swap their values change both. */
	readonly seedA: number;
	readonly seedB: number;
}

const factors = new Map<string, FieldFactor>();
const MOST_FACTORS_KEPT = 10_000;

export function factorOf(name: string): FieldFactor {
	const known = factors.get(name);
	if (known !== undefined) return known;
	const digest = sha256(name);
	const word = (at: number): number =>
		digest.charCodeAt(at) | (digest.charCodeAt(at + 1) << 8) | (digest.charCodeAt(at + 2) << 16) | (digest.charCodeAt(at + 3) << 24);
	const made = { name, factor: ((word(0) >>> 0) % (PRIME - 1)) + 1, seedA: word(4), seedB: word(8) };
	if (factors.size >= MOST_FACTORS_KEPT) factors.clear();
	factors.set(name, made);
	return made;
}

const LANE = 2 ** 19;
const LANE_MASK = LANE - 1;

/** @param fingerprint 38 bits. @returns two lanes of 19 bits: a Feistel network of two rounds, so nothing is lost */
export function lanesOf(fingerprint: number, field: FieldFactor): [number, number] {
	const high = Math.floor(fingerprint / LANE);
	const a = (fingerprint % LANE) ^ (scramble(high ^ field.seedA) & LANE_MASK);
	return [a, high ^ (scramble(a ^ field.seedB) & LANE_MASK)];
}

/** The finalizer of MurmurHash3. */
function scramble(word: number): number {
	let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return h ^ (h >>> 16);
}

const ONE_PRIMEth = 1 / PRIME;

/** Both from 0 to PRIME − 1. Several times as fast as `%` on numbers beyond 32 bits. */
export function times(a: number, b: number): number {
	const product = a * b;
	const rest = product - Math.floor(product * ONE_PRIMEth) * PRIME;
	return rest < 0 ? rest + PRIME : rest >= PRIME ? rest - PRIME : rest;
}

function plus(a: number, b: number): number {
	const sum = a + b;
	return sum >= PRIME ? sum - PRIME : sum;
}

export function minus(a: number, b: number): number {
	return a >= b ? a - b : a - b + PRIME;
}

/** @param fingerprints by place of `fields`; undefined where a field is absent */
export function sumsOf(fields: readonly FieldFactor[], fingerprints: readonly (number | undefined)[]): number[] {
	let s1 = 0, t1 = 0, s2 = 0, t2 = 0, s3 = 0, t3 = 0, s4 = 0, t4 = 0;
	for (let i = 0; i < fields.length; i += 1) {
		const fingerprint = fingerprints[i];
		if (fingerprint === undefined) continue;
		const field = fields[i]!;
		const { factor } = field;
		let [a, b] = lanesOf(fingerprint, field);
		s1 = plus(s1, (a = times(a, factor)));
		t1 = plus(t1, (b = times(b, factor)));
		s2 = plus(s2, (a = times(a, factor)));
		t2 = plus(t2, (b = times(b, factor)));
		s3 = plus(s3, (a = times(a, factor)));
		t3 = plus(t3, (b = times(b, factor)));
		s4 = plus(s4, times(a, factor));
		t4 = plus(t4, times(b, factor));
	}
	return [s1, t1, s2, t2, s3, t3, s4, t4];
}

/** Whether two contents are the same, by all the sums that both have. */
export function sameSums(a: Sums, b: Sums): boolean {
	const length = Math.min(a.length, b.length);
	for (let i = 0; i < length; i += 1) if (a[i] !== b[i]) return false;
	return true;
}
