import type { ErrorClass, Failure } from '../queue/entry';
import type { ErrorFacts } from './readError';
import { redact } from './redact';
import { retryAfterMs } from './retryAfter';
import { byCode, byStatus, byText, saysLimit, statusInText, type Judged } from './table';

/** One row of the user's rules. What it leaves out matches everything. */
export interface ErrorRule {
	/** From and to, inclusive. */
	readonly status?: readonly [number, number];
	/** As the error has it, in any case. */
	readonly code?: string;
	/** In lower case: some text of the error contains it. */
	readonly text?: string;
	readonly class: ErrorClass;
}

const UNKNOWN: Judged = { class: 'unknown', mayHaveHappened: true };

/**
 * What a failure is, and so what happens next. The user's rules come first, then the built-in table by status, then
 * by code, then by words; what nothing knows is `unknown`, and may have happened.
 *
 * @param now ms since 1970, for a Retry-After that is a date
 */
export function classify(facts: ErrorFacts, rules: readonly ErrorRule[], now: number): Failure {
	const status = facts.status ?? firstOf(facts.texts, statusInText);
	const code = facts.codes.find((one) => byCode(one) !== undefined && !GENERAL.has(one)) ?? facts.codes.find((one) => !GENERAL.has(one));
	const builtIn = judge(facts, status);
	const rule = rules.find((one) => matches(one, facts, status));
	const retryAfter = retryAfterMs(facts.headers, now);
	return {
		class: rule?.class ?? builtIn.class,
		...(status === undefined ? {} : { status }),
		...(code === undefined ? {} : { code: redact(code) }),
		message: messageOf(facts, status, code),
		...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter }),
		mayHaveHappened: builtIn.mayHaveHappened,
	};
}

/** Names that only repeat that there was an error, or its status. */
const GENERAL: ReadonlySet<string> = new Set(['ERR_BAD_REQUEST', 'ERR_BAD_RESPONSE', 'Error', 'error', 'about:blank']);

function judge({ codes, texts }: ErrorFacts, status: number | undefined): Judged {
	if (status !== undefined) {
		const judged = byStatus(status);
		if (judged !== undefined) {
			if (judged.class !== 'permanent') return judged;
			// Some apps refuse for a moment with a status that says for ever: only what is plain in words counts then.
			if (texts.some(saysLimit)) return { class: 'rateLimit', mayHaveHappened: false };
			return texts.some((text) => LOCKED.some((part) => text.toLowerCase().includes(part))) ? { class: 'transient', mayHaveHappened: false } : judged;
		}
	}
	// "connect ETIMEDOUT": it never got as far as sending.
	if (texts.some((text) => text.startsWith('connect '))) return { class: 'transient', mayHaveHappened: false };
	const known = codes.filter((code) => !GENERAL.has(code));
	return firstOf(known, byCode) ?? firstOf(texts, byText) ?? firstOf(codes, byCode) ?? UNKNOWN;
}

/** Salesforce and SQL Server, of a record that somebody else is writing. */
const LOCKED = ['unable_to_lock_row', 'deadlock'];

function matches(rule: ErrorRule, { codes, texts }: ErrorFacts, status: number | undefined): boolean {
	if (rule.status !== undefined && (status === undefined || status < rule.status[0] || status > rule.status[1])) return false;
	if (rule.code !== undefined && !codes.some((one) => one.toLowerCase() === rule.code!.toLowerCase())) return false;
	return rule.text === undefined || texts.some((one) => one.toLowerCase().includes(rule.text!));
}

/** n8n's HTTP Request says "Try spacing your requests out" of a 429: what the app itself said is in the next text. */
const ADVICE = 'Try spacing your requests out';

/** n8n 2.41 copies the error without its message there. */
const UNSAID = 'n8n\'s Postgres node did not hand on what the database said, since its Query Batching is Independently or Transaction; with Single Query it does';

function messageOf({ texts, codes, onlyQuery }: ErrorFacts, status: number | undefined, code: string | undefined): string {
	const said = texts.filter((text) => !text.startsWith(ADVICE));
	const [first = '', ...more] = said.length === 0 ? texts : said;
	// One more text says what a general first one leaves out.
	const second = more.find((text) => text.length < 200 && !bare(first).includes(bare(text)) && !bare(text).includes(bare(first)));
	const message = redact(second === undefined ? first : `${first} (${second})`);
	if (message !== '') return message;
	const known = status === undefined ? (code ?? codes[0]) : `status ${status}`;
	if (known === undefined && onlyQuery === true) return UNSAID;
	return known === undefined ? 'The app said nothing about what went wrong' : `The app answered with ${redact(known)} and said nothing more`;
}

/** HTTP Request quotes in its message what the answer said, with quotes of its own. */
const bare = (text: string): string => text.slice(0, 4_000).replace(/\W+/g, '');

function firstOf<T, R>(list: readonly T[], find: (one: T) => R | undefined): R | undefined {
	for (const one of list) {
		const found = find(one);
		if (found !== undefined) return found;
	}
	return undefined;
}
