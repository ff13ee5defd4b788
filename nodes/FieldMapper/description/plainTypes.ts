import type { INodeProperties } from 'n8n-workflow';
import { bothSides, choice, decimals, settingsOf, words } from './settings';

const textSettings = settingsOf('text', 'Text', [
	{
		displayName: 'Accept Numbers',
		name: 'acceptNumbers',
		type: 'boolean',
		default: false,
		noDataExpression: true,
		description:
			'Whether a number counts as text (5021 becomes "5021"), for codes that a system stores as numbers. Zeros it lost stay lost.',
	},
	choice(
		'Case',
		'case',
		[
			{ name: 'Keep', value: 'keep' },
			{ name: 'Lower Case', value: 'lower' },
			{ name: 'Title Case', value: 'title', description: 'Each Word With a Capital' },
			{ name: 'Upper Case', value: 'upper' },
		],
		'Changing the case cannot be undone: such a row works one way only',
	),
	choice(
		'If Too Long',
		'tooLong',
		[
			{ name: 'Reject', value: 'reject' },
			{ name: 'Cut', value: 'cut', description: 'Loses what is beyond the limit, so the row works one way only' },
		],
		'What to do with a text of more characters than Longest Text allows',
	),
	{
		displayName: 'Longest Text',
		name: 'maxLength',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1_000_000 },
		default: 255,
		noDataExpression: true,
		description: 'The most characters a text may have, counted as databases count them (an emoji may be several)',
	},
	choice(
		'Spaces',
		'spaces',
		[
			{ name: 'Keep', value: 'keep' },
			{ name: 'Trim', value: 'trim', description: 'Remove spaces before and after the text' },
			{ name: 'Trim and Collapse', value: 'collapse', description: 'Also make one space of several within the text' },
		],
		'How to clean up spaces; done before anything else, so a text of spaces alone counts as empty',
	),
	choice(
		'Unicode Form',
		'unicode',
		[
			{ name: 'Keep', value: 'keep' },
			{ name: 'NFC', value: 'nfc', description: 'Write é as one character, however the source composed it' },
		],
		'Systems that write é in two characters look different without being different',
	),
]);

const integerSettings = settingsOf(
	'integer',
	'Integer',
	bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[
				{ name: 'Number', value: 'number', description: 'Text where a number would lose digits (beyond 9007199254740991)' },
				{ name: 'Text', value: 'text' },
			],
			`How the ${side} writes this number. Both forms are read.`,
		),
	),
);

const decimalSettings = settingsOf('decimal', 'Decimal', [
	...bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[
				{ name: 'Number', value: 'number', description: 'Text where a number would lose digits' },
				{ name: 'Text: 1 234,50', value: 'spaceComma' },
				{ name: 'Text: 1,234.50', value: 'commaDot' },
				{ name: 'Text: 1.234,50', value: 'dotComma' },
				{ name: 'Text: 1\'234.50', value: 'apostropheDot' },
				{ name: 'Text: 1234,50', value: 'comma' },
				{ name: 'Text: 1234.50', value: 'dot' },
			],
			`How the ${side} writes this number. A JSON number is always read.`,
		),
	),
	...bothSides(decimals),
]);

const booleanSettings = settingsOf('boolean', 'Boolean', [
	...bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[
				{ name: 'True or False', value: 'boolean' },
				{ name: '1 or 0', value: 'number' },
				{ name: 'Words', value: 'words' },
			],
			`How the ${side} writes yes and no`,
		),
	),
	...bothSides((side, label) =>
		words(`Words for No in ${label}`, `${side}False`, 'no', 'e.g. no, n, inactive', 'Separated by commas. The first one is written, all are read.'),
	),
	...bothSides((side, label) =>
		words(`Words for Yes in ${label}`, `${side}True`, 'yes', 'e.g. yes, y, active', 'Separated by commas. The first one is written, all are read.'),
	),
]);

export const plainTypeSettings: INodeProperties[] = [textSettings, integerSettings, decimalSettings, booleanSettings];
