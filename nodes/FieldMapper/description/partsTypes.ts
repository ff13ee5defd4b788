import type { INodeProperties } from 'n8n-workflow';
import { choice, settingsOf, words } from './settings';

const acceptNumbers: INodeProperties = {
	displayName: 'Accept Numbers',
	name: 'acceptNumbers',
	type: 'boolean',
	default: false,
	noDataExpression: true,
	description: 'Whether a number in one of the fields counts as text',
};

const templateSettings = settingsOf('template', 'Template', [
	acceptNumbers,
	choice(
		'Spaces',
		'spaces',
		[
			{ name: 'Keep', value: 'keep' },
			{ name: 'Trim', value: 'trim', description: 'Remove spaces before and after each field' },
		],
		'How to clean up spaces before anything else',
	),
	choice(
		'When a Part Is Missing',
		'whenPartMissing',
		[
			{ name: 'Reject', value: 'reject' },
			{ name: 'Skip', value: 'skip', description: 'Leave it out with what stands before it; such a row only joins' },
		],
		'What to do if some of the fields have no value and others have',
	),
]);

const nameSettings = settingsOf('nameParts', 'Name Parts', [
	choice(
		'A Name of One Word',
		'oneWord',
		[
			{ name: 'Reject', value: 'reject' },
			{ name: 'Is the First Field', value: 'first' },
			{ name: 'Is the Last Field', value: 'last' },
		],
		'What to do with a full name that is a single word',
	),
	acceptNumbers,
	words('Particles', 'particles', '', 'e.g. van, von, de, de la', 'Words, separated by commas, that belong to the last field where they stand before it'),
	choice(
		'Take Apart By',
		'rule',
		[
			{ name: 'Last Word', value: 'lastWord', description: 'The last word is the last field: Ana Maria + Lopez' },
			{ name: 'First Word', value: 'firstWord', description: 'The first word is the first field: Ana + Maria Lopez' },
		],
		'Which rule takes a full name apart; a separator such as a comma in the template comes first',
	),
]);

const addressSettings = settingsOf('addressLines', 'Address Lines', [
	acceptNumbers,
	choice(
		'Empty Fields in Between',
		'emptyLines',
		[
			{ name: 'Reject', value: 'reject' },
			{ name: 'Close Up', value: 'close', description: 'Leave them out; such a row works one way only' },
		],
		'What to do if a field is empty and one behind it is not',
	),
	choice(
		'Lines Are',
		'linesAs',
		[
			{ name: 'One Text', value: 'text' },
			{ name: 'A List', value: 'list' },
		],
		'How the system that has no fields for the lines holds them',
	),
	words('Separator', 'separator', '\\n', 'e.g. \\n', 'What stands between the lines of one text. \\n is a new line.'),
	choice(
		'Too Many Lines',
		'tooManyLines',
		[
			{ name: 'Reject', value: 'reject' },
			{ name: 'Join the Last Ones', value: 'joinLast', description: 'With commas; such a row works one way only' },
		],
		'What to do if there are more lines than fields',
	),
	choice(
		'Unused Fields',
		'unusedFields',
		[
			{ name: 'Null', value: 'null', description: 'So that no old line stays behind' },
			{ name: 'Empty Text', value: 'emptyText' },
			{ name: 'Leave Out', value: 'leaveOut' },
		],
		'What to write into fields for which there is no line',
	),
]);

export const partsTypeSettings: INodeProperties[] = [templateSettings, nameSettings, addressSettings];
