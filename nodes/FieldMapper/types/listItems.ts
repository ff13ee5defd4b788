import { canonicalJson } from '../../shared/record/canonical';
import { getOwn, isRecord } from '../../shared/record/json';
import { Problem } from '../problem';
import { parseInstant, type Instant } from './instant';
import { comparePlain, plainFromNumber } from './plainDecimal';
import { SCALARS, type ScalarName } from './scalars';
import { readSettings } from './settings';
import type { CompiledType, ValuePair } from './type';

/** Every type that the values of a list may have; the first is the default. */
export const ITEM_TYPES = ['text', ...Object.keys(SCALARS).filter((name) => name !== 'text').sort()] as [ScalarName, ...ScalarName[]];

/** The setting of a list that holds the settings of this type for its values. */
export function itemSettingsName(type: ScalarName): `${ScalarName}Settings` {
	return `${type}Settings`;
}

/** How values are spelled inside a text unless the row says otherwise: numbers and yes/no in letters. */
const IN_TEXT: Partial<Record<ScalarName, Readonly<Record<string, string>>>> = {
	integer: { As: 'text' },
	decimal: { As: 'dot' },
	boolean: { As: 'words', True: 'true', False: 'false' },
};

/**
 * @param typed the settings for the values, as they stand in the table
 * @param inText the sides that hold a text
 */
export function compileItem(
	name: ScalarName,
	typed: Readonly<Record<string, unknown>>,
	pairs: readonly ValuePair[],
	inText: readonly ('source' | 'target')[],
): CompiledType | Problem {
	const type = SCALARS[name];
	const own = getOwn(typed, itemSettingsName(name));
	const given: Record<string, unknown> = {};
	for (const side of inText) {
		for (const [end, value] of Object.entries(IN_TEXT[name] ?? {})) given[side + end] = value;
	}
	const settings = readSettings({ ...given, ...(isRecord(own) ? own : {}) }, type.settings);
	if (settings instanceof Problem) return settings;
	const compiled = type.compile(settings, pairs);
	return compiled instanceof Problem ? new Problem(compiled.rule, `its values: ${compiled.message}`, compiled.fix) : compiled;
}

const NUMBERS: readonly ScalarName[] = ['integer', 'decimal'];

/** How to put values in order: each has a key, made once, and keys are compared. */
export interface SortOrder<K = unknown> {
	readonly key: (inner: unknown) => K;
	readonly compare: (a: K, b: K) => number;
}

/** The order of values as they are inside: numbers by size, moments by time, text by code unit in any language. */
export function orderOf(name: ScalarName, item: CompiledType): SortOrder {
	if (name === 'moment') return byTime as SortOrder;
	if (NUMBERS.includes(name)) return bySize as SortOrder;
	const key = keyOf(item);
	return {
		key,
		compare: (a, b) => {
			if (typeof a === 'number' && typeof b === 'number') return a - b;
			if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
			const [x, y] = [String(a), String(b)];
			return x < y ? -1 : x > y ? 1 : 0;
		},
	};
}

const bySize: SortOrder<number | string> = {
	key: (inner) => inner as number | string,
	compare: (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : comparePlain(plain(a), plain(b))),
};

function plain(value: number | string): string {
	return typeof value === 'number' ? plainFromNumber(value) : value;
}

const byTime: SortOrder<Instant> = {
	key: (inner) => parseInstant(inner as string),
	compare: (a, b) => a.ms - b.ms || a.rest - b.rest || a.offset - b.offset,
};

/** @returns a scalar that is equal for equal values */
export function keyOf(item: CompiledType): (inner: unknown) => unknown {
	return (inner) => {
		if (typeof inner !== 'object' || inner === null) return inner;
		const written = item.source.write(inner);
		return typeof written === 'object' && written !== null ? canonicalJson(written) : written;
	};
}
