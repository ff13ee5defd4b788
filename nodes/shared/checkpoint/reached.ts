import { compareCursors, stepBack, type Cursor, type CursorKind } from './cursor';
import { ID_LENGTH, type EdgeGroup, type Reached } from './entry';

/** More items than these at the edge are not told apart: those forgotten are read again, none is lost. */
export const MOST_IDS = 10_000;

/** Where a checkpoint stands, as far as what is settled moves it. */
export interface Extent {
	readonly kind: CursorKind;
	readonly overlap: number;
}

/**
 * How far several settled stretches reach together. Of pages, which have no order, the last one counts.
 *
 * @param pieces in order
 */
export function together({ kind, overlap }: Extent, pieces: Iterable<Reached>): Reached {
	let at: Cursor | undefined;
	const groups = new Map<Cursor, string[]>();
	for (const piece of pieces) {
		if (piece.at !== undefined && (at === undefined || compareCursors(kind, piece.at, at) > 0)) at = piece.at;
		for (const group of piece.edge) {
			const known = groups.get(group.at);
			if (known === undefined) groups.set(group.at, [group.ids]);
			else known.push(group.ids);
		}
	}
	if (at === undefined) return { edge: packed(kind, groups, undefined) };
	return { at, edge: packed(kind, groups, stepBack(kind, at, overlap)) };
}

/** @param from groups before it are let go: no read goes back so far */
function packed(kind: CursorKind, groups: ReadonlyMap<Cursor, readonly string[]>, from: Cursor | undefined): EdgeGroup[] {
	const kept = [...groups].filter(([at]) => from === undefined || compareCursors(kind, at, from) >= 0);
	kept.sort(([a], [b]) => compareCursors(kind, b, a));
	const edge: EdgeGroup[] = [];
	let room = MOST_IDS;
	for (const [at, lists] of kept) {
		if (room === 0) break;
		const ids = lists.length === 1 ? lists[0]! : distinct(lists);
		const taken = ids.slice(0, room * ID_LENGTH);
		room -= taken.length / ID_LENGTH;
		edge.push({ at, ids: taken });
	}
	return edge.reverse();
}

function distinct(lists: readonly string[]): string {
	const ids = new Set<string>();
	for (const list of lists) for (const id of idsIn(list)) ids.add(id);
	return [...ids].join('');
}

export function idsIn(list: string): string[] {
	const ids: string[] = [];
	for (let i = 0; i < list.length; i += ID_LENGTH) ids.push(list.slice(i, i + ID_LENGTH));
	return ids;
}
