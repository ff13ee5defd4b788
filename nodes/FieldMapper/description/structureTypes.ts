import type { INodeProperties } from 'n8n-workflow';
import { itemSettingsName, ITEM_TYPES } from '../types/listItems';
import { contactTypeSettings } from './contactTypes';
import { numberTypeSettings } from './numberTypes';
import { placeTypeSettings } from './placeTypes';
import { plainTypeSettings } from './plainTypes';
import { bothSides, choice, settingsOf, words } from './settings';
import { timeTypeSettings } from './timeTypes';
import { enumValues, valueTypeSettings } from './valueTypes';

const count = (displayName: string, name: string, value: number, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 1_000_000 },
	default: value,
	noDataExpression: true,
	description,
});

/** The settings of every type that a list's values may have, shown once that type is chosen for them. */
const OWN_SETTINGS = [plainTypeSettings, numberTypeSettings, timeTypeSettings, valueTypeSettings, contactTypeSettings, placeTypeSettings];
const itemSettings = OWN_SETTINGS.flat().flatMap((settings): INodeProperties[] => {
	const type = ITEM_TYPES.find((one) => itemSettingsName(one) === settings.name);
	if (type === undefined) return [];
	return [{ ...settings, displayName: `Values: ${settings.displayName}`, displayOptions: { show: { itemType: [type] } } }];
});

const NAMES: Readonly<Record<string, string>> = { url: 'URL', boolean: 'True or False' };
const nameOf = (type: string): string => NAMES[type] ?? type.charAt(0).toUpperCase() + type.slice(1);

const listSettings = settingsOf('list', 'List', [
	choice(
		'Entries Without a Value',
		'emptyEntries',
		[
			{ name: 'Reject', value: 'reject', description: 'A null in the list rejects it; an empty text is up to the type' },
			{ name: 'Drop', value: 'drop', description: 'Null and empty text; loses them, so the row works one way only' },
		],
		'What to do with a null in a list, or with nothing between two separators',
	),
	choice(
		'Equal Values',
		'duplicates',
		[
			{ name: 'Keep', value: 'keep' },
			{ name: 'Reject', value: 'reject' },
			{ name: 'Remove', value: 'remove', description: 'Keeps the first of them; the row works one way only' },
		],
		'What to do with values that stand in the list more than once',
	),
	count('Fewest Values', 'minCount', 1, 'A shorter list is rejected'),
	...bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[
				{ name: 'List', value: 'list' },
				{ name: 'Text with Separator', value: 'text' },
			],
			`How the ${side} holds several values`,
		),
	),
	count('Most Values', 'maxCount', 100, 'A longer list is rejected'),
	choice(
		'Order',
		'order',
		[
			{ name: 'Keep', value: 'keep' },
			{ name: 'Ascending', value: 'ascending', description: 'Numbers by size, moments by time, text by its letters; the row works one way only' },
			{ name: 'Descending', value: 'descending', description: 'The same, the other way round' },
		],
		'Whether to sort the values',
	),
	...bothSides((side, label) =>
		words(
			`Separator in ${label}`,
			`${side}Separator`,
			',',
			'e.g. ;',
			'What stands between the values where this side is a text. \\n is a new line. Spaces around it are ignored.',
		),
	),
	...bothSides((side, label) =>
		choice(
			`Separator Inside a Value, in ${label}`,
			`${side}Quotes`,
			[
				{ name: 'Not Possible', value: 'none', description: 'Such a list is rejected, since it would be read back as another one' },
				{ name: 'Backslash', value: 'backslash', description: 'Such as a\\,b' },
				{ name: 'Quotes', value: 'double', description: 'Such as "a,b", as in CSV' },
			],
			'How a value that holds the separator is written',
		),
	),
	choice(
		'Type of the Values',
		'itemType',
		[...ITEM_TYPES].sort().map((value) => ({ name: nameOf(value), value })),
		'What each value of the list is',
		'text',
	),
	...itemSettings,
]);

/** The value map, for a list whose values are enums. A condition cannot look into the settings, so every list offers it. */
const listEnumValues: INodeProperties = {
	...enumValues,
	displayName: 'Values of an Enum',
	typeOptions: { multipleValues: true, sortable: true },
	displayOptions: { show: { type: ['list'] } },
	description: 'Where the values of the list are enums: each source value with the target value it stands for',
};

const objectSettings = settingsOf('object', 'Object', [
	words('Allowed Keys', 'keys', '', 'e.g. street, city', 'Separated by commas. Empty: any.'),
	choice(
		'Other Keys',
		'otherKeys',
		[
			{ name: 'Reject', value: 'reject' },
			{ name: 'Drop', value: 'drop', description: 'Loses them, so the row works one way only' },
		],
		'What to do with keys that are not among the allowed ones',
	),
	words('Required Keys', 'requiredKeys', '', 'e.g. city', 'Separated by commas. An object without one of them is rejected.'),
]);

const jsonSettings = settingsOf('json', 'JSON Text', [
	choice(
		'Holds',
		'holds',
		[
			{ name: 'Anything', value: 'any' },
			{ name: 'A List', value: 'list' },
			{ name: 'An Object', value: 'object' },
		],
		'What the text has to stand for',
	),
	...bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[
				{ name: 'JSON Text', value: 'text' },
				{ name: 'Value', value: 'value' },
			],
			`How the ${side} holds it`,
			side === 'source' ? 'text' : 'value',
		),
	),
	choice(
		'Numbers Too Long',
		'bigNumbers',
		[
			{ name: 'Reject', value: 'reject' },
			{ name: 'Text', value: 'text', description: 'Makes text of them; that cannot be undone, so the row works one way only' },
		],
		'What to do with a number in the text that would be rounded, such as 12345678901234567890',
	),
	choice(
		'Spelling',
		'spelling',
		[
			{ name: 'Compact', value: 'compact', description: 'On one line, without spaces' },
			{ name: 'Indented', value: 'lines', description: 'On lines of their own, for people' },
			{ name: 'Sorted', value: 'sorted', description: 'Compact, keys in order (RFC 8785): the same data gives the same text' },
		],
		'How JSON text is written',
	),
]);

const BYTES = [
	{ name: 'Base64', value: 'base64' },
	{ name: 'Base64, URL-Safe', value: 'base64url', description: 'With - and _, written without = at the end' },
	{ name: 'Hexadecimal Digits', value: 'hex' },
	{ name: 'Text', value: 'text', description: 'In UTF-8' },
];

const base64Settings = settingsOf(
	'base64',
	'Base64',
	bothSides((side, label) => choice(`In ${label}`, `${side}As`, BYTES, `How the ${side} writes the bytes`, side === 'source' ? 'base64' : 'text')),
);

const extractSettings = settingsOf('extract', 'Extract', [
	choice(
		'From',
		'from',
		[
			{ name: 'Source', value: 'source', description: 'The source has the longer text' },
			{ name: 'Target', value: 'target', description: 'The target has the longer text' },
		],
		'Which side the expression is applied to',
	),
	words('Group', 'group', '', 'e.g. number', 'The number or name of the group to take; 0 is the whole match. Empty: the first group, or the whole match if there is none.'),
	choice(
		'No Match',
		'noMatch',
		[
			{ name: 'Reject', value: 'reject' },
			{ name: 'Leave Out', value: 'leaveOut', description: 'Do not write the field; the row works one way only' },
			{ name: 'Null', value: 'null', description: 'Write null; the row works one way only' },
		],
		'What to do with a text in which the expression finds nothing',
	),
	words(
		'Regular Expression',
		'pattern',
		'',
		'e.g. ^INV-(\\d+)$',
		'In the syntax of RE2. ^text(part)text$ works both ways: the text around the part is put back.',
	),
]);

export const structureTypeSettings: INodeProperties[] = [listSettings, listEnumValues, objectSettings, jsonSettings, base64Settings, extractSettings];
