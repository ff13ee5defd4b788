import type { Cursor, CursorKind } from './cursor';

/**
 * What is remembered of one checkpoint: how far its source was read *and dealt with*. Times are ms since 1970. Holds
 * no field values but the cursor itself.
 */
export interface CheckpointEntry {
	/** As the user calls it; the entry's key is its hash. */
	readonly name: string;
	readonly kind: CursorKind;
	/** Everything up to here is settled or parked. Undefined: it never moved. */
	readonly at?: Cursor;
	/** Items that are dealt with already and may be read again: those at the very edge, and those inside the overlap. */
	readonly edge: readonly EdgeGroup[];
	/** How far before the edge reads begin: ms for times, a difference for numbers. */
	readonly overlap: number;
	/** Grows whenever the edge moves: a page is only moved on from where it was when it was asked for. */
	readonly moves: number;
	/** When it last moved; undefined if never. */
	readonly movedAt?: number;
	/** The token of the last Set; what was proposed before counts no more. */
	readonly setToken: number;
	/** Reads whose items are not all dealt with, and those held by a failure, the oldest first. */
	readonly open: readonly Proposal[];
	/** Of pages the fingerprints of those moved on from, the newest last: to know a listing that starts again. */
	readonly trail: string;
}

/** Items of one cursor, by the fingerprints of what tells them apart. */
export interface EdgeGroup {
	readonly at: Cursor;
	/** Eight characters each. */
	readonly ids: string;
}

/** Characters of a fingerprint of 48 bits. */
export const ID_LENGTH = 8;

/** How far some settled items of a read reach. */
export interface Reached {
	/** Their last cursor; undefined where none of them has one. */
	readonly at?: Cursor;
	readonly edge: readonly EdgeGroup[];
}

/** Settled items of a read, from one place in its order to another, both inclusive. */
export interface Range extends Reached {
	readonly from: number;
	readonly to: number;
}

/** A read whose items are on their way. */
export interface Proposal {
	readonly token: number;
	/** The run that read it: what the same run reads later follows it, and waits for it. */
	readonly run: string;
	readonly until: number;
	/** How many items were read. */
	readonly count: number;
	/** The first so many items, in the order of their cursors, are settled or parked. */
	readonly settled: number;
	/** The first item that failed and was not parked: nothing from here on counts. */
	readonly failedAt?: number;
	/** What is settled behind the first gap. */
	readonly ranges: readonly Range[];
	/** Items of which only a part was reported. */
	readonly parts: readonly PartlySettled[];
	/** `moves` of the checkpoint when the read began, raised by this read's own moves. */
	readonly moves: number;
}

/** An item that leads to several effects: settled when the shares of those reported add up to one. */
export interface PartlySettled {
	readonly at: number;
	readonly shares: readonly (readonly [of: number, part: string])[];
}
