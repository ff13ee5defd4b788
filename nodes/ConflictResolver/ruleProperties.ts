import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

const RULES: INodePropertyOptions[] = [
	{ name: 'Left to a Person', value: 'manual', description: 'Nothing is written; both sides go to Review' },
	{ name: 'Newest', value: 'newest', description: 'The system whose record was changed last wins. Needs the Modified Field of every system.' },
	{ name: 'Owner', value: 'owner', description: 'One system is right, always: changes elsewhere are set back and reported' },
	{ name: 'Priority', value: 'priority', description: 'If several systems changed it, the first in your order wins' },
];

export const defaultRuleFields: INodeProperties[] = [
	{
		displayName: 'If Systems Disagree',
		name: 'rule',
		type: 'options',
		default: 'newest',
		options: RULES,
		description: 'For all fields without a rule of their own. A change made in one system only is simply taken over, except with Owner.',
		hint: 'Newest compares the Modified Fields of the systems. Where one is missing, the greater value wins.',
		displayOptions: { show: { operation: ['reconcile'] } },
	},
	{
		displayName: 'Owner',
		name: 'owner',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. ERP',
		description: 'The name of the system that is right',
		displayOptions: { show: { operation: ['reconcile'], rule: ['owner'] } },
	},
	{
		displayName: 'Order of Systems',
		name: 'order',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. ERP, CRM',
		description: 'Names of systems, comma-separated, the strongest first',
		displayOptions: { show: { operation: ['reconcile'], rule: ['priority'] } },
	},
];

export const fieldRules: INodeProperties = {
	displayName: 'Rules per Field',
	name: 'fieldRules',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	default: {},
	placeholder: 'Add rule',
	description: 'Fields with a rule of their own. Where it cannot decide, the rule for all fields is asked.',
	displayOptions: { show: { operation: ['reconcile'] } },
	options: [
		{
			displayName: 'Rule',
			name: 'rows',
			values: [
				{
					displayName: 'Field',
					name: 'field',
					type: 'string',
					default: '',
					required: true,
					placeholder: 'e.g. postalCode',
				},
				{ displayName: 'If Systems Disagree', name: 'rule', type: 'options', default: 'owner', options: RULES },
				{
					displayName: 'Owner',
					name: 'owner',
					type: 'string',
					default: '',
					placeholder: 'e.g. ERP',
					description: 'The name of the system that is right',
					displayOptions: { show: { rule: ['owner'] } },
				},
				{
					displayName: 'Order of Systems',
					name: 'order',
					type: 'string',
					default: '',
					placeholder: 'e.g. ERP, CRM',
					description: 'Names of systems, comma-separated, the strongest first',
					displayOptions: { show: { rule: ['priority'] } },
				},
			],
		},
	],
};
