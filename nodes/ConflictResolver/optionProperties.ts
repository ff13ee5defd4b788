import type { INodeProperties } from 'n8n-workflow';
import { ifStateLostOption } from '../shared/n8n/descriptions';
import { notProfileInside } from '../shared/n8n/profileProperties';
import {
	DEFAULT_CAP, DEFAULT_MOST_DELETES, DEFAULT_MOST_DELETES_PERCENT, DEFAULT_REMEMBER_DAYS, DEFAULT_SKEW_SECONDS,
} from './definition';

/** What Review shows unless the user says otherwise: what needs a person, or tells them their entry did not count. */
export const DEFAULT_REVIEW: readonly string[] = ['undecided', 'blocked', 'settled', 'vanished', 'deletes', 'versions'];

export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: { operation: ['reconcile', 'planOnly', 'resolveReview', 'confirmWrites'] } },
	options: [
		{
			displayName: 'Clock Tolerance (Seconds)',
			name: 'skew',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: DEFAULT_SKEW_SECONDS,
			description: 'For the rule Newest: changes closer together than this count as made at the same time',
			displayOptions: { show: { '/operation': ['reconcile', 'planOnly'] }, ...notProfileInside },
		},
		{
			displayName: 'Fields to Ignore',
			name: 'ignore',
			type: 'string',
			default: '',
			placeholder: 'e.g. lastLogin, etag',
			description: 'Comma-separated top-level fields left out when all fields are compared',
			displayOptions: { show: { '/operation': ['reconcile', 'planOnly'] }, ...notProfileInside },
		},
		ifStateLostOption,
		{
			displayName: 'If a System Lacks a Record',
			name: 'missing',
			type: 'options',
			default: 'create',
			options: [
				{ name: 'Create It There', value: 'create', description: 'Unless that system has been seen holding it before' },
				{ name: 'Leave It', value: 'leave' },
			],
			displayOptions: { show: { '/operation': ['reconcile', 'planOnly'] } },
		},
		{
			displayName: 'If an Event\'s Record Is Unknown',
			name: 'unknownRecord',
			type: 'options',
			default: 'create',
			options: [
				{ name: 'Create It in the Other Systems', value: 'create', description: 'Right where every system was compared once, or all records begin as events' },
				{
					name: 'Send It to Review',
					value: 'review',
					description: 'Unless the event says it was just created. Another system may hold it already: only a comparison of lists can tell.',
				},
			],
			displayOptions: { show: { '/operation': ['reconcile', 'planOnly'], '/mode': ['event'] } },
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
			displayOptions: { show: { '/operation': ['reconcile', 'planOnly'], '/mode': ['compare'] } },
		},
		{
			displayName: 'In Sync Output',
			name: 'inSync',
			type: 'options',
			default: 'items',
			options: [
				{ name: 'Records', value: 'items', description: 'Every record that needs nothing, as its first system shows it' },
				{ name: 'Nothing', value: 'none' },
			],
			displayOptions: { show: { '/operation': ['reconcile'] } },
		},
		{
			displayName: 'Most Deletes per Run',
			name: 'mostDeletes',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: DEFAULT_MOST_DELETES,
			description: 'If one system would cause more than this, all deletes of the run are held and Review says why',
			displayOptions: { show: { '/operation': ['reconcile', 'planOnly'], '/deletes': ['passOn'] }, ...notProfileInside },
		},
		{
			displayName: 'Most Deletes per Run (Percent)',
			name: 'mostDeletesPercent',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 100 },
			default: DEFAULT_MOST_DELETES_PERCENT,
			description: 'The same as a share of the records the system is known to hold. Counts from five deletes on, and in the mode Compare only.',
			displayOptions: { show: { '/operation': ['reconcile', 'planOnly'], '/deletes': ['passOn'] }, ...notProfileInside },
		},
		{
			displayName: 'Records to Remember',
			name: 'cap',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: DEFAULT_CAP,
			description: 'Beyond this many, the records seen longest ago are forgotten. A forgotten record is compared as on a first run.',
			displayOptions: { show: { '/operation': ['reconcile', 'planOnly'] }, ...notProfileInside },
		},
		{
			displayName: 'Remember Deleted Records (Days)',
			name: 'rememberDays',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: DEFAULT_REMEMBER_DAYS,
			description: 'How long a deleted record is known to be deleted, so that an old event or a late list does not bring it back',
			displayOptions: { show: { '/operation': ['reconcile', 'planOnly'], '/deletes': ['passOn'] }, ...notProfileInside },
		},
		{
			displayName: 'Repeat Open Cases',
			name: 'repeatOpen',
			type: 'boolean',
			default: true,
			description: 'Whether Review lists what is still undecided or vanished in every run, marked as open, or only once',
			displayOptions: { show: { '/operation': ['reconcile'] } },
		},
		{
			displayName: 'Review Item Form',
			name: 'reviewForm',
			type: 'options',
			default: 'nested',
			options: [
				{ name: 'Flat', value: 'flat', description: 'Every field at the top, as forms, tables and sheets need it: decisionId, choose, value, value_CRM, …' },
				{ name: 'Nested', value: 'nested', description: 'The values under "values", the decision under "decision"' },
			],
			displayOptions: { show: { '/operation': ['reconcile'] } },
		},
		{
			displayName: 'Review Shows',
			name: 'review',
			type: 'multiOptions',
			default: ['undecided', 'blocked', 'settled', 'vanished', 'deletes', 'versions'],
			options: [
				{ name: 'Blocked', value: 'blocked', description: 'A system changed a field it does not own; the owner’s value is written back' },
				{ name: 'Deletes', value: 'deletes', description: 'A delete that was not carried over, a deleted record that came back' },
				{ name: 'First-Run Differences', value: 'firstRun', description: 'Systems that differ and were never seen to agree, settled by rule' },
				{ name: 'Settled Conflicts', value: 'settled', description: 'Several systems changed a field differently; a rule settled it' },
				{ name: 'Undecided', value: 'undecided', description: 'Left to a person; nothing is written' },
				{ name: 'Vanished', value: 'vanished', description: 'A system held the record and no longer lists it' },
				{ name: 'Versions', value: 'versions', description: 'A version that was missed, or came a second time with other content' },
			],
			displayOptions: { show: { '/operation': ['reconcile'] } },
		},
		{
			displayName: 'Set Back What Does Not Count',
			name: 'setBack',
			type: 'boolean',
			default: true,
			description: 'Whether the true value is written back to a system that changed a field it may not change; otherwise it is only reported',
			displayOptions: { show: { '/operation': ['reconcile', 'planOnly'] } },
		},
	],
};
