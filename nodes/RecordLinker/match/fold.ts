/** Letters that no decomposition takes apart, as their languages write them without. */
const LETTERS: Readonly<Record<string, string>> = {
	ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i', ħ: 'h', ŋ: 'n',
};

const PLAIN = /^[a-z0-9]+(?: [a-z0-9]+)*$/;

/**
 * Text as it is compared: no case, no accents, no punctuation, one space between words. Apostrophes go without a
 * gap (Arnie's, arnies), and so do the dots of initials (S.A., sa); "&" is "and". The same in any locale.
 *
 * @returns '' for text without letters and digits
 */
export function fold(text: string): string {
	const lower = text.toLowerCase();
	if (PLAIN.test(lower)) return lower;
	return lower
		.normalize('NFKD')
		// Accents of Latin, Greek and Cyrillic letters; the vowel signs of other scripts are letters.
		.replace(/[\u0300-\u036f'’‘`´ʼ]/g, '')
		.replace(/[ßæœøđðþłıħŋ]/g, (letter) => LETTERS[letter]!)
		.replace(/&/g, ' and ')
		.replace(/(?<![\p{L}\p{N}])(\p{L})\.(?=\p{L}(?![\p{L}\p{N}]))/gu, '$1')
		.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
		.trim()
		.normalize('NFC');
}
