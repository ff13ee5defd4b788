import type { Collection, Layout } from '../../shared/state/port';
import type { RememberedField } from './compare';

/** What one Field Mapper remembers of the items it gets in one direction: names and kinds, no values. */
export interface FieldMemory {
	readonly fields: readonly RememberedField[];
}

/** So many nodes and directions of one sync. */
const MOST_NODES = 200;

/** Every entry has a length of its own, so all are kept as JSON. */
const layout: Layout<FieldMemory> = {
	signature: 'drift.1',
	stride: 1,
	pack: () => false,
	unpack: () => ({ fields: [] }),
	expiresAt: () => Infinity,
	rank: () => 0,
};

export const fieldMemory: Collection<FieldMemory> = {
	name: 'drift',
	cap: MOST_NODES,
	layout,
	layoutOf: (signature) => (signature === layout.signature ? layout : undefined),
	expiresAt: () => Infinity,
};
