import type { AlertReport, Metric, Reading } from './alerts';
import { formatAge, formatCount, formatDuration, formatShare, type Clock } from './render/format';
import type { CurrentAlert } from './summary';
import { WINDOWS } from './windows';

export const METRIC_LABELS: Record<Metric, string> = {
	failureRate: 'Failure rate',
	mismatchRate: 'Mismatch rate',
	latencyP95: 'Latency (p95)',
	silence: 'Time since last success',
};

const WHAT_TO_DO: Record<Metric, string> = {
	failureRate:
		'Open the workflow\'s executions, look at the newest failed items and their error, and check that the target system answers and its credentials are valid. Rejected items name the field that did not fit.',
	mismatchRate:
		'Look at the items in the Review output of the Conflict Resolver and the Mismatch output of the Idempotency Guard: decide which side is right, or give the field a rule that decides.',
	latencyP95:
		'Check whether the schedule runs as often as it should, whether a system limits the rate of requests, and whether runs queue up behind each other.',
	silence:
		'Check that the workflow is active, that its trigger fires (schedule, webhook registration) and that its last executions did not stop with an error.',
};

/** A value of a metric in the unit people read. */
export function formatMetric(metric: Metric, value: number | undefined): string {
	if (metric === 'failureRate' || metric === 'mismatchRate') return formatShare(value);
	return metric === 'silence' ? formatAge(value) : formatDuration(value);
}

export interface AlertText {
	/** One line: what, how bad. */
	title: string;
	/** What, how bad, since when. */
	text: string;
	whatToDo: string;
}

/** What an alert that fired, or is over, says to the person who gets it. The sync's name is raw text. */
export function alertText(sync: string, alert: AlertReport, at: number, clock: Clock): AlertText {
	const { metric, threshold, readings, firing } = alert;
	const limit = formatMetric(metric, threshold);
	const since = firing === undefined ? at : firing.since;
	const about = `since ${metric === 'silence' ? '' : 'about '}${clock.fullOf(since)} (${clock.zone})`;
	if (alert.change === 'recovered') {
		const worst = formatMetric(metric, firing?.worst);
		return {
			title: `${sync}: over: ${METRIC_LABELS[metric].toLowerCase()} is back below ${limit}`,
			text: `It lasted ${formatDuration(at - since)}, ${about}; the worst value was ${worst}. ${nowSentence(alert)}`,
			whatToDo: 'Nothing. If items failed in that time, check that they were tried again.',
		};
	}
	const long = describe(metric, readings.long, WINDOWS[alert.window].label);
	const short = metric === 'silence' ? '' : `; ${describe(metric, readings.short, WINDOWS[alert.window].shortLabel)}`;
	return {
		title: `${sync}: ${headline(alert)}`,
		text: `${capital(long)}${short}. The limit is ${limit}. It has been so ${about}.`,
		whatToDo: WHAT_TO_DO[metric],
	};
}

/** How bad it is in one line, without the sync's name. */
export function headline({ metric, readings, window }: AlertReport): string {
	const value = formatMetric(metric, readings.long.value);
	const within = `in the ${WINDOWS[window].label}`;
	switch (metric) {
		case 'failureRate':
			return `${value} of the writes failed ${within}`;
		case 'mismatchRate':
			return `${value} of the items disagree and wait for a person ${within}`;
		case 'latencyP95':
			return `the slowest 5 % of the writes took ${value} or more ${within}`;
		case 'silence':
			return `no success for ${value}`;
	}
}

/** A firing alert in one line, also where this report has no threshold for it and knows no values. */
export function currentLine(alert: CurrentAlert, look: AlertReport | undefined, clock: Clock): string {
	const since = `since ${clock.fullOf(alert.since)}`;
	if (look !== undefined) return `${capital(headline(look))} (limit ${formatMetric(look.metric, look.threshold)}), ${since}`;
	const within = alert.metric === 'silence' ? '' : ` over the ${WINDOWS[alert.window].label}`;
	return `${METRIC_LABELS[alert.metric]}${within} is beyond its limit, ${since} (last checked ${clock.fullOf(alert.checkedAt)})`;
}

function nowSentence({ metric, readings, window }: AlertReport): string {
	if (metric === 'silence') return 'A success was recorded.';
	if (readings.long.events === 0) return `Nothing was recorded in the ${WINDOWS[window].label}.`;
	return `Now: ${describe(metric, readings.short, WINDOWS[window].shortLabel)}.`;
}

function describe(metric: Metric, { value, events }: Reading, within: string): string {
	const shown = formatMetric(metric, value);
	const count = formatCount(events);
	switch (metric) {
		case 'failureRate':
			return `${shown} of ${count} writes failed or were rejected in the ${within}`;
		case 'mismatchRate':
			return `${shown} of ${count} items ended in conflict or mismatch in the ${within}`;
		case 'latencyP95':
			return `95 % of ${count} writes took at most ${shown} in the ${within}`;
		case 'silence':
			return `the last success was ${shown} ago`;
	}
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
