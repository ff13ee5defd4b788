import type { Collection, Layout } from '../state/port';
import type { CheckpointEntry } from './entry';

const SIGNATURE = 'checkpoint/1';

const layout: Layout<CheckpointEntry> = {
	signature: SIGNATURE,
	stride: 0,
	// Few, and of no fixed length: always JSON.
	pack: () => false,
	unpack: () => ({ name: '', kind: 'time', edge: [], overlap: 0, moves: 0, setToken: 0, open: [], trail: '' }),
	expiresAt: () => Infinity,
	rank: () => 0,
};

/** The checkpoints of a sync: one for each source it reads. */
export const CHECKPOINTS: Collection<CheckpointEntry> = {
	name: 'checkpoints',
	cap: 1000,
	layout,
	layoutOf: (signature) => (signature === SIGNATURE ? layout : undefined),
	expiresAt: () => Infinity,
	// What a person has set last counts; then whoever moved further, since each move had its reason.
	merge: (ours, theirs) =>
		theirs.setToken > ours.setToken || (theirs.setToken === ours.setToken && theirs.moves > ours.moves) ? theirs : ours,
};
