import type { Cursor } from './cursor';
import type { CheckpointEntry, PartlySettled, Proposal, Range, Reached } from './entry';
import { moveOn } from './moveOn';
import { together, type Extent } from './reached';

/** A report about one item of a read. */
export interface Mark {
	readonly token: number;
	/** The item's place in the order of its read. */
	readonly at: number;
	readonly cursor: Cursor | undefined;
	/** The item does not move the checkpoint, which waits for it all the same. */
	readonly still: boolean;
	/** The fingerprint of what tells it from others with its cursor; empty for none. */
	readonly id: string;
	/** This report is for one of so many equal shares of the item. */
	readonly of: number;
	readonly part: string;
	readonly accounted: boolean;
}

/**
 * `counted`: noted, now or before. `held`: an item before it, or it itself, failed in this read, and the next read will
 * bring it again. `over`: the read is finished, expired, or from before the checkpoint was set.
 */
export type Marked = 'counted' | 'held' | 'over';

/**
 * Notes what became of items and moves the checkpoint as far as everything is settled.
 *
 * @param now ms since 1970
 * @returns the entry to remember, undefined if nothing changed; and for each mark what became of it
 */
export function markItems(
	before: CheckpointEntry | undefined,
	marks: readonly Mark[],
	now: number,
): { entry: CheckpointEntry | undefined; marked: Marked[] } {
	const marked = new Array<Marked>(marks.length).fill('over');
	if (before === undefined) return { entry: undefined, marked };
	const byRead = new Map<number, number[]>();
	marks.forEach(({ token }, m) => {
		const known = byRead.get(token);
		if (known === undefined) byRead.set(token, [m]);
		else known.push(m);
	});
	let entry = before;
	for (const proposal of before.open) {
		const own = byRead.get(proposal.token);
		if (own === undefined || proposal.until <= now) continue;
		const noted = note(entry, proposal, own.map((m) => marks[m]!));
		own.forEach((m, i) => (marked[m] = noted.marked[i]!));
		entry = moveOn(entry, proposal, noted.after, noted.prefix, now);
	}
	return { entry: entry === before ? undefined : entry, marked };
}

/** @returns the read as it stands then, and what its settled items from the first on have newly reached, in pieces */
function note(extent: Extent, before: Proposal, marks: readonly Mark[]): { after: Proposal; prefix: Reached[]; marked: Marked[] } {
	let failedAt = before.failedAt ?? Infinity;
	// Failures first: in which order a batch tells its items means nothing.
	for (const { accounted, at } of marks) {
		if (!accounted && at >= before.settled && at < before.count && !isSettled(before.ranges, at)) failedAt = Math.min(failedAt, at);
	}

	const parts = new Map(before.parts.map(({ at, shares }) => [at, shares]));
	const fresh = new Map<number, Mark>();
	const marked = marks.map((mark): Marked => {
		if (mark.at >= failedAt) return 'held';
		if (mark.at >= before.count) return 'over';
		if (!mark.accounted || mark.at < before.settled || fresh.has(mark.at) || isSettled(before.ranges, mark.at)) return 'counted';
		const shares = withShare(parts.get(mark.at) ?? [], mark);
		if (isWhole(shares)) {
			fresh.set(mark.at, mark);
			parts.delete(mark.at);
		} else {
			parts.set(mark.at, shares);
		}
		return 'counted';
	});
	const { prefix, settled, ranges } = merge(extent, before.settled, before.ranges, [...fresh.values()], failedAt);
	const open: PartlySettled[] = [];
	for (const [at, shares] of parts) if (at < failedAt) open.push({ at, shares });
	const after: Proposal = { ...before, settled, ranges, parts: open, ...(failedAt === Infinity ? {} : { failedAt }) };
	return { after, prefix, marked };
}

function withShare(shares: PartlySettled['shares'], { of, part }: Mark): PartlySettled['shares'] {
	return shares.some(([, known]) => known === part) ? shares : [...shares, [of, part]];
}

/** One n-th each, of whatever n: exact enough for millions of parts. */
function isWhole(shares: PartlySettled['shares']): boolean {
	return shares.reduce((sum, [of]) => sum + 1 / of, 0) > 1 - 1e-9;
}

function isSettled(ranges: readonly Range[], at: number): boolean {
	let low = 0;
	let high = ranges.length - 1;
	while (low <= high) {
		const middle = (low + high) >> 1;
		const { from, to } = ranges[middle]!;
		if (at < from) high = middle - 1;
		else if (at > to) low = middle + 1;
		else return true;
	}
	return false;
}

/** Joins what was settled before and what is now: what follows the first items without a gap, and stretches behind it. */
function merge(
	extent: Extent,
	settledBefore: number,
	ranges: readonly Range[],
	fresh: readonly Mark[],
	failedAt: number,
): { prefix: Reached[]; settled: number; ranges: Range[] } {
	const pieces: Range[] = [...ranges, ...fresh.map(pieceOf)].filter(({ from }) => from < failedAt).sort((a, b) => a.from - b.from);
	const prefix: Reached[] = [];
	let settled = settledBefore;
	const behind: Range[][] = [];
	for (const piece of pieces) {
		const last = behind.at(-1);
		if (behind.length === 0 && piece.from === settled) {
			prefix.push(piece);
			settled = piece.to + 1;
		} else if (last !== undefined && last.at(-1)!.to + 1 === piece.from) {
			last.push(piece);
		} else {
			behind.push([piece]);
		}
	}
	return { prefix, settled, ranges: behind.map((list) => joined(extent, list)) };
}

function joined(extent: Extent, list: readonly Range[]): Range {
	if (list.length === 1) return list[0]!;
	return { from: list[0]!.from, to: list.at(-1)!.to, ...together(extent, list) };
}

function pieceOf({ at, cursor, still, id }: Mark): Range {
	const edge = cursor === undefined || id === '' ? [] : [{ at: cursor, ids: id }];
	return { from: at, to: at, edge, ...(cursor === undefined || still ? {} : { at: cursor }) };
}
