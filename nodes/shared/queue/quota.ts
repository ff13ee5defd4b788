import type { TargetEntry, Used } from './entry';

/** How many calls a system takes; what is left out is not limited. */
export interface Quota {
	readonly second?: number;
	readonly minute?: number;
	readonly day?: number;
}

type Window = keyof TargetEntry['used'];

const LENGTH_MS: Record<Window, number> = { second: 1_000, minute: 60_000, day: 86_400_000 };
const WINDOWS = Object.keys(LENGTH_MS) as Window[];

/** A window begins with its first call. One that begins after now was begun before the clock was set back. */
function isOver({ from }: Used, window: Window, now: number): boolean {
	return now - from >= LENGTH_MS[window] || now < from;
}

/** When the next call fits: `now`, or when the last full window is over. */
export function nextCallAt(target: TargetEntry, quota: Quota, now: number): number {
	let at = now;
	for (const window of WINDOWS) {
		const most = quota[window];
		const used = target.used[window];
		if (most !== undefined && !isOver(used, window, now) && used.calls >= most) at = Math.max(at, used.from + LENGTH_MS[window]);
	}
	return at;
}

/** The system with one more call. */
export function withCall(target: TargetEntry, now: number): TargetEntry {
	const used = { ...target.used };
	for (const window of WINDOWS) {
		const { from, calls } = used[window];
		used[window] = isOver(used[window], window, now) ? { from: now, calls: 1 } : { from, calls: calls + 1 };
	}
	return { ...target, used };
}
