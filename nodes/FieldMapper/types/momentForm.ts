import { Problem, show } from '../problem';
import { compileClockPattern, type ClockPattern } from './clockPattern';
import { zoneNamed, type ClockChange, type Zone } from './zone';

export const MOMENT_AS = ['iso', 'local', 'epochMs', 'epochSeconds', 'epochMicros', 'epochNanos', 'pattern'] as const;
export const FINER = ['reject', 'keep', 'cut'] as const;

/** What both sides have in common. */
export interface Shared {
	readonly clockChange: ClockChange;
	readonly finer: (typeof FINER)[number];
	readonly keepOffset: boolean;
}

/** One side of a moment, made ready. */
export interface Form extends Shared {
	readonly as: (typeof MOMENT_AS)[number];
	/** Made ready where `as` is `pattern`. */
	readonly pattern: ClockPattern | undefined;
	readonly patternText: string;
	readonly zone: Zone | undefined;
}

/** Whether this side can say any offset. A named zone decides offsets itself, except where they are to be kept. */
export function carriesOffset({ as, pattern, zone, keepOffset }: Form): boolean {
	if (as === 'iso') return zone === undefined || keepOffset;
	if (as !== 'pattern' || !pattern!.has.has('offset') || pattern!.has.has('zone')) return false;
	return zone === undefined || keepOffset;
}

const DAY_PARTS = ['year', 'month', 'day', 'hour', 'minute'] as const;
const ALL_PARTS = [...DAY_PARTS, 'second', 'nano', 'half', 'weekday', 'offset', 'zone'] as const;

/** @returns one side of a moment made ready, or why its settings cannot be used */
export function formOf(as: Form['as'], patternText: string, zoneName: string, yearsFrom: number | undefined, shared: Shared): Form | Problem {
	const name = zoneName.trim();
	const zone = name === '' ? undefined : zoneNamed(name);
	if (zone === undefined && name !== '') {
		return new Problem('noSuchZone', `there is no time zone ${show(zoneName)}`, 'Use a name like Europe/Berlin, America/New_York or UTC.');
	}
	if (as === 'local' && zone === undefined) {
		return new Problem('noZone', 'local time without a zone is no moment', 'Name the time zone of this system, for example Europe/Berlin.');
	}
	if (as !== 'pattern') return { ...shared, as, pattern: undefined, patternText, zone };
	const pattern = compileClockPattern(patternText, DAY_PARTS, ALL_PARTS, yearsFrom);
	const bad =
		typeof pattern === 'string'
			? pattern
			: !pattern.has.has('offset') && !pattern.has.has('zone') && zone === undefined
				? 'it has no offset (ZZ), and no time zone is named'
				: undefined;
	if (typeof pattern === 'string' || bad !== undefined) {
		return new Problem(
			'badPattern',
			`the moment pattern ${show(patternText)} cannot be used: ${bad}`,
			'Example: dd.MM.yyyy HH:mm:ss with a time zone, or yyyy-MM-dd HH:mm:ss ZZ',
		);
	}
	return { ...shared, as, pattern, patternText, zone };
}
