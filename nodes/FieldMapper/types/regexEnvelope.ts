/** The text a pattern asks for, letter for letter, before and after its first group. */
export interface Envelope {
	readonly before: string;
	readonly after: string;
}

/**
 * Whether a pattern has the form `^text(part)text$`, so that the part alone brings the whole text back: it is the only
 * text between those two.
 *
 * @param pattern one that compiles
 * @param group the group that is taken
 * @returns undefined where the pattern has any other form
 */
export function envelopeOf(pattern: string, group: number): Envelope | undefined {
	if (group !== 1 || !pattern.startsWith('^') || !pattern.endsWith('$')) return undefined;
	const inner = pattern.slice(1, -1);
	const open = literal(inner, 0);
	if (inner[open.end] !== '(') return undefined;
	const close = closing(inner, open.end);
	if (close === undefined) return undefined;
	// (?: does not count as a group, and (?i) would change the letters around it.
	const start = inner.slice(open.end + 1);
	if (start.startsWith('?') && !/^\?P?<[A-Za-z_]/.test(start)) return undefined;
	const rest = literal(inner, close + 1);
	return rest.end === inner.length ? { before: open.text, after: rest.text } : undefined;
}

/** Reads letters that stand for themselves. `end` is where the first other sign stands. */
function literal(pattern: string, from: number): { text: string; end: number } {
	let text = '';
	let at = from;
	while (at < pattern.length) {
		const sign = pattern[at]!;
		const escaped = sign === '\\' ? pattern[at + 1] : undefined;
		if (escaped === undefined ? /[\\.*+?^${}()|[\]]/.test(sign) : !/[^A-Za-z0-9\s]/.test(escaped)) break;
		text += escaped ?? sign;
		at += escaped === undefined ? 1 : 2;
	}
	return { text, end: at };
}

/** @returns where the bracket closes that opens at `from` */
function closing(pattern: string, from: number): number | undefined {
	let depth = 0;
	let inClass = false;
	for (let at = from; at < pattern.length; at += 1) {
		const sign = pattern[at];
		if (sign === '\\') at += 1;
		else if (inClass) inClass = sign !== ']';
		else if (sign === '[') {
			inClass = true;
			// A closing bracket in the first place stands for itself.
			if (pattern[at + 1] === '^') at += 1;
			if (pattern[at + 1] === ']') at += 1;
		} else if (sign === '(') depth += 1;
		else if (sign === ')') {
			depth -= 1;
			if (depth === 0) return at;
		}
	}
	return undefined;
}
