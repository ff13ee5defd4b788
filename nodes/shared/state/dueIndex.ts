import TinyQueue from 'tinyqueue';
import type { Due, KeyHash } from './port';

interface Place {
	readonly key: KeyHash;
	readonly at: number;
}

/**
 * Which entries of a table are due first, lane by lane. Changes cost the logarithm of what waits; looking at the first
 * few costs those few. Entries that were changed or removed since are not looked for, but passed over when their turn
 * comes: what `dueOf` says now is the truth.
 */
export class DueIndex {
	private readonly lanes = new Map<string, TinyQueue<Place>>();

	/** @param dueOf what is true of a key now; undefined if it is gone or waits for nothing */
	constructor(private readonly dueOf: (key: KeyHash) => Due | undefined) {}

	add(key: KeyHash, { lane, at }: Due): void {
		let queue = this.lanes.get(lane);
		if (queue === undefined) this.lanes.set(lane, (queue = new TinyQueue([], earlier)));
		queue.push({ key, at });
	}

	/** @returns the keys of a lane that are due, the earliest first, at most `limit` */
	first(lane: string, until: number, limit: number): KeyHash[] {
		const queue = this.lanes.get(lane);
		const found = new Map<KeyHash, Place>();
		while (queue !== undefined && found.size < limit) {
			const place = queue.peek();
			if (place === undefined || place.at > until) break;
			queue.pop();
			const due = this.dueOf(place.key);
			if (due?.lane === lane && due.at === place.at) found.set(place.key, place);
		}
		for (const place of found.values()) queue!.push(place);
		if (queue?.length === 0) this.lanes.delete(lane);
		return [...found.keys()];
	}

	/** The lanes in which something waits. */
	names(): string[] {
		return [...this.lanes.keys()].filter((lane) => this.first(lane, Infinity, 1).length > 0);
	}
}

/** Equal times by key, so that the order does not depend on history. */
function earlier(a: Place, b: Place): number {
	return a.at - b.at || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}
