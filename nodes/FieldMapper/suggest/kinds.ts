import { Problem } from '../problem';
import { isTypeName, TYPES } from '../types';
import { readSettings } from '../types/settings';
import type { CompiledType } from '../types/type';

/** A way to read a field: a type, and how the field's side spells it. */
export interface Kind {
	readonly type: string;
	/** The settings of one side, by their names without `source` and `target`: `{ as: 'text' }`. */
	readonly side: Readonly<Record<string, string>>;
	/** Only values of this JavaScript type are looked at: a text of digits is not yet a number. */
	readonly of?: 'string' | 'number' | 'boolean';
	/** What it is called in a reason. */
	readonly words: string;
	/** Numbers outside of this are something else. */
	readonly between?: readonly [number, number];
	/** Too many things look like this: one of the two names must have this word in it. */
	readonly named?: readonly string[];
}

/** From the most to the least telling: the first that fits both sides and agrees best is proposed. */
export const KINDS: readonly Kind[] = [
	{ type: 'boolean', side: { as: 'boolean' }, of: 'boolean', words: 'true and false' },
	{ type: 'boolean', side: { as: 'words', true: 'yes', false: 'no' }, of: 'string', words: 'yes and no' },
	{ type: 'boolean', side: { as: 'words', true: 'true', false: 'false' }, of: 'string', words: 'true and false as text' },
	{ type: 'boolean', side: { as: 'words', true: 'Yes', false: 'No' }, of: 'string', words: 'Yes and No' },
	{ type: 'boolean', side: { as: 'words', true: 'Y', false: 'N' }, of: 'string', words: 'Y and N' },
	{ type: 'boolean', side: { as: 'words', true: '1', false: '0' }, of: 'string', words: '1 and 0 as text' },
	{ type: 'boolean', side: { as: 'words', true: 'ja', false: 'nein' }, of: 'string', words: 'ja and nein' },
	{ type: 'boolean', side: { as: 'number' }, of: 'number', words: '1 and 0', between: [0, 1] },
	{ type: 'date', side: { pattern: 'yyyy-MM-dd' }, of: 'string', words: 'dates like 2024-03-01' },
	{ type: 'date', side: { pattern: 'dd.MM.yyyy' }, of: 'string', words: 'dates like 01.03.2024' },
	{ type: 'date', side: { pattern: 'd.M.yyyy' }, of: 'string', words: 'dates like 1.3.2024' },
	{ type: 'date', side: { pattern: 'dd/MM/yyyy' }, of: 'string', words: 'dates like 31/03/2024' },
	{ type: 'date', side: { pattern: 'MM/dd/yyyy' }, of: 'string', words: 'dates like 03/31/2024' },
	{ type: 'moment', side: { as: 'iso' }, words: 'moments with an offset' },
	{ type: 'moment', side: { as: 'epochSeconds' }, of: 'number', words: 'seconds since 1970', between: [2e8, 5e9] },
	{ type: 'moment', side: { as: 'epochMs' }, of: 'number', words: 'milliseconds since 1970', between: [2e11, 5e12] },
	{ type: 'integer', side: { as: 'number' }, of: 'number', words: 'whole numbers' },
	{ type: 'integer', side: { as: 'text' }, of: 'string', words: 'whole numbers as text' },
	{ type: 'decimal', side: { as: 'number' }, of: 'number', words: 'decimal numbers' },
	{ type: 'decimal', side: { as: 'dot' }, of: 'string', words: 'decimal numbers like 1234.50' },
	{ type: 'decimal', side: { as: 'comma' }, of: 'string', words: 'decimal numbers like 1234,50' },
	{ type: 'decimal', side: { as: 'commaDot' }, of: 'string', words: 'decimal numbers like 1,234.50' },
	{ type: 'decimal', side: { as: 'dotComma' }, of: 'string', words: 'decimal numbers like 1.234,50' },
	{ type: 'decimal', side: { as: 'spaceComma' }, of: 'string', words: 'decimal numbers like 1 234,50' },
	{ type: 'decimal', side: { as: 'apostropheDot' }, of: 'string', words: "decimal numbers like 1'234.50" },
	{ type: 'email', side: {}, of: 'string', words: 'email addresses' },
	{ type: 'url', side: {}, of: 'string', words: 'web addresses', named: ['website', 'link', 'href'] },
	{ type: 'country', side: { as: 'alpha2' }, of: 'string', words: 'country codes like DE', named: ['country'] },
	{ type: 'country', side: { as: 'alpha3' }, of: 'string', words: 'country codes like DEU', named: ['country'] },
	{ type: 'country', side: { as: 'name' }, of: 'string', words: 'country names', named: ['country'] },
	{ type: 'list', side: { as: 'list' }, words: 'lists' },
];

/** @returns the settings of a row in which one side, or each, is read this way */
export function settingsFor(source: Kind, target: Kind): Record<string, unknown> {
	const sided = (kind: Kind, side: 'source' | 'target'): [string, string][] =>
		Object.entries(kind.side).map(([name, value]) => [`${side}${name[0]!.toUpperCase()}${name.slice(1)}`, value]);
	return Object.fromEntries([...sided(source, 'source'), ...sided(target, 'target')]);
}

export interface Reader {
	readonly kind: Kind;
	readonly read: CompiledType['source']['read'];
}

let readers: readonly Reader[] | undefined;

/** The kinds made ready, when they are first needed. A kind whose type or setting does not exist is left out. */
export function kindReaders(): readonly Reader[] {
	readers ??= KINDS.flatMap((kind) => {
		if (!isTypeName(kind.type)) return [];
		const type = TYPES[kind.type];
		const settings = readSettings(settingsFor(kind, kind), type.settings);
		if (settings instanceof Problem) return [];
		const compiled = type.compile(settings, []);
		return compiled instanceof Problem ? [] : [{ kind, read: compiled.source.read }];
	});
	return readers;
}
