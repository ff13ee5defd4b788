import type { INodeProperties } from 'n8n-workflow';
import { ifStateLostOption } from '../../shared/n8n/descriptions';

const onlyReport = { show: { operation: ['report'] } };

const formats: INodeProperties = {
	displayName: 'Formats',
	name: 'formats',
	type: 'multiOptions',
	default: ['markdown', 'htmlFile'],
	displayOptions: onlyReport,
	options: [
		{ name: 'HTML', value: 'html', description: 'A page with plots, as text in the field html' },
		{ name: 'HTML File', value: 'htmlFile', description: 'The same page as the file sync-health.html, to mail or save' },
		{ name: 'Markdown', value: 'markdown', description: 'For chats, issues and wikis, in the field markdown' },
		{ name: 'Plain Text', value: 'text', description: 'For a terminal or a log, in the field text' },
		{ name: 'Prometheus', value: 'prometheus', description: 'Metrics to scrape or push, in the field prometheus' },
	],
	description: 'What the report holds besides its numbers',
};

const alertWhen: INodeProperties = {
	displayName: 'Alert When',
	name: 'alertWhen',
	type: 'collection',
	placeholder: 'Add limit',
	default: { failureRate: 5, mismatchRate: 10 },
	displayOptions: onlyReport,
	description:
		'Limits. The Alert output gets one item when a limit is passed and one when it is over. A limit you remove is not watched.',
	options: [
		{
			displayName: 'Failure Rate Above (%)',
			name: 'failureRate',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 100 },
			default: 5,
			description: 'Share of attempted writes that failed or were rejected',
		},
		{
			displayName: 'Latency P95 Above (Seconds)',
			name: 'latencyP95',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 600,
			description: 'How long 95 % of the writes may take at most, from the change at its source',
		},
		{
			displayName: 'Minimum Events',
			name: 'minimumEvents',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 10,
			description: 'How many events the window needs before a rate or latency can fire; the short window needs a twelfth',
		},
		{
			displayName: 'Mismatch Rate Above (%)',
			name: 'mismatchRate',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 100 },
			default: 10,
			description: 'Share of all items that ended in conflict or mismatch',
		},
		{
			displayName: 'No Success For (Minutes)',
			name: 'silence',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 60,
			description: 'How long the sync may go without a created, updated, unchanged or echo item',
		},
		{
			displayName: 'Window',
			name: 'window',
			type: 'options',
			default: 'hour',
			options: [
				{ name: 'Day', value: 'day', description: 'Fires when the last day and the last 2 hours are above the limit' },
				{ name: 'Hour', value: 'hour', description: 'Fires when the last hour and the last 5 minutes are above the limit' },
				{ name: 'Week', value: 'week', description: 'Fires when the last week and the last day are above the limit' },
			],
			description: 'Over which time rates and latency are judged',
		},
	],
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: onlyReport,
	options: [
		{
			displayName: 'File Field',
			name: 'fileField',
			type: 'string',
			default: 'data',
			placeholder: 'e.g. data',
			description: 'Name of the binary field for the HTML file',
		},
		ifStateLostOption,
		{
			displayName: 'Include History',
			name: 'includeHistory',
			type: 'boolean',
			default: false,
			description: 'Whether the report also holds the numbers behind the plots, by hour and by six hours',
		},
	],
};

export const reportFields: INodeProperties[] = [formats, alertWhen, options];
