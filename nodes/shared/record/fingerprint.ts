import { hash } from 'crypto';

/**
 * SHA-256 of a text as a string of 32 one-byte characters: callers cut the prefix they keep.
 * One-shot `crypto.hash` with binary output is the fastest form Node has (bench/micro shows it).
 */
export function sha256(text: string): string {
	return hash('sha256', text, 'binary');
}

/** The first 64 bits of a text's SHA-256: what state keeps of a key. Eight one-byte characters. */
export function keyHash(text: string): string {
	return sha256(text).slice(0, 8);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A key as receipts carry it. Eight bytes: a Buffer for each would cost five times as much. */
export function keyToHex(key: string): string {
	let hex = '';
	for (let i = 0; i < key.length; i += 1) hex += HEX[key.charCodeAt(i)]!;
	return hex;
}

export function keyFromHex(hex: string): string {
	return Buffer.from(hex, 'hex').toString('latin1');
}
