import { isRecord } from '../record/json';
import { parseJson } from './json';
import { StateProblem, type Collection, type KeyHash } from './port';

/** Left behind where a memory was copied from and closed: nobody is to decide on what others have changed since. */
export interface Moved {
	readonly to: 'postgres' | 'staticData';
	/** The other place in words, the same for the same place. */
	readonly where: string;
	/** Ms since 1970. */
	readonly at: number;
}

/** The name of the note among a sync's collections, in both stores. */
export const MOVED = 'moved';
export const MOVED_KEY: KeyHash = 'moved\u0000\u0000\u0000';

/** In static data the note is an entry; in PostgreSQL the collection's row itself. */
export const movedCollection: Collection<Moved> = {
	name: MOVED,
	cap: 1,
	layout: {
		signature: 'moved.1',
		stride: 0,
		// One entry of no fixed length: always JSON.
		pack: () => false,
		unpack: () => ({ to: 'postgres', where: '', at: 0 }),
		expiresAt: () => Infinity,
		rank: () => 0,
	},
	layoutOf: (signature) => (signature === movedCollection.layout.signature ? movedCollection.layout : undefined),
	expiresAt: () => Infinity,
};

/** @param text what `JSON.stringify` made of a note; a note that cannot be read still says that the memory is closed */
export function readMoved(text: string): Moved {
	const note = parseJson(text);
	if (!isRecord(note)) return { to: 'postgres', where: 'a place that is not known any more', at: 0 };
	const { to, where, at } = note;
	return { to: to === 'staticData' ? to : 'postgres', where: String(where), at: Number(at) };
}

/** What a node is told that was left where the memory no longer is. */
export function movedProblem({ to, where, at }: Moved): StateProblem {
	const name = to === 'postgres' ? 'PostgreSQL' : 'Workflow Static Data';
	const when = new Date(at);
	const time = Number.isNaN(when.getTime()) ? '' : ` on ${when.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
	return new StateProblem(
		'moved',
		`copied to ${where}${time}`,
		`Set State in this node to ${name}, as in the other nodes of the sync. To have the memory here again, copy it back: Sync Health Reporter, operation Copy State, From ${name}. To begin here with an empty memory, choose Reset Memory in a node of this sync.`,
	);
}
