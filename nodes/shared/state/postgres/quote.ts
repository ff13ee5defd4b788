import { StateProblem, type KeyHash } from '../port';

/**
 * SQL text with its data in it. A batch is two messages, "begin, lock, read" and "write, commit", or one. Several statements
 * fit one message only where data is part of the text, and text also passes a PgBouncer that shares connections.
 */

/** A name of a schema, as SQL writes it. */
export function quoteName(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Any text as a literal, between marks that do not occur in it: nothing inside has a meaning then, and nothing needs
 * to be escaped. Follows PostgreSQL's rules for dollar-quoted constants.
 *
 * @throws StateProblem for a text PostgreSQL cannot hold: with a NUL it would cut the message off, and halves of
 * surrogate pairs would all become the same character
 */
export function quoteText(text: string): string {
	if (text.includes('\u0000') || !text.isWellFormed()) {
		throw new StateProblem('database', 'A name holds a character that PostgreSQL cannot store', 'Take the special characters out of the Sync Name, the Namespace and the names of systems.');
	}
	let mark = '$sk$';
	// The last character of the text and the closing mark must not make a mark together, hence the added `$`.
	for (let i = 0; `${text}$`.includes(mark.slice(0, -1)); i += 1) mark = `$sk${i}$`;
	return `${mark}${text}${mark}`;
}

/** @param names must hold nothing but letters, digits, minus, plus and dots */
export function quoteNumbers(numbers: readonly (number | null)[]): string {
	return `'{${numbers.map((number) => (number === null ? 'NULL' : String(number))).join(',')}}'`;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Keys as an array of bytes. */
export function quoteKeys(keys: readonly KeyHash[]): string {
	if (keys.length === 0) return "'{}'::bytea[]";
	let text = '';
	for (const key of keys) {
		text += text === '' ? '"\\\\x' : ',"\\\\x';
		for (let i = 0; i < key.length; i += 1) text += HEX[key.charCodeAt(i)]!;
		text += '"';
	}
	return `$keys$\{${text}}$keys$::bytea[]`;
}

/** A key that came from the database in hex. */
export function keyOf(hex: string): KeyHash {
	return Buffer.from(hex, 'hex').toString('latin1');
}
