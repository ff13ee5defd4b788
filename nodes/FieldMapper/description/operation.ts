import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_OPERATION, OPERATIONS } from '../operations';

export const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: DEFAULT_OPERATION,
	options: OPERATIONS.map(({ name, value, action, description }) => ({ name, value, action, description })),
};
