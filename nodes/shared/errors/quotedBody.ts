import { getOwn, isRecord } from '../record/json';

/** How n8n's HTTP Request tells an answer with an error: its status, and its body once more quoted as JSON. */
const QUOTED = /^(\d{3}) - (".*")$/s;
/** Where APIs put the sentence that says what is wrong. */
const SENTENCE = ['message', 'error_description', 'detail', 'title', 'error', 'errors'];
const MOST_DEPTH = 4;

/** What the app itself said, where a text is or quotes its JSON; else the text as it is. */
export function withoutQuotedBody(text: string): string {
	if (text.startsWith('{') || text.startsWith('[')) return sentenceIn(parse(text), 0) ?? text;
	const [, status, quoted] = QUOTED.exec(text) ?? [];
	const body = quoted === undefined ? undefined : parse(quoted);
	if (typeof body !== 'string') return text;
	return `${status} - ${sentenceIn(parse(body), 0) ?? body}`;
}

function sentenceIn(value: unknown, depth: number): string | undefined {
	if (typeof value === 'string') return value.trim() === '' ? undefined : value;
	if (depth >= MOST_DEPTH) return undefined;
	if (Array.isArray(value)) return sentenceIn(value[0], depth + 1);
	if (!isRecord(value)) return undefined;
	for (const name of SENTENCE) {
		const found = sentenceIn(getOwn(value, name), depth + 1);
		if (found !== undefined) return found;
	}
	return undefined;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
