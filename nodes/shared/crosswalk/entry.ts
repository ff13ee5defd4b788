import type { Collection, KeyHash, Layout } from '../state/port';

/** `[system, id, …merged ids]`: the id of the record in a system, and ids there that were merged into it. */
export type Member = readonly [system: string, id: string, ...merged: string[]];

/** One record as all systems have it: at most one member a system, sorted by system. */
export type Members = readonly Member[];

/** A promise that a record is being created in a system, or has just been. */
export interface CreateClaim {
	/** Ms since 1970: when the claim is over. */
	readonly until: number;
	readonly token: number;
	/** Whose record is to be created, and in which system. */
	readonly system: string;
	readonly id: string;
	readonly target: string;
	readonly leaseMs: number;
	/** On the claim of the record itself: the match keys claimed with it, in hex. */
	readonly keys?: readonly string[];
	/** The id it got in the target, once it was linked. */
	readonly made?: string;
}

/**
 * What the crosswalk remembers under a key: of an id its entity's key, of an entity its members, of a match key who
 * creates it, and of the whole the number of ids. Told apart by their JavaScript type.
 */
export type LinkEntry = KeyHash | Members | CreateClaim | number;

export const isMembers = (entry: LinkEntry | undefined): entry is Members => Array.isArray(entry);
export const isClaim = (entry: LinkEntry | undefined): entry is CreateClaim => typeof entry === 'object' && !Array.isArray(entry);

/** Ids in compact form: 8 bytes of key, 8 of the entity's. Entities hold ids as text, and stay JSON. */
const layout: Layout<LinkEntry> = {
	signature: 'crosswalk.1',
	stride: 8,
	pack(entry, bytes, at) {
		if (typeof entry !== 'string') return false;
		bytes.write(entry, at, 8, 'latin1');
		return true;
	},
	unpack: (bytes, at) => bytes.toString('latin1', at, at + 8),
	expiresAt: () => Infinity,
	rank: () => Infinity,
};

/** Nothing is ever evicted: a link that was forgotten would be a record created twice. `Book` refuses instead. */
export const crosswalk: Collection<LinkEntry> = {
	name: 'crosswalk',
	cap: Infinity,
	layout,
	layoutOf: (signature) => (signature === layout.signature ? layout : undefined),
	expiresAt: (entry) => (isClaim(entry) ? entry.until : Infinity),
};
