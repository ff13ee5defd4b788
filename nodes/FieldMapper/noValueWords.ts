/** Tells whether a text is one of the words that mean "no value". */
export type IsNoValueWord = (text: string) => boolean;

/**
 * @param words matched letter for letter: a person may be called Null
 * @returns undefined where there are no such words
 */
export function compileNoValueWords(words: readonly string[]): IsNoValueWord | undefined {
	const known = new Set(words);
	if (known.size === 0) return undefined;
	// Most texts have another length than any of the words: that is quicker to see than to look them up.
	const lengths = new Set([...known].map((word) => word.length));
	let short = 0;
	for (const length of lengths) short |= length < 31 ? 1 << length : 0;
	return (text) => (text.length < 31 ? ((short >>> text.length) & 1) === 1 : lengths.has(text.length)) && known.has(text);
}
