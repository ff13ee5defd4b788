import type { INodeProperties } from 'n8n-workflow';
import { credentialSlot, stateNamespace } from '../../shared/n8n/stateFields';

const onlyCopy = { show: { operation: ['copyState'] } };

export const copyFields: INodeProperties[] = [
	{
		displayName:
			'Copies everything all nodes of this sync remember, reads it again and compares it. A test run only shows what would be copied. To copy, run the workflow in production, or turn on the option Copy in Test Runs.',
		name: 'copyNotice',
		type: 'notice',
		default: '',
		displayOptions: onlyCopy,
	},
	{
		displayName: 'From',
		name: 'copyFrom',
		type: 'options',
		noDataExpression: true,
		default: 'staticData',
		displayOptions: onlyCopy,
		options: [
			{ name: 'PostgreSQL', value: 'postgres', description: 'From the database to the static data of this workflow' },
			{ name: 'Workflow Static Data', value: 'staticData', description: 'From this workflow to the database' },
		],
		description: 'Where the sync remembers now. It is copied to the other.',
	},
	{ ...credentialSlot, displayOptions: onlyCopy },
	{ ...stateNamespace, displayOptions: onlyCopy },
	{
		displayName: 'If the Target Remembers Something',
		name: 'ifNotEmpty',
		type: 'options',
		noDataExpression: true,
		default: 'stop',
		displayOptions: onlyCopy,
		options: [
			{ name: 'Replace', value: 'replace', description: 'What the target remembers of this sync is forgotten' },
			{ name: 'Stop', value: 'stop', description: 'Nothing is copied. The safe choice.' },
		],
		description: 'What to do if the sync has a memory where it is copied to. One that was closed by an earlier copy counts for nothing.',
	},
	{
		displayName: 'Source Afterwards',
		name: 'sourceAfterwards',
		type: 'options',
		noDataExpression: true,
		default: 'close',
		displayOptions: onlyCopy,
		options: [
			{ name: 'Close It', value: 'close', description: 'Nodes of the sync left on the source stop with an error that says where the memory is now' },
			{ name: 'Keep It Open', value: 'keepOpen', description: 'For a trial: from then on the two go their own ways' },
		],
		description: 'What becomes of the memory that was copied',
		hint: 'With Keep It Open, nodes left on the source go on without knowing what is done on the copy',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: onlyCopy,
		options: [
			{
				displayName: 'Copy in Test Runs',
				name: 'copyInTestRuns',
				type: 'boolean',
				default: false,
				description: 'Whether running this in the editor copies for good. Otherwise a test run only shows what would be copied.',
			},
		],
	},
];
