import { isRecord } from '../../shared/record/json';
import { Problem } from '../problem';

/** Deeper nesting than this is refused, as everywhere in the kit: no real record has it. */
export const MAX_DEPTH = 500;

/**
 * Looks for what JSON cannot carry: infinite numbers, functions, class instances, half characters, circles.
 * Each object is looked into once, however often it is referred to. A date object counts as its ISO text.
 *
 * @returns what is wrong and where, or undefined
 */
export function findNotPlain(value: unknown): Problem | undefined {
	const path: (string | number)[] = [];
	const found = look(value, path, new Set(), new Set());
	if (found === undefined) return undefined;
	const where = path.slice(0, 12).map(String).join('.').slice(0, 120).toWellFormed();
	return new Problem('notPlain', `It holds ${found}${where === '' ? '' : ` at ${where}`}.`, 'Correct it in the node it comes from: only data that JSON can carry is handed on.');
}

function look(value: unknown, path: (string | number)[], open: Set<object>, done: Set<object>): string | undefined {
	switch (typeof value) {
		case 'string':
			return value.isWellFormed() ? undefined : 'a text with half of a two-part character';
		case 'number':
			return Number.isFinite(value) ? undefined : `the number ${value}`;
		case 'boolean':
		case 'undefined':
			return undefined;
		case 'object':
			return value === null ? undefined : lookInside(value, path, open, done);
		default:
			return `a ${typeof value}`;
	}
}

function lookInside(value: object, path: (string | number)[], open: Set<object>, done: Set<object>): string | undefined {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid date' : undefined;
	if (!Array.isArray(value) && !isRecord(value)) return 'a class instance, which is not plain data,';
	if (done.has(value)) return undefined;
	if (open.has(value)) return 'itself, in a circle,';
	if (path.length >= MAX_DEPTH) return `more than ${MAX_DEPTH} levels`;
	open.add(value);
	const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
	for (const key of keys) {
		path.push(key);
		const broken = typeof key === 'string' && !key.isWellFormed();
		const found = broken ? 'a name with half of a two-part character' : look((value as Record<string | number, unknown>)[key], path, open, done);
		if (found !== undefined) return found;
		path.pop();
	}
	open.delete(value);
	done.add(value);
	return undefined;
}
