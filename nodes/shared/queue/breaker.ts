import type { Failure, TargetEntry } from './entry';

/** After how many transient failures in a row a system is left alone, and for how long until one job looks again. */
export interface BreakerSettings {
	readonly failures: number;
	readonly pauseMs: number;
}

/** `probe`: one job may go, to see whether the system is back. */
export type Gate = 'closed' | 'open' | 'probe';

/**
 * Whether work may be sent to a system. What is remembered are facts, what they mean is the caller's setting, so that
 * it can be changed without anything being lost (Nygard, "Release It!": closed, open, half-open).
 */
export function gateOf(target: TargetEntry, { failures, pauseMs }: BreakerSettings, now: number): Gate {
	if (target.failuresInRow < failures) return 'closed';
	// A clock that was set back must not keep it open for longer than a pause.
	if (Math.abs(now - target.lastFailureAt) < pauseMs) return 'open';
	const { probe } = target;
	return probe !== undefined && probe.until > now && probe.until - now <= pauseMs ? 'open' : 'probe';
}

/** How long a probe is waited for: a lease may be much longer than a pause, and a probe that is lost is not to be waited for so long. */
export function probeUntil(now: number, leaseMs: number, { pauseMs }: BreakerSettings): number {
	return now + Math.min(leaseMs, pauseMs);
}

/** When an open system is looked at again. */
export function reopensAt(target: TargetEntry, { pauseMs }: BreakerSettings, now: number): number {
	const afterFailure = target.lastFailureAt + pauseMs;
	return Math.max(now, Math.min(now + pauseMs, Math.max(afterFailure, target.probe?.until ?? 0)));
}

/** What an answer of the system says about the system itself; any answer ends a probe. */
export function afterAnswer(target: TargetEntry, failure: Failure | undefined, now: number): TargetEntry {
	const rest = { ...target };
	delete rest.probe;
	const pausedUntil = failure?.retryAfterMs === undefined ? target.pausedUntil : Math.max(target.pausedUntil, now + failure.retryAfterMs);
	if (failure?.class === 'transient') return { ...rest, pausedUntil, failuresInRow: target.failuresInRow + 1, lastFailureAt: now };
	// Whoever refuses is there; of what nobody understands nothing follows.
	return { ...rest, pausedUntil, failuresInRow: failure?.class === 'unknown' ? target.failuresInRow : 0 };
}
