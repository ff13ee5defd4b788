import type { INodeProperties } from 'n8n-workflow';
import { checkFields } from '../check/properties';
import { suggestFields } from '../suggest/properties';
import { contract, defineBy, mappingJson, noValueWords, system } from './contract';
import { operation } from './operation';
import { options } from './options';
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
	defineBy,
	mappingJson,
	system,
	{ ...rows, displayOptions: { show: { defineBy: ['rows'], operation: ['check', 'export', 'map'] } } },
	noValueWords,
	...contract,
	options,
	...checkFields,
	...suggestFields,
];
