import { IANAZone } from 'luxon';

/** What to do with a local time that a clock change skips or repeats. */
export const CLOCK_CHANGE = ['reject', 'earlier', 'later'] as const;
export type ClockChange = (typeof CLOCK_CHANGE)[number];

export type Resolved = { readonly kind: 'gap' | 'overlap' } | { readonly kind: 'moment'; readonly ms: number };

const MINUTE = 60_000;
const HALF_DAY = 12 * 60 * MINUTE;

/** @returns the named zone, or undefined if there is none of that name */
export function zoneNamed(name: string): IANAZone | undefined {
	return IANAZone.isValidZone(name) ? IANAZone.create(name) : undefined;
}

/**
 * The moment at which the clocks of a zone show a local time.
 *
 * @param local ms since 1970 of the clock's reading, taken as if it were UTC
 * @param policy `earlier` and `later` as Temporal has them: of the two moments of a repeated time, and of the two
 * readings of a skipped time
 */
export function resolveLocal(local: number, zone: IANAZone, policy: ClockChange): Resolved {
	const moments = new Set<number>();
	// A clock change near enough to matter lies between two of these.
	for (let step = -2; step <= 2; step += 1) {
		const offset = zone.offset(local + step * HALF_DAY);
		const candidate = local - offset * MINUTE;
		if (!moments.has(candidate) && zone.offset(candidate) === offset) moments.add(candidate);
	}
	if (moments.size === 1) return { kind: 'moment', ms: moments.values().next().value! };
	if (policy === 'reject') return { kind: moments.size === 0 ? 'gap' : 'overlap' };
	const candidates =
		moments.size > 0
			? [...moments]
			: [local - zone.offset(local - 2 * HALF_DAY) * MINUTE, local - zone.offset(local + 2 * HALF_DAY) * MINUTE];
	return { kind: 'moment', ms: policy === 'earlier' ? Math.min(...candidates) : Math.max(...candidates) };
}
