import { DateTime } from 'luxon';
import type { Cursor } from './cursor';

/** How a query wants its time. */
export type SinceForm = 'iso' | 'seconds' | 'milliseconds' | 'date' | 'sql' | 'pattern';

/**
 * Where to read on, as the query needs it: never later than the cursor, so that nothing is left out.
 *
 * @param zone an IANA name, for forms that say no offset
 * @param pattern Luxon's tokens, for the form `pattern`
 * @returns undefined where the zone or the pattern is none
 */
export function timeSince(cursor: Cursor, form: SinceForm, zone: string, pattern: string): string | number | undefined {
	const ms = Number(cursor);
	switch (form) {
		case 'seconds':
			return Math.floor(ms / 1000);
		case 'milliseconds':
			return Math.floor(ms);
		case 'iso':
			return new Date(ms).toISOString();
	}
	const local = DateTime.fromMillis(ms, { zone: zone === '' ? 'utc' : zone, locale: 'en' });
	if (!local.isValid) return undefined;
	return local.toFormat(form === 'date' ? 'yyyy-MM-dd' : form === 'sql' ? 'yyyy-MM-dd HH:mm:ss.SSS' : pattern);
}
