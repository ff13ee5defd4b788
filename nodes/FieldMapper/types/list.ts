import { Problem, show } from '../problem';
import { compileItem, itemSettingsName, ITEM_TYPES, keyOf, orderOf } from './listItems';
import { DUPLICATES, EMPTY_ENTRIES, lossOfRules, MOST_VALUES, ORDER, refine, tooMany, type ListRules } from './listRules';
import { checkSeparator, joinList, QUOTES, separatorOf, splitList, type Quotes } from './listText';
import { plainFromNumber } from './plainDecimal';
import type { ScalarName } from './scalars';
import { defineType, type Codec, type CompiledType, type Context } from './type';

const AS = ['list', 'text'] as const;

/** Each type's own settings, for the values of the list. */
const ITEM_SETTINGS = Object.fromEntries(ITEM_TYPES.map((name) => [itemSettingsName(name), { nested: name }])) as Record<
	`${ScalarName}Settings`,
	{ nested: string }
>;

/** Several values of one type: a list, or a text with a separator. Inside: a list of the values as they are inside. */
export const list = defineType(
	{
		itemType: { choice: ITEM_TYPES },
		...ITEM_SETTINGS,
		sourceAs: { choice: AS },
		sourceSeparator: { text: ',' },
		sourceQuotes: { choice: QUOTES },
		targetAs: { choice: AS },
		targetSeparator: { text: ',' },
		targetQuotes: { choice: QUOTES },
		order: { choice: ORDER },
		duplicates: { choice: DUPLICATES },
		emptyEntries: { choice: EMPTY_ENTRIES },
		minCount: { count: MOST_VALUES },
		maxCount: { count: MOST_VALUES },
	},
	(settings, pairs) => {
		const inText = (['source', 'target'] as const).filter((side) => settings[`${side}As`] === 'text');
		const item = compileItem(settings.itemType, settings, pairs, inText);
		if (item instanceof Problem) return item;
		const rules: ListRules = { ...settings, sortBy: orderOf(settings.itemType, item), keyOf: keyOf(item) };
		const source = side(settings.sourceAs, settings.sourceSeparator, settings.sourceQuotes, item, item.source, rules);
		if (source instanceof Problem) return source;
		const target = side(settings.targetAs, settings.targetSeparator, settings.targetQuotes, item, item.target, rules);
		if (target instanceof Problem) return target;
		return {
			source,
			target,
			fromText: (typed) => {
				const parts = splitList(typed, ',', 'none');
				return parts instanceof Problem ? parts : each(parts, rules, (part) => item.fromText(part as string));
			},
			samples: [[], ...item.samples.map((sample) => [sample]), item.samples.slice(0, 3), [...item.samples.slice(0, 2)].reverse()],
			refuse: (way) => (way === 'both' ? lossOfRules(rules) : undefined) ?? item.refuse?.(way),
		};
	},
);

function side(
	as: (typeof AS)[number],
	typed: string,
	quotes: Quotes,
	item: CompiledType,
	codec: Codec<unknown>,
	rules: ListRules,
): Codec<unknown[]> | Problem {
	const { clean } = item;
	const read = (value: unknown, record: Context): unknown => codec.read(typeof value === 'string' && clean !== undefined ? clean(value) : value, record);
	if (as === 'list') {
		return {
			read: (value, record) => (Array.isArray(value) ? each(value, rules, (one) => read(one, record)) : notList(value, 'a list')),
			write: (values) => writeAll(values, codec),
		};
	}
	const separator = separatorOf(typed);
	const bad = checkSeparator(separator, quotes);
	if (bad !== undefined) return bad;
	return {
		read: (value, record) => {
			if (typeof value !== 'string') return notList(value, `a text with ${show(separator)} between the values`);
			const parts = splitList(value, separator, quotes);
			return parts instanceof Problem ? parts : each(parts, rules, (one) => read(one, record));
		},
		write: (values) => writeText(values, separator, quotes, codec),
	};
}

function notList(value: unknown, what: string): Problem {
	return new Problem('notList', `The value is ${show(value)}, and this row takes ${what}.`, 'Choose in the List Settings of the row how this system writes lists.');
}

function each(values: readonly unknown[], rules: ListRules, read: (value: unknown) => unknown): unknown[] | Problem {
	if (values.length > MOST_VALUES) return tooMany();
	const all: unknown[] = [];
	for (let i = 0; i < values.length; i += 1) {
		const value = values[i];
		const none = value === null || value === undefined;
		if (rules.emptyEntries === 'drop' && (none || value === '')) continue;
		const inner = none
			? new Problem('emptyEntry', 'It has no value.', 'Take it out in the system it comes from, or choose Drop under Entries Without a Value in a row that works one way.')
			: read(value);
		if (inner instanceof Problem) return new Problem(inner.rule, `Value ${i + 1} of the list: ${inner.message}`, inner.fix);
		all.push(inner);
	}
	return refine(all, rules);
}

function writeAll(values: readonly unknown[], codec: Codec<unknown>): unknown[] | Problem {
	const all: unknown[] = [];
	for (let i = 0; i < values.length; i += 1) {
		const written = codec.write(values[i]);
		if (written instanceof Problem) return new Problem(written.rule, `Value ${i + 1} of the list: ${written.message}`, written.fix);
		all.push(written);
	}
	return all;
}

function writeText(values: readonly unknown[], separator: string, quotes: Quotes, codec: Codec<unknown>): unknown {
	const all = writeAll(values, codec);
	if (all instanceof Problem) return all;
	const letters: string[] = [];
	for (const value of all) {
		const spelled = inLetters(value, codec);
		if (spelled === undefined) return new Problem('notExpressible', `${show(value)} cannot stand in a text that is a list.`, 'Choose in the settings of its values a form that is text.');
		letters.push(spelled);
	}
	const joined = joinList(letters, separator, quotes);
	if (joined !== undefined) return joined;
	return new Problem(
		'notExpressible',
		`The list cannot be written with ${show(separator)} between its values: it would be read back as another list.`,
		'Choose a separator that no value holds, or quotes under Separator Inside a Value. Without them, values that are empty or start or end with a space cannot be told apart.',
	);
}

/** @returns a number or true and false in letters, where this side reads them so */
function inLetters(value: unknown, codec: Codec<unknown>): string | undefined {
	if (typeof value === 'string') return value;
	const letters = typeof value === 'number' ? plainFromNumber(value) : String(value);
	const again = codec.read(letters);
	return !(again instanceof Problem) && codec.write(again) === value ? letters : undefined;
}
