import { compareVersions, type Version } from '../reconcile/version';

/**
 * What a source's records are put in order by: when they changed, a number that only grows, or a text that only the
 * source understands (a page, a token).
 */
export type CursorKind = 'time' | 'number' | 'page';

/** Of the kind `time` ms since 1970; `number` a number, or digits where a number would not be exact; `page` a text. */
export type Cursor = Version;

/**
 * @returns below 0 if `a` comes first, 0 if they are the same, above 0 if `b` does. Pages have no order: they are the
 * same or not
 */
export function compareCursors(kind: CursorKind, a: Cursor, b: Cursor): number {
	if (kind === 'page') return a === b ? 0 : 1;
	return compareVersions(a, b);
}

/** @param by ms for times, a difference for numbers; pages cannot be stepped back from */
export function stepBack(kind: CursorKind, from: Cursor, by: number): Cursor {
	if (kind === 'page' || by === 0) return from;
	if (typeof from === 'number') return from - by;
	const less = BigInt(from) - BigInt(Math.ceil(by));
	return Number.isSafeInteger(Number(less)) ? Number(less) : String(less);
}
