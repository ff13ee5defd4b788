/** The proleptic Gregorian calendar, years 1 to 9999, without any time zone. */

export interface CalendarDate {
	readonly year: number;
	readonly month: number;
	readonly day: number;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function isRealDate({ year, month, day }: CalendarDate): boolean {
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
	const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
	return day <= DAYS[month - 1]! + (leap ? 1 : 0);
}

/** ms since 1970 of a wall clock reading as if it were UTC. `Date.UTC` alone takes the years 0 to 99 for 1900 to 1999. */
export function utcMs(date: CalendarDate, hour: number, minute: number, second: number, ms: number): number {
	const at = new Date(0);
	at.setUTCFullYear(date.year, date.month - 1, date.day);
	at.setUTCHours(hour, minute, second, ms);
	return at.getTime();
}

/** @returns 1 to 7, Monday first, for ms as `utcMs` gives them */
export function weekdayOf(local: number): number {
	// 1970 began on a Thursday.
	return ((((Math.floor(local / 86_400_000) + 3) % 7) + 7) % 7) + 1;
}

export function pad(value: number, length: number): string {
	return String(value).padStart(length, '0');
}
