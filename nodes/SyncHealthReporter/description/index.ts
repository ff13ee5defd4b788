import type { INodeProperties } from 'n8n-workflow';
import { syncNameField } from '../../shared/n8n/descriptions';
import { stateFields } from '../../shared/n8n/stateFields';
import { copyFields } from './copy';
import { recordFields } from './record';
import { reportFields } from './report';
import { resetFields } from './reset';

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: 'record',
	options: [
		{
			name: 'Copy State',
			value: 'copyState',
			action: 'Copy the state to another store',
			description: 'Move what all nodes of the sync remember from workflow static data to PostgreSQL, or back',
		},
		{
			name: 'Record Outcomes',
			value: 'record',
			action: 'Record outcomes',
			description: 'Count what became of each item and pass it on unchanged. Place it at the end of every branch.',
		},
		{
			name: 'Report',
			value: 'report',
			action: 'Report on health',
			description: 'Say how healthy the sync is, and alert when it matters. Run it from a schedule.',
		},
		{
			name: 'Reset',
			value: 'reset',
			action: 'Reset health',
			description: 'Forget the health recorded so far. What other nodes of the sync remember stays.',
		},
	],
};

export const properties: INodeProperties[] = [operation, syncNameField, ...stateFields({ operation: ['record', 'report', 'reset'] }), ...recordFields, ...reportFields, ...resetFields, ...copyFields];
