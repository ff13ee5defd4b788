import { sameSums } from '../shared/changes/sums';
import { compareVersions } from '../shared/reconcile/version';
import type { RecordReading } from './readRecord';
import type { Waiting } from './waiting';

/** An item's record, or a stored one. */
export interface Arrival {
	readonly reading: RecordReading;
	/** The item's place in the input; undefined for a record that waited in the memory. */
	readonly item: number | undefined;
	/** What waited. */
	readonly stored?: Waiting;
}

/** All that arrived of one record in a run. */
export interface RecordArrivals {
	readonly key: string;
	/** In the order they are to be looked at; the last one counts. */
	readonly arrivals: readonly Arrival[];
	/** How many events they stand for. */
	readonly events: number;
	/** Another arrival had the version of the one that counts, and other content. */
	readonly disputed: boolean;
}

/**
 * Several events of a record are one change: that with the highest version counts, and without versions the last.
 *
 * @returns the records in the order they first arrived
 */
export function coalesce(arrivals: readonly Arrival[]): RecordArrivals[] {
	const byKey = new Map<string, Arrival[]>();
	for (const arrival of arrivals) {
		const known = byKey.get(arrival.reading.key);
		if (known === undefined) byKey.set(arrival.reading.key, [arrival]);
		else known.push(arrival);
	}
	return Array.from(byKey, ([key, list]) => {
		const events = list.reduce((sum, { stored }) => sum + (stored?.events ?? 1), 0);
		if (list.length === 1) return { key, arrivals: list, events, disputed: false };
		const newest = list.reduce((best, one) => (isOlder(one, best) ? best : one));
		const others = list.filter((one) => one !== newest);
		return { key, arrivals: [...others, newest], events, disputed: others.some((one) => disputes(one, newest)) };
	});
}

/** Only where both say a version can it tell: else what came later is newer. */
function isOlder(one: Arrival, best: Arrival): boolean {
	const [a, b] = [one.reading.version, best.reading.version];
	return a !== undefined && b !== undefined && compareVersions(a, b) < 0;
}

function disputes({ reading: one }: Arrival, { reading: newest }: Arrival): boolean {
	if (one.version === undefined || newest.version === undefined || compareVersions(one.version, newest.version) !== 0) return false;
	return one.isDeleted !== newest.isDeleted || !sameSums(one.sums, newest.sums);
}
