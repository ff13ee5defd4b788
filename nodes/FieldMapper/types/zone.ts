import { utcMs } from './calendar';

/** What to do with a local time that a clock change skips or repeats. */
export const CLOCK_CHANGE = ['reject', 'earlier', 'later', 'usual'] as const;
export type ClockChange = (typeof CLOCK_CHANGE)[number];

export type Resolved = { readonly kind: 'gap' | 'overlap' } | { readonly kind: 'moment'; readonly ms: number };

const DAY = 86_400_000;

/**
 * In all of the time zone database's history and future, two clock changes of one zone are at least 3.9 days apart.
 * So there is at most one in two days, and none if both ends have the same offset.
 */
const SPAN = 2 * DAY;
const MOST_SPANS = 5000;

/** A time zone, as the runtime's own copy of the time zone database has it. */
export class Zone {
	/** Two days each: their offset, or the clock change within them. */
	private readonly spans = new Map<number, number | { readonly at: number; readonly before: number; readonly after: number }>();

	constructor(
		readonly name: string,
		private readonly clock: Intl.DateTimeFormat,
	) {}

	/** @returns how far the zone's clocks are ahead of UTC at a moment, in ms */
	offset(ms: number): number {
		const index = Math.floor(ms / SPAN);
		let span = this.spans.get(index);
		if (span === undefined) {
			span = this.look(index * SPAN);
			if (this.spans.size >= MOST_SPANS) this.spans.clear();
			this.spans.set(index, span);
		}
		if (typeof span === 'number') return span;
		return ms < span.at ? span.before : span.after;
	}

	private look(from: number): number | { at: number; before: number; after: number } {
		const [before, after] = [this.ask(from), this.ask(from + SPAN - 1)];
		if (before === after) return before;
		let [low, high] = [from, from + SPAN - 1];
		while (high - low > 1) {
			const middle = Math.floor((low + high) / 2);
			if (this.ask(middle) === before) low = middle;
			else high = middle;
		}
		return { at: high, before, after };
	}

	private ask(ms: number): number {
		const shown: Record<string, string> = {};
		for (const { type, value } of this.clock.formatToParts(ms)) shown[type] = value;
		const year = shown['era']!.startsWith('B') ? 1 - Number(shown['year']) : Number(shown['year']);
		const [hour, minute, second] = [Number(shown['hour']), Number(shown['minute']), Number(shown['second'])];
		const local = utcMs({ year, month: Number(shown['month']), day: Number(shown['day']) }, hour, minute, second, 0);
		return local - Math.floor(ms / 1000) * 1000;
	}
}

const zones = new Map<string, Zone>();
const MOST_ZONES = 1000;

/** @returns the zone of that IANA name, or undefined if there is none */
export function zoneNamed(name: string): Zone | undefined {
	const known = zones.get(name);
	if (known !== undefined) return known;
	// Newer runtimes also take offsets (+01:00) for zones; what a table means must not depend on that.
	if (name.length > 64 || !/^[A-Za-z]/.test(name)) return undefined;
	let clock: Intl.DateTimeFormat;
	try {
		const numeric = 'numeric';
		clock = new Intl.DateTimeFormat('en-US', {
			...{ timeZone: name, hourCycle: 'h23', era: 'short' },
			...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
		});
	} catch {
		return undefined;
	}
	const zone = new Zone(name, clock);
	if (zones.size >= MOST_ZONES) zones.clear();
	zones.set(name, zone);
	return zone;
}

/**
 * The moment at which the clocks of a zone show a local time.
 *
 * @param local ms since 1970 of the clock's reading, taken as if it were UTC
 * @param policy as Temporal has them. `earlier` and `later`: of the two moments of a repeated time, and of the two
 * readings of a skipped time. `usual` is Temporal's `compatible`: a repeated time is the earlier one, a skipped time
 * is moved forward by what was skipped.
 */
export function resolveLocal(local: number, zone: Zone, policy: ClockChange): Resolved {
	const [before, after] = [zone.offset(local - DAY), zone.offset(local + DAY)];
	if (before === after) return { kind: 'moment', ms: local - before };
	const [first, second] = [local - before, local - after];
	const isFirst = zone.offset(first) === before;
	const isSecond = zone.offset(second) === after;
	if (isFirst !== isSecond) return { kind: 'moment', ms: isFirst ? first : second };
	if (policy === 'reject') return { kind: isFirst ? 'overlap' : 'gap' };
	const later = policy === 'later' || (policy === 'usual' && !isFirst);
	return { kind: 'moment', ms: later ? Math.max(first, second) : Math.min(first, second) };
}
