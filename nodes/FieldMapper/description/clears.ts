import type { INodeProperties } from 'n8n-workflow';

const NULL_OR_EMPTY = [
	{ name: 'Null', value: 'null' },
	{ name: 'Empty Text', value: 'emptyText' },
];

const clears = (side: 'Source' | 'Target'): INodeProperties => ({
	displayName: `${side} Clears a Field With`,
	name: `${side.toLowerCase()}Clears`,
	type: 'options',
	noDataExpression: true,
	default: 'null',
	displayOptions: { show: { '/defineBy': ['rows'] } },
	options: side === 'Target' ? NULL_OR_EMPTY : [...NULL_OR_EMPTY, { name: 'First Text That Means No Value', value: 'word' }],
	description: `How the ${side.toLowerCase()} says that a field has been emptied: written where a row says Clear, and read as null`,
});

export const sourceClears = clears('Source');
export const targetClears = clears('Target');
