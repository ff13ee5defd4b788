import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { bothSides, choice, settingsOf, words } from './settings';

/** Languages for names. English, the first, is the default. */
const locales: INodePropertyOptions[] = [
	{ name: 'English', value: 'en' },
	{ name: 'Danish', value: 'da' },
	{ name: 'Dutch', value: 'nl' },
	{ name: 'French', value: 'fr' },
	{ name: 'German', value: 'de' },
	{ name: 'Italian', value: 'it' },
	{ name: 'Polish', value: 'pl' },
	{ name: 'Portuguese', value: 'pt' },
	{ name: 'Spanish', value: 'es' },
	{ name: 'Swedish', value: 'sv' },
];

const namesIn = bothSides((side, label) =>
	choice(`Names in ${label} Are In`, `${side}Locale`, locales, 'The language of names, where this side is set to Name'),
);

const countrySettings = settingsOf('country', 'Country', [
	{
		displayName: 'Any Form',
		name: 'anyForm',
		type: 'boolean',
		default: false,
		noDataExpression: true,
		description: 'Whether codes of every kind and names are read on both sides, whichever form is written',
	},
	...bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[
				{ name: 'Two Letters: DE', value: 'alpha2' },
				{ name: 'Three Letters: DEU', value: 'alpha3' },
				{ name: 'Number: "276"', value: 'numeric', description: 'Three digits as text. A number such as 276 is read too.' },
				{ name: 'Name: Germany', value: 'name' },
			],
			`How the ${side} writes a country`,
		),
	),
	...namesIn,
	words('Other Names', 'otherNames', '', 'e.g. Holland=NL, England=GB', 'Names beyond the standard that are read, each with the two letters of its country'),
]);

const languageSettings = settingsOf('language', 'Language', [
	...bothSides((side, label) =>
		choice(
			`In ${label}`,
			`${side}As`,
			[
				{ name: 'Tag: pt-BR', value: 'tag', description: 'BCP 47. pt_BR is read too.' },
				{ name: 'Two Letters', value: 'alpha2', description: 'Such as de (ISO 639-1)' },
				{ name: 'Three Letters', value: 'alpha3', description: 'Such as deu (ISO 639-3 and 639-2/T)' },
				{ name: 'Three Letters of Libraries', value: 'bibliographic', description: 'Such as ger (ISO 639-2/B)' },
				{ name: 'Name: German', value: 'name' },
			],
			`How the ${side} writes a language`,
		),
	),
	...namesIn,
	choice(
		'Region and Script',
		'region',
		[
			{ name: 'Reject', value: 'reject', description: 'Where the other side cannot say them' },
			{ name: 'Drop', value: 'drop', description: 'Makes de of de-AT: such a row works one way only' },
		],
		'What to do with a tag such as de-AT where the other side takes the language alone',
	),
]);

export const placeTypeSettings: INodeProperties[] = [countrySettings, languageSettings];
