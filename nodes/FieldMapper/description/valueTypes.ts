import type { INodeProperties } from 'n8n-workflow';
import { bothSides, choice, settingsOf } from './settings';

/** An enum's value map. */
export const enumValues: INodeProperties = {
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

export const valueTypeSettings: INodeProperties[] = [enumValues, enumSettings];
