import type { RetryTerms } from './entry';

const MINUTE_MS = 60_000;

/** At most so many jobs of a system may be parked. */
export const MOST_PARKED = 10_000;

/** Eight tries: after some 30 s, 1, 2, 4, … minutes, an hour at most between two, and no more after a week. */
export const TERMS: RetryTerms = { baseMs: MINUTE_MS / 2, capMs: 60 * MINUTE_MS, maxAttempts: 8, maxAgeMs: 7 * 24 * 60 * MINUTE_MS };
