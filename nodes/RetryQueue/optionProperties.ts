import type { INodeProperties } from 'n8n-workflow';
import { ifStateLostOption } from '../shared/n8n/descriptions';
import { MOST_PARKED } from '../shared/queue/terms';
import { BATCH_KILOBYTES, BATCH_RECORDS, BREAKER_FAILURES, BREAKER_PAUSE_SECONDS, LEASE_MINUTES } from './defaults';

const sends = { show: { '/operation': ['send'] } };
const breaks = { show: { '/operation': ['send', 'takeDue', 'count'] } };
const batches = { show: { '/operation': ['send', 'takeDue'], '/sendAs': ['batch'] } };

export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'A Later Change of a Record',
			name: 'later',
			type: 'options',
			default: 'supersede',
			options: [
				{ name: 'Supersedes What Waits', value: 'supersede', description: 'Both become one write. For records, where only the last word counts.' },
				{ name: 'Waits Its Turn', value: 'wait', description: 'Each is written, in their order. For events, where each counts.' },
			],
			displayOptions: sends,
		},
		ifStateLostOption,
		{
			displayName: 'Items',
			name: 'output',
			type: 'options',
			default: 'withSync',
			options: [
				{ name: 'Record Only', value: 'recordOnly', description: 'For app nodes that write every field they get' },
				{ name: 'Record with Sync Data', value: 'withSync', description: 'Beside the record, what the app node needs to address it and Sync Outcome to settle it' },
			],
			displayOptions: sends,
		},
		{
			displayName: 'Keep of What Is Parked',
			name: 'keep',
			type: 'options',
			default: 'whole',
			options: [
				{ name: 'Only the Key', value: 'key', description: 'Nothing of the record is stored: Take Due hands out the key, and the record is read again' },
				{ name: 'Some Fields', value: 'fields' },
				{ name: 'The Whole Item', value: 'whole' },
			],
			displayOptions: sends,
		},
		{
			displayName: 'Keep: Fields',
			name: 'keepFields',
			type: 'string',
			default: '',
			placeholder: 'e.g. email, phone',
			displayOptions: { show: { '/operation': ['send'], keep: ['fields'] } },
		},
		{
			displayName: 'Kilobytes a Batch',
			name: 'batchKilobytes',
			type: 'number',
			default: BATCH_KILOBYTES,
			typeOptions: { minValue: 0.001 },
			description: 'At most so much in one call. A record that is larger by itself goes alone.',
			displayOptions: batches,
		},
		{
			displayName: 'Lease (Minutes)',
			name: 'leaseMinutes',
			type: 'number',
			default: LEASE_MINUTES,
			typeOptions: { minValue: 0.001 },
			description: 'How long a run has to say how a try ended. After that it counts as a failed try and is handed out again.',
			displayOptions: { show: { '/operation': ['send', 'takeDue', 'rollBack'] } },
		},
		{
			displayName: 'Most Parked',
			name: 'mostParked',
			type: 'number',
			default: MOST_PARKED,
			typeOptions: { minValue: 1, numberPrecision: 0 },
			description: 'So many writes of one system may be parked. What would be more fails with an error; nothing is forgotten.',
			displayOptions: sends,
		},
		{
			displayName: 'Pause After Failures',
			name: 'breakerFailures',
			type: 'number',
			default: BREAKER_FAILURES,
			typeOptions: { minValue: 1, numberPrecision: 0 },
			description: 'After so many passing failures in a row a system is left alone; then one write looks whether it is back',
			displayOptions: breaks,
		},
		{
			displayName: 'Pause For (Seconds)',
			name: 'breakerPauseSeconds',
			type: 'number',
			default: BREAKER_PAUSE_SECONDS,
			typeOptions: { minValue: 0.001 },
			description: 'How long it is left alone before that',
			displayOptions: breaks,
		},
		{
			displayName: 'Records a Batch',
			name: 'batchRecords',
			type: 'number',
			default: BATCH_RECORDS,
			typeOptions: { minValue: 1, numberPrecision: 0 },
			description: 'At most so many in one call',
			displayOptions: batches,
		},
	],
};
