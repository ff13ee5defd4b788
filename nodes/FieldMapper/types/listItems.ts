import { canonicalJson } from '../../shared/record/canonical';
import { getOwn, isRecord } from '../../shared/record/json';
import { compareDecimals, parseDecimal } from '../../shared/reconcile/exactDecimal';
import { Problem } from '../problem';
import { parseInstant } from './instant';
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

/** The order of values as they are inside: numbers by size, moments by time, text by code unit in any language. */
export function comparerOf(name: ScalarName, item: CompiledType): (a: unknown, b: unknown) => number {
	const key = keyOf(item);
	if (name === 'moment') return (a, b) => compareMoments(a as string, b as string);
	return (a, b) => {
		const [left, right] = [key(a), key(b)];
		if (typeof left === 'bigint' && typeof right === 'bigint') return left < right ? -1 : left > right ? 1 : 0;
		if (typeof left === 'number' && typeof right === 'number') return left - right;
		if (NUMBERS.includes(name) || typeof left === 'number' || typeof right === 'number') {
			const [x, y] = [parseDecimal(left), parseDecimal(right)];
			if (x !== undefined && y !== undefined) return compareDecimals(x, y);
		}
		const [x, y] = [String(left), String(right)];
		return x < y ? -1 : x > y ? 1 : 0;
	};
}

function compareMoments(a: string, b: string): number {
	const [x, y] = [parseInstant(a), parseInstant(b)];
	return x.ms - y.ms || x.rest - y.rest || (a < b ? -1 : a > b ? 1 : 0);
}

/** @returns a scalar that is equal for equal values */
export function keyOf(item: CompiledType): (inner: unknown) => unknown {
	return (inner) => {
		if (typeof inner !== 'object' || inner === null) return inner;
		const written = item.source.write(inner);
		return typeof written === 'object' && written !== null ? canonicalJson(written) : written;
	};
}
