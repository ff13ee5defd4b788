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
