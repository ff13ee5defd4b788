import type { INodeProperties } from 'n8n-workflow';
import { bothSides, choice, settingsOf, words } from './settings';

const dateSettings = settingsOf(
	'date',
	'Date',
	bothSides((side, label) =>
		words(
			`Pattern in ${label}`,
			`${side}Pattern`,
			'yyyy-MM-dd',
			'e.g. dd.MM.yyyy',
			'Built from yyyy, MM or M, and dd or d. A date has no time and no zone, so nothing can shift it by a day.',
		),
	),
);

const momentSettings = settingsOf('moment', 'Moment', [
	choice(
		'Clock Change',
		'clockChange',
		[
			{ name: 'Reject', value: 'reject', description: 'The honest answer: nobody can tell which moment is meant' },
			{ name: 'Take the Earlier Moment', value: 'earlier' },
			{ name: 'Take the Later Moment', value: 'later' },
		],
		'What to do with a local time that the clocks skip or repeat when summer time begins or ends',
	),
	choice(
		'Finer Than a Millisecond',
		'finer',
		[
			{ name: 'Reject', value: 'reject' },
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
			],
			`How the ${side} writes a point in time`,
		),
	),
	...bothSides((side, label) =>
		words(`Pattern in ${label}`, `${side}Pattern`, '', 'e.g. dd.MM.yyyy HH:mm:ss', 'Used where this side is set to Pattern. Letters as in n8n\'s Date & Time node (luxon).'),
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
]);

export const timeTypeSettings: INodeProperties[] = [dateSettings, momentSettings];
