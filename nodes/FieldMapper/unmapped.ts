import { getOwn, isRecord, setOwn } from '../shared/record/json';
import type { PathStep } from '../shared/record/path';
import { SYNC_KEY } from '../shared/record/envelope';
import type { PathTree } from './pathTree';

/** How many unmapped fields one record names; a record may hold any number of them. */
const MOST_NAMED = 100;

/**
 * Calls `found` for every part of `record` that no row reads, the largest such parts first: an object that no row
 * reads into is one part. Looks no deeper than the paths go. `_sync` is no field.
 */
export function eachUnmapped(
	record: Readonly<Record<string, unknown>>,
	read: PathTree,
	found: (steps: readonly PathStep[], value: unknown) => void,
): void {
	const steps: PathStep[] = [];
	const visit = (step: PathStep, value: unknown, tree: PathTree): void => {
		if (value === undefined) return;
		const next = tree.below.get(step);
		if (next?.end !== undefined) return;
		steps.push(step);
		if (next === undefined || !lookInto(value, next, visit)) found(steps, value);
		steps.pop();
	};
	for (const key of Object.keys(record)) {
		if (key !== SYNC_KEY) visit(key, record[key], read);
	}
}

function lookInto(value: unknown, tree: PathTree, visit: (step: PathStep, value: unknown, tree: PathTree) => void): boolean {
	if (Array.isArray(value)) {
		value.forEach((entry, i) => visit(i, entry, tree));
		return true;
	}
	if (!isRecord(value)) return false;
	for (const key of Object.keys(value)) visit(key, value[key], tree);
	return true;
}

/**
 * Puts an unmapped part into the record being built, at the path it came from. Where rows wrote into the same object,
 * the part joins what they wrote.
 *
 * @param written the places that rows write: there, and inside what they wrote, nothing is put
 * @param lost called for each part whose place a row has
 */
export function keepPart(
	target: object,
	written: PathTree,
	steps: readonly PathStep[],
	value: unknown,
	lost: (steps: readonly PathStep[]) => void,
): void {
	let place = target;
	let tree: PathTree | undefined = written;
	for (let i = 0; i < steps.length; i += 1) {
		const step = steps[i]!;
		tree = tree?.below.get(step);
		if (tree?.end !== undefined || Array.isArray(place) !== (typeof step === 'number')) return lost(steps);
		const there = getOwn(place, String(step));
		if (i === steps.length - 1) {
			if (there === undefined) return put(place, step, value);
			if (tree === undefined || !isRecord(there) || !isRecord(value)) return lost(steps);
			for (const key of Object.keys(value)) {
				keepPart(there, tree, [key], value[key], (rest) => lost([...steps, ...rest]));
			}
			return;
		}
		const next: unknown = there ?? (typeof steps[i + 1] === 'number' ? [] : {});
		if (typeof next !== 'object' || next === null) return lost(steps);
		if (there === undefined) put(place, step, next);
		place = next;
	}
}

function put(place: object, step: PathStep, value: unknown): void {
	if (Array.isArray(place) && typeof step === 'number') {
		while (place.length < step) place.push(null);
	}
	setOwn(place, String(step), value);
}

/** A path as a person would write it. */
export function pathText(steps: readonly PathStep[]): string {
	let text = '';
	for (const step of steps) {
		if (typeof step === 'number') text += `[${step}]`;
		else if (step === '' || /[.[\]]/.test(step)) text += step.includes('"') ? `['${step}']` : `["${step}"]`;
		else text += text === '' ? step : `.${step}`;
	}
	return text;
}

/** Collects names up to a limit, and counts the rest. */
export class Names {
	private readonly names: string[] = [];
	private more = 0;

	add(steps: readonly PathStep[]): void {
		if (this.names.length < MOST_NAMED) this.names.push(pathText(steps));
		else this.more += 1;
	}

	list(): string[] {
		return this.more === 0 ? this.names : [...this.names, `… and ${this.more} more`];
	}
}
