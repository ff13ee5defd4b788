/** @returns undefined for what is not JSON */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/**
 * JSON in ASCII: text of one byte a character is what JavaScript, checksums and databases handle fastest, and no
 * later re-encoding can change it unnoticed.
 */
export function asciiJson(value: unknown): string {
	return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
