import { EACH, isPick, stepKey, type Pick, type SelectorStep } from './selector/step';

/** What a tree needs to know of a path. */
export interface NamedPath {
	readonly text: string;
	readonly steps: readonly SelectorStep[];
}

/** The places that some paths name, as one tree: what is read, or what is written. */
export interface PathTree {
	/** The path that ends here, if one does. */
	readonly end: NamedPath | undefined;
	/** By name, and by position in a list. */
	readonly below: ReadonlyMap<string | number, PathTree>;
	/** Elements of a list that are found by a condition; undefined where there are none. */
	readonly picks: readonly { readonly pick: Pick; readonly tree: PathTree }[] | undefined;
	/** Every element of a list. */
	readonly each: PathTree | undefined;
}

interface Growing extends PathTree {
	end: NamedPath | undefined;
	readonly below: Map<string | number, Growing>;
	picks: { pick: Pick; tree: Growing }[] | undefined;
	each: Growing | undefined;
}

/** Two paths that cannot both be written. */
export interface Clash {
	readonly path: NamedPath;
	readonly other: NamedPath;
	/**
	 * `same`: one place; `inside`: one lies in the other; `shape`: a place would be a list and an object; `elements`: a
	 * list whose elements are named in two ways, so that two names may mean one element.
	 */
	readonly kind: 'same' | 'inside' | 'shape' | 'elements';
}

/** @returns the tree of all paths, and the pairs of them that cannot both be written */
export function growTree(paths: readonly NamedPath[]): { tree: PathTree; clashes: Clash[] } {
	const root = seed();
	const clashes: Clash[] = [];
	for (const path of paths) {
		const clash = grow(root, path);
		if (clash !== undefined) clashes.push(clash);
	}
	return { tree: root, clashes };
}

function seed(): Growing {
	return { end: undefined, below: new Map(), picks: undefined, each: undefined };
}

function grow(root: Growing, path: NamedPath): Clash | undefined {
	let place = root;
	let clash: Clash | undefined;
	for (const step of path.steps) {
		if (place.end !== undefined) clash ??= { path, other: place.end, kind: 'inside' };
		const kind = disagreement(place, step);
		if (kind !== undefined) clash ??= { path, other: anyEnd(place), kind };
		place = branch(place, step, path);
	}
	if (place.end !== undefined) clash ??= { path, other: place.end, kind: 'same' };
	else if (!isBare(place)) clash ??= { path, other: anyEnd(place), kind: 'inside' };
	place.end ??= path;
	return clash;
}

/** Whether the step fits the others that go on from this place. */
function disagreement(place: Growing, step: SelectorStep): Clash['kind'] | undefined {
	if (isBare(place)) return undefined;
	const [known] = place.below.keys();
	const isList = typeof known !== 'string';
	if (isList !== (typeof step !== 'string')) return 'shape';
	if (!isList) return undefined;
	if (typeof step === 'number') return known === undefined ? 'elements' : undefined;
	if (step === EACH) return place.each === undefined ? 'elements' : undefined;
	return isPick(step) && place.picks?.[0]?.pick.key === step.key ? undefined : 'elements';
}

function branch(place: Growing, step: SelectorStep, path: NamedPath): Growing {
	if (step === EACH) return (place.each ??= seed());
	if (isPick(step)) {
		const key = stepKey(step);
		const known = (place.picks ??= []).find(({ pick }) => stepKey(pick) === key);
		if (known !== undefined) return known.tree;
		const tree = seed();
		// The field of the condition is read with it, and written with it.
		tree.below.set(step.key, { ...seed(), end: path });
		place.picks.push({ pick: step, tree });
		return tree;
	}
	let next = place.below.get(step as string | number);
	if (next === undefined) {
		next = seed();
		place.below.set(step as string | number, next);
	}
	return next;
}

function isBare({ below, picks, each }: PathTree): boolean {
	return below.size === 0 && picks === undefined && each === undefined;
}

function anyEnd(tree: PathTree): NamedPath {
	let place = tree;
	while (place.end === undefined) place = place.each ?? place.picks?.[0]?.tree ?? place.below.values().next().value!;
	return place.end;
}
