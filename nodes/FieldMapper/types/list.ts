import { Problem, show } from '../problem';
import { boolean } from './boolean';
import { date } from './date';
import { decimal } from './decimal';
import { integer } from './integer';
import { text } from './text';
import { defineType, type Codec, type CompiledType, type FieldType } from './type';

const AS = ['list', 'text'] as const;
const ITEMS = ['text', 'integer', 'decimal', 'boolean', 'date'] as const;
type Item = (typeof ITEMS)[number];

const ITEM_TYPES: Readonly<Record<Item, FieldType>> = { text, integer, decimal, boolean, date };

/** How an item is spelled inside a text: numbers and yes/no in letters. */
const IN_TEXT: Readonly<Record<Item, Readonly<Record<string, string>>>> = {
	text: {},
	integer: { sourceAs: 'text' },
	decimal: { sourceAs: 'dot' },
	boolean: { sourceAs: 'words', sourceTrue: 'true', sourceFalse: 'false' },
	date: {},
};

/** Several values of one type: a list on one side, a list or a text with a separator on the other. */
export const list = defineType(
	{
		itemType: { choice: ITEMS },
		sourceAs: { choice: AS },
		sourceSeparator: { text: ',' },
		targetAs: { choice: AS },
		targetSeparator: { text: ',' },
	},
	(settings) => {
		const source = side(settings.itemType, settings.sourceAs, settings.sourceSeparator);
		if (source instanceof Problem) return source;
		const target = side(settings.itemType, settings.targetAs, settings.targetSeparator);
		if (target instanceof Problem) return target;
		const { samples } = itemCodec(settings.itemType, 'list');
		return {
			source,
			target,
			fromText: (typed) => readText(typed, ',', itemCodec(settings.itemType, 'text').codec),
			samples: [[], ...samples.map((sample) => [sample]), samples.slice(0, 3)],
		};
	},
);

function itemCodec(item: Item, as: (typeof AS)[number]): { codec: Codec<unknown>; samples: readonly unknown[] } {
	const type = ITEM_TYPES[item];
	const defaults: Record<string, unknown> = {};
	for (const [name, spec] of Object.entries(type.settings)) {
		defaults[name] = 'choice' in spec ? spec.choice[0] : 'text' in spec ? spec.text : undefined;
	}
	const settings = as === 'text' ? { ...defaults, ...IN_TEXT[item] } : defaults;
	const compiled = type.compile(settings, []) as CompiledType;
	return { codec: compiled.source, samples: compiled.samples };
}

function side(item: Item, as: (typeof AS)[number], typed: string): Codec<unknown[]> | Problem {
	const { codec } = itemCodec(item, as);
	if (as === 'list') return { read: (value) => readList(value, codec), write: (values) => writeAll(values, codec) };
	const separator = typed.replace(/\\n/g, '\n').replace(/\\t/g, '\t');
	if (separator === '') return new Problem('noSeparator', 'the separator is missing', 'Name what stands between the values, for example a comma.');
	return {
		read: (value) =>
			typeof value === 'string'
				? readText(value, separator, codec)
				: new Problem('notList', `The value is ${show(value)}, and this row takes a text with ${show(separator)} between the values.`, 'Choose in the List Settings of the row how this system writes lists.'),
		write: (values) => writeText(values, separator, codec),
	};
}

function readList(value: unknown, codec: Codec<unknown>): unknown[] | Problem {
	if (!Array.isArray(value)) {
		return new Problem('notList', `The value is ${show(value)}, and this row takes a list.`, 'Choose in the List Settings of the row how this system writes lists.');
	}
	return readAll(value, codec);
}

function readText(value: string, separator: string, codec: Codec<unknown>): unknown[] | Problem {
	return value === '' ? [] : readAll(partsOf(value, separator), codec);
}

function partsOf(value: string, separator: string): string[] {
	return value.split(separator).map((part) => part.trim());
}

function readAll(values: readonly unknown[], codec: Codec<unknown>): unknown[] | Problem {
	const all: unknown[] = [];
	for (let i = 0; i < values.length; i += 1) {
		const value = values[i];
		const inner =
			value === null || value === undefined
				? new Problem('emptyEntry', 'It has no value.', 'Take it out in the system it comes from.')
				: codec.read(value);
		if (inner instanceof Problem) return new Problem(inner.rule, `Value ${i + 1} of the list: ${inner.message}`, inner.fix);
		all.push(inner);
	}
	return all;
}

function writeAll(values: readonly unknown[], codec: Codec<unknown>): unknown[] | Problem {
	const all: unknown[] = [];
	for (const value of values) {
		const written = codec.write(value);
		if (written instanceof Problem) return written;
		all.push(written);
	}
	return all;
}

function writeText(values: readonly unknown[], separator: string, codec: Codec<unknown>): unknown {
	const all = writeAll(values, codec);
	if (all instanceof Problem) return all;
	const joined = all.join(separator);
	const parts = joined === '' ? [] : partsOf(joined, separator);
	if (parts.length === all.length && parts.every((part, i) => part === all[i])) return joined;
	return new Problem(
		'notExpressible',
		`The list cannot be written with ${show(separator)} between its values: it would be read back as another list.`,
		'Choose a separator that no value holds. Values that are empty or start or end with a space cannot be told apart.',
	);
}
