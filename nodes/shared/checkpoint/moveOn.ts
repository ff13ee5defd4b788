import { sha256 } from '../record/fingerprint';
import type { Cursor } from './cursor';
import { ID_LENGTH, type CheckpointEntry, type Proposal, type Reached } from './entry';
import { together } from './reached';

/** So many pages back a listing that starts again is known. */
const MOST_TRAIL = 50;

/**
 * Moves a checkpoint as far as a read's settled items allow; never back.
 *
 * @param before the read as it was, `after` as it is now
 * @param reached what its settled items from the first on newly reach
 */
export function moveOn(entry: CheckpointEntry, before: Proposal, after: Proposal, reached: readonly Reached[], now: number): CheckpointEntry {
	// Pages have no order. Who began where the checkpoint stands may move it; who was overtaken may not.
	const mayMove = entry.kind !== 'page' || before.moves === entry.moves;
	const moved = reached.length > 0 && mayMove ? advance(entry, reached, now) : entry;
	const standing: Proposal = mayMove ? { ...after, moves: moved.moves } : after;
	const open = entry.open.flatMap((one) => (one.token !== before.token ? [one] : isOver(standing) ? [] : [standing]));
	return { ...moved, open: open.filter((one) => one.until > now) };
}

/** Moves a checkpoint to what is settled, if that is further. */
export function advance(entry: CheckpointEntry, reached: readonly Reached[], now: number): CheckpointEntry {
	const here: Reached = { edge: entry.edge, ...(entry.at === undefined ? {} : { at: entry.at }) };
	const { at, edge } = together(entry, [here, ...reached]);
	if (at === undefined || at === entry.at) return { ...entry, edge };
	return { ...entry, at, edge, moves: entry.moves + 1, movedAt: now, ...(entry.kind === 'page' ? { trail: trailOf(entry, reached, at) } : {}) };
}

/** All of it is dealt with. One held by a failure stays: what its run reads later must wait, too. */
function isOver({ settled, count }: Proposal): boolean {
	return settled >= count;
}

function trailOf({ trail, at: before }: CheckpointEntry, reached: readonly Reached[], at: Cursor): string {
	const left = [before, ...reached.map((piece) => piece.at)].filter((page) => page !== undefined && page !== at).slice(-MOST_TRAIL);
	return `${trail}${left.map((page) => pageId(page!)).join('')}`.slice(-MOST_TRAIL * ID_LENGTH);
}

export function pageId(at: Cursor): string {
	return Buffer.from(sha256(String(at)).slice(0, 6), 'latin1').toString('base64');
}
