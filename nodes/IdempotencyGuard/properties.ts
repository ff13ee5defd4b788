import type { INodeProperties } from 'n8n-workflow';
import { ifStateLostOption, resetNotice, syncNameField } from '../shared/n8n/descriptions';
import { stateFields } from '../shared/n8n/stateFields';

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: 'claim',
	options: [
		{
			name: 'Claim',
			value: 'claim',
			action: 'Claim items before an effect',
			description: 'Before the effect: let each key through once',
		},
		{
			name: 'Complete',
			value: 'complete',
			action: 'Complete claims after the effect succeeded',
			description: 'After the effect succeeded: from now on its key is a duplicate',
		},
		{
			name: 'Forget',
			value: 'forget',
			action: 'Forget keys',
			description: 'Forget keys, so that they count as new again',
		},
		{
			name: 'Release',
			value: 'release',
			action: 'Release claims after the effect failed',
			description: 'After the effect failed: give the claim back, so that the next try is let through',
		},
		{
			name: 'Reset Memory',
			value: 'resetMemory',
			action: 'Reset the memory of the sync',
			description: 'Forget all this sync remembers. Its items come out of Duplicate, none out of New.',
		},
	],
};

/** A claim alone is half a protocol: without its other half every key ends up interrupted. */
const claimNotice: INodeProperties = {
	displayName:
		'Behind the effect, say how it went: with a <b>Sync Outcome</b>, or with a second Idempotency Guard, <b>Complete</b> where it succeeded and <b>Release</b> on its error output. Or choose <b>Complete at Once</b> under Options.',
	name: 'claimNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { operation: ['claim'] }, hide: { 'options.completeAtOnce': [true] } },
};

const keyFields: INodeProperties[] = [
	{
		displayName: 'Key From',
		name: 'keyFrom',
		type: 'options',
		noDataExpression: true,
		default: 'fields',
		displayOptions: { show: { operation: ['claim', 'forget'] } },
		options: [
			{ name: 'Fields', value: 'fields', description: 'One or several fields of the item. Fast at any size.' },
			{
				name: 'Expression',
				value: 'expression',
				description: 'A value worked out for each item. Takes n8n about half a millisecond an item.',
			},
		],
		description: 'What tells one effect from another',
	},
	{
		displayName: 'Key Fields',
		name: 'keyFields',
		type: 'string',
		required: true,
		noDataExpression: true,
		default: 'id',
		placeholder: 'e.g. order.number, event',
		displayOptions: { show: { operation: ['claim'], keyFrom: ['fields'] } },
		description:
			'Fields that together name the effect, separated by commas: two items with the same values are the same effect. Paths like order.number or lines[0].sku work.',
		hint: 'For a webhook use its event ID; for a write use the record\'s ID and its version or change time',
	},
	{
		displayName: 'Key Fields',
		name: 'keyFields',
		type: 'string',
		required: true,
		noDataExpression: true,
		default: 'id',
		placeholder: 'e.g. order.number, event',
		displayOptions: { show: { operation: ['forget'], keyFrom: ['fields'] } },
		description: 'The fields that name the keys to forget, separated by commas',
		hint: 'The same fields, in the same order, as in the node that claims',
	},
	{
		displayName: 'Key',
		name: 'keyExpression',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. {{ $json.orderId }}-{{ $json.event }}',
		displayOptions: { show: { operation: ['claim', 'forget'], keyFrom: ['expression'] } },
		description: 'Two items with the same value are the same effect',
	},
];

const payload: INodeProperties[] = [
	{
		displayName: 'Compare Payload',
		name: 'comparePayload',
		type: 'options',
		noDataExpression: true,
		default: 'whole',
		displayOptions: { show: { operation: ['claim'] } },
		options: [
			{
				name: 'Whole Item',
				value: 'whole',
				description: 'An item with a known key but any other content goes to Mismatch',
			},
			{
				name: 'Chosen Fields',
				value: 'fields',
				description: 'Only these fields must be the same; for deliveries that carry a new timestamp each time',
			},
			{ name: 'Off', value: 'off', description: 'The key alone decides; another content with it is dropped as a duplicate' },
		],
		description: 'How to notice that a key was used again for something else, which would otherwise be lost as a duplicate',
	},
	{
		displayName: 'Payload Fields',
		name: 'payloadFields',
		type: 'string',
		required: true,
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. amount, currency, customer.email',
		displayOptions: { show: { operation: ['claim'], comparePayload: ['fields'] } },
		description: 'Fields whose values must be the same, separated by commas',
	},
];

const result: INodeProperties[] = [
	{
		displayName: 'Keep as Result',
		name: 'keepResult',
		type: 'options',
		noDataExpression: true,
		default: 'none',
		displayOptions: { show: { operation: ['complete'] } },
		options: [
			{ name: 'Nothing', value: 'none', description: 'No data of the item is stored' },
			{ name: 'Whole Item', value: 'whole', description: 'Later duplicates get this item (without _sync) as their result' },
			{ name: 'Chosen Fields', value: 'fields', description: 'Later duplicates get these fields as their result' },
		],
		description: 'What later duplicates are handed as _sync.result, for example the ID the app answered with. Stored in the workflow.',
	},
	{
		displayName: 'Result Fields',
		name: 'resultFields',
		type: 'string',
		required: true,
		noDataExpression: true,
		default: 'id',
		placeholder: 'e.g. invoice.number, status',
		displayOptions: { show: { operation: ['complete'], keepResult: ['fields'] } },
		description: 'Fields to keep, separated by commas',
	},
];

const outputsField: INodeProperties = {
	displayName: 'Outputs',
	name: 'outputs',
	type: 'options',
	noDataExpression: true,
	default: 'separate',
	displayOptions: { show: { operation: ['claim'] } },
	options: [
		{ name: 'One for Each Verdict', value: 'separate', description: 'New, Duplicate, In Progress and Mismatch' },
		{ name: 'All in One', value: 'one', description: 'One output; the verdict stands in _sync.verdict of each item' },
	],
	description: 'Where items go',
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: { operation: ['claim', 'complete', 'release', 'forget'] } },
	options: [
		{
			displayName: 'Complete at Once',
			name: 'completeAtOnce',
			type: 'boolean',
			default: false,
			displayOptions: { show: { '/operation': ['claim'] } },
			description:
				'Whether a claimed key counts as done right away. Needs no Complete behind it, but an effect that then fails is never tried again.',
		},
		{
			displayName: 'If Interrupted',
			name: 'ifInterrupted',
			type: 'options',
			default: 'hold',
			displayOptions: { show: { '/operation': ['claim'] } },
			options: [
				{
					name: 'Hold Back',
					value: 'hold',
					description: 'Goes to In Progress with _sync.interrupted, for a person to look at',
				},
				{ name: 'Let Through Again', value: 'repeat', description: 'Only if doing the step twice does no harm' },
			],
			description:
				'What to do with a key whose earlier run neither completed nor released it in time: whether the effect happened is not known',
		},
		ifStateLostOption,
		{
			displayName: 'Lease (Minutes)',
			name: 'leaseMinutes',
			type: 'number',
			default: 10,
			typeOptions: { minValue: 0.01 },
			displayOptions: { show: { '/operation': ['claim'] } },
			description: 'How long the effect may take before the claim counts as interrupted',
		},
		{
			displayName: 'Most Keys Remembered',
			name: 'cap',
			type: 'number',
			default: 100000,
			typeOptions: { minValue: 1, maxValue: 1000000, numberPrecision: 0 },
			displayOptions: { show: { '/operation': ['claim'] } },
			description: 'Beyond this the oldest keys are forgotten, claims still running last. 100,000 keys take about 2.3 MB in the workflow.',
		},
		{
			displayName: 'Remember for (Days)',
			name: 'rememberDays',
			type: 'number',
			default: 30,
			typeOptions: { minValue: 0.001, maxValue: 3650 },
			displayOptions: { show: { '/operation': ['claim'] } },
			description: 'How long a key is known. After that it counts as new.',
		},
	],
};

/** In the order a person fills them in. */
export const properties: INodeProperties[] = [operation, syncNameField, ...stateFields(), resetNotice, ...keyFields, ...payload, ...result, outputsField, claimNotice, options];
