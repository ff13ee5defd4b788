import { DAY, HOUR, MINUTE, type Steps } from './timeBuckets';

export const WINDOW_NAMES = ['hour', 'day', 'week'] as const;
export type WindowName = (typeof WINDOW_NAMES)[number];

/** Counts of the last hour are kept by the minute, those of the last day and week by the hour. */
export const MINUTES: Steps = { width: MINUTE, keep: 60 };
export const HOURS: Steps = { width: HOUR, keep: 7 * 24 };

export interface WindowInfo {
	/** As in "in the last hour". */
	label: string;
	/** As in "in the last 5 minutes". */
	shortLabel: string;
	counts: 'minutes' | 'hours';
	/** How many of those steps the window has, and its short window. */
	long: number;
	short: number;
	/** Latency is kept in wider steps, since a sketch is larger than a few counts. */
	latency: Steps;
}

/**
 * Each window with its short one, a twelfth or seventh of it: long enough to mean something, short enough to
 * notice the end. [Beyer et al., The Site Reliability Workbook, ch. 5: "Multiwindow, Multi-Burn-Rate Alerts"]
 */
export const WINDOWS: Record<WindowName, WindowInfo> = {
	hour: {
		label: 'last hour',
		shortLabel: 'last 5 minutes',
		counts: 'minutes',
		long: 60,
		short: 5,
		latency: { width: 5 * MINUTE, keep: 12 },
	},
	day: {
		label: 'last day',
		shortLabel: 'last 2 hours',
		counts: 'hours',
		long: 24,
		short: 2,
		latency: { width: 2 * HOUR, keep: 12 },
	},
	week: {
		label: 'last week',
		shortLabel: 'last day',
		counts: 'hours',
		long: 7 * 24,
		short: 24,
		latency: { width: DAY, keep: 7 },
	},
};

/** The short window of latency is the current step and the one before: one step alone may just have begun. */
export const SHORT_LATENCY_STEPS = 2;
