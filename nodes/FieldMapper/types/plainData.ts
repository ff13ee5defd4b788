import { isRecord } from '../../shared/record/json';
import { Problem } from '../problem';

/** Deeper nesting than this is refused, as everywhere in the kit: no real record has it. */
export const MAX_DEPTH = 500;

/** More values than this are refused: a small web of objects that refer to each other can stand for endless text. */
const MOST_VALUES = 10_000_000;

/** An object that was looked through: how many values it stands for when written out, and how deep it goes. */
interface Extent {
	readonly size: number;
	readonly height: number;
}

/** What is wrong, in words. */
class Flaw {
	constructor(readonly text: string) {}
}

const SCALAR: Extent = { size: 1, height: 0 };

interface Look {
	/** The way from the top to where it looks. */
	readonly path: (string | number)[];
	/** The objects on that way. */
	readonly open: Set<object>;
	readonly done: Map<object, Extent>;
}

/**
 * Looks for what JSON cannot carry: infinite numbers, functions, class instances, half characters, circles, missing
 * entries of lists. Each object is looked into once, however often it is referred to. A date object counts as its ISO
 * text.
 *
 * @returns what is wrong and where, or undefined
 */
export function findNotPlain(value: unknown): Problem | undefined {
	const look: Look = { path: [], open: new Set(), done: new Map() };
	const found = lookAt(value, look);
	if (!(found instanceof Flaw)) return undefined;
	const where = look.path.slice(0, 12).map(String).join('.').slice(0, 120).toWellFormed();
	return new Problem('notPlain', `It holds ${found.text}${where === '' ? '' : ` at ${where}`}.`, 'Correct it in the node it comes from: only data that JSON can carry is handed on.');
}

function lookAt(value: unknown, look: Look): Extent | Flaw {
	switch (typeof value) {
		case 'string':
			return value.isWellFormed() ? SCALAR : new Flaw('a text with half of a two-part character');
		case 'number':
			return Number.isFinite(value) ? SCALAR : new Flaw(`the number ${value}`);
		case 'boolean':
		case 'undefined':
			return SCALAR;
		case 'object':
			return value === null ? SCALAR : lookInside(value, look);
		default:
			return new Flaw(`a ${typeof value}`);
	}
}

function lookInside(value: object, look: Look): Extent | Flaw {
	const { path, open, done } = look;
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? new Flaw('an invalid date') : SCALAR;
	const isList = Array.isArray(value);
	if (!isList && !isRecord(value)) return new Flaw('a class instance, which is not plain data,');
	if (open.has(value)) return new Flaw('itself, in a circle,');
	const known = done.get(value);
	if (path.length + (known?.height ?? 1) > MAX_DEPTH) return new Flaw(`more than ${MAX_DEPTH} levels`);
	if (known !== undefined) return known;
	open.add(value);
	let [size, height] = [1, 1];
	for (const key of isList ? value.keys() : Object.keys(value)) {
		path.push(key);
		const inside = (value as Record<string | number, unknown>)[key];
		const found = flawOfPlace(key, inside) ?? lookAt(inside, look);
		if (found instanceof Flaw) return found;
		path.pop();
		size += found.size;
		height = Math.max(height, found.height + 1);
		if (size > MOST_VALUES) return new Flaw(`more than ${MOST_VALUES} values`);
	}
	open.delete(value);
	const extent = { size, height };
	done.set(value, extent);
	return extent;
}

function flawOfPlace(key: string | number, inside: unknown): Flaw | undefined {
	if (typeof key === 'string') return key.isWellFormed() ? undefined : new Flaw('a name with half of a two-part character');
	// JSON makes null of it, which is another value.
	return inside === undefined ? new Flaw('no value') : undefined;
}
