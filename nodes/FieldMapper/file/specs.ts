import { WHEN_ABSENT, WHEN_EMPTY, WHEN_NULL } from '../missingPolicy';
import { UNMAPPED } from '../mapRecord';
import { PARTS_TYPES } from '../parts';
import { CLEAR_WAYS, WRONG_TYPE } from '../tableRules';
import { TYPES } from '../types';
import { WAYS, type SettingSpecs } from '../types/type';
import { FORMAT } from './format';

/** What a value of the file may be: the one description that reading, writing and the published schema share. */
export type Shape =
	| { readonly is: 'text'; readonly about: string }
	| { readonly is: 'flag'; readonly about: string }
	| { readonly is: 'choice'; readonly of: readonly string[]; readonly about: string }
	| { readonly is: 'words'; readonly about: string }
	| { readonly is: 'pairs'; readonly about: string }
	| { readonly is: 'object'; readonly about: string; readonly parts: Readonly<Record<string, Shape>> }
	| { readonly is: 'settings'; readonly about: string }
	| { readonly is: 'rows'; readonly about: string };

export type Shapes = Readonly<Record<string, Shape>>;

const missing = (about: string): Shape => ({
	is: 'object',
	about,
	parts: {
		absent: { is: 'choice', of: WHEN_ABSENT, about: 'If the record does not have the field.' },
		null: { is: 'choice', of: WHEN_NULL, about: 'If the field is null, or a word that means no value.' },
		empty: { is: 'choice', of: WHEN_EMPTY, about: 'If the field is a text without characters.' },
		default: { is: 'text', about: 'Used where one of the cases says default, in plain form: 12.50, true, 2024-03-01.' },
	},
});

export const FILE_SHAPES: Shapes = {
	$schema: { is: 'text', about: 'Where the schema of this file is published.' },
	format: { is: 'choice', of: [FORMAT], about: 'What this file is.' },
	description: { is: 'text', about: 'For people.' },
	noValueWords: { is: 'words', about: 'Texts of the source system that mean "no value", letter for letter.' },
	sourceClears: { is: 'choice', of: CLEAR_WAYS, about: 'How the source says that a field has been emptied; word: the first of noValueWords.' },
	targetClears: { is: 'choice', of: CLEAR_WAYS.filter((way) => way !== 'word'), about: 'How the target says that a field has been emptied.' },
	unmapped: { is: 'choice', of: UNMAPPED, about: 'What happens to fields that no row reads.' },
	wrongType: { is: 'choice', of: WRONG_TYPE, about: 'What happens to values that do not fit the type of their row.' },
	rows: { is: 'rows', about: 'The table.' },
};

export const TYPE_NAMES: readonly string[] = [...Object.keys(TYPES), ...Object.keys(PARTS_TYPES)];

export const ROW_SHAPES: Shapes = {
	source: { is: 'text', about: 'A field of the source: a path, or for rows of several fields a template such as {first} {last}.' },
	target: { is: 'text', about: 'The field of the target; the same as source if left out.' },
	type: { is: 'choice', of: TYPE_NAMES, about: 'What the field holds; text if left out.' },
	way: { is: 'choice', of: WAYS, about: 'Which ways the row is used; both if left out.' },
	note: { is: 'text', about: 'For people.' },
	settings: { is: 'settings', about: 'The settings of the type.' },
	values: { is: 'pairs', about: 'The values of an enum, each with its counterpart.' },
	missing: missing('What to do where there is no value, going forward.'),
	missingReverse: missing('What to do where there is no value, going back.'),
	ignoreNoValueWords: { is: 'flag', about: 'Words that mean "no value" are real values in this row.' },
};

export function settingSpecsOf(type: string): SettingSpecs {
	return { ...TYPES, ...PARTS_TYPES }[type as keyof typeof TYPES].settings;
}
