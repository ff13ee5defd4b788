import type { RetryTerms } from './entry';

/**
 * How long to wait after the n-th failure: exponential with full jitter, so that many that failed together do not come
 * back together (Brooker, "Exponential Backoff And Jitter", AWS 2015).
 *
 * @param failures how many there were, this one included: 1 after the first
 * @param random 0 ≤ random < 1
 * @param retryAfterMs how long the target asked to be left alone, if it did: never sooner
 * @returns whole ms, from 0 to min(cap, base × 2ⁿ), or later where the target asked for it
 */
export function delayAfter(terms: Pick<RetryTerms, 'baseMs' | 'capMs'>, failures: number, random: number, retryAfterMs = 0): number {
	const most = Math.min(terms.capMs, terms.baseMs * 2 ** failures);
	return Math.max(Math.floor(random * most), Math.ceil(retryAfterMs));
}
