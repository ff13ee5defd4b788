import type { INodeProperties } from 'n8n-workflow';
import { bothSides, choice, settingsOf, words } from './settings';

const enumValues: INodeProperties = {
	displayName: 'Values',
	name: 'enumValues',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true, showEvenWhenOptional: true },
	placeholder: 'Add value',
	default: {},
	displayOptions: { show: { type: ['enum'] } },
	description: 'Each source value with the target value it stands for. A value that is not listed is rejected.',
	options: [
		{
			displayName: 'Value',
			name: 'pair',
			values: [
				{
					displayName: 'In Source',
					name: 'source',
					type: 'string',
					default: '',
					noDataExpression: true,
					placeholder: 'e.g. A',
				},
				{
					displayName: 'In Target',
					name: 'target',
					type: 'string',
					default: '',
					noDataExpression: true,
					placeholder: 'e.g. active',
				},
			],
		},
	],
};

const enumSettings = settingsOf(
	'enum',
	'Enum',
	bothSides((side, label) =>
		choice(
			`${label} Values Are`,
			`${side}Kind`,
			[
				{ name: 'Text', value: 'text' },
				{ name: 'Numbers', value: 'number' },
				{ name: 'True or False', value: 'boolean' },
			],
			`What the ${side} really holds: the text "1" and the number 1 are told apart`,
		),
	),
);

const listSettings = settingsOf('list', 'List', [
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
	...bothSides((side, label) =>
		words(
			`Separator in ${label}`,
			`${side}Separator`,
			',',
			'e.g. ;',
			'What stands between the values where this side is a text. \\n is a new line. Spaces around it are ignored.',
		),
	),
	choice(
		'Type of the Values',
		'itemType',
		[
			{ name: 'Boolean', value: 'boolean' },
			{ name: 'Date', value: 'date' },
			{ name: 'Decimal', value: 'decimal' },
			{ name: 'Integer', value: 'integer' },
			{ name: 'Text', value: 'text' },
		],
		'What each value of the list is',
		'text',
	),
]);

export const valueTypeSettings: INodeProperties[] = [enumValues, enumSettings, listSettings];
