import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { ifStateLostOption } from '../../shared/n8n/descriptions';
import { OUTCOME_INFO, OUTCOMES } from '../outcomes';

const onlyRecord = { show: { operation: ['record'] } };

const outcomes: INodePropertyOptions[] = OUTCOMES.map((outcome) => {
	const { label, meaning } = OUTCOME_INFO[outcome];
	return { name: label, value: outcome, description: `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}` };
});

export const recordFields: INodeProperties[] = [
	{
		displayName: 'Outcome',
		name: 'outcome',
		type: 'options',
		default: 'fromItem',
		displayOptions: onlyRecord,
		options: [
			{
				name: 'Read From the Item',
				value: 'fromItem',
				description:
					'What the nodes before said about it, also through app nodes in between; an error on the item counts as failed',
			},
			...outcomes,
		],
		description: 'What became of the items that arrive here',
		hint: 'Behind an error output, choose Failed',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: onlyRecord,
		options: [
			{
				displayName: 'Changed-At Field',
				name: 'changedAtField',
				type: 'string',
				default: '',
				placeholder: 'e.g. properties.updated_at',
				description:
					'Path of the field that says when the record changed at its source (ISO with time zone, or milliseconds since 1970), for latency. Empty: what the nodes before know.',
			},
			ifStateLostOption,
			{
				displayName: 'If the Item Does Not Say',
				name: 'ifUnknown',
				type: 'options',
				default: 'stop',
				options: [
					{
						name: 'Stop with an Error',
						value: 'stop',
						description: 'Nothing of this run is counted; the error says what to do',
					},
					...outcomes.map((option) => ({ ...option, name: `Count as ${option.name}` })),
				],
				description: 'What an item counts as if neither it nor the nodes before tell its outcome',
			},
		],
	},
];
