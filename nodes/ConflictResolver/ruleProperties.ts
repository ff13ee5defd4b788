import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

const BY_CHOICE: INodePropertyOptions[] = [
	{ name: 'Highest Version', value: 'highestVersion', description: 'The system whose record has the highest version wins. Needs the Version Field of every system, counted alike.' },
	{ name: 'Largest', value: 'max', description: 'The largest number, or the last time or text, wins' },
	{ name: 'Left to a Person', value: 'manual', description: 'Nothing is written; both sides go to Review' },
	{ name: 'Longest', value: 'longest', description: 'The longest text or list wins' },
	{ name: 'Newest', value: 'newest', description: 'The system whose record was changed last wins. Needs the Modified Field of every system.' },
	{ name: 'Non-Empty', value: 'nonEmpty', description: 'A value wins over null, an empty text or an empty list' },
	{ name: 'Owner', value: 'owner', description: 'One system is right, always: changes elsewhere are set back and reported' },
	{ name: 'Priority', value: 'priority', description: 'If several systems changed it, the first in your order wins' },
	{ name: 'Smallest', value: 'min', description: 'The smallest number, or the first time or text, wins' },
];

/** Rules that make a new value of all changes. They need to know what the value was before. */
const BY_MERGING: INodePropertyOptions[] = [
	{ name: 'Merge Lists by Key', value: 'keyedList', description: 'Rows added, changed and removed in several systems are merged, row by row' },
	{ name: 'Sum of Changes', value: 'sum', description: 'For counters: what each system added or took away is added up' },
	{ name: 'Union of Sets', value: 'union', description: 'For lists without order or repeats: what was added anywhere is in, what was removed anywhere is out' },
];

const byName = (a: INodePropertyOptions, b: INodePropertyOptions): number => (a.name < b.name ? -1 : 1);

const whenReconciling = { operation: ['reconcile', 'planOnly'] };

export const defaultRuleFields: INodeProperties[] = [
	{
		displayName: 'If Systems Disagree',
		name: 'rule',
		type: 'options',
		default: 'newest',
		options: BY_CHOICE,
		description: 'For all fields without a rule of their own. A change made in one system only is simply taken over, except with Owner.',
		displayOptions: { show: whenReconciling },
	},
	{
		displayName: 'Newest compares the Modified Fields of the systems. Where one is missing, the greater value wins.',
		name: 'newestNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...whenReconciling, rule: ['newest'] } },
	},
	{
		displayName: 'Owner',
		name: 'owner',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. ERP',
		description: 'The name of the system that is right',
		displayOptions: { show: { ...whenReconciling, rule: ['owner'] } },
	},
	{
		displayName: 'Order of Systems',
		name: 'order',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. ERP, CRM',
		description: 'Names of systems, comma-separated, the strongest first',
		displayOptions: { show: { ...whenReconciling, rule: ['priority'] } },
	},
];

/** In the order a person fills them in. */
const ruleFields: INodeProperties[] = [
	{
		displayName: 'Field',
		name: 'field',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. postalCode',
	},
	{
		displayName: 'If Systems Disagree',
		name: 'rule',
		type: 'options',
		default: 'owner',
		options: [...BY_CHOICE, ...BY_MERGING].sort(byName),
	},
	{
		displayName: 'The values of this field are kept in the memory of the sync: without what it was before, changes cannot be told apart. All other rules keep fingerprints only.',
		name: 'baseNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { rule: BY_MERGING.map((rule) => rule.value) } },
	},
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
	{
		displayName: 'Key Field',
		name: 'listKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. sku',
		description: 'The field that tells one row of the list from another',
		displayOptions: { show: { rule: ['keyedList'] } },
	},
	{
		displayName: 'May Be Changed In',
		name: 'writers',
		type: 'string',
		default: '',
		placeholder: 'e.g. CRM, Shop',
		description: 'Names of systems, comma-separated: changes elsewhere do not count. Empty: all but mirrors; with Owner, the owner alone.',
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
	displayOptions: { show: whenReconciling },
	options: [
		{
			displayName: 'Rule',
			name: 'rows',
			values: ruleFields,
		},
	],
};
