import { getOwn, setOwn } from './json';

/** One step of a path: a property name, or an array index. */
export type PathStep = string | number;

/** A field path compiled once: reading and writing it costs no parsing. */
export interface FieldPath {
	/** As the user wrote it. */
	readonly text: string;
	readonly steps: readonly PathStep[];
	/**
	 * @returns the value at the path, or undefined where any part of it is absent. Only own properties count:
	 * `constructor` or `__proto__` are found if the record holds them as data.
	 */
	get(record: unknown): unknown;
	/**
	 * Writes into `target`, making objects and arrays on the way. The caller owns `target`: never an input item.
	 * @returns false where something that is neither object nor array stands in the way; nothing is written then.
	 */
	set(target: object, value: unknown): boolean;
}

export type PathResult = { ok: true; path: FieldPath } | { ok: false; problem: string };

/** The largest array index a path may name: a typo must not allocate gigabytes. */
const MAX_INDEX = 99_999;

/**
 * Compiles `address.street`, `emails[0].value`, `["a.b"].c` (a key with dots is quoted in brackets).
 *
 * @param text the path as the user wrote it
 * @param whole what messages quote, where the path is part of something longer
 * @returns the compiled path, or what is wrong with it in words for the user
 */
export function compilePath(text: string, whole = text): PathResult {
	const steps: PathStep[] = [];
	let at = 0;
	const fail = (problem: string): PathResult => ({ ok: false, problem: `The path "${whole}" ${problem}` });
	if (text.trim() === '') return fail('is empty: name a field, for example address.street');
	while (at < text.length) {
		if (text[at] === '[') {
			const quote = text[at + 1];
			if (quote === '"' || quote === "'") {
				const end = text.indexOf(`${quote}]`, at + 2);
				if (end < 0) return fail(`has no closing ${quote}] for the bracket at character ${at + 1}`);
				steps.push(text.slice(at + 2, end));
				at = end + 2;
			} else {
				const end = text.indexOf(']', at);
				const inside = end < 0 ? '' : text.slice(at + 1, end);
				if (!/^\d+$/.test(inside)) {
					return fail('needs a number or a quoted name between [ and ], for example emails[0] or ["a.b"]');
				}
				const index = Number(inside);
				if (index > MAX_INDEX) return fail(`names position ${inside}; ${MAX_INDEX} is the highest allowed`);
				steps.push(index);
				at = end + 1;
			}
			if (at < text.length && text[at] !== '.' && text[at] !== '[') {
				return fail('needs a dot or [ after ]');
			}
			if (text[at] === '.') {
				at += 1;
				if (at === text.length) return fail('ends with a dot');
			}
			continue;
		}
		let end = at;
		while (end < text.length && text[end] !== '.' && text[end] !== '[') end += 1;
		if (end === at) return fail('has an empty name between two dots');
		steps.push(text.slice(at, end));
		at = end;
		if (text[at] === '.') {
			at += 1;
			if (at === text.length) return fail('ends with a dot');
		}
	}
	return { ok: true, path: makePath(text, steps) };
}

/** A path that names exactly one top-level field, whatever characters its name has. */
export function fieldNamed(name: string): FieldPath {
	return makePath(name, [name]);
}

const hasOwn = Object.prototype.hasOwnProperty;

/** @returns the path with these steps; `text` is what messages call it */
export function makePath(text: string, steps: readonly PathStep[]): FieldPath {
	return { text, steps, get: makeGetter(steps), set: (target, value) => setAt(target, steps, value) };
}

// Reading is the inner loop of every node: the usual paths, one or two names, are written out.
function makeGetter(steps: readonly PathStep[]): (record: unknown) => unknown {
	const [first, second] = steps;
	if (steps.length === 1 && typeof first === 'string') return (record) => field(record, first);
	if (steps.length === 2 && typeof first === 'string' && typeof second === 'string') {
		return (record) => field(field(record, first), second);
	}
	return (record) => {
		let value = record;
		for (const name of steps) {
			value = typeof name === 'number' ? position(value, name) : field(value, name);
			if (value === undefined) return undefined;
		}
		return value;
	};
}

function field(value: unknown, name: string): unknown {
	if (typeof value !== 'object' || value === null || !hasOwn.call(value, name) || Array.isArray(value)) return undefined;
	return (value as Record<string, unknown>)[name];
}

function position(value: unknown, index: number): unknown {
	if (typeof value !== 'object' || value === null) return undefined;
	return Array.isArray(value) ? value[index] : getOwn(value, String(index));
}

function setAt(target: object, steps: readonly PathStep[], value: unknown): boolean {
	let place: object = target;
	for (let i = 0; i < steps.length; i += 1) {
		const name = steps[i]!;
		if (Array.isArray(place) !== (typeof name === 'number')) return false;
		if (i === steps.length - 1) {
			put(place, name, value);
			return true;
		}
		let next = getOwn(place, String(name));
		if (next === undefined || next === null) {
			next = typeof steps[i + 1] === 'number' ? [] : {};
			put(place, name, next);
		}
		if (typeof next !== 'object' || next === null) return false;
		place = next;
	}
	return false;
}

/** JSON lists have no holes: positions skipped over are null. */
function put(place: object, name: PathStep, value: unknown): void {
	if (typeof name === 'number' && Array.isArray(place)) {
		while (place.length < name) place.push(null);
	}
	setOwn(place, String(name), value);
}
