import { getOwn, isRecord } from '../record/json';

/** Nothing is put off for longer than this because a header says so. */
const MOST_MS = 366 * 24 * 3_600_000;

/**
 * How long the target asked to be left alone (RFC 9110, 10.2.3: seconds, or a date). A date is read against the
 * answer's own date where it has one, so that two clocks that differ do not matter.
 *
 * @param headers of the answer, their names in any case
 * @param now ms since 1970
 * @returns ms; undefined where nothing readable is said
 */
export function retryAfterMs(headers: unknown, now: number): number | undefined {
	if (!isRecord(headers)) return undefined;
	const exact = secondsIn(header(headers, 'retry-after-ms'));
	if (exact !== undefined) return within(exact);
	const said = header(headers, 'retry-after');
	const seconds = secondsIn(said);
	if (seconds !== undefined) return within(seconds * 1000);
	const at = typeof said === 'string' ? dateIn(said) : undefined;
	if (at === undefined) return undefined;
	const sent = header(headers, 'date');
	return within(at - ((typeof sent === 'string' ? dateIn(sent) : undefined) ?? now));
}

function header(headers: Record<string, unknown>, name: string): unknown {
	const key = Object.keys(headers).find((one) => one.toLowerCase() === name);
	const value = key === undefined ? undefined : getOwn(headers, key);
	return Array.isArray(value) ? (value as unknown[])[0] : value;
}

function secondsIn(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
	return typeof value === 'string' && /^\s*\d{1,15}(\.\d{1,6})?\s*$/.test(value) ? Number(value) : undefined;
}

/** Only dates of HTTP's form: `Date.parse` takes nearly anything for one. */
function dateIn(text: string): number | undefined {
	const at = /^\s*[a-z]{3,9},? \d{1,2}[ -][a-z]{3}[ -]\d{2,4} [\d:]{8} GMT\s*$/i.test(text) ? Date.parse(text) : NaN;
	return Number.isNaN(at) ? undefined : at;
}

const within = (ms: number): number => Math.min(Math.max(0, Math.ceil(ms)), MOST_MS);
