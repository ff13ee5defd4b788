import { DAY, HOUR, MINUTE, SECOND } from '../timeBuckets';
import { formatCount, formatShare, formatShort, NOTHING } from '../../shared/render/numbers';
import type { Quantile } from '../sketch';

export { formatCount, formatShare, formatShort, NOTHING };

/** @param ms a length of time: the two largest units that matter */
export function formatDuration(ms: number | undefined): string {
	if (ms === undefined) return NOTHING;
	if (ms < SECOND) return `${Math.round(ms)} ms`;
	if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1).replace(/\.0$/, '')} s`;
	if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
	if (ms < HOUR) return two(ms, MINUTE, 'min', SECOND, 's');
	if (ms < DAY) return two(ms, HOUR, 'h', MINUTE, 'min');
	return two(ms, DAY, 'd', HOUR, 'h');
}

/** @param ms how long ago, or for how long, where milliseconds are noise */
export function formatAge(ms: number | undefined): string {
	return ms !== undefined && ms < SECOND ? 'under 1 s' : formatDuration(ms);
}

function two(ms: number, large: number, largeName: string, small: number, smallName: string): string {
	const whole = Math.floor(ms / large);
	const rest = Math.floor((ms % large) / small);
	return rest === 0 || whole >= 100 ? `${formatCount(whole)} ${largeName}` : `${whole} ${largeName} ${rest} ${smallName}`;
}

export function formatQuantile(quantile: Quantile | undefined): string {
	if (quantile === undefined) return NOTHING;
	return `${quantile.atMost ? '≤ ' : ''}${formatDuration(quantile.value)}`;
}

export function formatBytes(bytes: number): string {
	if (bytes < 1000) return `${bytes} B`;
	if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
	return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Times of day and dates in one time zone; an unknown zone counts as UTC. */
export class Clock {
	readonly zone: string;
	private readonly time: Intl.DateTimeFormat;
	private readonly day: Intl.DateTimeFormat;
	private readonly tick: Intl.DateTimeFormat;
	private readonly full: Intl.DateTimeFormat;

	/** @param zone an IANA name, such as Europe/Berlin */
	constructor(zone: string) {
		this.zone = isZone(zone) ? zone : 'UTC';
		const base = { timeZone: this.zone, hourCycle: 'h23' } as const;
		this.time = new Intl.DateTimeFormat('en-GB', { ...base, hour: '2-digit', minute: '2-digit' });
		this.day = new Intl.DateTimeFormat('en-GB', { ...base, weekday: 'short', day: 'numeric', month: 'short' });
		this.tick = new Intl.DateTimeFormat('en-GB', { ...base, weekday: 'short', day: 'numeric' });
		this.full = new Intl.DateTimeFormat('en-GB', {
			...base,
			day: 'numeric',
			month: 'short',
			year: 'numeric',
			hour: '2-digit',
			minute: '2-digit',
		});
	}

	/** 14:05 */
	timeOf(at: number): string {
		return this.time.format(at);
	}

	/** Tue, 3 Mar */
	dayOf(at: number): string {
		return this.day.format(at);
	}

	/** Tue 3 */
	tickOf(at: number): string {
		return this.tick.format(at);
	}

	/** 3 Mar 2026, 14:05 */
	fullOf(at: number | undefined): string {
		return at === undefined ? NOTHING : this.full.format(at);
	}
}

function isZone(zone: string): boolean {
	try {
		return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone !== '';
	} catch {
		return false;
	}
}
