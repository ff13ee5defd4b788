import type { INodeProperties } from 'n8n-workflow';
import { ifStateLostOption } from '../shared/n8n/descriptions';
import { DEFAULT_RECORD_CAP } from '../shared/reconcile';

/** What Review shows unless the user says otherwise: what needs a person, or tells them their entry did not count. */
export const DEFAULT_REVIEW: readonly string[] = ['undecided', 'blocked', 'settled', 'vanished'];

export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: { operation: ['reconcile'] } },
	options: [
		{
			displayName: 'Clock Tolerance (Seconds)',
			name: 'skew',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 2,
			description: 'For the rule Newest: changes closer together than this count as made at the same time',
		},
		{
			displayName: 'Fields to Ignore',
			name: 'ignore',
			type: 'string',
			default: '',
			placeholder: 'e.g. lastLogin, etag',
			description: 'Comma-separated top-level fields left out when all fields are compared',
		},
		{
			displayName: 'If a System Lacks a Record',
			name: 'missing',
			type: 'options',
			default: 'create',
			options: [
				{ name: 'Create It There', value: 'create', description: 'Unless that system has been seen holding it before' },
				{ name: 'Leave It', value: 'leave' },
			],
		},
		{
			displayName: 'If an Input Is Empty',
			name: 'emptyInput',
			type: 'options',
			default: 'leaveOutKnown',
			options: [
				{
					name: 'Leave the System Out if It Held Records Before',
					value: 'leaveOutKnown',
					description: 'Nothing is written to it and it is reported; a system that is new may start empty',
				},
				{ name: 'Always Leave the System Out', value: 'leaveOut' },
				{ name: 'Stop with an Error', value: 'stop' },
			],
		},
		ifStateLostOption,
		{
			displayName: 'In Sync Output',
			name: 'inSync',
			type: 'options',
			default: 'items',
			options: [
				{ name: 'Records', value: 'items', description: 'Every record that needs nothing, as its first system shows it' },
				{ name: 'Nothing', value: 'none' },
			],
		},
		{
			displayName: 'Records to Remember',
			name: 'cap',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: DEFAULT_RECORD_CAP,
			description: 'Beyond this many, the records seen longest ago are forgotten. A forgotten record is compared as on a first run.',
		},
		{
			displayName: 'Repeat Open Cases',
			name: 'repeatOpen',
			type: 'boolean',
			default: true,
			description: 'Whether Review lists what is still undecided or vanished in every run, marked as open, or only once',
		},
		{
			displayName: 'Review Shows',
			name: 'review',
			type: 'multiOptions',
			default: ['undecided', 'blocked', 'settled', 'vanished'],
			options: [
				{ name: 'Blocked', value: 'blocked', description: 'A system changed a field it does not own; the owner’s value is written back' },
				{ name: 'First-Run Differences', value: 'firstRun', description: 'Systems that differ and were never seen to agree, settled by rule' },
				{ name: 'Settled Conflicts', value: 'settled', description: 'Several systems changed a field differently; a rule settled it' },
				{ name: 'Undecided', value: 'undecided', description: 'Left to a person; nothing is written' },
				{ name: 'Vanished', value: 'vanished', description: 'A system held the record and no longer lists it' },
			],
		},
	],
};
