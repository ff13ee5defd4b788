import type { INodeProperties } from 'n8n-workflow';
import { bothSides, choice, settingsOf, words } from './settings';

const yearsFrom: INodeProperties = {
	displayName: 'Two-Digit Years From',
	name: 'yearsFrom',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 9900 },
	default: 1950,
	noDataExpression: true,
	hint: 'With 1950, 49 is 2049 and 50 is 1950',
	description: 'The first of the hundred years that yy in a pattern stands for. Without it, yy is refused.',
};

const dateSettings = settingsOf('date', 'Date', [
	...bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[
				{ name: 'Number Like 20240301', value: 'number' },
				{ name: 'Spreadsheet Day', value: 'serial', description: 'A number that counts days: 45352 is 1 March 2024' },
				{ name: 'Text in a Pattern', value: 'pattern', description: 'Such as 2024-03-01 or 01.03.2024' },
			],
			`How the ${side} writes a date`,
			'pattern',
		),
	),
	...bothSides((side, label) =>
		words(
			`Pattern in ${label}`,
			`${side}Pattern`,
			'yyyy-MM-dd',
			'e.g. dd.MM.yyyy',
			'Built from yyyy, MM, M or MMM, and dd or d. A date has no time and no zone, so nothing can shift it by a day.',
		),
	),
	yearsFrom,
]);

const timeSettings = settingsOf('time', 'Time', [
	...bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[
				{ name: 'ISO', value: 'iso', description: 'Such as 09:30 or 09:30:00.5' },
				{ name: 'Milliseconds Since Midnight', value: 'milliseconds' },
				{ name: 'Minutes Since Midnight', value: 'minutes' },
				{ name: 'Pattern', value: 'pattern', description: 'Such as h:mm a' },
				{ name: 'Seconds Since Midnight', value: 'seconds' },
			],
			`How the ${side} writes a time of day`,
		),
	),
	...bothSides((side, label) =>
		words(
			`Pattern in ${label}`,
			`${side}Pattern`,
			'HH:mm',
			'e.g. h:mm a',
			'Used where this side is set to Pattern. Built from HH or H, or h with a; mm; ss; SSS.',
		),
	),
]);

const momentSettings = settingsOf('moment', 'Moment', [
	choice(
		'Clock Change',
		'clockChange',
		[
			{ name: 'Reject', value: 'reject', description: 'The honest answer: nobody can tell which moment is meant' },
			{ name: 'Take the Earlier Moment', value: 'earlier' },
			{ name: 'Take the Later Moment', value: 'later' },
			{
				name: 'Take What Most Programs Take',
				value: 'usual',
				description: 'A skipped time is moved forward by what was skipped, of two equal times it is the earlier one',
			},
		],
		'What to do with a local time that the clocks skip or repeat when summer time begins or ends',
	),
	choice(
		'Finer Than a Millisecond',
		'finer',
		[
			{ name: 'Reject', value: 'reject' },
			{ name: 'Keep', value: 'keep', description: 'Up to nanoseconds; a side that has no room for it rejects the value' },
			{ name: 'Cut', value: 'cut', description: 'Loses digits, so the row works one way only' },
		],
		'What to do with a text such as 09:30:00.123456',
	),
	...bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[
				{ name: 'ISO with Offset', value: 'iso', description: 'Such as 2024-03-01T09:30:00Z or 2024-03-01T10:30:00+01:00' },
				{ name: 'ISO Local Time', value: 'local', description: 'Such as 2024-03-01T10:30:00, in a zone you name' },
				{ name: 'Pattern', value: 'pattern', description: 'Such as dd.MM.yyyy HH:mm' },
				{ name: 'Seconds Since 1970', value: 'epochSeconds' },
				{ name: 'Milliseconds Since 1970', value: 'epochMs' },
				{ name: 'Microseconds Since 1970', value: 'epochMicros' },
				{ name: 'Nanoseconds Since 1970', value: 'epochNanos', description: 'Written as text: a number would lose digits' },
			],
			`How the ${side} writes a point in time`,
		),
	),
	choice(
		'Offset',
		'offset',
		[
			{ name: 'UTC', value: 'utc', description: 'The same moment, written in UTC or in the zone named for the side' },
			{ name: 'Keep', value: 'keep', description: 'Also keep which clock it was read from: 10:30+01:00 stays 10:30+01:00' },
		],
		'Whether 10:30+01:00 and 09:30Z, which are the same moment, count as the same value',
	),
	...bothSides((side, label) =>
		words(
			`Pattern in ${label}`,
			`${side}Pattern`,
			'',
			'e.g. dd.MM.yyyy HH:mm:ss',
			'Used where this side is set to Pattern. Letters as in n8n\'s Date & Time node (luxon); SSSSSS for microseconds.',
		),
	),
	...bothSides((side, label) =>
		words(
			`Time Zone in ${label}`,
			`${side}Zone`,
			'',
			'e.g. Europe/Berlin',
			'For texts without an offset. Without a zone they are rejected: they could be any of 27 hours.',
		),
	),
	yearsFrom,
]);

const durationSettings = settingsOf('duration', 'Duration', [
	choice(
		'A Day Is',
		'day',
		[
			{ name: 'Refused', value: 'refuse', description: 'A day may be 23 or 25 hours long, or the 8 hours of work' },
			{ name: '24 Hours', value: 'hours24', description: 'And a week is 7 of them' },
		],
		'What a duration such as P1D stands for. Months and years have no fixed length and are always refused.',
	),
	...bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[
				{ name: 'Days', value: 'days', description: 'A number; needs A Day Is 24 Hours' },
				{ name: 'Hours', value: 'hours', description: 'A number such as 1.5' },
				{ name: 'ISO 8601', value: 'iso', description: 'Such as PT1H30M' },
				{ name: 'Milliseconds', value: 'milliseconds' },
				{ name: 'Minutes', value: 'minutes' },
				{ name: 'Seconds', value: 'seconds' },
				{ name: 'Text Like 01:30:00', value: 'clockPadded', description: 'Hours, minutes and seconds, hours in two digits' },
				{ name: 'Text Like 1:30', value: 'hoursMinutes', description: 'Hours and minutes' },
				{ name: 'Text Like 1:30:00', value: 'clock', description: 'Hours, minutes and seconds' },
				{ name: 'Text Like 1h 30m', value: 'letters' },
				{ name: 'Text Like 90:00', value: 'minutesSeconds', description: 'Minutes and seconds' },
			],
			`How the ${side} writes a length of time`,
			'iso',
		),
	),
]);

export const timeTypeSettings: INodeProperties[] = [dateSettings, timeSettings, momentSettings, durationSettings];
