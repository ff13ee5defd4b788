import { Problem, show } from '../problem';
import { utcMs } from './calendar';

/**
 * Spreadsheets count days: 1 is 1 January 1900. Their calendar has a 29 February 1900 that never was (day 60), for the
 * sake of a predecessor's error; from 1 March 1900 on, the count is off by one because of it.
 */
const DAY = 86_400_000;
const BEFORE_FIRST = Date.UTC(1899, 11, 31) / DAY;
const PHANTOM = 60;
/** 31 December 9999. */
const LAST = 2_958_465;

/** @returns the date as `2024-03-01` */
export function readSerial(value: unknown): string | Problem {
	const serial = typeof value === 'string' && /^\d{1,7}$/.test(value) ? Number(value) : value;
	if (typeof serial !== 'number' || !Number.isInteger(serial)) {
		const hasTime = typeof serial === 'number' && Number.isFinite(serial);
		return new Problem(
			'notDate',
			`The value is ${show(value)}, and this row takes a spreadsheet's whole number of days.`,
			hasTime ? 'A fraction is a time of day: split the two in the spreadsheet.' : 'Choose in the Date Settings of the row how this system writes dates.',
		);
	}
	if (serial < 1 || serial > LAST || serial === PHANTOM) {
		return new Problem(
			'noSuchDate',
			serial === PHANTOM ? 'Day 60 is 29 February 1900, which never was.' : `Day ${serial} lies outside the years 1900 to 9999.`,
			'Correct it in the system it comes from.',
		);
	}
	const days = BEFORE_FIRST + (serial > PHANTOM ? serial - 1 : serial);
	return new Date(days * DAY).toISOString().slice(0, 10);
}

/** @param inner as `2024-03-01` */
export function writeSerial(inner: string): number | Problem {
	const day = { year: Number(inner.slice(0, 4)), month: Number(inner.slice(5, 7)), day: Number(inner.slice(8, 10)) };
	const days = utcMs(day, 0, 0, 0, 0) / DAY - BEFORE_FIRST;
	if (days < 1) return new Problem('notExpressible', `${inner} is before 1900, where a spreadsheet begins to count.`, 'Choose Pattern for this side.');
	return days >= PHANTOM ? days + 1 : days;
}
