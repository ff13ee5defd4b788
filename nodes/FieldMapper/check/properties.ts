import type { INodeProperties } from 'n8n-workflow';
import { sourceClears, targetClears } from '../description/clears';

const onlyCheck = { show: { operation: ['check'] } };

export const checkFields: INodeProperties[] = [
	{
		displayName: 'Output',
		name: 'checkOutput',
		type: 'options',
		noDataExpression: true,
		default: 'rows',
		displayOptions: onlyCheck,
		options: [
			{ name: 'HTML', value: 'html', description: 'One item with a page to look at, as text in the field html' },
			{ name: 'HTML File', value: 'htmlFile', description: 'One item with the same page as the file mapping-check.html, to mail or save' },
			{ name: 'Rows', value: 'rows', description: 'One item for each field, to read as a table' },
		],
		description: 'How the findings come out; nothing is written anywhere',
		hint: 'Examples hold values of your records: mind who reads them',
	},
	{
		displayName: 'Options',
		name: 'checkOptions',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: onlyCheck,
		options: [
			{
				displayName: 'Examples per Finding',
				name: 'examples',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
				default: 3,
				noDataExpression: true,
				description: 'How many different values to show for each finding',
			},
			{
				displayName: 'File Field',
				name: 'fileField',
				type: 'string',
				default: 'data',
				noDataExpression: true,
				placeholder: 'e.g. data',
				description: 'Name of the binary field for the HTML file',
			},
			{
				displayName: 'List Fields Not in the Table',
				name: 'unmapped',
				type: 'boolean',
				default: true,
				noDataExpression: true,
				description: 'Whether fields of the items that no row reads come out as rows, too',
			},
			sourceClears,
			targetClears,
		],
	},
];
