import { compareCursors, stepBack, type Cursor, type CursorKind } from './cursor';
import type { CheckpointEntry, Proposal } from './entry';
import { advance, pageId } from './moveOn';
import { ID_LENGTH } from './entry';
import { idsIn } from './reached';

/** More reads than these are not waited for: the oldest then no longer moves the checkpoint. */
export const MOST_OPEN = 50;

/** An item that was read. */
export interface ReadItem {
	/** Undefined: it has none; the checkpoint waits for the item and is not moved by it. */
	readonly cursor: Cursor | undefined;
	/** A fingerprint of what tells it from others with its cursor; empty where items are not told apart. */
	readonly id: string;
}

export interface ProposeTerms {
	readonly name: string;
	readonly kind: CursorKind;
	/** Of this execution. Several reads of one run (page after page) are one: the later wait for the earlier. */
	readonly run: string;
	/** Items are put in order by their cursors; else they count as they came, as pages do. */
	readonly sorted: boolean;
	/** How long the read is waited for, in ms. */
	readonly keepMs: number;
	/** Times further ahead than this, in ms, are no times to move to. */
	readonly futureMs: number;
	readonly future: 'still' | 'reject' | 'use';
	/** How far below the checkpoint's reads everything must lie to say the source went back. */
	readonly tolerance: number;
	readonly wentBack: 'stop' | 'process' | 'handled';
}

/** What is to be done with an item. */
export type Place =
	/** To be worked on: its place in the read's order, and what the checkpoint may learn from it. */
	| { readonly kind: 'read'; readonly at: number; readonly cursor: Cursor | undefined; readonly still: boolean; readonly id: string }
	/** It was dealt with: `seen` itself, or it lies `before` where reads begin. */
	| { readonly kind: 'handled'; readonly because: 'seen' | 'before' }
	| { readonly kind: 'future' };

export interface WentBack {
	readonly highest: Cursor;
	readonly at: Cursor;
}

export type Proposed =
	| { readonly kind: 'otherKind'; readonly has: CursorKind }
	| { readonly kind: 'stopped'; readonly wentBack: WentBack }
	| {
			readonly kind: 'proposed';
			/** What to remember; undefined: as it was. */
			readonly entry: CheckpointEntry | undefined;
			/** Of the read; undefined where there is nothing to wait for. */
			readonly token: number | undefined;
			/** One for each item. */
			readonly places: readonly Place[];
			readonly wentBack: WentBack | undefined;
	  };

/**
 * Puts what was read in order and remembers that it is waited for. The checkpoint does not move by it.
 *
 * @param reached where the source says the whole read ends, for an empty one: nothing has to be waited for
 */
export function propose(
	before: CheckpointEntry | undefined,
	items: readonly ReadItem[],
	terms: ProposeTerms,
	clock: { readonly now: number; nextToken(): number },
	reached?: Cursor,
): Proposed {
	const entry = before ?? newEntry(terms.name, terms.kind);
	if (entry.kind !== terms.kind) {
		if (entry.at !== undefined || entry.open.length > 0) return { kind: 'otherKind', has: entry.kind };
		return propose({ ...entry, kind: terms.kind }, items, terms, clock, reached);
	}
	const isFuture = (cursor: Cursor): boolean =>
		terms.kind === 'time' && terms.future !== 'use' && compareCursors('time', cursor, clock.now + terms.futureMs) > 0;
	const cursors = [...items.map(({ cursor }) => cursor), reached];
	const wentBack = findWentBack(entry, cursors, terms.tolerance);
	if (wentBack !== undefined && terms.wentBack === 'stop') return { kind: 'stopped', wentBack };

	const handled = wentBack !== undefined && terms.wentBack === 'process' ? () => undefined : handledIn(entry);
	const places = items.map(({ cursor, id }): Place => {
		const because = cursor === undefined ? undefined : handled(cursor, id);
		if (because !== undefined) return { kind: 'handled', because };
		const isAhead = cursor !== undefined && isFuture(cursor);
		if (isAhead && terms.future === 'reject') return { kind: 'future' };
		return { kind: 'read', at: 0, cursor, still: cursor === undefined || isAhead, id };
	});
	const count = putInOrder(places, terms);
	if (count === 0) {
		const ends = reached === undefined || isFuture(reached) ? entry : advance(entry, [{ at: reached, edge: [] }], clock.now);
		return { kind: 'proposed', entry: ends === before ? undefined : ends, token: undefined, places, wentBack };
	}
	const living = entry.open.filter(({ until }) => until > clock.now);
	const earlier = living.find(({ run }) => run === terms.run) ?? newRead(terms.run, clock.nextToken(), entry.moves);
	const read: Proposal = { ...earlier, until: clock.now + terms.keepMs, count: earlier.count + count };
	const open = [...living.filter((one) => one !== earlier), read].slice(-MOST_OPEN);
	const { token } = read;
	return { kind: 'proposed', entry: { ...entry, open }, token, places: places.map((place) => (place.kind === 'read' ? { ...place, at: earlier.count + place.at } : place)), wentBack };
}

function newRead(run: string, token: number, moves: number): Proposal {
	return { token, run, until: 0, count: 0, settled: 0, ranges: [], parts: [], moves };
}

export function newEntry(name: string, kind: CursorKind): CheckpointEntry {
	return { name, kind, edge: [], overlap: 0, moves: 0, setToken: 0, open: [], trail: '' };
}

/** Writes each item's place into it. Items that move nothing come first, so that everything waits for them. @returns how many */
function putInOrder(places: Place[], { kind, sorted }: ProposeTerms): number {
	const order = places.flatMap((place, i) => (place.kind === 'read' ? [{ place, i }] : []));
	if (sorted) {
		order.sort((a, b) => {
			if (a.place.still || b.place.still) return Number(b.place.still) - Number(a.place.still);
			return compareCursors(kind, a.place.cursor!, b.place.cursor!);
		});
	}
	order.forEach(({ place, i }, at) => (places[i] = { ...place, at }));
	return order.length;
}

function handledIn({ kind, at, overlap, edge }: CheckpointEntry): (cursor: Cursor, id: string) => 'seen' | 'before' | undefined {
	if (kind === 'page') return () => undefined;
	const from = at === undefined ? undefined : stepBack(kind, at, overlap);
	const seen = new Map(edge.map((group) => [group.at, new Set(idsIn(group.ids))]));
	return (cursor, id) => {
		if (from !== undefined && compareCursors(kind, cursor, from) < 0) return 'before';
		return seen.get(cursor)?.has(id) === true ? 'seen' : undefined;
	};
}

/** A source restored from a backup, or whose numbering began anew, shows nothing near what it showed before. */
function findWentBack({ kind, at, overlap, trail }: CheckpointEntry, cursors: readonly (Cursor | undefined)[], tolerance: number): WentBack | undefined {
	if (at === undefined) return undefined;
	let highest: Cursor | undefined;
	for (const cursor of cursors) {
		if (cursor !== undefined && (highest === undefined || compareCursors(kind, cursor, highest) > 0)) highest = cursor;
	}
	if (highest === undefined) return undefined;
	if (kind === 'page') return highest !== at && hasPage(trail, highest) ? { highest, at } : undefined;
	return compareCursors(kind, highest, stepBack(kind, at, overlap + tolerance)) < 0 ? { highest, at } : undefined;
}

function hasPage(trail: string, page: Cursor): boolean {
	const id = pageId(page);
	for (let i = 0; i < trail.length; i += ID_LENGTH) if (trail.startsWith(id, i)) return true;
	return false;
}
