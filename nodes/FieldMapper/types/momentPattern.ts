import { Problem } from '../problem';
import { tokensOf } from './pattern';

/** The luxon tokens that mean the same in every language and year. */
const KNOWN = new Set(
	'y yyyy M MM MMM MMMM L LL LLL LLLL d dd EEE EEEE H HH h hh a m mm s ss S SSS Z ZZ ZZZ z'.split(' '),
);

/**
 * A pattern must say the whole moment: what it leaves out, the parser would take from today.
 *
 * @param hasZone whether the row names a zone for texts without an offset
 * @returns what is wrong with it, or undefined
 */
export function checkMomentPattern(pattern: string, hasZone: boolean): Problem | undefined {
	const tokens = tokensOf(pattern).filter((token) => !token.literal).map((token) => token.text);
	const bad = (why: string): Problem =>
		new Problem('badPattern', `the moment pattern "${pattern}" cannot be used: ${why}`, 'Example: dd.MM.yyyy HH:mm:ss with a time zone, or yyyy-MM-dd HH:mm:ss ZZ');
	const unknown = tokens.find((token) => !KNOWN.has(token));
	if (unknown !== undefined) return bad(unknown === 'yy' ? 'a year of two digits may be of any century' : `"${unknown}" is not known`);
	const has = (letters: string): boolean => tokens.some((token) => letters.includes(token[0]!));
	if (!has('y')) return bad('the year (yyyy) is missing');
	if (!has('ML')) return bad('the month (MM) is missing');
	if (!has('d')) return bad('the day (dd) is missing');
	if (!has('Hh')) return bad('the hour (HH) is missing');
	if (has('h') && !has('a')) return bad('hh needs a for am and pm; HH counts to 23');
	if (!has('m')) return bad('the minute (mm) is missing');
	if (!has('Zz') && !hasZone) return bad('it has no offset (ZZ), and no time zone is named');
	return undefined;
}
