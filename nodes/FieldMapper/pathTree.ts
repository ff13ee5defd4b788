import type { FieldPath, PathStep } from '../shared/record/path';

/** The places that some paths name, as one tree: what is read, or what is written. */
export interface PathTree {
	/** The path that ends here, if one does. */
	readonly end: FieldPath | undefined;
	readonly below: ReadonlyMap<PathStep, PathTree>;
}

interface Growing {
	end: FieldPath | undefined;
	readonly below: Map<PathStep, Growing>;
}

/** Two paths that cannot both be written. */
export interface Clash {
	readonly path: FieldPath;
	readonly other: FieldPath;
	/** `same`: one place; `inside`: one lies in the other; `shape`: a place would be a list and an object. */
	readonly kind: 'same' | 'inside' | 'shape';
}

/** @returns the tree of all paths, and the pairs of them that cannot both be written */
export function growTree(paths: readonly FieldPath[]): { tree: PathTree; clashes: Clash[] } {
	const root: Growing = { end: undefined, below: new Map() };
	const clashes: Clash[] = [];
	for (const path of paths) {
		const clash = grow(root, path);
		if (clash !== undefined) clashes.push(clash);
	}
	return { tree: root, clashes };
}

function grow(root: Growing, path: FieldPath): Clash | undefined {
	let place = root;
	let clash: Clash | undefined;
	for (const step of path.steps) {
		if (place.end !== undefined) clash ??= { path, other: place.end, kind: 'inside' };
		for (const known of place.below.keys()) {
			if (typeof known !== typeof step) clash ??= { path, other: anyEnd(place), kind: 'shape' };
			break;
		}
		let next = place.below.get(step);
		if (next === undefined) {
			next = { end: undefined, below: new Map() };
			place.below.set(step, next);
		}
		place = next;
	}
	if (place.end !== undefined) clash ??= { path, other: place.end, kind: 'same' };
	else if (place.below.size > 0) clash ??= { path, other: anyEnd(place), kind: 'inside' };
	place.end ??= path;
	return clash;
}

function anyEnd(tree: Growing): FieldPath {
	let place = tree;
	while (place.end === undefined) place = place.below.values().next().value!;
	return place.end;
}
