import type { INodeProperties } from 'n8n-workflow';
import { whenMissing } from './missing';
import { contactTypeSettings } from './contactTypes';
import { numberTypeSettings } from './numberTypes';
import { placeTypeSettings } from './placeTypes';
import { partsTypeSettings } from './partsTypes';
import { plainTypeSettings } from './plainTypes';
import { structureTypeSettings } from './structureTypes';
import { timeTypeSettings } from './timeTypes';
import { valueTypeSettings } from './valueTypes';

const path = (label: 'Source' | 'Target'): INodeProperties => ({
	displayName: `${label} Field`,
	name: label.toLowerCase(),
	type: 'string',
	default: '',
	requiresDataPath: 'single',
	...(label === 'Source'
		? {
				required: true,
				placeholder: 'e.g. address.street',
				description: 'Type a name or a path, or drag a field here. Also: emails[0].value, emails[type=work].value, lines[*].sku, ["a name.with dots"].',
			}
		: {
				placeholder: 'e.g. street (empty: same as source)',
				description: 'The name or path in the other system. Leave it empty to use the same as in the source.',
				typeOptions: { showEvenWhenOptional: true },
			}),
});

const type: INodeProperties = {
	displayName: 'Type',
	name: 'type',
	type: 'options',
	typeOptions: { showEvenWhenOptional: true },
	noDataExpression: true,
	default: 'text',
	options: [
		{ name: 'Address Lines', value: 'addressLines', description: 'The lines of an address: {line1}{line2} on one side, a text or a list on the other' },
		{ name: 'Base64', value: 'base64', description: 'Bytes as Base64 or hexadecimal digits, and the text they are' },
		{ name: 'Boolean', value: 'boolean', description: 'Yes or no, in the words each system has for it' },
		{ name: 'Country', value: 'country', description: 'By its code or its name in a language (ISO 3166)' },
		{ name: 'Date', value: 'date', description: 'A day in the calendar, without time and zone' },
		{ name: 'Decimal', value: 'decimal', description: 'Numbers with decimals, exact; never rounded' },
		{ name: 'Duration', value: 'duration', description: 'A length of time, exact' },
		{ name: 'Email', value: 'email', description: 'Checked, and made ready for matching if asked' },
		{ name: 'Enum', value: 'enum', description: 'One of a fixed list of values, each with its counterpart' },
		{ name: 'Extract', value: 'extract', description: 'The part of a text that a regular expression finds' },
		{ name: 'Integer', value: 'integer', description: 'Whole numbers of any size, exact' },
		{ name: 'JSON Text', value: 'json', description: 'A text that holds JSON, and the value it stands for' },
		{ name: 'Language', value: 'language', description: 'By its tag, code or name (BCP 47, ISO 639)' },
		{ name: 'List', value: 'list', description: 'Several values: a list, or a text with separators' },
		{ name: 'Moment', value: 'moment', description: 'A point in time, with an offset or in a named zone' },
		{ name: 'Money', value: 'money', description: 'Amounts with their currency, exact, in main or minor units' },
		{ name: 'Name Parts', value: 'nameParts', description: 'A full name, and {first} {last} on the other side, by a stated rule; one way' },
		{ name: 'Object', value: 'object', description: 'An object as a whole, looked through and handed on' },
		{ name: 'Percent', value: 'percent', description: 'A share: 15, 0.15 or "15 %"' },
		{ name: 'Phone', value: 'phone', description: 'Numbers of any country, as E.164 or as people write them' },
		{ name: 'Quantity', value: 'quantity', description: 'A measure with its unit: length, mass, temperature, …' },
		{ name: 'Raw', value: 'raw', description: 'Anything, handed on as it is' },
		{ name: 'Template', value: 'template', description: 'Several fields in one text: {first} {last} on one side, one field on the other' },
		{ name: 'Text', value: 'text', description: 'Letters and codes, kept character for character' },
		{ name: 'Time', value: 'time', description: 'A time of day, without date and zone' },
		{ name: 'URL', value: 'url', description: 'A complete web address' },
	],
	description: 'What the field holds. A value of another type is rejected, never guessed.',
};

const way: INodeProperties = {
	displayName: 'Use This Row',
	name: 'way',
	type: 'options',
	noDataExpression: true,
	default: 'both',
	options: [
		{ name: 'Both Ways', value: 'both', description: 'Proved to lose nothing before the first item' },
		{ name: 'Forward Only', value: 'forward', description: 'Source to target' },
		{ name: 'Reverse Only', value: 'reverse', description: 'Target to source' },
	],
	description: 'A row that cannot be undone works one way only; give it a second row for the other way',
};

/** The table. A common row is two names; everything else has a default or hides behind the type. */
export const rows: INodeProperties = {
	displayName: 'Fields',
	name: 'rows',
	type: 'fixedCollection',
	typeOptions: {
		multipleValues: true,
		sortable: true,
		multipleValueButtonText: 'Add field',
		// A row shows its two names, its type and what that type cannot do without; the rest is in a menu below it.
		hideOptionalFields: true,
		addOptionalFieldButtonText: 'Add setting',
		fixedCollection: {
			itemTitle: '={{ $collection.item.value.source }} → {{ $collection.item.value.target || $collection.item.value.source }}',
		},
	},
	placeholder: 'Add field',
	default: { row: [{ source: '', target: '', type: 'text' }] },
	description: 'One row for each field. The same table works in both directions.',
	options: [
		{
			displayName: 'Field',
			name: 'row',
			values: [
				path('Source'),
				path('Target'),
				type,
				...plainTypeSettings,
				...timeTypeSettings,
				...numberTypeSettings,
				...contactTypeSettings,
				...placeTypeSettings,
				...valueTypeSettings,
				...structureTypeSettings,
				...partsTypeSettings,
				way,
				...whenMissing,
			],
		},
	],
};
