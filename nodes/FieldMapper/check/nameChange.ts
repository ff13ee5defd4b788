import { LEAVE_OUT } from '../compileRow';
import { Problem } from '../problem';
import { isNothing } from '../proveLossless';
import { plainFromNumber } from '../types/plainDecimal';

/** What the ways are called in which a value comes back another one, and the same in words. */
export const CHANGES = {
	cannotGoBack: 'what they became is rejected going back',
	becameNothing: 'they come back as no value',
	becameValue: 'no value comes back as a value',
	numberAsText: 'a number comes back as text, and zeros it had in front were gone before it came here',
	textAsNumber: 'text comes back as a number',
	noValueWord: 'a text that means no value comes back as null',
	noValueStates: 'absent, null and empty change places',
	spacesAround: 'spaces before or after the text are gone',
	spacesWithin: 'several spaces within the text become one',
	letterCase: 'upper and lower case change',
	unicodeForm: 'letters are composed of other Unicode characters',
	listEntries: 'the entries of a list change places, or one of several equal ones is gone',
	spelling: 'the same value comes back in the spelling of the row',
	otherType: 'the value comes back as another type',
	otherValue: 'another value comes back',
} as const;

export type Change = keyof typeof CHANGES;

/**
 * Names the difference between what set out and what came back, so that a person sees at once what the row does.
 *
 * @param end undefined or LEAVE_OUT where nothing came back, a Problem where it could not
 * @param isMissing whether a value means "no value" where the journey starts: also `NULL`, where that is such a word
 * @param survived whether the law holds: the difference is one of spelling then
 */
export function nameChange(start: unknown, end: unknown, isMissing: (value: unknown) => boolean, survived: boolean): Change {
	if (end instanceof Problem) return 'cannotGoBack';
	const missing = end === LEAVE_OUT || isMissing(end);
	if (isMissing(start)) {
		if (!missing) return 'becameValue';
		if (isNothing(start)) return 'noValueStates';
		return typeof start === 'string' && start.trim() === '' ? 'spacesAround' : 'noValueWord';
	}
	if (missing) return 'becameNothing';
	return nameDifference(start, end) ?? (survived ? 'spelling' : typeof start === typeof end ? 'otherValue' : 'otherType');
}

function nameDifference(start: unknown, end: unknown): Change | undefined {
	if (typeof start === 'number' && typeof end === 'string') {
		return Number.isFinite(start) && plainFromNumber(start) === end ? 'numberAsText' : undefined;
	}
	if (typeof start === 'string' && typeof end === 'number') return plainFromNumber(end) === start ? 'textAsNumber' : undefined;
	if (Array.isArray(start) && Array.isArray(end)) return sameEntries(start, end) ? 'listEntries' : undefined;
	return typeof start === 'string' && typeof end === 'string' ? nameTextDifference(start, end) : undefined;
}

function nameTextDifference(start: string, end: string): Change | undefined {
	if (start.trim() === end) return 'spacesAround';
	if (start.trim().replace(/\s+/g, ' ') === end) return 'spacesWithin';
	if (start.normalize('NFC') === end.normalize('NFC')) return 'unicodeForm';
	return start.toLowerCase() === end.toLowerCase() ? 'letterCase' : undefined;
}

function sameEntries(a: readonly unknown[], b: readonly unknown[]): boolean {
	const texts = (list: readonly unknown[]) => new Set(list.map((entry) => JSON.stringify(entry)));
	const [one, other] = [texts(a), texts(b)];
	return one.size === other.size && [...one].every((text) => other.has(text));
}
