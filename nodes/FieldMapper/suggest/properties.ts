import type { INodeProperties } from 'n8n-workflow';

const onlySuggest = { show: { operation: ['suggest'] } };

export const suggestFields: INodeProperties[] = [
	{
		displayName:
			'Connect sample records of both systems. The output Definition holds a mapping to check, change and paste under Define By: JSON; nothing is applied by itself.',
		name: 'suggestNotice',
		type: 'notice',
		default: '',
		displayOptions: onlySuggest,
	},
	{
		displayName: 'Options',
		name: 'suggestOptions',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: onlySuggest,
		options: [
			{
				displayName: 'Least Confidence',
				name: 'leastConfidence',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
				default: 0.5,
				noDataExpression: true,
				description: 'How sure a proposal has to be, from 0 to 1. Fields without such a partner are listed as such.',
			},
			{
				displayName: 'Sample Size',
				name: 'sampleSize',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 10000, numberPrecision: 0 },
				default: 500,
				noDataExpression: true,
				description: 'How many records of each side are looked at most, spread evenly over all of them',
			},
		],
	},
];
