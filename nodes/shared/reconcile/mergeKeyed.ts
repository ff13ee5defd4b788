import { canonicalJson } from '../record/canonical';
import { getOwn, isRecord, setOwn } from '../record/json';
import type { Merged, MergeSide } from './merge';
import { compareValues } from './totalOrder';

type Element = Record<string, unknown>;
type Keyed = ReadonlyMap<string, Element>;

/**
 * Three-way merge of lists of records told apart by a sub-field: elements added anywhere are added, elements removed
 * anywhere are removed unless another system changed them since, and of an element every sub-field is merged for
 * itself. Where two systems change the same sub-field differently, the fixed order decides, and it is a conflict.
 *
 * @returns undefined if one of the values is no such list, or names a key twice
 */
export function mergeKeyed(key: string, standing: unknown, sides: readonly MergeSide[]): Merged | undefined {
	const start = asKeyed(key, standing ?? null);
	if (start === undefined) return undefined;
	const read: { value: Keyed; bases: Keyed[] }[] = [];
	for (const side of sides) {
		const value = asKeyed(key, side.value);
		const bases = side.bases.map((base) => asKeyed(key, base));
		if (value === undefined || bases.includes(undefined)) return undefined;
		read.push({ value, bases: bases as Keyed[] });
	}
	let conflict = sides.some((side) => side.bases.length > 1);
	const merged: Element[] = [];
	const added = new Set(read.flatMap(({ value }) => [...value.keys()].filter((name) => !start.has(name))));
	for (const name of [...start.keys(), ...[...added].sort()]) {
		const result = mergeElement(start.get(name), read.map(({ value, bases }) => ({
			value: value.get(name), bases: bases.map((base) => base.get(name)),
		})));
		conflict ||= result.conflict;
		if (result.element !== undefined) merged.push(result.element);
	}
	return { value: merged, conflict };
}

interface ElementSide {
	value: Element | undefined;
	bases: (Element | undefined)[];
}

function mergeElement(standing: Element | undefined, sides: readonly ElementSide[]): { element: Element | undefined; conflict: boolean } {
	const removals = sides.filter((side) => side.value === undefined && side.bases.length > 0 && side.bases.every((base) => base !== undefined));
	const changes = sides.filter((side) => side.value !== undefined && !side.bases.some((base) => same(base, side.value)));
	if (changes.length === 0) return { element: removals.length > 0 ? undefined : standing, conflict: false };
	const names = new Set([...Object.keys(standing ?? {}), ...changes.flatMap((side) => Object.keys(side.value!))]);
	const element: Element = {};
	let conflict = removals.length > 0;
	for (const name of names) {
		const of = (one: Element | undefined): unknown => (one === undefined ? undefined : getOwn(one, name));
		const entered = changes
			.map((side) => ({ value: of(side.value), bases: side.bases.map(of) }))
			.filter((side) => !side.bases.some((base) => same(base, side.value)))
			.map((side) => side.value);
		let value = of(standing);
		if (entered.length > 0) {
			value = entered.reduce((best, one) => (compareSubValues(one, best) > 0 ? one : best));
			conflict ||= entered.some((one) => !same(one, value));
		}
		if (value !== undefined) setOwn(element, name, value);
	}
	return { element, conflict };
}

/** A sub-field that was taken out comes after every value, null included. */
function compareSubValues(a: unknown, b: unknown): number {
	if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
	return compareValues(a, b);
}

function same(a: unknown, b: unknown): boolean {
	if (a === undefined || b === undefined) return a === b;
	return canonicalJson(a) === canonicalJson(b);
}

function asKeyed(key: string, value: unknown): Keyed | undefined {
	if (value === null) return new Map();
	if (!Array.isArray(value)) return undefined;
	const found = new Map<string, Element>();
	for (const element of value as unknown[]) {
		const name = isRecord(element) ? getOwn(element, key) : undefined;
		if ((typeof name !== 'string' && typeof name !== 'number') || found.has(String(name))) return undefined;
		found.set(String(name), element as Element);
	}
	return found;
}
