/** What one system's deletes amount to in a round. */
export interface DeleteCount {
	/** By name, for the reason given. */
	readonly system: string;
	/** Records remembered as held by the system before (`heldIn`); undefined if nobody counted (events). */
	readonly known: number | undefined;
	/** Records the system listed; undefined where it was not asked for a list (events). */
	readonly listed: number | undefined;
	/** Records to be deleted elsewhere because this system no longer holds them, or said so. */
	readonly deletes: number;
}

export interface DeleteLimits {
	/** At most this many deletes in a round. */
	readonly count: number;
	/** At most this share of the records known to the system, in percent. */
	readonly percent: number;
}

/** Small numbers of deletes are never a large share: one of two records is no mass delete. */
export const SHARE_FROM = 5;

export interface Brake {
	/** All deletes of the round are held, whichever system they came from. */
	readonly held: boolean;
	/** One sentence for each limit passed. */
	readonly reasons: readonly string[];
}

/**
 * Whether a round's deletes look like a failure and not like people's work: an empty list, a list much shorter than
 * before, more deletes than anybody makes. Then all are held, since what broke one list may have broken others.
 */
export function brakeDeletes(counts: readonly DeleteCount[], limits: DeleteLimits): Brake {
	const reasons: string[] = [];
	for (const { system, known, listed, deletes } of counts) {
		if (deletes === 0) continue;
		if (listed === 0) {
			reasons.push(`${system} listed no record at all, and ${known ?? 'some'} were known there.`);
		} else if (deletes > limits.count) {
			reasons.push(`${system} would have ${deletes} records deleted at once; the limit is ${limits.count}.`);
		} else if (known !== undefined && deletes >= SHARE_FROM && deletes * 100 > known * limits.percent) {
			reasons.push(`${system} would have ${deletes} of its ${known} known records deleted at once; the limit is ${limits.percent} %.`);
		}
	}
	return { held: reasons.length > 0, reasons };
}
