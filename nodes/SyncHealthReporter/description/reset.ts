import type { INodeProperties } from 'n8n-workflow';
import { ifStateLostOption } from '../../shared/n8n/descriptions';

export const resetFields: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: { operation: ['reset'] } },
		options: [ifStateLostOption],
	},
];
