import { getOwn, isRecord, setOwn } from '../shared/record/json';
import { SYNC_KEY } from '../shared/record/envelope';
import type { PathTree } from './pathTree';
import { fits } from './selector/reach';
import { EACH, isPick, stepsText, type SelectorStep } from './selector/step';

/** How many unmapped fields one record names; a record may hold any number of them. */
const MOST_NAMED = 100;

/**
 * Calls `found` for every part of `record` that no row reads, the largest such parts first: an object that no row
 * reads into is one part. Looks no deeper than the paths go. `_sync` is no field. Parts of the elements of a list that
 * rows go through (`[*]`) are found once for each element, under the same path.
 */
export function eachUnmapped(
	record: Readonly<Record<string, unknown>>,
	read: PathTree,
	found: (steps: readonly SelectorStep[], value: unknown) => void,
): void {
	const steps: SelectorStep[] = [];
	const visit = (step: SelectorStep, value: unknown, next: PathTree | undefined): void => {
		if (value === undefined || next?.end !== undefined) return;
		steps.push(step);
		if (next === undefined || !lookInto(value, next, visit)) found(steps, value);
		steps.pop();
	};
	for (const key of Object.keys(record)) {
		if (key !== SYNC_KEY) visit(key, record[key], read.below.get(key));
	}
}

type Visit = (step: SelectorStep, value: unknown, next: PathTree | undefined) => void;

function lookInto(value: unknown, tree: PathTree, visit: Visit): boolean {
	if (Array.isArray(value)) {
		value.forEach((entry: unknown, i) => visit(tree.each === undefined ? i : EACH, entry, treeOfElement(tree, entry, i)));
		return true;
	}
	if (!isRecord(value)) return false;
	for (const key of Object.keys(value)) visit(key, value[key], tree.below.get(key));
	return true;
}

/** What is read of one element: rows may name it by position, by condition and by `[*]` at once. */
function treeOfElement({ below, picks, each }: PathTree, entry: unknown, position: number): PathTree | undefined {
	const byPosition = below.get(position);
	if (picks === undefined && each === undefined) return byPosition;
	const trees = [byPosition, each, ...(picks ?? []).filter(({ pick }) => fits(entry, pick)).map(({ tree }) => tree)];
	return trees.reduce(joined, undefined);
}

function joined(a: PathTree | undefined, b: PathTree | undefined): PathTree | undefined {
	if (a === undefined || b === undefined) return a ?? b;
	const below = new Map(a.below);
	for (const [step, tree] of b.below) below.set(step, joined(below.get(step), tree)!);
	const picks = [...(a.picks ?? []), ...(b.picks ?? [])];
	return { end: a.end ?? b.end, below, picks: picks.length === 0 ? undefined : picks, each: joined(a.each, b.each) };
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
	steps: readonly SelectorStep[],
	value: unknown,
	lost: (steps: readonly SelectorStep[]) => void,
): void {
	let place = target;
	let tree: PathTree | undefined = written;
	for (let i = 0; i < steps.length; i += 1) {
		const step = steps[i]!;
		// Elements that rows find by condition or go through are no longer where they were.
		if (step === EACH || isPick(step) || tree?.picks !== undefined || tree?.each !== undefined) return lost(steps);
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

function put(place: object, step: string | number, value: unknown): void {
	if (Array.isArray(place) && typeof step === 'number') {
		while (place.length < step) place.push(null);
	}
	setOwn(place, String(step), value);
}

/** A path as a person would write it. */
export const pathText = stepsText;

/** Collects names up to a limit, and counts the rest. */
export class Names {
	private readonly names: string[] = [];
	private more = 0;

	add(name: string): void {
		if (this.names.length < MOST_NAMED) this.names.push(name);
		else this.more += 1;
	}

	list(): string[] {
		return this.more === 0 ? this.names : [...this.names, `… and ${this.more} more`];
	}
}
