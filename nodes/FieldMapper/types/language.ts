import { Problem, show } from '../problem';
import type { CountryLocale } from './countries';
import { fromBibliographic, LANGUAGE_LOCALES, languageNames, languageOf, TWO_LETTERS } from './languages';
import { defineType, type Codec, type Way } from './type';

const AS = ['tag', 'alpha2', 'alpha3', 'bibliographic', 'name'] as const;
type As = (typeof AS)[number];

/** Languages by BCP 47 tag, ISO 639 code or name. Inside: the tag in its usual case, such as `de` or `pt-BR`. */
export const language = defineType(
	{
		sourceAs: { choice: AS },
		sourceLocale: { choice: LANGUAGE_LOCALES },
		targetAs: { choice: AS },
		targetLocale: { choice: LANGUAGE_LOCALES },
		region: { choice: ['reject', 'drop'] as const },
	},
	(settings) => {
		const drop = settings.region === 'drop';
		const source = codec(settings.sourceAs, settings.sourceLocale, drop);
		const target = codec(settings.targetAs, settings.targetLocale, drop);
		return {
			source,
			target,
			fromText: (text) => readTag(text.trim()) ?? unknownLanguage(text, 'tag', 'en'),
			samples: [...TWO_LETTERS.keys(), 'yue', 'gsw', 'de-AT', 'zh-Hant-TW', 'sr-Latn', 'es-419', 'de-1996', 'en-x-own'],
			clean: (text) => text.trim(),
			refuse: (way) => refuse(way, drop, settings.sourceAs, settings.targetAs),
		};
	},
);

/** The parts of a tag by RFC 5646, 2.1, without the irregular ones of old. The shortest match is the only one. */
const TAG =
	/^([a-z]{2,3})((?:-[a-z]{3}){0,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?((?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*)((?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*)((?:-x(?:-[a-z\d]{1,8})+)?)$/;
const LONGEST_TAG = 100;

/** @returns the tag in its usual case (RFC 5646, 2.1.1), or undefined if it is none. `_` for `-` is taken. */
function readTag(text: string): string | undefined {
	if (text.length > LONGEST_TAG) return undefined;
	const match = TAG.exec(text.toLowerCase().replaceAll('_', '-'));
	const primary = match === null ? undefined : languageOf(match[1]!);
	if (match === null || primary === undefined) return undefined;
	const [, , extended = '', script, region, variants = '', extensions = '', own = ''] = match;
	return (
		primary +
		extended +
		(script === undefined ? '' : `-${script[0]!.toUpperCase()}${script.slice(1)}`) +
		(region === undefined ? '' : `-${region.toUpperCase()}`) +
		variants +
		extensions +
		own
	);
}

function codec(as: As, locale: CountryLocale, drop: boolean): Codec<string> {
	const find: Readonly<Record<As, (text: string) => string | undefined>> = {
		tag: readTag,
		alpha2: (text) => (text.length === 2 ? languageOf(text) : undefined),
		alpha3: (text) => (text.length === 3 ? languageOf(text) : undefined),
		bibliographic: fromBibliographic,
		name: (text) => languageNames(locale).codeOf(text),
	};
	return {
		read: (value) => {
			if (typeof value !== 'string') return unknownLanguage(value, as, locale);
			const found = find[as](value);
			if (found === 'several') return severalLanguages(value);
			return found ?? unknownLanguage(value, as, locale);
		},
		write: (tag) => {
			if (as === 'tag') return tag;
			const dash = tag.indexOf('-');
			if (dash >= 0 && !drop) return regionLost(tag, as);
			const primary = dash < 0 ? tag : tag.slice(0, dash);
			const text = spell(primary, as, locale);
			return text === undefined || find[as](text) !== primary ? noSpelling(primary, as) : text;
		},
	};
}

function spell(primary: string, as: As, locale: CountryLocale): string | undefined {
	if (as === 'name') return languageNames(locale).nameOf(primary);
	if (as === 'alpha2') return primary.length === 2 ? primary : undefined;
	const codes = TWO_LETTERS.get(primary);
	return codes === undefined ? primary : codes[as === 'alpha3' ? 'alpha3' : 'bibliographic'];
}

const EXAMPLES: Readonly<Record<As, string>> = {
	tag: 'tags of BCP 47 such as de or pt-BR',
	alpha2: 'two letters (de)',
	alpha3: 'three letters (deu)',
	bibliographic: 'the three letters of libraries (ger)',
	name: 'names',
};

function unknownLanguage(value: unknown, as: As, locale: CountryLocale): Problem {
	return new Problem(
		'unknownLanguage',
		`The value is ${show(value)}, and this row takes languages by ${EXAMPLES[as]}${as === 'name' ? ` in the language ${locale}` : ''}.`,
		'Choose in the Language Settings of the row how this system writes languages, or correct it where it comes from.',
	);
}

function severalLanguages(name: string): Problem {
	return new Problem('ambiguousLanguage', `${show(name)} is the name of more than one language.`, 'Use codes.');
}

function regionLost(tag: string, as: As): Problem {
	return new Problem(
		'notExpressible',
		`${show(tag)} says more than the language, and ${EXAMPLES[as]} cannot.`,
		'Use tags on both sides, or choose Drop under Region and Script (that row then works one way only).',
	);
}

function noSpelling(primary: string, as: As): Problem {
	return new Problem('notExpressible', `The language ${show(primary)} has no spelling as ${EXAMPLES[as]}.`, 'Use tags of BCP 47, which have all of them.');
}

function refuse(way: Way, drop: boolean, source: As, target: As): Problem | undefined {
	if (way !== 'both' || !drop || (source === 'tag') === (target === 'tag')) return undefined;
	return new Problem('lossy', '"de-AT" would come back as "de"', 'Reject tags with a region, or use one row for each way.');
}
