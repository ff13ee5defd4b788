import { stepBack, type Cursor, type CursorKind } from './cursor';
import type { CheckpointEntry } from './entry';
import { newEntry } from './propose';

/** Where a checkpoint stands. */
export interface Standing {
	/** Undefined: it never moved. */
	readonly at: Cursor | undefined;
	/** From where to read: the overlap before it. Undefined with `at`. */
	readonly since: Cursor | undefined;
	/** Reads whose items are not all dealt with. */
	readonly open: number;
	readonly movedAt: number | undefined;
}

/**
 * Where to read on.
 *
 * @param overlap how far before the checkpoint; remembered, since what is read again has to be known again
 * @returns `entry`: what to remember, undefined if as it was
 */
export function readOn(
	before: CheckpointEntry | undefined,
	name: string,
	kind: CursorKind,
	overlap: number,
	now: number,
): { kind: 'otherKind'; has: CursorKind } | { kind: 'standing'; standing: Standing; entry: CheckpointEntry | undefined } {
	if (before !== undefined && before.kind !== kind && (before.at !== undefined || before.open.length > 0)) return { kind: 'otherKind', has: before.kind };
	const entry = before ?? newEntry(name, kind);
	const { at, open, movedAt } = entry;
	return {
		kind: 'standing',
		standing: { at, since: at === undefined ? undefined : stepBack(kind, at, overlap), open: open.filter(({ until, settled, failedAt }) => until > now && settled !== failedAt).length, movedAt },
		entry: entry.overlap === overlap && entry.kind === kind ? undefined : { ...entry, kind, overlap },
	};
}

/**
 * The one way back: a person says where to read on. What was read before counts no more.
 *
 * @param at undefined: from the beginning
 * @param token larger than any before
 */
export function setTo(before: CheckpointEntry | undefined, name: string, kind: CursorKind, at: Cursor | undefined, token: number, now: number): CheckpointEntry {
	const { overlap, moves } = before ?? newEntry(name, kind);
	return { name, kind, ...(at === undefined ? {} : { at }), edge: [], overlap: before?.kind === kind ? overlap : 0, moves: moves + 1, movedAt: now, setToken: token, open: [], trail: '' };
}
