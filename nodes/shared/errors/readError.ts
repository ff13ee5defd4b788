import { getOwn, isRecord } from '../record/json';
import { withoutQuotedBody } from './quotedBody';

/** What an item from an app's error output says about its failure, before anybody judges it. */
export interface ErrorFacts {
	/** HTTP status. */
	readonly status?: number;
	/** What Node, a database or the app calls it, the nearest to the cause first. */
	readonly codes: readonly string[];
	/** Everything said, the plainest first. */
	readonly texts: readonly string[];
	/** The answer's headers, where they are known. */
	readonly headers?: unknown;
	/** The Postgres node kept the database's words to itself, and put the query in their place. */
	readonly onlyQuery?: true;
}

/** How deep errors may hide in one another, and how many texts are read. */
const MOST_DEPTH = 5, MOST_TEXTS = 12;

/** Where errors keep what caused them. `node` and `options` hold settings and credentials, and are never looked into. */
const INSIDE = ['cause', 'error', 'errorResponse', 'response', 'reason', 'context', 'data', 'body'];
const TEXTS = ['message', 'description', 'error_description', 'errorMessage', 'detail', 'details', 'title', 'error', 'body'];
/** The Postgres node repeats the query, values and all: that says nothing of the failure, and must not be kept. */
const QUERY = 'Failed query:';
const STATUSES = ['httpCode', 'statusCode', 'status'];
const CODES = ['code', 'sqlState', 'errorCode', 'error_code', 'errno', 'type'];

/**
 * Reads a failure from an item as n8n's nodes leave it (the shapes are in test/data/errors, recorded from a real n8n):
 * `item.error` or `json.error` is an error, a copy of one that has lost its message (then `json.message` has it), or
 * only a text; HTTP Request keeps axios' error with the answer's headers; an answer that was asked for whole has
 * `statusCode` and `headers` on top.
 */
export function readError(json: unknown, error: unknown): ErrorFacts {
	const read = new Reader();
	if (isRecord(json)) {
		// An answer asked for with Never Error and its headers: the body is the app's word.
		if (getOwn(json, 'error') === undefined && statusIn(getOwn(json, 'statusCode')) !== undefined) read.look(json, 0);
		read.text(getOwn(json, 'message'));
		read.value(getOwn(json, 'error'));
		for (const name of ['errorDescription', 'details', 'description']) read.text(getOwn(json, name));
	}
	read.value(error);
	return read.facts();
}

class Reader {
	private status: number | undefined;
	private headers: unknown;
	private hasQuery = false;
	private readonly codes: string[] = [];
	private readonly texts: string[] = [];
	private readonly seen = new Set<unknown>();

	value(value: unknown): void {
		if (typeof value === 'string') this.text(value);
		else this.look(value, 0);
	}

	text(value: unknown): void {
		if (typeof value !== 'string' || value.trim() === '' || this.texts.length >= MOST_TEXTS) return;
		if (value.startsWith(QUERY)) {
			this.hasQuery = true;
			return;
		}
		const text = withoutQuotedBody(value);
		if (!this.texts.includes(text)) this.texts.push(text);
	}

	look(value: unknown, depth: number): void {
		if (typeof value !== 'object' || value === null || depth > MOST_DEPTH || this.seen.has(value)) return;
		this.seen.add(value);
		for (const name of TEXTS) this.text(property(value, name));
		const messages = property(value, 'messages');
		if (Array.isArray(messages)) for (const one of messages as unknown[]) this.text(one);
		for (const name of STATUSES) this.status ??= statusIn(property(value, name));
		for (const name of CODES) {
			const code = property(value, name);
			if (typeof code === 'string' && code !== '' && code.length <= 64) this.codes.push(code);
			else if (typeof code === 'number' && name !== 'errno') this.codes.push(String(code));
		}
		const headers = property(value, 'headers');
		if (typeof headers === 'object' && headers !== null) this.headers ??= { ...headers };
		for (const name of INSIDE) this.look(property(value, name), depth + 1);
		if (Array.isArray(value)) for (const one of (value as unknown[]).slice(0, MOST_DEPTH)) this.look(one, depth + 1);
	}

	facts(): ErrorFacts {
		return {
			...(this.status === undefined ? {} : { status: this.status }),
			codes: this.codes,
			texts: this.texts,
			...(this.headers === undefined ? {} : { headers: this.headers }),
			...(this.hasQuery && this.texts.length === 0 ? { onlyQuery: true } : {}),
		};
	}
}

/** Errors keep their message where `getOwn` finds it; getters of foreign classes may throw. */
function property(value: object, name: string): unknown {
	try {
		return getOwn(value, name);
	} catch {
		return undefined;
	}
}

function statusIn(value: unknown): number | undefined {
	const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
	return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined;
}
