/** A run of one letter (`yyyy`), or literal text between them. */
export interface Token {
	readonly text: string;
	readonly literal: boolean;
}

/** Splits a date pattern. Letters are tokens, quoted text and everything else stands for itself. */
export function tokensOf(pattern: string): Token[] {
	const tokens: Token[] = [];
	for (const match of pattern.matchAll(/'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g)) {
		if (match[2] !== undefined) tokens.push({ text: match[0], literal: false });
		else tokens.push({ text: match[1] ?? match[0], literal: true });
	}
	return tokens;
}
