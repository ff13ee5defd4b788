import type { INodeProperties } from 'n8n-workflow';
import { checkFields } from '../check/properties';
import { operation } from './operation';
import { rows } from './rows';

export const properties: INodeProperties[] = [
	operation,
	{
		displayName: 'Direction',
		name: 'direction',
		type: 'options',
		noDataExpression: true,
		default: 'forward',
		displayOptions: { show: { operation: ['check', 'map'] } },
		options: [
			{ name: 'Forward', value: 'forward', description: 'Read the source fields, write the target fields' },
			{ name: 'Reverse', value: 'reverse', description: 'Read the target fields, write the source fields: the same table, backwards' },
		],
		description: 'Which way the table is used',
	},
	rows,
	{
		displayName: 'Text That Means No Value',
		name: 'noValueWords',
		type: 'string',
		default: '',
		noDataExpression: true,
		placeholder: 'e.g. NULL, N/A',
		description:
			'Words, separated by commas, that the source system writes where it has no value. They are read as null, letter for letter: null is not NULL.',
	},
	{
		displayName: 'Fields Not in the Table',
		name: 'unmapped',
		type: 'options',
		noDataExpression: true,
		default: 'drop',
		displayOptions: { show: { operation: ['map'] } },
		options: [
			{ name: 'Drop', value: 'drop', description: 'Hand out mapped fields only' },
			{ name: 'Keep', value: 'keep', description: 'Hand them on under their own names' },
			{ name: 'Report', value: 'report', description: 'Drop them, name them in _sync.unmapped, and count them in a hint' },
		],
		description: 'What happens to fields of the item that no row reads',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: { operation: ['map'] } },
		options: [
			{
				displayName: 'Sync Details',
				name: 'syncDetails',
				type: 'options',
				noDataExpression: true,
				default: 'auto',
				options: [
					{
						name: 'Keep Going Forward, Drop Going Back',
						value: 'auto',
						description: 'Going back, the record is for an app node and has to be clean',
					},
					{ name: 'Keep', value: 'keep' },
					{ name: 'Drop', value: 'drop' },
				],
				description: 'Whether mapped items carry what the sync nodes tell each other under _sync',
			},
		],
	},
	...checkFields,
];
