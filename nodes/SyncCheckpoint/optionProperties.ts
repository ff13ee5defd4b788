import type { INodeProperties } from 'n8n-workflow';
import { ifStateLostOption } from '../shared/n8n/descriptions';

const proposing = { '/operation': ['propose'] };

export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { hide: { operation: ['resetMemory'] } },
	options: [
		{
			displayName: 'Future Tolerance (Minutes)',
			name: 'futureMinutes',
			type: 'number',
			default: 5,
			typeOptions: { minValue: 0 },
			displayOptions: { show: { ...proposing, '/cursorIs': ['time'] } },
			description: 'How far ahead of n8n\'s clock the source\'s may be',
		},
		{
			displayName: 'Going Back: Tolerance',
			name: 'backTolerance',
			type: 'number',
			default: 1000,
			typeOptions: { minValue: 0, numberPrecision: 0 },
			displayOptions: { show: { ...proposing, '/cursorIs': ['number'] } },
			description: 'How far below the checkpoint the highest number read may lie before the source counts as gone back',
		},
		{
			displayName: 'Going Back: Tolerance (Hours)',
			name: 'backToleranceHours',
			type: 'number',
			default: 24,
			typeOptions: { minValue: 0 },
			displayOptions: { show: { ...proposing, '/cursorIs': ['time'] } },
			description: 'How far before the checkpoint the newest timestamp read may lie before the source counts as gone back',
		},
		ifStateLostOption,
		{
			displayName: 'Reports per Item',
			name: 'reports',
			type: 'number',
			default: 1,
			typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
			displayOptions: { show: proposing },
			description: 'How many Sync Outcome reports to wait for, where you wire one output to several branches yourself. Nodes of this package that split an item count by themselves.',
		},
		{
			displayName: 'Same Record and Cursor, Other Content',
			name: 'otherContent',
			type: 'options',
			noDataExpression: true,
			default: 'process',
			displayOptions: { show: { ...proposing, '/cursorFrom': ['field'], '/cursorIs': ['time', 'number'] } },
			options: [
				{ name: 'Let Through', value: 'process', description: 'It changed again within the same second' },
				{ name: 'Treat as Handled', value: 'handled', description: 'For sources whose records carry fields that differ with every read' },
			],
			description: 'What to do with a record that was handled and shows other content under the same timestamp or number',
		},
		{
			displayName: 'Time Zone',
			name: 'zone',
			type: 'string',
			default: '',
			placeholder: 'e.g. Europe/Berlin',
			displayOptions: { show: { '/cursorIs': ['time'] } },
			description: 'The source\'s time zone, for times that say no offset. Without it those cannot be read.',
		},
		{
			displayName: 'Wait for a Read (Hours)',
			name: 'waitHours',
			type: 'number',
			default: 24,
			typeOptions: { minValue: 0.01 },
			displayOptions: { show: proposing },
			description: 'How long after it was read an item\'s outcome may still move the checkpoint. Parked items count at once.',
		},
	],
};
