import type { INodeProperties } from 'n8n-workflow';

const condition: INodeProperties[] = [
	{
		displayName: 'Field',
		name: 'field',
		type: 'string',
		requiresDataPath: 'single',
		default: '',
		required: true,
		placeholder: 'e.g. email or contact.phone',
		description: 'The field of the records at the first input',
	},
	{
		displayName: 'Other Field',
		name: 'otherField',
		type: 'string',
		requiresDataPath: 'single',
		default: '',
		placeholder: 'e.g. mail',
		description: 'The field of the records at the second input. Empty: the same name.',
	},
	{
		displayName: 'Read As',
		name: 'as',
		type: 'options',
		noDataExpression: true,
		default: 'text',
		options: [
			{ name: 'Address', value: 'address', description: 'As Text, and Street, Boulevard, North, Ninth as people shorten them' },
			{ name: 'Code', value: 'code', description: 'Postal code, tax number, SKU: letters and digits only; leading zeros of a number do not count' },
			{ name: 'Company Name', value: 'company', description: 'As Text, without the legal form (GmbH, Ltd., S.A.) and without The' },
			{ name: 'Email', value: 'email', description: 'Without case' },
			{ name: 'Exactly As It Is', value: 'exact', description: 'Only spaces at the ends do not count' },
			{ name: 'Person Name', value: 'person', description: 'As Text, in any order of the names' },
			{ name: 'Phone Number', value: 'phone', description: 'The number itself, however it is written. Give the country under Options for numbers without one.' },
			{ name: 'Text', value: 'text', description: 'Without case, accents and punctuation' },
			{ name: 'Web Domain', value: 'domain', description: 'The domain of a web or email address, without www' },
		],
		description: 'What does not count when the two are compared',
	},
	{
		displayName: 'Compare',
		name: 'how',
		type: 'options',
		noDataExpression: true,
		default: 'same',
		options: [
			{ name: 'Same', value: 'same' },
			{ name: 'Similar by Letters', value: 'letters', description: 'Pairs of letters in common: typing errors, other endings, other order of words' },
			{ name: 'Similar by Spelling', value: 'jaroWinkler', description: 'Jaro-Winkler: for short names. Needs another condition in the rule that finds candidates.' },
			{ name: 'Similar by Words', value: 'words', description: 'Words in common, in any order' },
			{ name: 'Similar by Words of the Shorter One', value: 'contained', description: 'How many words of the shorter one stand in the longer one: "Fenix" and "Fenix at the Argyle" are 100 % alike' },
		],
	},
	{
		displayName: 'At Least (%)',
		name: 'atLeast',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: 100 },
		default: 85,
		description: 'How alike they must be',
		displayOptions: { hide: { how: ['same'] } },
	},
];

export const rules: INodeProperties = {
	displayName: 'Rules',
	name: 'rules',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	default: {
		rows: [{ name: 'Same email', then: 'link', conditions: { rows: [{ field: 'email', otherField: '', as: 'email', how: 'same' }] } }],
	},
	placeholder: 'Add rule',
	description: 'Asked in this order, the surest first. A rule links two records if they fit each other and nothing else; what fits several goes to Review.',
	hint: 'Records that are linked already need no rule. A missing value never matches.',
	displayOptions: { show: { operation: ['match'] } },
	options: [
		{
			displayName: 'Rule',
			name: 'rows',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					noDataExpression: true,
					default: '',
					placeholder: 'e.g. Same phone, similar name',
					description: 'What Review and _sync.link call it',
				},
				{
					displayName: 'If All Conditions Hold',
					name: 'then',
					type: 'options',
					noDataExpression: true,
					default: 'link',
					options: [
						{ name: 'Link', value: 'link', description: 'They are one record, unless another fits as well' },
						{ name: 'Review', value: 'review', description: 'They may be one: a person decides' },
					],
				},
				{
					displayName: 'Conditions',
					name: 'conditions',
					type: 'fixedCollection',
					typeOptions: { multipleValues: true },
					default: { rows: [{ field: '', otherField: '', as: 'text', how: 'same' }] },
					placeholder: 'Add condition',
					description: 'All of them must hold',
					options: [{ displayName: 'Condition', name: 'rows', values: condition }],
				},
			],
		},
	],
};

export const reportOnly: INodeProperties = {
	displayName: 'Report Only',
	name: 'reportOnly',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	description: 'Whether to only show what would be linked, new or to review, in _sync.verdict of each item: for a first run, or after changing rules',
	hint: 'Nothing is stored then, and all items come out of Review, so that nothing happens behind Linked and New',
	displayOptions: { show: { operation: ['match'] } },
};
