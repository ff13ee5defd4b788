/** How long something may take before it counts as failed; all in ms. */
export interface Limits {
	/** One waits so long for a connection, be it for the server or for another batch of this process to end. */
	readonly connect: number;
	/** No answer for so long means that none comes: longer than the server itself works on anything. */
	readonly answer: number;
	/** The server works on one statement at most so long. */
	readonly statement: number;
	/** And waits for a lock at most so long. */
	readonly lock: number;
	/**
	 * And waits for us while we hold locks at most so long: less than others wait, so that a process that was stopped
	 * in the middle does not make them fail.
	 */
	readonly decide: number;
}

export const LIMITS: Limits = { connect: 20_000, answer: 60_000, statement: 30_000, lock: 25_000, decide: 15_000 };

/** For the transaction it stands in, and no longer: connections may be shared with others (PgBouncer). */
export function setLimits({ statement, lock, decide }: Limits): string {
	return `SET LOCAL statement_timeout = ${statement}; SET LOCAL lock_timeout = ${lock}; SET LOCAL idle_in_transaction_session_timeout = ${decide};`;
}
